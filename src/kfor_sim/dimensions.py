"""What the arrays of a run are counted by: weeks, municipalities, communities, contingents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kfor_sim.model.calendar import Calendar
from kfor_sim.model.outcomes import Outcome
from kfor_sim.prepare import calendar_of
from kfor_sim.scenario import Scenario
from kfor_sim.scenario.table_rows import COMMUNITIES


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The names along each axis.

    Attributes:
        calendar: The weeks.
        municipalities: Places, in the order of the scenario.
        communities: Communities, in the order used everywhere.
        contingents: Nations, in the order of the scenario.
    """

    calendar: Calendar
    municipalities: tuple[str, ...]
    communities: tuple[str, ...]
    contingents: tuple[str, ...]

    @classmethod
    def of(cls, scenario: Scenario) -> Dimensions:
        """Read the axes off a scenario."""
        return cls(
            calendar=calendar_of(scenario),
            municipalities=tuple(row.name for row in scenario.tables.municipalities),
            communities=COMMUNITIES,
            contingents=tuple(row.nation for row in scenario.tables.contingents),
        )

    @property
    def dates(self) -> tuple[date, ...]:
        """The first day of each week."""
        return self.calendar.first_days

    def names(self, dimension: str) -> tuple[str, ...]:
        """Give the names along ``municipality``, ``community`` or ``contingent``."""
        return {
            "municipality": self.municipalities,
            "community": self.communities,
            "contingent": self.contingents,
        }[dimension]

    def shape(self, outcome: Outcome) -> tuple[int, ...]:
        """Give the shape of an outcome's array, (week, *dimensions)."""
        return (self.calendar.weeks, *(len(self.names(dimension)) for dimension in outcome.dimensions))
