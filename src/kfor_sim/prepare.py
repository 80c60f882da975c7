"""From a scenario to the model's parameters: units to base units, dated series to weeks, tables to arrays.

The one place where figures are converted, so that a figure is found in the model under the path it has in the file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from kfor_sim.errors import Fault, ScenarioError
from kfor_sim.levers import policy_of
from kfor_sim.mechanisms import SLOTS, Option
from kfor_sim.model import parameters as p
from kfor_sim.model.apportionment import apportion
from kfor_sim.model.calendar import Calendar
from kfor_sim.policies import Policy
from kfor_sim.scenario import Scenario
from kfor_sim.scenario.events import Shift
from kfor_sim.scenario.table_rows import COMMUNITIES, ContingentRow

_PER_THOUSAND = 1000.0
_EARTH_RADIUS_KM = 6371.0
_WHOLE_THEATRE = -1

Table = TypeVar("Table")


def calendar_of(scenario: Scenario) -> Calendar:
    """Give the weeks of a scenario."""
    return Calendar.between(scenario.start, scenario.end)


def prepare(scenario: Scenario) -> p.Parameters:
    """Translate a scenario for the model.

    Args:
        scenario: A loaded, checked scenario.

    Returns:
        Parameters in persons, weeks and shares; nothing in them changes while the model runs.

    Raises:
        ScenarioError: Where tables and figures do not fit each other.
    """
    calendar = calendar_of(scenario)
    geography = _geography(scenario)
    policy = policy_of(scenario, calendar)
    return p.Parameters(
        setting=_setting(scenario, calendar),
        theory=_theory(scenario),
        geography=geography,
        refugees=_refugees(scenario, calendar, geography.home),
        nations=_nations(scenario, calendar, policy),
        will=_will(scenario),
        policy=policy,
        review=_review(scenario),
        deployment=_deployment(scenario, calendar),
        presence=p.Presence(
            presence_share=scenario.value("presence.presence_share"),
            police_presence=scenario.value("presence.police_presence"),
        ),
        police=_police(scenario, calendar),
        unrest=_unrest(scenario),
        tension=_plain(scenario, "tension", p.Tension),
        violence=_violence(scenario),
        arms=_plain(scenario, "arms", p.Arms),
        displacement=_plain(scenario, "displacement", p.Displacement),
        security=_security(scenario),
        hardship=_plain(scenario, "hardship", p.Hardship),
        legitimacy=_plain(scenario, "legitimacy", p.Legitimacy),
        events=_events(scenario, calendar, geography),
    )


def _plain(scenario: Scenario, table: str, kind: Callable[..., Table]) -> Table:
    """Take over a table whose figures are in base units already, each under its own name."""
    return kind(**{field.name: scenario.value(f"{table}.{field.name}") for field in fields(cast("Any", kind))})


def _based(scenario: Scenario, path: str) -> float:
    """Take a figure in base units: per person where the file says per 1,000, and the other way round."""
    value, unit = scenario.value(path), scenario.figures[path].unit
    if "/1000 person" in unit:
        return value / _PER_THOUSAND
    return value * _PER_THOUSAND if unit.startswith("1000 person/") else value


def _theory(scenario: Scenario) -> p.Theory:
    """Give each slot its option, and each option its figures."""
    options = {slot: SLOTS[slot].options[name] for slot, name in scenario.options.items()}
    return p.Theory(scenario.options, {slot: figures_of(option, scenario) for slot, option in options.items()})


def figures_of(option: Option, scenario: Scenario) -> dict[str, float]:
    """Give an option its figures in base units by keyword, whether the scenario takes it or not.

    Raises:
        InputError: The scenario lacks one, as it may of an option that it does not take.
    """
    return {figure: _based(scenario, path) for figure, path in option.paths.items()}


def _whole(scenario: Scenario, path: str) -> int:
    """Take a figure that counts something."""
    return round(scenario.value(path))


def _setting(scenario: Scenario, calendar: Calendar) -> p.Setting:
    return p.Setting(
        weeks=calendar.weeks,
        persons_per_resident=_whole(scenario, "run.persons_per_resident"),
        spin_up_weeks=_whole(scenario, "run.spin_up_weeks"),
        quadrature_points=_whole(scenario, "run.quadrature_points"),
    )


def _review(scenario: Scenario) -> p.Review:
    return p.Review(
        interval_weeks=_whole(scenario, "review.interval_weeks"),
        reserve_size=_whole(scenario, "reserve.size"),
        reserve_trigger=scenario.value("reserve.trigger"),
        reserve_delay_weeks=_whole(scenario, "reserve.delay_weeks"),
        reserve_tour_weeks=_whole(scenario, "reserve.tour_weeks"),
    )


def _will(scenario: Scenario) -> p.Will:
    return p.Will(
        cohesion=scenario.value("nations.cohesion"),
        will_weeks=scenario.value("nations.will_weeks"),
        will_spread=scenario.value("nations.will_spread"),
        refusal=scenario.value("nations.refusal"),
        gap_delay_weeks=_whole(scenario, "nations.gap_delay_weeks"),
    )


def _unrest(scenario: Scenario) -> p.Unrest:
    return p.Unrest(
        threshold=scenario.value("unrest.threshold"),
        rounds=_whole(scenario, "unrest.rounds"),
        stand_down=scenario.value("unrest.stand_down"),
        arrest=scenario.value("unrest.arrest"),
        rest_weeks=_whole(scenario, "unrest.rest_weeks"),
        jail_weeks=_whole(scenario, "unrest.jail_weeks"),
        mobilisable_share=scenario.value("population.mobilisable_share"),
    )


def _violence(scenario: Scenario) -> p.Violence:
    return p.Violence(
        everyday_rate=_based(scenario, "violence.everyday_rate"),
        everyday_lethality=scenario.value("violence.everyday_lethality"),
        attack_rate=scenario.value("violence.attack_rate"),
        within_share=scenario.value("violence.within_share"),
        intercommunal_lethality=scenario.value("violence.intercommunal_lethality"),
    )


def _security(scenario: Scenario) -> p.Security:
    return p.Security(
        start=scenario.value("security.start"),
        severity=scenario.value("security.severity"),
        tolerance=_based(scenario, "security.tolerance"),
        memory_weeks=scenario.value("security.memory_weeks"),
    )


def _police(scenario: Scenario, calendar: Calendar) -> p.Police:
    international = calendar.weekly(scenario.series("police.international"))
    local = calendar.weekly(scenario.series("police.local"))
    return p.Police(officers=international + local, hand_over_lag_weeks=scenario.value("police.hand_over_lag_weeks"))


def _deployment(scenario: Scenario, calendar: Calendar) -> p.Deployment:
    series = scenario.series("deployment.arrivals")
    arrivals = np.rint(calendar.weekly(series)).astype(np.int64)
    arrivals[calendar.week_of(series[-1][0]) + 1 :] = -1
    return p.Deployment(
        arrivals=arrivals,
        in_kosovo_share=calendar.weekly(scenario.series("deployment.in_kosovo")),
        fixed_share=calendar.weekly(scenario.series("deployment.fixed")),
        minority_sites_share=scenario.value("deployment.minority_sites_share"),
        even_share=scenario.value("deployment.even_share"),
    )


def _geography(scenario: Scenario) -> p.Geography:
    rows = scenario.tables.municipalities
    names = tuple(row.name for row in rows)
    home = _home(scenario)
    adjacent = np.zeros((len(names), len(names)), dtype=np.bool_)
    for a, b in scenario.tables.neighbours:
        adjacent[names.index(a), names.index(b)] = adjacent[names.index(b), names.index(a)] = True
    return p.Geography(
        municipalities=names,
        communities=COMMUNITIES,
        home=home,
        minority=home.sum(axis=1) - home.max(axis=1),
        neighbours=adjacent,
        distance=_distances(np.radians([(row.latitude, row.longitude) for row in rows])),
    )


def _home(scenario: Scenario) -> NDArray[np.int64]:
    """Scale the table's people to the scenario's total, none of the places above the cap; whole persons, (M, C)."""
    people = np.array([row.population for row in scenario.tables.municipalities], dtype=np.float64)
    total, cap = scenario.value("population.total"), scenario.value("population.municipality_cap")
    if cap * len(people) < total:
        what = f"{len(people)} municipalities of at most {cap:,.0f} cannot hold {total:,.0f} people"
        raise ScenarioError(scenario.name, (Fault("population.municipality_cap", what, "raise it"),))
    in_place = people.sum(axis=1)
    size = in_place * (total / in_place.sum())
    capped = np.zeros(len(people), dtype=np.bool_)
    while (size > cap * (1 + np.finfo(float).eps)).any():
        capped |= size > cap
        rest = total - cap * capped.sum()
        size = np.where(capped, cap, in_place * (rest / in_place[~capped].sum()))
    by_cell = people * (size / in_place)[:, np.newaxis]
    return apportion(round(total), by_cell.ravel()).reshape(people.shape)


def _distances(place: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take great-circle distances in kilometres between places given in radians, latitude first (haversine)."""
    half = (place[:, np.newaxis, :] - place[np.newaxis, :, :]) / 2
    across = np.cos(place[:, 0])[:, np.newaxis] * np.cos(place[:, 0])[np.newaxis, :]
    chord = np.sin(half[:, :, 0]) ** 2 + across * np.sin(half[:, :, 1]) ** 2
    distance: NDArray[np.float64] = 2 * _EARTH_RADIUS_KM * np.arcsin(np.sqrt(chord))
    return distance


