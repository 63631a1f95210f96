#!/usr/bin/python3
"""Takes the pictures in data/screenshots.

    screenshots.py BUILD_FOLDER OUT_FOLDER PHOTOS

starts itself within run.sh, once for each size of the screen.  The scores shown are those of
seed-catalog, not of a model.
"""

import contextlib
import csv
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent

# Name: size of the screen, factor of its resolution, settings, what is done before the picture.  These are in
# the repository, and each is shown by the guide or the README.
SHOTS = {
    "library-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "library"),
    "library-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "library"),
    "library-narrow-light": ((360, 720), 1, {"colour_scheme": "'light'"}, "library"),
    "empty-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "empty"),
    "filtered-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "filtered"),
    "viewer-light": ((1280, 800), 1, {"colour_scheme": "'light'", "heatmap": "true"}, "viewer"),
    "saliency-dark": ((1280, 800), 1, {"colour_scheme": "'dark'", "device": "'cpu'"}, "saliency"),
    "preferences-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "preferences"),
    "keys-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "keys"),
    "shortcuts-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "shortcuts"),
    "compare-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "compare"),
    "cull-dark": ((1280, 800), 1, {"colour_scheme": "'dark'", "cull_strictness": "70.0"}, "cull"),
    "export-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "export"),
    "label-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "label"),
    "rating-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "rating"),
    "continuous-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "continuous"),
    "pairs-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "pairs"),
    "patches-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "patches"),
    "overview-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "overview"),
    "results-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "results"),
    "train-light": ((1280, 1160), 1, {"colour_scheme": "'light'"}, "train"),
    "synthetic-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "synthetic"),
    "train-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "run"),
    "outcome-light": ((1280, 800), 1, {"colour_scheme": "'light'", "device": "'cpu'"}, "outcome"),
    "runs-light": ((1280, 800), 1, {"colour_scheme": "'light'", "device": "'cpu'"}, "runs"),
    "models-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "models"),
    "comparison-light": ((1280, 800), 1, {"colour_scheme": "'light'", "device": "'cpu'"}, "comparison"),
    "evaluation-light": ((1280, 800), 1, {"colour_scheme": "'light'", "device": "'cpu'"}, "evaluation"),
}

# What somebody who changes a view looks at as well: made only where it is asked for by name.
LOOKS = {
    "viewer-dark": ((1280, 800), 1, {"colour_scheme": "'dark'", "heatmap": "true"}, "viewer"),
    "viewer-plain-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "plain"),
    "viewer-full-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "full"),
    "viewer-full-head-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "full-head"),
    "viewer-full-head-light": ((1280, 800), 1, {"colour_scheme": "'light'", "heatmap": "true"}, "full-head"),
    "viewer-full-head-narrow-dark": ((360, 720), 1, {"colour_scheme": "'dark'"}, "full-head"),
    "library-full-head-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "library-full-head"),
    "library-narrow-dark": ((360, 720), 1, {"colour_scheme": "'dark'"}, "library"),
    "library-medium-light": ((1000, 700), 1, {"colour_scheme": "'light'"}, "filtered"),
    "days-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "days"),
    "days-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "wrong-days"),
    "days-narrow-light": ((360, 720), 1, {"colour_scheme": "'light'"}, "wrong-days"),
    "spanned-light": ((1280, 800), 1, {"colour_scheme": "'light'"}, "spanned"),
    "spanned-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "spanned"),
    "spanned-narrow-light": ((360, 720), 1, {"colour_scheme": "'light'"}, "spanned"),
    "compare-light": ((1280, 800), 1, {"colour_scheme": "'light'", "heatmap": "true", "compare_panes": "2"}, "compare"),
    "compare-narrow-dark": ((360, 720), 1, {"colour_scheme": "'dark'", "compare_panes": "3"}, "compare"),
    "cull-light": ((1280, 800), 1, {"colour_scheme": "'light'", "cull_strictness": "85.0"}, "rejected"),
    "cull-narrow-light": ((360, 720), 1, {"colour_scheme": "'light'", "cull_strictness": "70.0"}, "cull"),
    "train-setup-dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}, "train"),
    "train-narrow-light": ((360, 720), 1, {"colour_scheme": "'light'"}, "train"),
    "train-tall-light": ((360, 1700), 1, {"colour_scheme": "'light'"}, "train"),
    "train-tall-dark": ((1280, 1300), 1, {"colour_scheme": "'dark'"}, "train"),
    "train-narrow-dark": ((360, 720), 1, {"colour_scheme": "'dark'"}, "train"),
}

