#!/usr/bin/env python3
"""Checks that dependencies point one way: cli and views -> the rest of app -> compute, and that no widget
is let go of on a thread.

Reads every #include and every library that a meson.build names; with --program it also asks the
dynamic linker what a built acutance-cli loads.  Prints each breach as FILE:LINE: what, and exits 1.

    check-layers.py SOURCE_ROOT [--program FILE]
"""

import argparse
import pathlib
import re
import subprocess
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
LIBRARY_SET = re.compile(r"^(acu_\w+?)_(?:lib|dep)\s*=")
LIBRARY_USE = re.compile(r"\b(acu_\w+?)_(?:lib|dep)\b")
TOP = ("compute", "app", "tests", "ui")

# A foreign library and the only folders that may know it.
KEPT_APART = {
    "GTK": (re.compile(r"^(gtk/|gdk/|gsk/|adwaita\.h|libadwaita)"), ("app/views", "tests/display")),
    "SQLite": (re.compile(r"^sqlite3"), ("app/catalog", "tests")),
    "gdk-pixbuf": (re.compile(r"^gdk-pixbuf/"), ("app", "tests")),
    "Vulkan": (re.compile(r"^vulkan/"), ("compute/vulkan", "tests")),
}

# GTask's own threads may be the last to hold a widget: see thread-task.h.
TASK_ON_THREAD = re.compile(r"\bg_task_run_in_thread\b")

# The kernel may refuse an ordinary user's thread in the background the priority that GLib's shared threads have, which
# is that of the first pool's maker: pools have threads of their own.
POOL = re.compile(r"\bg_thread_pool_new(?:_full)? \(([^;]*)\)")
OWN_THREADS = re.compile(r",\s*TRUE,\s*\w+$")


def is_in(folder, parent):
    return folder == parent or folder.startswith(parent + "/")


def folder_breach(folder, target):
    """Why a file of `folder` may not use the folder `target`, or None."""
    if is_in(target, "tests") and not is_in(folder, "tests"):
        return "the product does not use its tests"
    if is_in(folder, "compute") and is_in(target, "app"):
        return "compute does not know app"
    if is_in(folder, "app"):
        if is_in(folder, "app/learning") and (is_in(target, "app/catalog") or is_in(target, "app/labeling")):
            return "learning does not know the catalog"
        for end in ("app/cli", "app/views"):
            if is_in(target, end) and not is_in(folder, end):
                return f"nothing but the tests uses {end}"
    return None


def include_breach(folder, header):
    """Why a file of `folder` may not include `header`, or None."""
    for name, (pattern, homes) in KEPT_APART.items():
        if pattern.match(header) and not any(is_in(folder, home) for home in homes):
            return f"{name} belongs to {' and '.join(homes)} alone"
    if header.split("/")[0] in TOP:
        return folder_breach(folder, header.rpartition("/")[0])
    return None


def thread_breach(path, line):
    """Why `path` (from the root) may not have `line`, or None."""
    is_widget = path.startswith("app/views/") and not path.startswith("app/views/shared/thread-task.")
    if is_widget and TASK_ON_THREAD.search(line):
        return "widgets are for the main thread: acu_thread_task_run()"
    return None


def find_shared_pools(text):
    """The numbers of the lines of a C file on which it makes a pool whose threads others share."""
    for match in POOL.finditer(text):
        if not OWN_THREADS.search(match.group(1)):
            yield text.count("\n", 0, match.start()) + 1


def files(root):
    for top in TOP:
        if (root / top).is_dir():
            yield from sorted((root / top).rglob("*"))


