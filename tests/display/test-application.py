#!/usr/bin/python3
"""Drives the whole application: every action of the Library and the viewer, by name, role and key.

    test-application.py PROGRAM SEED_PROGRAM PHOTOS

within run.sh; prints TAP.
"""

import os
import pathlib
import re
import shutil
import sys
import traceback

from driver import Application, BUS_PATH, Failed, name_of, seed, wait_for, write_settings

PROGRAM, SEED, PHOTOS = sys.argv[1:4]

# What a person or a screen reader can act on must have a name of its own.
ACTIVE = {
    "push button", "button", "toggle button", "menu button", "slider", "entry", "text", "check box", "radio button",
    "list box", "combo box", "page tab", "progress bar",
}


grid = None


def cells(application):
    """What is told of each photo of the grid, in order."""
    global grid
    grid = grid or application.find("table", "Photos")
    return [item.get_name() for item in application.walk(grid) if item.get_role_name() == "image" and ", score" in (item.get_name() or "")]


def score_of(cell):
    return int(cell.split("score ")[1].split(",")[0])


def check(condition, what):
    if not condition:
        raise Failed(what)


def test_photos_best_first(app):
    names = wait_for("14 photos", lambda: len(cells(app)) == 14 and cells(app))
    scores = [score_of(name) for name in names]
    check(scores == sorted(scores, reverse=True), f"not best first: {scores}")
    check(any("rejected" in name for name in names) and any("stars" in name for name in names), f"marks missing: {names}")
    app.find("label", "14 photos")


def test_names(app):
    bad = [
        f"{item.get_role_name()} “{item.get_name()}”"
        for item in app.walk()
        if item.get_role_name() in ACTIVE
        and (not item.get_name() or item.get_name().startswith(("Gtk", "Adw", "Acu")))
        and not is_part(item)
    ]
    check(not bad, f"controls without a name: {bad}")


def is_part(item):
    """The button inside a menu button or a combo row, which GTK lists besides its named owner."""
    parent = item.get_parent()
    return parent and parent.get_role_name() == item.get_role_name() and parent.get_name() and not parent.get_name().startswith("Gtk")


def test_rate_and_undo(app):
    app.activate("select", "uint32 0")
    wait_for("rating to be possible", lambda: app.describe("rate")[0])
    first = cells(app)[0].split(",")[0]

    def marks():
        return next(cell for cell in cells(app) if cell.startswith(first))

    before = marks()
    app.activate("rate", "3")
    wait_for("three stars", lambda: "3 stars" in marks())
    app.activate("undo")
    wait_for("the stars as before", lambda: marks() == before)
    app.activate("redo")
    wait_for("three stars again", lambda: "3 stars" in marks())
    app.activate("undo")
    wait_for("the stars as before", lambda: marks() == before)


def test_many_and_toast(app):
    app.activate("select-all")
    wait_for("rating to be possible", lambda: app.describe("colour")[0])
    # A toast stays for some seconds, in which a busy machine may not get to it; the next time it may.
    for _ in range(3):
        app.activate("colour", "5")
        try:
            app.press("push button", lambda name: name.startswith("Undo"), is_reversed=True)
            break
        except Failed:
            app.activate("undo")
    else:
        raise Failed("the toast was not seen")
    wait_for("no purple labels", lambda: not any("purple label" in cell for cell in cells(app)))


def test_keys(app):
    app.activate("select", "uint32 0")
    first = cells(app)[0].split(",")[0]
    app.settle()

    def marks():
        return next(cell for cell in cells(app) if cell.startswith(first))

    app.key("x")
    wait_for("a rejection by its key", lambda: "rejected" in marks())
    app.activate("undo")
    wait_for("no rejection", lambda: "rejected" not in marks())


