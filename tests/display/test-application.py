#!/usr/bin/python3
"""Drives the whole application: every action of the Library and the viewer, by name, role and key.

    test-application.py PROGRAM SEED_PROGRAM PHOTOS

within run.sh; prints TAP.
"""

import contextlib
import datetime
import os
import pathlib
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import traceback

from desktop import Desktop, FileManager, install_program
from driver import Application, Atspi, BUS_PATH, Failed, GLib, PATIENCE, seed, wait_for, write_settings
from screen import Screen

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


def marks(application):
    """What is told of each photo but for what becomes known meanwhile: whom it resembles."""
    return [re.sub(r", one of \d+ similar photos?", "", cell) for cell in cells(application)]


def score_of(cell):
    return int(cell.split("score ")[1].split(",")[0])


def stars_of(cell):
    found = re.search(r"(\d) stars?\b", cell)
    return int(found.group(1)) if found else 0


def check(condition, what):
    if not condition:
        raise Failed(what)


def test_photos_best_first(app):
    # What is known of a photo and where its place is come from two readers.
    def best_first():
        scores = [score_of(name) for name in cells(app)]
        return len(scores) == 14 and scores == sorted(scores, reverse=True)

    wait_for("14 photos, best first", best_first)
    names = cells(app)
    check(any("rejected" in name for name in names) and any("stars" in name for name in names), f"marks missing: {names}")
    app.find("label", "14 photos")


def nameless(app):
    """Of pages that are hidden as well, of which the toolkit tells at every look from then on."""
    return [
        f"{item.get_role_name()} “{item.get_name()}”"
        for item in app.walk(is_whole=True)
        if item.get_role_name() in ACTIVE
        and (not item.get_name() or item.get_name().startswith(("Gtk", "Adw", "Acu")))
        and not is_part(item)
    ]


def test_names(app):
    """What a toast is closed by has none, but goes in seconds."""
    found = []

    def all_have_names():
        found[:] = nameless(app)
        return not found

    try:
        wait_for("names", all_have_names)
    except Failed as failed:
        raise Failed(f"controls without a name: {found}") from failed


def is_part(item):
    """The button inside a menu button or a combo row, which GTK lists besides its named owner."""
    parent = item.get_parent()
    return parent and parent.get_role_name() == item.get_role_name() and parent.get_name() and not parent.get_name().startswith("Gtk")


def test_hidden_pages(app):
    """Who listens is told of the page that others see, and of no other."""

    def told(role, beginning):
        return any(item.get_role_name() == role and item.get_name().startswith(beginning) for item in app.walk())

    check(told("table", "Photos") and not told("label", "Say how good pictures look"), "the Library is not what is told")
    app.change_state("view", "'label'")
    wait_for("what labels are", lambda: told("label", "Say how good pictures look"))
    check(not told("table", "Photos"), "photos are told of that nobody sees")
    app.change_state("view", "'library'")
    wait_for("the photos", lambda: told("table", "Photos"))


def test_rate_and_undo(app):
    app.activate("select", "uint32 0")
    wait_for("rating to be possible", lambda: app.describe("rate")[0])
    first = cells(app)[0].split(",")[0]

    def mark():
        return next(cell for cell in marks(app) if cell.startswith(first))

    before = mark()
    app.activate("rate", "3")
    wait_for("three stars", lambda: "3 stars" in mark())
    app.activate("undo")
    wait_for("the stars as before", lambda: mark() == before)
    app.activate("redo")
    wait_for("three stars again", lambda: "3 stars" in mark())
    app.activate("undo")
    wait_for("the stars as before", lambda: mark() == before)


def test_many_and_toast(app):
    app.activate("select-all")
    wait_for("rating to be possible", lambda: app.describe("colour")[0])
    # A toast stays for some seconds, in which a busy machine may not get to it; the next time it may.
    for _ in range(3):
        app.activate("colour", "5")
        try:
            app.press("push button", lambda name: name.startswith("Undo"), is_reversed=True)
            break
        except (Failed, GLib.Error):
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


def marks_shown(app):
    """What the filter bar says is asked for of flags, colours and what cannot be read."""
    return app.find(None, "Filter by flag and colour").get_description()


def test_filters(app):
    app.activate("filter-stars", "4")
    wait_for("fewer photos", lambda: 0 < len(cells(app)) < 14)
    check(all("4 stars" in cell or "5 stars" in cell for cell in cells(app)), f"not four stars: {cells(app)}")
    app.activate("undo")
    wait_for("no filter", lambda: app.state("filter-stars") == 0 and len(cells(app)) == 14)
    # Changes that follow each other at once are one step.
    app.activate("filter-stars", "4")
    app.activate("filter-flag", "'pick'")
    wait_for("picked ones", lambda: cells(app) and all("picked" in cell for cell in cells(app)))
    app.activate("undo")
    wait_for("no filter but the earlier one", lambda: app.state("filter-flag") == "any" and app.state("filter-stars") == 0)
    app.activate("redo")
    wait_for("picked ones again", lambda: app.state("filter-flag") == "pick")
    app.activate("clear-filter")
    wait_for("all photos", lambda: len(cells(app)) == 14)
    app.activate("filter-colour", "3")
    wait_for("green ones", lambda: 0 < len(cells(app)) < 14 and all("green label" in cell for cell in cells(app)))
    check(marks_shown(app) == "Green label", f"the filter bar says {marks_shown(app)}")
    app.activate("filter-flag", "'keep'")
    wait_for("both to be named", lambda: marks_shown(app) == "Not rejected · Green label")
    app.press("push button", "Show all photos again")
    wait_for("all photos", lambda: len(cells(app)) == 14 and marks_shown(app) == "Any flag")
    app.activate("filter-text", "'no such name'")
    app.press("push button", "Show all photos")
    wait_for("all photos again", lambda: len(cells(app)) == 14)
    check(app.state("filter-text") == "", "the search text stays")
    # From one text to another no step leads over none.
    app.activate("filter-text", "'pebbles'")
    wait_for("pebbles", lambda: (n := cells(app)) and all("pebbles" in cell for cell in n))
    app.settle(1.5)
    app.activate("filter-text", "'brick-house'")
    wait_for("houses", lambda: (n := cells(app)) and all("brick-house" in cell for cell in n))
    check(app.state("filter-text") == "brick-house", f"searched is for {app.state('filter-text')}")
    app.activate("undo")
    wait_for("pebbles again", lambda: app.state("filter-text") == "pebbles" and all("pebbles" in cell for cell in cells(app)))
    app.activate("clear-filter")
    wait_for("all photos", lambda: len(cells(app)) == 14)


