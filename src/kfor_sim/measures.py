"""The measures of the record: one number for each replicate, each a pure function of weekly series.

A number that is none (NaN) says that there is nothing to measure, such as a recovery where nothing flared up; infinity,
that something was not over by the end of the weeks that are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from kfor_sim.model.calendar import Calendar
from kfor_sim.scenario.table_rows import HomicideRow
from kfor_sim.scenario.targets import Period
from kfor_sim.weekly import Floats

_WEEKS_A_YEAR = 365.25 / 7
_TENTH = 0.1


class Looked(Protocol):
    """What says where to look: a pattern, or a target of a fit."""

    @property
    def window(self) -> Period:
        """First and last day of the weeks that are looked at."""

    @property
    def before(self) -> Period | None:
        """First and last day of earlier weeks to compare with."""

    @property
    def settings(self) -> Mapping[str, float]:
        """Further numbers that the measure asks for."""


@dataclass(frozen=True, slots=True)
class Homicides:
    """Homicides on record for some weeks.

    Attributes:
        weeks: The weeks.
        weekly: Persons a week.
    """

    weeks: slice
    weekly: float


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """What a measure sees of the replicates of a scenario.

    Attributes:
        traces: Weekly series by name, shape (replicate, week) or (replicate, week, sector).
        weeks: The weeks that are looked at.
        before: Earlier weeks to compare with; none where the pattern has none.
        settings: Further numbers that the measure asks for.
        homicides: Homicides on record.
    """

    traces: Mapping[str, Floats]
    weeks: slice
    before: slice = field(default_factory=lambda: slice(0, 0))
    settings: Mapping[str, float] = field(default_factory=dict)
    homicides: tuple[Homicides, ...] = ()

    def during(self, trace: str) -> Floats:
        """Give a series in the weeks that are looked at."""
        return self.traces[trace][:, self.weeks]

    def earlier(self, trace: str) -> Floats:
        """Give a series in the weeks to compare with."""
        return self.traces[trace][:, self.before]


@dataclass(frozen=True, slots=True)
class Measure:
    """How a pattern is measured.

    Attributes:
        label: What the number is, for readers.
        unit: What one of it is.
        traces: The series that it sees, as `TRACES` declares them.
        compute: Gives the number of each replicate, shape (replicate,).
    """

    label: str
    unit: str
    traces: tuple[str, ...]
    compute: Callable[[Course], Floats]


def weeks_of(period: Period, calendar: Calendar) -> slice:
    """Give the weeks that a period touches."""
    first, last = period
    return slice(calendar.week_of(first), calendar.week_of(last) + 1)


def course_of(
    traces: Mapping[str, Floats], target: Looked, calendar: Calendar, homicides: tuple[HomicideRow, ...] = ()
) -> Course:
    """Put together what a measure sees.

    Args:
        traces: Weekly series by name.
        target: The pattern or target, which says where to look.
        calendar: The weeks of the scenario.
        homicides: Homicides on record, those outside the weeks that are looked at included.
    """
    first, last = target.window
    return Course(
        traces,
        weeks=weeks_of(target.window, calendar),
        before=weeks_of(target.before, calendar) if target.before else slice(0, 0),
        settings=target.settings,
        homicides=tuple(
            Homicides(_up_to(row, calendar), row.deaths * 7 / (row.end - row.start).days)
            for row in homicides
            if first <= row.start and row.end <= last
        ),
    )


def _up_to(row: HomicideRow, calendar: Calendar) -> slice:
    """Give the weeks of a period on record, without the one in which the next may begin."""
    return slice(calendar.week_of(row.start), calendar.week_of(row.end))


def riots_a_year(course: Course) -> Floats:
    """Count municipality-weeks in riot, for each year."""
    riots = course.during("riots")
    total: Floats = riots.sum(axis=1)
    return total * (_WEEKS_A_YEAR / riots.shape[1])


def most_places_at_once(course: Course) -> Floats:
    """Count the municipalities in riot in the week that has most of them."""
    most: Floats = course.during("riots").max(axis=1)
    return most


def peak_over_year_before(course: Course) -> Floats:
    """Divide the largest crowd by the largest one of the weeks before, of at least one person."""
    largest: Floats = course.during("active").max(axis=1)
    return largest / np.maximum(course.earlier("active").max(axis=1), 1.0)


def minority_share_of_attacks(course: Course) -> Floats:
    """Divide the share of attacks that falls on minorities by their share of the people; NaN without attacks."""
    attacks = _ratio(_added(course.during("attacks_on_minorities")), _added(course.during("attacks_intercommunal")))
    people = _ratio(_added(course.during("minorities_by_sector")), _added(course.during("present")))
    return _ratio(attacks, people)


def gap_between_sectors(course: Course) -> Floats:
    """Take attacks for each person of a minority, worst sector less best, as a multiple of the theatre's.

    Sectors without minorities are left out; NaN where nobody of a minority is attacked.
    """
    attacks, people = (
        course.during(name).sum(axis=1) for name in ("attacks_on_minorities_by_sector", "minorities_by_sector")
    )
    rates = _ratio(attacks, people)
    gap = np.where(np.isnan(rates), -np.inf, rates).max(axis=1) - np.where(np.isnan(rates), np.inf, rates).min(axis=1)
    return _ratio(np.where(np.isfinite(gap), gap, np.nan), _ratio(attacks.sum(axis=1), people.sum(axis=1)))


def weeks_to_a_tenth(course: Course) -> Floats:
    """Count the weeks from the largest crowd until a tenth of it is left; NaN where it has not `least` persons."""
    return np.array([_weeks_to_a_tenth(crowd, course.settings["least"]) for crowd in course.during("active")])


def _weeks_to_a_tenth(crowd: Floats, least: float) -> float:
    peak = int(crowd.argmax())
    if crowd[peak] < least:
        return np.nan
    over = np.flatnonzero(crowd[peak:] <= _TENTH * crowd[peak])
    return float(over[0]) if over.size else np.inf


def lesser_improvement(course: Course) -> Floats:
    """Take the part that is gone since the weeks before, of homicides or of what security lacks of 1: the lesser."""
    lacking = 1 - _ratio(1 - course.during("security").mean(axis=1), 1 - course.earlier("security").mean(axis=1))
    deaths = 1 - _ratio(course.during("deaths").mean(axis=1), course.earlier("deaths").mean(axis=1))
    return np.minimum(lacking, deaths)


def share_of_rise_left(course: Course) -> Floats:
    """Take the part of a rise of the crowd that is left in the last weeks; NaN where nothing flares up.

    A flare-up brings at least `least` persons to the street within `onset_weeks`, and `times` as many as were there on
    average before. What is left is the mean of the `last_weeks`.
    """
    crowd, settings = course.during("active"), course.settings
    usual = course.earlier("active").mean(axis=1)
    peak = crowd[:, : int(settings["onset_weeks"])].max(axis=1)
    flares = (peak >= settings["least"]) & (peak >= settings["times"] * usual)
    left = crowd[:, -int(settings["last_weeks"]) :].mean(axis=1) - usual
    return np.where(flares, _ratio(left, peak - usual), np.nan)


def worst_factor_of_homicides(course: Course) -> Floats:
    """Take the factor by which weekly homicides miss the record, up or down, in the period where they miss it most."""
    with np.errstate(divide="ignore"):
        worst: Floats = np.max([np.maximum(factor, 1 / factor) for factor in _homicides_over_record(course)], axis=0)
    return worst


def homicides_over_record(course: Course) -> Floats:
    """Divide weekly homicides by those on record, in the first period on record that lies in the weeks."""
    return _homicides_over_record(course)[0]


def _homicides_over_record(course: Course) -> list[Floats]:
    """Divide weekly homicides by those on record, period by period."""
    deaths = course.traces["deaths"]
    return [_ratio(deaths[:, each.weeks].mean(axis=1), np.full(len(deaths), each.weekly)) for each in course.homicides]


def serb_share_of_deaths(course: Course) -> Floats:
    """Divide the deaths among Serbs by all deaths; NaN where nobody dies."""
    return _ratio(_added(course.during("deaths_of_serbs")), _added(course.during("deaths")))


def strength_on_the_last_day(course: Course) -> Floats:
    """Give the strength in the week of the last day that is looked at."""
    last: Floats = course.during("strength")[:, -1]
    return last


def largest_crowd(course: Course) -> Floats:
    """Give the largest number of people on the street in one week."""
    largest: Floats = course.during("active").max(axis=1)
    return largest


def _added(series: Floats) -> Floats:
    """Add up everything but replicates."""
    total: Floats = series.reshape(len(series), -1).sum(axis=1)
    return total


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Divide; NaN where there is nothing to divide by."""
    ratio: Floats = np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=whole > 0)
    return ratio


