"""What a desktop does around an application: it hands on what was copied, has windows fill the screen, shows files in a
file manager, and knows where its power comes from.

Xlib, by its own functions (https://x.org/releases/current/doc/libX11/libX11/libX11.html)."""

import ctypes
import os
import pathlib
import time

from gi.repository import Gio, GLib

CLIENT_MESSAGE, SELECTION_NOTIFY = 33, 31
SUBSTRUCTURE_NOTIFY = 1 << 19
XA_ATOM = 4
LONG_ENOUGH = 20


class Event(ctypes.Union):
    class Selection(ctypes.Structure):
        _fields_ = [
            ("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int), ("display", ctypes.c_void_p),
            ("requestor", ctypes.c_ulong), ("selection", ctypes.c_ulong), ("target", ctypes.c_ulong),
            ("property", ctypes.c_ulong), ("time", ctypes.c_ulong),
        ]

    class Message(ctypes.Structure):
        _fields_ = [
            ("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int), ("display", ctypes.c_void_p),
            ("window", ctypes.c_ulong), ("message_type", ctypes.c_ulong), ("format", ctypes.c_int),
            ("data", ctypes.c_long * 5),
        ]

    _fields_ = [("selection", Selection), ("message", Message), ("pad", ctypes.c_long * 24)]


class Desktop:
    """A connection of its own to the display of run.sh."""

    def __init__(self):
        self.x11 = ctypes.CDLL("libX11.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        for function in ("XInternAtom", "XDefaultRootWindow", "XCreateSimpleWindow"):
            getattr(self.x11, function).restype = ctypes.c_ulong
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(None))
        self.root = ctypes.c_ulong(self.x11.XDefaultRootWindow(self.display))

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.x11.XCloseDisplay(self.display)

    def atom(self, name):
        return ctypes.c_ulong(self.x11.XInternAtom(self.display, name.encode(), 0))

    def wait_for(self, kind):
        """The next event of this kind, or None where it does not come."""
        event = Event()
        end = time.monotonic() + LONG_ENOUGH
        while not self.x11.XCheckTypedEvent(self.display, kind, ctypes.byref(event)):
            if time.monotonic() > end:
                return None
            time.sleep(0.02)
        return event

    def paste(self, target):
        """What another program gets that asks for what was copied, as `target`; None where there is no such thing."""
        window = ctypes.c_ulong(self.x11.XCreateSimpleWindow(self.display, self.root, 0, 0, 1, 1, 0, 0, 0))
        place = self.atom("ACUTANCE_TEST")
        # 0 is CurrentTime; the answer is put into a property of the window.
        self.x11.XConvertSelection(self.display, self.atom("CLIPBOARD"), self.atom(target), place, window, ctypes.c_ulong(0))
        self.x11.XFlush(self.display)
        event = self.wait_for(SELECTION_NOTIFY)
        if not event or not event.selection.property:
            return None
        kind, form, n, rest = ctypes.c_ulong(), ctypes.c_int(), ctypes.c_ulong(), ctypes.c_ulong()
        data = ctypes.POINTER(ctypes.c_char)()
        self.x11.XGetWindowProperty(
            self.display, window, place, ctypes.c_long(0), ctypes.c_long(1 << 20), 1, ctypes.c_ulong(0),
            ctypes.byref(kind), ctypes.byref(form), ctypes.byref(n), ctypes.byref(rest), ctypes.byref(data),
        )
        text = data[: n.value].decode()
        self.x11.XFree(data)
        return text

    def watch_windows(self):
        """Has what windows ask of a window manager, of which there is none, come here."""
        self.x11.XSelectInput(self.display, self.root, ctypes.c_long(SUBSTRUCTURE_NOTIFY))
        self.x11.XSync(self.display, 0)

    def grant_state(self, name):
        """Waits until a window asks to have a state of _NET_WM_STATE or to have it no more, and does as a window manager
        would (https://specifications.freedesktop.org/wm-spec); returns whether it has it now, None where nothing is asked
        for."""
        state, wanted = self.atom("_NET_WM_STATE"), self.atom(name)
        while event := self.wait_for(CLIENT_MESSAGE):
            message = event.message
            if message.message_type != state.value or wanted.value not in (message.data[1], message.data[2]):
                continue
            atoms = (ctypes.c_ulong * 1)(wanted.value)
            has = message.data[0] == 1
            self.x11.XChangeProperty(
                self.display, ctypes.c_ulong(message.window), state, ctypes.c_ulong(XA_ATOM), 32, 0, atoms, int(has)
            )
            self.x11.XFlush(self.display)
            return has
        return None


class Service:
    """An object on this test's session bus, under a name of its own.  What it is asked is heard whenever the test waits
    for something."""

    def __init__(self):
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        (interface,) = Gio.DBusNodeInfo.new_for_xml(self.INTERFACE).interfaces
        self.bus.register_object(self.PATH, interface, self.call, self.get, None)
        arguments = GLib.Variant("(su)", (self.NAME, 0))
        self.bus.call_sync(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName", arguments, None, 0, -1, None
        )

    def call(self, bus, sender, path, interface, method, arguments, invocation):
        pass

    def get(self, bus, sender, path, interface, name):
        pass


class FileManager(Service):
    """https://www.freedesktop.org/wiki/Specifications/file-manager-interface/"""

    NAME, PATH = "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1"
    INTERFACE = """<node><interface name='org.freedesktop.FileManager1'>
      <method name='ShowItems'><arg type='as' direction='in'/><arg type='s' direction='in'/></method>
    </interface></node>"""

    def __init__(self):
        self.shown = []  # URIs
        super().__init__()

    def call(self, bus, sender, path, interface, method, arguments, invocation):
        self.shown += arguments.unpack()[0]
        invocation.return_value(None)


class Power(Service):
    """What UPower says of the machine (https://upower.freedesktop.org/docs/UPower.html).  It is on the session bus, which
    an application takes for the system's with this `environment`."""

    NAME, PATH = "org.freedesktop.UPower", "/org/freedesktop/UPower"
    INTERFACE = """<node><interface name='org.freedesktop.UPower'>
      <property name='OnBattery' type='b' access='read'/>
    </interface></node>"""

    def __init__(self, on_battery):
        self.on_battery = on_battery
        super().__init__()
        self.environment = {"DBUS_SYSTEM_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"]}

    def get(self, bus, sender, path, interface, name):
        return GLib.Variant("b", self.on_battery)

    def change(self, on_battery):
        self.on_battery = on_battery
        arguments = GLib.Variant("(sa{sv}as)", (self.NAME, {"OnBattery": GLib.Variant("b", on_battery)}, []))
        self.bus.emit_signal(None, self.PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged", arguments)


def install_program(name, kind):
    """Has the desktop know a program that files of this kind are opened with; returns the file in which it notes them."""
    home = pathlib.Path(os.environ["HOME"])
    noted = home / f"{name}.txt"
    script = home / name
    script.write_text(f'#!/bin/sh\necho "$1" >>"{noted}"\n', encoding="utf-8")
    script.chmod(0o755)
    programs = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "applications"
    programs.mkdir(parents=True, exist_ok=True)
    entry = f"[Desktop Entry]\nType=Application\nName={name}\nExec={script} %f\nMimeType={kind};\n"
    (programs / f"{name}.desktop").write_text(entry, encoding="utf-8")
    choices = f"[Default Applications]\n{kind}={name}.desktop\n[Added Associations]\n{kind}={name}.desktop;\n"
    with open(pathlib.Path(os.environ["XDG_CONFIG_HOME"]) / "mimeapps.list", "a", encoding="utf-8") as file:
        file.write(choices)
    return noted
