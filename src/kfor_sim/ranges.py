"""The ranges of a scenario as a design of experiments: figures that could as well be others, and draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from kfor_sim.errors import InputError
from kfor_sim.levers import policy_of
from kfor_sim.prepare import calendar_of
from kfor_sim.scenario import Scenario
from kfor_sim.scenario.figures import Calibrated, Figure
from kfor_sim.scenario.keypaths import demand_at, path_parts
from kfor_sim.scenario.varied import varied

Floats = NDArray[np.float64]

_OF_OUR_JUDGEMENT = ("assumed", "calibrated")
BECAUSE = "drawn from its range"
TOGETHER = 128
"""Draws of one Latin hypercube."""
_STREAM = 7_001  # keeps the design apart from every other use of a seed


@dataclass(frozen=True, slots=True)
class Range:
    """A figure of our judgement, and the values that are as defensible.

    Attributes:
        path: Its name, such as ``unrest.deterrence``.
        unit: Its unit.
        value: What the scenario has.
        low: The lower end.
        high: The upper end.
        is_whole: Whether only whole numbers make sense.
        reason: Why the range is what it is.
    """

    path: str
    unit: str
    value: float
    low: float
    high: float
    is_whole: bool
    reason: str

    def at(self, share: float) -> float:
        """Give the value that lies at a share of the range, every value being as likely."""
        if self.is_whole:
            return min(int(self.low) + floor(share * (self.high - self.low + 1)), int(self.high))
        return self.low + share * (self.high - self.low)


def ranges_of(scenario: Scenario) -> tuple[Range, ...]:
    """Find the figures of our judgement that the scenario reads, in the order of its file.

    An assumed figure has its own range; a calibrated one the range that it had before it was fitted, by its record, so
    that the same evidence is not used twice.

    Raises:
        InputError: There is none.
    """
    idle = scenario.idle
    found = tuple(
        _range(path, figure, scenario)
        for path, figure in scenario.figures.items()
        if figure.basis in _OF_OUR_JUDGEMENT and path not in idle
    )
    if not found:
        raise InputError(f"{scenario.name} has no assumed figure with a range, so that there is nothing to draw from")
    return found


def _range(path: str, figure: Figure, scenario: Scenario) -> Range:
    low, high = figure.bounds
    reason = figure.reason
    if isinstance(figure, Calibrated):
        fitted = scenario.records[path].figures[path]
        (low, high), reason = fitted.range, figure.note or reason
    if low is None or high is None:
        raise ValueError(f"{path} has no range")  # assumed figures cannot be without
    demand = demand_at(path_parts(path))
    return Range(path, figure.unit, scenario.values[path], low, high, bool(demand and demand.whole), reason)


def design(dimensions: int, draws: int, *, seed: int) -> Floats:
    """Spread draws evenly over the unit cube: Latin hypercubes of 128 draws, one after the other.

    Each of them has as many draws in every part of every range, and pairs of figures at random. (Sobol's sequence was
    tried: with some seventy figures, pairs of them fell into stripes.) The first draws of a longer design are those of
    a shorter one, so that a larger budget goes on from a smaller one.

    Args:
        dimensions: Figures.
        draws: How many.
        seed: The seed.

    Returns:
        Shape (draw, figure), in [0, 1).
    """
    cubes = [_cube(dimensions, seed, number) for number in range(-(-draws // TOGETHER))]
    return np.concatenate(cubes)[:draws]


def _cube(dimensions: int, seed: int, number: int) -> Floats:
    """Make one Latin hypercube."""
    luck = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, _STREAM, number])))
    cube: Floats = qmc.LatinHypercube(dimensions, seed=luck).random(TOGETHER)
    return cube


def values_at(ranges: Sequence[Range], shares: Floats) -> dict[str, float]:
    """Give the values of one draw by the paths of their figures."""
    return {each.path: each.at(float(share)) for each, share in zip(ranges, shares, strict=True)}


def alike_in(schedule: Scenario, owner: Scenario, ranges: Sequence[Range]) -> tuple[Range | None, ...]:
    """Say which figures a schedule has as their owner has them, and so does not make levers of.

    Args:
        schedule: The schedule.
        owner: The scenario whose ranges they are.
        ranges: The figures.

    Returns:
        The figures in their order, None in the place of one that the schedule lacks or has otherwise.
    """
    return tuple(figure if _is_alike(schedule, owner, figure.path) else None for figure in ranges)


def _is_alike(schedule: Scenario, owner: Scenario, path: str) -> bool:
    theirs, ours = schedule.figures.get(path), owner.figures[path]
    return theirs is not None and (theirs.written, theirs.bounds) == (ours.written, ours.bounds)


def drawn(scenario: Scenario, ranges: Sequence[Range | None], shares: Floats) -> Scenario:
    """Put the figures of one draw into a scenario.

    Args:
        scenario: The scenario.
        ranges: The figures; those in the place of which there is None are left as the scenario has them.
        shares: Where each of them lies in its range, shape (figure,).

    Raises:
        ScenarioError: The figures contradict one another.
    """
    values = {each.path: each.at(float(share)) for each, share in zip(ranges, shares, strict=True) if each}
    return changed(scenario, values, because=BECAUSE)


def changed(scenario: Scenario, values: Mapping[str, float], *, because: str) -> Scenario:
    """Give figures other values, levers of the drawdown included.

    Raises:
        ScenarioError: The figures contradict one another.
    """
    found = varied(scenario, values, because=because)
    policy_of(found, calendar_of(found))
    return found
