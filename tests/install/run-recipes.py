#!/usr/bin/env python3
"""The recipes of the guide and the README, run to their end as they are printed, page after page: each page in a home of
its own, with a few sample pictures where a person has photos, datasets and label sets.

Usage: run-recipes.py ACUTANCE-CLI SOURCE_ROOT
"""

import csv
import io
import json
import math
import os
import pathlib
import pickle
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import types
import zipfile

CLI = pathlib.Path(sys.argv[1]).resolve()
ROOT = pathlib.Path(sys.argv[2])
PICTURES = sorted((ROOT / "data/samples").glob("*.jpg"))[:4]
NANO = CLI.parents[2] / "data/models/nano.safetensors"
PAGES = [
    "README.md", "data/guide/models.md", "data/guide/labeling.md", "data/guide/training.md", "data/guide/command-line.md"
]

# Seconds in which a training takes its first step, or ends when it is asked to.
PATIENCE = 120

# What stands for a folder that nobody may make, and for what takes minutes where there is no GPU or is more of the same.
STANDING_IN = {
    "/photos": "photos",
    "import FILE": "import best_model.pkl",
    "koniq:DIR": "koniq:KonIQ-10k",
    "--preset tiny --device vulkan": "--preset nano --device cpu",
    "--out tuned": "--epochs 2 --patches-per-image 2 --batch 2 --out tuned",
    "--out own": "--epochs 2 --patches-per-image 1 --batch 2 --out own",
    "--mode quick": "--mode quick --epochs 4 --patches-per-image 1 --batch 2",
    "eval --model": "eval --patches 5 --model",
    "best --out set": "best --count 24 --out set",
}

# GNU parallel, as far as the recipe needs it.
PARALLEL = """#!/bin/bash
[[ $1 == --sshloginfile && -f $2 && $4 == ::: ]] || exit 9
for each in "${@:5}"; do bash -c "${3//'{}'/$each}" || exit; done
"""


class Storage:
    """So many numbers of a tensor, by their key in a PyTorch file."""

    def __init__(self, key, count):
        self.id = ("storage", HalfStorage, key, "cpu", count)


def _rebuild_tensor_v2():
    """What a PyTorch file names to make a tensor; nobody calls it."""


class HalfStorage:
    """The same of numbers of two bytes."""


class Tensor:
    def __init__(self, key, shape):
        strides = [1] * len(shape)
        for i in reversed(range(len(shape) - 1)):
            strides[i] = strides[i + 1] * shape[i + 1]
        self.arguments = (Storage(key, math.prod(shape)), 0, tuple(shape), tuple(strides), False, {})

    def __reduce__(self):
        return _rebuild_tensor_v2, self.arguments


# What pickle writes of both is where PyTorch has them.
HalfStorage.__module__, _rebuild_tensor_v2.__module__ = "torch", "torch._utils"
sys.modules["torch"] = types.SimpleNamespace(HalfStorage=HalfStorage)
sys.modules["torch._utils"] = types.SimpleNamespace(_rebuild_tensor_v2=_rebuild_tensor_v2)


class TorchPickler(pickle.Pickler):
    """Pickles tensors as torch.save() does."""

    def persistent_id(self, thing):
        return thing.id if isinstance(thing, Storage) else None


