#!/usr/bin/python3
"""Trains in the window: a run is set up, watched to its end and used; one that is killed in the middle is
offered again.

    test-train.py APPLICATION PHOTOS
"""

import os
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from driver import Application, Failed, wait_for, write_settings  # noqa: E402

# A run on a processor that other tests want as well.
LONG = 150

# Threads of low priority would wait for each other where other tests keep the processors busy.
ENVIRONMENT = {"ACUTANCE_SCORING": "off", "OMP_NUM_THREADS": "1"}

# A run of a moment: what it learns is of no interest.
FIELDS = {"epochs": "3", "patches_per_image": "2", "batch": "4"}


def make_scores(photos):
    """A dozen scored pictures as a file; the sharp ones are the better ones."""
    path = pathlib.Path(os.environ["HOME"]) / "scores.csv"
    names = sorted(photo.name for photo in pathlib.Path(photos).glob("*.jpg"))
    lines = ["path,mos\n"]
    for name in names:
        faulty = name.count("-") > 1 or "shaken" in name or "noisy" in name
        lines.append(f"{photos}/{name},{(30 if faulty else 70) + len(lines)}\n")
    path.write_text("".join(lines), encoding="utf-8")
    return path


def name_of(application, beginning):
    return application.find("list item", lambda text: text.startswith(beginning))


def set_up(application, scores, fields=None):
    """Goes to where a run is set up, and waits until it may begin."""
    application.activate("train-on", f"'{scores}'")
    wait_for("the page", lambda: application.state("view") == "train")
    wait_for("all that is needed", lambda: application.describe("start-run")[0])
    for name, value in {**FIELDS, **(fields or {})}.items():
        application.activate("set-run-field", f"('{name}', '{value}')")


def test_quick_run(program, photos, scores):
    with Application(program, photos, environment=ENVIRONMENT) as application:
        set_up(application, scores)
        # What it will take is measured before it starts.
        application.find(None, lambda text: text.startswith("About ") and "of memory" in text)
        application.activate("start-run")
        name_of(application, "scores.csv, quick")
        wait_for(
            "the end", lambda: name_of(application, "scores.csv, quick").get_name().count("held-out SRCC") == 1
            and not application.describe("stop-training")[0], LONG
        )
        application.find("label", lambda text: text.startswith("The best epoch was"))
        chart = application.find(None, lambda text: text == "Agreement with raters")
        if not chart.get_description():
            raise Failed("the chart has no description")
        application.press("push button", "Use this model")
        application.find("label", lambda text: text == "Kept as the model “scores.csv, quick”.")
        stored = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "models" / "scores.csv, quick.safetensors"
        wait_for("the model's file", stored.exists)


def test_killed_run(program, photos, scores):
    """What was under way when the program was killed is offered, and comes to its end."""
    environment = {**ENVIRONMENT, "ACUTANCE_SAVE_SECONDS": "0"}
    application = Application(program, photos, environment=environment)
    set_up(application, scores, {"epochs": "40"})
    application.activate("start-run")
    name_of(application, "scores.csv, quick 2")
    log = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "runs" / "scores.csv, quick 2" / "log.jsonl"
    wait_for("the first steps", lambda: log.exists() and log.read_text().count('"step"') >= 2, LONG)
    application.process.send_signal(signal.SIGKILL)
    application.process.wait()

    with Application(program, photos, environment=ENVIRONMENT) as again:
        again.activate("view", "'train'")
        again.find("label", lambda text: text.startswith("The run “scores.csv, quick 2” was interrupted"))
        again.press("push button", "Go On")
        wait_for(
            "the end", lambda: name_of(again, "scores.csv, quick 2").get_name().count("held-out SRCC") == 1
            and not again.describe("stop-training")[0], LONG
        )
        # Both runs on the same axes.
        again.activate("compare-runs")
        again.find(None, "SRCC on held-out pictures")
        again.find("label", "What differs")


def main():
    program, photos = sys.argv[1:]
    write_settings(colour_scheme="'light'", device="'cpu'")
    scores = make_scores(photos)
    tests = [test_quick_run, test_killed_run]
    print(f"1..{len(tests)}")
    failed = False
    for number, test in enumerate(tests, 1):
        try:
            test(program, photos, scores)
        except Failed as failure:
            failed = True
            print(f"not ok {number} {test.__name__}: {failure}", flush=True)
        else:
            print(f"ok {number} {test.__name__}", flush=True)
    sys.exit(failed)


main()
