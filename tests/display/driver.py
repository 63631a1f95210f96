"""Drives the application the way a person's tools do: by its actions, over D-Bus, and by the roles and
names of what is on the screen, over AT-SPI.  For use within run.sh."""

import contextlib
import ctypes
import os
import pathlib
import signal
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

import accessible  # noqa: E402
import keyboard  # noqa: E402
from screen import Screen, Watch  # noqa: E402

BUS_NAME = "io.github.acutance.Acutance"
BUS_PATH = "/io/github/acutance/Acutance"

# Sanitizers make everything several times slower, and so do other programs on the machine.
PATIENCE = float(os.environ.get("ACUTANCE_TEST_PATIENCE", "60"))


# What is built beside sanitizers in the application's place.
WATCHED = "acutance-watched"

# The key's code on the keyboard that Xvfb has.
SHIFT = 50

# What newer releases of AT-SPI and GTK call the same roles.
ROLES = {
    "push button": {"push button", "button"},
    "toggle button": {"toggle button", "push button"},
    "panel": {"panel", "grouping"},
    "table": {"table", "grid"},
}


def chooser_is_known():
    """Whether all that the toolkit's own file chooser leaks is known here: by chooser-leaks.c, of GTK 4.8."""
    return ctypes.CDLL("libgtk-4.so.1").gtk_get_minor_version() < 10


class Failed(AssertionError):
    pass


def wait_for(what, condition, seconds=None):
    """Waits until `condition()` is true and returns it; fails naming `what`."""
    end = time.monotonic() + (seconds or PATIENCE)
    while True:
        begun = time.monotonic()
        try:
            result = condition()
        except GLib.Error:
            result = None  # what was looked at has just gone
        if result:
            return result
        if time.monotonic() > end:
            raise Failed(f"waited in vain for {what}")
        # Events of AT-SPI are only taken in when its main context runs.
        while GLib.MainContext.default().iteration(False):
            pass
        # Looking takes the application's time too, which it may need for what is waited for; and what is shown for
        # seconds alone must not come and go between two looks.
        time.sleep(min(max(0.04, 2 * (time.monotonic() - begun)), 0.5))


def seed(program, *folders):
    """Has the catalog know `folders`, with scores and ratings."""
    subprocess.run([program, *folders], check=True, stdout=subprocess.DEVNULL)


def find_settings():
    return pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "glib-2.0" / "settings" / "keyfile"


def write_settings(**values):
    """Sets what the next start of the application finds; values are written as GVariant text."""
    path = find_settings()
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{name.replace('_', '-')}={value}\n" for name, value in values.items()]
    path.write_text("[io/github/acutance/Acutance]\n" + "".join(lines), encoding="utf-8")


