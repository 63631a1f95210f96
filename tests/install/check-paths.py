#!/usr/bin/env python3
"""The files and folders that documents name are there: links, and whatever is set as code and looks like a file of the
source.  What is written in capitals, as in `test-NAME.c`, stands for something: there must be a file like it.

Usage: check-paths.py SOURCE_ROOT
"""

import pathlib
import re
import subprocess
import sys

# Endings of files that only this source has; scores.csv and best_model.pkl are examples.
SOURCES = r"(?:c|h|comp|py|sh|ui|md|build|in|xml|pot?|ttl|lcov|css|gresource\.xml)"

# Names that no file should have, and files of another project.
OTHERS = {
    "utils.c", "helpers.h", "manager.c", "test/subjective_model_test.py", "test/resource/NFLX_dataset_public_raw.py",
    "itut_p910_demo/README.md",
}


def list_files(root):
    """All files and folders below `root` that are no products of a build, as paths with a / before and behind."""
    names = subprocess.run(["git", "-C", root, "ls-files"], capture_output=True, text=True).stdout.split("\n")
    if not any(names):  # unpacked without its history
        names = [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()]
        names = [name for name in names if not name.startswith(("_build/", ".git/"))]
    paths = {pathlib.PurePosixPath(name) for name in names if name}
    return {f"/{path}/" for path in paths | {parent for path in paths for parent in path.parents}}


def names_in(text):
    """What a document says is a file or a folder."""
    for code in re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)):
        for word in re.findall(r"^\S+", code):
            if re.fullmatch(rf"[\w./-]+\.{SOURCES}", word) or re.fullmatch(r"(app|compute|data|po|shaders|tests|ui|\.ci)/[\w./-]*", word):
                yield word


def is_there(name, files):
    """Whether a file or folder ends in `name`, as it is or with any words for those in capitals."""
    name = name.rstrip("/")
    wanted = re.compile("/" + re.sub(r"(?<![A-Za-z])[A-Z]{2,}(?![A-Za-z])", "[^/]+", re.escape(name)) + "/$")
    return any(path.endswith(f"/{name}/") or wanted.search(path) for path in files)


def main():
    root = pathlib.Path(sys.argv[1])
    files = list_files(root)
    documents = [root / path.strip("/") for path in sorted(files) if path.endswith(".md/")]
    faults, n = [], 0
    for path in documents:
        text = path.read_text(encoding="utf-8")
        for name in set(names_in(text)) - OTHERS:
            n += 1
            if not is_there(name, files):
                faults.append(f"{path.relative_to(root)}: there is no {name}")
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            n += 1
            if not (path.parent / link).exists():
                faults.append(f"{path.relative_to(root)}: {link} leads nowhere")
    print("\n".join(faults) or f"{n} files and folders are named in {len(documents)} documents, and there")
    sys.exit(bool(faults) or n < 100)


main()
