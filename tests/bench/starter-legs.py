#!/usr/bin/python3
"""Adds a training to the history of the starter model, which is trained in legs, each from where the last one ended.

Usage: starter-legs.py HISTORY.json OUT

HISTORY.json: the legs so far, a list; made if it does not exist.  OUT: the folder of starter.sh, with the training's
log.jsonl and recipe.json, the model nano.safetensors that came of it, set/ and eval.json.  A leg keeps its recipe and
the settings that its model tells, the seconds its steps took, what it was measured at, its epochs, and its curves
averaged over groups of steps: all that starter-card.py tells of it.
"""
import csv
import json
import os
import shutil
import subprocess
import sys

GROUPS = 40

# Of the settings that a model keeps of its training, those that the recipe does not have.
SETTINGS = ("learning_rate", "head_ratio", "epochs", "weight_decay", "dropout", "drop_path", "fault_weight", "seed")


def mean(entries, key):
    return sum(entry[key] for entry in entries) / len(entries)


def describe_epochs(log):
    """One entry for each epoch, with its highest rates; and one for an epoch that was left."""
    steps = []
    for entry in log + [{"epoch": None, "val_srcc": None}]:
        if "step" in entry:
            steps.append(entry)
        elif steps:
            yield {"epoch": steps[-1]["epoch"], "step": steps[-1]["step"],
                   "lr_backbone": max(step["lr_backbone"] for step in steps),
                   "lr_head": max(step["lr_head"] for step in steps), "val_srcc": entry["val_srcc"]}
            steps = []


def describe_curve(steps):
    """The token heads' loss and the score's, averaged so that a batch's luck does not hide the trend."""
    groups = min(GROUPS, len(steps))
    for i in range(groups):
        part = steps[len(steps) * i // groups:len(steps) * (i + 1) // groups]
        yield {"step": part[-1]["step"], "token_loss": round(mean(part, "token_loss"), 5),
               "loss": round(mean(part, "loss"), 5)}


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def read_settings(path):
    """What the model at path says of the training that it came of."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    settings = json.loads(header["__metadata__"]["training"])["settings"]
    # Some are single-precision numbers written out in double precision.
    return {key: float(f"{settings[key]:.6g}") for key in SETTINGS}


def count_set(path):
    """How many photos and pictures of each part the set at path has."""
    with open(path, encoding="utf-8") as labels:
        rows = list(csv.DictReader(labels))
    counts = {part: sum(row["split"] == part for row in rows) for part in ("train", "val", "test")}
    return {"photos": len({row["group"] for row in rows}), "pictures": len(rows), **counts,
            "test_photos": len({row["group"] for row in rows if row["split"] == "test"})}


def find_script():
    """The commit whose starter.sh this is; None where that is not known."""
    here = os.path.dirname(os.path.abspath(__file__))
    if shutil.which("git") is None:
        return None
    found = subprocess.run(["git", "-C", here, "log", "-1", "--format=%h", "--", "starter.sh"], capture_output=True,
                           text=True, check=False)
    return found.stdout.strip() or None


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    path, out = sys.argv[1:]
    legs = []
    if os.path.exists(path):
        legs = read_json(path)
    with open(out + "/log.jsonl", encoding="utf-8") as file:
        log = [json.loads(line) for line in file]
    leg = read_json(out + "/recipe.json")
    steps = [entry for entry in log if "step" in entry]
    leg["patches"] = sum(step["patches"] for step in steps)
    leg["seconds"] = round(sum(step["seconds"] for step in steps))
    leg["settings"] = read_settings(out + "/nano.safetensors")
    leg["set"] = count_set(out + "/set/labels.csv")
    leg["script"] = find_script()
    with open(out + "/set/training.csv", encoding="utf-8") as labels:
        leg["validation"] = sum(row["split"] == "val" for row in csv.DictReader(labels))
    leg["eval"] = read_json(out + "/eval.json")[0]
    # Of the model before, what the card compares.
    if os.path.exists(out + "/before.json"):
        before = read_json(out + "/before.json")[0]
        leg["before"] = {key: before[key] for key in ("srcc", "srcc_95", "strong_faults_named", "pairs_ordered")}
    leg["epochs"] = list(describe_epochs(log))
    # A head that is taught alone has no token heads, and its loss is on another scale.
    leg["curve"] = [] if leg.get("mode") == "quick" else list(describe_curve(steps))
    with open(path, "w", encoding="utf-8") as file:
        json.dump(legs + [leg], file, indent=1)
        file.write("\n")


main()
