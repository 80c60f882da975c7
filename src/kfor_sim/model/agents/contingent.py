"""A contingent: the troops of one nation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kfor_sim.model.framework import mesa
from kfor_sim.model.processes import burden_sharing
from kfor_sim.model.streams import Stream

if TYPE_CHECKING:
    from kfor_sim.model.model import KforModel


class Contingent(mesa.Agent):  # type: ignore[misc]  # Mesa ships no types
    """One nation's troops: follow their share of the requirement in rotations of their own, fill gaps, or leave.

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

    @property
    def will(self) -> float:
        """Political will to stay, from 0 to 1."""
        return float(self.model.state.will[self.index])

    def takes_turn(self, week: int) -> bool:
        """Tell whether a week is one of its rotation weeks."""
        return (week + self.index) % self.model.parameters.nations.tour_weeks == 0

    def stay_or_leave(self, week: int) -> None:
        """Leave for good on the exit date, or at the rotation at which no will is left; what it carried is a gap."""
        state = self.model.state
        if not state.there[self.index]:
            return
        is_exit = week >= self.model.parameters.nations.exit_week[self.index]
        if is_exit or (self.takes_turn(week) and self.will <= 0):
            carried = self.model.parts(week)[self.index]
            state.gap[self.index], state.left_week[self.index] = carried, week
            state.taken[self.index] = state.contingent_strength[self.index] = 0
            state.there[self.index] = False

    def rotate(self, week: int) -> None:
        """Fill gaps if asked, and send the nation's share of what will be required in the middle of the tour."""
        if self.model.state.there[self.index] and self.takes_turn(week):
            self._fill_gaps(week)
            middle = week + self.model.parameters.nations.tour_weeks // 2
            level = self.model.headquarters.planned_level(middle)
            self.model.state.contingent_strength[self.index] = round(self.model.parts(middle)[self.index] * level)

    def _fill_gaps(self, week: int) -> None:
        """Take over a part of what has been open long enough, unless the nation refuses; the less will, the oftener."""
        state, nations, will = self.model.state, self.model.parameters.nations, self.model.parameters.will
        still_open = burden_sharing.still_open(state.gap, state.given_up)
        ripe = (still_open > 0) & (week >= state.left_week + will.gap_delay_weeks)
        if not nations.fills_gaps[self.index] or not ripe.any():
            return
        luck = self.model.streams.uniforms(Stream.REFUSAL, week, len(nations.names))[self.index]
        if luck >= (1.0 - will.refusal) * self.will:
            return
        asked = state.there & nations.fills_gaps
        part = burden_sharing.own_parts(nations.weight_at(week), asked)[self.index]
        state.taken[self.index] += part * still_open[ripe].sum()
        state.gap[ripe] -= part * still_open[ripe]
