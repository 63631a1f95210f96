#!/usr/bin/env python3
"""The Flatpak recipe as far as it can be told without building it: every library and program that the build asks for
is in GNOME's runtime or made before, from sources that get-sources.sh gets, and the sandbox has what is needed and no
network.

Usage: check-flatpak.py SOURCE_ROOT
"""

import json
import pathlib
import re
import sys

# What org.gnome.Platform and org.gnome.Sdk have, by the names that meson.build asks for.
RUNTIME = set(
    "gdk-pixbuf-2.0 gio-unix-2.0 glib-2.0 gobject-2.0 gtk4 json-glib-1.0 lcms2 libadwaita-1 libjpeg libwebp libxml-2.0 "
    "openmp sqlite3 threads vulkan gtk4-update-icon-cache update-desktop-database".split()
)
# What they lack, and the module that makes it.
MODULES = {"cmark-gfm": "cmark-gfm", "gexiv2": "gexiv2", "glslangValidator": "glslang", "libraw": "libraw", "libzip": "libzip"}

# Programs of the build alone: nothing of them is in what people install.
BUILD_TOOLS = {"cmark-gfm", "glslang"}

PERMISSIONS = {"--device=dri", "--filesystem=xdg-pictures", "--socket=wayland", "--socket=fallback-x11"}
# Ways out of the machine, or around the sandbox.
FORBIDDEN = re.compile(r"--share=network|--filesystem=(host|home|/)|--device=all|xdg-run/gvfs|-name=")


def asked_for(root):
    """Libraries and programs that meson.build files want, tests apart."""
    files = [root / "meson.build"]
    for folder in ("app", "compute", "data", "shaders", "ui"):
        files += (root / folder).rglob("meson.build")
    found = re.findall(r"(?<!_)(?:dependency|find_program)\('([\w.-]+)'", "".join(path.read_text() for path in files))
    return set(found)


def make_object(pairs):
    """What is said of each key, once: of two values JSON's reader would keep the last without a word."""
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            sys.exit(f"“{key}” is told twice in {{{', '.join(keys)}}}")
    return dict(pairs)


def main():
    root = pathlib.Path(sys.argv[1])
    folder = root / "data" / "package" / "flatpak"
    manifest = json.loads((folder / "io.github.acutance.Acutance.json").read_text(), object_pairs_hook=make_object)
    modules = [module["name"] for module in manifest["modules"]]
    fetched = re.search(r"for package in ([^;]*);", (folder / "get-sources.sh").read_text())[1].split()
    wanted = asked_for(root)

    faults = [f"nothing provides {name}: name the module that makes it" for name in sorted(wanted - RUNTIME - set(MODULES))]
    faults += [f"no module makes {module} for {name}" for name, module in MODULES.items() if module not in modules]
    faults += [f"the build does not ask for {name} any more" for name in sorted(set(MODULES) - wanted)]
    shipped = {module["name"] for module in manifest["modules"] if module.get("cleanup") != ["*"]}
    faults += [f"{name} is shipped, but only the build needs it" for name in sorted(BUILD_TOOLS & shipped)]
    faults += [f"nothing of {name} is left in the package" for name in sorted(set(MODULES.values()) - BUILD_TOOLS - shipped)]
    if modules[-1] != "acutance" or manifest["app-id"] != "io.github.acutance.Acutance":
        faults.append("the last module is not this program")
    for module in manifest["modules"][:-1]:
        for source in module["sources"]:
            if source["type"] == "dir" and source["path"].removeprefix("sources/") not in fetched:
                faults.append(f"get-sources.sh gets no {source['path']}")
    own = folder / manifest["modules"][-1]["sources"][0]["path"]
    if own.resolve() != root.resolve():
        faults.append(f"{own} is not this checkout")
    permissions = set(manifest["finish-args"])
    faults += [f"{name} is missing" for name in sorted(PERMISSIONS - permissions)]
    faults += [f"{name} is too much" for name in sorted(permissions) if FORBIDDEN.search(name)]
    print("\n".join(faults) or f"{len(wanted)} things are there, {len(modules)} modules")
    sys.exit(bool(faults) or len(wanted) < 15)


main()
