"""How a long job goes: a bar for each part of it, and, once the first few runs are measured, what all will cost."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence, Sized
from contextlib import contextmanager
from time import perf_counter
from typing import NoReturn, Protocol

from tqdm import tqdm

from kfor_sim.digits import counted, in_bytes, in_time

_LONG = 30  # seconds beyond which it is told what a job will cost


class Asked(Protocol):
    """Runs that are asked for and share a bar, such as an ensemble."""

    @property
    def name(self) -> str:
        """What the bar calls them."""

    @property
    def wanted(self) -> Sized:
        """All of them."""

    @property
    def reused(self) -> Sized:
        """Those that are there."""

    @property
    def missing(self) -> Sized:
        """Those to be computed."""

    @property
    def fills_the_disk(self) -> bool:
        """Whether what is kept of them is worth a word on room."""


class Progress:
    """The progress of all parts, one after the other, on stderr."""

    def __init__(self, parts: Sequence[Asked], *, shown: bool) -> None:
        """Count what is to be computed.

        Args:
            parts: All that will be computed.
            shown: Whether anything is shown.
        """
        self._shown = shown
        self._to_come = sum(len(part.missing) for part in parts)
        self._keeps = any(part.fills_the_disk for part in parts)
        self._told = not shown
        self._began = perf_counter()
        self._first: float | None = None
        self._came = 0

    @contextmanager
    def bar(self, part: Asked, *, lanes: int, where: str = "") -> Iterator[Bar]:
        """Show the bar of a part while it is computed; what was there already counts as done.

        Args:
            part: What is computed.
            lanes: How many replicates are computed at a time.
            where: What computes them, if that is not so many workers of this machine.
        """
        reused = len(part.reused)
        side_by_side = f"{part.name}, {where or counted(lanes, 'worker')}"
        text = f"{side_by_side}, {reused} reused" if reused else side_by_side
        with tqdm(total=len(part.wanted), initial=reused, unit="run", desc=text, disable=not self._shown) as drawn:
            yield Bar(self, drawn, lanes)

    def advance(self, content: int, lanes: int) -> None:
        """Count a run that came back; once the first few have, say what all will cost if that is much.

        Two more on each worker after the first one are full runs without the workers' start; where those are long in
        coming, what there is after a while has to do.

        Args:
            content: Bytes of the run.
            lanes: How many are computed at a time.
        """
        now = perf_counter()
        self._came += 1
        self._first = self._first or now
        if self._told:
            return
        if self._came > 2 * lanes:
            self._tell((now - self._first) / (self._came - 1), content, lanes)
        elif now - self._began > _LONG:
            self._tell((now - self._began) / self._came, content, lanes)

    def finishing(self) -> None:
        """Say what goes on after Ctrl-C."""
        if self._shown:
            tqdm.write("Keeping what is in work; Ctrl-C again drops it.", file=sys.stderr)

    def _tell(self, seconds: float, content: int, lanes: int) -> None:
        """Say what all runs cost at so many seconds and bytes each."""
        self._told = True
        if seconds * self._to_come > _LONG:
            disk = f" and {in_bytes(content * self._to_come)} of disk, tables apart" if self._keeps else ""
            time = in_time(seconds * self._to_come)
            text = f"{self._to_come:,} runs to compute: some {time} on {counted(lanes, 'worker')}{disk}."
            tqdm.write(text, file=sys.stderr)


class Bar:
    """The bar of one part."""

    def __init__(self, progress: Progress, drawn: tqdm[NoReturn], lanes: int) -> None:
        self._progress, self._drawn, self._lanes = progress, drawn, lanes

    def advance(self, content: int = 0) -> None:
        """Count a run of so many bytes on the disk."""
        self._drawn.update()
        self._progress.advance(content, self._lanes)

    def finishing(self) -> None:
        """Say what goes on after Ctrl-C."""
        self._progress.finishing()
