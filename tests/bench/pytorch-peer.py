#!/usr/bin/python3
"""Times HyperIQA-Swin in PyTorch, the peer that Acutance's speed is measured against.

The network is written with PyTorch's own modules the way timm 0.9 and upstream write it: window
partition by view and permute, shift by torch.roll, attention by two matrix products and softmax.
Prints a JSON object for each preset, mode and precision.  Needs nothing but torch (Debian: python3-torch, and
libopenblas0-pthread for matrix products).
"""
import argparse
import contextlib
import itertools
import json
import os
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

PRESETS = {  # embed, depths, heads, window, input
    "nano": (48, (2, 2, 6, 2), (3, 6, 12, 24), 7, 224),
    "tiny": (96, (2, 2, 6, 2), (3, 6, 12, 24), 7, 224),
    "small": (96, (2, 2, 18, 2), (3, 6, 12, 24), 7, 224),
    "base": (128, (2, 2, 18, 2), (4, 8, 16, 32), 7, 224),
    "large": (192, (2, 2, 18, 2), (6, 12, 24, 48), 7, 224),
    "large-384": (192, (2, 2, 18, 2), (6, 12, 24, 48), 12, 384),
}
PARAMETERS = {"tiny": 29.52, "small": 50.84, "base": 89.11}  # millions, scale fusion
TARGET = (224, 112, 56, 28, 14, 1)


class DropPath(nn.Module):
    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def forward(self, x):
        if not self.training or self.rate == 0:
            return x
        keep = 1 - self.rate
        return x * x.new_empty((x.shape[0],) + (1,) * (x.ndim - 1)).bernoulli_(keep).div_(keep)


class WindowAttention(nn.Module):
    def __init__(self, channels, heads, window):
        super().__init__()
        self.heads, self.scale = heads, (channels // heads) ** -0.5
        self.area = window * window
        self.table = nn.Parameter(torch.zeros((2 * window - 1) ** 2, heads))
        place = torch.stack(torch.meshgrid(torch.arange(window), torch.arange(window),
                                           indexing="ij")).flatten(1)
        offset = (place[:, :, None] - place[:, None, :]).permute(1, 2, 0) + window - 1
        self.register_buffer("index", offset[..., 0] * (2 * window - 1) + offset[..., 1])
        self.qkv = nn.Linear(channels, 3 * channels)
        self.proj = nn.Linear(channels, channels)

    def forward(self, x, mask):
        b, n, c = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4).unbind(0)
        scores = (q * self.scale) @ k.transpose(-2, -1)
        bias = self.table[self.index.view(-1)].view(self.area, self.area, -1)
        scores = scores + bias.permute(2, 0, 1).unsqueeze(0)
        if mask is not None:
            w = mask.shape[0]
            scores = (scores.view(-1, w, self.heads, n, n) + mask[:, None]).view(-1, self.heads, n, n)
        return self.proj((scores.softmax(-1) @ v).transpose(1, 2).reshape(b, n, c))