def _refugees(scenario: Scenario, calendar: Calendar, home: NDArray[np.int64]) -> p.Refugees:
    number = _whole(scenario, "population.refugees_abroad")
    community = COMMUNITIES.index(scenario.text("population.refugee_community"))
    abroad = np.zeros_like(home)
    if number > home[:, community].sum():
        what = f"{number:,} refugees are more than the {home[:, community].sum():,} people of their community"
        raise ScenarioError(scenario.name, (Fault("population.refugees_abroad", what, "lower it"),))
    abroad[:, community] = apportion(number, home[:, community].astype(np.float64))
    returned = scenario.series("population.returned")
    return p.Refugees(
        abroad=abroad,
        returned_share=calendar.weekly(returned) / max(number, 1),
        last_week=calendar.week_of(returned[-1][0]),
    )


def _nations(scenario: Scenario, calendar: Calendar, policy: Policy) -> p.Nations:
    rows = scenario.tables.contingents
    brigades = tuple(dict.fromkeys(row.brigade for row in scenario.tables.municipalities))
    weight = np.stack([_weight(scenario, calendar, row) for row in rows], axis=1)
    comes = [calendar.week_of(row.entry) if row.entry else 0 for row in rows]
    leaves = [calendar.week_of(row.exit) if row.exit else calendar.weeks for row in rows]
    taken_out = [policy.departures.get(row.nation, calendar.weeks) for row in rows]
    return p.Nations(
        names=tuple(row.nation for row in rows),
        categories=tuple(row.category for row in rows),
        sectors=brigades,
        sector=np.array([brigades.index(row.sector) if row.sector in brigades else _WHOLE_THEATRE for row in rows]),
        sector_of_municipality=np.array([brigades.index(row.brigade) for row in scenario.tables.municipalities]),
        weight=weight,
        entry_week=np.array(comes),
        exit_week=np.minimum(leaves, taken_out),
        listed_exit_week=np.array(leaves),
        may_leave_area=np.array([row.may_leave_area for row in rows]),
        may_control_riots=np.array([row.may_control_riots for row in rows]),
        fills_gaps=np.array([row.category == "member" for row in rows]),
        tour_weeks=_whole(scenario, "rotation.tour_weeks"),
    )


