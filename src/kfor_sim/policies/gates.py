"""Policy `gates`: named steps, each taken only when its conditions have held at two reviews in a row.

NATO called the steps of 2010 "gates" and said that none would be taken automatically.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kfor_sim.policies.interface import Policy, Review, View
from kfor_sim.policies.levers import AttacksAWeek, Troops, lever, policy


@dataclass(frozen=True, slots=True)
class Gate:
    """A step down, and what must hold before it is taken."""

    name: str = lever("What the step is called.")
    troops: Troops = lever("Troops required once the step is taken.")
    attacks_below: AttacksAWeek = lever("Attacks reported a week, mean since a review, that must not be reached.")
    officers_from: Troops = lever("Police officers that must at least be in service.")


@policy("gates")
@dataclass(frozen=True, slots=True)
class Gates(Policy):
    """The force goes down by named steps, each taken when its conditions have held at two reviews at one level."""

    troops: Troops = lever("Troops required before the first step.")
    gates: tuple[Gate, ...] = lever("The steps, in the order in which they are taken.")

    def contradictions(self) -> Iterator[tuple[str, str, str]]:
        """Demand that each gate is a step down from the one before."""
        for number, (above, gate) in enumerate(pairwise((self.troops, *(gate.troops for gate in self.gates)))):
            if gate >= above:
                yield f"gates[{number}].troops", f"{gate:,} is no step down from {above:,}", "put the highest first"
        names = [gate.name for gate in self.gates]
        for number, name in enumerate(names):
            if name in names[:number]:
                yield f"gates[{number}].name", f'there are two gates called "{name}"', "give each a name of its own"

    def required(self, view: View) -> int:
        """Take the next step if this review and the last one, both held at the present level, were good."""
        if not view.reviews:
            return self.troops
        ahead = next((gate for gate in self.gates if gate.troops < view.required), None)
        if ahead is None or not _stood_at_last_review(view):
            return view.required
        both = (view.reviews[-1], Review(view.week, view.required, view.officers))
        return ahead.troops if all(_is_open(ahead, review, view) for review in both) else view.required


def _stood_at_last_review(view: View) -> bool:
    """Tell whether the last review was held at the present level already, and not the one that brought it."""
    before = view.reviews[-2:-1]
    return bool(before) and before[0].required == view.reviews[-1].required == view.required


def _is_open(gate: Gate, review: Review, view: View) -> bool:
    """Tell whether the conditions of a gate hold at a review."""
    return view.attacks_before(review.week) < gate.attacks_below and review.officers >= gate.officers_from
