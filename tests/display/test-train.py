#!/usr/bin/python3
"""Trains in the window: a run is set up, watched to its end and used; one that is killed in the middle is
offered again; one of scoring and training waits for the other; whoever looks elsewhere is told of the end.

    test-train.py APPLICATION PHOTOS MORE_PHOTOS WRITE_LEAST_MODEL

What is trained the whole way, from a folder to a model that scores it, is the model that comes with the program, and
otherwise, or wherever ACUTANCE_TEST_QUICK is set, the one that WRITE_LEAST_MODEL writes; by a few places of each photo.
The whole way is gone with MORE_PHOTOS where that folder exists, and with PHOTOS where it does not.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from driver import BUS_PATH, ROLES, Application, Atspi, Failed, Gio, GLib, find_settings, wait_for, write_settings  # noqa: E402

# A run on a processor that other tests want as well.
LONG = 300

# Threads of low priority would wait for each other where other tests keep the processors busy.
ENVIRONMENT = {"ACUTANCE_SCORING": "off", "OMP_NUM_THREADS": "1"}

IS_QUICK = bool(os.environ.get("ACUTANCE_TEST_QUICK"))

# A run of a moment: what it learns is of no interest.
FIELDS = {"epochs": "3", "patches_per_image": "1", "batch": "2"}


class Notifications:
    """The desktop's notifications, as the session bus of this test has them: org.freedesktop.Notifications."""

    NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
    METHODS = """<node><interface name='org.freedesktop.Notifications'>
      <method name='Notify'>
        <arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>
        <arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>
        <arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/>
      </method>
      <method name='CloseNotification'><arg type='u' direction='in'/></method>
    </interface></node>"""

    def __init__(self):
        self.shown = []  # (summary, body)
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        (interface,) = Gio.DBusNodeInfo.new_for_xml(self.METHODS).interfaces
        self.bus.register_object(self.PATH, interface, self.call, None, None)
        arguments = GLib.Variant("(su)", (self.NAME, 0))
        self.bus.call_sync(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName", arguments, None, 0, -1, None
        )

    def call(self, bus, sender, path, interface, method, arguments, invocation):
        if method == "Notify":
            summary, body = arguments.unpack()[3:5]
            self.shown.append((summary, body))
            invocation.return_value(GLib.Variant("(u)", (len(self.shown),)))
        else:
            invocation.return_value(None)

    def click(self):
        """What a click on the last one does."""
        arguments = GLib.Variant("(us)", (len(self.shown), "default"))
        self.bus.emit_signal(None, self.PATH, self.NAME, "ActionInvoked", arguments)


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
    wait_for("all that is needed, still", lambda: application.describe("start-run")[0])


def records(name):
    """What is kept of the runs called `name`: the folder, and what its record says."""
    root = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "run-history"
    found = [(path.parent, json.loads(path.read_text(encoding="utf-8"))) for path in root.glob("*/record.json")]
    return [(folder, record) for folder, record in found if record["name"] == name]


def read_log(folder):
    """The steps and the epochs of a log."""
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if "step" in line], [line for line in lines if "train_srcc" in line]


def shown(number, digits):
    """As people are shown it: what a network says that has learned little may well be the wrong way round."""
    text = format(number, digits)
    return "\u200e" + text.replace("-", "\u2212") if number < 0 and text.strip("-0.") else text.lstrip("-")


def is_over(application, name):
    """Whether the run called @name has come to its end and is saved as such, and its row says how good its best epoch
    is, and not that it runs."""
    finished = [folder for folder, record in records(name) if record["state"] == "finished"]
    if not finished:
        return False
    said = name_of(application, name).get_name()
    if "running" in said or application.describe("stop-training")[0]:
        return False
    # Ratings are given in an order that is drawn: once in a hundred times all that is held out has the same one.
    known = [epoch["val_srcc"] for epoch in read_log(finished[0])[1] if epoch["val_srcc"] is not None]
    return not known or said.endswith(f"validation SRCC {shown(max(known), '.3f')}")


notifications = Notifications()


