"""Policy `waypoints`: dated levels, joined by straight lines."""

from __future__ import annotations

from dataclasses import dataclass

from kfor_sim.policies.interface import Policy, View
from kfor_sim.policies.levers import WeeklyTroops, lever, policy


@policy("waypoints")
@dataclass(frozen=True, slots=True)
class Waypoints(Policy):
    """The force follows dated levels, with straight lines between them."""

    waypoints: WeeklyTroops = lever("The levels, in order of date.")

    by_calendar = True

    def required(self, view: View) -> int:
        """Give the level of the week of ``view``, persons; the last one after the end."""
        return self.waypoints[min(view.week, len(self.waypoints) - 1)]
