"""What an application has on the screen, by role and name, over AT-SPI.

AT-SPI's own library asks for one property of one widget, waits for the answer, and asks for the next: some six thousand
times to look at a window.  Here the toolkit is asked at once for all it has told anybody of so far, then for whose child
each is, whole levels of the tree at a time; and nothing is kept: what is seen is what is there now.  Methods are called
as those of that library."""

import ast
import collections
import re

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

import wire  # noqa: E402

ACCESSIBLE = "org.a11y.atspi.Accessible"
ACTION = "org.a11y.atspi.Action"
COMPONENT = "org.a11y.atspi.Component"
EDITABLE_TEXT = "org.a11y.atspi.EditableText"
TEXT = "org.a11y.atspi.Text"
VALUE = "org.a11y.atspi.Value"
PROPERTIES = "org.freedesktop.DBus.Properties"
ROOT = "/org/a11y/atspi/accessible/root"
CACHE = "org.a11y.atspi.Cache"
CACHE_PATH = "/org/a11y/atspi/cache"

# Roles of what has parts of its own that nobody asks for: they say the same once more, or nothing.  So do those of the
# image that a cell of a table is.
WHOLE = {"scroll bar", "page tab"}

# To be told of so many widgets at once takes as long as to ask for all that one of them is.
WORTH = 12

# Milliseconds for an answer: sanitizers, and machines that run many tests.
TIMEOUT = 20000

Extents = collections.namedtuple("Extents", "x y width height")

# What is told of one widget: how many children, its name as GVariant text, its role and states.
Item = collections.namedtuple("Item", "count name role states")

# The same as GVariant text, which is read ten times as fast as by GLib.Variant.unpack().
STRING = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
PLACE = r"\('[^']*', '[^']*'\)"
ITEM = re.compile(
    rf"\(\('[^']*', '([^']*)'\), {PLACE}, {PLACE}, -?\d+, (-?\d+), \[[^\]]*\], "
    rf"({STRING}), (\d+), (?:{STRING}), \[(\d+), (\d+)\]\)"
)


class States(int):
    """What a widget is at the moment: visible, checked, editable, …"""

    def contains(self, state):
        return bool(self >> int(state) & 1)


class Bus:
    """The bus on which applications tell of their widgets."""

    def __init__(self, session):
        reply = session.call_sync(
            "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, TIMEOUT, None
        )
        (address,) = reply.unpack()
        self.line = wire.Line(address, TIMEOUT / 1000)
        flags = Gio.DBusConnectionFlags
        self.connection = Gio.DBusConnection.new_for_address_sync(
            address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None
        )

    def call_raw(self, owner, path, interface, method, arguments=None):
        """The answer to one question, as a GVariant."""
        return self.connection.call_sync(
            owner, path, interface, method, arguments, None, Gio.DBusCallFlags.NO_AUTO_START, TIMEOUT, None
        )

    def call(self, *question):
        """The answer to one question."""
        return self.call_raw(*question).unpack()

    def ask(self, questions):
        """The answers to all (owner, path, interface, method, strings), None where what was asked has gone."""
        return self.line.ask(questions)

    def application(self, process):
        """The root of what the application of that process ID shows, or None where it shows nothing yet."""
        for owner, path in self.call("org.a11y.atspi.Registry", ROOT, ACCESSIBLE, "GetChildren")[0]:
            name = GLib.Variant("(s)", (owner,))
            try:
                found = self.call(
                    "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                    "GetConnectionUnixProcessID", name
                )[0]
            except GLib.Error:
                continue  # it has just ended
            if found == process:
                return Accessible(self, owner, path)
        return None


