"""What is known of a small world, kept in memory or in one small file, to which later calls add."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from kfor_sim.model.record import Recorded
from kfor_sim.shelves import PackedFiles

_REPLICATES, _ENDS, _OF = "replicates", "ends-of-", "values-of-"


class Known(dict[int, Recorded]):
    """Arrays of each replicate, by its number."""

    def add(self, replicate: int, found: Recorded) -> None:
        """Add a replicate."""
        self[replicate] = found


class Shelf(Protocol):
    """Anything that keeps what is known of worlds."""

    def find(self, key: str) -> Known:
        """Give what is known of a world; nothing at first."""

    def save(self, key: str, known: Known) -> None:
        """Keep it."""


class Memory:
    """What is known, for as long as the samples live."""

    def __init__(self) -> None:
        self._known: dict[str, Known] = {}

    def find(self, key: str) -> Known:
        """Give what is known of a world."""
        return self._known.get(key, Known())

    def save(self, key: str, known: Known) -> None:
        """Keep it."""
        self._known[key] = known


class Files(PackedFiles):
    """What is known, one file for each world."""

    def find(self, key: str) -> Known:
        """Give what is known of a world."""
        return self.look_up(key, known_of) or Known()

    def save(self, key: str, known: Known) -> None:
        """Write it down, all at once."""
        self.put(key, arrays_of(known), count=len(known))


def arrays_of(known: Known) -> Recorded:
    """Lay out what is known, replicates one after the other along the first axis; the same content, the same arrays."""
    rows = dict(sorted(known.items()))
    arrays: Recorded = {_REPLICATES: np.array(list(rows), dtype=np.int64)}
    for name in sorted({name for row in rows.values() for name in row}):
        parts = [row[name] for row in rows.values()]
        arrays[f"{_ENDS}{name}"] = np.cumsum([len(part) for part in parts], dtype=np.int64)
        arrays[f"{_OF}{name}"] = np.concatenate(parts)
    return arrays


def known_of(arrays: Recorded) -> Known:
    """Read what is known from arrays.

    Raises:
        Exception: They are not as `arrays_of` lays them out.
    """
    numbers = [int(replicate) for replicate in arrays[_REPLICATES]]
    known = Known({number: {} for number in numbers})
    for name in (name.removeprefix(_OF) for name in arrays if name.startswith(_OF)):
        parts = np.split(arrays[f"{_OF}{name}"], arrays[f"{_ENDS}{name}"][:-1])
        for number, part in zip(numbers, parts, strict=True):
            known[number][name] = part
    return known
