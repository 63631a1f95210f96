#!/usr/bin/env python3
"""Prints the slowest programs and one line, "N passed, N failed, N skipped", from the JSON log of `meson test`.

A TAP program counts once for each of its test cases, any other program once.  A program that ends
badly although no case of it failed (a crash, a leak, a time-out) counts as one failure more.
Exits 1 when something failed or nothing ran.
"""

import collections
import json
import re
import sys

TAP_LINE = re.compile(r"^(ok|not ok)\b(.*)$", re.MULTILINE)
SKIPPED = re.compile(r"# skip\S*\s*(.*)$", re.IGNORECASE | re.MULTILINE)
SLOWEST = 10
GOOD = {"OK", "EXPECTEDFAIL", "SKIP"}


def main():
    passed = failed = 0
    reasons = collections.Counter()

    with open(sys.argv[1], encoding="utf-8") as log:
        programs = [json.loads(line) for line in log]

    for program in programs:
        cases = TAP_LINE.findall(program.get("stdout") or "")
        bad = 0
        for verdict, rest in cases:
            skip = SKIPPED.search(rest)
            if verdict == "not ok":
                bad += 1
            elif skip:
                reasons[skip.group(1) or "no reason given"] += 1
            else:
                passed += 1
        if program["result"] not in GOOD:
            failed += max(bad, 1)
        elif not cases and program["result"] == "SKIP":
            skip = SKIPPED.search(program.get("stdout") or "")
            reasons[skip.group(1) if skip else program["name"]] += 1
        elif not cases:
            passed += 1

    print(f"{sum(program['duration'] for program in programs):.0f} s of programs, the slowest:")
    for program in sorted(programs, key=lambda program: -program["duration"])[:SLOWEST]:
        print(f"  {program['duration']:6.1f} s  {program['name']}")
    for reason, count in reasons.most_common():
        print(f"  skipped {count}: {reason}")
    print(f"{passed} passed, {failed} failed, {sum(reasons.values())} skipped")
    return 1 if failed or not passed else 0


sys.exit(main())
