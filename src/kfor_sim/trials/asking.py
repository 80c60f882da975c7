"""What is asked of a scenario, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kfor_sim.arguments import check_only
from kfor_sim.errors import InputError
from kfor_sim.scenario import Scenario
from kfor_sim.scenario.suggestions import did_you_mean
from kfor_sim.traces import TRACES
from kfor_sim.weekly import Floats


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of one scenario.

    Attributes:
        scenario: The scenario, with ``run.seed`` and ``run.persons_per_resident`` as they are to be used.
        replicates: The numbers of the replicates, at least one.
        traces: Names of weekly series, as `TRACES` declares them.

    Raises:
        InputError: There is no such replicate or trace.
    """

    scenario: Scenario
    replicates: tuple[int, ...]
    traces: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be given, before anything is computed."""
        if not self.replicates:
            raise InputError(f"{self.scenario.name} is asked for without replicates; name at least one, such as 0")
        for replicate in self.replicates:
            check_only(replicate)
        for name in self.traces:
            if name not in TRACES:
                raise InputError(f"there is no trace '{name}'; {did_you_mean(name, TRACES)}")


@dataclass(frozen=True, eq=False, slots=True)
class Reading:
    """What came of one scenario.

    Attributes:
        replicates: The numbers of the replicates, as they were asked for.
        metrics: By name, one number for each replicate in that order, shape (replicate,). As in `Result.measured`,
            infinity stands for a recovery that was not over by the end, and NaN where there is nothing to measure.
        traces: By name, shape (replicate, week), or (replicate, week, sector).
    """

    replicates: tuple[int, ...]
    metrics: Mapping[str, Floats]
    traces: Mapping[str, Floats]
