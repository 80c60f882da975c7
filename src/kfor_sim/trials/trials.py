"""Many scenarios, a few replicates each, lived through side by side; what is known of them is used again."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType
from typing import SupportsIndex

from kfor_sim.arguments import check_memory, check_workers
from kfor_sim.errors import LostJobs, RunInterrupted, WorkerError
from kfor_sim.executors import LOCAL, Executor, Keeper, check_place, completed_in_parts, open_executor
from kfor_sim.prepare import calendar_of
from kfor_sim.progress import Progress
from kfor_sim.resuming import resuming_command
from kfor_sim.trials.asking import Reading, Wanted
from kfor_sim.trials.calling import Book, Call
from kfor_sim.trials.keeping import Files, Memory, Shelf
from kfor_sim.trials.living import measured


class Trials:
    """Lives through many scenarios, a few replicates each, and gives their metrics and traces.

    The same scenario, seed and resolution give the same numbers to the last bit as `run` gives, on any number of
    workers. Workers start with the first thing to compute and live until the trials are closed. A script of your own
    that has more than one calls this under ``if __name__ == "__main__":``.

        with Trials(output="results") as trials:
            (reading,) = trials.read([Wanted(load("documented"), (0, 1, 2))], label="a first look")
            reading.metrics["deaths"]
    """

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
            output: A folder of results, where trials are kept and found again; without it all stays in memory.
            workers: How many replicates are computed at a time; None takes as many as there are processors, replicates
                to compute, and memory for.
            dask: A Dask cluster that computes instead, as `run` has it.
            shown: Whether to show a bar on stderr for each call that has anything to compute.

        Raises:
            InputError: Workers or cluster cannot be used.
        """
        self._workers = None if workers is None else check_workers(workers)
        check_place(workers=self._workers, dask=dask)
        self._output = None if output is None else Path(output)
        self._dask, self._shown = dask, shown
        self._shelf: Shelf | None = None
        self._executor: Executor | None = None
        self._open = ExitStack()

    @property
    def set_aside(self) -> tuple[str, ...]:
        """Names of files that could not be used and were renamed."""
        return self._shelf.set_aside if self._shelf else ()

    def read(self, wanted: Sequence[Wanted], *, label: str) -> list[Reading]:
        """Give what is asked for; what is not known yet is computed and kept.

        Args:
            wanted: What is asked, scenario by scenario; equal scenarios are computed once.
            label: A few words for the bar.

        Returns:
            A reading for each of them, in their order.

        Raises:
            KforError: A scenario or the folder cannot be used, Ctrl-C was pressed, or workers died. What was finished
                is kept where there is a folder.
        """
        for asked in wanted:  # before a folder is made
            check_memory(asked.scenario, weeks=calendar_of(asked.scenario).weeks, workers=1, held=None)
        if self._shelf is None:
            self._shelf = Memory() if self._output is None else Files(self._output)
        call = Call.of(label, wanted, self._shelf)
        if call.missing:
            self._compute(call, self._shelf)
        return [call.lots[key].known.reading(asked) for key, asked in zip(call.keys, wanted, strict=True)]

    def __enter__(self) -> Trials:
        """Open them; workers start with the first thing to compute."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the workers go."""
        self._executor = None
        self._open.__exit__(kind, error, trace)

    def _compute(self, call: Call, shelf: Shelf) -> None:
        """Compute what is missing and keep it, each scenario as soon as it is complete."""
        executor, book = self._opened(call), Book(call, shelf)
        at_once = None if self._dask else call.fitting(self._workers, at_most=len(call.missing))
        jobs = completed_in_parts(executor, measured, call.parts(), at_once=at_once)
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
                raise self._on_loss(call, lost) from None
            finally:
                book.close()

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

    def _on_loss(self, call: Call, lost: LostJobs) -> WorkerError:
        """Say over which replicates of the first scenario workers died, and how to compute one of them alone."""
        lot = call.missing[lost.numbers[0]][0]
        replicates = tuple(call.missing[number][1] for number in lost.numbers if call.missing[number][0] is lot)
        alone = ""
        if self._output is not None:
            command = resuming_command(lot.scenario, output=self._output, workers=1, only=replicates[0])
            alone = command or f"run() of {lot.scenario.name} as it was changed, with only={replicates[0]}"
        seed = int(lot.scenario.value("run.seed"))
        return WorkerError(seed, replicates, alone, hopeless=lost.hopeless, because=lost.because)