class Application:
    """A running application; ends it on leaving the `with`."""

    EDITABLE = Atspi.StateType.EDITABLE

    def __init__(self, program, *arguments, environment=None, is_watched=True):
        """`is_watched`: whether it is asked to quit in the end, and built with sanitizers tells of leaks.  Drivers keep
        memory to the end, and are not there in such a build."""
        self.is_watched = is_watched
        self.accessibility = self.accessible = None
        self.log = pathlib.Path(os.environ["XDG_RUNTIME_DIR"]) / "application.log"
        self.started = time.monotonic()
        with open(self.log, "wb") as log:
            leaks = {} if is_watched else {"LSAN_OPTIONS": "detect_leaks=0"}
            drivers = {"VK_DRIVER_FILES": "/dev/null"} if is_watched and pathlib.Path(program).name == WATCHED else {}
            self.process = subprocess.Popen(
                [program, *arguments], stdout=log, stderr=log, env={**os.environ, **leaks, **drivers, **(environment or {})}
            )
        # The pointer rests where it is over nothing.
        screen = Screen()
        Atspi.generate_mouse_event(screen.width - 1, screen.height - 1, "abs")
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        try:
            wait_for("the window's actions", lambda: "view" in self.actions())
        except Failed:
            self.end()
            print(self.messages(), file=sys.stderr)
            raise

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        try:
            if error:
                print(self.messages(), file=sys.stderr)
            elif self.is_watched and self.process.poll() is None:
                self.quit()
            elif self.process.poll() not in (None, 0, -signal.SIGKILL):
                print(self.messages(), file=sys.stderr)
                raise Failed(f"the application has ended with status {self.process.returncode}")
        finally:
            self.end()

    def quit(self):
        """Has it quit, whose status tells of leaks."""
        with contextlib.suppress(GLib.Error):  # which may leave no time for an answer
            self.activate("quit", path=BUS_PATH)
        wait_for("the application to quit", lambda: self.process.poll() is not None)
        if self.process.returncode:
            print(self.messages(), file=sys.stderr)
            raise Failed(f"the application has quit with status {self.process.returncode}")

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def messages(self):
        return self.log.read_text(encoding="utf-8", errors="replace")

    # Actions.

    def _call(self, path, method, arguments, reply):
        if self.process.poll() is not None:
            raise Failed(f"the application has ended with status {self.process.returncode}")
        return self.bus.call_sync(
            BUS_NAME, path, "org.gtk.Actions", method, arguments, GLib.VariantType(reply), 0, 10000, None
        ).unpack()

    def actions(self, path=BUS_PATH + "/window/1"):
        try:
            return self._call(path, "List", None, "(as)")[0]
        except GLib.Error:
            return []

    def describe(self, name, path=BUS_PATH + "/window/1"):
        """(enabled, parameter type, state) of an action."""
        enabled, kind, state = self._call(path, "Describe", GLib.Variant("(s)", (name,)), "((bgav))")[0]
        return enabled, kind, state[0] if state else None

    def is_grid(self):
        """Whether the Library shows its photos beside each other: only those are searched."""
        return self.describe("search")[0]

    def state(self, name):
        return self.describe(name)[2]

    def activate(self, name, parameter=None, path=BUS_PATH + "/window/1"):
        """Activates an action; `parameter` is GVariant text."""
        parameters = [GLib.Variant.parse(None, parameter, None, None)] if parameter else []
        arguments = GLib.Variant("(sava{sv})", (name, parameters, {}))
        self._call(path, "Activate", arguments, "()")

    def change_state(self, name, state, path=BUS_PATH + "/window/1"):
        """Asks an action for another state, in GVariant text."""
        value = GLib.Variant.parse(None, state, None, None)
        arguments = GLib.Variant("(sva{sv})", (name, value, {}))
        self._call(path, "SetState", arguments, "()")

    # What is on the screen.

    def root(self):
        def find():
            if self.process.poll() is not None:
                raise Failed(f"the application has ended with status {self.process.returncode}")
            self.accessibility = self.accessibility or accessible.Bus(self.bus)
            return self.accessibility.application(self.process.pid)

        self.accessible = self.accessible or wait_for("the application on the accessibility bus", find)
        return self.accessible

    def root_windows(self):
        """The windows of the application, dialogs included."""
        return self.root().get_children()

    def walk(self, node=None, is_whole=False):
        """Everything from `node` down that a person may look for, or the whole of it."""
        return (node or self.root()).look(is_whole=is_whole).walk()

    def find(self, role, name=None, node=None, is_reversed=False):
        """The first accessible of this role (None: of any) whose name is, or where that is callable,
        satisfies `name`.  What lies on top, such as a toast that will soon be gone, is found sooner from the end."""
        roles = ROLES.get(role, {role}) if role else None

        def look():
            for item in (node or self.root()).look(roles).walk(is_reversed):
                if roles and item.role not in roles:
                    continue
                text = item.get_label()
                if name is None or (name(text) if callable(name) else text == name):
                    return item.forget()
            return None

        return wait_for(f"a {role} “{name}”", look)

    def turn_to(self, page, window):
        """Shows another page of a window.  Its tabs are far above what is on the pages, which nobody looks at."""
        is_tab = lambda item: item.role == "page tab" and item.get_label() == page  # noqa: E731

        def turn():
            tab = next(filter(is_tab, window.look({"page tab"}, is_enough=is_tab).walk()), None)
            if tab:
                tab.do_action(0)
            return tab

        wait_for(f"the page “{page}”", turn)

    def names(self, role):
        return [item.get_name() for item in self.root().look({role}).walk() if item.role == role]

    def press(self, role, name, is_reversed=False):
        """Does what a click on it does."""

        def act():
            action = self.find(role, name, is_reversed=is_reversed).get_action_iface()
            if not action or not action.do_action(0):
                raise Failed(f"the {role} “{name}” cannot be pressed")
            return True

        wait_for(f"the {role} “{name}” to stay", act)

    def act(self, name, node=None):
        """Activates an action of a widget's own, such as a dialog's, that takes no parameter; `node`: from where on to
        look for the widget that has it."""

        def act():
            for item in self.walk(node):
                names = item.get_action_names()
                if name in names:
                    return item.do_action(names.index(name))
            return False

        wait_for(f"the action {name}", act)

    def choose_file(self, title, path, accept):
        """Has the toolkit's own chooser, which there is where no portal shows another, answer with `path`; `accept` is
        what its button says.  Of a newer toolkit, whose chooser leaks too, nothing can be told any more."""
        self.is_watched = self.is_watched and chooser_is_known()
        find = lambda: next((window for window in self.root_windows() if window.get_name() == title), None)  # noqa: E731
        chooser = wait_for(f"the chooser “{title}”", find)

        def entry():
            """What has a name in it, or is to get one: others are for searches, and for servers."""
            editable = [item for item in self.walk(chooser) if item.states.contains(self.EDITABLE)]
            is_it = lambda item: item.states.contains(Atspi.StateType.FOCUSED) or item.get_text()  # noqa: E731
            return next((item for item in editable if item.get_editable_text_iface() and is_it(item)), None)

        self.settle()
        if not entry():
            self.key("slash")  # a whole name begins so, and has an entry shown for it
        self.write(wait_for("the entry of the chooser", entry), str(path))

        def take():
            """Presses the button, which does nothing as long as the chooser still reads the folder of what was written,
            however finished it looks; whether that closed it."""
            found = self.walk(chooser) if find() else []
            for item in found:
                if item.role in ROLES["push button"] and item.get_label().endswith(accept):
                    item.do_action(0)
            end = time.monotonic() + 2
            while find() and time.monotonic() < end:
                time.sleep(0.05)
            return not find()

        wait_for("no chooser", take)

    def key(self, name, shift=False):
        """Presses and releases a key, by its X name."""
        if shift:
            Atspi.generate_keyboard_event(SHIFT, None, Atspi.KeySynthType.PRESS)
        Atspi.generate_keyboard_event(keyboard.get_symbol(name), None, Atspi.KeySynthType.SYM)
        if shift:
            Atspi.generate_keyboard_event(SHIFT, None, Atspi.KeySynthType.RELEASE)

    def dismiss(self):
        """Escape, for a window that has just come: what is not on the screen yet takes no key."""
        self.settle()
        self.key("Escape")

    def chord(self, modifier, name):
        """Presses and releases a key, by its X name, while another is held."""
        self.hold(modifier, True)
        self.hold(name, True)
        self.hold(name, False)
        self.hold(modifier, False)

    def hold(self, name, is_down):
        """Presses a key, by its X name, or releases it."""
        with keyboard.Display() as display:
            code = display.get_key_code(name)
        Atspi.generate_keyboard_event(code, None, Atspi.KeySynthType.PRESS if is_down else Atspi.KeySynthType.RELEASE)

    def point(self, item, across=0.5, down=0.5):
        """Moves the pointer onto what is told to be on the screen, so far from its left and upper ends; where that is.
        The window is in the corner.  What has come to lie under a pointer at rest learns of it by its next move, as every
        hand makes one."""
        extents = item.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        place = (extents.x + round(across * extents.width), extents.y + round(down * extents.height))
        Atspi.generate_mouse_event(place[0] + 1, place[1], "abs")
        Atspi.generate_mouse_event(*place, "abs")
        return place

    def drag(self, x, y, across):
        """Takes hold of what is on the screen there by the pointer, and drags it as far as this pixel of the row."""
        Atspi.generate_mouse_event(x, y, "abs")
        Atspi.generate_mouse_event(x, y, "b1p")
        for step in range(1, 9):
            Atspi.generate_mouse_event(round(x + (across - x) * step / 8), y, "abs")
        Atspi.generate_mouse_event(across, y, "b1r")

    def choose(self, row, steps):
        """Opens a row of choices by a click, and takes the one that is so many steps below the one it has."""
        place = self.point(row)
        self.settle(0.2)  # it looks different under the pointer
        closed = Screen().rows
        Atspi.generate_mouse_event(*place, "b1c")
        wait_for("the row's choices", lambda: Screen().rows != closed)
        self.settle(0.2)
        for key in ["Down"] * steps + ["Up"] * -steps + ["Return"]:
            self.key(key)
        self.settle(0.2)

    def write(self, item, text):
        """Puts `text` in place of what is in an entry."""
        item.set_text_contents(text)

    def read(self, item):
        """What is in an entry."""
        return item.get_text()

    def screen(self):
        return Screen()

    def settle(self, seconds=0.4):
        """Waits until the picture has not changed for a moment, in which the application did answer: one that is kept
        from drawing for as long shows nothing new either."""
        pause = 0.05
        rounds = -1  # the first picture is none
        end = time.monotonic() + PATIENCE
        with Watch() as watch:
            while time.monotonic() < end:
                self.describe("view")
                rounds = 0 if watch.has_changed() else rounds + 1
                if rounds * pause >= seconds:
                    return
                time.sleep(pause)
        raise Failed("the picture does not come to rest")
