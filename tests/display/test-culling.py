#!/usr/bin/python3
"""Drives the pages that compare and cull photos, by action, role and key.

    test-culling.py PROGRAM SEED_PROGRAM PHOTOS

within run.sh; prints TAP.  Culled are the samples and two copies of each of three of them, which lie in a
folder of their own.
"""

import contextlib
import os
import pathlib
import re
import shutil
import sqlite3
import sys
import traceback

from driver import Application, Atspi, Failed, seed, wait_for, write_settings

PROGRAM, SEED, PHOTOS = sys.argv[1:4]
COPIED = ("pebbles", "brick-house", "lake-dusk")

# In the list of groups, after what would be picked, rejected and left.
FIRST_GROUP = 3


def check(condition, message):
    if not condition:
        raise Failed(message)


def make_folder():
    folder = pathlib.Path(os.environ["HOME"]) / "Pictures"
    folder.mkdir()
    for photo in pathlib.Path(PHOTOS).glob("*.jpg"):
        shutil.copy(photo, folder)
    for name in COPIED:
        for copy in ("a", "b"):
            # Other bytes, so another photo; the same picture.
            data = (folder / f"{name}.jpg").read_bytes()
            (folder / f"{name} {copy}.jpg").write_bytes(data + copy.encode())
    return folder


def images(app):
    """What the photos on the screen say of themselves, without those of lists beside and below."""
    return [name for name in app.names("image") if name.count(",") and "score" in name]


def shown(app):
    """The names of the photos that are compared, the reference first."""
    return [name.split(" scores")[0] for name in app.names("image") if " scores " in name]


def stacked(app):
    """The names of the photos on the screen, each with how many are of the same thing."""
    counts = {}
    for name in images(app):
        match = re.search(r"one of (\d+) similar photos", name)
        counts[name.split(",")[0]] = int(match[1]) if match else 1
    return counts


def counted(app):
    """Of how many photos the culling says what becomes of them."""
    texts = [name for name in app.names("label") if name.startswith("Pick ")]
    return sum(int(number) for number in re.findall(r"\d+", texts[0])) if texts else 0


def known():
    """How many photos the catalog shows."""
    catalog = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "catalog.db"
    with contextlib.closing(sqlite3.connect(f"file:{catalog}?mode=ro", uri=True)) as database:
        return database.execute("SELECT count(*) FROM images WHERE hidden = 0").fetchone()[0]


def chosen_entry(app):
    """Where in the list beside the photos what is chosen of it is."""
    items = [item for item in app.walk(app.find("list", "Groups of photos")) if item.role == "list item"]
    places = [i for i, item in enumerate(items) if item.states.contains(Atspi.StateType.SELECTED)]
    return places[0] if len(places) == 1 else None


def group_cells(app, is_chosen=False):
    """What is told of each photo of the group, or of the one that is chosen."""
    items = [item for item in app.walk(app.find("table", "Photos of the group")) if item.role in {"table cell", "list item"}]
    items = [item for item in items if not is_chosen or item.states.contains(Atspi.StateType.SELECTED)]
    return [part.name for item in items for part in item.walk() if part.role == "image" and ", score" in (part.name or "")]


def in_group(app, is_chosen=False):
    """The names of the same."""
    return [cell.split(",")[0] for cell in group_cells(app, is_chosen)]


def test_stacks_unasked(app):
    """The grid marks what is of the same thing, though nobody ever went to cull."""
    copied = {f"{name}{copy}.jpg" for name in COPIED for copy in ("", " a", " b")}

    def right():
        counts = stacked(app)
        return len(counts.keys() & copied) >= 2 and all((n == 3) == (name in copied) for name, n in counts.items())

    wait_for("the marks of the grid", right)


def test_compare_needs_two(app):
    app.activate("select", "uint32 0")
    wait_for("nothing to compare", lambda: not app.describe("compare")[0])
    app.activate("select-all")
    wait_for("a comparison to be possible", lambda: app.describe("compare")[0])