def test_quick_run(program, photos, scores):
    with Application(program, photos, environment=ENVIRONMENT) as application:
        set_up(application, scores)
        # What it will take is measured before it starts.
        application.find(None, lambda text: text.startswith("About ") and "of memory" in text)
        # Whoever looks at another window meanwhile is told, and a click leads to the run.  The window is there before the
        # run is, which may be over in a moment.
        application.activate("preferences", path=BUS_PATH)
        wait_for("another window", lambda: len(application.root_windows()) == 2)
        application.activate("start-run")
        name_of(application, "scores.csv, quick")
        application.activate("new-run")
        application.change_state("view", "'library'")
        wait_for("the notification", lambda: notifications.shown, LONG)
        if len(notifications.shown) != 1 or notifications.shown[0][0] != "Training is over":
            raise Failed(f"the desktop was told {notifications.shown}")
        if not notifications.shown[0][1].startswith("scores.csv, quick: validation SRCC"):
            raise Failed(f"the notification says {notifications.shown[0][1]}")
        notifications.click()
        wait_for("the page", lambda: application.state("view") == "train")
        wait_for("the end", lambda: is_over(application, "scores.csv, quick"), LONG)
        application.find("label", lambda text: text.startswith("The best epoch was") and "chose the epoch" in text)
        # The chart says in words what is in the log.
        ((folder, record),) = records("scores.csv, quick")
        steps, epochs = read_log(folder)
        chart = application.find(None, lambda text: text == "Agreement with raters")
        last = shown(epochs[-1]["val_srcc"], ".3g")
        wanted = rf"SRCC: from \S+ to \S+, last {re.escape(last)} at Epoch 3, .*3 points\. PLCC: .* before: SRCC "
        wait_for("the chart's summary", lambda: re.search(wanted, chart.get_description()))
        # The log is saved as it is, line by line.
        saved = pathlib.Path(os.environ["HOME"]) / "saved.jsonl"
        application.activate("save-run-log-to", f"('{folder.name}', '{saved}')")
        wait_for("the log", lambda: saved.exists() and saved.read_bytes() == (folder / "log.jsonl").read_bytes())
        if len(epochs) != 3 or [step["step"] for step in steps] != list(range(1, len(steps) + 1)):
            raise Failed("the log lacks steps or epochs")
        application.press("push button", "Use this model")
        application.find("label", lambda text: text.startswith("Kept as the model “scores.csv, quick”."))
        stored = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "models" / "scores.csv, quick.safetensors"
        wait_for("the model's file", stored.exists)


def go_on(application, name, later=False):
    """Accepts the offer to go on, of which there is one on the screen; or, `later`, after having declined it."""
    application.activate("view", "'train'")
    offer = f"The run “{name}” was interrupted"
    application.find("label", lambda text: text.startswith(offer))
    if later:
        application.press("push button", "Not now")
        wait_for("no offer", lambda: not any((item.get_name() or "").startswith(offer) for item in application.walk()))
    # Reading a folder can be gone on with as well, but on a page that is hidden.
    wait_for("the run's own buttons", lambda: "Keep best" in shown_buttons(application))
    if shown_buttons(application).count("Go on") != 1:
        raise Failed("there are several buttons to go on with the run")
    application.press("push button", "Go on")


def shown_buttons(application, node=None):
    return [item.get_name() for item in application.walk(node) if item.get_role_name() in ("push button", "button")]