def test_context_menu(app):
    def is_open():
        return any(item.get_label().startswith("Copy") for item in app.walk() if item.get_role_name() == "menu item")

    app.activate("select", "uint32 0")
    app.settle()
    for key, shift in (("Menu", False), ("F10", True)):
        app.key(key, shift)
        wait_for(f"the menu of the photo by {key}", is_open)
        app.key("Escape")
        wait_for("no menu", lambda: not is_open())


def test_score_range(app):
    """What the handles tell, and what dragging them by the pointer does."""
    handles = [app.find("slider", name) for name in ("Lowest score", "Highest score")]
    bars = app.find("panel", "Range of scores").get_component_iface().get_extents(Atspi.CoordType.WINDOW)

    def places():
        """Of both handles, and their row: they end the longest blue line, and are 8 pixels wide from their middle.
        (GTK 4.18 does not count borders when it tells where something is.)"""
        screen, longest = Screen(), (0, 0, 0)
        for y in range(bars.y, bars.y + bars.height + 16):
            begin = None
            for x in range(bars.x, bars.x + bars.width + 32):
                red, _, blue = screen.pixel(x, y)
                if blue <= red + 60:
                    begin = None
                    continue
                begin = x if begin is None else begin
                longest = max(longest, (x - begin, begin, y))
        length, begin, y = longest
        return begin - 8, begin + length + 8, y

    def told():
        return [int(handle.get_description()) for handle in handles]

    app.settle()
    left, right, _ = places()
    check(right - left > 100, f"there is no line between the handles: {left} to {right}")

    def drag(which, share):
        app.settle()
        app.drag(places()[which], places()[2], round(left + share * (right - left)))
        app.settle()

    def is_within():
        """Cells tell whole scores."""
        (lower, upper), shown = told(), [score_of(cell) for cell in cells(app)]
        within = [score for score in scores if lower < score < upper]
        return all(lower <= score <= upper for score in shown) and len(within) <= len(shown)

    check(told() == [0, 100], f"the handles tell {told()}")
    scores = [score_of(cell) for cell in cells(app)]
    drag(0, 0.5)
    check(told()[1] == 100 and 44 <= told()[0] <= 56, f"the lower handle is at {told()}")
    wait_for("fewer photos, none of them weaker", lambda: 0 < len(cells(app)) < 14 and is_within())
    drag(1, 0.9)
    check(84 <= told()[1] <= 96, f"the upper handle is at {told()}")
    wait_for("none better either", lambda: 0 < len(cells(app)) < 14 and is_within())
    app.find("label", "Score {} – {}".format(*told()))
    # No handle passes the other.
    drag(1, 0.1)
    check(told()[0] == told()[1], f"the upper handle has passed the lower one: {told()}")
    app.activate("clear-filter")
    wait_for("all photos", lambda: len(cells(app)) == 14 and told() == [0, 100])


def test_fine_thumbnails(app):
    def widths():
        """Of the larger thumbnails in the cache that programs share; RFC 2083 has a picture's size at the beginning."""
        files = (pathlib.Path(os.environ["XDG_CACHE_HOME"]) / "thumbnails" / "x-large").glob("*.png")
        return [struct.unpack(">II", data[16:24]) for file in files if len(data := file.read_bytes()) > 24]

    check(not widths(), "small cells have large thumbnails")
    for _ in range(3):
        app.activate("zoom-in")
    sizes = wait_for("large thumbnails of what is seen", widths)
    check(all(max(size) == 512 for size in sizes), f"not of 512 pixels: {sizes}")
    for _ in range(3):
        app.activate("zoom-out")


def test_sort(app):
    app.activate("sort", "'worst-first'")
    wait_for("worst first", lambda: (s := [score_of(c) for c in cells(app)]) and s == sorted(s))
    app.activate("sort", "'name'")
    wait_for("by name", lambda: (n := cells(app)) and n[0].startswith("alpine") and n[-1].startswith("still"))
    app.activate("sort", "'most-stars'")
    wait_for("most stars first", lambda: (s := [stars_of(c) for c in cells(app)]) and len(set(s)) > 2 and s == sorted(s, reverse=True))
    app.activate("sort", "'best-first'")
    wait_for("best first", lambda: (s := [score_of(c) for c in cells(app)]) and s == sorted(s, reverse=True))


def unscored(app):
    """What the collection of photos without a score is called, where it is there."""
    return [item.get_label() for item in app.walk() if (item.get_label() or "").startswith("Not scored yet,")]


