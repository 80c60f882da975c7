"""Headquarters: the commander and the council in one, who review the force and call the reserve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from kfor_sim.model.agents.policy import View

if TYPE_CHECKING:
    from kfor_sim.model.model import KforModel


class Headquarters(mesa.Agent):  # type: ignore[misc]  # Mesa ships no types
    """Sets the required strength by the scenario's policy, from reports alone.

    Attributes:
        reported: Attacks of both streams reported in each week so far.
        unrest: Intercommunal attacks reported last week.
        reserve_arrives: Week in which a called reserve arrives, or None.
        reserve_leaves: Week in which the reserve in the theatre leaves.
    """

    model: KforModel

    def __init__(self, model: KforModel) -> None:
        super().__init__(model)
        self.reported: list[int] = []
        self.unrest = 0
        self.reserve_arrives: int | None = None
        self.reserve_leaves = 0

    def review(self, week: int) -> None:
        """Set the required strength: a calendar policy every week, any other at the six-monthly reviews."""
        parameters, state = self.model.parameters, self.model.state
        policy = parameters.policy
        if policy.by_calendar or week % parameters.review.interval_weeks == 0:
            state.required = policy.required(View(week, state.required, tuple(self.reported)))

    def planned(self, week: int) -> int:
        """Tell nations the strength required in a week ahead, as far as it is known today."""
        policy = self.model.parameters.policy
        if not policy.by_calendar:
            return self.model.state.required
        return policy.required(View(week, self.model.state.required, tuple(self.reported)))

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
