"""What one call of trials asks for, what of it is there already, and how the rest is written down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kfor_sim.arguments import fitting_workers
from kfor_sim.errors import LostJobs, WorkerError
from kfor_sim.executors import Part
from kfor_sim.executors.interface import Job
from kfor_sim.metrics import Marks
from kfor_sim.prepare import calendar_of
from kfor_sim.resuming import resuming_command
from kfor_sim.running import world_of
from kfor_sim.scenario import Scenario
from kfor_sim.traces import TRACES
from kfor_sim.trials.asking import Wanted
from kfor_sim.trials.keeping import Known, Shelf, key_of_trial, names_of
from kfor_sim.trials.living import Task, measured


@dataclass(frozen=True, eq=False, slots=True)
class Lot:
    """One scenario of a call, with all that the call asks of it.

    Attributes:
        scenario: The scenario.
        marks: What it adds to the list of metrics.
        key: Its key.
        known: What is known of it.
        wanted: The numbers of the replicates.
        missing: Those of them to be computed.
        traces: Names of the weekly series.
    """

    scenario: Scenario
    marks: Marks
    key: str
    known: Known
    wanted: tuple[int, ...]
    missing: tuple[int, ...]
    traces: tuple[str, ...]

    @classmethod
    def of(cls, key: str, asked: Sequence[Wanted], shelf: Shelf) -> Lot:
        """Look up what is known of a scenario that is asked for, once or several times."""
        scenario, marks = asked[0].scenario, marks_of(asked[0].scenario)
        wanted = tuple(sorted({replicate for one in asked for replicate in one.replicates}))
        traces = tuple(name for name in TRACES if any(name in one.traces for one in asked))
        known = shelf.find(key, names_of(marks))
        missing = tuple(replicate for replicate in wanted if not known.has(replicate, traces))
        return cls(scenario, marks, key, known, wanted, missing, traces)

    def task(self, replicates: dict[int, int]) -> Task:
        """Put together what its jobs share; ``replicates`` by the numbers of the jobs."""
        return Task(world_of(self.scenario, self.key), self.marks, self.traces, replicates)


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """All that one call asks for.

    Attributes:
        name: A few words for the bar.
        keys: The key of each scenario, in the order asked.
        lots: By key, equal scenarios together.
        missing: Lot and replicate of each job, by its number.
    """

    name: str
    keys: tuple[str, ...]
    lots: dict[str, Lot]
    missing: tuple[tuple[Lot, int], ...]
    fills_the_disk = False

    @property
    def job(self) -> Job:
        """What lives through a replicate and measures it."""
        return measured

    @classmethod
    def of(cls, name: str, wanted: Sequence[Wanted], shelf: Shelf) -> Call:
        """Put equal scenarios together and look up what is known."""
        keys = tuple(key_of_trial(asked.scenario, marks_of(asked.scenario)) for asked in wanted)
        together: dict[str, list[Wanted]] = {key: [] for key in keys}
        for key, asked in zip(keys, wanted, strict=True):
            together[key].append(asked)
        lots = {key: Lot.of(key, asked, shelf) for key, asked in together.items()}
        return cls(name, keys, lots, tuple((lot, number) for lot in lots.values() for number in lot.missing))

    @property
    def wanted(self) -> tuple[tuple[str, int], ...]:
        """All runs that are asked for."""
        return tuple((lot.key, replicate) for lot in self.lots.values() for replicate in lot.wanted)

    @property
    def reused(self) -> tuple[tuple[str, int], ...]:
        """Those that are there."""
        missing = {(lot.key, replicate) for lot, replicate in self.missing}
        return tuple(run for run in self.wanted if run not in missing)

    def parts(self) -> Iterator[Part]:
        """Give the jobs of each scenario; it is prepared when the first of them is handed in."""
        number = 0
        for lot in self.lots.values():
            replicates = dict(enumerate(lot.missing, start=number))
            number += len(replicates)
            yield Part(partial(lot.task, replicates), tuple(replicates))

    def fitting(self, given: int | None, *, at_most: int) -> int:
        """Settle how many replicates are computed at a time on this machine; `fitting_workers` says how."""
        scenarios = (lot.scenario for lot in self.lots.values() if lot.missing)
        return min(
            fitting_workers(scenario, given=given, missing=at_most, weeks=calendar_of(scenario).weeks, held=None)
            for scenario in scenarios
        )

    def on_loss(self, lost: LostJobs, *, output: Path | None) -> WorkerError:
        """Say over which replicates of the first scenario workers died, and how to compute one of them alone."""
        lot = self.missing[lost.numbers[0]][0]
        replicates = tuple(self.missing[number][1] for number in lost.numbers if self.missing[number][0] is lot)
        alone = ""
        if output is not None:
            command = resuming_command(lot.scenario, output=output, workers=1, only=replicates[0])
            alone = command or f"run() of {lot.scenario.name} as it was changed, with only={replicates[0]}"
        seed = int(lot.scenario.value("run.seed"))
        return WorkerError(seed, replicates, alone, hopeless=lost.hopeless, because=lost.because)


def marks_of(scenario: Scenario) -> Marks:
    """Say what a scenario adds to the list of metrics."""
    return Marks.of(scenario, calendar_of(scenario))
