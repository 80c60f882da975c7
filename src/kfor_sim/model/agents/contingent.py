"""A contingent: the troops of one nation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from kfor_sim.model.model import KforModel


class Contingent(mesa.Agent):  # type: ignore[misc]  # Mesa ships no types
    """One nation's troops, which follow their share of the requirement in rotations of their own.

    Attributes:
        index: Its place in arrays by contingent.
        nation: Its name.
        category: Member, partner or other.
    """

    model: KforModel

    def __init__(self, model: KforModel, index: int) -> None:
        super().__init__(model)
        nations = model.parameters.nations
        self.index = index
        self.nation = nations.names[index]
        self.category = nations.categories[index]

    @property
    def strength(self) -> int:
        """Troops in the theatre, persons."""
        return int(self.model.state.contingent_strength[self.index])

    def act(self, week: int) -> None:
        """Be there from the entry to the exit date, and change strength in rotation weeks."""
        nations = self.model.parameters.nations
        if not nations.present(week)[self.index]:
            self._become(0)
        elif (week + self.index) % nations.tour_weeks == 0:
            self._rotate(week)

    def _rotate(self, week: int) -> None:
        """Send the nation's share of what will be required in the middle of the tour that begins."""
        nations = self.model.parameters.nations
        middle = min(week + nations.tour_weeks // 2, nations.weight.shape[0] - 1)
        last = int(nations.exit_week[self.index]) - 1  # a nation about to leave keeps its share until it does
        own = nations.weight[min(middle, last), self.index]
        others = nations.weight[middle] * nations.present(middle)
        others[self.index] = 0.0
        share = own / max(own + others.sum(), 1.0)
        self._become(round(share * self.model.headquarters.planned(middle)))

    def _become(self, strength: int) -> None:
        self.model.state.contingent_strength[self.index] = strength
