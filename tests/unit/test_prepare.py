"""From figures to parameters: base units, people, refugees, nations."""

import dataclasses
from datetime import date

import numpy as np
import pytest

from kfor_sim.errors import ScenarioError
from kfor_sim.mechanisms import SLOTS
from kfor_sim.prepare import calendar_of, figures_of, prepare
from kfor_sim.scenario import load

OPTIONS = [option for slot in SLOTS.values() for option in slot.options.values()]


def test_rates_per_thousand_become_rates_per_person(documented, parameters):
    for path, found in (
        ("violence.everyday_rate", parameters.violence.everyday_rate),
        ("security.tolerance", parameters.security.tolerance),
        ("arms.demilitarisation_presence", parameters.theory.figures["disarmament"]["full_presence"]),
    ):
        assert found == pytest.approx(documented.value(path) / 1000)
    effect = parameters.theory.figures["policing"]["policing_effect"]
    assert effect == pytest.approx(documented.value("violence.policing_effect") * 1000)


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: f"{option.slot}:{option.name}")
def test_figures_of_options_arrive_in_base_units_by_their_keywords(documented, option):
    """Densities per person, effects for each person, and everything else as it stands."""
    figures = figures_of(option, documented)
    assert figures.keys() == option.figures.keys()
    factors = {"person/1000 person": 1e-3, "1/1000 person": 1e-3, "1000 person/person": 1e3}
    for name, path in option.paths.items():
        unit = documented.figures[path].unit
        assert figures[name] == pytest.approx(documented.value(path) * factors.get(unit, 1), rel=1e-15), path
        assert unit in factors or "1000" not in unit


def test_the_theory_arrives_with_the_figures_of_its_own_options_only(documented, parameters):
    assert parameters.theory.options == documented.options
    for slot, name in documented.options.items():
        assert parameters.theory.figures[slot] == figures_of(SLOTS[slot].options[name], documented)


def test_every_plain_figure_arrives_under_its_own_name(documented, parameters):
    for table in ("tension", "displacement", "hardship", "legitimacy"):
        for field in dataclasses.fields(getattr(parameters, table)):
            assert getattr(getattr(parameters, table), field.name) == documented.value(f"{table}.{field.name}")


def test_people_are_scaled_to_the_total_with_no_municipality_above_the_cap(documented, parameters):
    home = parameters.geography.home
    assert home.shape == (30, 4)
    assert home.sum() == documented.value("population.total")
    size = home.sum(axis=1)
    cap = documented.value("population.municipality_cap")
    assert size.max() == pytest.approx(cap, abs=3)
    assert parameters.geography.municipalities[size.argmax()] == "Priština"
    raw = np.array([row.population for row in documented.tables.municipalities])
    scale = home.sum(axis=1) / raw.sum(axis=1)
    others = np.arange(30) != size.argmax()
    np.testing.assert_allclose(scale[others], scale[others].mean(), rtol=5e-4)


def test_a_low_cap_spreads_people_over_the_other_municipalities():
    parameters = prepare(load("documented", overrides=("population.municipality_cap=70000",)))
    size = parameters.geography.home.sum(axis=1)
    assert size.sum() == 1_900_000
    assert size.max() <= 70_003
    assert (size > 69_990).sum() > 15


def test_a_cap_that_cannot_hold_the_people_is_refused():
    with pytest.raises(ScenarioError, match=r"municipality_cap: 30 municipalities of at most 60,000 cannot hold"):
        prepare(load("documented", overrides=("population.municipality_cap=60000",)))


def test_more_refugees_than_people_are_refused():
    overrides = ("population.refugees_abroad=1850000", "population.refugee_community=serb")
    with pytest.raises(ScenarioError, match=r"population\.refugees_abroad: 1,850,000 refugees are more than"):
        prepare(load("documented", overrides=overrides[:1]))


def test_refugees_come_from_every_home_of_their_community(documented, parameters):
    abroad = parameters.refugees.abroad
    assert abroad.sum() == abroad[:, 0].sum() == documented.value("population.refugees_abroad")
    assert parameters.refugees.returned_share[-1] == pytest.approx(810 / 850)
    assert parameters.refugees.last_week == 24


def test_the_first_deployment_ends_with_the_week_of_its_last_date(parameters):
    arrivals = parameters.deployment.arrivals
    assert arrivals[14] == 50_000
    assert (arrivals[15:] == -1).all()


def test_distances_are_those_of_the_globe(parameters):
    names = parameters.geography.municipalities
    distance = parameters.geography.distance[names.index("Priština"), names.index("Prizren")]
    # 0.500 degrees of latitude (55.6 km) and 0.523 of longitude at 42.4 N (43.0 km): 70.2 km in a plane
    assert distance == pytest.approx(70.2, rel=0.01)


def test_nations_carry_sectors_and_weights(parameters):
    nations = parameters.nations
    at = nations.names.index
    assert nations.sectors == ("North", "West", "South", "Centre", "East")
    assert nations.sectors[nations.sector[at("France")]] == "North"
    assert nations.sector[at("Armenia")] == -1
    assert nations.weight.shape == (499, 34)
    assert nations.weight[14, at("United States")] > nations.weight[400, at("United States")]


def test_a_nation_without_an_early_figure_begins_at_a_multiple_of_its_first(documented, parameters):
    nation = parameters.nations.names.index("Greece")
    growth = documented.value("rotation.unlisted_growth")
    assert parameters.nations.weight[0, nation] == pytest.approx(588 * growth, rel=0.01)


def test_a_nation_is_there_until_its_exit_and_no_longer(documented, parameters):
    nations = parameters.nations
    emirates = nations.names.index("United Arab Emirates")
    leaves = calendar_of(documented).week_of(date(2001, 11, 1))
    before, after = nations.parts(leaves - 1), nations.parts(leaves)
    assert before[emirates] > 0
    assert after[emirates] == 0
    np.testing.assert_allclose([before.sum(), after.sum()], 1.0)


def test_events_add_up_where_they_apply(documented, parameters):
    event = next(event for event in parameters.events if event.key == "courthouse")
    names = parameters.geography.municipalities
    north = [names.index(name) for name in ("Kosovska Mitrovica", "Zvečan", "Zubin Potok", "Leposavić")]
    size = documented.value("events.courthouse.tension[0].size")
    assert (event.tension[north, 1] == size).all()
    assert event.tension.sum() == pytest.approx(4 * size)
    assert calendar_of(documented).first_days[event.week].isoformat() == "2008-03-15"


def test_organisers_scale_the_sparks_of_events():
    half = prepare(load("documented", overrides=("tension.organiser_reach=0.5",)))
    full = prepare(load("documented", overrides=("tension.organiser_reach=1.0",)))
    at = next(number for number, event in enumerate(full.events) if event.key == "march-2004")
    np.testing.assert_allclose(half.events[at].tension, full.events[at].tension / 2)


def test_the_marks_of_the_mission_are_pinned(documented, parameters):
    """Inputs, not results: 50,000 in 1999, 15,000 in 2003, 15,900 in 2008, to the person."""
    calendar = calendar_of(documented)
    levels = parameters.policy.waypoints
    for day, troops in ((date(1999, 6, 12), 50_000), (date(2003, 12, 31), 15_000), (date(2008, 2, 17), 15_900)):
        assert levels[calendar.week_of(day)] == troops