def test_collections(app):
    app.activate("collection", "'rejected'")
    wait_for("the rejected", lambda: cells(app) and all("rejected" in cell for cell in cells(app)))
    check(app.state("filter-flag") == "reject", "the filter bar does not say so")
    app.find("list item", lambda text: re.match(r"Rejected, \d photos$", text))
    app.activate("collection", "'all'")
    wait_for("all photos", lambda: len(cells(app)) == 14)
    app.find("list item", "All photos, 14 photos")
    check(not unscored(app), "there is a collection of what waits for a score, while nothing does")


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
    patches = app.find("image", lambda text: text.startswith("Scores of")).get_name()

    def wait_for_patch(which):
        score = re.search(which + r" (\d+)", patches).group(1)
        wait_for(f"the {which} patch", lambda: photo.get_description().startswith(f"Patch scores {score}."))

    wait_for_patch("worst")
    app.activate("best-patch")
    wait_for_patch("best")
    app.activate("worst-patch")
    wait_for_patch("worst")
    app.activate("next-photo")
    app.find("label", lambda text: text.startswith("4 of 14"))
    app.activate("previous-photo")
    app.find("label", lambda text: text.startswith("3 of 14 · "))  # with a zoom, as soon as there is a picture
    app.activate("zoom-actual")
    app.find("label", lambda text: text.endswith("100 %") and "Fit" not in text)
    app.activate("zoom-fit")
    app.find("label", lambda text: "Fit" in text)
    app.activate("panel")
    app.activate("panel")
    wait_for("its map", lambda: app.describe("saliency-map")[0])
    told = photo.get_name()
    app.activate("saliency-map")
    wait_for("one map in place of the other", lambda: app.state("saliency-map") is True and app.state("quality-map") is False)
    app.find("image", lambda text: text.startswith("Saliency map: "))
    wait_for("what it shows in words", lambda: (name := photo.get_name()) != told and name.startswith(told))
    app.press("toggle button", "Saliency map")
    wait_for("no saliency map", lambda: app.state("saliency-map") is False and photo.get_name() == told)
    app.activate("back")
    wait_for("the grid", app.is_grid)
    check(not app.describe("worst-patch")[0], "patches of no photo can be chosen")
    check(not app.describe("saliency-map")[0], "there is a map of no photo")


def test_patches(app):
    """The value of a patch, by the pointer and by the arrow keys; and what the model looked at."""
    app.activate("select", "uint32 2")
    app.activate("open-photo")
    photo = app.find("image", lambda text: "Technically" in text)
    app.change_state("quality-map", "true")
    app.activate("worst-patch")
    worst = wait_for("the worst patch", lambda: (text := photo.get_description()).startswith("Patch scores") and text)
    app.settle()
    seen = {worst}
    for key in ("Left", "Right", "Right", "Up", "Up", "Down"):
        app.key(key)
        app.settle(0.1)
        seen.add(photo.get_description())
    check(len(seen) > 2 and all(text.startswith("Patch scores ") for text in seen), f"arrows choose no patch: {seen}")

    # A patch for each corner, and none beside the photo.
    pointed = []
    screen = app.screen()
    for across, down in ((0.3, 0.2), (0.7, 0.8)):
        app.point(photo)
        app.point(photo, across, down)
        app.settle(0.1)
        pointed.append(wait_for("the value of what is pointed at", lambda: photo.get_description()))
        Atspi.generate_mouse_event(screen.width - 1, screen.height - 1, "abs")
        wait_for("no patch", lambda: not photo.get_description())
    check(pointed[0] != pointed[1], f"the pointer is told the same everywhere: {pointed}")
    app.change_state("quality-map", "false")

    # The stages' shares in the score, as seed-catalog has them.
    shares = {}
    for item in app.walk():
        if item.role == "progress bar" and (item.name or "").startswith("Stage "):
            shares[item.name[:7]] = item
    check(sorted(shares) == ["Stage 1", "Stage 2", "Stage 3", "Stage 4"], f"stages are missing: {sorted(shares)}")
    percents = [name for name in app.names("label") if name in ("31 %", "18 %", "27 %", "24 %")]
    check(percents == ["31 %", "18 %", "27 %", "24 %"], f"their weights are {percents}")
    app.activate("back")
    wait_for("the grid", app.is_grid)


def selected(app):
    """The name of the photo that is selected."""
    cells_of = [item for item in app.walk(grid) if item.role == "table cell" or item.role == "list item"]
    chosen = [item for item in cells_of if item.states.contains(Atspi.StateType.SELECTED)]
    names = [part.name.split(",")[0] for item in chosen for part in item.walk() if part.role == "image" and ", score" in (part.name or "")]
    return names[0] if len(names) == 1 else None


def test_auto_advance(app):
    """After a key the next photo is the one that is selected, unless a person wants to stay."""
    app.activate("select", "uint32 0")
    first, second = (cell.split(",")[0] for cell in cells(app)[:2])
    before = marks(app)
    wait_for("the first", lambda: selected(app) == first)
    app.settle()
    for key, mark in (("x", "rejected"), ("1", "1 star")):
        app.key(key)
        wait_for(f"the mark by {key}", lambda: any(mark in cell for cell in set(marks(app)) - set(before)))
        wait_for(f"the photo after it, {second}", lambda: selected(app) == second)
        app.activate("undo")
        wait_for("the marks as before", lambda: marks(app) == before)
        wait_for("the photo that they are of", lambda: selected(app) == first)
        app.settle()

    # Likewise in the viewer.
    app.activate("select", "uint32 0")
    app.activate("open-photo")
    app.find("label", lambda text: text.startswith("1 of 14"))
    app.settle()
    app.key("x")
    app.find("label", lambda text: text.startswith("2 of 14"))
    app.activate("back")
    wait_for("a rejection in the grid", lambda: "rejected" in cells(app)[0])
    app.activate("undo")
    wait_for("the marks as before", lambda: marks(app) == before)


