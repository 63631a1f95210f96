"""Runs test cases against a running application, and prints TAP (testanything.org)."""

import traceback


class Cases:
    def __init__(self, number):
        self.number = 0
        self.failed = False
        print(f"1..{number}", flush=True)

    def run(self, test, application):
        """Runs one case: a function named test_…, which is given the application."""
        self.number += 1
        name = test.__name__.removeprefix("test_").replace("_", " ")
        try:
            test(application)
            print(f"ok {self.number} {name}", flush=True)
        except Exception:  # whatever it is, the other cases are worth running
            self.failed = True
            lines = traceback.format_exc().splitlines()
            lines += application.messages().splitlines() if application else []
            print("".join("# " + line + "\n" for line in lines), end="")
            print(f"not ok {self.number} {name}", flush=True)

    def skip(self, test, reason):
        self.number += 1
        print(f"ok {self.number} {test.__name__.removeprefix('test_').replace('_', ' ')} # SKIP {reason}", flush=True)
