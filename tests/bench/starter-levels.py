#!/usr/bin/python3
"""Leaves out of a synthetic set what is hardly seen: the table of what is left, for `acutance-cli train`.

Usage: starter-levels.py LABELS.csv LEVEL VALIDATION OUT.csv, in one folder.

A network that knows nothing yet learns what faults look like from those that show.  Single faults below LEVEL are not
trained on, nor are mixtures and faults in a part of a picture that take less than a quarter of the score; the level 0
leaves everything in.  The pictures of the set extra/ beside LABELS.csv, if there is one, are all trained on.  Of what
is held out to choose the epoch by, every so many-th picture is left, VALIDATION at most.
"""
import csv
import math
import os
import sys

LEAST_TAKEN = 25


def is_kept(row, level):
    if row["split"] != "train" or row["fault"] == "none" or level <= 0:
        return True
    if "+" in row["fault"] or row["fault"].startswith("local "):
        return float(row["mos"]) <= 100 - LEAST_TAKEN
    return float(row["level"]) >= level


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as labels:
        rows = list(csv.DictReader(labels))
    extra = os.path.join(os.path.dirname(sys.argv[1]), "extra", "labels.csv")
    if os.path.exists(extra):
        with open(extra, encoding="utf-8") as labels:
            for row in csv.DictReader(labels):
                row.update({key: "extra/" + row[key] for key in ("path", "map", "group") if row[key]}, split="train")
                rows.append(row)
    every = max(1, math.ceil(sum(row["split"] == "val" for row in rows) / int(sys.argv[3])))
    chosen = {row["path"] for row in [row for row in rows if row["split"] == "val"][::every]}
    rows = [row for row in rows if row["split"] != "val" or row["path"] in chosen]
    with open(sys.argv[4], "w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        writer.writerows(row for row in rows if is_kept(row, float(sys.argv[2])))


main()