def test_compare(app):
    app.activate("compare")
    app.find("label", "Reference")
    app.find("label", lambda text: text.startswith("Reference, and 1–3 of 19"))
    check(app.state("compare-panes") == 4, "not four photos at once")
    check(not app.describe("compare-previous")[0], "there is a page before the first")


def test_reference_stays(app):
    before = wait_for("four photos", lambda: len(shown(app)) == 4 and shown(app))
    app.activate("compare-next")
    app.find("label", lambda text: text.startswith("Reference, and 4–6 of 19"))
    after = wait_for("other photos", lambda: len(n := shown(app)) == 4 and n[1:4] != before[1:4] and n)
    check(after[0] == before[0], f"the reference has changed: {before} {after}")
    app.activate("compare-previous")
    app.find("label", lambda text: text.startswith("Reference, and 1–3 of 19"))


def test_panes(app):
    app.change_state("compare-panes", "2")
    app.find("label", lambda text: text.startswith("Reference, and 1–1 of 19"))
    app.change_state("compare-panes", "6")
    app.find("label", lambda text: text.startswith("Reference, and 1–5 of 19"))
    app.change_state("compare-panes", "4")


def test_zoom_together(app):
    # There is no zoom before there is a picture.
    wait_for("actual size", lambda: app.activate("compare-actual") or any((text or "").endswith("· 100 %") for text in app.names("label")))
    app.activate("compare-next")
    app.find("label", lambda text: text.startswith("Reference, and 4–6") and text.endswith("· 100 %"))
    app.activate("compare-fit")
    app.find("label", lambda text: text.endswith("· Fit"))
    app.activate("compare-previous")


def test_compare_keys(app):
    app.settle()
    app.key("h")
    wait_for("the quality maps by their key", lambda: app.state("quality-map") is True)
    app.key("h")
    wait_for("no quality maps", lambda: app.state("quality-map") is False)
    app.key("x")
    wait_for("a rejection", lambda: "Reject" in app.names("label"))
    app.key("u")
    wait_for("no rejection", lambda: "Reject" not in app.names("label"))
    app.activate("undo")
    app.activate("undo")


def test_swap(app):
    """What has the focus becomes the reference, which takes its place; from the reference, the first of the others does."""
    before = wait_for("four photos", lambda: len(shown(app)) == 4 and shown(app))
    app.key("Right")
    app.key("r")
    wait_for("the second photo as the reference", lambda: shown(app) == [before[1], before[0], *before[2:]])
    app.find("label", "Reference")
    app.activate("compare-swap")
    wait_for("the first one again", lambda: shown(app) == before)


def test_leave_out(app):
    app.activate("compare-remove")
    app.find("label", lambda text: text.startswith("Reference, and 1–3 of 18"))
    app.key("Escape")
    wait_for("the grid", app.is_grid)


def test_cull_groups(app):
    app.activate("cull")
    wait_for("groups", lambda: app.names("label").count("Burst of 3") >= 3)
    check(app.describe("cull-apply")[0], "there is nothing to mark")


def test_cull_large(app):
    """Few photos are as large as a row of them can be."""
    table = app.find("table", "Photos of the group")

    def widths():
        photos = [item for item in app.walk(table) if item.get_role_name() == "image" and ", score" in (item.get_name() or "")]
        return [photo.get_component_iface().get_extents(Atspi.CoordType.WINDOW).width for photo in photos]

    def are_large():
        found[:] = widths()
        return len(found) in (2, 3) and min(found) > 300

    found = []
    try:
        wait_for("large photos", are_large)
    except Failed as failed:
        raise Failed(f"photos as wide as {found}, and not a few of more than 300 pixels") from failed


def test_cull_preview(app):
    wait_for(
        "proposals", lambda: any("Would pick" in name for name in app.names("image"))
    )
    app.change_state("cull-strictness", "0.0")
    app.find("label", lambda text: text.endswith("reject 0"))
    app.change_state("cull-strictness", "100.0")
    count = app.find("label", lambda text: text.startswith("Pick ") and not text.endswith("reject 0"))
    check(int(count.get_name().split()[-1]) >= 6, f"too few rejected: {count.get_name()}")
    check(not any("rejected" in name for name in app.names("image")), "something is marked already")


