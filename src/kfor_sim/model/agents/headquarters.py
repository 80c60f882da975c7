"""Headquarters: the commander and the council in one, who review the force and call the reserve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from kfor_sim.policies import Review, View

if TYPE_CHECKING:
    from kfor_sim.model.model import KforModel


class Headquarters(mesa.Agent):  # type: ignore[misc]  # Mesa ships no types
    """Sets the required strength by the scenario's policy, from reports alone.

    Attributes:
        reported: Attacks of both streams reported in each week so far.
        reviews: The reviews held so far.
        unrest: Intercommunal attacks reported last week.
        reserve_arrives: Week in which a called reserve arrives, or None.
        reserve_leaves: Week in which the reserve in the theatre leaves.
        calendar: The strength of each week where the policy is a calendar; empty otherwise.
    """

    model: KforModel

    def __init__(self, model: KforModel) -> None:
        super().__init__(model)
        self.reported: list[int] = []
        self.reviews: list[Review] = []
        self.unrest = 0
        self.reserve_arrives: int | None = None
        self.reserve_leaves = 0
        self.calendar = self._calendar() if model.parameters.policy.by_calendar else ()

    def review(self, week: int) -> None:
        """Set the required strength: by the calendar every week, by any other policy at the six-monthly reviews."""
        state = self.model.state
        if self.calendar:
            state.required = self.planned(week)
        elif week % self.model.parameters.review.interval_weeks == 0:
            state.required = self._decided(week, state.required)
            self.reviews.append(Review(week, state.required, self._officers(week)))

    def planned(self, week: int) -> int:
        """Tell nations the strength required in a week ahead, as far as it is known today."""
        if not self.calendar:
            return self.model.state.required
        return self.calendar[min(week, len(self.calendar) - 1)]

    def call_reserve(self, week: int) -> None:
        """Call the reserve when last week's unrest passes the trigger; it comes after a delay and stays for a tour."""
        review, state = self.model.parameters.review, self.model.state
        alarmed = self.unrest > review.reserve_trigger
        if alarmed and state.reserve == 0 and self.reserve_arrives is None:
            self.reserve_arrives = week + review.reserve_delay_weeks
        if self.reserve_arrives == week:
            state.reserve = review.reserve_size
            self.reserve_arrives = None
            self.reserve_leaves = week + review.reserve_tour_weeks
        elif state.reserve and week >= self.reserve_leaves:
            state.reserve = 0

    def hear(self, *, attacks: int, unrest: int) -> None:
        """Take in the attacks of the week that ends, and the intercommunal ones among them."""
        self.reported.append(attacks)
        self.unrest = unrest

    def _calendar(self) -> tuple[int, ...]:
        """Lay out the levels of a policy that needs no reports, week by week."""
        levels: list[int] = []
        for week in range(self.model.parameters.setting.weeks):
            levels.append(self._decided(week, levels[-1] if levels else 0))
        return tuple(levels)

    def _decided(self, week: int, required: int) -> int:
        """Ask the policy, but cut nothing while reductions are held for political reasons."""
        parameters = self.model.parameters
        wanted = parameters.policy.required(self._view(week, required))
        return max(wanted, required) if parameters.reductions_held(week) else wanted

    def _view(self, week: int, required: int) -> View:
        """Show a policy what headquarters know."""
        nations = self.model.parameters.nations
        return View(
            week=week,
            required=required,
            reported=tuple(self.reported),
            reviews=tuple(self.reviews),
            interval=self.model.parameters.review.interval_weeks,
            officers=self._officers(week),
            shares=dict(zip(nations.names, nations.parts(week).tolist(), strict=True)),
        )

    def _officers(self, week: int) -> int:
        return round(self.model.parameters.police.officers[week])
