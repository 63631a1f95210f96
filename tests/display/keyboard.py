"""Who has the keyboard of the display that a test runs on, and what its keys are called."""

import ctypes

x11 = ctypes.CDLL("libX11.so.6")
x11.XOpenDisplay.restype = ctypes.c_void_p
x11.XStringToKeysym.restype = ctypes.c_ulong
x11.XDefaultRootWindow.restype = x11.XCreateSimpleWindow.restype = ctypes.c_ulong


def get_symbol(name):
    """The number of a key's X name."""
    return x11.XStringToKeysym(name.encode())


class Display:
    """A connection to the display, inside of the `with`."""

    def __enter__(self):
        self.display = ctypes.c_void_p(x11.XOpenDisplay(None))
        return self

    def __exit__(self, kind, error, trace):
        x11.XCloseDisplay(self.display)

    def get_key_code(self, name):
        return x11.XKeysymToKeycode(self.display, ctypes.c_ulong(get_symbol(name)))

    def get_top(self):
        return ctypes.c_ulong(x11.XDefaultRootWindow(self.display))

    def get_windows(self):
        root, parent, children, n = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
        x11.XQueryTree(
            self.display, self.get_top(), ctypes.byref(root), ctypes.byref(parent), ctypes.byref(children), ctypes.byref(n)
        )
        return [children[k] for k in range(n.value)]

    def get_area(self, window):
        root, numbers = ctypes.c_ulong(), [ctypes.c_uint() for _ in range(6)]  # x, y, width, height, border, depth
        x11.XGetGeometry(
            self.display, ctypes.c_ulong(window), ctypes.byref(root), *(ctypes.byref(number) for number in numbers)
        )
        return numbers[2].value * numbers[3].value

    def get_largest(self):
        return max(self.get_windows(), key=self.get_area)

    def focus(self, window):
        x11.XSetInputFocus(self.display, ctypes.c_ulong(window), 2, ctypes.c_ulong(0))
        x11.XSync(self.display, 0)


def give():
    """Has the application's window have the keyboard: no window manager is there to give it back when a dialog ends."""
    with Display() as display:
        display.focus(display.get_largest())


class OtherWindow:
    """A window of another program's, which has the keyboard inside of the `with`; then the application's has it."""

    def __enter__(self):
        self.display = Display()
        display = self.display.__enter__()
        self.before = display.get_largest()
        window = x11.XCreateSimpleWindow(
            display.display, display.get_top(), 0, 0, 10, 10, 0, ctypes.c_ulong(0), ctypes.c_ulong(0)
        )
        x11.XMapWindow(display.display, ctypes.c_ulong(window))
        x11.XSync(display.display, 0)
        display.focus(window)

    def __exit__(self, *error):
        self.display.focus(self.before)
        self.display.__exit__(*error)
