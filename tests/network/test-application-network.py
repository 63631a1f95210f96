#!/usr/bin/python3
"""The application opens no socket that leaves the machine: it starts, shows photos, scores, opens every page and the
windows Preferences, About, Models and Export.  Run within tests/display/run.sh.

    test-application-network.py MODULE ACUTANCE SAMPLES
"""

import os
import pathlib
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "display"))
import network  # noqa: E402
from driver import BUS_PATH, Application, wait_for  # noqa: E402

MODULE, PROGRAM, SAMPLES = sys.argv[1:4]


def open_window(app, name, action, **where):
    app.activate(action, **where)
    return wait_for(f"the window {name}", lambda: next((w for w in app.root_windows() if w.get_name() == name), None))


def look_at_page(app, action):
    """The page of the Library that `action` leads to, as soon as there are photos for it, and back."""
    wait_for(f"photos to {action}", lambda: app.describe(action)[0])
    app.activate(action)
    wait_for(f"the page of {action}", lambda: not app.is_grid())
    app.activate("back")
    wait_for(f"the way back from {action}", app.is_grid)


def go_round(app):
    """Every page, then every window, which stay open together."""
    for view in ("label", "train", "library"):
        app.change_state("view", f"'{view}'")
        wait_for(view, lambda: app.state("view") == view)
    look_at_page(app, "cull")
    app.activate("select-all")
    look_at_page(app, "compare")
    app.activate("select-all")
    wait_for("photos to export", lambda: app.describe("export")[0])
    open_window(app, "Preferences", "preferences", path=BUS_PATH)
    app.activate("about", path=BUS_PATH)
    open_window(app, "Models", "models")
    open_window(app, "Export", "export")


def main():
    print("1..1", flush=True)
    watch = network.Watch(MODULE, os.environ["XDG_RUNTIME_DIR"])
    try:
        with Application(PROGRAM, SAMPLES, environment=watch.environment, is_watched=False) as app:
            wait_for("a helper", lambda: "acutance-decoder begins" in watch.lines())
            wait_for("a score", lambda: any(", score " in (name or "") for name in app.names("image")))
            go_round(app)
            # What a window begins when it is shown.
            time.sleep(2)
            app.state("toggle-sidebar")
        watch.check("acutance", "acutance-decoder")
    except AssertionError as error:
        print("".join(f"# {line}\n" for line in str(error).splitlines()), end="")
        print("not ok 1 application")
        sys.exit(1)
    print("ok 1 application")


main()
