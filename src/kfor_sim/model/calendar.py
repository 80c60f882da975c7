"""Weeks and dates: week 0 begins on the first day of a scenario; a dated series becomes one number a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

_DAYS = 7

Dated = Sequence[tuple[date, float]]
"""A series as pairs of a date and a value, in order of date."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The weeks of a run.

    Attributes:
        start: First day of week 0.
        weeks: Number of weeks.
    """

    start: date
    weeks: int

    @classmethod
    def between(cls, start: date, end: date) -> Calendar:
        """Cover the days from ``start`` to ``end``, both included, with whole weeks."""
        return cls(start, (end - start).days // _DAYS + 1)

    def week_of(self, day: date) -> int:
        """Number the week that holds a day; negative before the start."""
        return (day - self.start).days // _DAYS

    @property
    def first_days(self) -> tuple[date, ...]:
        """The first day of each week."""
        return tuple(self.start + timedelta(days=_DAYS * week) for week in range(self.weeks))

    def weekly(self, series: Dated) -> NDArray[np.float64]:
        """Turn a dated series into one value a week, shape (W,).

        A week that holds a date of the series takes its value (the last, where it holds several); the others take the
        straight line between dates at their last day; before the first and after the last date the series is level.
        """
        days = [(day - self.start).days for day, _ in series]
        values = [value for _, value in series]
        last_days = np.arange(self.weeks) * _DAYS + _DAYS - 1
        by_week = np.interp(last_days, days, values)
        for day, value in series:
            if 0 <= self.week_of(day) < self.weeks:
                by_week[self.week_of(day)] = value
        return by_week
