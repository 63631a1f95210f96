#!/usr/bin/python3
"""The page Label: sessions of every kind from the form to the results, by action, role and key alone.

    test-label.py PROGRAM SEED_PROGRAM PHOTOS

within run.sh; prints TAP.
"""

import csv
import json
import os
import pathlib
import re
import signal
import sqlite3
import sys
import time

import keyboard
from driver import ROLES, Application, Atspi, Failed, seed, wait_for, write_settings
from tap import Cases

PROGRAM, SEED, PHOTOS = sys.argv[1:4]
HOME = pathlib.Path(os.environ["HOME"])
NAMES = sorted(path.stem for path in pathlib.Path(PHOTOS).glob("*.jpg"))
GREY = (0x77, 0x77, 0x77)  # around pictures that are rated


def check(condition, what):
    if not condition:
        raise Failed(what)


def catalog(query):
    """What the catalog file itself says, as another program would read it."""
    path = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "catalog.db"
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def change_catalog(*statements):
    """Does what the application cannot be asked for; each is SQL with its arguments."""
    path = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "catalog.db"
    connection = sqlite3.connect(path)
    with connection:
        for statement, *arguments in statements:
            connection.execute(statement, arguments)
    connection.close()


# No session has as many of anything, nor does a test answer so; the first two are on either side of what a lenient
# Cull rejects and a strict one does.
SCORES = (37, 38, 61, 63, 64, 66, 67, 68, 69, 71, 74, 76, 77, 84)


def prepare_catalog():
    """Has the photos scores that can be told from all other numbers."""
    seed(SEED, PHOTOS)
    images = [image for image, in catalog("SELECT image FROM scores WHERE score IS NOT NULL ORDER BY image")]
    check(len(images) == len(SCORES), f"{len(images)} photos have scores")
    change_catalog(*(("UPDATE scores SET score = ? WHERE image = ?", *row) for row in zip(SCORES, images)))


def list_predictions():
    """The scores in the catalog as badges print them."""
    rows = catalog("SELECT score, score_max - score_min FROM scores s JOIN scorers r ON r.id = s.scorer WHERE score IS NOT NULL")
    return {f"{score:.{0 if span >= 20 else 1 if span >= 2 else 2}f}" for score, span in rows}


def tells_any(text, predictions):
    """Whether one of them stands in it, alone or among words; not as a part of another number.  The folder of the
    test's own, whose name is drawn by chance, tells nothing."""
    text = text.replace(str(pathlib.Path(os.environ["HOME"]).parent), "")
    return not predictions.isdisjoint(re.findall(r"\d+(?:[.,]\d+)*", text))


def n_labels():
    return catalog("SELECT count(*) FROM labels WHERE withdrawn = 0")[0][0]


def begin(app, **options):
    """Fills the form in and goes past the instructions; values are GVariant text."""
    app.activate("label-new")
    wait_for("start to be focused", lambda: focus.name == "Start")
    defaults = {"training": "uint32 0", "repeats": "uint32 0", "seed": "uint64 7"}
    fields = ", ".join(f"'{name}': <{value}>" for name, value in {**defaults, **options}.items())
    app.activate("label-start", "{" + fields + "}")
    if "instructions" in options:
        app.find("label", options["instructions"].strip("'"))
    go_on(app)


def go_on(app):
    """Past what is to be read, to the pictures."""
    rating(app, "label-begin")
    wait_for("going on to be focused", lambda: focus.name in ("Begin", "Go on"))
    app.key("Return")
    wait_for("a picture", lambda: app.describe("label-skip")[0])


class Focus:
    """What has the keyboard's focus, as a screen reader is told: looking for it takes seconds."""

    def __init__(self):
        self.source = None
        self.listener = Atspi.EventListener.new(self.moved)
        self.listener.register("object:state-changed:focused")

    def moved(self, event):
        if event.detail1:
            self.source = event.source

    def forget(self):
        self.source = None

    @property
    def name(self):
        """What it is called now, None where nothing has told of having the focus; fails where an application that is
        busy does not answer in time."""
        if self.source:
            self.source.clear_cache()  # what it was called then may have been before it was told
        return self.source and self.source.get_name()


def rating(app, action):
    wait_for(f"{action} to be possible", lambda: app.describe(action)[0])


def press(app, key, action="label-grade"):
    """A key, and the answer on the disk."""
    before = n_labels()
    rating(app, action)
    app.settle(0.1)  # the answer before has been taken, and the next picture is drawn
    app.key(key)
    wait_for(f"the answer by {key}", lambda: n_labels() == before + 1)


def answer(app, action, give):
    """An answer without a key: one that comes before the picture is drawn is not taken, and given again."""
    before = n_labels()

    def given():
        if n_labels() > before:
            return True
        rating(app, action)
        give()
        end = time.monotonic() + 2
        while n_labels() == before and time.monotonic() < end:
            time.sleep(0.05)
        return n_labels() > before

    wait_for("the answer", given)


def grade(app, number):
    answer(app, "label-grade", lambda: app.activate("label-grade", f"uint32 {number}"))


def leave(app):
    app.key("Escape")
    rating(app, "label-begin")
    app.activate("label-leave")
    wait_for("the overview", lambda: app.describe("label-new")[0] and not app.describe("label-skip")[0])
    focus.forget()


def texts(app):
    """All that anybody who listens can come to hear, with where it is."""
    for item in app.walk():
        for text in (item.get_name(), item.get_description(), item.get_accessible_id() if hasattr(item, "get_accessible_id") else ""):
            if text:
                yield item.get_role_name(), text
        interface = item.get_text_iface()
        if interface:
            yield item.get_role_name(), interface.get_text()


def check_blind(app):
    """No widget tells a name, a file, a score or what a score means."""
    predictions = list_predictions()
    for role, text in texts(app):
        check(not tells_any(text, predictions), f"a {role} tells a prediction: “{text}”")
        check(not any(name in text for name in NAMES), f"a {role} tells a name: “{text}”")
        check(".jpg" not in text, f"a {role} tells a file: “{text}”")
        check(not re.search(r"score \d", text.lower()), f"a {role} tells a score: “{text}”")
        # However a prediction is written: "38.0", "(38)", "38,25", "0.62 blur", "62 %"; not how sure intervals are.
        numbers = re.search(r"\d[.,]\d|\(\d|\d\s?%", text.replace("95 %", ""))
        check(not numbers, f"a {role} tells a number that may be a prediction: “{text}”")
        check(not re.search(r"\b(strong|weak)\b", text), f"a {role} judges: “{text}”")
    check(titles(app) == ["Acutance"], f"other windows are open: {titles(app)}")


def titles(app):
    """What the windows that are shown are called."""
    return [window.get_name() for window in app.root_windows() if window.get_state_set().contains(Atspi.StateType.VISIBLE)]


