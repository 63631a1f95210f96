"""What acutance-cli says of itself, read into commands and options.

The program's help pages are the one description of its command line; the manual page and the completions of shells
are made of them while building, so that none can say anything else.
"""

import dataclasses
import os
import re
import subprocess

OPTION = re.compile(r"^  (?:-(?P<short>\w), )?--(?P<long>[\w-]+)(?:=(?P<value>\S+))?\s{2,}(?P<text>.+)$")
ENTRY = re.compile(r"^  (?:\w+ )?(?P<name>\w+)  +(?P<text>.+)$")
WORD = r"[a-z0-9][a-z0-9-]*"
CHOICES = re.compile(rf"(?:{WORD}(?::[A-Z]\w*)?, )+{WORD}(?::[A-Z]\w*)? or {WORD}(?::[A-Z]\w*)?|{WORD} or {WORD}(?= \()")
EXPLAINED = re.compile(rf"(?:^|; )({WORD}): ")


@dataclasses.dataclass
class Option:
    long: str
    short: str | None
    value: str | None  # what its argument is called, or None
    text: str

    def choices(self):
        """The words that its argument may be, where the page lists them."""
        if self.value is None or self.value in ("NAME", "MODEL", "N") or "FILE" in self.value or "DIR" in self.value:
            return []
        explained = EXPLAINED.findall(self.text)
        if len(explained) > 1:
            return explained
        # What a word means may stand beside it.
        found = CHOICES.search(self.text) or CHOICES.search(re.sub(r" \([^()]*\)", "", self.text))
        words = re.split(r", | or ", found.group()) if found else []
        return [word for word in words if re.fullmatch(WORD, word)]


@dataclasses.dataclass
class Page:
    name: str  # "score", "labels mos"; "" for the program itself
    usage: str
    summary: str  # paragraphs
    options: list
    entries: list  # (name, summary) of commands or actions
    examples: list  # lines as they are
    rest: str  # paragraphs after the examples


def sections(text):
    """(heading, lines) in order; what has no heading is prose."""
    found = [("", [])]
    for line in text.splitlines():
        if re.fullmatch(r"(Usage|Commands|Options|Actions|Examples?):", line):
            found.append((line.rstrip(":s"), []))
        elif line and not line.startswith(" ") and found[-1][0]:
            found.append(("", [line]))
        else:
            found[-1][1].append(line)
    return found


def parse(name, text):
    page = Page(name, "", "", [], [], [], "")
    for heading, lines in sections(text):
        body = "\n".join(lines).strip("\n")
        if heading == "Usage":
            page.usage = body.strip()
        elif heading == "Option":
            page.options = [Option(m["long"], m["short"], m["value"], m["text"]) for m in map(OPTION.match, lines) if m]
        elif heading in ("Command", "Action"):
            page.entries = [(m["name"], m["text"]) for m in map(ENTRY.match, lines) if m]
        elif heading == "Example":
            page.examples = body.splitlines()
        elif page.options or page.entries:
            page.rest = "\n\n".join(filter(None, (page.rest, body)))
        else:
            page.summary = body
    return page


def ask(program, words):
    environment = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="C")
    answer = subprocess.run([program, *words, "--help"], check=True, stdout=subprocess.PIPE, env=environment)
    return answer.stdout.decode("utf-8")


def read(program):
    """The program's page, then one for each command, then one for each command's action."""
    top = parse("", ask(program, []))
    pages = [top]
    for command, _ in top.entries:
        if command == "help":
            continue
        page = parse(command, ask(program, [command]))
        pages.append(page)
        pages += [parse(f"{command} {action}", ask(program, [command, action])) for action, _ in page.entries]
    return pages


def version(program):
    answer = subprocess.run([program, "--version"], check=True, stdout=subprocess.PIPE)
    return answer.stdout.decode("utf-8").split()[1]
