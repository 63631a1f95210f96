#!/usr/bin/python3
"""Scoring as the window shows it: it waits for a person and for mains power, as does what else looks at photos unasked,
then scores arrive in the grid, those of the open folder first; those of a model that scored before are there again as soon
as it is chosen again; and a model that cannot be read is told of and tried again.

    test-scoring.py PROGRAM PHOTOS MODEL WRITE_LEAST_MODEL

within run.sh; prints TAP.  The second model is the one that WRITE_LEAST_MODEL writes.  Only the middle of each photo is
looked at, which takes no time.
"""

import hashlib
import os
import pathlib
import shutil
import sqlite3
import struct
import subprocess
import sys
import time

from desktop import Power
from driver import Application, Atspi, BUS_PATH, Failed, wait_for, write_settings
from tap import Cases

PROGRAM, PHOTOS, MODEL, WRITE_LEAST_MODEL = sys.argv[1:5]
HOME = pathlib.Path(os.environ["HOME"])
DATA = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance"
THUMBNAILS = pathlib.Path(os.environ["XDG_CACHE_HOME"]) / "thumbnails" / "large"
# Seconds after which the photos would have been compared with each other, were nothing waited for.
REST = 3
SETTINGS = {"window_size": "(1280, 800)", "device": "'cpu'", "patch_plan": "'center'"}


def check(condition, what):
    if not condition:
        raise Failed(what)


def ask(question):
    with sqlite3.connect(f"file:{DATA / 'catalog.db'}?mode=ro", uri=True) as database:
        answer = database.execute(question).fetchall()
    database.close()
    return answer


def n_scores(folder=""):
    return ask(f"SELECT count(*) FROM scores s JOIN images i ON i.id = s.image JOIN folders f ON f.id = i.folder WHERE f.path LIKE '%{folder}'")[0][0]


def n_likenesses():
    """Of how many photos it is known what they look like, which is found out when there is nothing better to do."""
    return ask("SELECT count(*) FROM likenesses")[0][0]


def cells(app):
    """What is told of each photo of the grid."""
    return [name for name in app.names("image") if ".jpg, " in (name or "")]


def all_scored(app, n):
    """Whether the grid has so many photos, each with its score."""
    found = cells(app)
    return len(found) == n and all(", score " in text for text in found)


def make_folder(name, photos):
    folder = HOME / name
    folder.mkdir()
    for photo in photos:
        shutil.copy(f"{PHOTOS}/{photo}.jpg", folder / f"{name}-{photo}.jpg")
    return folder


def test_waits_for_a_person(app):
    app.find("label", "Scoring paused")
    wait_for("three photos without a score", lambda: (n := cells(app)) and len(n) == 3 and all("not scored" in c for c in n))
    check(app.state("pause-scoring") is True, "the action does not say so")
    time.sleep(REST)
    check(n_likenesses() == 0, "photos are compared with each other meanwhile")


def test_waits_for_mains_power(app):
    power.change(True)
    app.find("label", "Waits for mains power")
    app.activate("pause-scoring")
    wait_for("nobody else to be waited for", lambda: app.state("pause-scoring") is False)
    time.sleep(REST)
    app.find("label", "Waits for mains power")
    check(n_scores() == 0, "photos are scored on battery")
    check(n_likenesses() == 0, "photos are compared with each other on battery")


def test_scores_arrive(app):
    """Without anything being done to the grid, once there is power again."""
    power.change(False)
    wait_for("all scores in the grid", lambda: all_scored(app, 3))
    wait_for("no word of scoring", lambda: not {"Scoring", "Waits for mains power"} & set(app.names("label")))
    wait_for("the photos to be compared with each other", lambda: n_likenesses() == 3)


def choose_model(app, steps):
    """Has the model score that is so many steps further down the list, as a person would."""
    app.activate("preferences", path=BUS_PATH)
    wait_for("the preferences", lambda: len(app.root_windows()) == 2)
    row = app.find(None, "Model", app.root_windows()[-1])
    wait_for("the models", lambda: row.get_state_set().contains(Atspi.StateType.SENSITIVE))
    app.settle()
    app.choose(row, steps)
    app.key("Escape")
    wait_for("no preferences", lambda: len(app.root_windows()) == 1)