class Accessible:
    """A widget, or a part of one.  Role, name and states are those of when it was looked at, if it was, and otherwise
    those of now."""

    def __init__(self, bus, owner, path, parent=None):
        self.bus, self.owner, self.path, self.parent = bus, owner, path, parent
        self.children = []
        self.role = self.states = self.name = None

    def question(self, interface, method, arguments=None):
        return self.owner, self.path, interface, method, arguments

    def call(self, interface, method, arguments=None):
        return self.bus.call(*self.question(interface, method, arguments))

    def get(self, interface, name):
        return self.call(PROPERTIES, "Get", GLib.Variant("(ss)", (interface, name)))[0]

    def offers(self, interface):
        return self if interface in self.call(ACCESSIBLE, "GetInterfaces")[0] else None

    def look(self, roles=None, is_whole=False, is_enough=None):
        """Looks at everything below, and at the names of what has one of these roles, or of all; what is hidden and
        parts that nobody asks for are left out unless it `is_whole`.  Looks no deeper than where something `is_enough`.
        (GTK 4.8 tells of no widget whether it is showing; of the pages of a stack, the application tells which ones are
        hidden.)"""
        level = [self]
        told = Told(self.bus, self.owner)
        told.describe(level, roles)
        while level and not (is_enough and any(map(is_enough, level))):
            parents = [
                item for item in level if told.may_have_children(item) and (is_whole or not item.is_one())
            ]
            below = self.bus.ask([item.question(ACCESSIBLE, "GetChildren", ()) for item in parents])
            for item, answer in zip(parents, below):
                item.children = [Accessible(self.bus, *child, item) for child in (answer or [[]])[0]]
            told.describe([child for item in level for child in item.children], roles)
            for item in level:
                item.children = [
                    child
                    for child in item.children
                    if child.states is not None and (is_whole or child.states.contains(Atspi.StateType.VISIBLE))
                ]
            level = [child for item in level for child in item.children]
        return self

    def is_one(self):
        """Whether its parts are of no interest."""
        return self.role in WHOLE or (self.role == "image" and self.parent is not None and self.parent.role == "table cell")

    def walk(self, is_reversed=False):
        """What was looked at, this first; the last of siblings first if `is_reversed`."""
        yield self
        for child in reversed(self.children) if is_reversed else self.children:
            yield from child.walk(is_reversed)

    def forget(self):
        """From now on it says what it is at that moment."""
        self.name = self.states = None
        return self

    def get_children(self):
        return [Accessible(self.bus, *child, self) for child in self.call(ACCESSIBLE, "GetChildren")[0]]

    def get_name(self):
        return self.get(ACCESSIBLE, "Name") if self.name is None else self.name

    def get_label(self):
        """What it is called.  GTK 4.18 gives items of menus no names of their own, but the labels that name them."""
        name = self.get_name()
        if name:
            return name
        for kind, targets in self.call(ACCESSIBLE, "GetRelationSet")[0]:
            if kind == int(Atspi.RelationType.LABELLED_BY) and targets:
                return Accessible(self.bus, *targets[0]).get_text()
        return ""

    def get_role_name(self):
        return self.role or Atspi.role_get_name(self.call(ACCESSIBLE, "GetRole")[0])

    def get_state_set(self):
        return _states(self.call(ACCESSIBLE, "GetState")[0]) if self.states is None else self.states

    def get_description(self):
        return self.get(ACCESSIBLE, "Description")

    def get_accessible_id(self):
        return self.get(ACCESSIBLE, "AccessibleId")

    def get_parent(self):
        return self.parent

    def get_action_iface(self):
        return self.offers(ACTION)

    def get_n_actions(self):
        return self.get(ACTION, "NActions")

    def get_action_names(self):
        """Of all that can be done with it; none where it can do nothing."""
        if ACTION not in self.call(ACCESSIBLE, "GetInterfaces")[0]:
            return []
        return [name for name, *_ in self.call(ACTION, "GetActions")[0]]

    def do_action(self, number):
        return self.call(ACTION, "DoAction", GLib.Variant("(i)", (number,)))[0]

    def get_text_iface(self):
        return self.offers(TEXT)

    def get_text(self):
        return self.call(TEXT, "GetText", GLib.Variant("(ii)", (0, self.get(TEXT, "CharacterCount"))))[0]

    def get_editable_text_iface(self):
        return self.offers(EDITABLE_TEXT)

    def set_text_contents(self, text):
        return self.call(EDITABLE_TEXT, "SetTextContents", GLib.Variant("(s)", (text,)))[0]

    def get_value_iface(self):
        return self.offers(VALUE)

    def get_current_value(self):
        return self.get(VALUE, "CurrentValue")

    def set_current_value(self, value):
        arguments = GLib.Variant("(ssv)", (VALUE, "CurrentValue", GLib.Variant("d", value)))
        self.call(PROPERTIES, "Set", arguments)

    def get_component_iface(self):
        return self.offers(COMPONENT)

    def get_extents(self, kind):
        answer = self.call(COMPONENT, "GetExtents", GLib.Variant("(u)", (int(kind),)))
        return Extents(*(answer[0] if len(answer) == 1 else answer))


class Told:
    """What the toolkit tells of all the widgets at once that anybody has asked an application for so far.  Whose child a
    widget is, is not taken from there: a stack's pages are all told of as its only child, and children that nobody has
    asked for yet do not count."""

    def __init__(self, bus, owner):
        self.bus, self.owner = bus, owner
        self.items = {}
        self.is_listed = True  # that who was asked for is told of here at the next question
        self.update()

    def update(self):
        try:
            answer = self.bus.call_raw(self.owner, CACHE_PATH, CACHE, "GetItems").get_child_value(0)
        except GLib.Error:
            return  # it has nothing to tell yet
        found = ITEM.findall(answer.print_(False))
        assert len(found) == answer.n_children(), "AT-SPI's cache is told in another form"
        for path, count, name, role, low, high in found:
            self.items[path] = Item(int(count), name, int(role), (int(low), int(high)))

    def find_unknown(self, items):
        return [item for item in items if item.path not in self.items]

    def may_have_children(self, item):
        # The windows are not counted as the application's.
        return item.path not in self.items or item.path == ROOT or self.items[item.path].count > 0

    def describe(self, items, roles):
        """Says what these are: their roles and states, and their names, if they have one of `roles`."""
        unknown = self.find_unknown(items)
        # What a window that has just come shows is told of all at once, rather than widget by widget.
        if self.is_listed and len(unknown) * WORTH > len(self.items):
            self.update()
            unknown = self.find_unknown(items)
            self.is_listed = not unknown
        for item in items:
            if item.path in self.items:
                told = self.items[item.path]
                item.role, item.states = Atspi.role_get_name(told.role), _states(told.states)
                item.name = ast.literal_eval(told.name) if roles is None or item.role in roles else None

        questions = [item.question(ACCESSIBLE, method, ()) for item in unknown for method in ("GetRole", "GetState")]
        answers = iter(self.bus.ask(questions))
        for item, role, states in zip(unknown, answers, answers):
            if role and states:
                item.role, item.states = Atspi.role_get_name(role[0]), _states(states[0])
        named = [item for item in unknown if item.role and (roles is None or item.role in roles)]
        for item, answer in zip(named, self.bus.ask([item.question(PROPERTIES, "Get", (ACCESSIBLE, "Name")) for item in named])):
            item.name = answer[0] if answer else None


def _states(words):
    low, high = words
    return States(low | high << 32)
