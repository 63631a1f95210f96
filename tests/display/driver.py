"""Drives the application the way a person's tools do: by its actions, over D-Bus, and by the roles and
names of what is on the screen, over AT-SPI.  For use within run.sh."""

import os
import pathlib
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

from screen import Screen  # noqa: E402

BUS_NAME = "io.github.acutance.Acutance"
BUS_PATH = "/io/github/acutance/Acutance"

# Sanitizers make everything several times slower.
PATIENCE = float(os.environ.get("ACUTANCE_TEST_PATIENCE", "20"))


# The key's code on the keyboard that Xvfb has.
SHIFT = 50

# What newer releases of AT-SPI and GTK call the same roles.
ROLES = {"push button": {"push button", "button"}, "panel": {"panel", "grouping"}, "table": {"table", "grid"}}


class Failed(AssertionError):
    pass


def name_of(item):
    """What an accessible is called.  GTK 4.18 gives items of menus no names of their own, but the labels that name them."""
    name = item.get_name() or ""
    for relation in [] if name else item.get_relation_set() or []:
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY:
            text = relation.get_target(0).get_text_iface()
            name = Atspi.Text.get_text(text, 0, -1) if text else ""
    return name


def wait_for(what, condition, seconds=None):
    """Waits until `condition()` is true and returns it; fails naming `what`."""
    end = time.monotonic() + (seconds or PATIENCE)
    while True:
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
        time.sleep(0.03)


def seed(program, *folders):
    """Has the catalog know `folders`, with scores and ratings."""
    subprocess.run([program, *folders], check=True, stdout=subprocess.DEVNULL)


def write_settings(**values):
    """Sets what the next start of the application finds; values are written as GVariant text."""
    path = pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "glib-2.0" / "settings" / "keyfile"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{name.replace('_', '-')}={value}\n" for name, value in values.items()]
    path.write_text("[io/github/acutance/Acutance]\n" + "".join(lines), encoding="utf-8")


class Application:
    """A running application; ends it on leaving the `with`."""

    EDITABLE = Atspi.StateType.EDITABLE

    def __init__(self, program, *arguments, environment=None):
        self.log = pathlib.Path(os.environ["XDG_RUNTIME_DIR"]) / "application.log"
        self.started = time.monotonic()
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [program, *arguments], stdout=log, stderr=log, env={**os.environ, **(environment or {})}
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
        if error:
            print(self.messages(), file=sys.stderr)
        self.end()

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
            desktop = Atspi.get_desktop(0)
            for i in range(desktop.get_child_count()):
                child = desktop.get_child_at_index(i)
                if child and child.get_process_id() == self.process.pid:
                    child.set_cache_mask(Atspi.Cache.NONE)  # what is seen is what is there now
                    return child
            return None

        return wait_for("the application on the accessibility bus", find)

    def root_windows(self):
        """The windows of the application, dialogs included."""
        root = self.root()
        windows = [root.get_child_at_index(i) for i in range(root.get_child_count())]
        return [window for window in windows if window]

    def walk(self, node=None, is_reversed=False):
        """Everything from `node` down, without what is hidden; the last first if @is_reversed.  (GTK 4.8 tells of no
        widget whether it is showing, so the pages of a stack that lie below are walked as well.)"""
        node = node or self.root()
        yield node
        places = range(node.get_child_count())
        for i in reversed(places) if is_reversed else places:
            child = node.get_child_at_index(i)
            if child and child.get_state_set().contains(Atspi.StateType.VISIBLE):
                yield from self.walk(child, is_reversed)

    def find(self, role, name=None, node=None, is_reversed=False):
        """The first accessible of this role (None: of any) whose name is, or where that is callable,
        satisfies `name`.  What lies on top, such as a toast that will soon be gone, is found sooner from the end."""

        def look():
            for item in self.walk(node, is_reversed):
                if role and item.get_role_name() not in ROLES.get(role, {role}):
                    continue
                text = name_of(item)
                if name is None or (name(text) if callable(name) else text == name):
                    return item
            return None

        return wait_for(f"a {role} “{name}”", look)

    def names(self, role):
        return [item.get_name() for item in self.walk() if item.get_role_name() == role]

    def press(self, role, name, is_reversed=False):
        """Does what a click on it does."""
        item = self.find(role, name, is_reversed=is_reversed)
        action = item.get_action_iface()
        if not action or not action.do_action(0):
            raise Failed(f"the {role} “{name}” cannot be pressed")

    def key(self, name, shift=False):
        """Presses and releases a key, by its X name."""
        import ctypes

        x11 = ctypes.CDLL("libX11.so.6")
        x11.XStringToKeysym.restype = ctypes.c_ulong
        if shift:
            Atspi.generate_keyboard_event(SHIFT, None, Atspi.KeySynthType.PRESS)
        Atspi.generate_keyboard_event(
            x11.XStringToKeysym(name.encode()), None, Atspi.KeySynthType.SYM
        )
        if shift:
            Atspi.generate_keyboard_event(SHIFT, None, Atspi.KeySynthType.RELEASE)

    def write(self, item, text):
        """Puts `text` in place of what is in an entry."""
        Atspi.EditableText.set_text_contents(item, text)

    def read(self, item):
        """What is in an entry."""
        return Atspi.Text.get_text(item, 0, Atspi.Text.get_character_count(item))

    def screen(self):
        return Screen()

    def settle(self, seconds=0.4):
        """Waits until the picture has not changed for a moment."""
        before, since = None, time.monotonic()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            now = Screen().rows
            if now != before:
                before, since = now, time.monotonic()
            elif time.monotonic() - since >= seconds:
                return
            time.sleep(0.05)
        raise Failed("the picture does not come to rest")
