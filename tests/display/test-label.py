#!/usr/bin/python3
"""The page Label: sessions of every kind from the form to the results, by action, role and key alone.

    test-label.py PROGRAM SEED_PROGRAM PHOTOS

within run.sh; prints TAP.
"""

import csv
import os
import pathlib
import re
import sqlite3
import sys
import time

from driver import Application, Atspi, Failed, seed, wait_for, write_settings
from tap import Cases

PROGRAM, SEED, PHOTOS = sys.argv[1:4]
HOME = pathlib.Path(os.environ["HOME"])
NAMES = sorted(path.stem for path in pathlib.Path(PHOTOS).glob("*.jpg"))


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


def weaken_two():
    """Has two photos scores on either side of what a lenient Cull rejects and a strict one does."""
    path = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "catalog.db"
    connection = sqlite3.connect(path)
    with connection:
        for photo, score in enumerate((5, 38), start=1):
            connection.execute("UPDATE scores SET score = ? WHERE image = ?", (score, photo))
    connection.close()


def n_labels():
    return catalog("SELECT count(*) FROM labels WHERE withdrawn = 0")[0][0]


def begin(app, **options):
    """Fills the form in and goes past the instructions; values are GVariant text."""
    app.activate("label-new")
    wait_for("start to be focused", lambda: focus.name == "Start")
    defaults = {"training": "uint32 0", "repeats": "uint32 0", "seed": "uint64 7"}
    fields = ", ".join(f"'{name}': <{value}>" for name, value in {**defaults, **options}.items())
    app.activate("label-start", "{" + fields + "}")
    go_on(app)


def go_on(app):
    """Past what is to be read, to the pictures."""
    rating(app, "label-begin")
    time.sleep(0.3)
    app.key("Return")
    wait_for("a picture", lambda: app.describe("label-skip")[0])


class Focus:
    """What has the keyboard's focus, as a screen reader is told: looking for it takes seconds."""

    def __init__(self):
        self.name = None
        self.listener = Atspi.EventListener.new(self.moved)
        self.listener.register("object:state-changed:focused")

    def moved(self, event):
        if event.detail1:
            self.name = event.source.get_name()


def rating(app, action):
    wait_for(f"{action} to be possible", lambda: app.describe(action)[0])


def press(app, key, action="label-grade"):
    """A key, and the answer on the disk."""
    before = n_labels()
    rating(app, action)
    time.sleep(0.1)  # a picture is looked at
    app.key(key)
    wait_for(f"the answer by {key}", lambda: n_labels() == before + 1)


def leave(app):
    app.key("Escape")
    rating(app, "label-begin")
    app.activate("label-leave")
    wait_for("the overview", lambda: app.describe("label-new")[0] and not app.describe("label-skip")[0])


def texts(app):
    """All that anybody who listens can come to hear, with where it is."""
    for item in app.walk():
        for text in (item.get_name(), item.get_description(), item.get_accessible_id() if hasattr(item, "get_accessible_id") else ""):
            if text:
                yield item.get_role_name(), text
        interface = item.get_text_iface()
        if interface:
            yield item.get_role_name(), Atspi.Text.get_text(interface, 0, -1)


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
        press(app, "3")
    go_on(app)
    total = catalog("SELECT count(*) FROM session_items")[0][0]
    check(total == 3 + 14 + 1, f"three examples, fourteen photos and one repeat make {total}")
    for k in range(total - 3):
        press(app, str(1 + k % 5))
    rating(app, "label-see-results")
    time.sleep(0.3)
    scores = catalog("SELECT score FROM labels WHERE withdrawn = 0 ORDER BY position")
    check([row[0] for row in scores] == [3, 3, 3] + [1 + k % 5 for k in range(total - 3)], f"other answers: {scores}")
    check(all(row[0] > 0 for row in catalog("SELECT response_ms FROM labels")), "no response times")
    zooms = catalog("SELECT zoom FROM labels")
    check(all(0 < row[0] < 1 for row in zooms), f"the scale at which pictures were fitted is not recorded: {zooms}")

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
    scores = catalog("SELECT score FROM scores WHERE score IS NOT NULL")
    check(len(scores) == 14, "the photos have no scores to be hidden")
    for _ in range(2):
        rating(app, "label-grade")
        for role, text in texts(app):
            check(not any(name in text for name in NAMES), f"a {role} tells a name: “{text}”")
            check(".jpg" not in text, f"a {role} tells a file: “{text}”")
            check(not re.search(r"score \d", text.lower()), f"a {role} tells a score: “{text}”")
            check(not re.search(r"\b(strong|weak)\b", text), f"a {role} judges: “{text}”")
        press(app, "4")
    check(app.find("frame").get_name() == "Acutance", "the window's title tells something else")
    leave(app)


