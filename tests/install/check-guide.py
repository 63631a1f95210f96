#!/usr/bin/env python3
"""Every link and picture of the guide leads somewhere, pictures have words, and no page needs a network; the pictures
that screenshots.py makes, those in the repository and those that the guide and the README show are the same; and every
screen of the application is in one that the guide shows, or told in its words.

Usage: check-guide.py FOLDER SOURCE_ROOT: the guide as it was built.
"""

import ast
import html.parser
import pathlib
import re
import sys

# Where each screen is seen: the file that makes it, below app/views, and a picture, or one for each of its faces.
SCREENS = {
    "compare/compare-page": "compare-dark",
    "cull/cull-page": "cull-dark",
    "cull/cull-sidebar": "cull-dark",
    "export/export-dialog": "export-light",
    "label/label-overview": "overview-light",
    "label/label-page": "overview-light",
    "label/rating-page": ("rating-dark", "continuous-dark", "pairs-dark", "patches-dark"),
    "label/results-page": "results-light",
    "label/score-table": "results-light",
    "label/session-form": "label-light",
    "library/library-page": "library-light",
    "library/library-sidebar": "library-light",
    "models/comparison-view": "outcome-light",
    "models/evaluation-table": "evaluation-light",
    "models/folder-comparison": "comparison-light",
    "models/models-window": "models-light",
    "models/outcome-page": "outcome-light",
    "models/picture-browser": "outcome-light",
    "preferences/key-page": "keys-light",
    "preferences/preferences": "preferences-light",
    "train/run-compare": "runs-light",
    "train/run-setup": "train-light",
    "train/run-view": "train-dark",
    "train/synthetic-guide": "synthetic-light",
    "train/train-page": "train-light",
    "viewer/photo-panel": "viewer-light",
    "viewer/photo-view": "viewer-light",
    "viewer/viewer-page": "viewer-light",
    "window": "library-light",
}

# Those that no picture shows, and the words by which the guide tells of them: what is seen on a bad day only, between two
# pictures of a session, while photos are scored, as an answer to what was just done, or outside the window.
TOLD = {
    "catalog-trouble": "*The catalog cannot be opened* stands in the place of the photos",
    "label/label-exchange": "What a merge came to is told in a dialog",
    "label/rating-notice": "*Before you begin* has the instructions",
    "library/reading-card": "tells how far reading is",
    "library/scoring-card": "tells how far scoring is",
    "models/model-import": "shown before it is kept",
    "preferences/key-dialog": "press the row and the new key",
    "train/run-notice": "a notification says so",
}

# What files that make a screen are called.  What is shared is a part of others, and a question is no screen.
SCREEN_NAMES = (
    "(page|window|form|setup|guide|overview|view|compare|comparison|table|preferences|dialog|panel|sidebar|card|browser"
    "|trouble|notice|import|exchange)"
)


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.path = path
        self.faults = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        target = attributes.get("href") or attributes.get("src")
        if tag == "img" and not attributes.get("alt"):
            self.faults.append(f"{self.path.name}: {target} has no words in its place")
        if tag in ("script", "link", "iframe"):
            self.faults.append(f"{self.path.name}: a {tag} is not for reading")
        if target is None:
            return
        if "://" in target:
            self.faults.append(f"{self.path.name}: {target} needs a network")
        elif not (self.path.parent / target.partition("#")[0]).exists():
            self.faults.append(f"{self.path.name}: there is no {target}")


def read_shots(path, table):
    """The names of the pictures that screenshots.py makes, by one of its tables."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == table:
            return {key.value for key in node.value.keys}
    sys.exit(f"{path} says of no picture how it is made")


def check_pictures(root):
    """What is made, kept and shown, each but for the others."""
    script = root / "tests/display/screenshots.py"
    made = read_shots(script, "SHOTS")
    kept = {path.stem for path in (root / "data/screenshots").glob("*.png")}
    texts = [path.read_text(encoding="utf-8") for path in [root / "README.md", *(root / "data/guide").glob("*.md")]]
    shown = set(re.findall(r"screenshots/([\w-]+)[.]png", "".join(texts)))
    faults = [f"{name}.png is shown by no document" for name in sorted((made | kept) - shown)]
    faults += [f"screenshots.py does not make {name}.png" for name in sorted((kept | shown) - made)]
    faults += [f"{name}.png is not in data/screenshots" for name in sorted((made | shown) - kept)]
    states = {path.stem for path in (root / "data/screenshots/states").glob("*.png")}
    told = set(re.findall(r"states/([\w-]+)[.]png", (root / "data/screenshots/README.md").read_text(encoding="utf-8")))
    wanted = read_shots(script, "STATES")
    return faults + [f"states/{name}.png is made, kept or told of without the others"
                     for name in sorted((wanted | states | told) - (wanted & states & told))]


def check_screens(root):
    """Each file that makes a screen has its picture in the guide, or its words."""
    views = root / "app/views"
    files = {str(path.relative_to(views).with_suffix("")) for path in views.glob("**/*.c")}
    screens = {name for name in files if re.search(f"(^|[/-]){SCREEN_NAMES}$", name) and not re.match("(shared|charts)/", name)}
    shown = "".join(path.read_text(encoding="utf-8") for path in (root / "data/guide").glob("*.md"))
    words = " ".join(shown.split())
    faults = [f"app/views/{name}.c is in no picture of the guide" for name in sorted(screens - set(SCREENS) - set(TOLD))]
    faults += [f"there is no app/views/{name}.c" for name in sorted({*SCREENS, *TOLD} - files)]
    faults += [f"the guide does not say “{text}” of app/views/{name}.c" for name, text in TOLD.items() if text not in words]
    for name, shots in SCREENS.items():
        missing = [shot for shot in ([shots] if isinstance(shots, str) else shots) if f"/{shot}.png" not in shown]
        faults += [f"the guide does not show {shot}.png with app/views/{name}.c" for shot in missing]
    return faults


pages = [Page(path) for path in sorted(pathlib.Path(sys.argv[1]).glob("*.html"))]
faults = [fault for page in pages for fault in page.faults] + check_pictures(pathlib.Path(sys.argv[2]))
faults += check_screens(pathlib.Path(sys.argv[2]))
print("\n".join(faults) or f"{len(pages)} pages lead nowhere wrong")
sys.exit(bool(faults) or len(pages) < 6)
