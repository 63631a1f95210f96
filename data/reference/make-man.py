#!/usr/bin/env python3
"""Writes acutance-cli's manual page, made of its help pages.  Usage: make-man.py ACUTANCE-CLI > acutance-cli.1"""

import re
import sys

import cli_help

FILES = (
    ("$XDG_DATA_HOME/acutance/models", "Models that were imported or trained, one file each."),
    ("$XDG_DATA_HOME/acutance/runs", "Trainings that have not ended, to be resumed."),
    ("$XDG_DATA_HOME/acutance/catalog.db", "The catalog, of which “labels” reads and writes label sets."),
    ("$XDG_CACHE_HOME/acutance", "Compiled kernels of graphics processors; may be deleted."),
)


def escape(text):
    """Text as roff prints it to the letter."""
    text = text.replace("\\", r"\e").replace("-", r"\-").replace("~", r"\(ti").replace("^", r"\(ha").replace("'", r"\(aq")
    return re.sub(r"^\.", r"\&.", text)


def paragraphs(text):
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        if paragraph.strip():
            yield ".PP"
            yield escape(" ".join(paragraph.split()))


def options(page):
    for option in page.options:
        value = rf"=\fI{escape(option.value)}\fR" if option.value else ""
        short = rf"\fB\-{option.short}\fR, " if option.short else ""
        yield ".TP"
        yield rf"{short}\fB\-\-{escape(option.long)}\fR{value}"
        yield escape(option.text)


def examples(page):
    yield ".PP"
    yield "Examples:"
    yield ".PP"
    yield ".nf"
    yield ".RS 4"
    yield from (escape(line.removeprefix("  ")) for line in page.examples)
    yield ".RE"
    yield ".fi"


def command(page):
    yield f".SS {escape(page.name)}"
    yield rf"\fB{escape(page.usage)}\fR"
    yield from paragraphs(page.summary)
    yield from options(page)
    if page.examples:
        yield from examples(page)
    yield from paragraphs(page.rest)


def manual(program):
    pages = cli_help.read(program)
    yield f'.TH ACUTANCE\\-CLI 1 "" "Acutance {cli_help.version(program)}" "User Commands"'
    yield ".SH NAME"
    yield r"acutance\-cli \- score the quality of photos, train models of it, gather opinion scores"
    yield ".SH SYNOPSIS"
    yield r"\fBacutance\-cli\fR \fICOMMAND\fR [\fIOPTION\fR…]"
    yield ".SH DESCRIPTION"
    yield r"\fBacutance\-cli\fR runs HyperIQA with a Swin backbone, and the original HyperIQA, on the processor or on a"
    yield "graphics processor through Vulkan.  It needs no display and no network.  Photos are only ever read."
    yield ".SH COMMANDS"
    for page in pages[1:]:
        yield from command(page)
    yield ".SH EXIT STATUS"
    for status, meaning in ((0, "all was done"), (1, "some inputs failed, each named on standard error; the rest was done"),
                            (2, "wrong options, no such model or device, or a failure of the whole, such as a model file that "
                             "cannot be read or output that cannot be written")):
        yield ".TP"
        yield rf"\fB{status}\fR"
        yield meaning
    yield ".SH FILES"
    for path, meaning in FILES:
        yield ".TP"
        yield rf"\fI{escape(path)}\fR"
        yield escape(meaning)
    yield ".SH SEE ALSO"
    yield r"\fBacutance\fR(1)"


sys.stdout.reconfigure(encoding="utf-8")
print("\n".join(manual(sys.argv[1])))