def check_opacity(app):
    """How much is seen of the map that is shown: by keys, by the slider, within what the settings allow."""
    slider = app.find("slider", "Opacity of the quality map").get_value_iface()
    settings = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "glib-2.0" / "settings" / "keyfile"

    def is_at(value):
        return abs(slider.get_current_value() - value) < 1e-6

    check(is_at(0.5), f"the map is {slider.get_current_value()} opaque at first")
    app.settle()
    for key, value in (("period", 0.6), ("comma", 0.5), ("comma", 0.4)):
        app.key(key)
        wait_for(f"an opacity of {value} by its key", lambda: is_at(value))
    wait_for("the settings to know", lambda: "heatmap-opacity=0.4" in settings.read_text(encoding="utf-8"))
    for change, value in ((-1.0, 0.1), (5.0, 1)):
        app.activate("map-opacity", f"{change}")
        wait_for(f"no further than {value}", lambda: is_at(value))
    slider.set_current_value(0.5)
    wait_for("the slider's own value", lambda: "heatmap-opacity=0.5" in settings.read_text(encoding="utf-8"))


def test_viewer_keys(app):
    app.activate("select", "uint32 0")
    app.activate("open-photo")
    app.find("label", lambda text: text.startswith("1 of 14"))
    app.settle()
    app.key("n")
    app.find("label", lambda text: text.startswith("2 of 14"))
    check(not app.describe("map-opacity")[0], "a map that is not shown can be made more opaque")
    app.key("h")
    wait_for("the quality map by its key", lambda: app.state("quality-map") is True)
    check_opacity(app)
    app.key("h")
    wait_for("no quality map", lambda: app.state("quality-map") is False)
    app.key("Escape")
    wait_for("the grid by Escape", app.is_grid)


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
    wait_for("the preferences", lambda: len(app.root_windows()) == 2)
    app.turn_to("Scoring", app.root_windows()[-1])
    app.settle()  # what is not on the screen yet takes no key
    app.key("Escape")
    wait_for("no preferences", lambda: len(app.root_windows()) == 1)
    app.activate("show-help-overlay")
    wait_for("the keys", lambda: len(app.root_windows()) == 2)
    # It has pages, and which keys are on the first one depends on the toolkit.
    app.find(None, lambda text: text in {"Bad", "Next group", "Next photo", "One more", "Red label", "Undo"}, app.root_windows()[-1])
    app.dismiss()
    wait_for("no keys", lambda: len(app.root_windows()) == 1)
    app.activate("about", path=BUS_PATH)
    app.find("label", "Acutance")
    app.dismiss()
    wait_for("no word of the program", lambda: len(app.root_windows()) == 1)


# By page and row: the setting behind it, what that is at first, and what the next choice makes of it (None: another,
# which the machine knows).
PREFERENCES = {
    "Scoring": {
        "Model": ("model", "''", "'nano'"),
        "Device": ("device", "'auto'", None),
        "Precision": ("precision", "'auto'", "'fp32'"),
        "Score on battery": ("score-on-battery", "true", "false"),
        "Size of the photo": ("protocol", "''", "'native'"),
        "Grid": ("patch-plan", "'grid'", "'grid:2'"),
    },
    "Viewing": {
        "Appearance": ("colour-scheme", "'system'", "'light'"),
        "Opacity of the quality map": ("heatmap-opacity", "0.5", "0.75"),
        "Go on to the next photo": ("auto-advance", "true", "false"),
        "Keep XMP sidecars up to date": ("xmp-automatic", "false", "true"),
        "Names of XMP sidecars": ("xmp-naming", "'append'", "'replace'"),
    },
}


def find_rows(app, window, titles):
    """The rows of a page by title, or what is moved in them, found by looking at it once; None where one is missing."""
    rows = {}
    for item in app.walk(window):
        label = item.get_label()
        if label in titles and (label not in rows or item.role == "slider"):
            rows[label] = item.forget()
    return rows if len(rows) == len(titles) else None


def change_preferences(app, change):
    """Opens the preferences, and does something with every row."""
    app.activate("preferences", path=BUS_PATH)
    wait_for("the preferences", lambda: len(app.root_windows()) == 2)
    window = app.root_windows()[-1]
    app.settle()
    for page, rows in PREFERENCES.items():
        app.turn_to(page, window)
        app.settle()
        shown = wait_for(f"all rows of “{page}”", lambda: find_rows(app, window, rows))
        for title, setting in rows.items():
            change(shown[title], title, *setting)
    app.key("Escape")
    wait_for("no preferences", lambda: len(app.root_windows()) == 1)


def test_preferences(app):
    """Every row has its say, and shows what was said when it is seen again."""
    settings = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "glib-2.0" / "settings" / "keyfile"

    def stored(key, otherwise):
        lines = settings.read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line).get(key, otherwise)

    def move(row, title, steps, value):
        if row.get_role_name() == "slider":
            row.get_value_iface().set_current_value(float(value))
            return
        # Models and devices are there to be chosen when they have been found.
        wait_for(f"the choices of “{title}”", lambda: row.get_state_set().contains(Atspi.StateType.SENSITIVE))
        if row.get_role_name() == "combo box":
            app.choose(row, steps)
        else:
            Atspi.generate_mouse_event(*app.point(row), "b1c")

    def there(row, title, key, first, other):
        check(stored(key, first) == first, f"{key} is {stored(key, first)} at first")
        move(row, title, 1, other)
        is_it = lambda: stored(key, first) == other if other else stored(key, first) != first  # noqa: E731
        wait_for(f"another {key} by the row “{title}”", is_it)

    def back(row, title, key, first, other):
        move(row, title, -1, first)
        wait_for(f"the former {key} by the row “{title}”", lambda: stored(key, None) == first)

    change_preferences(app, there)
    change_preferences(app, back)


