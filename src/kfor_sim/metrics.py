"""Metrics: one number for a whole run, each declared once with its unit and label, and computed from weekly arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from kfor_sim.model.calendar import Calendar
from kfor_sim.scenario import Scenario
from kfor_sim.scenario.table_rows import COMMUNITIES

Floats = NDArray[np.float64]

_YEARS_A_WEEK = 7 / 365.25


def community_security(security: NDArray[Any], at_home: NDArray[Any], displaced: NDArray[Any]) -> Floats:
    """Average security over the people of each community who have a home in the theatre.

    The displaced count as 0: a community is not secure because the insecure have left.

    Args:
        security: S, shape (..., municipality, community), NaN where nobody has a home.
        at_home: People at home, same shape.
        displaced: People of that home who are not at home, same shape.

    Returns:
        Shape (..., community), in [0, 1]; NaN for a community without homes.
    """
    return _share(_felt(security, at_home).sum(axis=-2), (at_home + displaced).sum(axis=-2))


def theatre_security(security: NDArray[Any], at_home: NDArray[Any], displaced: NDArray[Any]) -> Floats:
    """Average security over all people with a home in the theatre, the displaced as 0; shape (...)."""
    return _share(_felt(security, at_home).sum(axis=(-2, -1)), (at_home + displaced).sum(axis=(-2, -1)))


def municipal_security(security: NDArray[Any], at_home: NDArray[Any], displaced: NDArray[Any]) -> Floats:
    """Average security over people with a home in each municipality, the displaced as 0; shape (..., municipality)."""
    return _share(_felt(security, at_home).sum(axis=-1), (at_home + displaced).sum(axis=-1))


def riots(active: NDArray[Any], present: NDArray[Any], *, riot_share: float) -> NDArray[np.bool_]:
    """Say which municipalities are in riot: more of the people present are on the street than ``riot_share``.

    Args:
        active: Persons on the street, shape (..., municipality, community).
        present: People present, same shape.
        riot_share: The share that makes a riot.

    Returns:
        Shape (..., municipality).
    """
    in_riot: NDArray[np.bool_] = active.sum(axis=-1) > riot_share * present.sum(axis=-1)
    return in_riot


def recovery_weeks(level: Floats, week: int) -> float:
    """Count the weeks from an event until security is back at the level of the week before it.

    Args:
        level: Security by week, shape (week,).
        week: The week of the event.

    Returns:
        Weeks; NaN where security did not fall or nothing was recorded before the event, infinity where it was not back
        by the end of the run (a censored value: all that is known is that it would have taken longer).
    """
    if week < 1 or week >= len(level) or not level[week] < level[week - 1]:
        return float("nan")
    back = np.flatnonzero(level[week:] >= level[week - 1])
    return float(back[0]) if back.size else float("inf")


def _felt(security: NDArray[Any], at_home: NDArray[Any]) -> Floats:
    """Add up security over people; nobody at home adds nothing."""
    felt: Floats = np.where(at_home > 0, security * at_home.astype(np.float64), 0.0)
    return felt


def _share(part: Floats, whole: NDArray[Any]) -> Floats:
    """Divide, NaN where there is nothing to divide by."""
    share: Floats = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return share


def _last_where_nobody(security: Floats) -> Floats:
    """Put those without homes behind all others in a search for the lowest."""
    return np.where(np.isnan(security), np.inf, security)


@dataclass(frozen=True)
class Weekly:
    """One replicate as metrics see it: the weekly arrays, and what several metrics take from them.

    Attributes:
        arrays: By name of the outcome, shape (week, *dimensions).
        riot_share: The share of people on the street that makes a riot.
    """

    arrays: Mapping[str, NDArray[Any]]
    riot_share: float

    @cached_property
    def _homes(self) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        return self.arrays["security"], self.arrays["at_home"], self.arrays["displaced"]

    @cached_property
    def community(self) -> Floats:
        """Security by community, shape (week, community)."""
        return community_security(*self._homes)

    @cached_property
    def theatre(self) -> Floats:
        """Security of the theatre, shape (week,)."""
        return theatre_security(*self._homes)

    @cached_property
    def lowest_community(self) -> Floats:
        """Security of the least secure community of each week, shape (week,)."""
        lowest: Floats = np.min(_last_where_nobody(self.community), axis=1)
        return lowest

    @cached_property
    def municipal(self) -> Floats:
        """Security by municipality, shape (week, municipality)."""
        return municipal_security(*self._homes)

    @cached_property
    def riots(self) -> NDArray[np.bool_]:
        """Municipalities in riot, shape (week, municipality)."""
        return riots(self.arrays["active"], self.arrays["present"], riot_share=self.riot_share)

    def total(self, *outcomes: str) -> float:
        """Add up outcomes over weeks and everything else."""
        return float(sum(self.arrays[name].sum(dtype=np.float64) for name in outcomes))


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
class Marks:
    """What a scenario adds to the list of metrics.

    Attributes:
        riot_share: The share of people on the street that makes a riot.
        floors: Levels of security under which weeks are counted.
        communities: Index and name of those that have a home in the theatre.
        events: Key, label and week of the events that raise tension.
    """

    riot_share: float
    floors: tuple[float, ...]
    communities: tuple[tuple[int, str], ...]
    events: tuple[tuple[str, str, int], ...]

    @classmethod
    def of(cls, scenario: Scenario) -> Marks:
        """Read them off a scenario."""
        homes = np.sum([row.population for row in scenario.tables.municipalities], axis=0)
        calendar = Calendar.between(scenario.start, scenario.end)
        return cls(
            riot_share=scenario.value("report.riot_share"),
            floors=tuple(scenario.value(path) for path in scenario.values if path.startswith("security.floors[")),
            communities=tuple((index, name) for index, name in enumerate(COMMUNITIES) if homes[index] > 0),
            events=tuple((e.key, e.label, calendar.week_of(e.on)) for e in scenario.events if e.tension),
        )


def metrics_of(marks: Marks) -> tuple[Metric, ...]:
    """List the metrics of a scenario: what people suffered first, then security, then the force."""
    return (*_HARM, *_security(marks), *_UNREST, *_recovery(marks), *_FORCE)


def _total_of(*outcomes: str) -> Callable[[Weekly], float]:
    return lambda weekly: weekly.total(*outcomes)


def _shortfall(weekly: Weekly) -> float:
    missing = weekly.arrays["required"].astype(np.float64) - weekly.arrays["strength"]
    return float(np.maximum(missing, 0.0).sum())


def _peak(weekly: Weekly) -> float:
    return float(np.max(weekly.arrays["active"].sum(axis=(1, 2), dtype=np.float64)))


_DEATHS = _total_of("deaths_everyday", "deaths_intercommunal")
_ATTACKS = _total_of("attacks_everyday", "attacks_intercommunal")
_AWAY = "weeks away from home, refugees of the start included"

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

_FORCE = (
    Metric(
        "troop_years",
        "person-year",
        "troop-years, reserve included",
        None,
        lambda w: w.total("strength") * _YEARS_A_WEEK,
    ),
    Metric("shortfall_person_weeks", "person-week", "weeks of troops required but missing", "lower", _shortfall),
)


def _security(marks: Marks) -> Iterator[Metric]:
    """Security: each community first, then the theatre, the worst place, and weeks below the floors."""
    for index, name in marks.communities:
        mean, end = partial(_mean_of, index=index), partial(_last_of, index=index)
        yield Metric(f"security_{name}", "1", f"security, {name}, mean of the weeks", "higher", mean)
        yield Metric(f"security_end_{name}", "1", f"security, {name}, last week", "higher", end)
    yield Metric("security_mean", "1", "security, theatre, mean of the weeks", "higher", _theatre_mean)
    yield Metric("security_end", "1", "security, theatre, last week", "higher", lambda w: float(w.theatre[-1]))
    yield Metric("worst_municipality", "1", "security, worst municipality, mean of the weeks", "higher", _worst)
    for floor in marks.floors:
        name, label = f"weeks_below_floor_{floor:g}", f"weeks of security below {floor:g}"
        lowest = partial(_lowest_below, floor=floor)
        yield Metric(name, "week", f"{label}, theatre", "lower", partial(_below, floor=floor))
        yield Metric(f"{name}_lowest_community", "week", f"{label}, least secure community", "lower", lowest)


def _recovery(marks: Marks) -> Iterator[Metric]:
    """Recovery after each event that raises tension."""
    for key, label, week in marks.events:
        text = f"weeks until security is back after: {label}"
        yield Metric(f"recovery_weeks_{key}", "week", text, "lower", partial(_recovered, week=week))


def _mean_of(weekly: Weekly, *, index: int) -> float:
    return float(weekly.community[:, index].mean())


def _last_of(weekly: Weekly, *, index: int) -> float:
    return float(weekly.community[-1, index])


def _theatre_mean(weekly: Weekly) -> float:
    return float(weekly.theatre.mean())


def _worst(weekly: Weekly) -> float:
    return float(np.min(_last_where_nobody(weekly.municipal.mean(axis=0))))


def _below(weekly: Weekly, *, floor: float) -> float:
    return float((weekly.theatre < floor).sum())


def _lowest_below(weekly: Weekly, *, floor: float) -> float:
    return float((weekly.lowest_community < floor).sum())


def _recovered(weekly: Weekly, *, week: int) -> float:
    return recovery_weeks(weekly.theatre, week)
