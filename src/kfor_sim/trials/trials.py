"""Many scenarios, a few replicates each, lived through side by side; what is known of them is used again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import SupportsIndex

from kfor_sim.arguments import check_memory
from kfor_sim.computing import Computing
from kfor_sim.prepare import calendar_of
from kfor_sim.trials.asking import Reading, Wanted
from kfor_sim.trials.calling import Book, Call
from kfor_sim.trials.keeping import Files, Memory, Shelf


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
        self._computing = Computing(output=output, workers=workers, dask=dask, shown=shown)
        self._output = output
        self._shelf: Shelf | None = None

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
            self._computing.compute(call, Book(call, self._shelf))
        return [call.lots[key].known.reading(asked) for key, asked in zip(call.keys, wanted, strict=True)]

    def __enter__(self) -> Trials:
        """Open them; workers start with the first thing to compute."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the workers go."""
        self._computing.__exit__(kind, error, trace)
