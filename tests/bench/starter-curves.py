#!/usr/bin/python3
"""Draws the learning curves of the starter model (see starter-legs.py) as a PNG.

Usage: starter-curves.py HISTORY.json OUT.png

Three panels over the training steps of all legs, each scaled to its own range: the token heads' loss, the loss of the
score, and the rank correlation on the held-out photos at the end of each epoch.  Every leg begins at an upright line,
with new token heads.  Needs Python alone.
"""
import json
import struct
import sys
import zlib

WIDTH, PANEL, MARGIN = 720, 150, 40
INK, GRID, LINE = (40, 40, 40), (225, 225, 225), (28, 99, 178)

# Three columns of five bits, the top row lowest.
GLYPHS = {
    "0": (31, 17, 31), "1": (0, 31, 0), "2": (29, 21, 23), "3": (21, 21, 31), "4": (7, 4, 31), "5": (23, 21, 29),
    "6": (31, 21, 29), "7": (1, 1, 31), "8": (31, 21, 31), "9": (23, 21, 31), ".": (0, 16, 0), "-": (4, 4, 4),
    " ": (0, 0, 0), "a": (30, 5, 30), "c": (31, 17, 17), "d": (31, 17, 14), "e": (31, 21, 17), "f": (31, 5, 1),
    "g": (31, 17, 29), "h": (31, 4, 31), "i": (17, 31, 17), "k": (31, 4, 27), "l": (31, 16, 16), "n": (31, 6, 31),
    "o": (14, 17, 14), "p": (31, 5, 7), "r": (31, 5, 26), "s": (23, 21, 29), "t": (1, 31, 1), "u": (31, 16, 31),
}


class Picture:
    def __init__(self, width, height):
        self.width, self.height = width, height
        self.pixels = bytearray(b"\xff" * (3 * width * height))

    def set(self, x, y, colour):
        if 0 <= x < self.width and 0 <= y < self.height:
            at = 3 * (y * self.width + x)
            self.pixels[at:at + 3] = bytes(colour)

    def line(self, x0, y0, x1, y1, colour, thick=1):
        steps = max(abs(x1 - x0), abs(y1 - y0), 1)
        for i in range(int(steps) + 1):
            x, y = round(x0 + (x1 - x0) * i / steps), round(y0 + (y1 - y0) * i / steps)
            for dy in range(thick):
                self.set(x, y + dy, colour)

    def text(self, x, y, words):
        for letter in words:
            for column, bits in enumerate(GLYPHS[letter]):
                for row in range(5):
                    if bits >> row & 1:
                        for dx in range(2):
                            for dy in range(2):
                                self.set(x + 2 * column + dx, y + 2 * row + dy, INK)
            x += 8

    def write(self, path):
        rows = b"".join(b"\0" + bytes(self.pixels[3 * self.width * y:3 * self.width * (y + 1)])
                        for y in range(self.height))

        def chunk(kind, data):
            return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

        with open(path, "wb") as out:
            out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0))
                      + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def draw_panel(picture, top, title, lines, starts, last_step):
    """@lines: a list of (step, value) a leg; drawn with the smallest and largest value named."""
    left, right, bottom = MARGIN + 30, WIDTH - 20, top + PANEL - MARGIN
    values = [value for line in lines for _, value in line]
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    picture.text(left, top + 4, title)
    top += 22

    def place(point):
        return (left + (right - left) * point[0] / last_step, bottom - (bottom - top) * (point[1] - low) / span)

    for value, y in ((high, top), (low, bottom)):
        picture.line(left, y, right, y, GRID)
        picture.text(4, y - 5, f"{value:.3f}")
    for step in (0, last_step):
        picture.text(left if step == 0 else right - 8 * len(str(step)), bottom + 8, str(step))
    for start in starts:
        x = round(place((start, low))[0])
        picture.line(x, top, x, bottom, GRID)
    for line in lines:
        places = [place(point) for point in line]
        for (x0, y0), (x1, y1) in zip(places, places[1:]):
            picture.line(x0, y0, x1, y1, LINE, thick=2)
        if len(places) < 12:
            for x, y in places:
                for d in range(-2, 4):
                    picture.line(x - 3, y + d, x + 3, y + d, LINE)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        legs = json.load(file)
    starts, last_step = [], 0
    panels = {"token heads loss": [], "score loss": [], "held-out srcc": []}
    for leg in legs:
        starts.append(last_step)
        panels["token heads loss"].append([(last_step + p["step"], p["token_loss"]) for p in leg["curve"]])
        panels["score loss"].append([(last_step + p["step"], p["loss"]) for p in leg["curve"]])
        panels["held-out srcc"].append([(last_step + epoch["step"], epoch["val_srcc"]) for epoch in leg["epochs"]
                                        if epoch["val_srcc"] is not None])
        last_step += leg["epochs"][-1]["step"]
    picture = Picture(WIDTH, PANEL * len(panels))
    for i, (title, lines) in enumerate(panels.items()):
        draw_panel(picture, i * PANEL, title, lines, starts, last_step)
    picture.write(sys.argv[2])


main()