_TIMES = "times"

MEASURES: dict[str, Measure] = {
    "riots_a_year": Measure("municipality-weeks in riot a year", "municipality-week/year", ("riots",), riots_a_year),
    "most_places_at_once": Measure(
        "most municipalities in riot in one week", "municipality", ("riots",), most_places_at_once
    ),
    "peak_over_year_before": Measure(
        "largest crowd over the largest of the year before", _TIMES, ("active",), peak_over_year_before
    ),
    "minority_share_of_attacks": Measure(
        "share of intercommunal attacks on people outside the largest community of their place, over their share of "
        "the people",
        _TIMES,
        ("attacks_on_minorities", "attacks_intercommunal", "minorities_by_sector", "present"),
        minority_share_of_attacks,
    ),
    "gap_between_sectors": Measure(
        "attacks on minorities for each of them, worst sector less best, over the theatre's",
        _TIMES,
        ("attacks_on_minorities_by_sector", "minorities_by_sector"),
        gap_between_sectors,
    ),
    "weeks_to_a_tenth": Measure(
        "weeks from the largest crowd until a tenth of it is left", "week", ("active",), weeks_to_a_tenth
    ),
    "lesser_improvement": Measure(
        "part gone of homicides, or of what security lacks of 1: the lesser of the two",
        "share",
        ("security", "deaths"),
        lesser_improvement,
    ),
    "share_of_rise_left": Measure(
        "part of the rise of the crowd that is left at the end of the year", "share", ("active",), share_of_rise_left
    ),
    "worst_factor_of_homicides": Measure(
        "factor by which homicides miss the record in the worst period", _TIMES, ("deaths",), worst_factor_of_homicides
    ),
    "homicides_over_record": Measure("homicides over those on record", _TIMES, ("deaths",), homicides_over_record),
    "serb_share_of_deaths": Measure(
        "share of Serbs among those killed", "share", ("deaths_of_serbs", "deaths"), serb_share_of_deaths
    ),
    "strength_on_the_last_day": Measure("strength", "person", ("strength",), strength_on_the_last_day),
    "largest_crowd": Measure("most people on the street in one week", "person", ("active",), largest_crowd),
}
