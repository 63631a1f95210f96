#!/usr/bin/env python3
"""Every link and picture of the guide leads somewhere, pictures have words, and no page needs a network.

Usage: check-guide.py FOLDER: the guide as it was built.
"""

import html.parser
import pathlib
import sys


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


pages = [Page(path) for path in sorted(pathlib.Path(sys.argv[1]).glob("*.html"))]
faults = [fault for page in pages for fault in page.faults]
print("\n".join(faults) or f"{len(pages)} pages lead nowhere wrong")
sys.exit(bool(faults) or len(pages) < 6)
