"""The ranges of a scenario as a design of experiments: figures that could as well be others, and draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from kfor_sim.errors import InputError
from kfor_sim.scenario import Scenario
from kfor_sim.scenario.figures import Calibrated, Figure
from kfor_sim.scenario.keypaths import demand_at, path_parts

Floats = NDArray[np.float64]

_OF_OUR_JUDGEMENT = ("assumed", "calibrated")
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