def open_key_page(app):
    """The window of preferences, where it shows the keys; all that is looked for is looked for in it."""
    app.activate("preferences", path=BUS_PATH)
    wait_for("the preferences", lambda: len(app.root_windows()) == 2)
    window = app.root_windows()[-1]
    app.settle()  # what is not on the screen yet cannot be pressed
    app.turn_to("Keys", window)
    app.settle()
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
    app.key("Escape")
    wait_for("no preferences", lambda: len(app.root_windows()) == 1)

    app.activate("select", "uint32 0")
    first = cells(app)[0].split(",")[0]
    app.settle()

    def is_rejected():
        return "rejected" in next(cell for cell in cells(app) if cell.startswith(first))

    check(not is_rejected(), f"{first} is rejected already")
    app.key("y")
    wait_for("a rejection by the new key", is_rejected)
    app.activate("undo")
    wait_for("no rejection", lambda: not is_rejected())

    # Beside the photo stands the key as it is.
    app.activate("open-photo")
    wait_for("the new key to be shown", lambda: "Y" in (shown := app.names("label")) and "X" not in shown)
    window = open_key_page(app)
    app.find("push button", "Reset all", window).get_action_iface().do_action(0)
    wait_for("no key of another", lambda: "Y" not in app.names("label"))
    app.key("Escape")
    wait_for("no preferences", lambda: len(app.root_windows()) == 1)
    check("X" in app.names("label"), "the old key is not shown again")
    app.activate("back")
    wait_for("the grid", app.is_grid)


def test_search(app):
    app.change_state("search", "false")  # what was searched before has it shown
    wait_for("no search", lambda: app.state("search") is False)
    position, chosen = next((i, cell) for i, cell in enumerate(cells(app)) if "pe" in cell.split(",")[0])
    name, stars = chosen.split(",")[0], 2 if "3 stars" in chosen else 3

    def is_rated():
        return any(cell.startswith(name) and f"{stars} stars" in cell for cell in cells(app))

    app.activate("select", f"uint32 {position}")
    wait_for("rating to be possible", lambda: app.describe("rate")[0])
    app.activate("rate", str(stars))
    wait_for("the stars", is_rated)
    app.activate("search")
    wait_for("the search", lambda: app.state("search") is True)
    app.settle()
    app.key("p")
    app.key("e")
    wait_for("what is called so", lambda: (n := cells(app)) and all("pe" in cell.split(",")[0] for cell in n))
    check(app.state("filter-text") == "pe", f"searched is for {app.state('filter-text')}")
    # What is undone while one types is the typing, and no step with photos.
    app.chord("Control_L", "z")
    wait_for("the search taken back", lambda: app.state("filter-text") != "pe")
    app.chord("Control_L", "z")
    app.settle(0.5)
    app.activate("filter-text", f"'{name}'")
    wait_for("the photo", lambda: len(cells(app)) == 1)
    check(is_rated(), "the rating was taken back")
    # A space may be the end of a word: it stays while no more is typed.
    app.key("End")
    app.key("space")
    app.settle(0.5)
    app.key("a")
    wait_for("nothing that is called so", lambda: app.state("filter-text") == f"{name} a")
    app.change_state("search", "false")
    wait_for("no search", lambda: app.state("search") is False)
    wait_for("all photos again", lambda: len(cells(app)) == 14 and app.state("filter-text") == "")


def test_models_by_preferences(app):
    app.activate("preferences", path=BUS_PATH)
    wait_for("the preferences", lambda: len(app.root_windows()) == 2)
    app.settle()  # what is not on the screen yet cannot be asked for anything
    app.act("preferences.models", app.root_windows()[-1])
    wait_for("the models in their place", lambda: [w.get_name() for w in app.root_windows()][1:] == ["Models"])
    app.settle()
    app.key("Escape")
    wait_for("no other window", lambda: len(app.root_windows()) == 1)


def folder_id(path):
    catalog = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "catalog.db"
    with contextlib.closing(sqlite3.connect(f"file:{catalog}?mode=ro", uri=True)) as database:
        return database.execute("SELECT id FROM folders WHERE path = ?", (str(path),)).fetchone()[0]


def asked_to_remove(app, name):
    """The dialog that asks whether that folder is to leave the library."""
    wait_for("the question", lambda: len(app.root_windows()) == 2)
    dialog = app.root_windows()[-1]
    app.find("label", f"Remove “{name}” from the library?", dialog)
    return dialog


def answer(app, dialog, response):
    app.find("push button", lambda text: text.endswith(response), dialog).get_action_iface().do_action(0)
    wait_for("no question", lambda: len(app.root_windows()) == 1)


def test_open_folder(app):
    folder = pathlib.Path(os.environ["HOME"]) / "One"
    folder.mkdir()
    shutil.copy(pathlib.Path(PHOTOS) / "pebbles.jpg", folder)
    app.activate("open-folder")
    app.choose_file("Open a folder of photos", folder, "Open")
    app.find("label", "1 photo")
    # It is found in the sidebar, which is read by itself.
    parameter = f"int64 {folder_id(folder)}"
    wait_for("the question", lambda: len(app.root_windows()) == 2 or app.activate("remove-folder", parameter))
    answer(app, asked_to_remove(app, "One"), "Remove")
    # It is shown wherever it was asked for.
    app.activate("view", "'label'")
    app.activate("open-path", f"'{PHOTOS}'")
    wait_for("the Library", lambda: app.state("view") == "library")
    wait_for("all photos", lambda: len(cells(app)) == 14)


