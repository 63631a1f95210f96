#!/usr/bin/env python3
"""The manual page of the application tells the options that it takes, and no others.

Usage: check-options.py SOURCE_ROOT
"""

import pathlib
import re
import sys

# What GLib's parser of options adds.
GIVEN = {"--help", "-h"}


def read_entries(path):
    """The options in the tables of a C file."""
    options = set()
    tables = re.findall(r"GOptionEntry \w+\[\] = \{(.*?)\{NULL\}", path.read_text(encoding="utf-8"), re.S)
    for table in tables:
        for name, letter in re.findall(r'\{\s*"([\w-]+)",\s*(0|\'\w\'),', table):
            options |= {f"--{name}"} | ({f"-{letter[1]}"} if letter != "0" else set())
    return options if tables else sys.exit(f"{path} has no table of options")


def main():
    root = pathlib.Path(sys.argv[1])
    taken = read_entries(root / "app/views/application.c") | GIVEN
    page = (root / "data/reference/acutance.1").read_text(encoding="utf-8")
    section = re.search(r"^\.SH OPTIONS$(.*?)^\.SH", page, re.M | re.S)[1].replace("\\-", "-")
    told = {word for line in re.findall(r"^\.TP\n(.*)$", section, re.M) for word in re.findall(r"\\fB(--?[\w-]+)\\fR", line)}
    faults = [f"acutance(1) does not tell {name}" for name in sorted(taken - told)]
    faults += [f"acutance(1) tells {name}, which the application does not take" for name in sorted(told - taken)]
    print("\n".join(faults) or f"{len(told)} options")
    sys.exit(bool(faults))


main()
