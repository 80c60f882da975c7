"""Policy `exits`: the force shrinks because nations leave, each on a day of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kfor_sim.policies.interface import Policy, View
from kfor_sim.policies.levers import Day, Share, WeeklyTroops, lever, policy


@dataclass(frozen=True, slots=True)
class Exit:
    """The departure of a nation."""

    nation: str = lever("The nation, as the table of contingents names it.")
    leaves: Day = lever("The first day without it.")


@policy("exits")
@dataclass(frozen=True, slots=True)
class Exits(Policy):
    """Nations leave one by one; headquarters write off a part of what each carried and ask others for the rest."""

    levels: WeeklyTroops = lever("Troops required if all nations stayed, in order of date.")
    written_off: Share = lever("Part of a leaving nation's share by which headquarters lower the requirement.")
    exits: tuple[Exit, ...] = lever("The departures.")

    by_calendar = True

    def contradictions(self) -> Iterator[tuple[str, str, str]]:
        """Demand that each nation leaves once."""
        names = [departure.nation for departure in self.exits]
        for number, name in enumerate(names):
            if name in names[:number]:
                yield f"exits[{number}].nation", f"{name} leaves twice", "keep one of the two"

    @property
    def departures(self) -> Mapping[str, int]:
        """The nations that leave, each with its first week without it."""
        return {departure.nation: departure.leaves for departure in self.exits}

    def given_up(self, view: View) -> Mapping[str, float]:
        """Give the part written off of the share of each nation that has left."""
        left = (nation for nation, week in self.departures.items() if week <= view.week)
        return {nation: self.written_off * view.shares.get(nation, 0.0) for nation in left}

    def required(self, view: View) -> int:
        """Give the level of the week less what is given up of it, persons."""
        level = self.levels[min(view.week, len(self.levels) - 1)]
        return round(level * max(1 - sum(self.given_up(view).values()), 0.0))