def point(item, share=0.5):
    """Moves the pointer onto it, so far from its left end."""
    extents = item.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    place = (extents.x + round(share * extents.width), extents.y + extents.height // 2)
    Atspi.generate_mouse_event(*place, "abs")
    return place


def test_empty_explains(app):
    app.change_state("view", "'label'")
    app.find("label", lambda name: name.startswith("In a session you rate"))
    app.find("push button", lambda name: name == "New session…")


def test_keys_alone(app):
    """From the overview to the end of a session without a mouse: Enter where it is focused, then 1 to 5."""
    wait_for("new session to be focused", lambda: focus.name == "New session…")
    app.key("Return")
    wait_for("start to be focused", lambda: focus.name == "Start")
    app.key("Return")
    go_on(app)
    for _ in range(3):  # the examples
        rating(app, "label-grade")
        check_blind(app)
        press(app, "3")
    app.find("label", "Those were the examples")
    check_blind(app)
    go_on(app)
    total = catalog("SELECT count(*) FROM session_items")[0][0]
    check(total == 3 + 14 + 1, f"three examples, fourteen photos and one repeat make {total}")
    for k in range(total - 3):
        press(app, str(1 + k % 5))
    rating(app, "label-see-results")
    wait_for("the results to be focused", lambda: focus.name == "See the results")
    check_blind(app)
    scores = catalog("SELECT score FROM labels WHERE withdrawn = 0 ORDER BY position")
    check([row[0] for row in scores] == [3, 3, 3] + [1 + k % 5 for k in range(total - 3)], f"other answers: {scores}")
    check(all(row[0] > 0 for row in catalog("SELECT response_ms FROM labels")), "no response times")
    zooms = catalog("SELECT zoom FROM labels")
    check(all(0 < row[0] <= 1 for row in zooms) and min(zooms)[0] < 1, f"the scale at which pictures were fitted is not recorded: {zooms}")

    # The last answer can be taken back from the end, and the session is open again until it is given.
    app.key("BackSpace")
    wait_for("the session to be open", lambda: n_labels() == total - 1 and catalog("SELECT finished FROM sessions") == [(None,)])
    press(app, "5")
    rating(app, "label-see-results")
    check(catalog("SELECT finished FROM sessions")[0][0], "the session is not finished again")
    wait_for("the results to be focused", lambda: focus.name == "See the results")
    app.key("Return")
    app.find("label", lambda name: name.startswith("15 ratings · 14 pictures · 1 rater") or name.startswith("14 ratings"))
    app.activate("label-overview")


def test_blind(app):
    begin(app, set="'Blind'", rater="'Ada'", method="'acr'")
    predictions = list_predictions()
    check(len(predictions) == 14, "the photos have no scores to be hidden")
    check(all(tells_any(text, predictions) for text in ("38", "Score 38, weak", "pebbles · 38")), "a prediction is not recognised")
    check(not any(tells_any(text, predictions) for text in ("3 of 14", "138 ratings", "38.5", "score")), "something else is taken for one")
    for _ in range(2):
        rating(app, "label-grade")
        check_blind(app)
        press(app, "4")
    leave(app)


def test_seen_again(app):
    """What was hidden from a rater is there for everybody else."""
    app.change_state("view", "'library'")
    wait_for("the photos", lambda: any(NAMES[0] in (text or "") for _, text in texts(app)))
    predictions = list_predictions()
    wait_for("the scores", lambda: any(tells_any(text, predictions) for _, text in texts(app)))
    app.change_state("view", "'label'")


def test_undo_and_skip(app):
    begin(app, set="'Blind'", rater="'Bob'")
    press(app, "2")
    press(app, "5")
    before = n_labels()
    app.settle(0.1)
    app.key("BackSpace")
    wait_for("one answer less", lambda: n_labels() == before - 1)
    rating(app, "label-grade")
    app.settle(0.1)
    app.activate("undo")
    wait_for("one more answer less", lambda: n_labels() == before - 2)
    rating(app, "label-grade")
    app.settle(0.1)
    app.key("s")
    wait_for("the reasons", lambda: focus.name == "I cannot decide")
    check_blind(app)
    app.key("Return")
    wait_for("the reason", lambda: skip_reasons() == ["I cannot decide"])

    # The same by action.
    rating(app, "label-grade")
    app.settle(0.1)
    app.activate("label-back")
    wait_for("no reason", lambda: skip_reasons() == [])
    rating(app, "label-grade")
    app.settle(0.1)
    focus.forget()
    app.activate("label-skip-menu")
    wait_for("the reasons", lambda: focus.name == "I cannot decide")
    app.dismiss()
    wait_for("no reasons", lambda: not any(item.get_label() == "I cannot decide" for item in app.walk()))
    app.activate("label-skip", "'It is not shown'")
    wait_for("the other reason", lambda: skip_reasons() == ["It is not shown"])
    rating(app, "label-grade")
    leave(app)


def skip_reasons():
    return [reason for reason, in catalog("SELECT skip_reason FROM labels WHERE skip_reason IS NOT NULL AND withdrawn = 0")]


def test_pause_and_resume(app):
    """Another tab pauses; what was answered is there when the session is opened again."""
    begin(app, set="'Blind'", rater="'Cleo'")
    press(app, "1")
    app.change_state("view", "'library'")
    wait_for("the pause", lambda: not app.describe("label-grade")[0])
    app.change_state("view", "'label'")
    rating(app, "label-begin")
    app.find("label", "Paused")
    check_blind(app)
    app.activate("label-leave")
    focus.forget()
    app.press("push button", lambda name: name.startswith("Resume the session of Cleo in Blind"))
    go_on(app)
    rating(app, "label-grade")
    app.find("label", lambda name: name.startswith("2 of 14"))
    leave(app)


def test_continuous(app):
    begin(app, set="'Continuous'", rater="'Ada'", method="'continuous'", instructions="'Mind the noise.'")
    rating(app, "label-step")
    check_blind(app)
    check(not app.describe("label-accept")[0], "an answer can be given before there is one")
    app.settle(0.1)
    for key in ("7", "3"):
        app.key(key)
    slider = app.find("slider", "Quality")
    wait_for("73", lambda: slider.get_value_iface().get_current_value() == 73)
    app.key("Up")
    app.key("Right")
    wait_for("79", lambda: slider.get_value_iface().get_current_value() == 79)
    check_blind(app)
    press(app, "Return", "label-accept")
    check(catalog("SELECT score FROM labels ORDER BY id DESC LIMIT 1") == [(79,)], "another score")
    rating(app, "label-step")
    wait_for("no answer to accept", lambda: not app.describe("label-accept")[0])

    # The same by action; going back takes the digits first.
    for digit in (4, 2):
        app.activate("label-digit", f"uint32 {digit}")
    wait_for("42", lambda: slider.get_value_iface().get_current_value() == 42)
    app.activate("label-back")
    wait_for("4", lambda: slider.get_value_iface().get_current_value() == 4)
    app.activate("label-digit", "uint32 6")
    answer(app, "label-step", lambda: app.activate("label-accept"))
    check(catalog("SELECT score FROM labels ORDER BY id DESC LIMIT 1") == [(46,)], "another score")
    leave(app)


def test_pointer(app):
    """The wheel over the picture takes fine steps, and a click on the scale answers as it was pointed at."""
    begin(app, set="'Continuous'", rater="'Bob'")
    rating(app, "label-step")
    slider = app.find("slider", "Quality")
    value = slider.get_value_iface().get_current_value
    place = point(app.find(None, "A picture to be rated"))
    for wheel, expected in (("b4c", 51), ("b4c", 52), ("b5c", 51)):
        Atspi.generate_mouse_event(*place, wheel)
        wait_for(f"{expected} by the wheel", lambda: value() == expected)
    place = point(slider, 0.25)
    Atspi.generate_mouse_event(*place, "b1c")
    wait_for("about a quarter by the mouse", lambda: 18 <= value() <= 30)  # the scale has borders of its own
    pointed = value()
    press(app, "Return", "label-accept")
    check(catalog("SELECT score FROM labels ORDER BY id DESC LIMIT 1") == [(pointed,)], "another score")
    leave(app)


def seen(app):
    """Some lines through where pictures are shown."""
    screen = app.screen()
    return [screen.rows[y][3 * (screen.width // 5) : 3 * (screen.width * 4 // 5)] for y in range(screen.height // 3, screen.height // 2, 8)]


def is_drawn(app, before):
    """Whether another picture is seen than `before`, and not the grey around pictures alone."""
    lines = seen(app)
    colours = {line[x : x + 3] for line in lines for x in range(0, len(line) - 2, 3)}
    return lines != before and len(colours) > 100


def test_double_click(app):
    """Whoever clicks twice where once would do has answered once: what comes after was not looked at."""
    for answers, action, button, key, scores, options in (
        ("Blind", "label-grade", "Good", "2", (4, 2), {"method": "'acr'"}),
        ("Double", "label-prefer", "Left is better", "Right", (1, 0), {"method": "'pairwise'", "pairs": "uint32 20"}),
        ("Continuous", "label-step", "Rate", "Return", (55, 62), {"method": "'continuous'"}),
    ):
        begin(app, set=f"'{answers}'", rater="'Fay'", **options)
        rating(app, action)
        if action == "label-step":
            app.activate("label-step", "int32 5")
        place = point(app.find("push button", button))
        before, picture = n_labels(), seen(app)
        Atspi.generate_mouse_event(*place, "b1c")
        wait_for("an answer", lambda: n_labels() == before + 1)
        rating(app, action)
        wait_for("the next picture to be drawn", lambda: is_drawn(app, picture))
        if action == "label-step":
            app.activate("label-step", "int32 5")
        Atspi.generate_mouse_event(*place, "b1c")
        # Where that is taken for an answer, these come to another picture, or to none.
        if action == "label-step":
            app.activate("label-step", "int32 7")
        app.key(key)
        wait_for("another answer", lambda: n_labels() == before + 2)
        given = catalog("SELECT score FROM labels ORDER BY id DESC LIMIT 2")[::-1]
        check(given == [(score,) for score in scores], f"two clicks on {button} and the key {key} gave {given}")
        leave(app)


def last_session():
    """The photos of the last session, and how it says that it shows them."""
    photos = catalog("SELECT image FROM session_items WHERE session = (SELECT max(id) FROM sessions)")
    settings = catalog("SELECT settings FROM sessions ORDER BY id DESC LIMIT 1")[0][0]
    return {photo for photo, in photos}, json.loads(settings)["display"]


def test_sources(app):
    """A session is of the chosen photos, of what is filtered, or of a list in a file, and says how it shows them."""
    everything = {photo for photo, in catalog("SELECT id FROM images")}
    listed = HOME / "list.txt"
    listed.write_text("".join(f"{PHOTOS}/{name}.jpg\n" for name in NAMES[:3]), encoding="utf-8")
    begin(app, set="'Blind'", rater="'Gus'", list=f"'{listed}'", display="'actual'")
    photos, display = last_session()
    check(len(photos) == 3 and display == "actual", f"other photos than those of the list: {photos}, {display}")
    app.find("label", lambda name: name.endswith("blind, 1:1"))
    press(app, "3")
    check(catalog("SELECT zoom FROM labels ORDER BY id DESC LIMIT 1") == [(1,)], "another scale")
    press(app, "4")
    press(app, "5")
    rating(app, "label-see-results")
    app.activate("label-see-results")
    app.find("label", lambda name: re.match(r"\d+ ratings · \d+ pictures · \d+ raters", name))
    app.activate("label-overview")
    wait_for("the overview", lambda: app.describe("label-new")[0])

    app.change_state("view", "'library'")
    app.activate("select-all")
    app.change_state("view", "'label'")
    begin(app, set="'Blind'", rater="'Hal'", source="'selection'", display="'fit'")
    photos, display = last_session()
    check(photos == everything and display == "fit", f"other photos than those chosen: {photos}, {display}")
    leave(app)

    app.activate("filter-stars", "5")
    wait_for("the filter", lambda: app.state("filter-stars") == 5)
    begin(app, set="'Blind'", rater="'Ida'", source="'filter'")
    photos, _ = last_session()
    starred = {photo for photo, in catalog("SELECT image FROM ratings WHERE stars >= 5")}
    check(starred and starred < everything and photos == starred, f"other photos than those filtered: {photos}, not {starred}")
    leave(app)
    app.activate("clear-filter")
    wait_for("no filter", lambda: app.state("filter-stars") == 0)


def test_break(app):
    """After as long as was planned the session says that it is time for a break, and goes on where it was."""
    begin(app, set="'Blind'", rater="'Dan'", breaks="uint32 12")
    app.find("label", "1 of 14 · break in 12 min")
    leave(app)
    change_catalog(("UPDATE sessions SET settings = json_set(settings, '$.break_minutes', 0.02)"
                    " WHERE id = (SELECT max(id) FROM sessions)",))
    (session,) = catalog("SELECT max(id) FROM sessions")[0]
    app.activate("label-resume", f"int64 {session}")
    go_on(app)
    answered = 0
    while app.describe("label-grade")[0]:
        press(app, "3")
        answered += 1
        app.settle(0.1)
        wait_for("what comes next", lambda: app.describe("label-grade")[0] or app.describe("label-begin")[0])
    check(answered < 14, "there was no break")
    app.find("label", "Time for a break")
    check_blind(app)
    go_on(app)
    app.find("label", lambda name: name.startswith(f"{answered + 1} of 14"))
    leave(app)


def test_not_kept(app):
    """An answer that cannot be written is told of, and asked for again."""
    begin(app, set="'Blind'", rater="'Jo'")
    press(app, "2")
    before = n_labels()
    rating(app, "label-grade")
    app.settle(0.1)
    writer = sqlite3.connect(pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "catalog.db", isolation_level=None)
    try:
        writer.execute("BEGIN IMMEDIATE")  # for longer than anybody waits for another
        app.key("4")
        app.find("label", "Your answer could not be kept")
    finally:
        writer.close()
    check_blind(app)
    check(n_labels() == before, "it was kept")
    wait_for("answering again to be focused", lambda: focus.name == "Answer again")
    app.key("Return")
    press(app, "5")
    check(catalog("SELECT score FROM labels ORDER BY id DESC LIMIT 2") == [(5,), (2,)], "another answer is kept")
    app.find("label", lambda name: name.startswith("3 of 14"))
    leave(app)


def test_pairs(app):
    """An example first, then answers that count.  Not blind: both names are shown, and both predictions."""
    begin(app, set="'Pairs'", rater="'Ada'", method="'pairwise'", pairs="uint32 20", training="uint32 1", anchors="uint32 2", blind="false")
    app.find(None, "Two pictures to be compared")
    shown = r"(?s).* · (\S+)\.jpg \(\d+\) · (\S+)\.jpg \(\d+\)"
    names = re.fullmatch(shown, app.find("label", lambda name: re.fullmatch(shown, name)).get_name()).groups()
    check(set(names) <= set(NAMES) and names[0] != names[1], f"other names: {names}")
    press(app, "Left", "label-prefer")
    go_on(app)
    roles = dict(catalog("SELECT role, count(*) FROM labels l JOIN label_sets s ON s.id = l.label_set WHERE s.name = 'Pairs'"))
    check(roles == {"training": 1}, f"the example counts: {roles}")
    for key in ("Left", "Right", "Down"):
        press(app, key, "label-prefer")
    check([row[0] for row in catalog("SELECT score FROM labels ORDER BY id DESC LIMIT 3")] == [0.5, 0, 1], "other answers")
    for side in ("right", "tie", "left"):
        answer(app, "label-prefer", lambda: app.activate("label-prefer", f"'{side}'"))
    check([row[0] for row in catalog("SELECT score FROM labels ORDER BY id DESC LIMIT 3")] == [1, 0.5, 0], "other answers by action")
    leave(app)


def test_pairs_blind(app):
    """A session is blind unless it is asked not to be, whatever the one before was."""
    begin(app, set="'Pairs'", rater="'Bob'", pairs="uint32 20", display="'actual'")
    app.find(None, "Two pictures to be compared")
    check_blind(app)

    # What is larger than its place is moved.
    rating(app, "label-prefer")
    app.settle()
    before = seen(app)
    app.activate("label-pan", "(1, 0)")
    wait_for("the other parts of the pictures", lambda: seen(app) != before)
    app.activate("label-pan", "(-1, 0)")
    wait_for("the same parts again", lambda: seen(app) == before)
    zooms = catalog("SELECT zoom, other_zoom FROM labels l JOIN label_sets s ON s.id = l.label_set WHERE s.name = 'Pairs'")
    check(zooms and all(0 < left <= 1 and 0 < right <= 1 for left, right in zooms), f"pairs without their scales: {zooms}")
    leave(app)


def test_patches(app):
    begin(app, set="'Patches'", rater="'Ada'", method="'patch'", patches="uint32 2", display="'fit'")
    for grade in ("2", "4"):
        check_patch(app)
        check_blind(app)
        press(app, grade)
        check(catalog("SELECT side, score FROM labels ORDER BY id DESC LIMIT 1") == [(224, int(grade))], "another patch")
    leave(app)


def check_patch(app):
    """The square is drawn around the patch that is to be rated, all beside it is veiled, and around it all is grey."""
    rating(app, "label-grade")
    app.settle(0.2)
    stage = app.find(None, "A picture with a square to be rated")
    x, y, side, width, height = catalog(
        "SELECT s.x, s.y, s.side, i.width, i.height FROM session_items s JOIN images i ON i.id = s.image"
        " WHERE s.session = (SELECT max(id) FROM sessions) AND s.position ="
        " (SELECT count(*) FROM labels WHERE session = s.session AND withdrawn = 0)")[0]
    place = stage.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
    zoom = min((place.width - 32) / width, (place.height - 32) / height, 1)
    left, top = place.x + (place.width - zoom * width) / 2, place.y + (place.height - zoom * height) / 2
    near, far = (round(left + zoom * x), round(top + zoom * y)), (round(left + zoom * (x + side)), round(top + zoom * (y + side)))
    screen = app.screen()
    around = [screen.pixel(px, py) for px in (place.x + 4, place.x + place.width - 5) for py in (place.y + 4, place.y + place.height - 5)]
    check(around == [GREY] * 4, f"around the picture it is not grey: {around}")
    white = (255, 255, 255)
    for share in (0.1, 0.5, 0.9):
        across, down = (round(a + share * (b - a)) for a, b in zip(near, far))
        frame = [(near[0] - 1, down), (far[0], down), (across, near[1] - 1), (across, far[1])]
        seen_there = [screen.pixel(*at) for at in frame]
        check(seen_there == [white] * 4, f"around the square, which is at {near} to {far}, {frame} are {seen_there}")
    # What is beside it is mixed with grey, and has 28 % of its contrast.
    inside = screen.colours(near[0], near[1], far[0], far[1], 3)
    frame = range(near[0] - 4, far[0] + 4), range(near[1] - 4, far[1] + 4)
    outside = [
        screen.pixel(px, py)
        for px in range(round(left) + 2, round(left + zoom * width) - 2, 7)
        for py in range(round(top) + 2, round(top + zoom * height) - 2, 7)
        if not (px in frame[0] and py in frame[1])
    ]
    low, high = round(0.72 * 0x77) - 2, round(0.72 * 0x77 + 0.28 * 255) + 2
    strays = {pixel for pixel in outside if not all(low <= channel <= high for channel in pixel)}
    check(len(outside) > 100 and not strays, f"beside the square it is not veiled: {list(strays)[:5]}")
    check(white not in inside or len(inside) > 20, "inside of the square there is no picture")


def test_boundary(app):
    """First come those nearest to the score below which Cull, as strict as it is set, rejects a photo."""
    scores = [row[0] for row in catalog("SELECT score FROM scores WHERE score IS NOT NULL")]
    strictness = 10.0
    limit = 0.4 * strictness
    nearest = min(scores, key=lambda score: abs(score - limit))
    check(nearest != min(scores, key=lambda score: abs(score - 40)), "another limit would come to the same")
    app.change_state("cull-strictness", str(strictness))
    begin(app, set="'Boundary'", rater="'Ada'", method="'acr'", queue="'boundary'", blind="false")
    first = catalog("SELECT score FROM session_items i JOIN scores s ON s.image = i.image"
                    " WHERE session = (SELECT max(id) FROM sessions) ORDER BY position LIMIT 1")
    check(first == [(nearest,)], f"first comes {first}, not {nearest}")
    leave(app)


def go_to_menu(app):
    """Has the header's menu button focused, by Tab alone."""
    for _ in range(20):
        focus.forget()
        app.key("Tab")
        if wait_for("another focus", lambda: focus.name is not None and [focus.name]) == ["Menu"]:
            return
    raise Failed("Tab does not come to the menu")


def press_twice(app, key):
    """The same grade for two pictures, which is two keys."""
    for _ in range(2):
        press(app, key)


def test_keys_from_header(app):
    """What is pressed while the header has the focus is for the session, the same key twice too."""
    begin(app, set="'Keys'", rater="'Ada'", method="'acr'", blind="false")
    press_twice(app, "2")
    go_to_menu(app)
    press_twice(app, "3")
    press_twice(app, "4")
    leave(app)


def test_keys_after_windows(app):
    """After a menu, a dialog and a toast the keys rate, and while the toast is there."""
    begin(app, set="'Keys'", rater="'Bob'", blind="false")
    go_to_menu(app)
    app.key("Return")
    wait_for("the menu", lambda: focus.name != "Menu")
    app.key("Escape")
    press_twice(app, "1")

    path = HOME / "keys.csv"
    path.write_text(f"image,rater,score,method\n{PHOTOS}/{NAMES[0]}.jpg,Ada,3,acr\n{PHOTOS}/nowhere.jpg,Ada,3,acr\n", encoding="utf-8")
    app.activate("label-import-file", f"'{path}'")
    find_in_dialog(app, ("label",), "1 rating cannot be used.")
    close_dialog(app)
    press_twice(app, "5")

    app.activate("label-export-file", f"('mos', '{HOME}/keys-mos.csv')")
    app.find("push button", "Close", is_reversed=True)
    press_twice(app, "2")
    leave(app)


def test_keys_after_switch(app):
    """Who was in another window meanwhile rates on, with the key too that was down when it got the keyboard."""
    begin(app, set="'Keys'", rater="'Cleo'", blind="false")
    press(app, "3")
    before = n_labels()
    rating(app, "label-grade")
    app.settle(0.1)
    app.hold("4", True)
    wait_for("the answer", lambda: n_labels() == before + 1)
    with keyboard.OtherWindow():
        app.hold("4", False)
        app.key("3")
        time.sleep(0.5)
    check(n_labels() == before + 1, "a key for another window was an answer")
    wait_for("the keyboard to be back", lambda: app.root_windows()[0].get_state_set().contains(Atspi.StateType.ACTIVE))
    press_twice(app, "4")
    leave(app)


LIBRARY_KEYS = (("Control_L", "f"), ("Control_L", "k"), ("Alt_L", "Left"))
LIBRARY_ACTIONS = ("search", "cull", "back", "zoom-in", "zoom-out", "toggle-sidebar")


def library_marks():
    return catalog("SELECT image, stars, flag, colour FROM ratings ORDER BY image")


def test_keys_of_library(app):
    """Keys of a view that is not shown do nothing to it, and what is pressed next is for the session."""
    before = library_marks()
    for is_viewing in (False, True):
        app.change_state("view", "'library'")
        app.change_state("search", "false")  # what was searched before has it shown
        if is_viewing:
            app.activate("select", "uint32 0")
            app.activate("open-photo")
            wait_for("the viewer", lambda: not app.is_grid())
            check(not app.describe("search")[0], "photos are searched that are not shown")
        # In Train, too.
        app.change_state("view", "'train'")
        for key in LIBRARY_KEYS:
            app.chord(*key)
        check(not any(app.describe(action)[0] for action in LIBRARY_ACTIONS), "Train has keys of the Library")
        app.change_state("view", "'label'")
        # Not what a case before left selected there, which may be too little.
        begin(app, set="'Keys'", rater="'Dan'", blind="false", source="'folder'")
        for grade, key in zip("352", LIBRARY_KEYS):
            app.chord(*key)
            press(app, grade)
        check(app.state("filter-text") == "" and not app.state("search"), "the Library searches")
        # What was looked at is gone, and comes back.
        app.activate("filter-text", "'nothing is called so'")
        wait_for("the filter", lambda: app.state("filter-text") == "nothing is called so")
        app.settle()
        press(app, "4")
        app.activate("clear-filter")
        wait_for("no filter", lambda: app.state("filter-text") == "")
        app.settle()
        app.activate("select", "uint32 0")
        press(app, "1")
        given = catalog("SELECT score FROM labels WHERE session = (SELECT max(id) FROM sessions) ORDER BY position")
        check(given == [(3,), (5,), (2,), (4,), (1,)], f"other answers: {given}")
        check(library_marks() == before, "a photo of the Library has been marked")
        leave(app)
        app.change_state("view", "'library'")
        wait_for("the photos, and what is done to them", lambda: app.describe("cull")[0] and app.is_grid())
    app.change_state("view", "'label'")


def await_form(app):
    """There is no form before the label sets have been read, and nothing tells that they have been."""
    focus.forget()
    for _ in range(10):
        app.activate("label-new")
        try:
            wait_for("start to be focused", lambda: focus.name == "Start", 5)
            return
        except Failed:
            pass
    raise Failed("there is no form")


def helpers(app):
    """The processes that decode pictures for it."""
    children = pathlib.Path(f"/proc/{app.process.pid}/task").glob("*/children")
    return [int(child) for path in children for child in path.read_text().split()]


def test_decoder_lost(_):
    """A picture whose decoder ends under it is tried once more; where that does not help, it is said."""
    once, always, script = (HOME / name for name in ("once", "always", "decoder.sh"))
    built = pathlib.Path(PROGRAM).resolve().parent.parent.parent
    decoder = built / "app" / "imaging" / "acutance-decoder"
    # It must have been asked: one that dies before is replaced at once.
    script.write_text(f"#!/bin/sh\nif rm '{once}' 2>/dev/null || [ -e '{always}' ]; then sleep 0.5; exit 5; fi\n"
                      f"exec '{decoder}' \"$@\"\n", encoding="utf-8")
    script.chmod(0o755)
    environment = {"ACUTANCE_SCORING": "off", "ACUTANCE_DECODER": str(script)}
    with Application(PROGRAM, PHOTOS, environment=environment) as app:
        wait_for("the photos", lambda: any(".jpg" in name for name in app.names("image")))
        app.settle()
        app.change_state("view", "'label'")
        await_form(app)

        def lose(flag):
            flag.touch()
            for helper in helpers(app):
                os.kill(helper, signal.SIGKILL)

        lose(once)
        begin(app, set="'Lost'", rater="'Ada'", method="'acr'")
        press(app, "3")
        check(not once.exists(), "no decoder was lost")
        leave(app)

        # What has not been made ready yet, and never will be.
        far = catalog("SELECT f.path || '/' || i.name FROM session_items s JOIN images i ON i.id = s.image JOIN folders f ON f.id = i.folder"
                      " WHERE s.session = (SELECT max(id) FROM sessions) AND s.position >= 8")
        listed = HOME / "far.txt"
        listed.write_text("".join(f"{path}\n" for path, in far), encoding="utf-8")
        lose(always)
        begin(app, set="'Lost'", rater="'Bob'", list=f"'{listed}'")
        app.find("label", "This picture cannot be shown. Skip it to go on.")
        check(not app.describe("label-grade")[0], "what cannot be seen can be rated")
        check_blind(app)
        leave(app)


def test_basis(app):
    """The form tells what an order rests on for these photos and this set, and why where that is nothing."""
    n = len(NAMES)
    change_catalog(("DELETE FROM scores WHERE image = 3",))
    path = HOME / "basis.csv"
    rows = [(name, rater) for name in NAMES[:4] for rater in ("Ada", "Bob")][:7]
    path.write_text("image,rater,score,method\n" + "".join(f"{PHOTOS}/{name}.jpg,{rater},3,acr\n" for name, rater in rows), encoding="utf-8")
    app.activate("label-import-file", f"'{path}'")
    app.find("label", "7 ratings are new.")
    close_dialog(app)
    app.activate("label-new")
    wait_for("start to be focused", lambda: focus.name == "Start")

    def tells(text, **options):
        # What the form does not know it complains of, and begins no session.
        fields = ", ".join(f"'{name}': <'{value}'>" for name, value in options.items())
        app.activate("label-start", f"{{{fields}, 'nothing': <''>}}")
        app.find("label", text)

    tells(f"By the patch scores of gradients, for {n - 1} of {n} photos", queue="uncertain", method="acr")
    tells(f"By the scores of gradients, for {n - 1} of {n} photos", queue="boundary")
    # A model of another name that this one was trained from.
    change_catalog(("INSERT INTO scorers (id, model, fingerprint, protocol, plan, score_min, score_max, faults, created)"
                    " SELECT 99, 'tuned before', 'older', protocol, plan, score_min, score_max, faults, created FROM scorers",),
                   ("UPDATE scorers SET bases = 'called otherwise', base_fingerprints = 'older' WHERE id <> 99",),
                   ("INSERT INTO scores (scorer, image, score, std, scored) VALUES (99, 1, 50, 1, 0)",))
    tells(f"By the patch scores of gradients and its difference from tuned before, for {n - 1} of {n} photos", queue="uncertain")
    change_catalog(("DELETE FROM scores WHERE scorer = 99",), ("DELETE FROM scorers WHERE id = 99",))
    tells("At random: nobody has rated anything in a new set", queue="disagreement")
    tells(f"By the ratings of this set, which has two raters or more for 3 of {n} photos", set="basis")
    change_catalog(("DELETE FROM labels WHERE rater = (SELECT id FROM raters WHERE name = 'Bob')"
                    " AND label_set = (SELECT id FROM label_sets WHERE name = 'basis')",))
    tells(f"By the scores of gradients, for {n - 1} of {n} photos", queue="boundary")
    tells("At random: no photo has ratings of two raters in this set yet", queue="disagreement")
    app.activate("label-overview")
    focus.forget()


def check_photos_stay(app):
    """Ratings do not take the place of a photo, whatever it is called."""
    photo = pathlib.Path(PHOTOS, f"{NAMES[0]}.jpg").read_bytes()
    for kind, ending in (("long", "jpg"), ("wide", "csv"), ("sureal", "jpg"), ("mos", "csv")):
        path = HOME / f"photo-{kind}.{ending}"
        path.write_bytes(photo)
        app.activate("label-export-file", f"('{kind}', '{path}')")
        app.find("label", lambda text: text.startswith(f"{path} is "), is_reversed=True)
        check(path.read_bytes() == photo, f"{path} is overwritten")


def test_results(app):
    """Ratings of five people from a file: methods, the rule that screens, and the switch against it."""
    path = HOME / "crowd.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["image", "rater", "score", "method"])
        for i, name in enumerate(NAMES):
            for rater, lean in (("Ada", 0), ("Bob", 1), ("Cleo", 0), ("Dan", -1)):
                rows.writerow([f"{PHOTOS}/{name}.jpg", rater, min(5, max(1, 1 + i // 3 + lean)), "acr"])
            rows.writerow([f"{PHOTOS}/{name}.jpg", "Constant", 3, "acr"])
    app.activate("label-import-file", f"'{path}'")
    app.find("label", "70 ratings are new.")
    app.dismiss()
    app.activate("label-results", "'crowd'")
    app.find("label", lambda name: name.startswith("70 ratings · 14 pictures · 5 raters"))
    app.change_state("label-method", "'zscore'")
    app.find("label", lambda name: name.startswith("Screened: the same score for everything"))
    mos = HOME / "mos.csv"
    app.activate("label-export-file", f"('mos', '{mos}')")
    wait_for("the scores", lambda: mos.exists() and mos.stat().st_size > 0)
    with open(mos, encoding="utf-8") as file:
        exported = list(csv.DictReader(file))
    check(len(exported) == 14 and all(row["n"] == "4" for row in exported), f"other scores: {exported[:2]}")
    check_photos_stay(app)
    chosen = HOME / "chosen.csv"
    app.activate("label-export", "'mos'")
    app.choose_file("Export ratings", chosen, "Export")
    wait_for("the scores", lambda: chosen.exists() and chosen.read_bytes() == mos.read_bytes())
    app.change_state("label-method", "'p910'")
    wait_for("the method", lambda: app.state("label-method") == "p910")

    # The same file once more adds nothing; another opinion of the same is a conflict.
    long = HOME / "long.csv"
    app.activate("label-export-file", f"('long', '{long}')")
    wait_for("the ratings", lambda: long.exists() and long.stat().st_size > 0)
    lines = long.read_text(encoding="utf-8").splitlines()
    head = lines[0].split(",")
    cells = lines[1].split(",")
    cells[head.index("score")] = "5" if cells[head.index("score")] != "5" else "1"
    long.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", encoding="utf-8")
    app.activate("label-import-file", f"'{long}'")
    app.find("label", lambda name: "1 contradicts what was there" in name)
    app.dismiss()

    # What is of another set goes in if that is wanted.
    def count_in_set():
        return catalog("SELECT count(*) FROM labels l JOIN label_sets s ON s.id = l.label_set WHERE s.name = 'crowd'")

    other = HOME / "other.csv"
    with open(long, encoding="utf-8") as file, open(other, "w", newline="", encoding="utf-8") as changed:
        rows = csv.DictReader(file)
        writer = csv.DictWriter(changed, rows.fieldnames)
        writer.writeheader()
        for i, row in enumerate(rows):
            writer.writerow({**row, "set": "elsewhere", "set_uid": "f" * 32, "uid": f"{i:032x}"})
    before = count_in_set()
    for answer, added in (("Cancel", 0), ("Merge", 70)):
        app.activate("label-import-file", f"'{other}'")
        question = find_in_dialog(app, ("label",), "cannot be told apart again.")
        check("“elsewhere”, not of “crowd”" in question.get_name(), f"the question is {question.get_name()}")
        press_in_dialog(app, answer)
        if added:
            app.find("label", f"{added} ratings are new.")
            app.dismiss()
        wait_for("the dialog to be gone", lambda: len(app.root_windows()) == 1)
        check(count_in_set() == [(before[0][0] + added,)], f"{answer} has added something else")
    app.activate("label-overview")


def count_heard(app):
    """By how many ratings the set's scores are told, as exported."""
    path = HOME / "heard.csv"
    path.unlink(missing_ok=True)
    app.activate("label-export-file", f"('mos', '{path}')")
    wait_for("the scores", lambda: path.exists() and path.stat().st_size > 0)
    with open(path, encoding="utf-8") as file:
        return {row["n"] for row in csv.DictReader(file)}


def test_keep(app):
    """A rater whom BT.500 screens counts again by a switch, and that is kept with the set."""
    path = HOME / "panel.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["image", "rater", "score", "method"])
        for i, name in enumerate(NAMES):
            for k in range(14):
                rows.writerow([f"{PHOTOS}/{name}.jpg", f"r{k:02}", 30 + 2 * i + k - 6.5, "continuous"])
            rows.writerow([f"{PHOTOS}/{name}.jpg", "Erratic", 30 + 2 * i + (11 if i % 2 else -11), "continuous"])
    app.activate("label-import")
    app.choose_file("Import ratings", path, "Import")
    app.find("label", "210 ratings are new.")
    app.dismiss()
    app.activate("label-results", "'panel'")
    app.find("label", lambda name: name.startswith("210 ratings · 14 pictures · 15 raters"))
    app.change_state("label-method", "'bt500'")
    app.find("label", lambda name: name.startswith("Screened by ITU-R BT.500"))
    wait_for("the method to be kept",
             lambda: catalog("SELECT opinion FROM label_sets WHERE name = 'panel'") == [("bt500",)])
    check(count_heard(app) == {"14"}, "the screened rater is heard")
    app.press(None, "Ratings of Erratic count")
    wait_for("the choice", lambda: catalog("SELECT r.name FROM kept_raters k JOIN raters r ON r.id = k.rater") == [("Erratic",)])
    check(count_heard(app) == {"15"}, "the kept rater is not heard")

    def is_on():
        return app.find(None, "Ratings of Erratic count").get_state_set().contains(Atspi.StateType.CHECKED)

    wait_for("the switch's new state", is_on)
    (uid,) = catalog("SELECT lower(hex(uid)) FROM raters WHERE name = 'Erratic'")[0]
    app.activate("label-keep", f"('{uid}', false)")
    wait_for("the choice to be taken back", lambda: catalog("SELECT count(*) FROM kept_raters") == [(0,)] and not is_on())
    check(count_heard(app) == {"14"}, "the rater is heard still")


def test_nameless(app):
    """A table of numbers alone, as the window exports it, is imported with a list of what its rows are of."""
    table = HOME / "numbers.csv"
    table.write_text("".join(f"{20 + 3 * i},{25 + 3 * i},nan\n" for i in range(len(NAMES))), encoding="utf-8")
    short, paths = HOME / "short.txt", HOME / "paths.txt"
    short.write_text(f"{PHOTOS}/{NAMES[0]}.jpg\n", encoding="utf-8")
    paths.write_text("".join(f"{PHOTOS}/{name}.jpg\n" for name in NAMES), encoding="utf-8")
    app.activate("label-import-file", f"'{table}'")
    press_in_dialog(app, "Choose List…")
    app.choose_file("List of images", short, "Import")
    wait_for("what is wrong with the list", lambda: "another length" in find_in_dialog(app, ("label",), "with names has.").get_name())
    press_in_dialog(app, "Choose List…")
    app.choose_file("List of images", paths, "Import")
    find_in_dialog(app, ("label",), f"{2 * len(NAMES)} ratings are new.")
    close_dialog(app)
    rated = catalog("SELECT count(*), count(DISTINCT l.image) FROM labels l JOIN label_sets s ON s.id = l.label_set WHERE s.name = 'numbers'")
    check(rated == [(2 * len(NAMES), len(NAMES))], f"other ratings: {rated}")


def close_dialog(app):
    app.dismiss()
    wait_for("the dialog to be gone", lambda: len(app.root_windows()) == 1)
    keyboard.give()


def find_in_dialog(app, role, name=None):
    """Of a dialog over the window, whose own widgets may have the same names."""

    def look():
        for window in app.root_windows():
            if window.get_name() == "Acutance":
                continue
            for item in app.walk(window):
                if item.get_role_name() in role and (name is None or (item.get_name() or "").endswith(name)):
                    return item
        return None

    return wait_for(f"a {role} {name or ''} of a dialog", look)


def press_in_dialog(app, name):
    find_in_dialog(app, ("push button", "button"), name).get_action_iface().do_action(0)


def test_save_plot(app):
    """The first plot of the results, by its menu, as a drawing and as a picture."""
    for title, suffix, magic in (("Save as SVG…", "svg", b"<svg"), ("Save as PNG…", "png", b"\x89PNG")):
        path = HOME / f"plot.{suffix}"
        button = app.find(None, "Save this chart")
        opener = next(item for item in app.walk(button) if item.get_action_iface() and item.get_n_actions())
        opener.do_action(0)
        app.press("menu item", title)
        app.choose_file("Save the chart", path, "Save")
        wait_for(f"the {suffix}", lambda: path.exists() and magic in path.read_bytes()[:600])
    app.activate("label-overview")


def test_rename_and_remove(app):
    """By the set's menu: another name, and after a question that says what is lost the end, with the ratings kept."""
    wait_for("the overview", lambda: app.describe("label-rename")[0])
    app.activate("label-rename", "'panel'")
    entry = find_in_dialog(app, ("text", "entry"), "Name")
    app.write(entry, "crowd")
    find_in_dialog(app, ("label",), "There is a set of this name already.")
    app.write(entry, "panel of 15")
    press_in_dialog(app, "Rename")
    wait_for("the new name", lambda: catalog("SELECT count(*) FROM label_sets WHERE name = 'panel of 15'") == [(1,)])
    app.find(None, "Rename or remove panel of 15")
    for before, after in (("panel of 15", "panel"), ("panel", "panel of 15")):
        app.activate("label-rename-to", f"('{before}', '{after}')")
        app.find(None, f"Rename or remove {after}")
        check(catalog(f"SELECT count(*) FROM label_sets WHERE name = '{after}'") == [(1,)], f"it is not called {after}")
    app.activate("label-remove", "'panel of 15'")
    check(find_in_dialog(app, ("label",), "imported again.").get_name().startswith("210 ratings go with it."), "what goes is not told")
    app.dismiss()
    wait_for("the question to be gone", lambda: len(app.root_windows()) == 1)
    check(catalog("SELECT count(*) FROM label_sets WHERE name = 'panel of 15'") == [(1,)], "it went in spite of the answer")
    app.activate("label-remove", "'panel of 15'")
    press_in_dialog(app, "Remove")
    wait_for("the end of the set", lambda: catalog("SELECT count(*) FROM label_sets WHERE name = 'panel of 15'") == [(0,)])
    backups = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "backups"
    kept = list(backups.glob("labels-panel of 15-*.csv"))
    check(len(kept) == 1 and kept[0].read_text(encoding="utf-8").count("Erratic") == 14, f"the ratings are not kept: {kept}")
    check(any(path.suffix == ".db" for path in backups.iterdir()), "there is no backup")


def test_blind_windows(app):
    """In a blind session no other window is seen, neither one that was there before nor one that wants to be shown meanwhile."""
    app.activate("models")
    wait_for("the models", lambda: "Models" in titles(app))
    app.activate("label-new")
    app.activate("label-start", "{'set': <'Blind'>, 'rater': <'Eve'>, 'source': <'folder'>, 'training': <uint32 0>}")
    for action in ("label-begin", "label-grade"):
        rating(app, action)
        check_blind(app)
        check(not any(app.describe(opening)[0] for opening in ("models", "export", "open-folder")), "other windows can be opened")
        if action == "label-begin":
            app.activate(action)
    grade(app, 3)
    path = HOME / "late.csv"
    path.write_text(f"image,rater,score,method\n{PHOTOS}/{NAMES[0]}.jpg,Ada,3,acr\n{PHOTOS}/nowhere.jpg,Ada,3,acr\n", encoding="utf-8")
    app.activate("label-import-file", f"'{path}'")
    app.activate("label-export-file", f"('mos', '{HOME}/late-mos.csv')")
    grade(app, 4)  # its turn comes after the file's
    check_blind(app)
    app.activate("label-pause")
    check_blind(app)
    app.activate("label-leave")
    wait_for("both windows", lambda: len(titles(app)) == 3 and "Models" in titles(app))
    find_in_dialog(app, ("label",), "1 rating cannot be used.")
    check(all(app.describe(action)[0] for action in ("models", "export", "open-folder")), "other windows cannot be opened any more")
    press_in_dialog(app, "Close")
    wait_for("the dialog to be gone", lambda: len(titles(app)) == 2)


TESTS = [
    test_empty_explains,
    test_keys_alone,
    test_blind,
    test_seen_again,
    test_undo_and_skip,
    test_pause_and_resume,
    test_continuous,
    test_pointer,
    test_double_click,
    test_sources,
    test_break,
    test_not_kept,
    test_pairs,
    test_pairs_blind,
    test_patches,
    test_boundary,
    test_basis,
    test_keys_from_header,
    test_keys_after_windows,
    test_keys_after_switch,
    test_keys_of_library,
    test_results,
    test_nameless,
    test_keep,
    test_save_plot,
    test_rename_and_remove,
    test_blind_windows,
]


def check_grades(language, words):
    """In a session of somebody who speaks it grades are called as ITU-T P.910 and ITU-R BT.500 are translated."""
    with Application(PROGRAM, PHOTOS, environment={"ACUTANCE_SCORING": "off", "LANGUAGE": language}) as app:
        wait_for("the photos", lambda: any(".jpg" in name for name in app.names("image")))
        app.change_state("view", "'label'")
        options = f"{{'set': <'{language}'>, 'rater': <'Ada'>, 'method': <'acr'>, 'training': <uint32 0>}}"

        def is_open():
            """There is no form before the label sets have been read, and one session however often it is asked for."""
            if not app.describe("label-begin")[0]:
                app.activate("label-new")
                app.activate("label-start", options)
            return app.describe("label-begin")[0]

        wait_for("a session", is_open)
        app.activate("label-begin")
        rating(app, "label-grade")
        names = [item.get_name() for item in app.walk() if item.get_role_name() in ROLES["push button"]]
        check([name for name in names if name in words] == words, f"grades are not {words}: {names}")
        grade(app, 5)
        app.activate("label-leave")
    check(catalog("SELECT score FROM labels ORDER BY id DESC LIMIT 1") == [(5,)], "another grade is kept")


def test_german(_):
    check_grades("de", ["Schlecht", "Dürftig", "Ordentlich", "Gut", "Ausgezeichnet"])


def test_japanese(_):
    check_grades("ja", ["非常に悪い", "悪い", "普通", "良い", "非常に良い"])


def translates():
    """glibc 2.39 and later have no translations where the language is none, as it is under C.UTF-8."""
    version = os.confstr("CS_GNU_LIBC_VERSION").split()[-1]
    return tuple(int(part) for part in version.split(".")) < (2, 39)


focus = Focus()


def main():
    cases = Cases(len(TESTS) + 3)
    prepare_catalog()
    write_settings(window_size="(1280, 800)")
    with open(pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "gtk-4.0" / "settings.ini", "a", encoding="utf-8") as settings:
        settings.write("gtk-double-click-time=4000\n")  # clicks of a busy machine are as close together as a hand's
    with Application(PROGRAM, PHOTOS, environment={"ACUTANCE_SCORING": "off"}) as application:
        wait_for("the photos", lambda: any(".jpg" in name for name in application.names("image")))
        for test in TESTS:
            cases.run(test, application)
            # What a case left open is none of the next one's business.
            if application.describe("label-leave")[0]:
                application.activate("label-leave")
    cases.run(test_decoder_lost, None)
    for test in (test_german, test_japanese):
        if translates():
            cases.run(test, None)
        else:
            cases.skip(test, "this C library translates nothing under C.UTF-8")
    sys.exit(cases.failed)


main()
