"""Policy `conditions`: every review looks at the attacks reported since the last one, and cuts, holds or reinforces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kfor_sim.policies.interface import Policy, View
from kfor_sim.policies.levers import AttacksAWeek, Share, Troops, lever, policy


@policy("conditions")
@dataclass(frozen=True, slots=True)
class Conditions(Policy):
    """The force is cut when few attacks are reported, reinforced when many are, and never below a chosen footprint."""

    troops: Troops = lever("Troops required before the first review, and the most that is ever required.")
    step: Share = lever("Share of the force by which a review cuts or reinforces.")
    cut_below: AttacksAWeek = lever("Attacks reported a week, mean since the last review, below which it is cut.")
    reinforce_above: AttacksAWeek = lever("Attacks reported a week over which the force is reinforced.")
    minimum_footprint: Troops = lever("Troops that are required however quiet it is.")

    def contradictions(self) -> Iterator[tuple[str, str, str]]:
        """Demand bars in order, and a footprint that the force can shrink to."""
        if self.cut_below > self.reinforce_above:
            yield "cut_below", f"{self.cut_below:g} is above reinforce_above", "the bar for a cut is the lower one"
        if self.minimum_footprint > self.troops:
            yield "minimum_footprint", f"{self.minimum_footprint:,} is more than troops", "lower it"

    def required(self, view: View) -> int:
        """Change the level by a step, persons, or leave it."""
        if not view.reviews:
            return self.troops
        attacks = view.attacks_before(view.week)
        if attacks < self.cut_below:
            return max(round(view.required * (1 - self.step)), self.minimum_footprint)
        if attacks > self.reinforce_above:
            return min(round(view.required * (1 + self.step)), self.troops)
        return view.required
