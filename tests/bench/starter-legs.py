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
    # A head that is taught alone has no token heads, and its loss is on another scale.
    leg["curve"] = [] if leg.get("mode") == "quick" else list(describe_curve(steps))
    with open(path, "w", encoding="utf-8") as file:
        json.dump(legs + [leg], file, indent=1)
        file.write("\n")


main()
