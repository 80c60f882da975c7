"""The model as a function of its figures: points of a design lived through under each schedule, on common luck."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from kfor_sim.errors import ScenarioError
from kfor_sim.paired import differences
from kfor_sim.ranges import changed, drawn
from kfor_sim.scenario import Scenario
from kfor_sim.sensitivity.planning import Plan
from kfor_sim.trials import Reading, Trials, Wanted

Floats = NDArray[np.float64]

ASKED = "what is asked"
"""The yardstick that comes first: the gap of the claim."""
_BECAUSE = "an end of its range"


class Living:
    """Measures points by letting the model live through them; an `Answer` of a study."""

    def __init__(self, plan: Plan, trials: Trials) -> None:
        """Say what is asked, and where to compute and keep."""
        self._plan, self._trials = plan, trials
        self._drawn: dict[bytes, tuple[Scenario, ...]] = {}

    def is_sound(self, point: Floats) -> bool:
        """Whether no schedule has figures at a point that contradict one another; what was made is kept for the run."""
        try:
            self._drawn[point.tobytes()] = self._at(point)
        except ScenarioError:
            return False
        return True

    def __call__(self, points: Floats, replicates: int, label: str) -> Mapping[str, Floats]:
        """Measure points, shape (point, figure); by yardstick, shape (point, replicate)."""
        plan = self._plan
        worlds = [self._drawn.get(point.tobytes()) or self._at(point) for point in points]
        self._drawn.clear()
        names = " and ".join(plan.schedules)
        return self._measured(worlds, replicates, f"{names}, {label}")

    def with_values(self, values: Iterable[Mapping[str, float]], label: str) -> list[float | None]:
        """Measure what is asked where some figures have other values and all others their own.

        Args:
            values: Of each place, numbers by the paths of figures.
            label: A few words for the bar.

        Returns:
            The mean of the replicates; None where the figures contradict one another.
        """
        worlds = [self._elsewhere(each) for each in values]
        possible = [world for world in worlds if world]
        found = self._measured(possible, self._plan.effort.replicates, label)[ASKED]
        means = iter(found.mean(axis=1).tolist())
        return [next(means) if world else None for world in worlds]

    def _at(self, point: Floats) -> tuple[Scenario, ...]:
        """Put the figures of a point into every schedule.

        Raises:
            ScenarioError: They contradict one another.
        """
        plan = self._plan
        return tuple(drawn(scenario, plan.alike[name], point) for name, scenario in plan.schedules.items())

    def _elsewhere(self, values: Mapping[str, float]) -> tuple[Scenario, ...] | None:
        """Put values into every schedule that takes them."""
        taken = {
            name: {path: value for path, value in values.items() if path in {each.path for each in alike if each}}
            for name, alike in self._plan.alike.items()
        }
        try:
            return tuple(changed(each, taken[name], because=_BECAUSE) for name, each in self._plan.schedules.items())
        except ScenarioError:
            return None

    def _measured(self, worlds: list[tuple[Scenario, ...]], replicates: int, label: str) -> dict[str, Floats]:
        """Live through each world under every schedule, and measure all that can be asked of it."""
        plan = self._plan
        asked = [Wanted(scenario, tuple(range(replicates))) for world in worlds for scenario in world]
        readings = self._trials.read(asked, label=label) if asked else []
        every = [readings[place :: len(plan.schedules)] for place in range(len(plan.schedules))]
        by_schedule = dict(zip(plan.schedules, every, strict=True))
        links = plan.question.claim.gaps(lambda metric, schedule: _stacked(by_schedule[schedule], metric))
        measured = {ASKED: np.min(links, axis=0)}
        for metric in plan.question.metrics:
            values = [_stacked(each, metric.name) for each in every]
            measured[metric.name] = differences(values[1], values[0]) if len(values) > 1 else values[0]
        return measured


def _stacked(readings: list[Reading], metric: str) -> Floats:
    """Put a metric of all points together, shape (point, replicate)."""
    return np.array([reading.metrics[metric] for reading in readings])
