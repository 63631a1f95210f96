"""What is on the screen of run.sh: Xvfb keeps it in a file, in the format of the program xwd."""

import os
import pathlib
import struct
import zlib

from palette import quantise


def find_screen(folder=None):
    return pathlib.Path(folder or os.environ["ACUTANCE_TEST_SCREEN"]) / "Xvfb_screen0"


class Watch:
    """Whether there is something new on the screen: what it was is kept in memory that is taken once."""

    def __init__(self):
        self.file = open(find_screen(), "rb", buffering=0)
        self.before, self.now = (bytearray(os.fstat(self.file.fileno()).st_size) for _ in range(2))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.file.close()

    def has_changed(self):
        """Since it was last asked."""
        self.before, self.now = self.now, self.before
        self.file.seek(0)
        self.file.readinto(self.now)
        return self.now != self.before


class Screen:
    """The pixels at one moment, RGB rows."""

    def __init__(self, folder=None):
        data = find_screen(folder).read_bytes()
        # X11's XWDFile.h: 25 words, big end first, then the window's name and the colour map.
        head = struct.unpack(">25I", data[:100])
        self.width, self.height, stride, colours = head[4], head[5], head[12], head[19]
        start = head[0] + 12 * colours
        self.rows = []
        for y in range(self.height):
            row = data[start + y * stride : start + y * stride + 4 * self.width]
            rgb = bytearray(3 * self.width)
            rgb[0::3], rgb[1::3], rgb[2::3] = row[2::4], row[1::4], row[0::4]
            self.rows.append(bytes(rgb))

    def pixel(self, x, y):
        return tuple(self.rows[y][3 * x : 3 * x + 3])

    def colours(self, left=0, top=0, right=None, bottom=None, step=4):
        """How often each colour occurs in a part of the screen, looking at every `step`-th pixel."""
        counts = {}
        for y in range(top, bottom or self.height, step):
            for x in range(left, right or self.width, step):
                pixel = self.pixel(x, y)
                counts[pixel] = counts.get(pixel, 0) + 1
        return counts

    def crop(self, width, height):
        """Leaves the upper left corner."""
        self.width, self.height = min(width, self.width), min(height, self.height)
        self.rows = [row[: 3 * self.width] for row in self.rows[: self.height]]

    def save(self, path):
        """Writes a PNG file (RFC 2083) with a palette."""

        def chunk(kind, data):
            body = kind + data
            return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

        palette, rows = quantise(self.rows)
        raw = b"".join(b"\0" + row for row in rows)
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 3, 0, 0, 0)
        colours = chunk(b"PLTE", bytes(channel for colour in palette for channel in colour))
        pathlib.Path(path).write_bytes(
            b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + colours + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b"")
        )