def test_filters(app):
    app.activate("filter-stars", "4")
    wait_for("fewer photos", lambda: 0 < len(cells(app)) < 14)
    check(all("4 stars" in cell or "5 stars" in cell for cell in cells(app)), f"not four stars: {cells(app)}")
    app.activate("filter-flag", "'pick'")
    wait_for("picked ones", lambda: cells(app) and all("picked" in cell for cell in cells(app)))
    app.activate("undo")
    wait_for("no filter but the earlier one", lambda: app.state("filter-flag") == "any" and app.state("filter-stars") == 0)
    app.activate("redo")
    wait_for("picked ones again", lambda: app.state("filter-flag") == "pick")
    app.activate("clear-filter")
    wait_for("all photos", lambda: len(cells(app)) == 14)
    app.activate("filter-text", "'no such name'")
    app.press("push button", "Show all photos")
    wait_for("all photos again", lambda: len(cells(app)) == 14)
    check(app.state("filter-text") == "", "the search text stays")


def test_context_menu(app):
    def is_open():
        return any(name_of(item).startswith("Copy") for item in app.walk() if item.get_role_name() == "menu item")

    app.activate("select", "uint32 0")
    app.settle()
    for key, shift in (("Menu", False), ("F10", True)):
        app.key(key, shift)
        wait_for(f"the menu of the photo by {key}", is_open)
        app.key("Escape")
        wait_for("no menu", lambda: not is_open())


def test_score_range(app):
    app.find("panel", "Range of scores")
    check(app.find("slider", "Lowest score").get_description() == "0", "the lower handle does not tell its score")
    check(app.find("slider", "Highest score").get_description() == "100", "the upper handle does not tell its score")


def test_sort(app):
    app.activate("sort", "'worst-first'")
    wait_for("worst first", lambda: (s := [score_of(c) for c in cells(app)]) and s == sorted(s))
    app.activate("sort", "'name'")
    wait_for("by name", lambda: (n := cells(app)) and n[0].startswith("alpine") and n[-1].startswith("still"))
    app.activate("sort", "'best-first'")
    wait_for("best first", lambda: (s := [score_of(c) for c in cells(app)]) and s == sorted(s, reverse=True))


def test_collections(app):
    app.activate("collection", "'rejected'")
    wait_for("the rejected", lambda: cells(app) and all("rejected" in cell for cell in cells(app)))
    check(app.state("filter-flag") == "reject", "the filter bar does not say so")
    app.activate("collection", "'all'")
    wait_for("all photos", lambda: len(cells(app)) == 14)


def test_viewer(app):
    app.activate("select", "uint32 2")
    name = cells(app)[2].split(",")[0]
    app.activate("open-photo")
    photo = app.find("image", lambda text: text.startswith(name + " scores"))
    check("Technically" in photo.get_name(), f"no words for the quality map: {photo.get_name()}")
    app.find("image", lambda text: re.search(r"^Scores of \d+ patch.*In its folder, with 14 photos scored", text))
    app.find("label", lambda text: text.startswith("Its folder · median "))
    app.activate("quality-map")
    wait_for("the quality map", lambda: app.state("quality-map") is True)
    app.activate("worst-patch")
    app.find("image", lambda text: text.startswith("Quality map"))
    app.activate("next-photo")
    app.find("label", lambda text: text.startswith("4 of 14"))
    app.activate("previous-photo")
    app.find("label", lambda text: text.startswith("3 of 14"))
    app.activate("zoom-actual")
    app.find("label", lambda text: text.endswith("100 %") and "Fit" not in text)
    app.activate("zoom-fit")
    app.find("label", lambda text: "Fit" in text)
    app.activate("panel")
    app.activate("panel")
    app.activate("quality-map")
    app.activate("back")
    wait_for("the grid", lambda: not app.describe("back")[0])
    check(not app.describe("worst-patch")[0], "patches of no photo can be chosen")


def test_viewer_keys(app):
    app.activate("select", "uint32 0")
    app.activate("open-photo")
    app.find("label", lambda text: text.startswith("1 of 14"))
    app.settle()
    app.key("n")
    app.find("label", lambda text: text.startswith("2 of 14"))
    app.key("h")
    wait_for("the quality map by its key", lambda: app.state("quality-map") is True)
    app.key("h")
    wait_for("no quality map", lambda: app.state("quality-map") is False)
    app.key("Escape")
    wait_for("the grid by Escape", lambda: not app.describe("back")[0])


def test_pages(app):
    for name in ("label", "train", "library"):
        app.change_state("view", f"'{name}'")
        wait_for(f"the page {name}", lambda: app.state("view") == name)


