"""What a job will cost before it is begun: how many runs, how long, how much disk, measured on the first few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter

from kfor_sim.arguments import fitting_workers
from kfor_sim.dimensions import Dimensions
from kfor_sim.key import key_of_run
from kfor_sim.names import file_name, folder_name
from kfor_sim.replicate import finished
from kfor_sim.running import wanted_of, world_of
from kfor_sim.scenario import Scenario

_FEW = 3  # runs that are measured
_ENOUGH = 10  # seconds after which fewer do


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one or more ensembles.

    Attributes:
        names: The scenarios.
        wanted: Replicates asked for, over all scenarios.
        stored: Those that the folder has.
        workers: How many are computed at a time on this machine.
        measured: How many were computed here, one at a time, to measure what follows; they are not kept.
        seconds_each: Of one of them; None where nothing is missing.
        bytes_each: What one of them takes on the disk; None where nothing is missing.
    """

    names: tuple[str, ...]
    wanted: int
    stored: int
    workers: int
    measured: int
    seconds_each: float | None
    bytes_each: float | None

    @property
    def missing(self) -> int:
        """How many are to be computed."""
        return self.wanted - self.stored

    @property
    def seconds(self) -> float:
        """What all of them take on this machine, if each worker is as quick as one alone."""
        return self.missing * (self.seconds_each or 0.0) / self.workers

    @property
    def bytes(self) -> float:
        """What all of them take on the disk."""
        return self.missing * (self.bytes_each or 0.0)


def cost_of(scenarios: Sequence[Scenario], *, output: Path, given: int | None, only: int | None = None) -> Cost:
    """Count what is to be computed and measure the first few runs; nothing is written.

    Args:
        scenarios: With the arguments of the run.
        output: The folder of results.
        given: How many workers the user asks for; None leaves it to this machine.
        only: The number of a single replicate of each.

    Raises:
        InputError: There is no memory for it.
    """
    counted = [(scenario, _missing(scenario, output, wanted_of(scenario, only))) for scenario in scenarios]
    workers = [
        fitting_workers(scenario, given=given, missing=len(missing), weeks=_weeks(scenario), held=None)
        for scenario, missing in counted
    ]
    wanted = sum(len(wanted_of(scenario, only)) for scenario in scenarios)
    to_come = sum(len(missing) for _, missing in counted)
    samples = _measured(*next((pair for pair in counted if pair[1]), counted[0]))
    return Cost(
        names=tuple(scenario.name for scenario in scenarios),
        wanted=wanted,
        stored=wanted - to_come,
        workers=max(workers),
        measured=len(samples),
        seconds_each=_mean([seconds for seconds, _ in samples]),
        bytes_each=_mean([size for _, size in samples]),
    )


def seconds_of(scenario: Scenario) -> float:
    """Measure how long a replicate takes on this machine; nothing is kept."""
    samples = _measured(scenario, (0, 1))
    return sum(seconds for seconds, _ in samples) / len(samples)


def _missing(scenario: Scenario, output: Path, wanted: Sequence[int]) -> list[int]:
    """Number the replicates that have no file; whether a file is sound is seen when it is used."""
    folder = output / folder_name(scenario.name, key_of_run(scenario))
    return [number for number in wanted if not (folder / file_name(number)).exists()]


def _measured(scenario: Scenario, missing: Sequence[int]) -> list[tuple[float, float]]:
    """Compute a few replicates for their seconds and bytes."""
    if not missing:
        return []
    import kfor_sim.model.model  # noqa: F401 - what is imported once is no cost of a run

    world = world_of(scenario, key_of_run(scenario))
    samples: list[tuple[float, float]] = []
    began = perf_counter()
    for number in islice(missing, _FEW):
        started = perf_counter()
        _, content = finished(world, number)
        samples.append((perf_counter() - started, float(len(content))))
        if perf_counter() - began > _ENOUGH:
            break
    return samples


def _weeks(scenario: Scenario) -> int:
    return Dimensions.of(scenario).calendar.weeks


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
