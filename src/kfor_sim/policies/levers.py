"""How a policy declares its levers: the type of a field says what stands in the scenario file, the rest follows.

A policy receives plain numbers: persons, shares, and weeks counted from the start. The scenario file has figures and
dates in their place; its schema, its errors and the translation are made from these declarations.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

Class = TypeVar("Class")

NATION = "nation"  # the name of a lever that names a nation of the table of contingents

MOST_TROOPS = 1_000_000
MOST_ATTACKS = 1_000_000


@dataclass(frozen=True, slots=True)
class Number:
    """A figure: in the file a table with value, unit and basis; a number for the policy.

    Attributes:
        unit: The unit that the file must state.
        high: The largest value allowed; the smallest is 0.
        whole: Whether only whole numbers make sense.
    """

    unit: str
    high: float
    whole: bool = False


@dataclass(frozen=True, slots=True)
class WeekOf:
    """A day in the file; for the policy the week that holds it, counted from the start."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Dated levels of troops in the file, in order of date; for the policy one level a week, on straight lines."""


Troops = Annotated[int, Number("person", high=MOST_TROOPS, whole=True)]
Share = Annotated[float, Number("share", high=1)]
AttacksAWeek = Annotated[float, Number("attack/week", high=MOST_ATTACKS)]
Day = Annotated[int, WeekOf()]
WeeklyTroops = Annotated[tuple[int, ...], Levels()]

POLICIES: dict[str, type[Any]] = {}
"""The policies by the name under which a scenario file asks for each."""


def lever(description: str) -> Any:
    """Declare a field as a lever.

    Args:
        description: One sentence for people who write scenario files.
    """
    return field(metadata={"description": description})


def policy(name: str) -> Callable[[type[Class]], type[Class]]:
    """Offer a class of levers to scenario files under a name."""

    def offer(levers: type[Class]) -> type[Class]:
        if name in POLICIES:
            raise ValueError(f"there is a policy `{name}` already")
        POLICIES[name] = levers
        return levers

    return offer
