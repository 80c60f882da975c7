"""Policy `ramp`: one level, an even fall or rise between two days, another level."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kfor_sim.policies.interface import Policy, View
from kfor_sim.policies.levers import Day, Troops, lever, policy


@policy("ramp")
@dataclass(frozen=True, slots=True)
class Ramp(Policy):
    """The force goes evenly from one level to another between two days; on one and the same day, at once."""

    before: Troops = lever("Troops required until the change begins.")
    after: Troops = lever("Troops required once it is over.")
    begins: Day = lever("The day on which the change begins.")
    ends: Day = lever("The day on which it is over.")

    by_calendar = True

    def contradictions(self) -> Iterator[tuple[str, str, str]]:
        """Demand a beginning that is not after the end."""
        if self.begins > self.ends:
            yield "begins", "is after `ends`", "give the earlier day here"

    def required(self, view: View) -> int:
        """Give the level of the week of ``view`` on the straight line, persons."""
        if view.week >= self.ends:
            return self.after
        gone = max(view.week - self.begins, 0) / max(self.ends - self.begins, 1)
        return round(self.before + gone * (self.after - self.before))