def test_killed_run(program, photos, scores):
    """What was under way when the program was killed is offered, and comes to its end."""
    environment = {**ENVIRONMENT, "ACUTANCE_SAVE_SECONDS": "0"}
    with Application(program, photos, environment=environment) as application:
        # Long enough to be under way still whenever that is looked at: every step waits for its state to be saved.
        set_up(application, scores, {"epochs": "100", "patience": "0"})
        application.activate("start-run")
        name_of(application, "scores.csv, quick 2")
        log = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "runs" / "scores.csv, quick 2" / "log.jsonl"
        wait_for("the first steps", lambda: log.exists() and log.read_text().count('"step"') >= 2, LONG)
        application.process.send_signal(signal.SIGKILL)
        application.process.wait()

    n_shown = len(notifications.shown)
    # Gone on with, and closed in the middle: the window's end is no end of the run either.
    with Application(program, photos, environment=environment) as again:
        go_on(again, "scores.csv, quick 2")
        taken = count_steps("scores.csv, quick 2")
        wait_for("further steps", lambda: count_steps("scores.csv, quick 2") >= taken + 2, LONG)
        again.find("label", lambda text: re.match(r"Step [\d,]+ of [\d,]+ · .* left$", text))
        again.activate("quit", path=BUS_PATH)
        wait_for("the program's end", lambda: again.process.poll() is not None, LONG)
        if again.process.returncode != 0 or records("scores.csv, quick 2")[0][1]["state"] != "interrupted":
            raise Failed(f"closing the window ended with {again.process.returncode}")

    with Application(program, photos, environment=ENVIRONMENT) as again:
        go_on(again, "scores.csv, quick 2", later=True)
        wait_for("the end", lambda: is_over(again, "scores.csv, quick 2"), LONG)
        steps = [step["step"] for step in read_log(records("scores.csv, quick 2")[0][0])[0]]
        if steps != list(range(1, len(steps) + 1)):
            raise Failed("steps are missing from the log, or there twice")
        if len(notifications.shown) != n_shown:
            raise Failed("who looks at the window was sent a notification")
        # Both runs on the same axes.
        again.activate("compare-runs")
        again.find(None, "SRCC on held-out pictures")
        # What differs is named with what it was in each run; what does not is left out.
        table = again.find("label", "What differs").get_parent()
        told = [item.get_name() for item in again.walk(table) if item.get_role_name() == "label"]
        place = told.index("Epochs") if "Epochs" in told else None
        if place is None or told[place + 1 : place + 3] != ["100", "3"] or "Batch" in told or "Loss" in told:
            raise Failed(f"what differs is said to be {told}")


def entries(application, node=None):
    """What can be written in."""
    for item in application.walk(node):
        if item.get_state_set().contains(application.EDITABLE) and item.get_editable_text_iface():
            yield item


def read_entries(application):
    return [application.read(item) for item in entries(application)]


def ask_for_set(application, name, n_photos, n_versions):
    """Opens the guide and fills it in; its window and the set's folder."""
    application.activate("make-synthetic-set")
    window = wait_for(
        "the guide", lambda: next((w for w in application.root_windows() if w.get_name() == "A set of your best photos"), None)
    )
    application.write(wait_for("the set's name", lambda: next(entries(application, window), None)), name)
    for title, value in (("Photos", n_photos), ("Versions of each", n_versions)):
        application.find("spin button", lambda text, title=title: text.startswith(title)).set_current_value(value)
    application.press("push button", "Make the set")
    return window, pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "synthetic-sets" / name


def test_synthetic_set(program, photos, scores):
    """The best photos are made worse, and that is what the next run learns from; they themselves stay as they are."""
    before = {path.name: path.stat().st_mtime_ns for path in pathlib.Path(photos).iterdir()}
    with Application(program, photos, environment=ENVIRONMENT) as application:
        wait_for("the photos", lambda: application.describe("cull")[0])
        application.activate("view", "'train'")
        # Given up in the middle, there is nothing to learn from.
        window, given_up = ask_for_set(application, "Too much", 12, 100)
        wait_for("the first pictures", lambda: len(list(given_up.glob("**/*.jpg"))) > 12, LONG)
        application.find("push button", "Cancel", window).get_action_iface().do_action(0)
        wait_for("the guide to be gone", lambda: len(application.root_windows()) == 1)

        _, made = ask_for_set(application, "Ours", 5, 2)
        wait_for("the set", (made / "labels.csv").exists, LONG)
        rows = (made / "labels.csv").read_text(encoding="utf-8").splitlines()
        if len(rows) != 11 or not rows[0].startswith("path,mos,split,group"):
            raise Failed(f"there are {len(rows)} rows, the first “{rows[0]}”")
        if not all((made / row.split(",")[0]).exists() for row in rows[1:]):
            raise Failed("pictures of the set are missing")
        wait_for("what it takes to begin", lambda: application.describe("start-run")[0])
        # The run that would learn from it is named after it.
        wait_for("the run's name", lambda: "Ours, quick" in read_entries(application))
        wait_for("half a set to be removed", lambda: not given_up.exists())
    if before != {path.name: path.stat().st_mtime_ns for path in pathlib.Path(photos).iterdir()}:
        raise Failed("the photos were touched")