class Block(nn.Module):
    def __init__(self, channels, side, heads, window, shift, drop_path):
        super().__init__()
        self.window, self.shift = window, shift if side > window else 0
        self.norm1, self.norm2 = nn.LayerNorm(channels), nn.LayerNorm(channels)
        self.attn = WindowAttention(channels, heads, window)
        self.mlp = nn.Sequential(nn.Linear(channels, 4 * channels), nn.GELU(),
                                 nn.Linear(4 * channels, channels))
        self.drop_path = DropPath(drop_path)
        mask = None
        if self.shift:
            regions = torch.zeros(1, side, side, 1)
            cuts = (slice(0, -window), slice(-window, -self.shift), slice(-self.shift, None))
            for i, (y, x) in enumerate((y, x) for y in cuts for x in cuts):
                regions[:, y, x] = i
            regions = self.partition(regions).squeeze(-1)
            difference = regions[:, None] - regions[:, :, None]
            mask = torch.where(difference != 0, -100.0, 0.0)
        self.register_buffer("mask", mask)

    def partition(self, x):
        b, h, w, c = x.shape
        n = self.window
        return x.view(b, h // n, n, w // n, n, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, n * n, c)

    def attend(self, x):
        b, h, w, c = x.shape
        n = self.window
        if self.shift:
            x = torch.roll(x, (-self.shift, -self.shift), (1, 2))
        x = self.attn(self.partition(x), self.mask)
        x = x.view(b, h // n, w // n, n, n, c).permute(0, 1, 3, 2, 4, 5).reshape(b, h, w, c)
        return torch.roll(x, (self.shift, self.shift), (1, 2)) if self.shift else x

    def forward(self, x):
        x = x + self.drop_path(self.attend(self.norm1(x)))
        return x + self.drop_path(self.mlp(self.norm2(x)))


class PatchMerging(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm = nn.LayerNorm(4 * channels)
        self.reduction = nn.Linear(4 * channels, 2 * channels, bias=False)

    def forward(self, x):
        b, h, w, c = x.shape
        x = x.reshape(b, h // 2, 2, w // 2, 2, c).permute(0, 1, 3, 4, 2, 5).flatten(3)
        return self.reduction(self.norm(x))


class HyperIqaSwin(nn.Module):
    """Four stages, local distortion features, `scale` fusion, hypernetwork, target network."""

    def __init__(self, preset, drop_path=0.3, dropout=0.4):
        super().__init__()
        embed, depths, heads, window, self.side = PRESETS[preset]
        rates = torch.linspace(0, drop_path, sum(depths)).tolist()
        self.patch_embed = nn.Conv2d(3, embed, 4, 4)
        self.patch_norm = nn.LayerNorm(embed)
        self.stages = nn.ModuleList()
        for s, depth in enumerate(depths):
            channels, side = embed << s, self.side // 4 >> s
            layers = [PatchMerging(channels // 2)] if s else []
            layers += [Block(channels, side, heads[s], window, i % 2 * (window // 2), rates.pop(0))
                       for i in range(depth)]
            self.stages.append(nn.Sequential(*layers))
        widths = [embed << s for s in range(4)]
        self.lda_conv = nn.ModuleList(nn.Conv2d(widths[s], 16 << s, 1, bias=False)
                                      for s in range(3))
        self.lda_fc = nn.ModuleList(nn.Linear((16 << s) * (8 >> s) ** 2, 16) for s in range(3))
        self.lda4_fc = nn.Linear(widths[3], 176)
        self.fusion = nn.Sequential(nn.Linear(widths[3], 256), nn.ReLU(), nn.Dropout(0.5),
                                    nn.Linear(256, 4), nn.Softmax(1))
        self.reduce = nn.Sequential(nn.Conv2d(sum(widths), 512, 1), nn.ReLU(),
                                    nn.Conv2d(512, 256, 1), nn.ReLU(),
                                    nn.Conv2d(256, 112, 1), nn.ReLU())
        self.dropout = nn.Dropout(dropout)
        self.weights = nn.ModuleList(nn.Conv2d(112, TARGET[i] * TARGET[i + 1] // 49, 3, padding=1)
                                     for i in range(4))
        self.weights.append(nn.Linear(112, 14))
        self.biases = nn.ModuleList(nn.Linear(112, TARGET[i + 1]) for i in range(5))

    def forward(self, image):
        x = self.patch_norm(self.patch_embed(image).permute(0, 2, 3, 1))
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x.permute(0, 3, 1, 2).contiguous())
        b = image.shape[0]
        parts = [fc(F.adaptive_avg_pool2d(conv(m), 8 >> s).reshape(b, -1))
                 for s, (conv, fc, m) in enumerate(zip(self.lda_conv, self.lda_fc, maps))]
        mean = maps[3].mean((2, 3))
        target = torch.cat(parts + [self.lda4_fc(mean)], 1)
        scale = self.fusion(mean)
        fused = torch.cat([F.adaptive_avg_pool2d(m, 7) * scale[:, s, None, None, None]
                           for s, m in enumerate(maps)], 1)
        hyper = self.dropout(self.reduce(fused))
        mean = hyper.mean((2, 3))
        y = target.unsqueeze(2)
        for i in range(5):
            weight = self.weights[i](hyper if i < 4 else mean).reshape(b, TARGET[i + 1], TARGET[i])
            y = weight @ y + self.biases[i](mean).unsqueeze(2)
            if i < 4:
                y = torch.sigmoid(y)
                y = self.dropout(y) if i < 3 else y
        return y.flatten()


def make_step(model, batch, mode, device, half):
    """What is timed.  In half precision as PyTorch's users have it: autocast, and a gradient scaler to train."""
    image = torch.randn(batch, 3, model.side, model.side, device=device)
    mixed = torch.autocast("cuda", torch.float16) if half else contextlib.nullcontext()
    if mode == "score":
        model.eval()

        def score():
            with torch.inference_mode(), mixed:
                model(image)
        return score
    model.train()
    mos = torch.rand(batch, device=device) * 100
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, weight_decay=2e-4)
    scaler = getattr(torch.amp, "GradScaler", torch.cuda.amp.GradScaler)(enabled=half)

    def learn():
        optimizer.zero_grad(set_to_none=True)
        with mixed:
            loss = F.l1_loss(model(image).float(), mos)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
    return learn


def require_fast_products():
    """Ends where Debian's build has nothing but netlib's reference BLAS: thirty times slower, it is nobody's peer."""
    x = torch.ones(1024, 1024)
    x @ x  # whatever library has the product is loaded from here on
    with open("/proc/self/maps") as maps:
        if any("/blas/libblas.so" in line for line in maps):
            sys.exit("PyTorch multiplies with the slow reference BLAS here: install libopenblas0-pthread, "
                     "and see `update-alternatives --config libblas.so.3-$(uname -m)-linux-gnu`")


def measure(preset, mode, precision, arguments):
    device = arguments.device
    torch.manual_seed(0)
    model = HyperIqaSwin(preset)
    count = sum(p.numel() for p in model.parameters()) / 1e6
    if abs(count - PARAMETERS.get(preset, count)) > 0.006:
        sys.exit(f"the network has {count:.2f} million parameters: not the one to compare with")
    wait = torch.cuda.synchronize if device == "cuda" else lambda: None
    step = make_step(model.to(device), arguments.batch, mode, device, precision == "fp16")
    for _ in range(arguments.warm_ups):
        step()
    times = []
    for _ in range(arguments.runs):
        wait()
        start = time.perf_counter()
        step()
        wait()
        times.append(time.perf_counter() - start)
    name = torch.cuda.get_device_name() if device == "cuda" else "cpu"
    print(json.dumps({
        "device": name, "backend": f"pytorch {torch.__version__}", "preset": preset,
        "batch": arguments.batch, "precision": precision, "threads": torch.get_num_threads(),
        "mode": mode, "million_parameters": round(count, 2),
        "patches_per_second": round(arguments.batch / statistics.median(times), 3)}), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", nargs="+", choices=PRESETS, default=["tiny"])
    parser.add_argument("--batch", type=int, default=20)
    parser.add_argument("--train", dest="mode", action="store_const", const=["train"], default=["score"],
                        help="time training steps, not scoring")
    parser.add_argument("--both", dest="mode", action="store_const", const=["score", "train"])
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--precision", nargs="+", choices=("fp32", "fp16"), default=["fp32"])
    parser.add_argument("--runs", type=int, default=5, help="timed runs, of which the median counts")
    parser.add_argument("--warm-ups", type=int, default=1, help="runs before those")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)),
                        help="default: as many as there are cores to use")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)  # Debian's build would use one
    if arguments.device == "cpu":
        require_fast_products()
    for preset, mode, precision in itertools.product(arguments.preset, arguments.mode, arguments.precision):
        measure(preset, mode, precision, arguments)


if __name__ == "__main__":
    main()