def test_seen_again(app):
    """What was hidden from a rater is there for everybody else."""
    app.change_state("view", "'library'")
    wait_for("the photos", lambda: any(NAMES[0] in (text or "") for _, text in texts(app)))
    app.change_state("view", "'label'")


def test_undo_and_skip(app):
    begin(app, set="'Blind'", rater="'Bob'")
    press(app, "2")
    press(app, "5")
    before = n_labels()
    time.sleep(0.1)
    app.key("BackSpace")
    wait_for("one answer less", lambda: n_labels() == before - 1)
    rating(app, "label-grade")
    app.activate("undo")
    wait_for("one more answer less", lambda: n_labels() == before - 2)
    rating(app, "label-grade")
    time.sleep(0.1)
    app.key("s")
    time.sleep(1)
    app.key("Return")
    wait_for("the reason", lambda: catalog("SELECT skip_reason FROM labels WHERE skip_reason IS NOT NULL AND withdrawn = 0") == [("I cannot decide",)])
    leave(app)


def test_pause_and_resume(app):
    """Another tab pauses; what was answered is there when the session is opened again."""
    begin(app, set="'Blind'", rater="'Cleo'")
    press(app, "1")
    app.change_state("view", "'library'")
    wait_for("the pause", lambda: not app.describe("label-grade")[0])
    app.change_state("view", "'label'")
    rating(app, "label-begin")
    app.activate("label-leave")
    app.press("push button", lambda name: name.startswith("Resume the session of Cleo in Blind"))
    go_on(app)
    rating(app, "label-grade")
    app.find("label", lambda name: name.startswith("2 of 14"))
    leave(app)


def test_continuous(app):
    begin(app, set="'Continuous'", rater="'Ada'", method="'continuous'")
    rating(app, "label-step")
    check(not app.describe("label-accept")[0], "an answer can be given before there is one")
    time.sleep(0.1)
    for key in ("7", "3"):
        app.key(key)
    slider = app.find("slider", "Quality")
    wait_for("73", lambda: slider.get_value_iface().get_current_value() == 73)
    app.key("Up")
    app.key("Right")
    wait_for("79", lambda: slider.get_value_iface().get_current_value() == 79)
    press(app, "Return", "label-accept")
    check(catalog("SELECT score FROM labels ORDER BY id DESC LIMIT 1") == [(79,)], "another score")
    rating(app, "label-step")
    check(not app.describe("label-accept")[0], "the last answer is offered again")
    leave(app)


def test_pairs(app):
    """An example first, then answers that count.  Not blind: both names are shown, and both predictions."""
    begin(app, set="'Pairs'", rater="'Ada'", method="'pairwise'", pairs="uint32 20", training="uint32 1", anchors="uint32 2", blind="false")
    app.find(None, "Two pictures to be compared")
    shown = r"(?s).* · (\S+)\.jpg \(\d+\.\d\) · (\S+)\.jpg \(\d+\.\d\)"
    names = re.fullmatch(shown, app.find("label", lambda name: re.fullmatch(shown, name)).get_name()).groups()
    check(set(names) <= set(NAMES) and names[0] != names[1], f"other names: {names}")
    press(app, "Left", "label-prefer")
    go_on(app)
    roles = dict(catalog("SELECT role, count(*) FROM labels l JOIN label_sets s ON s.id = l.label_set WHERE s.name = 'Pairs'"))
    check(roles == {"training": 1}, f"the example counts: {roles}")
    for key in ("Left", "Right", "Down"):
        press(app, key, "label-prefer")
    check([row[0] for row in catalog("SELECT score FROM labels ORDER BY id DESC LIMIT 3")] == [0.5, 0, 1], "other answers")
    leave(app)


def test_patches(app):
    begin(app, set="'Patches'", rater="'Ada'", method="'patch'", patches="uint32 2")
    app.find(None, "A picture with a square to be rated")
    press(app, "2")
    check(catalog("SELECT side, score FROM labels ORDER BY id DESC LIMIT 1") == [(224, 2)], "another patch")
    leave(app)


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
    app.key("Escape")
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
    app.key("Escape")
    app.activate("label-overview")


TESTS = [
    test_empty_explains,
    test_keys_alone,
    test_blind,
    test_seen_again,
    test_undo_and_skip,
    test_pause_and_resume,
    test_continuous,
    test_pairs,
    test_patches,
    test_boundary,
    test_results,
]


focus = Focus()


def main():
    cases = Cases(len(TESTS))
    seed(SEED, PHOTOS)
    weaken_two()
    write_settings(window_size="(1280, 800)")
    with Application(PROGRAM, PHOTOS, environment={"ACUTANCE_SCORING": "off"}) as application:
        wait_for("the photos", lambda: application.describe("select-all")[0] and application.names("image"))
        for test in TESTS:
            cases.run(test, application)
            # What a case left open is none of the next one's business.
            if application.describe("label-leave")[0]:
                application.activate("label-leave")
    sys.exit(cases.failed)


main()
