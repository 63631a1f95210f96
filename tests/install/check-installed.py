#!/usr/bin/env python3
"""What `meson install` puts where: each thing that a desktop, a shell or a person looks for has its place.

Usage: check-installed.py BUILD_FOLDER SOURCE_ROOT [views]
"""

import json
import pathlib
import re
import subprocess
import sys

ID = "io.github.acutance.Acutance"
EVERYWHERE = """
bin/acutance-cli libexec/acutance/acutance-decoder share/acutance/models/nano.safetensors share/acutance/models/nano.md
share/acutance/guide/index.html share/bash-completion/completions/acutance-cli share/zsh/site-functions/_acutance-cli
share/fish/vendor_completions.d/acutance-cli.fish share/man/man1/acutance.1 share/man/man1/acutance-cli.1
share/licenses/acutance/LICENSE share/licenses/acutance/licences.md share/acutance/samples
""".split()
VIEWS = f"""
bin/acutance share/applications/{ID}.desktop share/dbus-1/services/{ID}.service share/metainfo/{ID}.metainfo.xml
share/icons/hicolor/scalable/apps/{ID}.svg share/icons/hicolor/symbolic/apps/{ID}-symbolic.svg
share/glib-2.0/schemas/{ID}.gschema.xml
""".split()


def main():
    build, root = map(pathlib.Path, sys.argv[1:3])
    told = subprocess.run(["meson", "introspect", "--installed", build], check=True, capture_output=True, text=True).stdout
    places = set(json.loads(told).values())
    pages = (root / "data/guide/meson.build").read_text()
    chapters = re.findall(r"'([a-z-]+)'", re.search(r"chapters = \[(.*?)\]", pages, re.S)[1])
    languages = [line for line in (root / "po/LINGUAS").read_text().split("\n") if line and not line.startswith("#")]

    wanted = EVERYWHERE + (VIEWS if "views" in sys.argv[3:] else [])
    wanted += [f"share/locale/{language}/LC_MESSAGES/acutance.mo" for language in languages]
    wanted += [f"share/acutance/guide/{chapter}.html" for chapter in chapters]
    wanted += [f"share/acutance/screenshots/{picture.name}" for picture in (root / "data/screenshots").glob("*-*.png")
               if picture.stem in "".join(page.read_text() for page in (root / "data/guide").glob("*.md"))]
    missing = [name for name in wanted if not any(place.endswith("/" + name) for place in places)]
    print("\n".join(f"{name} is not installed" for name in missing) or f"{len(wanted)} of {len(places)} are wanted and there")
    sys.exit(bool(missing))


main()
