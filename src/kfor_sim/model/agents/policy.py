"""What a drawdown policy is to the model: an object that sets the required strength from what headquarters can see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class View:
    """What headquarters can see when it sets the required strength; nothing of the model's hidden state.

    Attributes:
        week: The week, counted from the start.
        required: The strength required so far, in persons.
        reported: Attacks reported in each week so far, the last one last.
    """

    week: int
    required: int
    reported: tuple[int, ...]


class Policy(Protocol):
    """A rule for the size of the force."""

    @property
    def by_calendar(self) -> bool:
        """Whether the level follows from the date alone, so that it is known ahead and set every week."""

    def required(self, view: View) -> int:
        """Give the required strength, in persons, for the week of ``view``."""
