#!/usr/bin/env python3
"""Checks that each file of widgets includes the headers of the toolkit that it uses, itself or by headers of the
project: where they are compiled in advance (app/views/precompiled), the compiler does not notice one that is missing.

    check-toolkit-headers.py SOURCE_ROOT
"""

import functools
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)
COMMENT_OR_STRING = re.compile(r'/\*.*?\*/|"(?:[^"\\\n]|\\.)*"', re.S)

# Names of a library, and the headers any of which has them.
LIBRARIES = {
    "GDK": (re.compile(r"\b(?:gdk_\w+|Gdk[A-Z]\w*|GDK_[A-Z_]+)\b"), {"gdk/gdk.h", "gtk/gtk.h", "adwaita.h"}),
    "GTK": (re.compile(r"\b(?:g[st]k_\w+|G[st]k[A-Z]\w*|GTK_[A-Z_]+)\b"), {"gtk/gtk.h", "adwaita.h"}),
    "libadwaita": (re.compile(r"\b(?:adw_\w+|Adw[A-Z]\w*|ADW_[A-Z_]+)\b"), {"adwaita.h"}),
}

# Not GDK's, for all its name.
OTHERS = re.compile(r"\b(?:gdk_pixbuf_\w+|GdkPixbuf\w*|GDK_PIXBUF_\w+)\b")


def find_lacking(text, headers):
    """The libraries that a file's text names and that none of its `headers` declares."""
    code = OTHERS.sub("", COMMENT_OR_STRING.sub("", text))
    return [name for name, (names, declaring) in LIBRARIES.items() if names.search(code) and not declaring & headers]


def find_breaches(root):
    @functools.cache
    def reach(header):
        path = root / header
        found = INCLUDE.findall(path.read_text(encoding="utf-8")) if path.is_file() else []
        return frozenset(found).union(*(reach(each) for each in found))

    for path in sorted((root / "app/views").rglob("*.[ch]")):
        text = path.read_text(encoding="utf-8")
        for name in find_lacking(text, reach(str(path.relative_to(root)))):
            yield f"{path.relative_to(root)}: uses {name} and includes no header of it"


assert find_lacking("GtkWidget *widget;", frozenset({"glib.h"})) == ["GTK"]
assert find_lacking("adw_init ();", frozenset({"gtk/gtk.h"})) == ["libadwaita"]
assert not find_lacking('/* gtk_init */ puts ("GtkWidget"); gdk_pixbuf_new ();', frozenset())
breaches = list(find_breaches(pathlib.Path(sys.argv[1])))
print("\n".join(breaches) or "every file includes what it uses of the toolkit")
sys.exit(bool(breaches))