def catalog(query):
    """What the catalog file itself says, as another program would read it."""
    path = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "catalog.db"
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def n_scored(scorer):
    return catalog(f"SELECT count(*) FROM scores WHERE scorer = {scorer} AND score IS NOT NULL")[0][0]


def read_grid(application, names):
    """What the grid says of each photo, score included; not how many are like it, which comes later."""
    said = {}
    for item in application.walk():
        text = re.sub(r", one of \d+ similar photos?", "", item.get_name() or "")
        for name in names:
            if text.startswith(f"{name}, score"):
                said[name] = text
    return said


def make_folder(photos, more):
    """Fifteen real photos in a folder of their own; where there are none, the samples, which are fewer."""
    folder = pathlib.Path(os.environ["HOME"]) / "Pictures"
    folder.mkdir()
    if pathlib.Path(more).is_dir():
        found = sorted(pathlib.Path(more).glob("*.png"))[:15]
        if len(found) < 15:
            raise Failed(f"{more} has {len(found)} photos of 15")
    else:
        found = sorted(pathlib.Path(photos).glob("*.jpg"))
        print(f"# no real photos at {more}: the whole loop is gone through with {len(found)} samples", flush=True)
    for photo in found:
        shutil.copy(photo, folder)
    return folder, [photo.name for photo in found]


def rate_all(application, number):
    """A session over the open folder, every picture rated."""
    application.change_state("view", "'label'")
    application.activate("label-new")
    application.activate(
        "label-start",
        "{'set': <'Taste'>, 'method': <'acr'>, 'rater': <'Ada'>, 'training': <uint32 0>, 'repeats': <uint32 0>}",
    )
    application.find("push button", "Begin")
    application.activate("label-begin")

    def rate():
        """One more answer, if there is a picture to be answered."""
        done = catalog("SELECT count(*) FROM labels")[0][0]
        if done < number and application.describe("label-grade")[0]:
            application.activate("label-grade", f"uint32 {1 + done % 5}")
        return done == number

    wait_for("all ratings", rate, LONG)


def test_whole_loop(program, photos, more):
    """From a folder of photos to a model that learned what a person thinks of them, and scores them."""
    folder, names = make_folder(photos, more)
    environment = {"OMP_NUM_THREADS": "1"}
    with Application(program, str(folder), environment=environment) as application:
        wait_for("the first scorer", lambda: catalog("SELECT id FROM scorers"), LONG)
        (first,) = catalog("SELECT id FROM scorers")[0]
        # At least these: the catalog may know other photos.
        wait_for("all scores", lambda: n_scored(first) >= len(names), LONG)
        # Those that have room on it.
        before = wait_for("the scores on the screen", lambda: len(said := read_grid(application, names)) >= min(len(names), 10) and said)

        rate_all(application, len(names))

        application.activate("train-on", "'labels:Taste'")
        wait_for("all that is needed", lambda: application.describe("start-run")[0])
        for name, value in {**FIELDS, "epochs": "8", "learning_rate": "1e-3"}.items():
            application.activate("set-run-field", f"('{name}', '{value}')")
        application.activate("start-run")
        wait_for("the end", lambda: is_over(application, "Taste, quick"), LONG)

        application.press("push button", "Look closer")
        wait_for(
            "the scatter",
            lambda: any(item.get_name() == "Held-out: MOS against predicted" for item in application.walk()), LONG
        )
        application.press("push button", "Use this model")
        wait_for("another scorer", lambda: len(catalog("SELECT id FROM scorers")) == 2, LONG)
        second = max(row[0] for row in catalog("SELECT id FROM scorers"))
        wait_for("all scores again", lambda: n_scored(second) >= len(names), LONG)

        application.change_state("view", "'library'")
        wait_for(
            "other scores on the screen",
            lambda: any(before.get(name, text) != text for name, text in read_grid(application, names).items()),
        )
        go_back(application, names, before, first)