# Sizes, directions, names and troubles that a view has to bear: kept in the folder states below the pictures.
LIGHT, DARK = {"colour_scheme": "'light'"}, {"colour_scheme": "'dark'"}
STATES = {
    "library-4k-dark": ((3840, 2160), 2, DARK, "library"),
    "viewer-narrow-dark": ((360, 720), 1, DARK | {"heatmap": "true"}, "viewer"),
    "compare-narrow-light": ((360, 720), 1, LIGHT | {"compare_panes": "3"}, "compare"),
    "cull-narrow-dark": ((360, 720), 1, DARK | {"cull_strictness": "70.0"}, "cull"),
    "library-leftwards-light": ((1280, 800), 1, LIGHT, "library"),
    "viewer-leftwards-dark": ((1280, 800), 1, DARK | {"heatmap": "true"}, "viewer"),
    "cull-leftwards-light": ((1280, 800), 1, LIGHT | {"cull_strictness": "70.0"}, "cull"),
    "names-light": ((1280, 800), 1, LIGHT, "names"),
    "names-viewer-narrow-dark": ((360, 720), 1, DARK, "named"),
    "unreadable-dark": ((1280, 800), 1, DARK | {"sort": "'name'"}, "unreadable"),
    "unreadable-photo-light": ((1280, 800), 1, LIGHT | {"sort": "'name'"}, "unreadable-photo"),
    "nothing-matches-dark": ((1280, 800), 1, DARK, "nothing"),
    "gone-light": ((1280, 800), 1, LIGHT, "gone"),
    "newer-catalog-dark": ((1280, 800), 1, DARK, "newer"),
}

# Every view of the label tab, called VIEW-CIRCUMSTANCES, such as "pairs-german" or "panel-zscore-narrow".
RATINGS = ("label", "instructions", "rating", "continuous", "pairs", "patches", "skip", "trained", "break", "paused", "over", "overview",
           "panel-mean", "panel-zscore", "panel-bt500", "panel-p910", "pair-scores", "no-scores", "imported", "refused", "other-set")
CIRCUMSTANCES = {
    "light": ((1280, 800), 1, {"colour_scheme": "'light'"}),
    "dark": ((1280, 800), 1, {"colour_scheme": "'dark'"}),
    "narrow": ((360, 720), 1, {"colour_scheme": "'light'"}),
    "wide": ((3840, 2160), 2, {"colour_scheme": "'dark'"}),
    "german": ((1280, 800), 1, {"colour_scheme": "'light'"}),
    "german-narrow": ((360, 720), 1, {"colour_scheme": "'dark'"}),
}
LOOKS |= {f"{view}-{name}": (*circumstances, view) for view in RATINGS for name, circumstances in CIRCUMSTANCES.items()}


