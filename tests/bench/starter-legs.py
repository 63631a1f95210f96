#!/usr/bin/python3
"""Adds a training to the history of the starter model, which is trained in legs, each from where the last one ended.

Usage: starter-legs.py HISTORY.json OUT

HISTORY.json: the legs so far, a list; made if it does not exist.  OUT: the folder of starter.sh, with the training's
log.jsonl and recipe.json.  A leg keeps its recipe, its epochs, and its curves averaged over groups of steps.
"""
import json
import os
import sys

GROUPS = 40


def mean(entries, key):
    return sum(entry[key] for entry in entries) / len(entries)


def describe_epochs(log):
    """One entry for each epoch, with the rates of its last step; and one for an epoch that was left."""
    last = None
    for entry in log:
        if "step" in entry:
            last = entry
        else:
            yield {"epoch": entry["epoch"], "step": last["step"], "lr_backbone": last["lr_backbone"],
                   "lr_head": last["lr_head"], "val_srcc": entry["val_srcc"]}
            last = None
    if last is not None:
        yield {"epoch": last["epoch"], "step": last["step"], "lr_backbone": last["lr_backbone"],
               "lr_head": last["lr_head"], "val_srcc": None}


def describe_curve(steps):
    """The token heads' loss and the score's, averaged so that a batch's luck does not hide the trend."""
    groups = min(GROUPS, len(steps))
    for i in range(groups):
        part = steps[len(steps) * i // groups:len(steps) * (i + 1) // groups]
        yield {"step": part[-1]["step"], "token_loss": round(mean(part, "token_loss"), 5),
               "loss": round(mean(part, "loss"), 5)}


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    path, out = sys.argv[1:]
    legs = []
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            legs = json.load(file)
    with open(out + "/log.jsonl", encoding="utf-8") as file:
        log = [json.loads(line) for line in file]
    with open(out + "/recipe.json", encoding="utf-8") as file:
        leg = json.load(file)
    steps = [entry for entry in log if "step" in entry]
    leg["patches"] = leg["batch"] * len(steps)
    leg["epochs"] = list(describe_epochs(log))
    leg["curve"] = list(describe_curve(steps))
    with open(path, "w", encoding="utf-8") as file:
        json.dump(legs + [leg], file, indent=1)
        file.write("\n")


main()
