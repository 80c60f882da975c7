"""Metrics: one number for a whole run, each declared once with its unit and label, and computed from weekly arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from kfor_sim.model.calendar import Calendar
from kfor_sim.scenario import Event, Scenario
from kfor_sim.scenario.table_rows import COMMUNITIES
from kfor_sim.weekly import Floats, Weekly, last_where_nobody

_YEARS_A_WEEK = 7 / 365.25


@dataclass(frozen=True, slots=True)
class Recovery:
    """What counts as a fall of security after an event, and as the end of it.

    Attributes:
        baseline_weeks: Weeks before the event, or as many as there are, whose mean is the level to come back to.
        onset_weeks: Weeks from the event, its own included, in which a fall has to begin to be laid to it.
        tolerance: How far below the baseline is not a fall, and counts as back.
    """

    baseline_weeks: int
    onset_weeks: int
    tolerance: float


def recovery_weeks(level: Floats, week: int, recovery: Recovery) -> float:
    """Count the weeks from an event until security is back where it was before.

    Args:
        level: Security by week, shape (week,).
        week: The week of the event.
        recovery: What counts as a fall, and as its end.

    Returns:
        Weeks; 0 where security did not fall; infinity where it was not back by the end of the run (a censored value:
        all that is known is that it would have taken longer); NaN where there is nothing before or after to compare.
    """
    before = level[max(week - recovery.baseline_weeks, 0) : max(week, 0)]
    if not before.size or week >= len(level) or np.isnan(before).any():
        return float("nan")
    is_down = level[week:] < before.mean() - recovery.tolerance
    if not is_down[: recovery.onset_weeks].any():
        return 0.0
    fall = int(np.argmax(is_down))
    back = np.flatnonzero(~is_down[fall:])
    return float(fall + back[0]) if back.size else float("inf")


@dataclass(frozen=True, slots=True)
class Metric:
    """One number for a run.

    Attributes:
        name: The word used for it everywhere.
        unit: What one of it is.
        label: How a reader of a table meets it.
        better: Which direction is the better one, where one is.
        compute: Gives it from the weekly arrays of one replicate.
    """

    name: str
    unit: str
    label: str
    better: Literal["lower", "higher"] | None
    compute: Callable[[Weekly], float]


@dataclass(frozen=True, slots=True)
class Spark:
    """An event that raises tension, as recovery from it is counted.

    Attributes:
        key: Its name in the scenario.
        label: A few words for tables.
        week: Its week.
        others: Indices of the communities that it does not stir up, who meet what follows; all where it spares none.
    """

    key: str
    label: str
    week: int
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """What a scenario adds to the list of metrics.

    Attributes:
        riot_share: The share of people on the street that makes a riot.
        floors: Levels of security under which weeks are counted.
        recovery: What counts as a fall of security after an event, and as its end.
        deployed: The first week after the first deployment, from which missing troops are counted.
        communities: Index and name of those that have a home in the theatre.
        sparks: The events that raise tension.
    """

    riot_share: float
    floors: tuple[float, ...]
    recovery: Recovery
    deployed: int
    communities: tuple[tuple[int, str], ...]
    sparks: tuple[Spark, ...]

    @classmethod
    def of(cls, scenario: Scenario, calendar: Calendar) -> Marks:
        """Read them off a scenario and its weeks."""
        people = np.sum([row.population for row in scenario.tables.municipalities], axis=0)
        homes = tuple((index, name) for index, name in enumerate(COMMUNITIES) if people[index] > 0)
        last_arrival, _ = scenario.series("deployment.arrivals")[-1]
        return cls(
            riot_share=scenario.value("report.riot_share"),
            floors=tuple(scenario.value(path) for path in scenario.values if path.startswith("security.floors[")),
            recovery=Recovery(
                baseline_weeks=int(scenario.value("report.recovery_baseline_weeks")),
                onset_weeks=int(scenario.value("report.recovery_onset_weeks")),
                tolerance=scenario.value("report.recovery_tolerance"),
            ),
            deployed=max(calendar.week_of(last_arrival) + 1, 0),
            communities=homes,
            sparks=tuple(
                Spark(event.key, event.label, calendar.week_of(event.on), _not_stirred_up(event, homes))
                for event in scenario.events
                if event.tension
            ),
        )


def _not_stirred_up(event: Event, homes: tuple[tuple[int, str], ...]) -> tuple[int, ...]:
    """Index the communities whose tension an event leaves alone; all where it leaves none."""
    stirred = {community for shift in event.tension for community in shift.communities}
    return tuple(index for index, name in homes if name not in stirred) or tuple(index for index, _ in homes)


def metrics_of(marks: Marks) -> tuple[Metric, ...]:
    """List the metrics of a scenario: what people suffered first, then security, then the force."""
    return (*_HARM, *_security(marks), *_UNREST, *_recovery(marks), *_force(marks))


def _total_of(*outcomes: str) -> Callable[[Weekly], float]:
    return lambda weekly: weekly.total(*outcomes)


def _shortfall(weekly: Weekly, *, since: int) -> float:
    return float(weekly.arrays["shortfall"][since:].sum(dtype=np.float64))


def _peak(weekly: Weekly) -> float:
    return float(np.max(weekly.arrays["active"].sum(axis=(1, 2), dtype=np.float64)))


_DEATHS = _total_of("deaths_everyday", "deaths_intercommunal")
_ATTACKS = _total_of("attacks_everyday", "attacks_intercommunal")
_AWAY = "weeks away from home, refugees of the start included"
_NOUGHT = "those away as nought"

_HARM = (
    Metric("deaths", "person", "deaths in both streams of violence", "lower", _DEATHS),
    Metric("deaths_intercommunal", "person", "deaths, intercommunal", "lower", _total_of("deaths_intercommunal")),
    Metric("displaced_person_weeks", "person-week", _AWAY, "lower", _total_of("displaced")),
    Metric("riot_weeks", "municipality-week", "municipality-weeks in riot", "lower", lambda w: float(w.riots.sum())),
    Metric("attacks", "attack", "attacks in both streams of violence", "lower", _ATTACKS),
)

_UNREST = (
    Metric(
        "riot_synchrony",
        "municipality",
        "most municipalities in riot in one week",
        "lower",
        lambda w: float(np.max(w.riots.sum(axis=1))),
    ),
    Metric("peak_active", "person", "most people on the street in one week", "lower", _peak),
)


def _force(marks: Marks) -> Iterator[Metric]:
    """The force: what it was, and what it lacked once it was there."""
    years = _total_of("strength")
    yield Metric(
        "troop_years", "person-year", "troop-years, reserve included", None, lambda w: years(w) * _YEARS_A_WEEK
    )
    label = "troops required but missing, added up over the weeks after the first deployment"
    missing = partial(_shortfall, since=marks.deployed)
    yield Metric("shortfall_person_weeks", "person-week", label, "lower", missing)


def _security(marks: Marks) -> Iterator[Metric]:
    """Security: each community first, then the theatre, the worst place, and weeks below the floors."""
    for index, name in marks.communities:
        yield from _security_of(index, name)
    yield Metric("security_mean", "1", "security, theatre, mean of the weeks", "higher", _theatre_mean)
    yield Metric("security_end", "1", "security, theatre, last week", "higher", lambda w: float(w.theatre[-1]))
    yield Metric("worst_municipality", "1", "security, worst municipality, mean of the weeks", "higher", _worst)
    for floor in marks.floors:
        name, label = f"weeks_below_floor_{floor:g}", f"weeks of security below {floor:g}"
        lowest = partial(_lowest_below, floor=floor)
        yield Metric(name, "week", f"{label}, theatre", "lower", partial(_below, floor=floor))
        least = f"{label}, least secure community, {_NOUGHT}"
        yield Metric(f"{name}_lowest_community", "week", least, "lower", lowest)


def _security_of(index: int, name: str) -> Iterator[Metric]:
    """Security of one community: in which the displaced count as 0, and what each of its two parts makes of it."""
    mean, end = partial(_mean_of, series="community", index=index), partial(_last_of, index=index)
    home, away = (partial(_mean_of, series=series, index=index) for series in ("at_home", "away"))
    yield Metric(f"security_{name}", "1", f"security, {name}, mean of the weeks, {_NOUGHT}", "higher", mean)
    yield Metric(f"security_end_{name}", "1", f"security, {name}, last week, {_NOUGHT}", "higher", end)
    label = f"security, {name}, mean of the weeks, those at home alone"
    yield Metric(f"security_at_home_{name}", "1", label, "higher", home)
    yield Metric(f"away_{name}", "share", f"share away from home, {name}, mean of the weeks", "lower", away)


def _recovery(marks: Marks) -> Iterator[Metric]:
    """Recovery, after each event that raises tension, of those whom it does not stir up."""
    for spark in marks.sparks:
        recovered = partial(_recovered, spark=spark, recovery=marks.recovery)
        label = f"weeks until security is back after: {spark.label} (0: no fall)"
        yield Metric(f"recovery_weeks_{spark.key}", "week", label, "lower", recovered)


def _mean_of(weekly: Weekly, *, series: Literal["community", "at_home", "away"], index: int) -> float:
    """Average a series of a community over the weeks that have a number."""
    level = getattr(weekly, series)[:, index]
    known = level[~np.isnan(level)]
    return float(known.mean()) if known.size else float("nan")


def _last_of(weekly: Weekly, *, index: int) -> float:
    return float(weekly.community[-1, index])


def _theatre_mean(weekly: Weekly) -> float:
    return float(weekly.theatre.mean())


def _worst(weekly: Weekly) -> float:
    return float(np.min(last_where_nobody(weekly.municipal.mean(axis=0))))


def _below(weekly: Weekly, *, floor: float) -> float:
    return float((weekly.theatre < floor).sum())


def _lowest_below(weekly: Weekly, *, floor: float) -> float:
    return float((weekly.lowest_community < floor).sum())


def _recovered(weekly: Weekly, *, spark: Spark, recovery: Recovery) -> float:
    return recovery_weeks(weekly.security_of(spark.others), spark.week, recovery)