def test_cull_reason(app):
    app.find("label", lambda text: "Would be picked: the best of 3" in text or "behind the best of its group" in text)


def test_cull_faults(app):
    # Two of the three photos of a group have more blur than the best one.
    app.activate("cull-next")
    app.settle()
    seen = []
    for key in ("Home", "Right", "Right"):
        app.key(key)
        app.settle()
        seen += [name for name in app.names("label") if "Would be rejected:" in name]
    check(any(re.search("; .*softer.* than the best", text) for text in seen), f"no fault is told: {seen}")


def test_cull_groups_by_turns(app):
    """The next group and the one before it, by action and by key."""

    before = wait_for("a group", lambda: chosen_entry(app))
    app.activate("cull-next")
    wait_for("the next group", lambda: chosen_entry(app) == before + 1)
    app.activate("cull-previous")
    wait_for("the group before", lambda: chosen_entry(app) == before)
    app.settle()
    app.key("n")
    wait_for("the next group by its key", lambda: chosen_entry(app) == before + 1)
    app.key("b")
    wait_for("the group before by its key", lambda: chosen_entry(app) == before)


def test_cull_keys(app):
    app.activate("cull-next")
    app.settle()
    before = app.find("label", lambda text: text.startswith("Pick ")).get_name()
    app.key("5")
    wait_for("five stars", lambda: any("5 stars" in name for name in app.names("image")))
    app.activate("undo")
    wait_for("no stars", lambda: not any("5 stars" in name for name in app.names("image")))
    app.find("label", before)


def test_cull_advance(app):
    """After a key the next photo of the group has its turn, and after the last one the first of the next group."""
    # Going there takes the focus to the photos.
    app.activate("cull-next")
    app.settle()
    # After marks the groups are listed anew, and none of them is the chosen one for a moment.
    while (at := wait_for("a chosen group", lambda: chosen_entry(app) or None)) != FIRST_GROUP:
        app.activate("cull-previous" if at > FIRST_GROUP else "cull-next")
        app.settle()
    names = wait_for("its photos", lambda: len(n := in_group(app)) > 1 and n)
    app.key("Home")
    wait_for("the first of them", lambda: in_group(app, is_chosen=True) == names[:1])
    for n_labels, following in enumerate(names[1:], 1):
        app.key("6")
        wait_for(f"the photo after it, {following}", lambda: in_group(app, is_chosen=True) == [following])
        wait_for("its label", lambda: sum("red label" in cell for cell in group_cells(app)) == n_labels)
        check(chosen_entry(app) == FIRST_GROUP, "the group is left before its last photo")
    app.key("6")
    wait_for("the next group", lambda: chosen_entry(app) == FIRST_GROUP + 1)
    others = wait_for("its photos", lambda: (n := in_group(app)) != names and n)
    wait_for("the first of them", lambda: in_group(app, is_chosen=True) == others[:1])
    # What is taken back is shown where it is.
    for _ in names:
        app.activate("undo")
    wait_for("no labels", lambda: in_group(app) == names and not any("red label" in cell for cell in group_cells(app)))


def test_cull_apply_and_undo(app):
    before = app.find("label", lambda text: text.startswith("Pick ")).get_name()
    app.activate("cull-apply")
    wait_for("nothing left to mark", lambda: not app.describe("cull-apply")[0])
    wait_for("picked photos", lambda: any("picked" in name for name in app.names("image")))
    app.activate("undo")
    app.find("label", before)
    wait_for("something to mark again", lambda: app.describe("cull-apply")[0])
    app.activate("redo")
    wait_for("nothing left to mark", lambda: not app.describe("cull-apply")[0])
    app.activate("undo")
    app.find("label", before)


def test_cull_compare(app):
    app.activate("compare")
    app.find("label", lambda text: re.match("[2-6] photos · Fit", text))
    app.activate("back")
    wait_for("the groups again", lambda: "Burst of 3" in app.names("label"))


