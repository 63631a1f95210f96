#!/usr/bin/python3
"""Folders that are opened, from whatever page, and those that are not there any more.

    test-folders.py PROGRAM SEED_PROGRAM PHOTOS

within run.sh; prints TAP.
"""

import os
import pathlib
import shutil
import sqlite3
import sys

from driver import Application, Failed, seed, wait_for, write_settings
from tap import Cases

PROGRAM, SEED, PHOTOS = sys.argv[1:4]
HOME = pathlib.Path(os.environ["HOME"])
CATALOG = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "catalog.db"

# Names may have what means something in markup.
CARD, OTHER = HOME / "usb" / "card & co", HOME / "other"
QUIET = {"ACUTANCE_SCORING": "off"}


def check(condition, what):
    if not condition:
        raise Failed(what)


def fill(folder, n):
    folder.mkdir(parents=True)
    for path in sorted(pathlib.Path(PHOTOS).glob("*.jpg"))[:n]:
        shutil.copy(path, folder)


def ask(question):
    """What the catalog answers, in its first column."""
    with sqlite3.connect(f"file:{CATALOG}?mode=ro", uri=True) as database:
        rows = database.execute(question).fetchall()
    database.close()
    return [row[0] for row in rows]


def known():
    return ask("SELECT path FROM folders ORDER BY path")


def open_folder(app, folder, count):
    app.activate("open-path", f"'{folder}'")
    app.find("label", count)


def is_told(app, name):
    app.find("label", lambda text: text.startswith(f"“{name}” is not there any more"), is_reversed=True)


def test_missing_recent_folder(app):
    """A recent folder that has gone is told of, and nothing else happens: neither is the one opened that it was in, nor
    is that entered."""
    open_folder(app, CARD, "4 photos")
    open_folder(app, OTHER, "3 photos")
    before = known()
    CARD.rename(HOME / "hidden")
    app.settle()
    app.key("F10")
    app.press("menu item", lambda name: name.endswith("ecent folders"))
    app.press("menu item", CARD.name)
    is_told(app, CARD.name)
    app.find("label", "3 photos")
    app.activate("open-path", f"'{HOME / 'never there'}'")
    is_told(app, "never there")
    app.find("label", "3 photos")
    check(known() == before, f"the catalog knows {known()}")
    (HOME / "hidden").rename(CARD)


def test_file_in_a_folder(app):
    """A file that is there still has its folder opened."""
    name = sorted(CARD.iterdir())[0].name
    app.activate("open-path", f"'{CARD / name}'")
    wait_for("the viewer", lambda: not app.is_grid())
    app.find("image", lambda text: text.startswith(name))
    app.activate("back")
    app.find("label", "4 photos")


def leave_by_opening(app, action, shown):
    """From a page that has photos of the one folder, another one is opened."""
    open_folder(app, CARD, "4 photos")
    app.settle()
    app.activate("select-all")
    wait_for(f"{action} to be possible", lambda: app.describe(action)[0])
    app.activate(action)
    wait_for(shown, lambda: not app.is_grid())
    app.activate("open-path", f"'{OTHER}'")
    wait_for("the grid", app.is_grid)
    app.find("label", "3 photos")
    app.settle()
    check(app.is_grid(), f"{shown} has come back")


def test_from_viewer(app):
    leave_by_opening(app, "open-photo", "the viewer")


def test_from_comparison(app):
    leave_by_opening(app, "compare", "the comparison")


def test_from_cull(app):
    leave_by_opening(app, "cull", "Cull")


def test_folder_goes(app):
    """The folder that is open vanishes: it is named, with where it was, and comes back with what was known."""
    open_folder(app, CARD, "4 photos")
    app.activate("select", "uint32 0")
    app.settle()
    # Of a photo, whose stars are an image of their own.
    rated = lambda: [name for name in app.names("image") if "jpg" in name and "4 stars" in name]  # noqa: E731
    unrated = rated()
    app.activate("rate", "4")
    before = wait_for("the rating", lambda: (now := rated()) != unrated and now)

    def is_gone():
        app.find("label", f"“{CARD.name}” is not there")
        app.find("label", lambda text: text.startswith(f"{CARD}\n") and "ratings" in text)

    # What was seen of it stays to be seen.
    CARD.rename(HOME / "hidden")
    is_told(app, CARD.name)
    app.find("label", "4 photos")
    (HOME / "hidden").rename(CARD)

    # Nothing is left of it.
    shutil.copytree(CARD, HOME / "hidden")
    for path in CARD.iterdir():
        path.unlink()
    wait_for("their end in the catalog", lambda: ask("SELECT count(*) FROM images WHERE hidden = 0 AND folder ="
             f" (SELECT id FROM folders WHERE path = '{CARD}')") == [0])
    # A disk's place, without the disk.
    app.find("label", "No photos here any more")
    app.find("label", lambda text: text.startswith("4 photos were here. ") and "ratings" in text)
    CARD.rmdir()
    is_gone()
    app.press("push button", "Look again")
    app.settle()
    is_gone()
    (HOME / "hidden").rename(CARD)
    app.find("label", "4 photos")
    wait_for("the rating again", lambda: rated() == before)

    # What comes into it from now on is seen.
    shutil.copy(sorted(OTHER.iterdir())[0], CARD / "late.jpg")
    app.find("label", "5 photos")
    (CARD / "late.jpg").unlink()
    app.find("label", "4 photos")


def test_start_without(app):
    """The folder that was open last is not there on the next start."""
    is_told(app, CARD.name)


def test_start_with_missing(app):
    """What is named on the command line is not there: what was open last is shown."""
    is_told(app, "nowhere")
    app.find("label", "4 photos")


def main():
    cases = Cases(8)
    fill(CARD, 4)
    fill(OTHER, 3)
    seed(SEED, str(CARD), str(OTHER))
    write_settings(window_size="(1280, 800)")
    with Application(PROGRAM, str(CARD), environment=QUIET) as application:
        for test in (test_missing_recent_folder, test_file_in_a_folder, test_from_viewer, test_from_comparison,
                     test_from_cull, test_folder_goes):
            cases.run(test, application)
    with Application(PROGRAM, str(HOME / "nowhere"), environment=QUIET) as application:
        cases.run(test_start_with_missing, application)
    shutil.rmtree(CARD)
    with Application(PROGRAM, environment=QUIET) as application:
        cases.run(test_start_without, application)
    sys.exit(cases.failed)


main()
