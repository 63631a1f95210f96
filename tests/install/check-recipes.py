#!/usr/bin/env python3
"""The command lines of the README and the guide are ones that acutance-cli takes, and the guide's first recipe finds the
best photos.

Usage: check-recipes.py ACUTANCE-CLI SOURCE_ROOT
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

CLI = sys.argv[1]
ROOT = pathlib.Path(sys.argv[2])
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "C"}


def ask(*words):
    return subprocess.run([CLI, *words], capture_output=True, text=True, env=ENVIRONMENT)


def recipes():
    """(file, command line): whatever begins with the program in what is set as code; a line that ends in | goes on."""
    for path in [ROOT / "README.md", *sorted((ROOT / "data/guide").glob("*.md"))]:
        text = path.read_text(encoding="utf-8").replace("|\n", "| ")
        for line in re.findall(r"(?:^(?:    )?|'|`)(acutance-cli [^\n`']*)", text, re.M):
            yield path.name, line


def find_faults(line):
    """What the program does not know of what it is told."""
    words = re.split(r"[\s|>]+", line.split("#")[0])[1:]
    words = words[: words.index("acutance-cli")] if "acutance-cli" in words else words
    command = words[:2] if words[:1] == ["labels"] else words[:1]
    if not command or command[0].startswith("--") or command[0] == "help":
        return [] if ask(*command).returncode == 0 else [f"no {command}"]
    page = ask(*command, "--help")
    if page.returncode != 0:
        return [f"there is no command “{' '.join(command)}”"]
    known = set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", page.stdout, re.M))
    return [f"{' '.join(command)} has no {word}" for word in words if re.match("--[a-z]", word) and word.split("=")[0] not in known]


def check_best(line):
    """The recipe, run as it is over two samples, names the better one first and no header."""
    with tempfile.TemporaryDirectory() as home:
        shoot = pathlib.Path(home, re.search(r"~/(\S+)", line)[1])
        shoot.mkdir(parents=True)
        # The names go the other way.
        shutil.copy(ROOT / "data/samples/pebbles-underexposed.jpg", shoot / "z.jpg")
        shutil.copy(ROOT / "data/samples/lake-dusk.jpg", shoot / "a.jpg")
        environment = {**ENVIRONMENT, "HOME": home, "XDG_DATA_HOME": home, "PATH": f"{pathlib.Path(CLI).parent}:{os.environ['PATH']}"}
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, env=environment)
        names = [pathlib.Path(row.split(",")[0]).name for row in done.stdout.splitlines()]
        return [] if names[:2] == ["a.jpg", "z.jpg"] else [f"“{line}” gives {done.stdout}{done.stderr}"]


lines = list(recipes())
faults = [f"{name}: {line}: {fault}" for name, line in lines for fault in find_faults(line)]
faults += check_best(next(line for _, line in lines if "sort" in line))
print("\n".join(faults) or f"{len(lines)} command lines")
sys.exit(bool(faults) or len(lines) < 25)
