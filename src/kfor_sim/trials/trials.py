"""Many scenarios, a few replicates each, lived through side by side; what is known of them is used again."""

from __future__ import annotations

from collections.abc import Sequence

from kfor_sim.arguments import check_memory
from kfor_sim.computing import Book, Computing
from kfor_sim.prepare import calendar_of
from kfor_sim.trials.asking import Reading, Wanted
from kfor_sim.trials.calling import Call
from kfor_sim.trials.keeping import Files, Memory, Shelf


class Trials(Computing):
    """Lives through many scenarios, a few replicates each, and gives their metrics and traces.

    The same scenario, seed and resolution give the same numbers to the last bit as `run` gives, on any number of
    workers. Workers start with the first thing to compute and live until the trials are closed. A script of your own
    that has more than one calls this under ``if __name__ == "__main__":``.

        with Trials(output="results") as trials:
            (reading,) = trials.read([Wanted(load("documented"), (0, 1, 2))], label="a first look")
            reading.metrics["deaths"]
    """

    _shelf: Shelf | None = None

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
            self.compute(call, Book(call.missing, self._shelf.save))
        return [call.lots[key].known.reading(asked) for key, asked in zip(call.keys, wanted, strict=True)]
