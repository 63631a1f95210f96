#!/usr/bin/python3
"""Scoring as the window shows it: it waits for a person and for mains power, then scores arrive in the grid, those of
the open folder first; and a model that cannot be read is told of and tried again.

    test-scoring.py PROGRAM PHOTOS MODEL

within run.sh; prints TAP.  Only the middle of each photo is looked at, which takes no time.
"""

import os
import pathlib
import shutil
import sqlite3
import sys

from desktop import Power
from driver import Application, Failed, wait_for, write_settings
from tap import Cases

PROGRAM, PHOTOS, MODEL = sys.argv[1:4]
HOME = pathlib.Path(os.environ["HOME"])
DATA = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance"
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


def cells(app):
    """What is told of each photo of the grid."""
    return [name for name in app.names("image") if ".jpg, " in (name or "")]


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


def test_waits_for_mains_power(app):
    power.change(True)
    app.find("label", "Waits for mains power")
    app.activate("pause-scoring")
    wait_for("nobody else to be waited for", lambda: app.state("pause-scoring") is False)
    app.settle()
    app.find("label", "Waits for mains power")
    check(n_scores() == 0, "photos are scored on battery")


def test_scores_arrive(app):
    """Without anything being done to the grid, once there is power again."""
    power.change(False)
    wait_for("all scores in the grid", lambda: (n := cells(app)) and len(n) == 3 and all(", score " in c for c in n))
    wait_for("no word of scoring", lambda: not {"Scoring", "Waits for mains power"} & set(app.names("label")))


def test_open_folder_first(app):
    app.activate("pause-scoring")
    wait_for("the pause", lambda: app.state("pause-scoring") is True)
    many = make_folder("many", ("pebbles", "still-life", "alpine-morning", "beech-leaves", "lake-dusk", "brick-house"))
    few = make_folder("few", ("pebbles", "still-life"))
    for folder, n in ((many, 6), (few, 2)):
        app.activate("open-path", f"'{folder}'")
        app.find("label", f"{n} photos")
    seen = []

    def watch():
        seen.append((n_scores("/few"), n_scores("/many")))
        return seen[-1] == (2, 6)

    app.activate("pause-scoring")
    wait_for("everything to be scored", watch)
    early = [counts for counts in seen if counts[0] < 2 and counts[1] > 0]
    check(not early, f"the other folder's photos were scored before those of the open one: {seen}")


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


WAITING = [test_waits_for_a_person, test_waits_for_mains_power, test_scores_arrive, test_open_folder_first]
TROUBLED = [test_trouble_is_told, test_tried_again]


def main():
    global power
    cases = Cases(len(WAITING) + len(TROUBLED))
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
    sys.exit(cases.failed)


main()
