#!/usr/bin/env python3
"""Every action of the application is driven by a test of the windows, and what is bound to one is bound to one there is.

    check-actions.py SOURCE_ROOT

What there is: the tables of app/views and what its widgets install.  What is driven: what the tests in tests/display
activate by name, and what they press there that ui/ binds to one action alone.  Keys do not count, as one key is bound to
many; nor do tours that only look (test-layouts.c, screenshots.py).  Prints what nothing drives, and exits 1.
"""

import ast
import pathlib
import re
import sys
import xml.etree.ElementTree as tree

TABLE = re.compile(r"GActionEntry (\w+)\[\] = \{(.*?)\};", re.S)
MADE = re.compile(r"(?:g_(?:settings_create_action \([^;\"]*|property_action_new \(\s*)|acu_toggle_action_add \(\s*\w+,\s*)\"([a-z-]+)\"")
INSTALLED = re.compile(r"gtk_widget_class_install_action \(\s*\w+,\s*(\"([\w.-]+)\"|(\w+))", re.S)
BOUND = re.compile(r"\"((?:app|win)\.[a-z-]+)(?:[(:][^\"]*)?\"")
ACTIVATED = re.compile(
    r"\b(?:act|acu_test_activate|gtk_widget_activate_action|g_action_group_(?:activate_action|change_action_state)) "
    r"\((.*?)\"([a-z.-]+)\"", re.S)

# What the toolkit itself does.
TOOLKIT = {"window.close"}


def full_name(name, is_application):
    return name if "." in name else f"{'app' if is_application else 'win'}.{name}"


def read_defined(root):
    """The full names of all actions, with where each is."""
    defined = {}
    for path in sorted((root / "app").rglob("*.c")):
        text = path.read_text(encoding="utf-8")
        names = [name for _, body in TABLE.findall(text) for name in re.findall(r"\{\s*\"([a-z-]+)\"", body)]
        names += MADE.findall(text)
        for _, literal, variable in INSTALLED.findall(text):
            # One of a table.
            table = re.search(rf"\b{variable}\[\] = \{{(.*?)\}};", text, re.S) if variable else None
            names += re.findall(r"\"([\w.-]+)\"", table.group(1)) if table else [literal]
        for name in names:
            defined[full_name(name, path.stem == "application")] = str(path.relative_to(root))
    return defined


def read_bound(root):
    """What is on the screen by its text, and the actions that ui/ binds to it; and the names that ui/ and app/ bind."""
    labels, bound = {}, {}
    for path in sorted((root / "ui").glob("*.ui")):
        for element in tree.parse(path).iter():
            said = {child.get("name"): child.text or "" for child in element}
            action = said.get("action-name") or said.get("action")
            if not action:
                continue
            bound[action.partition("(")[0]] = str(path.relative_to(root))
            # What it says itself, or what is in it.
            inside = [part.text for part in element.iter() if part.get("name") in ("label", "tooltip-text") and part.text]
            for text in inside:
                labels.setdefault(text.replace("_", ""), set()).add(action)
    for path in sorted((root / "app").rglob("*.c")):
        for name in BOUND.findall(path.read_text(encoding="utf-8")):
            bound[name] = str(path.relative_to(root))
    return labels, bound


def read_driven_in_c(path):
    for before, name in ACTIVATED.findall(path.read_text(encoding="utf-8")):
        if ";" not in before:
            yield full_name(name, "application" in before)


def texts(nodes):
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def read_driven_in_python(path, labels):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in ("activate", "change_state", "act") and texts(node.args[:1]):
            yield full_name(node.args[0].value, any(keyword.arg == "path" for keyword in node.keywords))
        # find(…).get_action_iface().do_action(0)
        pressed = node.args if name == "press" else node.func.value.func.value.args if is_pressed(node) else []
        for text in texts(pressed):
            if len(labels.get(text, ())) == 1:
                yield from labels[text]


def is_pressed(node):
    return re.search(r"\.find\(.*\)\.get_action_iface\(\)\.do_action\(0\)$", ast.unparse(node)) and node.func.attr == "do_action"


def main():
    root = pathlib.Path(sys.argv[1])
    defined = read_defined(root)
    labels, bound = read_bound(root)
    driven = set()
    for path in sorted((root / "tests/display").glob("test-*")):
        if path.name == "test-layouts.c":
            continue
        driven |= set(read_driven_in_c(path) if path.suffix == ".c" else read_driven_in_python(path, labels))

    faults = [f"{where}: nothing drives {name}" for name, where in defined.items() if name not in driven]
    faults += [f"{where}: there is no action {name}" for name, where in bound.items() if name not in set(defined) | TOOLKIT]
    print("\n".join(faults) or f"{len(defined)} actions are driven")
    sys.exit(bool(faults) or len(defined) < 100)


main()
