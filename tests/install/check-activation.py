#!/usr/bin/env python3
"""What `meson install` leaves is started by its name on a session bus, as a desktop starts it (check-window.py).

Usage: check-activation.py BUILD_FOLDER SOURCE_ROOT; prints TAP.

It is installed to be packed, below a folder that is not its prefix.  So the service file has to name a program that is
there, and then names it where it is.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

ID = "io.github.acutance.Acutance"


def find(stage, name):
    found = list(stage.rglob(name))
    if len(found) != 1:
        sys.exit(f"{len(found)} files named {name} are installed")
    return found[0]


def move_service(service, stage):
    """Has the service start what it names, below `stage`; returns that program."""
    text = service.read_text(encoding="utf-8")
    named = re.search(r"^Exec=(\S+)", text, re.M)
    if f"\nName={ID}\n" not in text or not named or not named[1].startswith("/"):
        sys.exit(f"{service} does not say what is started for {ID}:\n{text}")
    program = stage / named[1].lstrip("/")
    if not os.access(program, os.X_OK):
        sys.exit(f"{service} starts {named[1]}, which is not installed")
    service.write_text(text.replace(named[0], f"Exec={program}"), encoding="utf-8")
    return program


def main():
    build, root = map(pathlib.Path, sys.argv[1:3])
    with tempfile.TemporaryDirectory(prefix="acutance-stage.") as folder:
        stage = pathlib.Path(folder)
        command = ["meson", "install", "--no-rebuild", "--quiet", "--destdir", stage, "-C", build]
        subprocess.run(command, check=True, stdout=sys.stderr)
        program = move_service(find(stage, f"{ID}.service"), stage)
        # As distributions do by triggers of their own.
        subprocess.run(["glib-compile-schemas", find(stage, f"{ID}.gschema.xml").parent], check=True)

        share = find(stage, f"{ID}.desktop").parent.parent
        environment = {
            **os.environ,
            "XDG_DATA_DIRS": f"{share}:/usr/local/share:/usr/share",
            "ACUTANCE_DECODER": str(find(stage, "acutance-decoder")),
            "ACUTANCE_SCORING": "off",
            "GTK_A11Y": "none",
            # What the toolkit keeps to the end is looked at by other tests.
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0",
        }
        command = [root / "tests/display/run.sh", root / "tests/install/check-window.py", program, share / "acutance/samples"]
        sys.exit(subprocess.run(command, env=environment).returncode)


main()