def write_checkpoint(path):
    """The model that comes with the program, as PyTorch would have saved it."""
    with NANO.open("rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    tensors = {name: entry for name, entry in header.items() if name != "__metadata__" and not name.startswith("fault")}
    assert all(entry["dtype"] == "F16" for entry in tensors.values())
    state = io.BytesIO()
    TorchPickler(state, 2).dump({name: Tensor(str(i), entry["shape"]) for i, (name, entry) in enumerate(tensors.items())})
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", state.getvalue())
        for i, entry in enumerate(tensors.values()):
            begin, end = entry["data_offsets"]
            archive.writestr(f"archive/data/{i}", data[begin:end])
        archive.writestr("archive/version", "3\n")


def write_rows(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def copy_pictures(folder, pictures=PICTURES):
    folder.mkdir(parents=True)
    for picture in pictures:
        shutil.copy(picture, folder)


def write_workbook(path, rows):
    """A sheet whose first row are its columns' names."""

    def cell(value):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>' if isinstance(value, str) else f"<c><v>{value}</v></c>"

    def relations(kind, target):
        return (f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f'<Relationship Id="r1" Type="{relation}/{kind}" Target="{target}"/></Relationships>')

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    data = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    book = '<sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets>'
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_rels/.rels", relations("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{relation}">{book}</workbook>')
        archive.writestr("xl/_rels/workbook.xml.rels", relations("worksheet", "worksheets/sheet1.xml"))
        archive.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{data}</sheetData></worksheet>')


def make_datasets(home):
    """KonIQ-10k, SPAQ and KADID-10k with a handful of pictures, in the layouts they are published in."""
    names = [picture.name for picture in PICTURES]
    scores = [30 + 15 * i for i in range(len(names))]
    copy_pictures(home / "KonIQ-10k/1024x768")
    head = ["image_name", "c1", "c2", "c3", "c4", "c5", "c_total", "MOS", "SD", "set"]
    parts = ["training", "training", "validation", "test"]
    rows = [[name, 0, 0.1, 0.4, 0.4, 0.1, 100, score, 0.5, part] for name, score, part in zip(names, scores, parts)]
    write_rows(home / "KonIQ-10k/koniq10k_distributions_sets.csv", [head, *rows])
    copy_pictures(home / "SPAQ/TestImage")
    write_workbook(home / "SPAQ/Annotations/MOS and Image attribute scores.xlsx", [["Image name", "MOS"], *zip(names, scores)])
    copy_pictures(home / "kadid10k/images")
    rows = [[name, name, score / 20, 0.5] for name, score in zip(names, scores)]
    write_rows(home / "kadid10k/dmos.csv", [["dist_img", "ref_img", "dmos", "var"], *rows])


def make_label_set(home, environment):
    """Opinion scores of three raters under the name that the guide uses."""
    table = home / "given.csv"
    copy_pictures(home / "holidays")
    rows = [[f"holidays/{picture.name}", 2 + i, 1 + i, min(5, 2 + i)] for i, picture in enumerate(PICTURES)]
    write_rows(table, [["image", "Ada", "Bo", "Cy"], *rows])
    done = run(f"acutance-cli labels import {table} --set Holidays --add-folders", home, environment)
    assert done.returncode == 0, done.stderr
    table.unlink()


def make_home(home, page):
    environment = {
        **os.environ,
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "LC_ALL": "C.UTF-8",
        "LANGUAGE": "C",
        "PATH": f"{home / 'bin'}:{CLI.parent}:{os.environ['PATH']}",
    }
    for folder in ("Pictures/2026-11-wedding", "IMAGES", "photos"):
        copy_pictures(home / folder, PICTURES[:2])
    (home / "Pictures/best").mkdir()
    for picture in PICTURES[:3]:
        shutil.copy(picture, home / "Pictures/best")
    (home / "bin").mkdir()
    (home / "bin/parallel").write_text(PARALLEL, encoding="utf-8")
    (home / "bin/parallel").chmod(0o755)
    (home / "hosts").touch()
    make_datasets(home)
    write_checkpoint(home / "best_model.pkl")
    if page != "data/guide/models.md":
        done = run("acutance-cli import best_model.pkl --name smart-tiny", home, environment)
        assert done.returncode == 0, done.stderr
    make_label_set(home, environment)
    return environment


def run(line, home, environment):
    return subprocess.run(["bash", "-o", "pipefail", "-c", line], cwd=home, env=environment, capture_output=True, text=True)


def run_and_interrupt(line, log, home, environment):
    """The training that a later recipe goes on with: stopped once it has learned something."""
    process = subprocess.Popen(
        ["bash", "-c", f"exec {line}"], cwd=home, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    end = time.monotonic() + PATIENCE
    while process.poll() is None and not (log.exists() and '"step"' in log.read_text(encoding="utf-8")):
        if time.monotonic() > end:
            return give_up(process, line, f"no step within {PATIENCE} s")
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    try:
        out, errors = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return give_up(process, line, f"not interrupted within {PATIENCE} s")
    status = 0 if process.returncode == -signal.SIGINT else 1
    return subprocess.CompletedProcess(line, status, out, f"status {process.returncode}: {errors}")


def give_up(process, line, why):
    process.kill()
    out, errors = process.communicate()
    return subprocess.CompletedProcess(line, 1, out, f"{why}: {errors}")


def recipes(page):
    """Every command line that is set as code by itself; one that ends in | goes on."""
    text = (ROOT / page).read_text(encoding="utf-8").replace("|\n", "| ")
    lines = re.findall(r"^(?:    )?((?:acutance-cli|parallel) .*)", text, re.M)
    for line in lines:
        for printed, meant in STANDING_IN.items():
            line = line.replace(printed, meant)
        yield line


def keep_a_few(path):
    """Of a set of hundreds of pictures one of each part and two to learn from are enough."""
    with path.open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    of_part = {row[head.index("split")]: row for row in rows}
    write_rows(path, [head, *of_part.values(), next(row for row in rows if "train" in row)])


def run_page(page):
    """The faults of the page's recipes."""
    lines = list(recipes(page))
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        environment = make_home(home, page)
        for line in lines:
            began = time.monotonic()
            name = re.search(r"--out (\S+)", line)
            if name and f"acutance-cli train --resume {name[1]}" in lines:
                done = run_and_interrupt(line, home / re.search(r"--log (\S+)", line)[1], home, environment)
            else:
                done = run(line, home, environment)
            print(f"{time.monotonic() - began:6.1f} s  {page}: {line}", flush=True)
            if done.returncode != 0:
                faults.append(f"{page}: {line}: status {done.returncode}\n{done.stdout[-1000:]}{done.stderr[-2000:]}")
            elif "--held-out" in line:
                keep_a_few(home / "set/labels.csv")
        for line in lines:
            written = re.search(r"(?:>|--output) (\S+)", line)
            path = home / written[1] if written else None
            if path and not (path.exists() and path.read_text(encoding="utf-8").strip()):
                faults.append(f"{page}: {line}: nothing in {written[1]}")
    return faults, len(lines)


counts = [run_page(page) for page in PAGES]
faults = [fault for found, _ in counts for fault in found]
print("\n".join(faults) or f"{sum(n for _, n in counts)} recipes")
sys.exit(bool(faults) or any(n == 0 for _, n in counts))
