#!/usr/bin/python3
"""Catalogs that cannot be opened, or turn out to be damaged: each ends in a page that says why and offers a way on.

    test-catalog-trouble.py PROGRAM SEED_PROGRAM PHOTOS

within run.sh; prints TAP.  (A full disk is in test-full-disk.c.)
"""

import contextlib
import os
import pathlib
import shutil
import sqlite3
import sys

from driver import Application, Failed, seed, wait_for, write_settings
from tap import Cases

PROGRAM, SEED, PHOTOS = sys.argv[1:4]
FOLDER = pathlib.Path(os.environ["HOME"]) / "photos"
DATA = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance"
CATALOG = DATA / "catalog.db"


def check(condition, what):
    if not condition:
        raise Failed(what)


ENVIRONMENT = {"ACUTANCE_SCORING": "off"}


def start():
    return Application(PROGRAM, str(FOLDER), environment=ENVIRONMENT)


def find_trouble(app, word):
    app.find("label", "The catalog cannot be opened")
    app.find("label", lambda text: word in text.lower())


def enabled(app):
    ways = ("open-again", "restore-backup", "start-fresh", "open-read-only")
    return {way for way in ways if app.describe(way)[0]}


def find_restored(app):
    """What tells when the backup was made lies on top."""
    app.find("label", lambda text: text.startswith("Restored the backup of "), is_reversed=True)
    find_photos(app)


def is_told(app):
    """Whether it is told anywhere; who rates blind is not to hear it either."""
    return any((item.get_name() or "").startswith("Restored the backup of ") for item in app.walk())


def find_photos(app):
    app.find("label", lambda text: text == "2 photos")
    wait_for("no way on to be needed", lambda: not enabled(app))


def fresh():
    """A sound catalog, which knows two rated photos."""
    shutil.rmtree(DATA, ignore_errors=True)
    seed(SEED, FOLDER)


def damage():
    for path in DATA.glob("catalog.db-*"):
        path.unlink()
    with open(CATALOG, "r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 8000)


def test_damaged_and_started_fresh(_):
    fresh()
    damage()
    with start() as app:
        find_trouble(app, "malformed")
        # There is no backup yet.
        wait_for("the ways on", lambda: enabled(app) == {"start-fresh"})
        shown = {item.get_name() for item in app.walk()}
        check("Restore the latest backup" not in shown, "a backup is offered that there is not")
        app.press("push button", "Set it aside and start fresh")
        find_photos(app)
    aside = [path.name for path in DATA.iterdir() if path.name.startswith("catalog") and path != CATALOG]
    check(any(not name.endswith(("-wal", "-shm")) for name in aside), f"the damaged file is gone: {aside}")


def test_damaged_and_restored(_):
    fresh()
    with start() as app:  # makes the first backup, as it is due
        wait_for("a backup", lambda: any((DATA / "backups").glob("*")))
        find_photos(app)
    damage()
    with start() as app:
        find_trouble(app, "malformed")
        app.press("push button", "Restore the latest backup")
        find_restored(app)
        table = app.find("table", "Photos")
        wait_for(
            "the ratings of the backup",
            lambda: any("stars" in (item.get_name() or "") for item in app.walk(table)),
        )
        # Somebody who rates blind interrupts it, and does not do away with it.
        app.change_state("view", "'label'")
        app.activate("label-new")
        app.find("push button", "Start")
        app.activate("label-start", "{'set': <'Two'>, 'rater': <'Ada'>, 'source': <'folder'>, 'training': <uint32 0>}")
        wait_for("the instructions", lambda: app.describe("label-begin")[0])
        wait_for("nothing to be told of the backup", lambda: not is_told(app))
        app.activate("label-leave")
        wait_for("it to be told again", lambda: is_told(app))


def damage_unseen(table):
    """Damages the page that `table` begins with, and has the daily check be due.  The log, which would repair it, is
    worked in first."""
    database = sqlite3.connect(CATALOG)
    database.execute("UPDATE facts SET value = value - 90000 WHERE name = 'checked'")
    database.commit()
    page = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
    size = database.execute("PRAGMA page_size").fetchone()[0]
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    with open(CATALOG, "r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


def count(what):
    """How many there are; none in a catalog that is only just being made."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{CATALOG}?mode=ro", uri=True)) as database:
            return database.execute(f"SELECT count(*) FROM {what}").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def test_found_damaged_and_restored(_):
    """What opens, and is only found to be damaged when it is checked."""
    fresh()
    with start() as app:
        wait_for("a backup", lambda: any((DATA / "backups").glob("catalog-*.db")))
        find_photos(app)
    damage_unseen("epochs")
    with start() as app:
        find_trouble(app, "restore a backup")
        wait_for("the ways on", lambda: enabled(app) == {"restore-backup", "start-fresh"})
        app.find("push button", "Set it aside and start fresh")
        app.press("push button", "Restore the latest backup")
        find_restored(app)
        # The window goes on with what was restored.
        app.activate("select-all")
        wait_for("the photos to be selected", lambda: app.describe("rate")[0])
        app.activate("rate", "4")
        wait_for("the stars in the catalog", lambda: count("ratings WHERE stars = 4") == 2)
    check(any(DATA.glob("catalog-set-aside-*.db")), "the damaged file is gone")


def test_found_damaged_and_started_fresh(_):
    """What the list of photos stumbles over."""
    fresh()
    with start() as app:
        find_photos(app)
    damage_unseen("images")
    with start() as app:
        find_trouble(app, "restore a backup")
        app.press("push button", "Set it aside and start fresh")
        find_photos(app)
        wait_for("the photos in the catalog", lambda: count("images") == 2)


def test_newer(_):
    fresh()
    with sqlite3.connect(CATALOG) as database:
        database.execute("PRAGMA user_version = 999")
    database.close()
    with start() as app:
        find_trouble(app, "newer")
        wait_for("the ways on", lambda: enabled(app) == {"start-fresh"})
        app.find("push button", "Quit")


def test_read_only(_):
    fresh()
    CATALOG.chmod(0o444)
    DATA.chmod(0o555)
    try:
        with start() as app:
            find_trouble(app, "writ")
            wait_for("the ways on", lambda: enabled(app) == {"open-again", "open-read-only"})
            app.press("push button", "Open without writing")
            find_photos(app)
            app.activate("select", "uint32 0")
            wait_for("a photo", lambda: app.describe("open-photo")[0])
            check(not app.describe("trash")[0], "the trash is offered where nothing can be noted")
    finally:
        DATA.chmod(0o755)
        CATALOG.chmod(0o644)


def test_quit(_):
    fresh()
    damage()
    with start() as app:
        find_trouble(app, "malformed")
        app.press("push button", "Quit")
        wait_for("the program to end", lambda: app.process.poll() is not None)
        check(app.process.returncode == 0, f"it ended with status {app.process.returncode}")


TESTS = [
    test_damaged_and_started_fresh,
    test_damaged_and_restored,
    test_found_damaged_and_restored,
    test_found_damaged_and_started_fresh,
    test_newer,
    test_read_only,
    test_quit,
]


def main():
    cases = Cases(len(TESTS))
    FOLDER.mkdir()
    for name in ("pebbles", "still-life"):
        shutil.copy(f"{PHOTOS}/{name}.jpg", FOLDER)
    write_settings(window_size="(1280, 800)")
    for test in TESTS:
        if test is test_read_only and os.geteuid() == 0:
            cases.skip(test, "root may write everywhere")
        else:
            cases.run(test, None)
    sys.exit(cases.failed)


main()