def test_switch_back(app):
    """Scores stay with the model that gave them: whoever goes back to it has them at once, and no photo is scored again,
    neither before nor after."""
    question = "SELECT scorer, image, score, scored FROM scores ORDER BY scorer, image"
    first, told = ask(question), cells(app)
    check(len(first) == 3, f"there are {len(first)} scores")
    (DATA / "models").mkdir()
    subprocess.run([WRITE_LEAST_MODEL, str(DATA / "models")], check=True)
    choose_model(app, 2)  # past the one that is the default too
    wait_for("the scores of another model", lambda: len(ask(question)) == 6)
    wait_for("them in the grid", lambda: all_scored(app, 3) and not set(cells(app)) & set(told))
    both = ask(question)
    check([row for row in both if row in first] == first, "the scores of the first model are others")

    # Nothing can be scored meanwhile.
    app.activate("pause-scoring")
    wait_for("the pause", lambda: app.state("pause-scoring") is True)
    choose_model(app, -2)
    wait_for("the former scores in the grid", lambda: cells(app) == told)
    check(app.state("pause-scoring") is True, "scoring has gone on")
    app.activate("pause-scoring")
    wait_for("no pause", lambda: app.state("pause-scoring") is False)

    # What comes now is scored after all that the model may have found left to do.
    shutil.copy(f"{PHOTOS}/lake-dusk.jpg", HOME / "photos" / "photos-lake-dusk.jpg")
    wait_for("the score of a photo that is new", lambda: len(ask(question)) > 6)
    wait_for("it in the grid", lambda: all_scored(app, 4))
    check([row for row in ask(question) if row in both] == both, "photos were scored again")
    check(len(ask(question)) == 7, "more was scored than was new")


def test_open_folder_first(app):
    app.activate("pause-scoring")
    wait_for("the pause", lambda: app.state("pause-scoring") is True)
    many = make_folder("many", ("pebbles", "still-life", "alpine-morning", "beech-leaves", "lake-dusk", "brick-house"))
    few = make_folder("few", ("pebbles", "still-life"))
    for folder, n in ((many, 6), (few, 2)):
        app.activate("open-path", f"'{folder}'")
        app.find("label", f"{n} photos")
    wait_for("the open folder's photos", lambda: len(cells(app)) == 2)
    app.settle()  # which of them are seen is looked up a moment after they came
    seen = []

    def watch():
        seen.append((n_scores("/few"), n_scores("/many")))
        return seen[-1] == (2, 6)

    app.activate("pause-scoring")
    wait_for("everything to be scored", watch)
    early = [counts for counts in seen if counts[0] < 2 and counts[1] > 0]
    check(not early, f"the other folder's photos were scored before those of the open one: {seen}")


def write_raw(path, preview, width, height):
    """A camera's raw file (DNG 1.4) of grey samples, with a JPEG of that size in it."""

    def number(tag, kind, value):
        return tag, kind, 1, struct.pack("<H" if kind == 3 else "<I", value)

    def directory(at, entries):
        table, beyond = struct.pack("<H", len(entries)), b""
        for tag, kind, count, value in entries:
            place = value.ljust(4, b"\0")
            if len(value) > 4:
                place = struct.pack("<I", at + 6 + 12 * len(entries) + len(beyond))
                beyond += value + bytes(len(value) % 2)
            table += struct.pack("<HHI", tag, kind, count) + place
        return table + bytes(4) + beyond

    def first(preview_at, raw_at):
        matrix = struct.pack("<18i", *[value for i in range(9) for value in (int(i % 4 == 0), 1)])
        return directory(8, [
            number(0x00FE, 4, 1), number(0x0100, 4, width), number(0x0101, 4, height), number(0x0102, 3, 8),
            number(0x0103, 3, 7), number(0x0106, 3, 6), (0x010F, 2, 9, b"Acutance\0"), (0x0110, 2, 4, b"Raw\0"),
            number(0x0111, 4, preview_at), number(0x0112, 3, 1), number(0x0115, 3, 3), number(0x0116, 4, height),
            number(0x0117, 4, len(preview)), number(0x014A, 4, raw_at), (0xC612, 1, 4, b"\1\4\0\0"),
            (0xC614, 2, 13, b"Acutance Raw\0"), (0xC621, 10, 9, matrix),
        ])

    def raw(at, samples_at):
        return directory(at, [
            number(0x00FE, 4, 0), number(0x0100, 4, 640), number(0x0101, 4, 480), number(0x0102, 3, 16), number(0x0103, 3, 1),
            number(0x0106, 3, 32803), number(0x0111, 4, samples_at), number(0x0115, 3, 1), number(0x0116, 4, 480),
            number(0x0117, 4, 640 * 480 * 2), (0x828D, 3, 2, b"\2\0\2\0"), (0x828E, 1, 4, b"\0\1\1\2"),
        ])

    preview += bytes(len(preview) % 2)
    preview_at = 8 + len(first(0, 0))
    raw_at = preview_at + len(preview)
    samples = struct.pack("<H", 30000) * (640 * 480)
    path.write_bytes(
        b"II*\0" + struct.pack("<I", 8) + first(preview_at, raw_at) + preview + raw(raw_at, raw_at + len(raw(0, 0))) + samples
    )


