"""Where labels go so that they cover neither each other nor a line: two small rules of geometry."""

from __future__ import annotations

from collections.abc import Sequence


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