def test_pair_and_recent_folders(app):
    folder = pathlib.Path(os.environ["HOME"]) / "A_pair"
    folder.mkdir()
    shutil.copy(pathlib.Path(PHOTOS) / "pebbles.jpg", folder / "IMG_1.jpg")
    (folder / "IMG_1.CR2").write_bytes(b"what a camera writes beside it")
    app.activate("open-path", f"'{folder}'")
    app.find("label", "1 photo")  # and not two
    wait_for("a photo to be scored", lambda: unscored(app) == ["Not scored yet, 1 photo"])
    app.activate("collection", "'all'")
    wait_for("all photos", lambda: len(cells(app)) == 14)  # and one that is not scored
    app.activate("collection", "'unscored'")
    wait_for("the photo to be scored", lambda: not cells(app) and any(
        (name or "").startswith("IMG_1.jpg, not scored") for name in app.names("image")))
    wait_for("the filter to be named", lambda: app.names("label").count("Not scored yet") == 2)
    app.activate("clear-filter")

    app.settle()
    app.key("F10")
    app.press("menu item", lambda name: name.endswith("ecent folders"))
    app.find("menu item", "A_pair")
    app.press("menu item", pathlib.Path(PHOTOS).name)
    app.find("label", "14 photos")

    # Opened by its own name, a RAW file is shown by the JPEG that stands for it.
    app.activate("open-path", f"'{folder / 'IMG_1.CR2'}'")
    wait_for("the viewer", lambda: not app.is_grid())
    app.find("image", lambda text: text.startswith("IMG_1.jpg"))
    app.activate("back")


def test_remove_folder(app):
    """A folder leaves the library by its key, by its menu and by the action's name, but not the disk."""
    folder = pathlib.Path(os.environ["HOME"]) / "A_pair"
    name = "A_pair, 1 photo"

    def click(button):
        app.settle()
        Atspi.generate_mouse_event(*app.point(app.find(None, name)), button)
        app.settle()

    def ask_by_key():
        """The toolkit sometimes gives the next click to a menu that is gone, if that was opened by the pointer but
        not left by it: then nothing happens, and whoever clicked does so again."""
        for seconds in (5, 5, PATIENCE):
            click("b1c")
            app.key("Delete")
            try:
                wait_for("the question", lambda: len(app.root_windows()) == 2, seconds)
                break
            except Failed:
                pass
        return asked_to_remove(app, "A_pair")

    def ask_by_menu():
        click("b3c")
        app.press("menu item", lambda text: text.startswith("Remove from the library"))
        return asked_to_remove(app, "A_pair")

    def is_known():
        return any(item.get_label() == name for item in app.walk())

    app.activate("open-path", f"'{folder}'")
    app.find("label", "1 photo")
    answer(app, ask_by_key(), "Cancel")
    app.settle()
    check(is_known(), "it left though nobody said yes")
    answer(app, ask_by_menu(), "Remove")
    wait_for("its end in the tree", lambda: not is_known())
    wait_for("the other photos", lambda: len(cells(app)) == 14)
    wait_for("nothing to be scored", lambda: not unscored(app))
    app.find("list item", "All photos, 14 photos")
    check(sorted(path.name for path in folder.iterdir()) == ["IMG_1.CR2", "IMG_1.jpg"], "files have changed")

    app.activate("open-path", f"'{folder}'")
    app.find("label", "1 photo")
    wait_for("its return", is_known)
    answer(app, ask_by_key(), "Remove")
    wait_for("its end in the tree", lambda: not is_known())

    app.activate("open-path", f"'{folder}'")
    app.find("label", "1 photo")
    wait_for("its return", is_known)
    app.activate("remove-folder", f"int64 {folder_id(folder)}")
    answer(app, asked_to_remove(app, "A_pair"), "Remove")
    wait_for("its end in the tree", lambda: not is_known())
    app.activate("open-path", f"'{PHOTOS}'")
    app.find("label", "14 photos")


def test_remove_while_scanned(app):
    """A folder leaves while its photos are still being looked at, and none of them stays.  Where all were looked at
    before the answer, there were too few."""
    picture = (pathlib.Path(PHOTOS) / "pebbles.jpg").read_bytes()[:300]

    def is_scanned():
        return any(name.startswith("Reading Crowd") for name in app.names("label"))

    def known(folder, condition="TRUE"):
        catalog = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "catalog.db"
        question = "SELECT count(*) FROM folders f JOIN images i ON i.folder = f.id WHERE f.path = ? AND i.hidden <> 2"
        question += f" AND {condition}"
        with contextlib.closing(sqlite3.connect(f"file:{catalog}?mode=ro", uri=True)) as database:
            return database.execute(question, (str(folder),)).fetchone()[0]

    for n in (500, 3000, 12000):
        folder = pathlib.Path(os.environ["HOME"]) / f"Crowd-{n}"
        folder.mkdir()
        for number in range(n):
            (folder / f"{number}.jpg").write_bytes(picture + str(number).encode())
        app.activate("open-path", f"'{folder}'")
        wait_for("its first photos", lambda: known(folder) > 0)
        parameter = f"int64 {folder_id(folder)}"
        wait_for("the question", lambda: len(app.root_windows()) == 2 or app.activate("remove-folder", parameter))
        dialog = asked_to_remove(app, folder.name)
        is_under_way = known(folder, "facts_version IS NOT NULL") < n
        answer(app, dialog, "Remove")
        wait_for("the other photos", lambda: len(cells(app)) == 14)
        wait_for("the end of the scan", lambda: not is_scanned())
        wait_for("none of its photos", lambda: known(folder) == 0)
        wait_for("its end in the tree", lambda: not any((item.get_label() or "").startswith(folder.name) for item in app.walk()))
        app.find("list item", "All photos, 14 photos")
        if is_under_way:
            break
    check(is_under_way, "the scan was over before anybody could answer")
    app.activate("open-path", f"'{PHOTOS}'")
    app.find("label", "14 photos")


