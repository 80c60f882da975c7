"""What is picked from a result for a picture: bands over replicates, weeks worth a map, the marks of the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kfor_sim.weekly import municipal_security

if TYPE_CHECKING:
    from kfor_sim.results import Result
    from kfor_sim.scenario import Scenario
    from kfor_sim.scenario.table_rows import StrengthRow

Series = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Band:
    """Lower end, median and upper end over the replicates, each of shape (week,)."""

    low: Series
    middle: Series
    high: Series


def band(values: NDArray[Any], *, interval: float) -> Band:
    """Take the median and the interval over replicates that holds the given share of them.

    Args:
        values: Shape (replicate, week).
        interval: Share of the replicates inside, such as 0.9.
    """
    tail = (1 - interval) / 2
    low, middle, high = np.quantile(values.astype(float), (tail, 0.5, 1 - tail), axis=0)
    return Band(low, middle, high)


def trailing_mean(values: NDArray[Any], *, weeks: int) -> Series:
    """Average each week with those before it, up to ``weeks`` of them; shape (replicate, week) stays."""
    sums = np.cumsum(values, axis=1, dtype=float)
    sums[:, weeks:] = sums[:, weeks:] - sums[:, :-weeks]
    return sums / np.minimum(np.arange(1, values.shape[1] + 1), weeks)


def municipal_mean(security: NDArray[Any], people: NDArray[Any]) -> Series:
    """Average security over the people at home, then take the median over replicates.

    Args:
        security: Shape (replicate, municipality, community).
        people: People at home, same shape.

    Returns:
        Shape (municipality,); NaN where at the median nobody is at home.
    """
    home = people.sum(axis=2)
    felt = np.where(people > 0, security * people, 0.0).sum(axis=2)
    mean = np.divide(felt, home, out=np.zeros(felt.shape), where=home > 0)
    return np.where(np.median(home, axis=0) > 0, np.median(mean, axis=0), np.nan)


def map_weeks(scenario: Scenario, dates: Sequence[date], *, count: int = 5) -> list[int]:
    """Choose the weeks of the small maps.

    Half a year after the start, the week before and the week of the first event that moves tension, the week after
    the last such event, and the end. What is missing is put into the middle of the widest gap.
    """
    last = len(dates) - 1
    weeks = {min(26, last // 2), last}
    moved = [event.on for event in scenario.events if event.tension]
    sparks = [week_of(on, dates) for on in moved if dates[0] < on <= scenario.end]
    if sparks:
        weeks |= {max(0, sparks[0] - 1), sparks[0], min(last, sparks[-1] + 1)}
    while len(weeks) < min(count, last + 1):
        start, stop = max(pairwise(sorted(weeks | {0})), key=lambda gap: gap[1] - gap[0])
        weeks.add((start + stop) // 2)
    return sorted(weeks)


def week_of(day: date, dates: Sequence[date]) -> int:
    """Number the week that holds a day, within the run."""
    return min(max(0, (day - dates[0]) // timedelta(days=7)), len(dates) - 1)


def recorded(scenario: Scenario) -> tuple[list[StrengthRow], list[StrengthRow]]:
    """The recorded strengths within the period: those that the scenario takes as input, and those it does not use.

    What is neither a mark to pass nor a mark to check (plans, bounds, counts of a part) is left out.
    """
    inputs = set(scenario.series("drawdown.waypoints")) if scenario.text("drawdown.policy") == "waypoints" else set()
    rows = [row for row in scenario.tables.strength if scenario.start <= row.on <= scenario.end]
    used = [row for row in rows if row.role == "pinned" and (row.on, row.troops) in inputs]
    unused = [row for row in rows if row.role != "context" and row not in used]
    return used, unused


def municipal_difference(one: Result, other: Result, *, week: int) -> dict[str, float]:
    """Subtract the security of each municipality's minorities, the other's from the one's, at the median of replicates.

    Minorities are all who have a home there and do not belong to its largest community: a mean over everybody would
    hide them. The displaced count as 0, since a place is not secure because the insecure have left.

    Returns:
        By name of the municipality; NaN where all belong to one community.
    """
    ours, theirs = (_minority_security(result, week=week) for result in (one, other))
    order = [other.municipalities.index(name) for name in one.municipalities]
    middle = np.median(ours - theirs[:, order], axis=0)
    return dict(zip(one.municipalities, middle.tolist(), strict=True))


def _minority_security(result: Result, *, week: int) -> Series:
    """Security of those with a home outside the largest community, shape (replicate, municipality)."""
    security, at_home, displaced = (result.outcome(name)[:, week] for name in ("security", "at_home", "displaced"))
    homes = (at_home + displaced)[0]
    is_largest = np.arange(homes.shape[1]) == homes.argmax(axis=1)[:, np.newaxis]
    return municipal_security(security, *(np.where(is_largest, 0, people) for people in (at_home, displaced)))


def largest(strength: NDArray[Any], *, count: int) -> list[int]:
    """The contingents with most person-weeks, the largest first; ``strength`` has shape (week, contingent)."""
    totals = strength.sum(axis=0)
    order = sorted(range(len(totals)), key=lambda n: (-totals[n], n))
    return [n for n in order[:count] if totals[n] > 0]
