#!/usr/bin/python3
"""Prints golden scores of networks that upstream's are not known of: the larger ones.

    scores.py PRESET PICTURE > ../score-PRESET-scale-0.json

It is the peer of the benchmarks (tests/bench/pytorch-peer.py) that computes, in F64, with the deterministic weights
of README.md under upstream's names.  Of a preset whose scores upstream has printed, the output is within F32's
rounding of those.  Needs torch, NumPy and Pillow (Debian: python3-torch, python3-numpy, python3-pil).
"""

import hashlib
import importlib.util
import json
import pathlib
import re
import sys

import numpy
import torch
from PIL import Image

here = pathlib.Path(__file__).resolve().parent
spec = importlib.util.spec_from_file_location("peer", here.parents[1] / "bench" / "pytorch-peer.py")
peer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(peer)

# The peer's names and upstream's; the first that fits counts.
NAMES = [
    (r"patch_embed\.(.*)", r"swin.backbone.patch_embed.proj.\1"),
    (r"patch_norm\.(.*)", r"swin.backbone.patch_embed.norm.\1"),
    (r"lda_conv\.(\d)\.(.*)", lambda m: f"swin.lda{int(m[1]) + 1}_pool.0.{m[2]}"),
    (r"lda_fc\.(\d)\.(.*)", lambda m: f"swin.lda{int(m[1]) + 1}_fc.{m[2]}"),
    (r"lda4_fc\.(.*)", r"swin.lda4_fc.\1"),
    (r"fusion\.(.*)", r"multiscale_attention.attention_net.\1"),
    (r"reduce\.(.*)", r"conv1.\1"),
    (r"weights\.4\.(.*)", r"fc5w_fc.\1"),
    (r"weights\.(\d)\.(.*)", lambda m: f"fc{int(m[1]) + 1}w_conv.{m[2]}"),
    (r"biases\.(\d)\.(.*)", lambda m: f"fc{int(m[1]) + 1}b_fc.{m[2]}"),
]


def upstream_name(name):
    layer = re.fullmatch(r"stages\.(\d)\.(\d+)\.(.*)", name)
    if layer:
        stage, place, rest = int(layer[1]), int(layer[2]), layer[3]
        rest = rest.replace("attn.table", "attn.relative_position_bias_table")
        rest = rest.replace("mlp.0.", "mlp.fc1.").replace("mlp.2.", "mlp.fc2.")
        if stage > 0 and place == 0:
            return f"swin.backbone.layers_{stage}.downsample.{rest}"
        return f"swin.backbone.layers_{stage}.blocks.{place - (stage > 0)}.{rest}"
    for pattern, replacement in NAMES:
        if re.fullmatch(pattern, name):
            return re.sub(pattern, replacement, name)
    raise KeyError(name)


def make_weight(name, shape, seed=0):
    """README.md, "Weights"."""
    numbers = 1 << 64
    hashed = 0xCBF29CE484222325
    for byte in name.encode():
        hashed = (hashed ^ byte) * 0x100000001B3 % numbers
    start = numpy.uint64(hashed ^ (seed * 0xD1B54A32D192ED03 % numbers))
    z = (numpy.arange(1, 1 + numpy.prod(shape), dtype=numpy.uint64)) * numpy.uint64(0x9E3779B97F4A7C15) + start
    z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    z ^= z >> numpy.uint64(31)
    u = (2.0 * (z >> numpy.uint64(60)) - 15.0) / 16.0
    if "relative_position_bias_table" in name:
        weight = u
    elif "norm" in name and name.endswith("weight"):
        weight = 1 + 0.125 * u
    elif name.endswith("bias"):
        weight = 0.125 * u
    else:
        fan_in = numpy.prod(shape[1:])
        weight = u * 2.0 ** numpy.round(numpy.log2(numpy.sqrt(3 / fan_in)))
    return torch.from_numpy(weight.reshape(shape))


def main():
    preset, picture = sys.argv[1], pathlib.Path(sys.argv[2])
    model = peer.HyperIqaSwin(preset).double().eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(make_weight(upstream_name(name), tuple(parameter.shape)))
    image = numpy.asarray(Image.open(picture).convert("RGB"))
    height, width = image.shape[:2]
    side = model.side
    places = [((height - side) // 2, (width - side) // 2), (0, 0)]
    pixels = numpy.stack([image[y : y + side, x : x + side] for y, x in places]) / 255.0
    pixels = (pixels - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
    with torch.inference_mode():
        scores = model(torch.from_numpy(pixels).permute(0, 3, 1, 2)).tolist()
    entry = {
        "file": picture.name,
        "protocol": "native",
        "size": [width, height],
        "resized_sha256": hashlib.sha256(image.tobytes()).hexdigest(),
        "patches": [{"y": y, "x": x, "score": score} for (y, x), score in zip(places, scores)],
    }
    made = f"tests/golden/torch/scores.py with PyTorch {torch.__version__} in F64"
    print(json.dumps({"model": preset, "fusion": "scale", "seed": 0, "made_by": made, "images": [entry]}, indent=1))


main()
