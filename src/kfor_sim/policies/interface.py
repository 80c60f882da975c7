"""What a drawdown policy is: an object that sets the required strength from what headquarters can see."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Review:
    """A review that has been held.

    Attributes:
        week: The week in which it was held, counted from the start.
        required: The strength that was required from then on, persons.
        officers: Police officers in service then, persons.
    """

    week: int
    required: int
    officers: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """What headquarters can see when it sets the required strength; nothing of the model's hidden state.

    Attributes:
        week: The week, counted from the start.
        required: The strength required so far, persons.
        reported: Attacks reported in each week so far, the last one last.
        reviews: The reviews held so far, the last one last.
        interval: Weeks between reviews.
        officers: Police officers in service, persons.
        shares: The part of the level that falls to each nation by the table of contingents, departures that the
            schedule itself sets left aside.
    """

    week: int
    required: int
    reported: tuple[int, ...] = ()
    reviews: tuple[Review, ...] = ()
    interval: int = 1
    officers: int = 0
    shares: Mapping[str, float] = field(default_factory=dict)

    def attacks_before(self, week: int) -> float:
        """Average the attacks reported a week over the interval that ended before a week; 0 where none is over."""
        weeks = self.reported[max(week - self.interval, 0) : week]
        return sum(weeks) / len(weeks) if weeks else 0.0


class Policy(ABC):
    """A rule for the size of the force; its fields are the levers that a scenario file sets.

    Attributes:
        by_calendar: Whether the level follows from the date alone: it is then known ahead and set every week. Any other
            policy is asked at the reviews.
    """

    __slots__ = ()
    by_calendar: ClassVar[bool] = False

    @abstractmethod
    def required(self, view: View) -> int:
        """Give the required strength from the week of ``view`` on, persons."""

    def contradictions(self) -> Iterator[tuple[str, str, str]]:
        """Yield what of the levers does not fit together: the lever, what is wrong, what to do."""
        yield from ()

    def given_up(self, view: View) -> Mapping[str, float]:
        """Give what headquarters no longer ask for, by the nation that carried it, as shares of the level before it."""
        return {}

    @property
    def departures(self) -> Mapping[str, int]:
        """The nations that the schedule itself takes out, each with its first week without it."""
        return {}