def _weight(scenario: Scenario, calendar: Calendar, nation: ContingentRow) -> NDArray[np.float64]:
    """Reconstruct a nation's troops by week (W,) before all are scaled to the total.

    Straight lines join the figures in use; before the first and after the last the weight is level. A nation without a
    figure for the year of the start or the next begins with its first figure times `rotation.unlisted_growth`.
    """
    rows = (row for row in scenario.tables.contributions if row.use and row.nation == nation.nation)
    figures = sorted((row.on, float(row.troops)) for row in rows)
    first, troops = figures[0]
    if first.year > scenario.start.year + 1:
        figures.insert(0, (scenario.start, troops * scenario.value("rotation.unlisted_growth")))
    return calendar.weekly(figures)


def _events(scenario: Scenario, calendar: Calendar, geography: p.Geography) -> tuple[p.Event, ...]:
    reach = scenario.value("tension.organiser_reach")
    return tuple(
        p.Event(
            week=calendar.week_of(event.on),
            key=event.key,
            tension=_by_cell(event.tension, geography) * reach,
            legitimacy=_by_cell(event.legitimacy, geography),
            opens_sectors=event.opens_sectors,
            holds_reductions=event.holds_reductions,
            allows_reductions=event.allows_reductions,
        )
        for event in scenario.events
    )


def _by_cell(shifts: tuple[Shift, ...], geography: p.Geography) -> NDArray[np.float64]:
    """Add up the shifts of an event where they apply, shape (M, C)."""
    total = np.zeros(geography.home.shape)
    for shift in shifts:
        places = [geography.municipalities.index(name) for name in shift.municipalities]
        peoples = [geography.communities.index(name) for name in shift.communities]
        total[np.ix_(places, peoples)] += shift.amount
    return total
