"""How a long job goes: a bar for each ensemble, and, once the first few runs are measured, what all will cost."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, NoReturn

from tqdm import tqdm

from kfor_sim.digits import in_bytes, in_time

if TYPE_CHECKING:
    from kfor_sim.ensemble import Ensemble

_LONG = 30  # seconds beyond which a job is told what it will cost


class Progress:
    """The progress of several ensembles, one after the other, on stderr."""

    def __init__(self, ensembles: Sequence[Ensemble], *, shown: bool) -> None:
        """Count what is to be computed.

        Args:
            ensembles: All that will be computed.
            shown: Whether anything is shown.
        """
        self._shown = shown
        self._to_come = sum(len(ensemble.missing) for ensemble in ensembles)
        self._keeps = any(ensemble.shelf.folder is not None for ensemble in ensembles)
        self._told = not shown

    @contextmanager
    def bar(self, ensemble: Ensemble, *, lanes: int) -> Iterator[Bar]:
        """Show the bar of an ensemble while it is computed; what was there already counts as done.

        Args:
            ensemble: What is computed.
            lanes: How many replicates are computed at a time.
        """
        reused = len(ensemble.reused)
        side_by_side = f"{ensemble.scenario.name}, {lanes} worker{'s' if lanes > 1 else ''}"
        text = f"{side_by_side}, {reused} reused" if reused else side_by_side
        with tqdm(total=len(ensemble.wanted), initial=reused, unit="run", desc=text, disable=not self._shown) as drawn:
            yield Bar(self, drawn, lanes)

    def measured(self, seconds: float, content: int, lanes: int) -> None:
        """Take the first measurement of a run, and say what all runs will cost if that is much.

        Args:
            seconds: Between two runs that come back.
            content: Bytes of one.
            lanes: How many are computed at a time.
        """
        if self._told:
            return
        self._told = True
        if seconds * self._to_come > _LONG:
            disk = f" and {in_bytes(content * self._to_come)} of disk" if self._keeps else ""
            workers = f"{lanes} worker{'s' if lanes > 1 else ''}"
            text = f"{self._to_come:,} runs to compute: some {in_time(seconds * self._to_come)} on {workers}{disk}."
            tqdm.write(text, file=sys.stderr)


class Bar:
    """The bar of one ensemble."""

    def __init__(self, progress: Progress, drawn: tqdm[NoReturn], lanes: int) -> None:
        self._progress, self._drawn, self._lanes = progress, drawn, lanes
        self._first: float | None = None
        self._since = 0

    def advance(self, content: int) -> None:
        """Count a run of so many bytes; after two more on each worker, which are full ones, its time is known."""
        self._drawn.update()
        if self._first is None:
            self._first = perf_counter()
            return
        self._since += 1
        if self._since == 2 * self._lanes:
            self._progress.measured((perf_counter() - self._first) / self._since, content, self._lanes)