def with_facts(picture, camera, taken):
    """A JPEG with what a camera notes: TIFF 6.0, of which Exif 2.3 adds the second directory."""

    def entry(tag, kind, count, value):
        return struct.pack("<HHII", tag, kind, count, value)

    name, time = camera.encode() + b"\0", taken.encode() + b"\0"
    second = 38 + len(name)
    tiff = b"II*\0" + struct.pack("<IH", 8, 2) + entry(0x110, 2, len(name), 38) + entry(0x8769, 4, 1, second) + bytes(4) + name
    tiff += struct.pack("<H", 1) + entry(0x9003, 2, len(time), second + 18) + bytes(4) + time
    body = b"Exif\0\0" + tiff
    return picture[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + picture[2:]


def test_camera_date_and_unreadable(app):
    folder = pathlib.Path(os.environ["HOME"]) / "Cameras"
    folder.mkdir()
    picture = (pathlib.Path(PHOTOS) / "pebbles.jpg").read_bytes()
    today = datetime.date.today().strftime("%Y:%m:%d 12:00:00")
    (folder / "old.jpg").write_bytes(with_facts(picture, "Box Brownie", "2001:02:03 04:05:06"))
    (folder / "new.jpg").write_bytes(with_facts(picture, "Pinhole One", today))
    (folder / "broken.jpg").write_bytes(picture[:300])

    def shown():
        return sorted(name.split(",")[0] for name in app.names("image") if ".jpg, " in name)

    app.activate("open-path", f"'{folder}'")
    wait_for("three photos", lambda: shown() == ["broken.jpg", "new.jpg", "old.jpg"])
    # What is found out about a photo makes the menu of cameras anew.
    wait_for("the broken one to be found out",
             lambda: any(name.startswith("broken.jpg, ") and "not scored" not in name for name in app.names("image")))

    camera = app.find(None, "Filter by camera")
    # The one within it is a toggle button and has its name, or is a button called by its label, as the toolkit is.
    buttons = [item for item in camera.look().walk() if item.role in {"push button", "button", "toggle button"}]
    check(buttons[-1].forget().get_action_iface().do_action(0), "the button of the cameras cannot be pressed")
    app.press("menu item", "Box Brownie")
    wait_for("the photo of one camera", lambda: shown() == ["old.jpg"])
    check(camera.get_description() == "Box Brownie", f"the filter bar says {camera.get_description()}")
    app.activate("filter-camera", "int64 0")

    date = app.find(None, "Filter by date")
    app.activate("filter-date", "'year'")
    # What has no time of its own has its file's.
    wait_for("the photos of this year", lambda: shown() == ["broken.jpg", "new.jpg"])
    check(date.get_description() == "This year", f"the filter bar says {date.get_description()}")
    app.activate("filter-date", "'any'")

    app.activate("collection", "'unreadable'")
    wait_for("the broken one", lambda: shown() == ["broken.jpg"])
    wait_for("the filter bar to say so", lambda: marks_shown(app) == "Cannot be read")
    app.activate("filter-errors", "'without'")
    wait_for("the others", lambda: "broken.jpg" not in shown() and marks_shown(app) == "Can be read")
    app.press("push button", "Show all photos again")
    wait_for("no filter", lambda: app.state("filter-errors") == "with")
    app.activate("open-path", f"'{PHOTOS}'")
    wait_for("all photos", lambda: len(cells(app)) == 14)


def test_dates(app):
    """Which days each of the filters lets through, to the second, and the orders by time."""
    folder = pathlib.Path(os.environ["HOME"]) / "Days"
    folder.mkdir()
    picture = (pathlib.Path(PHOTOS) / "pebbles.jpg").read_bytes()
    today = datetime.date.today()
    # The first second of the earliest day of each filter, and the last one before it.
    taken = {"today": (0, "00:00:00"), "yesterday": (1, "23:59:59"), "in-week": (6, "00:00:00"), "before-week": (7, "23:59:59"),
             "in-month": (29, "00:00:00"), "before-month": (30, "23:59:59")}
    for name, (days, time) in taken.items():
        day = (today - datetime.timedelta(days)).strftime("%Y:%m:%d ")
        (folder / f"{name}.jpg").write_bytes(with_facts(picture, "Box Brownie", day + time))

    def shown():
        """In the order of the grid."""
        return [name.split(".jpg, ")[0] for name in app.names("image") if ".jpg, " in name]

    newest = list(taken)
    app.activate("open-path", f"'{folder}'")
    wait_for("six photos", lambda: sorted(shown()) == sorted(newest))
    app.activate("sort", "'newest-first'")
    wait_for("the newest first", lambda: shown() == newest)
    app.activate("sort", "'oldest-first'")
    wait_for("the oldest first", lambda: shown() == newest[::-1])
    app.activate("sort", "'newest-first'")
    date = app.find(None, "Filter by date")
    for name, title, n in (("day", "Today", 1), ("week", "Last 7 days", 3), ("month", "Last 30 days", 5)):
        app.activate("filter-date", f"'{name}'")
        wait_for(f"the photos of the {name}", lambda: shown() == newest[:n])
        check(app.state("filter-date") == name, f"the filter is {app.state('filter-date')}, not {name}")
        check(date.get_description() == title, f"the filter bar says {date.get_description()}, not {title}")
    app.activate("filter-date", "'any'")
    wait_for("all of them", lambda: shown() == newest)
    app.activate("sort", "'best-first'")
    app.activate("open-path", f"'{PHOTOS}'")
    wait_for("all photos", lambda: len(cells(app)) == 14)


def test_copy(app):
    app.activate("select", "uint32 1")
    name = cells(app)[1].split(",")[0]
    wait_for("copying to be possible", lambda: app.describe("copy-files")[0])
    app.activate("copy-files")
    app.find("label", "1 photo copied", is_reversed=True)
    with Desktop() as desktop:
        wanted = (pathlib.Path(PHOTOS) / name).resolve().as_uri()
        pasted = desktop.paste("text/uri-list")
        check(pasted and pasted.split() == [wanted], f"pasted: {pasted}")


def test_show_in_files(app):
    manager = FileManager()
    app.activate("select", "uint32 1")
    name = cells(app)[1].split(",")[0]
    wait_for("showing to be possible", lambda: app.describe("show-in-files")[0])
    app.activate("show-in-files")
    wanted = (pathlib.Path(PHOTOS) / name).resolve().as_uri()
    wait_for("the file manager to be asked", lambda: manager.shown)
    check(manager.shown == [wanted], f"shown: {manager.shown}")

    folder = pathlib.Path(PHOTOS).resolve()
    app.activate("show-folder", f"int64 {folder_id(folder)}")
    wait_for("the file manager to be asked again", lambda: len(manager.shown) == 2)
    check(manager.shown[1].rstrip("/") == folder.as_uri(), f"shown: {manager.shown}")


def test_guide(app):
    app.activate("guide", path=BUS_PATH)
    opened = wait_for("the browser", lambda: GUIDE.exists() and GUIDE.read_text(encoding="utf-8"))
    check(pathlib.Path(opened.strip()).name == "index.html" and pathlib.Path(opened.strip()).exists(), f"opened: {opened}")


def test_open_with(app):
    app.activate("select", "uint32 1")
    name = cells(app)[1].split(",")[0]
    wait_for("opening to be possible", lambda: app.describe("open-with")[0])
    app.activate("open-with")
    wait_for("the dialog", lambda: len(app.root_windows()) == 2)
    app.find("push button", lambda name: name.endswith("Select"), app.root_windows()[-1]).get_action_iface().do_action(0)
    wait_for("no dialog", lambda: len(app.root_windows()) == 1)
    opened = wait_for("the other program", lambda: OPENED.exists() and OPENED.read_text(encoding="utf-8"))
    check(opened.strip() == str((pathlib.Path(PHOTOS) / name).resolve()), f"opened: {opened}")


def has_header(app):
    return any(item.get_name() == "Menu" for item in app.walk())


def test_full_screen(app):
    with Desktop() as desktop:
        desktop.watch_windows()
        app.activate("toggle-fullscreen")
        check(desktop.grant_state("_NET_WM_STATE_FULLSCREEN") is True, "the window does not ask for the whole screen")
        wait_for("no header", lambda: not has_header(app))
        app.activate("toggle-fullscreen")
        check(desktop.grant_state("_NET_WM_STATE_FULLSCREEN") is False, "the window keeps the whole screen")
        wait_for("the header", lambda: has_header(app))


def test_several_files(app):
    """Files that are opened together, by a second start of the program, which hands them to the first."""
    wanted = ["brick-house", "lake-dusk", "pebbles"]
    elsewhere = pathlib.Path(os.environ["HOME"]) / "A_pair" / "IMG_1.jpg"
    files = [pathlib.Path(PHOTOS) / f"{name}.jpg" for name in wanted]
    # Looked for from the beginning: it is shown for seconds, and may be before the second start has ended.
    with subprocess.Popen([PROGRAM, *files, elsewhere]) as second:
        app.find("label", lambda text: text.startswith("1 other is not in "), is_reversed=True)
        check(second.wait(PATIENCE) == 0, "the second start failed")
    wait_for("them to be selected", lambda: app.describe("compare")[0])
    app.activate("compare")
    app.find("label", "3 photos · Fit")
    wait_for("those photos",
             lambda: sorted(name.split(".jpg scores")[0] for name in app.names("image") if ".jpg scores" in name) == wanted)
    app.activate("back")
    wait_for("the grid", app.is_grid)

    # One of them alone is opened.
    subprocess.run([PROGRAM, files[1]], check=True, timeout=PATIENCE)
    app.find("image", lambda text: text.startswith("lake-dusk.jpg scores"))
    app.activate("back")


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
    test_photos_best_first, test_hidden_pages, test_rate_and_undo, test_many_and_toast, test_keys, test_filters,
    test_context_menu, test_score_range, test_fine_thumbnails, test_sort, test_collections, test_viewer, test_patches,
    test_auto_advance,
    test_viewer_keys, test_pages, test_sidebar, test_search, test_windows, test_models_by_preferences, test_preferences,
    test_change_key,
    test_open_folder, test_pair_and_recent_folders, test_remove_folder, test_remove_while_scanned,
    test_camera_date_and_unreadable, test_dates, test_copy, test_show_in_files, test_guide, test_open_with, test_full_screen, test_several_files,
    test_names, test_quiet,
]


def main():
    print(f"1..{len(TESTS)}", flush=True)
    seed(SEED, PHOTOS)
    write_settings(window_size="(1280, 800)")
    global OPENED, GUIDE
    OPENED = install_program("Darkroom", "image/jpeg")
    GUIDE = install_program("Browser", "text/html")
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