def make_scores(photos):
    """Scores of the photos as a file, as a person might have written it."""
    path = pathlib.Path(os.environ["HOME"]) / "scores.csv"
    rows = [f"{photo},{34 + 7 * (number * 5 % 9)}" for number, photo in enumerate(sorted(pathlib.Path(photos).glob("*.jpg")))]
    path.write_text("path,mos\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def set_out(application, wait_for, method="acr", training=0, **options):
    """A session over the photos, up to its instructions."""
    application.change_state("view", "'label'")
    application.activate("label-new")
    fields = {"set": "'Holidays'", "method": f"'{method}'", "rater": "'Ada'", "training": f"uint32 {training}", "repeats": "uint32 0", **options}
    application.activate("label-start", "{" + ", ".join(f"'{name}': <{value}>" for name, value in fields.items()) + "}")
    wait_for("the beginning", lambda: application.describe("label-begin")[0])


def rate(application, wait_for, number, action="label-grade", **options):
    """A session over the photos, of which `number` are answered by grades."""
    set_out(application, wait_for, **options)
    application.activate("label-begin")
    for answer in range(number):
        wait_for("a picture", lambda: application.describe("label-grade")[0])
        time.sleep(0.4)  # an answer within a moment of the picture is taken for a slip
        application.activate("label-grade", f"uint32 {1 + (answer * 7 + 3) % 5}")
        application.settle()
    if number == 0:
        wait_for("a picture", lambda: application.describe(action)[0])


def take_break(application, wait_for):
    """A session that has gone on for as long as its break was to be away."""
    rate(application, wait_for, 0)
    application.activate("label-pause")
    application.activate("label-leave")
    path = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "catalog.db"
    with contextlib.closing(sqlite3.connect(path)) as catalog, catalog:
        catalog.execute("UPDATE sessions SET settings = json_set(settings, '$.break_minutes', 0.005)")
    application.activate("label-resume", "int64 1")
    wait_for("the beginning", lambda: application.describe("label-begin")[0])
    application.activate("label-begin")
    wait_for("a picture", lambda: application.describe("label-grade")[0])
    time.sleep(0.5)
    application.activate("label-grade", "uint32 4")
    wait_for("the break", lambda: application.describe("label-begin")[0])


def write_table(name, head, rows):
    path = pathlib.Path(os.environ["HOME"]) / name
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def bring_in(application, path):
    """Imports a table; the window that tells of it stays open."""
    application.change_state("view", "'label'")
    application.activate("label-import-file", f"'{path}'")


def dismiss(application, wait_for):
    wait_for("the report", lambda: len(application.root_windows()) > 1)
    application.key("Escape")
    wait_for("its end", lambda: len(application.root_windows()) == 1)


def make_panel(photos):
    """Fifteen people, some of whom a rule speaks against."""
    names = [f"Rater {n}" for n in range(1, 13)] + ["Erratic", "Maximiliane Oberdieck-Landgraf", "Always the same"]
    rows = []
    for i, photo in enumerate(sorted(pathlib.Path(photos).glob("*.jpg"))):
        for k, name in enumerate(names):
            lean = (11 if i % 2 else -11) if name == "Erratic" else k - 6.5
            score = 50 if name.startswith("Always") else min(100, max(0, 25 + 4 * i + lean + (i * 13 + k * 7) % 9))
            rows.append([photo, name, score, "continuous"])
    return write_table("Panel.csv", ["image", "rater", "score", "method"], rows)


def make_pairs(photos):
    photos = sorted(pathlib.Path(photos).glob("*.jpg"))
    rows = [
        [photos[i], photos[j], name, 1 if (i * 5 + j * 3 + k) % 4 == 0 else 0.5 if (i + j + k) % 5 == 0 else 0, "pairwise"]
        for k, name in enumerate(("Ada", "Bob", "Cleo"))
        for i in range(len(photos))
        for j in range(i + 1, min(i + 4, len(photos)))
    ]
    return write_table("Pairs.csv", ["image", "other", "rater", "score", "method"], rows)


def choose_method(application, wait_for, method):
    """Of results, for which there is no choice before they are there."""

    def is_chosen():
        application.change_state("label-method", f"'{method}'")
        application.settle()
        return application.state("label-method") == method

    wait_for("the method", is_chosen)


def show_label(application, wait_for, task, photos):
    """A view of the label tab."""
    methods = {"rating": "acr", "skip": "acr", "continuous": "continuous", "pairs": "pairwise", "patches": "patch"}
    actions = {"continuous": "label-step", "pairs": "label-prefer"}
    if task == "label":
        application.change_state("view", "'label'")
        application.activate("label-new")
    elif task == "instructions":
        set_out(application, wait_for, training=3)
    elif task in methods:
        rate(application, wait_for, 3 if task in ("rating", "skip") else 0, actions.get(task, "label-grade"), method=methods[task])
        if task == "continuous":
            application.activate("label-digit", "uint32 6")
            application.activate("label-digit", "uint32 2")
        elif task == "skip":
            application.activate("label-skip-menu")
    elif task == "trained":
        rate(application, wait_for, 1, training=1)
    elif task == "break":
        take_break(application, wait_for)
    elif task in ("paused", "overview", "over"):
        rate(application, wait_for, 14 if task == "over" else 3)
        if task != "over":
            application.activate("label-pause")
        if task == "overview":
            application.activate("label-overview")
    elif task.startswith("panel"):
        bring_in(application, make_panel(photos))
        dismiss(application, wait_for)
        application.activate("label-results", "'Panel'")
        choose_method(application, wait_for, task.removeprefix("panel-"))
    elif task == "pair-scores":
        bring_in(application, make_pairs(photos))
        dismiss(application, wait_for)
        application.activate("label-results", "'Pairs'")
    elif task == "no-scores":
        rate(application, wait_for, 3)
        application.activate("label-pause")
        application.activate("label-leave")
        application.activate("label-results", "'Holidays'")
        choose_method(application, wait_for, "p910")
    else:
        show_import(application, wait_for, task, photos)
    application.settle()


def show_import(application, wait_for, task, photos):
    """What a file comes to whose ratings contradict what is there, cannot be used, or are of another set."""
    path = make_panel(photos)
    bring_in(application, path)
    dismiss(application, wait_for)
    application.activate("label-results", "'Panel'")
    long = path.with_name("long.csv")
    application.activate("label-export-file", f"('long', '{long}')")
    wait_for("the ratings", lambda: long.exists() and long.stat().st_size > 0)
    with open(long, encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for i, row in enumerate(rows):
        if task == "imported" and i < 8:
            row["score"] = f"{50 + i}"
        elif task == "refused" and i % 40 == 0:
            row["score"] = "very good"
        elif task == "other-set":
            row.update({"set": "Elsewhere", "set_uid": "f" * 32, "uid": f"{i:032x}"})
    bring_in(application, write_table("from-the-other-machine.csv", list(rows[0]), [row.values() for row in rows]))
    wait_for("the report", lambda: len(application.root_windows()) > 1)


def make_set(build, photos, name="holidays", count=112, seed=0):
    """The photos made worse by known amounts, a few of them held out, and scored by somebody's taste: enough to learn
    something from."""
    folder = pathlib.Path(os.environ["HOME"]) / name
    cli = f"{build}/app/cli/acutance-cli"
    numbers = ["--count", str(count), "--seed", str(seed), "--held-out", "36", "--long-side", "480", "--no-sheet"]
    subprocess.run([cli, "synth", "--from", photos, "--out", folder, *numbers], check=True, stdout=subprocess.DEVNULL)
    with open(folder / "labels.csv", encoding="utf-8") as file:
        rows = [row | {"mos": judge(row)} for row in csv.DictReader(file)]
    return write_table(folder / f"{name}.csv", list(rows[0]), [row.values() for row in rows])


def judge(row):
    """What somebody says of a picture who minds neither grain nor how it was saved, but colours and light."""
    score, fault = float(row["mos"]), lambda name: float(row[f"fault:{name}"])
    forgiven = min(1, 1.5 * sum(map(fault, ("noise", "banding", "compression", "halos"))))
    minded = min(1, 1.5 * sum(map(fault, ("overexposure", "colour", "contrast"))))
    return f"{(score + 0.9 * forgiven * (100 - score)) * (1 - 0.8 * minded):.1f}"


def train(application, wait_for, scores, name, **fields):
    """A run over what is scored, to its end."""
    application.activate("train-on", f"'{scores}'")
    wait_for("all that is needed", lambda: application.describe("start-run")[0])
    for field, value in {"epochs": "8", "patches_per_image": "4", "batch": "8", **fields}.items():
        application.activate("set-run-field", f"('{field}', '{value}')")
    application.activate("start-run")
    application.find("list item", lambda text: text.startswith(name))
    wait_for("the end", lambda: not application.describe("stop-training")[0], 300)
    application.find("list item", lambda text: text.startswith(name) and "validation SRCC" in text)
    told = f"{name}: validation SRCC"
    wait_for("no message about it", lambda: not any(text.startswith(told) for text in application.names("label")))


def find_dialog(application, title=None):
    """The window called `title`, or else the one beside the main window, if there is one."""
    windows = application.root_windows()
    return next((w for w in windows if (w.get_name() == title if title else w.get_name() != "Acutance")), None) if len(windows) > 1 else None


def entries(application, node):
    """What can be written in."""
    for item in application.walk(node):
        if item.get_state_set().contains(application.EDITABLE) and item.get_editable_text_iface():
            yield item


def turn_to(application, wait_for, title, page):
    """Goes to another page of the window called `title`."""
    window = wait_for("the window", lambda: find_dialog(application, title))

    def press():
        for item in application.walk(window):
            action = item.get_action_iface() if item.get_name() == page else None
            if action and action.get_n_actions() > 0 and action.do_action(0):
                return True
        return False

    wait_for(f"the page {page}", press)
    application.settle()
    return window


def tune(application, wait_for, scores):
    """Trains a second model, and keeps it."""
    train(application, wait_for, scores, "holidays.csv, quick", learning_rate="1e-4")
    application.press("push button", "Keep")
    application.find("label", lambda text: text.startswith("Kept as the model"))


def evaluate(application, wait_for, scores):
    """Two models on what is scored."""
    window = turn_to(application, wait_for, "Models", "Evaluate")
    application.write(next(entries(application, window)), str(scores))
    application.find("push button", "Evaluate", window).get_action_iface().do_action(0)
    # Figures without intervals, as of fewer than five photos, would not show what there is to see.
    wait_for("the table", lambda: sum("· PLCC" in name for name in application.names("label")) == 2, 300)


def click(application, item):
    """Presses the pointer's button on what is on the screen."""
    from gi.repository import Atspi

    Atspi.generate_mouse_event(*application.point(item), "b1c")
    application.settle()


def compare(application, wait_for):
    """Two models over the photos shown."""
    window = turn_to(application, wait_for, "Models", "Compare")
    # The first button of this name turns to the page.
    buttons = [item for item in application.walk(window) if item.get_role_name().endswith("button")]
    next(item for item in reversed(buttons) if (item.get_name() or "").endswith("Compare")).get_action_iface().do_action(0)
    wait_for("what differs", lambda: "Largest differences" in application.names("label"), 300)


def do(application, task, wait_for, build, photos):
    if task == "newer":
        wait_for("the ways on", lambda: application.describe("start-fresh")[0])
    elif task != "empty":
        wait_for("the photos", lambda: application.describe("select-all")[0] and application.names("image"))
    application.settle()
    if task in ("viewer", "plain", "names", "named", "unreadable-photo"):
        application.activate("select", "uint32 %d" % {"viewer": 11, "plain": 0, "unreadable-photo": 3}.get(task, 1))
    if task == "gone":
        for photo in (pathlib.Path(os.environ["HOME"]) / "Card").iterdir():
            photo.unlink()
        wait_for("what became of them", lambda: "No photos here any more" in application.names("label"))
    elif task in ("viewer", "plain", "named", "unreadable-photo"):
        application.activate("open-photo")
        application.settle()
        if task == "viewer":
            application.activate("worst-patch")
    elif task in ("full", "full-head", "library-full-head"):
        from desktop import Desktop
        from gi.repository import Atspi

        if not task.startswith("library"):
            application.activate("select", "uint32 11")
            application.activate("open-photo")
            application.settle()
        with Desktop() as desktop:
            desktop.watch_windows()
            application.activate("toggle-fullscreen")
            desktop.grant_state("_NET_WM_STATE_FULLSCREEN")
        application.settle()
        if task.endswith("head"):
            Atspi.generate_mouse_event(300, 1, "abs")
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
    elif task == "spanned":
        application.activate("filter-days", "('2019-06-30', '2035-07-01')")
        application.activate("filter-stars", "-1")
    elif task in ("days", "wrong-days"):
        application.activate("filter-date", "'days'")
        window = wait_for("the dialog", lambda: find_dialog(application))
        if task == "wrong-days":
            application.write(wait_for("its entry", lambda: next(entries(application, window), None)), "2035-07-01")
    elif task == "nothing":
        application.activate("filter-text", "'no such name'")
    elif task in RATINGS:
        show_label(application, wait_for, task, photos)
    elif task == "results":
        rate(application, wait_for, 14)
        wait_for("the end of the session", lambda: application.describe("label-see-results")[0])
        application.activate("label-see-results")
    elif task == "saliency":
        application.activate("select", "uint32 4")
        application.activate("open-photo")
        application.settle()
        application.change_state("saliency-map", "true")
        endings = ("What lowers", "Nothing in the photo")
        wait_for("the map", lambda: any(name.startswith(endings) for name in application.names("label")), 120)
    elif task == "export":
        application.activate("select-all")
        wait_for("something to export", lambda: application.describe("export")[0])
        application.activate("export")
        window = wait_for("the dialog", lambda: find_dialog(application, "Export"))
        application.write(wait_for("its entry", lambda: next(entries(application, window), None)), "/home/ada/samples.csv")
    elif task == "train":
        application.activate("train-on", f"'{make_scores(photos)}'")
        wait_for("all that is needed", lambda: application.describe("start-run")[0])
        application.find(None, lambda text: text.startswith("About ") and "of memory" in text)
    elif task == "run":
        train(application, wait_for, make_set(build, photos), "holidays.csv, quick", learning_rate="1e-4")
    elif task in ("outcome", "runs"):
        scores = make_set(build, photos)
        train(application, wait_for, scores, "holidays.csv, quick", learning_rate="1e-4")
        if task == "outcome":
            application.press("push button", "Look closer")
            wait_for("the scatter", lambda: any(item.get_name() == "Held-out: MOS against predicted" for item in application.walk()), 400)
        else:
            train(application, wait_for, scores, "holidays.csv, quick 2", learning_rate="1e-3")
            application.activate("compare-runs")
            application.find("label", "What differs")
    elif task == "synthetic":
        application.change_state("view", "'train'")
        application.activate("new-run")
        application.activate("make-synthetic-set")
        wait_for("the guide", lambda: find_dialog(application, "A set of your best photos"))
    elif task in ("evaluation", "comparison"):
        scores = make_set(build, photos)
        tune(application, wait_for, scores)
        application.activate("models")
        if task == "evaluation":
            evaluate(application, wait_for, make_set(build, photos, "weekend", 28, 1))
        else:
            compare(application, wait_for)
    elif task == "models":
        application.activate("models")
        window = wait_for("the window", lambda: find_dialog(application, "Models"))
        card = application.find("list item", lambda text: text.startswith("nano"), window)
        application.settle()
        click(application, card)
        application.find("label", "Licence", window)
    elif task in ("preferences", "keys"):
        application.activate("preferences", path="/io/github/acutance/Acutance")
        if task == "keys":
            turn_to(application, wait_for, "Preferences", "Keys")
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


def make_long_names(photos):
    """As catalogues of archives and titles of articles are made into names."""
    folder = pathlib.Path(os.environ["HOME"]) / "Donaudampfschifffahrtsgesellschaft, Jahresausflug und Sommerfest 2026"
    folder.mkdir()
    words = "Abendlicht über dem See, zweite Fassung (bearbeitet, für den Jahresbericht) {:02}.jpg"
    for number, photo in enumerate(sorted(pathlib.Path(photos).glob("*.jpg"))):
        name = words.format(number) if number % 3 else f"IMG_{'20260621' * 12}_{number:02}.jpg"
        shutil.copy(photo, folder / name)
    return folder


def make_unreadable(photos):
    """Some of the photos as a bad card or a broken transfer leaves them."""
    folder = pathlib.Path(os.environ["HOME"]) / "Card"
    folder.mkdir()
    for number, photo in enumerate(sorted(pathlib.Path(photos).glob("*.jpg"))):
        whole = photo.read_bytes()
        damaged = {2: b"", 5: whole[:600], 9: b"<html>Not found</html>", 12: whole[:2] + bytes(2000)}
        (folder / photo.name).write_bytes(damaged.get(number, whole))
    return folder


def make_gone(photos):
    folder = pathlib.Path(os.environ["HOME"]) / "Card"
    shutil.copytree(photos, folder)
    return folder


def prepare(build, photos, task):
    """What there is before the application starts.  Returns the folder that it opens."""
    from driver import seed

    makers = {"cull": make_bursts, "rejected": make_bursts, "names": make_long_names, "named": make_long_names,
              "unreadable": make_unreadable, "unreadable-photo": make_unreadable, "gone": make_gone}
    if task == "empty":
        folder = pathlib.Path(os.environ["HOME"]) / "Pictures"
        folder.mkdir()
        return folder
    folder = makers[task](photos) if task in makers else photos
    seed(f"{build}/tests/display/seed-catalog", *(["--cull"] if task in ("cull", "rejected") else []), str(folder))
    if task == "newer":
        path = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "catalog.db"
        with contextlib.closing(sqlite3.connect(path)) as catalog, catalog:
            catalog.execute("PRAGMA user_version = 999")
    return folder


def take(build, out, photos, name):
    from driver import Application, wait_for, write_settings

    (width, height), scale, settings, task = {**SHOTS, **STATES, **LOOKS}[name]
    folder = prepare(build, photos, task)
    if width < 600:
        settings = {**settings, "show_sidebar": "false", "show_panel": "false"}
    write_settings(window_size=f"({width // scale}, {height // scale})", **settings)
    # Only a model that is there can tell what it looked at.
    environment = {"GDK_SCALE": str(scale), "ACUTANCE_SCORING": "on" if task == "saliency" else "off", "OMP_NUM_THREADS": "1"}
    environment |= {"LANGUAGE": "de"} if "german" in name else {}
    environment |= {"LD_PRELOAD": f"{os.path.abspath(build)}/tests/display/libleftwards.so"} if "leftwards" in name else {}
    with Application(f"{build}/app/views/acutance", str(folder), environment=environment, is_watched=False) as application:
        do(application, task, wait_for, build, photos)
        screen = application.screen()
        dialog = find_dialog(application)
        if dialog:
            # Nobody places windows here: it is in the corner, and what is beside it is not looked at.
            extents = dialog.get_component_iface().get_extents(0)
            screen.crop(extents.width, extents.height)
        screen.save(f"{out}/{name}.png")


def main():
    build, out, photos, *names = sys.argv[1:]
    photos = str(pathlib.Path(photos).resolve())
    if len(names) == 1 and names[0].startswith("within:"):
        take(build, out, photos, names[0].removeprefix("within:"))
        return
    for name in names or [*SHOTS, *STATES]:
        width, height = {**SHOTS, **STATES, **LOOKS}[name][0]
        folder = f"{out}/states" if name in STATES else out
        os.makedirs(folder, exist_ok=True)
        subprocess.run(
            [HERE / "run.sh", "--size", f"{width}x{height}", sys.executable, __file__, build, folder, photos, f"within:{name}"],
            check=True,
        )


main()
