#!/usr/bin/python3
"""Takes the pictures in data/screenshots.

    screenshots.py BUILD_FOLDER OUT_FOLDER PHOTOS

starts itself within run.sh, once for each size of the screen.  The scores shown are those of
seed-catalog, not of a model.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent

# Name: size of the screen, factor of its resolution, settings, what is done before the picture.
SHOTS = {
    "library-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "library"),
    "library-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "library"),
    "filtered-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "filtered"),
    "viewer-dark": ((1280, 800), 1, {"colour_scheme": "'dark'", "heatmap": "true"}, "viewer"),
    "viewer-light": ((1280, 800), 1, {"colour_scheme": "'light'", "heatmap": "true"}, "viewer"),
    "viewer-plain-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "plain"),
    "empty-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "empty"),
    "nothing-matches-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "nothing"),
    "preferences-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "preferences"),
    "shortcuts-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "shortcuts"),
    "library-narrow-dark": ((360, 720), 1, {"colour_scheme": "'dark'"}, "library"),
    "library-narrow-light": ((360, 720), 1, {"colour_scheme": "'light'"}, "library"),
    "viewer-narrow-dark": ((360, 720), 1, {"colour_scheme": "'dark'", "heatmap": "true"}, "viewer"),
    "compare-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "compare"),
    "compare-light": ((1280, 800), 1, {"colour_scheme": "'light'", "heatmap": "true", "compare_panes": "2"}, "compare"),
    "compare-narrow-dark": ((360, 720), 1, {"colour_scheme": "'dark'", "compare_panes": "3"}, "compare"),
    "cull-dark": ((1280, 800), 1, {"colour_scheme": "'dark'", "cull_strictness": "70.0"}, "cull"),
    "cull-light": ((1280, 800), 1, {"colour_scheme": "'light'", "cull_strictness": "85.0"}, "rejected"),
    "cull-narrow-light": ((360, 720), 1, {"colour_scheme": "'light'", "cull_strictness": "70.0"}, "cull"),
    "label-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "label"),
    "rating-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "rating"),
    "rating-narrow-light": ((360, 720), 1, {"colour_scheme": "'light'"}, "rating"),
    "results-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "results"),
    "train-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "train"),
    "train-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "run"),
    "train-narrow-dark": ((360, 720), 1, {"colour_scheme": "'dark'"}, "train"),
    "models-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "models"),
    "library-4k-dark": ((3840, 2160), 2, {"colour_scheme": "'dark'"}, "library"),
}


def make_scores(photos):
    """Scores of the photos as a file, as a person might have written it."""
    path = pathlib.Path(os.environ["HOME"]) / "scores.csv"
    rows = [f"{photo},{34 + 7 * (number * 5 % 9)}" for number, photo in enumerate(sorted(pathlib.Path(photos).glob("*.jpg")))]
    path.write_text("path,mos\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def rate(application, wait_for, number):
    """A session over the photos, of which `number` are answered."""
    application.change_state("view", "'label'")
    application.activate("label-new")
    application.activate(
        "label-start",
        "{'set': <'Holidays'>, 'method': <'acr'>, 'rater': <'Ada'>, 'training': <uint32 0>, 'repeats': <uint32 0>}",
    )
    wait_for("the beginning", lambda: application.describe("label-begin")[0])
    application.activate("label-begin")
    for answer in range(number):
        wait_for("a picture", lambda: application.describe("label-grade")[0])
        time.sleep(0.4)  # an answer within a moment of the picture is taken for a slip
        application.activate("label-grade", f"uint32 {1 + (answer * 7 + 3) % 5}")
        application.settle()


def do(application, task, wait_for, photos):
    if task != "empty":
        wait_for("the photos", lambda: application.describe("select-all")[0] and application.names("image"))
    application.settle()
    if task in ("viewer", "plain"):
        application.activate("select", "uint32 %d" % (11 if task == "viewer" else 0))
        application.activate("open-photo")
        application.settle()
        if task == "viewer":
            application.activate("worst-patch")
    elif task == "compare":
        application.activate("select-all")
        wait_for("several selected photos", lambda: application.describe("compare")[0])
        application.activate("compare")
    elif task in ("cull", "rejected"):
        application.activate("cull")
        wait_for("groups", lambda: application.names("label").count("Burst of 3") >= 3)
        application.settle()
        for _ in range(2 if task == "cull" else 0):
            application.activate("cull-next")
        if task == "rejected":
            for _ in range(2):
                application.activate("cull-previous")
    elif task == "filtered":
        application.activate("filter-stars", "4")
        application.activate("select", "uint32 1")
    elif task == "nothing":
        application.activate("filter-text", "'no such name'")
    elif task == "label":
        application.change_state("view", "'label'")
        application.activate("label-new")
    elif task in ("rating", "results"):
        rate(application, wait_for, 14 if task == "results" else 3)
        if task == "results":
            wait_for("the end of the session", lambda: application.describe("label-see-results")[0])
            application.activate("label-see-results")
    elif task in ("train", "run"):
        application.activate("train-on", f"'{make_scores(photos)}'")
        wait_for("all that is needed", lambda: application.describe("start-run")[0])
        if task == "run":
            for name, value in {"epochs": "12", "patches_per_image": "4", "batch": "8"}.items():
                application.activate("set-run-field", f"('{name}', '{value}')")
            application.activate("start-run")
            application.find("list item", lambda text: text.startswith("scores.csv, quick"))
            wait_for("the end", lambda: not application.describe("stop-training")[0], 300)
    elif task == "models":
        application.activate("models")
    elif task == "preferences":
        application.activate("preferences", path="/io/github/acutance/Acutance")
    elif task == "shortcuts":
        application.activate("show-help-overlay")
    application.settle()


def make_bursts(photos):
    """The photos, and two more frames of some: the same pictures, whose scores seed-catalog tells apart."""
    folder = pathlib.Path(os.environ["HOME"]) / "Pictures"
    shutil.copytree(photos, folder)
    for photo in sorted(folder.glob("*.jpg"))[::4]:
        for copy in "ab":
            photo.with_stem(f"{photo.stem}-{copy}").write_bytes(photo.read_bytes() + copy.encode())
    return folder


def take(build, out, photos, name):
    from driver import Application, seed, wait_for, write_settings

    (width, height), scale, settings, task = SHOTS[name]
    folder = photos
    if task == "empty":
        folder = pathlib.Path(os.environ["HOME"]) / "Pictures"
        folder.mkdir()
    elif task in ("cull", "rejected"):
        folder = make_bursts(photos)
        seed(f"{build}/tests/display/seed-catalog", "--cull", str(folder))
    else:
        seed(f"{build}/tests/display/seed-catalog", photos)
    if width < 600:
        settings = {**settings, "show_sidebar": "false", "show_panel": "false"}
    write_settings(window_size=f"({width // scale}, {height // scale})", **settings)
    environment = {"GDK_SCALE": str(scale), "ACUTANCE_SCORING": "off"}
    with Application(f"{build}/app/views/acutance", str(folder), environment=environment) as application:
        do(application, task, wait_for, photos)
        application.screen().save(f"{out}/{name}.png")


def main():
    build, out, photos, *names = sys.argv[1:]
    if len(names) == 1 and names[0].startswith("within:"):
        take(build, out, photos, names[0].removeprefix("within:"))
        return
    for name in names or SHOTS:
        width, height = SHOTS[name][0]
        subprocess.run(
            [HERE / "run.sh", "--size", f"{width}x{height}", sys.executable, __file__, build, out, photos, f"within:{name}"],
            check=True,
        )


main()
