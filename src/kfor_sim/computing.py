"""Computing what a call asks for: workers for as long as they are of use, a bar, and Ctrl-C that loses nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sized
from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, SupportsIndex

from kfor_sim.arguments import check_workers
from kfor_sim.errors import KforError, LostJobs, RunInterrupted
from kfor_sim.executors import LOCAL, Executor, Keeper, Part, check_place, completed_in_parts, open_executor
from kfor_sim.executors.interface import Job
from kfor_sim.progress import Progress


class Call(Protocol):
    """All that one call asks for."""

    @property
    def name(self) -> str:
        """A few words for the bar."""

    @property
    def job(self) -> Job:
        """What computes ``(number, outcome)``."""

    @property
    def fills_the_disk(self) -> bool:
        """Whether what is kept is worth a word on room."""

    @property
    def wanted(self) -> Sized:
        """All runs that are asked for."""

    @property
    def reused(self) -> Sized:
        """Those that are there."""

    @property
    def missing(self) -> Sized:
        """Those to be computed."""

    def parts(self) -> Iterator[Part]:
        """Give the jobs, those together that share something."""

    def fitting(self, given: int | None, *, at_most: int) -> int:
        """Settle how many are computed at a time on this machine."""

    def on_loss(self, lost: LostJobs, *, output: Path | None) -> KforError:
        """Say over what workers died, and what to do."""


class Book(Protocol):
    """Keeps what comes back."""

    def keep(self, result: Any) -> None:
        """Keep a result; the same one may come again."""

    def close(self) -> None:
        """Write down what is not written yet."""


class Computing:
    """Workers, opened with the first call; use it as a context manager."""

    def __init__(
        self,
        *,
        output: str | Path | None = None,
        workers: SupportsIndex | None = None,
        dask: str | None = None,
        shown: bool = False,
    ) -> None:
        """Say where to compute.

        Args:
            output: The folder in which results are kept, for messages; None where all stays in memory.
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

    def __enter__(self) -> Computing:
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
