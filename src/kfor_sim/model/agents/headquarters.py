"""Headquarters: the commander and the council in one, who review the force and call the reserve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kfor_sim.model.framework import mesa
from kfor_sim.policies import Review, View

if TYPE_CHECKING:
    from kfor_sim.arrays import PerContingent
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
        given_up: In each of these weeks, shares of the level that are no longer asked for, by contingent, shape (N,).
    """

    model: KforModel

    def __init__(self, model: KforModel) -> None:
        super().__init__(model)
        self.reported: list[int] = []
        self.reviews: list[Review] = []
        self.unrest = 0
        self.reserve_arrives: int | None = None
        self.reserve_leaves = 0
        self.calendar: list[int] = []
        self.given_up: list[PerContingent] = []
        if model.parameters.policy.by_calendar:
            self._lay_out_calendar()

    def review(self, week: int) -> None:
        """Set the required strength: by the calendar every week, by any other policy at the six-monthly reviews."""
        state = self.model.state
        if self.calendar:
            state.required, state.given_up = self.calendar[week], self.given_up[week]
        elif week % self.model.parameters.review.interval_weeks == 0:
            state.required = self._decided(self._view(week, state.required))
            self.reviews.append(Review(week, state.required, self._officers(week)))

    def planned_level(self, week: int) -> float:
        """Tell nations the level of a week ahead, as far as it is known today, before anything is given up of it."""
        if not self.calendar:
            return self.model.state.required
        at = min(week, len(self.calendar) - 1)
        asked = 1.0 - float(self.given_up[at].sum())
        return self.calendar[at] / asked if asked > 0 else 0.0

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

    def _lay_out_calendar(self) -> None:
        """Lay out the levels of a policy that needs no reports, week by week, and what is given up of them."""
        nations, policy = self.model.parameters.nations, self.model.parameters.policy
        required, kept = 0, np.zeros(len(nations.names))
        for week in range(self.model.parameters.setting.weeks):
            view = self._view(week, required)
            required, wanted = self._decided(view), policy.required(view)
            if required == wanted:  # while cuts are held, nothing more is given up
                given = policy.given_up(view)
                kept = np.array([given.get(name, 0.0) for name in nations.names])
            self.calendar.append(required)
            self.given_up.append(kept)

    def _decided(self, view: View) -> int:
        """Ask the policy, but cut nothing while reductions are held for political reasons."""
        parameters = self.model.parameters
        wanted = parameters.policy.required(view)
        return max(wanted, view.required) if parameters.reductions_held(view.week) else wanted

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
