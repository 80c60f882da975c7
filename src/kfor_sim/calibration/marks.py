"""The check that every reader can see: strengths of the record that no fit saw, against the band of the kept worlds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kfor_sim.calibration.posterior import fewest, interval_of_one
from kfor_sim.calibration.settling import effective
from kfor_sim.prepare import calendar_of
from kfor_sim.scenario import Scenario
from kfor_sim.scenario.evidence import MarksEntry

Floats = NDArray[np.float64]

_CHECK = "check"  # the role of strengths that go into nothing


@dataclass(frozen=True, slots=True)
class Mark:
    """A strength on record and where kept worlds lie.

    Attributes:
        years: The key of the years that it belongs to.
        on: The day.
        troops: Persons, on record.
        low: The lower end of the band of kept worlds.
        median: Their middle.
        high: The upper end.
    """

    years: str
    on: date
    troops: int
    low: float
    median: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether the band holds it."""
        return self.low <= self.troops <= self.high


def marks_of(
    scenario: Scenario, strength: Floats, weights: Floats, entries: Mapping[str, MarksEntry], *, level: float
) -> Iterator[Mark]:
    """Hold strengths of the record against kept worlds.

    Args:
        scenario: The scenario.
        strength: Of kept worlds, shape (world, week).
        weights: How much each of them counts, shape (world,).
        entries: The years, by their keys.
        level: The share of worlds that the band is to hold.

    Yields:
        A mark for each strength that lies in these years and in the scenario; none for too few worlds, or where
        the scenario's policy has dated levels put in.
    """
    calendar, policy = calendar_of(scenario), scenario.text("drawdown.policy")
    for years, entry in entries.items():
        if policy not in entry.policies or effective(weights) < fewest(level):
            continue
        for row in scenario.tables.strength:
            first, last = entry.window
            if row.role == _CHECK and first <= row.on <= last and scenario.start <= row.on <= scenario.end:
                band = interval_of_one(strength[:, calendar.week_of(row.on)], weights, level=level)
                yield Mark(years, row.on, row.troops, *band)