def find_breaches(root):
    home = {}
    edges = {}
    for path in files(root):
        if path.name == "meson.build":
            for line in path.read_text(encoding="utf-8").splitlines():
                if match := LIBRARY_SET.match(line):
                    home[match.group(1)] = str(path.parent.relative_to(root))

    for path in files(root):
        folder = str(path.parent.relative_to(root))
        if path.suffix not in (".c", ".h") and path.name != "meson.build":
            continue
        text = path.read_text(encoding="utf-8")
        for number in find_shared_pools(text) if is_in(folder, "app") and path.suffix == ".c" else ():
            yield f"{path.relative_to(root)}:{number}: a pool whose threads are shared"
        for number, line in enumerate(text.splitlines(), 1):
            where = f"{path.relative_to(root)}:{number}"
            if path.name == "meson.build":
                used = {home[name] for name in LIBRARY_USE.findall(line) if name in home}
                why = next(filter(None, (folder_breach(folder, target) for target in used)), None)
            else:
                match = INCLUDE.match(line)
                header = match.group(1) if match else ""
                why = include_breach(folder, header) if header else thread_breach(str(path.relative_to(root)), line)
                used = {header.rpartition("/")[0]} if header.startswith("app/") else set()
            if why:
                yield f"{where}: {line.strip()}: {why}"
            for target in used:
                if is_in(folder, "app") and target != folder:
                    edges.setdefault(folder, {}).setdefault(target, where)

    yield from find_cycles(edges)


def find_cycles(edges):
    """Folders of app that need each other, each such pair or ring once."""
    done = set()

    def visit(folder, trail):
        if folder in trail:
            ring = trail[trail.index(folder) :] + [folder]
            yield f"{edges[ring[-2]][folder]}: folders in a ring: {' -> '.join(ring)}"
        elif folder not in done:
            for target in sorted(edges.get(folder, {})):
                yield from visit(target, trail + [folder])
            done.add(folder)

    for folder in sorted(edges):
        yield from visit(folder, [])


def find_loaded(program):
    """GTK among the shared libraries that `program` loads."""
    out = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
    for line in out.splitlines():
        if re.match(r"\s*lib(gtk|adwaita)", line):
            yield f"{program}: loads {line.split()[0]}"


def check_rules():
    """The rules refuse what they are there to refuse, so that a green run means something."""
    assert include_breach("compute/nn", "app/imaging/image.h")
    assert include_breach("compute/cpu", "gtk/gtk.h")
    assert include_breach("compute", "sqlite3.h")
    assert include_breach("app/scoring", "app/views/window.h")
    assert include_breach("app/imaging", "app/cli/options.h")
    assert include_breach("app/cli", "adwaita.h")
    assert include_breach("app/cli", "app/views/window.h")
    assert include_breach("app/learning/training", "app/catalog/catalog.h")
    assert not include_breach("app/labeling", "app/learning/datasets/table.h")
    assert not include_breach("app/cli", "app/scoring/scorer.h")
    assert not include_breach("app/scoring", "compute/graph.h")
    assert not include_breach("app/views", "gtk/gtk.h")
    assert thread_breach("app/views/train/run-view.c", "  g_task_run_in_thread (task, f);")
    assert not thread_breach("app/views/train/run-view.c", "  acu_thread_task_run (task, f);")
    assert not thread_breach("app/catalog/catalog.c", "  g_task_run_in_thread (task, f);")
    assert list(find_shared_pools("\n  pool = g_thread_pool_new (work, NULL, MIN (n, 2),\n    FALSE, NULL);")) == [2]
    assert not list(find_shared_pools("  pool = g_thread_pool_new (work, NULL, MIN (n, 2),\n    TRUE, NULL);"))
    assert list(find_cycles({"app/a": {"app/b": "x"}, "app/b": {"app/a": "y"}}))
    assert not list(find_cycles({"app/a": {"app/b": "x"}, "app/c": {"app/a": "y", "app/b": "z"}}))


def main():
    parser = argparse.ArgumentParser(description="Checks that dependencies point one way.")
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--program", help="a built program that must not load GTK")
    options = parser.parse_args()

    check_rules()
    breaches = list(find_breaches(options.root))
    if options.program:
        breaches += find_loaded(options.program)
    print("\n".join(breaches) or "dependencies point one way")
    return 1 if breaches else 0


sys.exit(main())