def test_late_photo_joins(app):
    """It does also where more than one have left before it, which are counted no more."""
    folder = pathlib.Path(os.environ["HOME"]) / "Pictures"
    away = pathlib.Path(os.environ["HOME"]) / "Elsewhere"
    away.mkdir()
    leaving = ("alpine-overexposed.jpg", "printed-page.jpg")
    for name in leaving:
        (folder / name).rename(away / name)
    wait_for("two photos less", lambda: known() == 18)
    app.settle()
    before = [name for name in app.names("label") if re.match(r"(Burst of 4|4 alike)$", name)]
    check(not before, f"there is a group of four already: {before}")
    # It comes whole, as from a program that saves with care.
    late = folder / "pebbles c.part"
    late.write_bytes((folder / "pebbles.jpg").read_bytes() + b"c")
    late.rename(folder / "pebbles c.jpg")
    wait_for("the late photo in its group", lambda: [n for n in app.names("label") if re.match(r"(Burst of 4|4 alike)$", n)])
    wait_for("those that are there to be counted", lambda: counted(app) == 19)
    for name in leaving:
        (away / name).rename(folder / name)
    wait_for("all to be counted", lambda: counted(app) == 21)


def test_cull_viewer(app):
    app.activate("open-photo")
    app.find("label", lambda text: " of 21 · " in text)
    app.activate("back")
    wait_for("the groups again", lambda: "Burst of 3" in app.names("label"))
    app.activate("back")
    wait_for("the grid", app.is_grid)


def test_stacks(app):
    """The grid marks what is of the same thing, as it is known by now, and nothing else."""

    wanted = {"pebbles.jpg": 4, "pebbles c.jpg": 4, "lake-dusk a.jpg": 3, "alpine-morning.jpg": 1}

    def right():
        counts = stacked(app)
        seen = wanted.keys() & counts.keys()
        return len(seen) >= 2 and max(counts.values()) > 3 and all(counts[name] == wanted[name] for name in seen)

    wait_for("the marks of the grid", right)


def test_select_similar(app):
    """From one photo of a stack to all of it."""
    for position in range(21):
        app.activate("select", f"uint32 {position}")
        app.settle()
        if app.describe("select-similar")[0]:
            break
        check(position < 20, "no photo has others like it")
    app.activate("select-similar")
    wait_for("the stack", lambda: app.describe("compare")[0])
    app.activate("compare")
    n = int(app.find("label", lambda text: re.match("[34] photos · Fit", text)).get_name()[0])
    names = wait_for("the photos", lambda: len(said := shown(app)) == n and said)
    wanted = 4 if names[0].startswith("pebbles") else 3
    check(len({name[:5] for name in names}) == 1 and len(names) == wanted, f"not {wanted} of one thing: {names}")
    app.activate("back")
    wait_for("the grid", app.is_grid)


def test_quiet(app):
    said = [line for line in app.messages().splitlines() if "CRITICAL" in line or "WARNING" in line]
    check(not said, "\n".join(said))


TESTS = [
    test_stacks_unasked, test_compare_needs_two, test_compare, test_reference_stays, test_panes, test_zoom_together, test_compare_keys,
    test_swap, test_leave_out, test_cull_groups, test_cull_large, test_cull_preview, test_cull_reason, test_cull_faults, test_cull_groups_by_turns, test_cull_keys, test_cull_advance, test_cull_apply_and_undo,
    test_cull_compare, test_late_photo_joins, test_cull_viewer, test_stacks, test_select_similar, test_quiet,
]


def main():
    print(f"1..{len(TESTS)}", flush=True)
    folder = make_folder()
    seed(SEED, "--cull", str(folder))
    write_settings(window_size="(1280, 800)")
    failed = False
    with Application(PROGRAM, str(folder), environment={"ACUTANCE_SCORING": "off"}) as application:
        wait_for("the photos", lambda: application.describe("select-all")[0] and len(images(application)) >= 14)
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