def go_back(application, names, before, scorer):
    """Whoever takes the first model again sees at once what it had said: nothing is scored anew."""
    when = f"SELECT image, scored FROM scores WHERE scorer = {scorer}"
    done = catalog(when)
    ((model,),) = catalog(f"SELECT model FROM scorers WHERE id = {scorer}")
    application.activate("show-model", f"'{model}'")

    def find_button():
        """Below the model's name: others have such a button too."""
        items = list(application.walk())
        at = next((i for i, item in enumerate(items) if item.get_role_name() == "list item" and item.get_label() == model), len(items))
        buttons = [item for item in items[at:] if item.get_role_name().endswith("button")]
        return next((item for item in buttons if item.get_label() == "Score with it"), None)

    wait_for("the model's button", find_button)
    application.settle()
    began = time.monotonic()
    find_button().get_action_iface().do_action(0)
    # A button that is pressed so acts a moment later.
    wait_for("the model to be chosen", lambda: f"model='{model}'" in find_settings().read_text(encoding="utf-8"))
    application.key("Escape")
    wait_for("the first scores on the screen", lambda: read_grid(application, names).items() >= before.items())
    print(f"# the first model's scores after {time.monotonic() - began:.1f} s", flush=True)
    # Of other photos, which the catalog may know, some may have been left.
    if not set(done) <= set(catalog(when)):
        raise Failed("the photos were scored anew")


def count_images(condition=""):
    return catalog(f"SELECT count(*) FROM images JOIN folders ON folders.id = images.folder {condition}")[0][0]


def count_in_log(name, what):
    log = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "runs" / name / "log.jsonl"
    return log.read_text(encoding="utf-8").count(f'"{what}"') if log.exists() else 0


def count_steps(name):
    return count_in_log(name, "step")


def test_sharing(program, photos, scores):
    """Who waits for whom is a person's choice, and nothing that waits is forgotten."""
    folder = pathlib.Path(os.environ["HOME"]) / "Later"
    folder.mkdir()
    # A small model has scored one in no time.
    for n in range(3):
        for photo in pathlib.Path(photos).glob("*.jpg"):
            (folder / f"{n}-{photo.name}").write_bytes(photo.read_bytes() + b" " * (n + 1))
    n_new = len(list(folder.iterdir()))
    name = "scores.csv, quick 3"
    with Application(program, photos, environment={"OMP_NUM_THREADS": "1"}) as application:
        ((scorer,),) = wait_for("the scorer", lambda: catalog("SELECT id FROM scorers WHERE model = 'least'"), LONG)
        wait_for("all scores", lambda: n_scored(scorer) == count_images() > 0, LONG)
        set_up(application, scores, {"epochs": "5000", "patience": "0"})
        application.activate("start-run")
        wait_for("the first steps", lambda: count_steps(name) >= 2, LONG)

        # Scoring waits: nothing that is new is scored, although the training has gone on for a while.
        scored = n_scored(scorer)
        application.activate("open-path", f"'{folder}'")
        wait_for("the photos", lambda: count_images(f"WHERE folders.path = '{folder}'") == n_new)
        steps = count_steps(name)
        wait_for("more steps", lambda: count_steps(name) >= steps + 20, LONG)
        if n_scored(scorer) != scored:
            raise Failed("photos were scored while a training ran")

        # Training waits: no step is taken while it says so, and when all is scored it goes on.
        application.activate("view", "'train'")
        run = name_of(application, name)
        waiting = []

        def look():
            # In this order: steps that it took before it waited are not counted, nor what it takes once all is scored,
            # which is before the list says so.
            says = "waits for scoring" in run.get_name()
            steps = count_steps(name)
            done = n_scored(scorer) >= scored + n_new
            if says and not done:
                waiting.append(steps)
            return done

        application.change_state("while-training", "'training-waits'")
        wait_for("all scores", look, LONG)
        if not waiting or max(waiting) > min(waiting) + 1:
            raise Failed(f"steps were taken while photos were scored: {waiting}")
        wait_for("further steps", lambda: count_steps(name) > max(waiting) + 1, LONG)


def answer(application, question, response):
    """Answers a dialog over the window, which has buttons of the same names."""
    wait_for("the dialog", lambda: len(application.root_windows()) == 2)
    dialog = application.root_windows()[-1]
    application.find("label", question, dialog)
    application.find("push button", lambda name: name.endswith(response), dialog).get_action_iface().do_action(0)
    wait_for("no dialog", lambda: len(application.root_windows()) == 1)


