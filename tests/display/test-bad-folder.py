#!/usr/bin/python3
"""A folder of damaged, hostile and odd pictures: every file appears, those that cannot be shown say why,
and the application stays up.

    test-bad-folder.py PROGRAM FOLDER

within run.sh; prints TAP.  $ACUTANCE_SHARED/bad-images goes before FOLDER; without either the test is
skipped.
"""

import os
import pathlib
import sqlite3
import sys

from driver import Application, Failed, wait_for, write_settings
from tap import Cases

PROGRAM, FOLDER = sys.argv[1:3]
if "ACUTANCE_SHARED" in os.environ:
    FOLDER = os.path.join(os.environ["ACUTANCE_SHARED"], "bad-images")
FOLDER = pathlib.Path(FOLDER)
CATALOG = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "catalog.db"
PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".gif", ".bmp"}

# Sanitizers, and machines that run many tests.
PATIENCE = 200


def ask(question, column=0):
    with sqlite3.connect(f"file:{CATALOG}?mode=ro", uri=True) as database:
        answer = database.execute(question).fetchone()[column]
    database.close()
    return answer


def pick_bad():
    """The name of a picture that cannot be decoded, which no other name contains, and the reason, which is told beside
    the name and without the path."""
    name, reason = ask(
        "SELECT name, error FROM images a WHERE error IS NOT NULL AND hidden = 0 AND error NOT LIKE '%' || char(10) || '%'"
        " AND (SELECT count(*) FROM images b WHERE instr(b.name_fold, a.name_fold)) = 1 ORDER BY name LIMIT 1",
        slice(None),
    )
    path, _, short = reason.partition(f"/{name}: ")
    if not (path.startswith(os.path.abspath(FOLDER)) and short):
        raise Failed(f"{reason} does not name the file")
    return name, short


def test_every_file_appears(app):
    n = sum(1 for path in FOLDER.rglob("*") if path.suffix.lower() in PICTURES)
    label = f"{n:,} photos".replace(",", "")
    wait_for(
        f"all {n} photos",
        lambda: any((name or "").replace(",", "").replace(".", "") == label for name in app.names("label")),
        PATIENCE,
    )
    found = ask("SELECT count(*) FROM images WHERE hidden <> 2")
    if found != n:
        raise Failed(f"{found} of {n} files are in the catalog")


def test_bad_ones_say_why(app):
    """As they are scrolled to, the pictures that cannot be decoded are marked, and say why."""
    app.activate("sort", "'name'")
    n = ask("SELECT count(*) FROM images WHERE hidden = 0")
    for position in range(0, n, 60):
        app.activate("select", f"uint32 {position}")
        app.settle(0.2)
    wait_for("failures in the catalog", lambda: ask("SELECT count(*) FROM images WHERE error IS NOT NULL") > 20, PATIENCE)

    name, reason = pick_bad()
    app.activate("filter-text", f"'{name}'")
    table = app.find("table", "Photos")
    wait_for(
        f"{name} with its reason, {reason}",
        lambda: any(reason in (item.get_name() or "") for item in app.walk(table) if item.get_role_name() == "image"),
    )


def test_opened_one_says_why(app):
    """In the viewer the reason stands in place of the photo."""
    name, reason = pick_bad()
    app.activate("filter-text", f"'{name}'")
    table = app.find("table", "Photos")
    wait_for("it alone", lambda: [name in (item.get_name() or "") for item in app.walk(table) if item.get_role_name() == "image"] == [True])
    app.activate("select", "uint32 0")
    app.activate("open-photo")
    app.find("label", "This photo cannot be shown")
    app.find("label", reason)
    if any(os.path.abspath(FOLDER) in (text or "") for text in app.names("label")):
        raise Failed("the path is told where a photo is looked at")
    app.activate("back")
    wait_for("the grid", app.is_grid)
    app.activate("clear-filter")


def test_still_up(app):
    if app.process.poll() is not None:
        raise Failed(f"it ended with status {app.process.returncode}")
    said = [line for line in app.messages().splitlines() if "CRITICAL" in line or "Sanitizer" in line]
    if said:
        raise Failed("\n".join(said))


TESTS = [test_every_file_appears, test_bad_ones_say_why, test_opened_one_says_why, test_still_up]


def main():
    if not FOLDER.is_dir():
        print(f"1..0 # SKIP {FOLDER} is not there")
        return
    cases = Cases(len(TESTS))
    write_settings(window_size="(1280, 800)")
    with Application(PROGRAM, str(FOLDER), environment={"ACUTANCE_SCORING": "off"}) as application:
        for test in TESTS:
            cases.run(test, application)
    sys.exit(cases.failed)


main()
