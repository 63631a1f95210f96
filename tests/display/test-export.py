#!/usr/bin/python3
"""Exports, sidecars and the trash: what the application does with files, driven by action and role.

    test-export.py PROGRAM SEED_PROGRAM PHOTOS

within run.sh; prints TAP.
"""

import csv
import json
import os
import pathlib
import shutil
import sqlite3
import sys

from desktop import FileManager
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
    window = wait_for("the dialog", lambda: next((w for w in app.root_windows() if w.get_name() == "Export"), None))
    app.settle()  # where it is when it is on the screen
    return window


def press(app, node, name):
    """Presses a button of the dialog: other pages have buttons of the same name."""
    check(app.find("push button", name, node).get_action_iface().do_action(0), f"{name} cannot be pressed")


def find_path(app, node):
    """The entry of the file's name."""

    def find():
        for item in app.walk(node):
            if item.get_state_set().contains(app.EDITABLE) and item.get_editable_text_iface():
                return item
        return None

    return wait_for("the entry of the file's name", find)


def set_path(app, node, path):
    app.write(find_path(app, node), str(path))
    app.settle(0.2)


def read_path(app, node):
    return pathlib.Path(wait_for("a name for the file", lambda: app.read(find_path(app, node))))


def test_csv(app):
    out = HOME / "scores.csv"
    app.activate("select", "uint32 0")
    node = open_dialog(app)
    app.act("export.browse", node)
    app.choose_file("Export to", out, "Choose")
    wait_for("the name that was chosen", lambda: read_path(app, node) == out)
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


def test_json(app):
    """The form goes with the name's ending, and the file manager is shown what was written."""
    manager = FileManager()
    node = open_dialog(app)
    app.choose(app.find("combo box", "Form", node), 1)
    wait_for("a name that ends likewise", lambda: read_path(app, node).suffix == ".json")
    out = HOME / "scores.json"
    set_path(app, node, out)
    press(app, node, "Export")
    app.find("label", "Exported", node)
    photos = json.loads(out.read_text(encoding="utf-8"))
    check(len(photos) == 4 and all(0 <= photo["score"] <= 100 and photo["patches"] for photo in photos), f"{photos}"[:400])
    app.act("export.show-file", node)
    wait_for("the file manager to be asked", lambda: manager.shown == [out.as_uri()])
    # Once more, as a table.
    press(app, node, "Export more")
    app.find("combo box", "Form", node)
    app.key("Escape")
    wait_for("the dialog to close", lambda: len(app.root_windows()) == 1)


def test_sidecars_by_the_dialog(app):
    app.activate("select", "uint32 0")
    app.activate("rate", "2")
    wait_for("two stars", lambda: any("2 stars" in cell for cell in cells(app)))
    node = open_dialog(app)
    app.choose(app.find("combo box", "Form", node), 2)
    app.find("combo box", "Names of new sidecars", node)
    press(app, node, "Export")
    app.find("label", lambda text: text.startswith("Exported"), node)
    written = wait_for("a sidecar", lambda: [path for path in FOLDER.glob("*.jpg.xmp") if 'Rating="2"' in path.read_text(encoding="utf-8")])
    check(len(written) == 1, f"{written}")
    press(app, node, "Done")
    wait_for("the dialog to close", lambda: len(app.root_windows()) == 1)
    app.activate("undo")
    for path in FOLDER.glob("*.xmp"):
        path.unlink()
    wait_for("no stars", lambda: not any("2 stars" in cell for cell in cells(app)))
    app.settle(0.2)  # what was undone is selected


def test_cancel(app):
    """What is written when a person has had enough is whole, and told; the rest is not begun."""
    app.activate("select-all")
    app.activate("rate", "1")
    wait_for("the stars", lambda: all("1 star" in cell for cell in cells(app)))
    node = open_dialog(app)
    app.choose(app.find("combo box", "Form", node), 2)
    app.find("combo box", "Names of new sidecars", node)
    catalog = sqlite3.connect(pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "catalog.db", isolation_level=None)
    try:
        catalog.execute("BEGIN IMMEDIATE")  # so that the first sidecar waits to be noted
        app.act("export.run", node)
        wait_for("the first sidecar", lambda: len(list(FOLDER.glob("*.xmp"))) == 1)
        app.act("export.cancel", node)
    finally:
        catalog.close()
    app.find("label", "Cancelled", node)
    app.find("label", "1 sidecar written", node)
    (written,) = FOLDER.glob("*.xmp")
    check('Rating="1"' in written.read_text(encoding="utf-8"), f"{written} is not whole")
    press(app, node, "Done")
    wait_for("the dialog to close", lambda: len(app.root_windows()) == 1)
    app.activate("undo")
    written.unlink()
    wait_for("no star", lambda: not any("1 star" in cell for cell in cells(app)))


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
    shown = cells(app)
    at = next(i for i, cell in enumerate(shown) if "rejected" not in cell)
    name = shown[at].split(",")[0]
    app.activate("select", f"uint32 {at}")
    app.activate("flag", "-1")
    wait_for("its rejection", lambda: any(cell.startswith(name) and "rejected" in cell for cell in cells(app)))
    app.activate("select-all")
    app.activate("write-sidecars")
    sidecar = FOLDER / f"{name}.xmp"
    wait_for("its sidecar with the rejection", lambda: sidecar.exists() and '"-1"' in sidecar.read_text(encoding="utf-8"))
    wait_for("a sidecar of each photo", lambda: sorted(path.suffix for path in FOLDER.iterdir()) == [".jpg"] * 4 + [".xmp"] * 4)
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
    app.find("list item", "All photos, 3 photos")
    app.activate("undo")
    wait_for("four photos again", lambda: len(cells(app)) == 4)
    app.find("list item", "All photos, 4 photos")
    check(sorted(path.name for path in FOLDER.iterdir()) == before, "not everything came back")


def test_steps_of_the_trash(app):
    """Two steps of the trash and a rating between them, there and back."""
    before = sorted(path.name for path in FOLDER.iterdir())

    def trash_first():
        app.activate("select", "uint32 0")
        app.activate("trash")
        app.press("push button", lambda name: name.startswith("Move to the trash"))

    def wait_for_state(n, starred):
        wait_for(f"{n} photos", lambda: len(cells(app)) == n)
        wait_for(
            f"a photo with a star: {starred}",
            lambda: any("1 star" in cell for cell in cells(app)) == starred,
        )

    trash_first()
    wait_for_state(3, False)
    app.activate("select", "uint32 2")
    app.activate("rate", "1")
    wait_for_state(3, True)
    trash_first()
    wait_for_state(2, True)
    app.activate("undo")
    wait_for_state(3, True)
    app.activate("undo")
    wait_for_state(3, False)
    app.activate("undo")
    wait_for_state(4, False)
    check(sorted(path.name for path in FOLDER.iterdir()) == before, "not everything came back")
    app.activate("redo")
    wait_for_state(3, False)
    app.activate("redo")
    wait_for_state(3, True)
    app.activate("redo")
    wait_for_state(2, True)
    # However fast they are asked for.
    for _ in range(3):
        app.activate("undo")
    wait_for_state(4, False)
    check(sorted(path.name for path in FOLDER.iterdir()) == before, "not everything came back")


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
    app.activate("undo")
    wait_for("four photos again", lambda: len(cells(app)) == 4)


TESTS = [
    test_csv, test_json, test_sidecars_by_the_dialog, test_cancel, test_failure_is_named, test_proposal_is_free, test_sidecars, test_trash_and_back,
    test_steps_of_the_trash, test_trash_in_the_viewer,
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