def remove_run(application, folder):
    """Removes a run that has ended.  One whose last thread is about to go is refused as under way, however finished it
    looks, and asked for again; where it is not, the question is there at once."""

    def asked():
        application.activate("remove-run", f"'{folder.name}'")
        end = time.monotonic() + 2
        while len(application.root_windows()) < 2 and time.monotonic() < end:
            time.sleep(0.1)
        return len(application.root_windows()) == 2

    wait_for("the question", asked)
    answer(application, "Remove the run?", "Remove")
    wait_for("the end of the run", lambda: not folder.exists())


def wait_for_state(name, state):
    wait_for(f"the run to be {state}", lambda: records(name)[0][1]["state"] == state, LONG)


def suspend(application, name):
    """Stops the run under way, until somebody wants to go on with it."""
    application.activate("stop-training")
    answer(application, "Stop the training?", "later")
    wait_for_state(name, "interrupted")
    wait_for("the run's own buttons", lambda: "Keep best" in shown_buttons(application))


def test_ways_of_a_run(program, photos, scores):
    """What can be done with a run under way, with one that was stopped, and with its result.  Nothing is left of it."""
    name = "scores.csv, quick 2"
    with Application(program, photos, environment=ENVIRONMENT) as application:
        set_up(application, scores, {"epochs": "5000", "patience": "0"})
        application.activate("start-run")
        wait_for("an epoch", lambda: count_in_log(name, "train_srcc"), LONG)
        application.activate("pause-training")
        wait_for("the list to say so", lambda: "paused" in name_of(application, name).get_name())
        steps = count_steps(name)
        time.sleep(1)
        # The step under way ends.
        if application.state("pause-training") is not True or count_steps(name) > steps + 1:
            raise Failed(f"after {steps} steps there were {count_steps(name)}, although it is paused")
        application.activate("pause-training")
        wait_for("further steps after the pause", lambda: count_steps(name) > steps + 1, LONG)

        application.activate("stop-training")
        answer(application, "Stop the training?", "Train on")
        suspend(application, name)
        folder = records(name)[0][0]
        steps = count_steps(name)
        application.activate("resume-run", f"'{folder.name}'")
        wait_for("further steps of what is gone on with", lambda: count_steps(name) > steps, LONG)
        suspend(application, name)

        result = folder / "result.safetensors"
        application.activate("keep-best-run", f"'{folder.name}'")
        wait_for("the best epoch as the result", result.exists)
        wait_for_state(name, "stopped")
        application.activate("examine-run", f"'{folder.name}'")
        application.find("label", "Did it help?")
        application.act("outcome.cancel")
        # A dozen pictures may be measured before that is asked for.
        ends = ("Not measured", "Held-out: MOS against predicted")
        wait_for("the measurement to end", lambda: any(item.get_name() in ends for item in application.walk()))
        application.activate("discard-run", f"'{folder.name}'")
        answer(application, "Discard the result?", "Cancel")
        if not result.exists():
            raise Failed("the result is gone in spite of the answer")
        application.activate("discard-run", f"'{folder.name}'")
        answer(application, "Discard the result?", "Discard")
        wait_for_state(name, "discarded")
        if result.exists():
            raise Failed("the result is still there")

        # Another run, and this one from wherever one is.
        def is_kept():
            return any(text.startswith("Kept as the model “scores.csv, quick”.") for text in application.names("label"))

        (first, _), *_ = records("scores.csv, quick")
        application.activate("show-run", f"'{first.name}'")
        wait_for("the first run", is_kept)
        application.change_state("view", "'library'")
        application.activate("show-run", f"'{folder.name}'", path=BUS_PATH)
        wait_for("the page", lambda: application.state("view") == "train")
        wait_for("this run", lambda: not is_kept())
        remove_run(application, folder)
        wait_for("its end in the list", lambda: not [n for n in application.names("list item") if n.startswith(name)])


def pressed_of(application, titles):
    """Those of the buttons of these titles that are pressed, by one look; None where it does not find them all."""
    there = [item for item in application.walk() if item.role in ROLES["toggle button"] and item.get_name() in titles]
    pressed = [item.get_name() for item in there if item.states.contains(Atspi.StateType.PRESSED)]
    return pressed if len(there) == len(titles) else None