def test_sidebar(app):
    app.activate("toggle-sidebar")
    wait_for("no sidebar", lambda: app.state("toggle-sidebar") is False)
    app.activate("toggle-sidebar")
    wait_for("the sidebar", lambda: app.state("toggle-sidebar") is True)
    app.find("list", "Folders")


def test_windows(app):
    app.activate("preferences", path=BUS_PATH)
    app.find("page tab", "Scoring")
    app.key("Escape")
    app.activate("show-help-overlay")
    app.find(None, "Show or hide the sidebar")
    app.key("Escape")
    app.activate("about", path=BUS_PATH)
    app.find("label", "Acutance")
    app.key("Escape")


def open_key_page(app):
    """The window of preferences, where it shows the keys; all that is looked for is looked for in it."""
    app.activate("preferences", path=BUS_PATH)
    wait_for("the preferences", lambda: len(app.root_windows()) == 2)
    window = app.root_windows()[-1]
    app.find("page tab", "Keys", window).get_action_iface().do_action(0)
    return window


def test_change_key(app):
    window = open_key_page(app)
    app.find("push button", "Change the key of “Reject”", window).get_action_iface().do_action(0)
    wait_for("the dialog", lambda: len(app.root_windows()) == 3)
    dialog = app.root_windows()[-1]
    app.find("label", lambda text: text.startswith("Press it now"), dialog)
    app.settle()
    app.key("p")
    app.find("label", lambda text: text.startswith("P is the key of “Pick”"), dialog)
    app.key("y")
    wait_for("no dialog", lambda: len(app.root_windows()) == 2)
    app.find("push button", "Reset the key of “Reject”", window)
    app.find("push button", "Reset all", window).get_action_iface().do_action(0)
    app.key("Escape")
    wait_for("no preferences", lambda: len(app.root_windows()) == 1)


def test_pair_and_recent_folders(app):
    folder = pathlib.Path(os.environ["HOME"]) / "A pair"
    folder.mkdir()
    shutil.copy(pathlib.Path(PHOTOS) / "pebbles.jpg", folder / "IMG_1.jpg")
    (folder / "IMG_1.CR2").write_bytes(b"what a camera writes beside it")
    app.activate("open-path", f"'{folder}'")
    app.find("label", "1 photo")  # and not two

    app.settle()
    app.key("F10")
    app.press("menu item", lambda name: name.endswith("ecent folders"))
    app.press("menu item", pathlib.Path(PHOTOS).name)
    app.find("label", "14 photos")


def test_quiet(app):
    said = [
        line
        for line in app.messages().splitlines()
        if ("CRITICAL" in line or "WARNING" in line)
        # GTK 4.8's own page of shortcuts measures its empty labels so.
        and "reported min width -" not in line
        # GTK 4.18 tries narrower widths on the labels of libadwaita's message dialogs than they have.
        and "Trying to measure GtkLabel" not in line
    ]
    check(not said, "\n".join(said))


TESTS = [
    test_photos_best_first, test_names, test_rate_and_undo, test_many_and_toast, test_keys, test_filters, test_context_menu,
    test_score_range, test_sort, test_collections, test_viewer, test_viewer_keys, test_pages, test_sidebar,
    test_windows, test_change_key, test_pair_and_recent_folders, test_quiet,
]


def main():
    print(f"1..{len(TESTS)}", flush=True)
    seed(SEED, PHOTOS)
    write_settings(window_size="(1280, 800)")
    failed = False
    with Application(PROGRAM, PHOTOS, environment={"ACUTANCE_SCORING": "off"}) as application:
        for number, test in enumerate(TESTS, 1):
            name = test.__name__.removeprefix("test_").replace("_", " ")
            try:
                test(application)
                print(f"ok {number} {name}", flush=True)
            except Exception:  # whatever it is, the other cases are worth running
                failed = True
                print("".join("# " + line + "\n" for line in traceback.format_exc().splitlines()), end="")
                print(f"not ok {number} {name}", flush=True)
        if failed:
            print("".join("# " + line + "\n" for line in application.messages().splitlines()), end="")
    sys.exit(failed)


main()
