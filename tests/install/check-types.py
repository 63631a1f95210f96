#!/usr/bin/env python3
"""The desktop entry offers the program for every kind of file that it opens, and for no other.

Usage: check-types.py SOURCE_ROOT
"""

import pathlib
import re
import sys

# The type that the desktops' shared database (shared-mime-info) gives to files of each ending in file-kind.c.
TYPES = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "jpe": "image/jpeg", "jfif": "image/jpeg", "png": "image/png",
    "tif": "image/tiff", "tiff": "image/tiff", "webp": "image/webp", "gif": "image/gif", "bmp": "image/bmp",
    "pnm": "image/x-portable-anymap", "ppm": "image/x-portable-pixmap", "pgm": "image/x-portable-graymap",
    "pbm": "image/x-portable-bitmap", "avif": "image/avif", "heif": "image/heif", "heic": "image/heif",
    "jxl": "image/jxl", "jp2": "image/jp2", "j2k": "image/x-jp2-codestream", "jpx": "image/jpx", "jpf": "image/jpx",
    "arw": "image/x-sony-arw", "cr2": "image/x-canon-cr2", "cr3": "image/x-canon-cr3", "crw": "image/x-canon-crw",
    "dcr": "image/x-kodak-dcr", "dng": "image/x-adobe-dng", "k25": "image/x-kodak-k25", "kdc": "image/x-kodak-kdc",
    "mrw": "image/x-minolta-mrw", "nef": "image/x-nikon-nef", "nrw": "image/x-nikon-nrw", "orf": "image/x-olympus-orf",
    "pef": "image/x-pentax-pef", "raf": "image/x-fuji-raf", "raw": "image/x-panasonic-rw",
    "rw2": "image/x-panasonic-rw2", "sr2": "image/x-sony-sr2", "srf": "image/x-sony-srf", "x3f": "image/x-sigma-x3f",
}
# Those of which it knows nothing.
NAMELESS = set("pam 3fr ari erf fff iiq mef mos rwl srw".split())
# What is opened and is no file.
FOLDER = "inode/directory"


def read_endings(path):
    """What files of pictures and of raw pictures end in."""
    lists = re.findall(r"const char \*const (?:pictures|raws)\[\] = \{(.*?)\}", path.read_text(encoding="utf-8"), re.S)
    if len(lists) != 2:
        sys.exit(f"{path} has no lists of endings")
    return set(re.findall(r'"(\w+)"', "".join(lists)))


def main():
    root = pathlib.Path(sys.argv[1])
    endings = read_endings(root / "app/imaging/file-kind.c")
    entry = (root / "data/io.github.acutance.Acutance.desktop.in").read_text(encoding="utf-8")
    declared = set(re.search(r"^MimeType=(.*);$", entry, re.M)[1].split(";"))
    wanted = {TYPES[ending] for ending in endings & set(TYPES)} | {FOLDER}

    faults = [f"nobody says here of which type “.{ending}” is" for ending in sorted(endings - set(TYPES) - NAMELESS)]
    faults += [f"“.{ending}” is opened no more" for ending in sorted((set(TYPES) | NAMELESS) - endings)]
    faults += [f"the desktop entry lacks {name}" for name in sorted(wanted - declared)]
    faults += [f"{name} is not opened" for name in sorted(declared - wanted)]
    print("\n".join(faults) or f"{len(declared)} types for {len(endings)} endings")
    sys.exit(bool(faults))


main()
