"""Policy `hold`: one strength throughout."""

from __future__ import annotations

from dataclasses import dataclass

from kfor_sim.policies.interface import Policy, View
from kfor_sim.policies.levers import Troops, lever, policy


@policy("hold")
@dataclass(frozen=True, slots=True)
class Hold(Policy):
    """The force stays at one level."""

    troops: Troops = lever("Troops required throughout.")

    by_calendar = True

    def required(self, view: View) -> int:
        """Give the strength, persons, whatever the week."""
        return self.troops
