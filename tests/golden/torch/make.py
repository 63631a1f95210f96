#!/usr/bin/env python3
"""Writes the small checkpoints of this folder with PyTorch (1.13 made the ones that are here).

They hold what state dicts hold besides plain float tensors: views of a shared storage, transposed
and channels-last strides, other types, parameters, and a trainer's other data around them.
"""

import collections
import pathlib

import torch

folder = pathlib.Path(__file__).parent
shared = torch.arange(12.0)
state = collections.OrderedDict(
    matrix=torch.arange(6.0).reshape(2, 3),
    transposed=torch.arange(6.0).reshape(2, 3).t(),
    channels_last=torch.arange(8.0).reshape(1, 2, 2, 2).to(memory_format=torch.channels_last),
    part=shared[4:7],
    half=torch.tensor([0.5, -2.0, 65504.0], dtype=torch.float16),
    bfloat=torch.tensor([1.5, -0.25], dtype=torch.bfloat16),
    double=torch.tensor([0.125], dtype=torch.float64),
    count=torch.tensor(7),
    parameter=torch.nn.Parameter(torch.ones(2)),
    empty=torch.zeros(0, 3),
)
state._metadata = collections.OrderedDict({"": {"version": 1}})

weight = torch.nn.Parameter(torch.ones(3))
optimizer = torch.optim.AdamW([weight])
weight.sum().backward()
optimizer.step()

checkpoint = {
    "epoch": 3,
    "state_dict": state,
    "optimizer": optimizer.state_dict(),
    "arguments": {"lr": 5e-6, "name": "tiny", "seed": 2**70, "crop": (224, None), "flip": True},
}
torch.save(checkpoint, folder / "state.pt")
torch.save(checkpoint, folder / "state-protocol-4.pt", pickle_protocol=4)
torch.save(checkpoint, folder / "state-legacy.pt", _use_new_zipfile_serialization=False)
