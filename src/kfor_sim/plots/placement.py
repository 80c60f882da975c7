"""Where labels go so that they cover neither each other nor a line: three small rules of geometry."""

from __future__ import annotations

from collections.abc import Sequence
from math import copysign, cos, hypot, pi, sin


def stairs(places: Sequence[float], widths: Sequence[float]) -> list[int]:
    """Give each label a row so that no label meets another, nor the line that hangs from another.

    Each label starts at its own line and runs to the right; its line hangs from its row to the ground. A label that
    reaches over a later line must therefore stand above the label of that line.

    Args:
        places: Where the lines stand, in ascending order.
        widths: How far each label reaches to the right, in the same unit.

    Returns:
        The row of each label, 0 at the bottom.
    """
    rows = [0] * len(places)
    for i in reversed(range(len(places))):
        under = [rows[j] for j in range(i + 1, len(places)) if places[j] < places[i] + widths[i]]
        rows[i] = max(under, default=-1) + 1
    return rows


def spread(wanted: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Move positions as little as possible so that neighbours keep a distance and all stay within bounds.

    Args:
        wanted: Where each label would like to stand, in any order.
        gap: The least distance of two; made smaller where the bounds leave no room.
        low: The least position.
        high: The greatest position.

    Returns:
        Where each label stands, in the order given; the order of positions is kept.
    """
    count = len(wanted)
    gap = min(gap, (high - low) / max(1, count - 1))
    order = sorted(range(count), key=lambda i: wanted[i])
    level = _ascending([wanted[i] - rank * gap for rank, i in enumerate(order)])
    top = high - gap * (count - 1)
    placed = [0.0] * count
    for rank, i in enumerate(order):
        placed[i] = min(max(level[rank], low), top) + rank * gap
    return placed


Box = tuple[float, float, float, float]
"""Left, bottom, right and top."""

Point = tuple[float, float]

_TURNS = 16  # directions from a mark in which a place is looked for
_DISTANCES = (0.9, 1.6, 2.4, 3.4, 4.6, 6.0, 7.5, 9.0)  # heights of a label between a mark and its label
_OUTSIDE, _CROSSING = 20.0, 2.0  # what it costs to leave the bounds, and to cross a label with a line


def around(
    marks: Sequence[Point], widths: Sequence[float], *, height: float, inside: Box, taken: Sequence[Box]
) -> list[Point]:
    """Find a place near each mark for its label, where it covers as little as possible, in a few rounds.

    Each label goes where it and the line from its mark cost least, given where the others stand: covering anything
    costs most, then crossing a label with the line, then distance.

    Args:
        marks: Where the marks stand.
        widths: How wide each label is, in the same unit.
        height: How tall a label is.
        inside: Where labels may stand.
        taken: What labels should not cover, such as marks and their intervals.

    Returns:
        The centre of each label.
    """
    rounds = 3
    boxes: list[Box | None] = [None] * len(marks)
    for number in list(range(len(marks))) * rounds:
        others = [box for place, box in enumerate(boxes) if box and place != number]
        places = _places(marks[number], widths[number], height)
        boxes[number] = min(
            places, key=lambda box: _cost(box, marks[number], others=others, taken=taken, inside=inside, height=height)
        )
    return [((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for box in boxes if box]


def _places(mark: Point, width: float, height: float) -> list[Box]:
    """Boxes around a mark, the nearest first; each touches a ring around the mark from outside."""
    boxes = []
    for far in _DISTANCES:
        for turn in range(_TURNS):
            angle = 2 * pi * turn / _TURNS
            x = mark[0] + far * height * cos(angle) + copysign(width / 2, cos(angle)) * min(1, 2 * abs(cos(angle)))
            y = mark[1] + far * height * sin(angle)
            boxes.append((x - width / 2, y - height / 2, x + width / 2, y + height / 2))
    return boxes


def _cost(box: Box, mark: Point, *, others: Sequence[Box], taken: Sequence[Box], inside: Box, height: float) -> float:
    """What a place costs, in areas of a square as tall as a label."""
    area = (box[2] - box[0]) * (box[3] - box[1])
    covered = sum(_overlap(box, other) for other in (*others, *taken))
    outside = area - _overlap(box, inside)
    near = (min(max(mark[0], box[0]), box[2]), min(max(mark[1], box[1]), box[3]))
    crossed = sum(_crosses(mark, near, other) for other in others)
    away = hypot(near[0] - mark[0], near[1] - mark[1]) / height
    return (10 * covered + _OUTSIDE * outside) / height**2 + _CROSSING * crossed + 0.5 * away


def _crosses(start: Point, stop: Point, box: Box) -> bool:
    """Whether a straight line runs through a box, looked at in a few points of it."""
    steps = 12
    for step in range(1, steps):
        x, y = (start[axis] + (stop[axis] - start[axis]) * step / steps for axis in (0, 1))
        if box[0] < x < box[2] and box[1] < y < box[3]:
            return True
    return False


def _overlap(one: Box, other: Box) -> float:
    """The area that two boxes share."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    up = min(one[3], other[3]) - max(one[1], other[1])
    return across * up if across > 0 and up > 0 else 0.0


def _ascending(values: Sequence[float]) -> list[float]:
    """The nearest sequence that never falls (pooling of neighbours that are out of order)."""
    pools: list[tuple[float, int]] = []
    for value in values:
        mean, size = value, 1
        while pools and pools[-1][0] > mean:
            before, many = pools.pop()
            mean, size = (mean * size + before * many) / (size + many), size + many
        pools.append((mean, size))
    return [mean for mean, size in pools for _ in range(size)]
