"""Slot `adaptation`: how long until people and places have got used to fewer troops, so that pace can matter or not.

Every option gives the share of the troops that deters this week, and what it has to remember until the next.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from kfor_sim.mechanisms.options import Own, option


class Change(NamedTuple):
    """What has become of the force since last week.

    Attributes:
        force: F, troops in Kosovo that may act against a crowd, persons.
        required: The strength required now, persons.
        required_before: The strength required last week, persons.
        memory: What the option remembered last week; 0 in the first.
    """

    force: float
    required: float
    required_before: float
    memory: float


class Adapted(NamedTuple):
    """How people take it.

    Attributes:
        share: Part of the troops that people reckon with this week; above 1 where they wait until the rest has gone.
        memory: What is to be remembered, in units of the option.
    """

    share: float
    memory: float


@option(
    "adaptation",
    "none",
    statement="Troops count as they are this week.",
    equation="share = 1",
    valid="a null: what counts is the level, and pace cannot matter in itself",
    criticism="whoever hands over a post knows that the place notices",
)
def none(change: Change) -> Adapted:
    """Take the force as it is."""
    return Adapted(1.0, change.memory)


@option(
    "adaptation",
    "lag",
    statement="What troops leave uncovered is taken over only after a delay.",
    equation="first Ē ← Ē + (F − Ē) / delay_weeks where F < Ē, else F; then share = max(0, F − uncovered (Ē − F)) / F",
    source="smidt-2021",
    valid="cuts within months; after a few times the delay nothing is left of it",
    criticism="that the gap closes is inferred from spikes that were short; how long it takes has not been measured",
)
def lag(
    change: Change,
    *,
    delay_weeks: Annotated[float, Own("week", 1, 520, "Weeks in which others take over what troops leave.")],
    uncovered: Annotated[float, Own("share", 0, 1, "What part of the gap is felt until then.")],
) -> Adapted:
    """Leave a gap where troops go, which closes with time; the memory is the force that places are used to, persons."""
    force, used_to = change.force, change.memory
    used_to = force if force >= used_to else used_to + (force - used_to) / delay_weeks
    gap = uncovered * (used_to - force)
    return Adapted(max(force - gap, 0.0) / force if force > 0 else 1.0, used_to)


@option(
    "adaptation",
    "expectations",
    statement="An announced withdrawal makes people doubt, for a while, that those who are still there will act.",
    equation="first d ← d · 2^(−1/half_life_weeks) + (R_before − R)⁺ / R_before; then share = 1 − doubt · min(1, d)",
    source="walter-1997",
    valid="guarantees by an outsider whose end can be foreseen; whether that is told or only done was not tested",
    criticism="in Afghanistan violence fell when the hand-over was announced and rose when troops left: a "
    "doubt below 0",
)
def expectations(
    change: Change,
    *,
    doubt: Annotated[
        float,
        Own(
            "share",
            -1,
            1,
            "Share of deterrence that announcing a full withdrawal takes away; below 0 people wait for it.",
        ),
    ],
    half_life_weeks: Annotated[float, Own("week", 0.1, 520, "Weeks in which half of the doubt is gone.")],
) -> Adapted:
    """Take away credibility with each announced cut; the memory is the doubt, in shares of the force given up."""
    before = change.required_before
    announced = max(before - change.required, 0.0) / before if before > 0 else 0.0
    doubts = change.memory * 2.0 ** (-1.0 / half_life_weeks) + announced
    return Adapted(1.0 - doubt * min(1.0, doubts), doubts)
