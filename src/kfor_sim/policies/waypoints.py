"""Policy `waypoints`: dated levels, joined by straight lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kfor_sim.model.agents.policy import View
    from kfor_sim.model.calendar import Calendar
    from kfor_sim.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Waypoints:
    """Requires the level of the calendar.

    Attributes:
        levels: Strength by week, persons; level after the last week.
    """

    levels: tuple[int, ...]

    by_calendar = True

    @classmethod
    def of(cls, scenario: Scenario, calendar: Calendar) -> Waypoints:
        """Read the lever `drawdown.waypoints`."""
        by_week = np.rint(calendar.weekly(scenario.series("drawdown.waypoints")))
        return cls(levels=tuple(int(level) for level in by_week))

    def required(self, view: View) -> int:
        """Give the level of the week of ``view``, persons."""
        return self.levels[min(view.week, len(self.levels) - 1)]
