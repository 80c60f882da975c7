"""Computing what a call asks for: workers for as long as they are of use, a bar, and Ctrl-C that loses nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, SupportsIndex

from kfor_sim.arguments import check_workers
from kfor_sim.errors import KforError, LostJobs, RunInterrupted
from kfor_sim.executors import LOCAL, Executor, Keeper, Part, check_place, completed_in_parts, open_executor
from kfor_sim.executors.interface import Job
from kfor_sim.progress import Asked, Progress


class Call(Asked, Protocol):
    """All that one call asks for."""

    @property
    def job(self) -> Job:
        """What computes ``(number, outcome)``."""

    def parts(self) -> Iterator[Part]:
        """Give the jobs, those together that share something."""

    def fitting(self, given: int | None, *, at_most: int) -> int:
        """Settle how many are computed at a time on this machine."""

    def on_loss(self, lost: LostJobs, *, output: Path | None) -> KforError:
        """Say over what workers died, and what to do."""


class Lot(Protocol):
    """What is asked of one scenario or world, and kept together."""

    @property
    def key(self) -> str:
        """Its key."""

    @property
    def known(self) -> Any:
        """What is known of it, which takes replicates by ``add``."""


class Book:
    """Writes each lot down once all that was asked of it is there; at the end, what is there of the others."""

    def __init__(self, jobs: Sequence[tuple[Lot, int]], save: Callable[[str, Any], None]) -> None:
        """Open it for a call that begins.

        Args:
            jobs: Lot and replicate of each job, by its number.
            save: Keeps under its key what is known of a lot.
        """
        self._jobs, self._save = jobs, save
        self._begun: dict[str, Lot] = {}
        self._owed: dict[str, set[int]] = {}
        for lot, replicate in jobs:
            self._owed.setdefault(lot.key, set()).add(replicate)

    def keep(self, result: tuple[int, Any]) -> None:
        """Keep a result; the same one may come again."""
        number, found = result
        lot, replicate = self._jobs[number]
        lot.known.add(replicate, found)
        self._begun[lot.key] = lot
        self._owed[lot.key].discard(replicate)
        if not self._owed[lot.key]:
            self._write(lot)

    def close(self) -> None:
        """Write down what is there of lots that are not complete."""
        for lot in tuple(self._begun.values()):
            self._write(lot)

    def _write(self, lot: Lot) -> None:
        self._save(lot.key, lot.known)
        del self._begun[lot.key]


class Computing:
    """Workers, opened with the first call; what computes many calls is one. Use it as a context manager."""

    def __init__(
        self,
        *,
        output: str | Path | None = None,
        workers: SupportsIndex | None = None,
        dask: str | None = None,
        shown: bool = False,
    ) -> None:
        """Say where to compute and where to keep.

        Args:
            output: A folder of results, where they are kept and found again; without it all stays in memory.
            workers: How many runs are computed at a time; None takes as many as there are processors, runs to compute,
                and memory for.
            dask: A Dask cluster that computes instead, as `run` has it.
            shown: Whether to show a bar on stderr for each call.

        Raises:
            InputError: Workers or cluster cannot be used.
        """
        self._workers = None if workers is None else check_workers(workers)
        check_place(workers=self._workers, dask=dask)
        self._output = None if output is None else Path(output)
        self._dask, self._shown = dask, shown
        self._executor: Executor | None = None
        self._open = ExitStack()

    def compute(self, call: Call, book: Book) -> None:
        """Compute what is missing and keep it as it comes.

        Raises:
            KforError: Ctrl-C was pressed, or workers died. What was finished is kept.
        """
        executor = self._opened(call)
        at_once = None if self._dask else call.fitting(self._workers, at_most=len(call.missing))
        jobs = completed_in_parts(executor, call.job, call.parts(), at_once=at_once)
        lanes, where = at_once or executor.lanes, "Dask" if self._dask else ""
        with Progress([call], shown=self._shown).bar(call, lanes=lanes, where=where) as bar, closing(jobs) as results:
            keeper = Keeper(book.keep, kept=lambda _: bar.advance())
            try:
                keeper.take(results)
            except KeyboardInterrupt:
                bar.finishing()
                keeper.take_what_is_on_its_way(results, executor)
                raise RunInterrupted(self._on_interruption(call, keeper.kept)) from None
            except LostJobs as lost:
                raise call.on_loss(lost, output=self._output) from None
            finally:
                book.close()

    def __enter__(self) -> Self:
        """Open it; workers start with the first thing to compute."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the workers go."""
        self._executor = None
        self._open.__exit__(kind, error, trace)

    def _opened(self, call: Call) -> Executor:
        """Open the executor with the first call: all processes that there may be, as only those start that get work."""
        if self._executor is None:
            workers = self._workers or os.cpu_count() or 1
            if self._dask is not None:
                workers = call.fitting(self._workers, at_most=workers) if self._dask == LOCAL else 1
            self._executor = self._open.enter_context(open_executor(workers=workers, dask=self._dask))
        return self._executor

    def _on_interruption(self, call: Call, kept: int) -> str:
        """Say what is kept."""
        runs = f"{kept + len(call.reused)} of {len(call.wanted)} runs"
        if self._output is None:
            return f"stopped after {runs}; give an output folder to keep them next time"
        return f"stopped: {runs} are kept in {self._output}; the same command goes on from there"
