#!/usr/bin/env python3
"""Prints the slowest programs, those that failed and why, and one line, "N passed, N failed, N skipped", from the
JSON log of `meson test`.

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
TELLING = re.compile(
    r"^not ok|^Bail out|ERROR|SUMMARY|Error:|runtime error|WARNING|CRITICAL|"
    r"^# (?! |Start|End|slow|random|Traceback)")
LAST_WORDS = 12
GOOD = {"OK", "EXPECTEDFAIL", "SKIP"}


def last_words(program):
    """The lines that most likely tell why a program ended badly."""
    output = f"{program.get('stdout') or ''}\n{program.get('stderr') or ''}"
    lines = [line.strip()[:300] for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if TELLING.search(line)]
    return (telling or lines)[:LAST_WORDS]


def main():
    passed = failed = 0
    reasons = collections.Counter()
    broken = []

    with open(sys.argv[1], encoding="utf-8") as log:
        programs = [json.loads(line) for line in log]

    for program in programs:
        cases = TAP_LINE.findall(program.get("stdout") or "")
        bad = 0
        names = []
        for verdict, rest in cases:
            skip = SKIPPED.search(rest)
            if verdict == "not ok":
                bad += 1
                names.append(rest.strip(" 0123456789-"))
            elif skip:
                reasons[skip.group(1) or "no reason given"] += 1
            else:
                passed += 1
        if program["result"] not in GOOD:
            failed += max(bad, 1)
            broken.append((program, names))
        elif not cases and program["result"] == "SKIP":
            skip = SKIPPED.search(program.get("stdout") or "")
            reasons[skip.group(1) if skip else program["name"]] += 1
        elif not cases:
            passed += 1

    print(f"{sum(program['duration'] for program in programs):.0f} s of programs, the slowest:")
    for program in sorted(programs, key=lambda program: -program["duration"])[:SLOWEST]:
        print(f"  {program['duration']:6.1f} s  {program['name']}")
    for program, names in broken:
        print(f"failed: {program['name']} ({program['result']}) {' '.join(names)}")
        for line in last_words(program):
            print(f"  {line}")
    for reason, count in reasons.most_common():
        print(f"  skipped {count}: {reason}")
    print(f"{passed} passed, {failed} failed, {sum(reasons.values())} skipped")
    return 1 if failed or not passed else 0


sys.exit(main())
