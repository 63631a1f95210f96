#!/usr/bin/python3
"""The application opens no socket that leaves the machine: it starts, shows photos, scores, and opens
Preferences and About; of its other pages and windows nothing is told here.  Run within tests/display/run.sh.

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


def main():
    print("1..1", flush=True)
    watch = network.Watch(MODULE, os.environ["XDG_RUNTIME_DIR"])
    try:
        with Application(PROGRAM, SAMPLES, environment=watch.environment) as app:
            wait_for("a helper", lambda: "acutance-decoder begins" in watch.lines())
            app.activate("preferences", path=BUS_PATH)
            app.activate("about", path=BUS_PATH)
            time.sleep(2)
            app.state("toggle-sidebar")
        watch.check("acutance", "acutance-decoder")
    except AssertionError as error:
        print("".join(f"# {line}\n" for line in str(error).splitlines()), end="")
        print("not ok 1 application")
        sys.exit(1)
    print("ok 1 application")


main()
