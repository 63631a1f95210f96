"""A picture in few colours: what a window is drawn in stays as it is, photos are brought down to what is left."""

# Flat areas of a window and the edges of its letters: so many colours are kept exactly.
KEPT = 72

# Colours of photos are told apart by so many bits of each channel while the others are chosen.
BITS = 6


def _cell(colour):
    shift = 8 - BITS
    return colour[0] >> shift, colour[1] >> shift, colour[2] >> shift


def _mean(box):
    """The mean of a box of (cell, count, sums of the channels)."""
    count = sum(part[1] for part in box)
    return tuple(round(sum(part[2][channel] for part in box) / count) for channel in range(3))


def _worth(box):
    """By how much it would help to divide a box: its longest side, and a little how many pixels it has."""
    longest = max(max(part[0][c] for part in box) - min(part[0][c] for part in box) for c in range(3))
    return longest * sum(part[1] for part in box) ** 0.5


def _divide(box):
    """Two boxes with about as many pixels each, across the longest side (median cut, Heckbert 1982)."""
    spans = [max(part[0][c] for part in box) - min(part[0][c] for part in box) for c in range(3)]
    channel = spans.index(max(spans))
    box.sort(key=lambda part: part[0][channel])
    half, seen = sum(part[1] for part in box) / 2, 0
    for place, part in enumerate(box[:-1]):
        seen += part[1]
        if seen >= half:
            break
    return box[: place + 1], box[place + 1 :]


def quantise(rows, size=256):
    """Rows of RGB bytes as (palette, rows of a byte a pixel)."""
    pixels = [list(zip(row[0::3], row[1::3], row[2::3])) for row in rows]
    counts = {}
    for row in pixels:
        for colour in row:
            counts[colour] = counts.get(colour, 0) + 1
    kept = sorted(counts, key=counts.get, reverse=True)[: KEPT if len(counts) > size else size]
    places = {colour: place for place, colour in enumerate(kept)}

    cells = {}
    for colour in counts.keys() - places.keys():
        count, sums = cells.get(_cell(colour), (0, (0, 0, 0)))
        weight = counts[colour]
        cells[_cell(colour)] = count + weight, tuple(s + weight * c for s, c in zip(sums, colour))
    boxes = [[(cell, count, sums) for cell, (count, sums) in sorted(cells.items())]] if cells else []
    worths = [_worth(box) for box in boxes]
    while boxes and len(boxes) < size - len(kept) and max(worths) > 0:
        place = worths.index(max(worths))
        worths.pop(place)
        halves = _divide(boxes.pop(place))
        boxes += halves
        worths += [_worth(half) for half in halves]

    near = {part[0]: len(kept) + place for place, box in enumerate(boxes) for part in box}
    for colour in counts.keys() - places.keys():
        places[colour] = near[_cell(colour)]
    return kept + [_mean(box) for box in boxes], [bytes(map(places.__getitem__, row)) for row in pixels]
