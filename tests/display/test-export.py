#!/usr/bin/python3
"""Exports, sidecars and the trash: what the application does with files, driven by action and role.

    test-export.py PROGRAM SEED_PROGRAM PHOTOS

within run.sh; prints TAP.
"""

import csv
import os
import pathlib
import shutil
import sys

from driver import Application, Failed, seed, wait_for, write_settings
from tap import Cases

PROGRAM, SEED, PHOTOS = sys.argv[1:4]
HOME = pathlib.Path(os.environ["HOME"])
FOLDER = HOME / "photos"


def check(condition, what):
    if not condition:
        raise Failed(what)


def cells(app):
    table = app.find("table", "Photos")
    return [item.get_name() for item in app.walk(table) if item.get_role_name() == "image" and ", score" in (item.get_name() or "")]


def open_dialog(app):
    """The dialog, and only what is in it."""
    app.activate("export")
    return wait_for("the dialog", lambda: next((w for w in app.root_windows() if w.get_name() == "Export"), None))


def press(app, node, name):
    """Presses a button of the dialog: other pages have buttons of the same name."""
    check(app.find("push button", name, node).get_action_iface().do_action(0), f"{name} cannot be pressed")


def find_path(app, node):
    """The entry of the file's name."""

    def find():
        for item in app.walk(node):
            if item.get_editable_text_iface() and item.get_state_set().contains(app.EDITABLE):
                return item
        return None

    return wait_for("the entry of the file's name", find)


def set_path(app, node, path):
    app.write(find_path(app, node), str(path))
    app.settle(0.2)


def read_path(app, node):
    return pathlib.Path(app.read(find_path(app, node)))


def test_csv(app):
    out = HOME / "scores.csv"
    app.activate("select", "uint32 0")
    node = open_dialog(app)
    set_path(app, node, out)
    press(app, node, "Export")
    app.find("label", "Exported", node)
    with open(out, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    check(len(rows) == 4, f"{len(rows)} rows instead of all that is shown")
    scores = [float(row["score"]) for row in rows]
    check(scores == sorted(scores, reverse=True), f"not in the order shown: {scores}")
    check({"path", "model", "rating", "flag", "label", "blur"} <= set(rows[0]), f"columns missing: {list(rows[0])}")
    press(app, node, "Done")
    wait_for("the dialog to close", lambda: len(app.root_windows()) == 1)


def test_failure_is_named(app):
    node = open_dialog(app)
    set_path(app, node, "/proc/no/such/scores.csv")
    press(app, node, "Export")
    app.find("label", "The export failed", node)
    app.find("label", lambda text: "/proc/no/such/scores.csv" in text, node)
    press(app, node, "Done")
    wait_for("the dialog to close", lambda: len(app.root_windows()) == 1)


def test_proposal_is_free(app):
    node = open_dialog(app)
    proposed = read_path(app, node)
    check(proposed.name == "photos.csv", f"{proposed} is proposed")
    app.key("Escape")
    wait_for("the dialog to close", lambda: len(app.root_windows()) == 1)
    proposed.write_text("somebody's", encoding="utf-8")
    node = open_dialog(app)
    second = read_path(app, node)
    check(second == proposed.with_name("photos 2.csv"), f"{second} is proposed beside {proposed}")
    app.key("Escape")
    wait_for("the dialog to close", lambda: len(app.root_windows()) == 1)


def test_sidecars(app):
    app.activate("select", "uint32 0")
    app.activate("flag", "-1")
    wait_for("a rejection", lambda: any("rejected" in cell for cell in cells(app)))
    app.activate("select-all")
    app.activate("write-sidecars")
    wait_for(
        "a sidecar with the rejection",
        lambda: any('"-1"' in path.read_text(encoding="utf-8") for path in FOLDER.glob("*.jpg.xmp")),
    )
    app.activate("undo")


def test_trash_and_back(app):
    wait_for("four photos", lambda: len(cells(app)) == 4)
    before = sorted(path.name for path in FOLDER.iterdir())
    app.activate("select", "uint32 0")
    app.activate("trash")
    app.press("push button", lambda name: name.startswith("Cancel"))
    check(sorted(path.name for path in FOLDER.iterdir()) == before, "files went without a yes")
    app.settle()
    app.activate("trash")
    app.find("label", "Move 1 photo to the trash?")
    app.press("push button", lambda name: name.startswith("Move to the trash"))
    wait_for("three photos", lambda: len(cells(app)) == 3)
    check(len(list(FOLDER.glob("*.jpg"))) == 3, "the file is still there")
    # The toast offers the same, but is gone after a few seconds.
    wait_for("a way back", lambda: app.describe("restore-trashed")[0])
    app.activate("undo")
    wait_for("four photos again", lambda: len(cells(app)) == 4)
    check(sorted(path.name for path in FOLDER.iterdir()) == before, "not everything came back")
    wait_for("a way to do it again", lambda: app.describe("trash-again")[0])
    app.activate("redo")
    wait_for("three photos once more", lambda: len(cells(app)) == 3)
    check(len(list(FOLDER.glob("*.jpg"))) == 3, "the file has not gone again")
    wait_for("a way back", lambda: app.describe("restore-trashed")[0])
    app.activate("undo")
    wait_for("four photos for good", lambda: len(cells(app)) == 4)
    check(sorted(path.name for path in FOLDER.iterdir()) == before, "not everything came back again")


def test_trash_in_the_viewer(app):
    app.activate("select", "uint32 1")
    after = cells(app)[2].split(",")[0]
    app.activate("open-photo")
    app.find("label", lambda text: text.startswith("2 of 4"))
    app.activate("trash")
    app.press("push button", lambda name: name.startswith("Move to the trash"))
    app.find("label", lambda text: text.startswith("2 of 3"))
    app.find("image", lambda text: text.startswith(after))
    app.activate("back")
    wait_for("a way back", lambda: app.describe("restore-trashed")[0])
    app.activate("restore-trashed")
    wait_for("four photos again", lambda: len(cells(app)) == 4)


TESTS = [
    test_csv, test_failure_is_named, test_proposal_is_free, test_sidecars, test_trash_and_back,
    test_trash_in_the_viewer,
]


def main():
    cases = Cases(len(TESTS))
    FOLDER.mkdir()
    for name in ("alpine-morning", "beech-leaves", "pebbles", "still-life"):
        shutil.copy(f"{PHOTOS}/{name}.jpg", FOLDER)
    seed(SEED, FOLDER)
    write_settings(window_size="(1280, 800)")
    with Application(PROGRAM, str(FOLDER), environment={"ACUTANCE_SCORING": "off"}) as application:
        wait_for("the photos", lambda: len(cells(application)) == 4)
        for test in TESTS:
            cases.run(test, application)
    sys.exit(cases.failed)


main()
