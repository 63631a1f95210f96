#!/usr/bin/python3
"""Opens an installed application as a shell would, and as a desktop does by its name on the session bus: its window's
actions are listed there, and photos are seen on the screen.

    check-window.py PROGRAM FOLDER

within tests/display/run.sh; prints TAP.  PROGRAM is what the service file of D-Bus starts, FOLDER has photos in it.
"""

import os
import pathlib
import signal
import subprocess
import sys
import time

from gi.repository import Gio, GLib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "display"))
from screen import Screen  # noqa: E402
from tap import Cases  # noqa: E402

PROGRAM, FOLDER = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
LOG = pathlib.Path(os.environ["XDG_RUNTIME_DIR"]) / "application.log"
NAME, PATH = "io.github.acutance.Acutance", "/io/github/acutance/Acutance"
BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")

# Seconds: sanitizers, and machines that run many tests.
PATIENCE = 60

# Of every fourth pixel each way.  A window without photos has some hundreds, the shades of its letters.
PHOTO_COLOURS = 3000


class Failed(AssertionError):
    pass


class Installed:
    """The application, whoever has started it."""

    def __init__(self):
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        self.process = None

    def call(self, path, interface, method, arguments=None, may_start=False):
        flags = Gio.DBusCallFlags.NONE if may_start else Gio.DBusCallFlags.NO_AUTO_START
        reply = self.bus.call_sync(NAME, path, interface, method, arguments, None, flags, 1000 * PATIENCE, None)
        return reply.unpack()

    def ask_bus(self, method, *words):
        arguments = GLib.Variant(f"({'s' * len(words)})", words) if words else None
        return self.bus.call_sync(*BUS, method, arguments, None, 0, 1000 * PATIENCE, None).unpack()[0]

    def wait_for(self, what, condition):
        end = time.monotonic() + PATIENCE
        while True:
            try:
                if result := condition():
                    return result
            except GLib.Error:
                pass  # it is not there yet, or no longer
            if self.process and self.process.poll() is not None:
                raise Failed(f"waited for {what}; the program has ended with status {self.process.returncode}")
            if time.monotonic() > end:
                raise Failed(f"waited in vain for {what}")
            time.sleep(0.1)

    def is_running(self):
        return self.ask_bus("NameHasOwner", NAME)

    def actions(self):
        return self.call(PATH + "/window/1", "org.gtk.Actions", "List")[0]

    def is_enabled(self, action):
        arguments = GLib.Variant("(s)", (action,))
        return self.call(PATH + "/window/1", "org.gtk.Actions", "Describe", arguments)[0][0]

    def check_window(self):
        self.wait_for("the window's actions", lambda: {"view", "select-all", "open-folder"} <= set(self.actions()))
        number = self.ask_bus("GetConnectionUnixProcessID", NAME)
        running = pathlib.Path(f"/proc/{number}/exe").resolve()
        if running != PROGRAM:
            raise Failed(f"{running} has the name, not {PROGRAM}")

    def check_photos(self):
        self.wait_for("photos in the list", lambda: self.is_enabled("select-all"))
        self.wait_for("photos on the screen", lambda: len(Screen().colours()) > PHOTO_COLOURS)

    def quit(self):
        process, self.process = self.process, None
        self.call(PATH, "org.gtk.Actions", "Activate", GLib.Variant("(sava{sv})", ("quit", [], {})))
        self.wait_for("the end", lambda: not self.is_running())
        if process and process.wait(PATIENCE) != 0:
            raise Failed(f"the program has ended with status {process.returncode}")

    def end(self):
        """Whatever a case has left, the next one begins without."""
        if self.is_running():
            os.kill(self.ask_bus("GetConnectionUnixProcessID", NAME), signal.SIGKILL)
            self.process = None
            self.wait_for("the end", lambda: not self.is_running())

    def messages(self):
        return LOG.read_text(encoding="utf-8", errors="replace") if LOG.exists() else ""


def test_started_by_a_shell(app):
    with open(LOG, "wb") as log:
        app.process = subprocess.Popen([PROGRAM, FOLDER], stdout=log, stderr=log)
    app.check_window()
    app.check_photos()
    app.quit()


def test_started_by_its_name(app):
    if app.is_running() or NAME not in app.ask_bus("ListActivatableNames"):
        raise Failed("it runs already, or no service file that the session bus knows has its name")
    app.call(PATH, "org.freedesktop.Application", "Activate", GLib.Variant("(a{sv})", ({},)), may_start=True)
    app.check_window()
    app.quit()


def test_started_by_its_name_with_a_folder(app):
    arguments = GLib.Variant("(asa{sv})", ([FOLDER.as_uri()], {}))
    app.call(PATH, "org.freedesktop.Application", "Open", arguments, may_start=True)
    app.check_window()
    app.check_photos()
    app.quit()


TESTS = [test_started_by_a_shell, test_started_by_its_name, test_started_by_its_name_with_a_folder]


def main():
    application = Installed()
    cases = Cases(len(TESTS))
    for test in TESTS:
        cases.run(test, application)
        application.end()
    sys.exit(cases.failed)


main()
