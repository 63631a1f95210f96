#!/usr/bin/env python3
"""Makes a page of the guide: CommonMark to HTML by cmark-gfm, into template.html.

Usage: make-page.py CMARK PAGE.md CHAPTER.md… > PAGE.html: the chapters, in order, are what the page's head links to.
"""

import html
import pathlib
import re
import subprocess
import sys


def title(page):
    return re.match(r"# (.+)", page.read_text(encoding="utf-8")).group(1)


cmark, page, *chapters = sys.argv[1], *map(pathlib.Path, sys.argv[2:])
body = subprocess.run([cmark, "--extension", "table", page], check=True, stdout=subprocess.PIPE).stdout.decode("utf-8")
body = re.sub(r'href="([\w-]+)\.md"', r'href="\1.html"', body)
links = " ".join(
    f'<a href="{chapter.stem}.html"{" aria-current=page" if chapter == page else ""}>{html.escape(title(chapter))}</a>'
    for chapter in chapters
)
text = (pathlib.Path(__file__).parent / "template.html").read_text(encoding="utf-8")
for name, value in (("TITLE", html.escape(title(page))), ("CHAPTERS", links), ("BODY", body)):
    text = text.replace(f"@{name}@", value)
sys.stdout.reconfigure(encoding="utf-8")
print(text, end="")