def test_recipes(program, photos, scores):
    """One press lays a row of the paper's ablation table over the settings, and the name says so; what is begun then has
    it.  Another shows the card of the base."""
    titles = ["Single scale", "No channel attention", "Ranking loss", "Colour jitter", "Step decay", "ResNet-50 backbone"]
    with Application(program, photos, environment=ENVIRONMENT) as application:
        set_up(application, scores)
        for title in titles:
            application.press("toggle button", title)
            item = application.find("toggle button", title)
            wait_for(f"{title} to be chosen", lambda: item.get_state_set().contains(Atspi.StateType.PRESSED))
            if not item.get_description():
                raise Failed(f"nobody is told what “{title}” is")
            pressed = wait_for("all recipes", lambda: pressed_of(application, titles))
            if pressed != [title]:
                raise Failed(f"after “{title}” was pressed, so are {pressed}")
            wait_for(f"the name to say {title}", lambda: f"scores.csv, {title}" in read_entries(application))

        application.press("toggle button", "Ranking loss")
        name = "scores.csv, Ranking loss"
        wait_for("the run's name", lambda: name in read_entries(application))
        for field, value in FIELDS.items():
            application.activate("set-run-field", f"('{field}', '{value}')")
        application.activate("start-run")
        ((folder, record),) = wait_for("the run", lambda: records(name), LONG)
        if record["settings"]["rank_alpha"] != 0.3 or record["settings"]["jitters"]:
            raise Failed(f"the settings of {name} are {record['settings']}")
        wait_for("the end", lambda: is_over(application, name), LONG)
        remove_run(application, folder)

        # The card of the base is in the window of models.
        def is_open():
            return "Models" in [window.get_name() for window in application.root_windows()]

        application.activate("new-run")
        application.press("push button", "Model card")
        wait_for("the models", is_open)
        application.dismiss()
        wait_for("the end of the models", lambda: not is_open())
        application.activate("show-model", "'nano'")
        wait_for("the models again", is_open)


def test_stop_and_keep(program, photos, scores):
    """Who stops a run may have its best epoch as the result at once."""
    name = "scores.csv, quick 2"
    with Application(program, photos, environment=ENVIRONMENT) as application:
        set_up(application, scores, {"epochs": "5000", "patience": "0"})
        application.activate("start-run")
        wait_for("some epochs", lambda: count_in_log(name, "train_srcc") >= 3, LONG)
        application.activate("stop-training")
        answer(application, "Stop the training?", "Keep best")
        wait_for_state(name, "stopped")
        ((folder, record),) = records(name)
        epochs = read_log(folder)[1]
        # Three pictures are soon in order: of equals the nearest is the best.
        best = max(epochs, key=lambda epoch: (epoch["val_srcc"], -epoch["val_rmse"]))
        if record["best_epoch"] != best["epoch"] - 1 or not (folder / "result.safetensors").exists():
            raise Failed(f"the best epoch of {len(epochs)} is {best['epoch']}, but the record says {record}")
        said = application.find("label", lambda text: text.startswith("The best epoch was ")).get_name()
        if not said.startswith(f"The best epoch was {best['epoch']} of {len(epochs)}"):
            raise Failed(f"the best epoch of {len(epochs)} is {best['epoch']}, but the page says {said}")
        remove_run(application, folder)


def main():
    program, photos, more, writer = sys.argv[1:]
    models = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "acutance" / "models"
    models.mkdir(parents=True)
    subprocess.run([writer, str(models)], check=True)
    scores = make_scores(photos)
    tests = [test_quick_run, test_ways_of_a_run, test_stop_and_keep, test_recipes, test_killed_run, test_synthetic_set]
    tests.append(lambda *arguments: test_whole_loop(program, photos, more))
    tests[-1].__name__ = "test_whole_loop"
    tests.append(test_sharing)
    print(f"1..{len(tests)}")
    failed = False
    for number, test in enumerate(tests, 1):
        model = "" if test.__name__ == "test_whole_loop" and not IS_QUICK else "least"
        write_settings(colour_scheme="'light'", device="'cpu'", model=f"'{model}'", patch_plan="'random:8'")
        try:
            test(program, photos, scores)
        except Failed as failure:
            failed = True
            print(f"not ok {number} {test.__name__}: {failure}", flush=True)
        else:
            print(f"ok {number} {test.__name__}", flush=True)
    sys.exit(failed)


main()