def thumbnail_name(path):
    """By what desktops know the small picture of a file: freedesktop.org's thumbnail specification."""
    return hashlib.md5(path.as_uri().encode()).hexdigest() + ".png"


def test_lone_raw(app):
    """What a camera saw without a JPEG beside it is shown, and scored, by the JPEG that is in it: the same as that one."""
    folder = make_folder("raw", ())
    write_raw(folder / "alone.dng", pathlib.Path(f"{PHOTOS}/pebbles.jpg").read_bytes(), 864, 576)
    app.activate("open-path", f"'{folder}'")
    app.find("label", "1 photo")
    wait_for("its score", lambda: any((name or "").startswith("alone.dng, score ") for name in app.names("image")))
    question = "SELECT s.score FROM scores s JOIN images i ON i.id = s.image WHERE i.name IN ('alone.dng', 'few-pebbles.jpg')"
    scores = [score for (score,) in ask(question)]
    check(len(scores) == 2 and abs(scores[0] - scores[1]) < 0.01, f"the scores are {scores}")
    wait_for("its picture", lambda: (THUMBNAILS / thumbnail_name(folder / "alone.dng")).exists())
    check("alone.dng\ncannot be read" not in app.names("label"), "it is said to be unreadable")
    app.activate("select", "uint32 0")
    app.activate("open-photo")
    app.find("image", lambda text: text.startswith("alone.dng scores"))
    app.activate("back")


def test_trouble_is_told(app):
    """The model's file is damaged: photos stay as they are, and the card says which file it is."""
    app.find("label", "Scoring stopped")
    app.find("label", lambda text: "mine" in text)
    check(n_scores("/late") == 0, "something was scored")


def test_tried_again(app):
    shutil.copy(MODEL, DATA / "models" / "mine.safetensors")
    app.find("push button", "Try again")
    app.activate("retry-scoring")
    wait_for("the scores", lambda: n_scores("/late") == 1)
    wait_for("no trouble", lambda: "Scoring stopped" not in app.names("label"))


def test_without_half(app):
    """Where the device that is chosen has no half precision, the row says what comes of choosing it."""
    app.activate("preferences", path=BUS_PATH)
    wait_for("the preferences", lambda: len(app.root_windows()) == 2)
    window = app.root_windows()[-1]
    app.find("label", "This device has no half precision: nothing is scored with it", window)
    app.settle()
    app.choose(app.find(None, "Precision", window), -1)
    app.find("label", "This device has no half precision", window)
    app.key("Escape")
    wait_for("no preferences", lambda: len(app.root_windows()) == 1)


WAITING = [
    test_waits_for_a_person,
    test_waits_for_mains_power,
    test_scores_arrive,
    test_switch_back,
    test_open_folder_first,
    test_lone_raw,
]
TROUBLED = [test_trouble_is_told, test_tried_again]


def main():
    global power
    cases = Cases(len(WAITING) + len(TROUBLED) + 1)
    folder = make_folder("photos", ("pebbles", "still-life", "alpine-morning"))
    power = Power(False)
    environment = {"OMP_NUM_THREADS": "1", "VK_DRIVER_FILES": "/dev/null", **power.environment}
    write_settings(pause_scoring="true", score_on_battery="false", **SETTINGS)
    with Application(PROGRAM, str(folder), environment=environment) as application:
        for test in WAITING:
            cases.run(test, application)

    (DATA / "models").mkdir(exist_ok=True)
    (DATA / "models" / "mine.safetensors").write_bytes(pathlib.Path(MODEL).read_bytes()[:1000])
    write_settings(model="'mine'", **SETTINGS)
    with Application(PROGRAM, str(make_folder("late", ("pebbles",))), environment=environment) as application:
        for test in TROUBLED:
            cases.run(test, application)

    write_settings(precision="'fp16'", **SETTINGS)
    with Application(PROGRAM, str(folder), environment=environment) as application:
        cases.run(test_without_half, application)
    sys.exit(cases.failed)


main()
