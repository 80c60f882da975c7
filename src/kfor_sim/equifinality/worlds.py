"""The worlds of one theory, and what another schedule makes of the very same: figures and luck stay as they are.

A world is a draw from the ranges with the luck that it was lived through on. To ask what another schedule would have
meant, nothing but the schedule is changed: the figures that fitted the record stay, and so does the luck that they
fitted it with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kfor_sim.calibration.fitting import Draws, Fit
from kfor_sim.errors import ScenarioError
from kfor_sim.ranges import alike_in, drawn
from kfor_sim.scenario import Scenario
from kfor_sim.trials import Wanted

Floats = NDArray[np.float64]

_LUCK = 7_010  # decides which worlds are taken where there are more than are asked for


@dataclass(frozen=True, eq=False, slots=True)
class Worlds:
    """Worlds of one theory.

    Attributes:
        numbers: The number of each draw, which is that of its luck.
        weights: How much each counts.
        schedules: Each schedule in each of them, by the name of the schedule.
        contradictions: Worlds that were left out, since their figures contradict another schedule's own.
    """

    numbers: tuple[int, ...]
    weights: Floats
    schedules: Mapping[str, tuple[Scenario, ...]]
    contradictions: int

    def wanted(self) -> list[Wanted]:
        """Ask for every world under every schedule, schedule by schedule."""
        return [
            Wanted(scenario, (number,))
            for scenarios in self.schedules.values()
            for scenario, number in zip(scenarios, self.numbers, strict=True)
        ]


def of_fit(fit: Fit, schedules: Mapping[str, Scenario], count: int) -> Worlds:
    """Take the worlds that were kept, or of many some at random, so that even and guided draws stay in proportion.

    Args:
        fit: The fit.
        schedules: The schedules under its theory, by their names, the fitted one first.
        count: How many worlds at most.
    """
    numbers = np.array([fit.draws.numbers[place] for place in fit.settled.kept], dtype=np.int64)
    luck = np.random.Generator(np.random.Philox(np.random.SeedSequence([_LUCK])))
    turns = luck.random(fit.draws.asked)[numbers]  # a draw's turn does not depend on the others
    places = np.sort(fit.settled.kept[np.argsort(turns, kind="stable")[:count]])
    weights = dict(zip(fit.settled.kept.tolist(), fit.settled.weights.tolist(), strict=True))
    return _worlds(fit.draws, places.tolist(), [weights[place] for place in places.tolist()], schedules)


def of_ranges(scenario: Scenario, schedules: Mapping[str, Scenario], count: int) -> Worlds:
    """Take worlds from the ranges, whether they fit the record or not."""
    draws = Draws.of(scenario, count)
    return _worlds(draws, range(len(draws.numbers)), [1.0] * len(draws.numbers), schedules)


def _worlds(draws: Draws, places: Sequence[int], weights: Sequence[float], schedules: Mapping[str, Scenario]) -> Worlds:
    own, *others = schedules
    kept: list[int] = []
    by_name: dict[str, list[Scenario]] = {name: [] for name in schedules}
    alike = {name: alike_in(schedules[name], draws.scenario, draws.ranges) for name in others}
    for place in places:
        try:
            elsewhere = {name: drawn(schedules[name], alike[name], draws.shares[place]) for name in others}
        except ScenarioError:
            continue
        kept.append(place)
        by_name[own].append(draws.scenarios[place])
        for name, scenario in elsewhere.items():
            by_name[name].append(scenario)
    weight_of = dict(zip(places, weights, strict=True))
    return Worlds(
        numbers=tuple(draws.numbers[place] for place in kept),
        weights=np.array([weight_of[place] for place in kept]),
        schedules={name: tuple(scenarios) for name, scenarios in by_name.items()},
        contradictions=len(places) - len(kept),
    )
