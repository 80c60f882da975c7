"""Policy `hold`: one strength throughout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kfor_sim.model.agents.policy import View
    from kfor_sim.model.calendar import Calendar
    from kfor_sim.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Hold:
    """Requires the same strength every week.

    Attributes:
        troops: The strength, persons.
    """

    troops: int

    by_calendar = True

    @classmethod
    def of(cls, scenario: Scenario, calendar: Calendar) -> Hold:
        """Read the lever `drawdown.troops`."""
        return cls(troops=int(scenario.value("drawdown.troops")))

    def required(self, view: View) -> int:
        """Give the strength, persons, whatever the week."""
        return self.troops
