"""Rival mechanisms: each option against numbers worked out by hand, what holds for all of them, and the registry."""

import dataclasses
import inspect
import math
import re
from typing import Annotated

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from kfor_sim.mechanisms import (
    SLOTS,
    adaptation,
    communities,
    contagion,
    deterrence,
    disarmament,
    options,
    policing,
    response,
    spillover,
    trust,
)
from kfor_sim.mechanisms.adaptation import Change
from kfor_sim.mechanisms.contagion import Unrest
from kfor_sim.mechanisms.deterrence import Street
from kfor_sim.mechanisms.disarmament import Holdings
from kfor_sim.mechanisms.options import Given, Own, Slot
from kfor_sim.mechanisms.policing import Beat
from kfor_sim.mechanisms.response import Areas
from kfor_sim.mechanisms.spillover import Crowd
from kfor_sim.mechanisms.trust import Experience
from kfor_sim.model.slots import REPRESENTATIONS
from kfor_sim.scenario.location import scenario_folder
from kfor_sim.scenario.sources import read_sources

OPTIONS = [option for slot in SLOTS.values() for option in slot.options.values()]
FUNCTIONS = [option for option in OPTIONS if option.function]
ANY = settings(deadline=None)
CHAIN = np.array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0]], dtype=bool)  # 0 - 1 - 2, and 3 alone


def name_of(option):
    return f"{option.slot}:{option.name}"


def street(*, presence=(0.0,), active=(0.0,), personnel=(0.0,), people=(1000.0,), force=0.0):
    """What there is to be seen in one or several places."""
    places = np.broadcast_arrays(*(np.array(each, dtype=float) for each in (presence, active, personnel, people)))
    return Street(*(place.copy() for place in places), force)


def beat(*, police=(0.0,), troops=(0.0,), people=(1000,), force=0.0, officers=0.0):
    return Beat(np.array(police), np.array(troops), np.array(people), force, officers)


# Deterrence.


def test_the_ratio_is_taken_literally_and_the_asker_counts_himself():
    risk = deterrence.ratio_literal(street(presence=[10, 10, 0], active=[20, 0, 5]), constant=2.3)
    np.testing.assert_allclose(risk, [1 - math.exp(-1.15), 1 - math.exp(-23), 0])


def test_the_ratio_rounded_down():
    """10 to 4 counts as 2, one to one as 1, and 3 to 4 as none."""
    risk = deterrence.ratio_floor(street(presence=[10, 7, 3, 0], active=[4, 7, 4, 0]), constant=2.3)
    np.testing.assert_allclose(risk, [1 - math.exp(-4.6), 1 - math.exp(-2.3), 0, 0])


def test_the_ratio_rounded_to_the_nearest_with_halves_to_the_even():
    """10 to 4 counts as 2, 6 to 4 as 2, one to two as none, and more than that as 1."""
    risk = deterrence.ratio_round(street(presence=[10, 6, 5, 5.1], active=[4, 4, 10, 10]), constant=2.3)
    np.testing.assert_allclose(risk, [1 - math.exp(-4.6), 1 - math.exp(-4.6), 0, 1 - math.exp(-2.3)])


THRESHOLD = {"calm": 0.002, "severe": 0.020, "disorder_share": 0.01, "sharpness": 4.0}


def test_density_against_a_requirement_that_rises_with_disorder():
    """4 per 1,000 in a quiet place: 2 times the requirement, so 2⁴ / (2⁴ + 1); half in revolt it is 11 per 1,000."""
    seen = street(personnel=[4, 1, 11, 40, 0], active=[0, 0, 5, 500, 0])
    risk = deterrence.density_threshold(seen, **THRESHOLD)
    np.testing.assert_allclose(risk, [16 / 17, 1 / 17, 0.5, 16 / 17, 0])


def test_the_logarithm_of_density():
    figures = {"level": 0.5, "slope": 0.1, "reference": 0.010}
    risk = deterrence.log_density(street(personnel=[10, 20, 5, 0]), **figures)
    np.testing.assert_allclose(risk, [0.5, 0.5 + 0.1 * math.log(2), 0.5 - 0.1 * math.log(2), 0])
    steep = deterrence.log_density(street(personnel=[100, 0.01]), **figures | {"slope": 1.0})
    assert steep.tolist() == [1.0, 0.0]


def test_the_size_of_the_mission_counts_alike_everywhere():
    risk = deterrence.mission_size(street(personnel=[1, 100], force=10_000.0), effect=0.0001)
    np.testing.assert_allclose(risk, [1 - math.exp(-1)] * 2)


def test_fear_for_other_reasons_does_not_see_who_is_there():
    seen = street(presence=[0, 100], active=[7, 0], personnel=[0, 100], force=50_000.0)
    assert deterrence.none(seen, background=0.6).tolist() == [0.6, 0.6]


# Policing.


def test_police_hold_violence_down_and_a_soldier_counts_as_a_part_of_an_officer():
    """30 officers and 100 soldiers at a fifth are 50 per 1,000; where nobody is there is nothing to hold down."""
    left = policing.hand_over(
        beat(police=[30.0, 1.0], troops=[100.0, 1.0], people=[1000, 0]), policing_effect=20.0, troop_policing=0.2
    )
    np.testing.assert_allclose(left, [math.exp(-1), 1])


def test_police_hold_down_general_violence_and_troops_that_of_combatants():
    seen = beat(police=[10.0, 0.0], troops=[0.0, 20.0], people=[1000, 1000])
    left = policing.police_first(seen, policing_effect=100.0, troop_effect=50.0, combatant_share=0.25)
    np.testing.assert_allclose(left, [0.25 + 0.75 * math.exp(-1), 0.25 * math.exp(-1) + 0.75])


def test_only_soldiers_count_under_troops_only():
    left = policing.troops_only(beat(police=[500.0], troops=[10.0]), policing_effect=100.0, troop_policing=0.5)
    np.testing.assert_allclose(left, [math.exp(-0.5)])


def test_the_curves_of_a_mission_end_where_they_are_quoted():
    """2,000 troops short of 8,000 and 100 officers short of 200; nothing further beyond."""
    figures = {"troop_curve": 0.0005, "troop_limit": 8_000.0, "police_curve": 0.01, "police_limit": 200.0}
    at = [(6_000.0, 100.0), (8_000.0, 200.0), (50_000.0, 9_000.0)]
    left = [policing.mission_size(beat(force=force, officers=police), **figures)[0] for force, police in at]
    np.testing.assert_allclose(left, [math.exp(2), 1, 1])


# Adaptation.


def test_troops_count_as_they_are():
    assert adaptation.none(Change(5.0, 1.0, 100.0, memory=3.0)) == (1.0, 3.0)


def test_the_gap_that_troops_leave_closes_with_time():
    """From 1,000 to 600 at once: places are used to 900 in the first week with a delay of 4, and half is missed."""
    figures = {"delay_weeks": 4.0, "uncovered": 0.5}
    first = adaptation.lag(Change(600.0, 0.0, 0.0, memory=1000.0), **figures)
    assert first == pytest.approx((450 / 600, 900.0))
    second = adaptation.lag(Change(600.0, 0.0, 0.0, memory=first.memory), **figures)
    assert second == pytest.approx((1 - 0.5 * 225 / 600, 825.0))
    assert adaptation.lag(Change(1200.0, 0.0, 0.0, memory=1000.0), **figures) == (1.0, 1200.0)
    assert adaptation.lag(Change(0.0, 0.0, 0.0, memory=1000.0), **figures) == (1.0, 750.0)
    assert adaptation.lag(Change(10.0, 0.0, 0.0, memory=1000.0), **figures).share == 0.0  # more missed than is there


def test_an_announced_cut_takes_credibility_away_for_a_while():
    """A cut by a quarter doubles as doubt of 0.8; two half-lives later a quarter of it is left."""
    figures = {"doubt": 0.8, "half_life_weeks": 1.0}
    cut = adaptation.expectations(Change(1.0, 750.0, 1000.0, memory=0.0), **figures)
    assert cut == pytest.approx((0.8, 0.25))
    later = adaptation.expectations(Change(1.0, 750.0, 750.0, memory=cut.memory), **figures)
    assert later == pytest.approx((0.9, 0.125))
    raised = adaptation.expectations(Change(1.0, 900.0, 750.0, memory=0.0), **figures)
    first_week = adaptation.expectations(Change(1.0, 900.0, 0.0, memory=0.0), **figures)
    assert raised == first_week == (1.0, 0.0)
    waiting = adaptation.expectations(Change(1.0, 0.0, 100.0, memory=5.0), doubt=-0.2, half_life_weeks=1.0)
    assert waiting == pytest.approx((1.2, 3.5))  # doubts add up, but never count more than a full withdrawal


# Spillover.


def test_deterred_violence_is_gone_or_appears_next_door():
    """Of 40 deterred in the middle and 10 at one end half moves: 10 to either end, and 5 to the middle."""
    active, deterred = np.array([[1.0], [2.0], [3.0], [4.0]]), np.array([[10.0], [40.0], [0.0], [99.0]])
    crowd = Crowd(active, lambda: deterred, CHAIN)
    assert spillover.none(crowd) is active
    np.testing.assert_allclose(spillover.relocates(crowd, relocated=0.5), [[11.0], [7.0], [13.0], [4.0]])


def test_nobody_asks_who_was_deterred_where_it_does_not_matter():
    def deterred():
        raise AssertionError("not to be asked")

    spillover.none(Crowd(np.ones((4, 2)), deterred, CHAIN))


# Contagion.


def test_tension_spreads_across_borders_within_a_community():
    adjacent = np.array([[False, True, True], [True, False, False], [True, False, False]])
    active, people = np.array([[0.0, 0.0], [4.0, 0.0], [2.0, 5.0]]), np.array([[10.0, 5.0], [10.0, 0.0], [10.0, 5.0]])
    added = contagion.neighbours(Unrest(active, people, adjacent), strength=0.5)
    np.testing.assert_allclose(added, [[0.15, 0.25], [0.0, 0.0], [0.0, 0.0]])
    alone = Unrest(np.ones((1, 2)), np.ones((1, 2)), np.zeros((1, 1), dtype=bool))
    assert contagion.neighbours(alone, strength=0.5).tolist() == [[0.0, 0.0]]


def test_a_rumour_reaches_a_whole_community_at_once_and_no_other():
    """4 of 40 mobilisable of one community are on the street somewhere; the other is quiet, a third does not exist."""
    active, people = np.array([[4.0, 0, 0], [0, 0, 0]]), np.array([[10.0, 7, 0], [30, 0, 0]])
    added = contagion.rumour(Unrest(active, people, np.eye(2, dtype=bool)), rumour=0.3)
    np.testing.assert_allclose(added, [[0.03, 0, 0], [0.03, 0, 0]])


def test_without_contagion_tension_stays_as_it_is():
    assert contagion.none(Unrest(np.ones((4, 2)), np.ones((4, 2)), CHAIN)).tolist() == [[0.0, 0.0]] * 4


# Communities.


def test_people_leave_below_one_level_and_return_above_another():
    leaving, returning = communities.unmixing(
        np.array([[0.5, 0.7, 0.95, np.nan]]), flight_level=0.6, flight_rate=0.2, return_level=0.85, return_rate=0.1
    )
    np.testing.assert_allclose(leaving, [[0.02, 0.0, 0.0, 0.0]])
    np.testing.assert_allclose(returning, [[0.0, 0.0, 0.01, 0.0]])


def test_people_who_stay_neither_leave_nor_return():
    leaving, returning = communities.static(np.array([[0.0, 1.0, np.nan]]))
    assert leaving.tolist() == returning.tolist() == [[0.0, 0.0, 0.0]]


# Response: contingents of the sectors 0 and 1 and of the whole theatre; two municipalities of sector 0, one of 1.


def areas(*, walls, may_leave=(True, True, True), may_control_riots=(True, True, True)):
    rules = np.array(may_leave), np.array(may_control_riots)
    return Areas(np.array([0, 1, -1]), np.array([0, 0, 1]), *rules, walls)


HOME = [[1, 1, 0], [0, 0, 1], [1, 1, 1]]


def test_sector_walls_hold_mobile_troops_while_they_stand():
    closed, opened = response.sector_bound(areas(walls=True)), response.sector_bound(areas(walls=False))
    assert closed.reach.astype(int).tolist() == HOME
    assert opened.reach.all()
    assert closed.deters.all()
    assert opened.deters.all()


def test_one_command_knows_no_walls_and_no_national_rules():
    free = response.unified(areas(walls=True, may_leave=[False] * 3, may_control_riots=[False] * 3))
    assert free.reach.all()
    assert free.deters.all()


def test_national_rules_hold_with_and_without_walls():
    rules = {"may_leave": (True, False, True), "may_control_riots": (True, True, False)}
    closed, opened = (response.national_rules(areas(walls=walls, **rules)) for walls in (True, False))
    assert closed.reach.astype(int).tolist() == HOME
    assert opened.reach.astype(int).tolist() == [[1, 1, 1], [0, 0, 1], [1, 1, 1]]
    assert opened.deters.tolist() == closed.deters.tolist() == [True, True, False]


# Disarmament.


def test_arms_are_collected_at_full_pace_only_where_troops_are():
    """0, 1 and 9 soldiers among 1,000 people, where 2 are enough; and nobody is collected from where nobody lives."""
    holdings = Holdings(np.ones(4), np.array([0.0, 1.0, 9.0, 9.0]), np.array([1000, 1000, 1000, 0]))
    found = disarmament.collected(holdings, floor=0.2, weeks=8, full_presence=0.002)
    np.testing.assert_allclose(found, [1.0, 0.95, 0.9, 1.0])


def test_arms_are_given_up_whoever_is_there():
    holdings = Holdings(np.array([1.0, 0.2]), np.array([0.0, 9.0]), np.array([1000, 1000]))
    np.testing.assert_allclose(disarmament.given_up(holdings, floor=0.2, weeks=8), [0.9, 0.2])


# Trust.

LEVELS = {"low": 0.5, "high": 0.9, "trust_weeks": 100.0}


def lived(legitimacy, security, troops=(0.0,)):
    return Experience(np.array([legitimacy]), np.array([security]), np.array(troops))


def test_trust_is_earned_slowly():
    found = trust.earned(lived([0.6, np.nan], [0.5, np.nan]), **LEVELS)
    np.testing.assert_allclose(found, [[0.601, np.nan]])


def test_trust_that_comes_from_elsewhere_stays():
    assert trust.fixed(lived([0.6], [0.1])).tolist() == [[0.6]]


def test_presence_costs_trust():
    """At full security and 20 soldiers per 1,000 the level is 0.9 less 0.1; it is never below nothing."""
    found = trust.eroded_by_presence(lived([0.6, 0.6], [1.0, 0.0], troops=[0.02]), **LEVELS, erosion=5.0)
    np.testing.assert_allclose(found, [[0.602, 0.598]])
    resented = trust.eroded_by_presence(lived([0.6], [1.0], troops=[0.02]), **LEVELS, erosion=500.0)
    np.testing.assert_allclose(resented, [[0.594]])


# What holds for all options of a slot, whatever the figures.


def counts(shape, most=1e6):
    return arrays.arrays(float, shape, elements=st.floats(0, most) | st.sampled_from([0.0, 1.0]))


def figures_of(option):
    """Any figures that the file may give an option, in base units; calm above severe is refused."""
    figures = st.fixed_dictionaries({name: between_limits(option, name) for name in option.figures})
    return figures.filter(lambda drawn: drawn.get("calm", 0) <= drawn.get("severe", 1))


def between_limits(option, name):
    own = option.figures[name]
    if isinstance(own, Given):
        return {"unrest.deterrence": st.floats(0, 100), "violence.troop_policing": st.floats(0, 1)}.get(
            own.path, st.floats(0, 1000)
        )
    scale = 0.001 if "/1000 person" in own.unit else 1000.0 if own.unit.startswith("1000 person/") else 1.0
    return st.floats(own.low * scale, own.high * scale)


DETERRENCE = sorted(SLOTS["deterrence"].options)
WHOLE = arrays.arrays(float, 3, elements=st.integers(0, 10**6).map(float))
STREETS = st.builds(Street, counts(3), counts(3), counts(3), WHOLE, st.floats(0, 200_000))


@ANY
@given(data=st.data(), name=st.sampled_from(DETERRENCE), seen=STREETS, more=st.floats(0, 1e6))
def test_perceived_risk_is_a_share_and_more_presence_never_lowers_it(data, name, seen, more):
    option = SLOTS["deterrence"].options[name]
    figures = data.draw(figures_of(option))
    risk = option.function(seen, **figures)
    assert risk.shape == (3,)
    assert ((risk >= 0) & (risk <= 1)).all()
    reinforced = Street(seen.presence + more, seen.active, seen.personnel + more, seen.people, seen.force + more)
    assert (option.function(reinforced, **figures) >= risk - 1e-12).all()


@ANY
@given(data=st.data(), name=st.sampled_from(DETERRENCE), seen=STREETS, more=st.floats(0, 1e6))
def test_a_larger_crowd_never_frightens_more(data, name, seen, more):
    option = SLOTS["deterrence"].options[name]
    figures = data.draw(figures_of(option))
    risk, larger = (option.function(one, **figures) for one in (seen, seen._replace(active=seen.active + more)))
    assert (larger <= risk + 1e-12).all()
    if name in ("none", "mission-size", "log-density"):
        np.testing.assert_array_equal(larger, risk)


BEATS = st.builds(
    Beat,
    counts(3, 1e4),
    counts(3, 1e5),
    arrays.arrays(np.int64, 3, elements=st.integers(0, 10**6)),
    st.floats(0, 60_000),
    st.floats(0, 20_000),
)


@ANY
@given(data=st.data(), name=st.sampled_from(sorted(SLOTS["policing"].options)), seen=BEATS, more=st.floats(0, 1e4))
def test_more_police_never_leave_more_violence(data, name, seen, more):
    option = SLOTS["policing"].options[name]
    figures = data.draw(figures_of(option))
    left = option.function(seen, **figures)
    assert left.shape == (3,)
    assert np.isfinite(left).all()
    assert (left >= 0).all()
    reinforced = seen._replace(police=seen.police + more, officers=seen.officers + more)
    after = option.function(reinforced, **figures)
    assert (after <= left * (1 + 1e-12)).all()
    if name == "troops-only":
        np.testing.assert_array_equal(after, left)
    if name != "mission-size":
        assert (left <= 1).all()


@ANY
@given(data=st.data(), name=st.sampled_from(sorted(SLOTS["policing"].options)), seen=BEATS, more=st.floats(0, 1e4))
def test_more_troops_never_leave_more_violence(data, name, seen, more):
    option = SLOTS["policing"].options[name]
    figures = data.draw(figures_of(option))
    left = option.function(seen, **figures)
    reinforced = seen._replace(troops_on_street=seen.troops_on_street + more, force=seen.force + more)
    assert (option.function(reinforced, **figures) <= left * (1 + 1e-12)).all()


NETWORKS = arrays.arrays(np.bool_, (5, 5)).map(lambda drawn: np.triu(drawn, 1) | np.triu(drawn, 1).T)


@ANY
@given(active=counts((5, 2)), deterred=counts((5, 2)), adjacent=NETWORKS, share=st.floats(0, 1))
def test_relocation_moves_exactly_the_share_of_those_who_have_neighbours(active, deterred, adjacent, share):
    attackers = spillover.relocates(Crowd(active, lambda: deterred, adjacent), relocated=share)
    doors = adjacent.any(axis=1)
    expected = active.sum(axis=0) + share * deterred[doors].sum(axis=0)
    np.testing.assert_allclose(attackers.sum(axis=0), expected, rtol=1e-9, atol=1e-9)
    assert (attackers >= active).all()
    np.testing.assert_array_equal(attackers[~doors], active[~doors])


@ANY
@given(
    data=st.data(),
    name=st.sampled_from(sorted(SLOTS["adaptation"].options)),
    forces=st.lists(st.floats(1, 100_000), min_size=1, max_size=5),
)
def test_in_a_steady_state_troops_count_in_full_after_long(data, name, forces):
    """Whatever came before: after the same force for twenty times the longest memory, its full share counts."""
    option = SLOTS["adaptation"].options[name]
    figures = data.draw(figures_of(option))
    weeks = 20 * math.ceil(max(figures.get("delay_weeks", 1), figures.get("half_life_weeks", 1)))
    memory, before = 0.0, 0.0
    for force in [*forces, *[forces[-1]] * weeks]:
        adapted = option.function(Change(force, force, before, memory), **figures)
        assert adapted.share >= 0
        assert adapted.share <= 1 + 1e-12 or figures.get("doubt", 0) < 0
        memory, before = adapted.memory, force
    assert adapted.share == pytest.approx(1, abs=1e-3)


@ANY
@given(data=st.data(), name=st.sampled_from(sorted(SLOTS["adaptation"].options)), force=st.floats(0, 100_000))
def test_a_force_that_never_changes_counts_in_full_in_every_week(data, name, force):
    option = SLOTS["adaptation"].options[name]
    figures = data.draw(figures_of(option))
    memory, before = 0.0, 0.0
    for _ in range(10):
        adapted = option.function(Change(force, force, before, memory), **figures)
        assert adapted.share == 1
        memory, before = adapted.memory, force


@ANY
@given(
    data=st.data(),
    name=st.sampled_from(sorted(SLOTS["trust"].options)),
    legitimacy=arrays.arrays(float, (3, 2), elements=st.floats(0, 1)),
    security=arrays.arrays(float, (3, 2), elements=st.floats(0, 1)),
    troops=counts(3, 1.0),
    levels=st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted),
    weeks=st.floats(1, 520),
    erosion=st.floats(0, 10_000),
)
def test_trust_is_a_share(data, name, legitimacy, security, troops, levels, weeks, erosion):
    option = SLOTS["trust"].options[name]
    every = {"low": levels[0], "high": levels[1], "trust_weeks": weeks, "erosion": erosion}
    found = option.function(
        Experience(legitimacy, security, troops), **{figure: every[figure] for figure in option.figures}
    )
    assert ((found >= -1e-12) & (found <= 1 + 1e-12)).all()


@ANY
@given(
    name=st.sampled_from(sorted(SLOTS["disarmament"].options)),
    arms=arrays.arrays(float, 3, elements=st.floats(0.2, 1)),
    troops=counts(3, 1e4),
    weeks=st.floats(1, 520),
)
def test_arms_only_become_fewer_and_never_fewer_than_the_floor(name, arms, troops, weeks):
    option = SLOTS["disarmament"].options[name]
    every = {"floor": 0.2, "weeks": weeks, "full_presence": 0.001}
    holdings = Holdings(arms, troops, np.array([0, 100, 10_000]))
    found = option.function(holdings, **{figure: every[figure] for figure in option.figures})
    assert (found <= arms + 1e-12).all()
    assert (found >= 0.2 - 1e-12).all()


# The registry.


@pytest.mark.parametrize("option", OPTIONS, ids=name_of)
def test_every_option_says_what_it_is_and_what_speaks_against_it(option):
    assert re.fullmatch(r"[A-Z].*[^.]\.", option.statement), "a sentence"
    assert not re.search(r"[.!?] [A-Z]", option.statement), "one sentence"
    for words in (option.equation, option.valid, option.criticism):
        assert words
        assert words == words.strip()
        assert not re.search(r"\.$|[.!?] [A-Z]|\s{2}|\n", words), words
    assert not re.search(r"\s{2}|\n", option.statement)
    assert option.function is None or option.function.__doc__


# Nulls and limiting cases, which nobody has to be quoted for; the representations are arithmetic.
WITHOUT_SOURCE = {
    "policing:troops-only",
    "adaptation:none",
    "contagion:none",
    "communities:static",
    "response:unified",
    "disarmament:given-up",
    *(f"population:{name}" for name in REPRESENTATIONS),
}


def test_every_option_names_a_source_that_exists_but_for_nulls_and_arithmetic():
    sources = read_sources((scenario_folder() / "sources.toml",))
    assert {name_of(option) for option in OPTIONS if not option.source} == WITHOUT_SOURCE
    assert {option.source for option in OPTIONS if option.source} <= set(sources)


def test_the_slots_are_those_of_the_design_each_with_a_question_and_rivals():
    assert list(SLOTS) == [
        "deterrence",
        "policing",
        "adaptation",
        "spillover",
        "contagion",
        "communities",
        "response",
        "disarmament",
        "trust",
        "population",
    ]
    for slot in SLOTS.values():
        assert slot.question.endswith("?")
        assert len(slot.options) >= 2


def test_the_first_option_of_a_slot_is_that_of_the_reference(documented):
    assert {slot.name: next(iter(slot.options)) for slot in SLOTS.values()} == documented.options


@pytest.mark.parametrize("slot", SLOTS.values(), ids=lambda slot: slot.name)
def test_the_options_of_a_slot_have_one_form(slot):
    """One thing to look at, the same for all; then figures by keyword; and the same kind of answer."""
    functions = [option.function for option in slot.options.values() if option.function]
    forms = set()
    for function in functions:
        signature = inspect.signature(function)
        seen = [one for one in signature.parameters.values() if one.kind is not one.KEYWORD_ONLY]
        forms.add((*((one.name, one.annotation) for one in seen), signature.return_annotation))
        assert len(seen) == 1
        assert all(one.default is one.empty for one in signature.parameters.values())
    assert len(forms) == (1 if functions else 0)


@pytest.mark.parametrize("slot", SLOTS.values(), ids=lambda slot: slot.name)
def test_the_file_of_a_slot_holds_its_options_and_no_others(slot):
    for option in slot.options.values():
        if option.function:
            assert option.function.__module__ == f"kfor_sim.mechanisms.{slot.name}"
            assert option.function.__name__.replace("_", "-") == option.name


def test_the_representations_are_those_that_the_registry_names():
    assert set(REPRESENTATIONS) == set(SLOTS["population"].options)
    assert all(option.function is None for option in SLOTS["population"].options.values())
    assert {option.slot for option in OPTIONS if option.function is None} == {"population"}


def test_every_figure_of_an_options_own_says_unit_limits_and_what_it_is():
    for option in OPTIONS:
        for name, own in option.figures.items():
            if isinstance(own, Own):
                assert own.unit, name
                assert own.low < own.high, name
                assert re.fullmatch(r"[A-Z].*\.", own.description), name
                assert option.path_of(name) == f"mechanisms.{option.slot}.{name}"
            else:
                assert option.path_of(name) == own.path


WORDS = {"statement": "A.", "equation": "1", "valid": "ever", "criticism": "none"}


@pytest.fixture
def empty(monkeypatch):
    """A registry with one empty slot, to try things out on."""
    slots = {"mood": Slot("mood", "How is it?")}
    monkeypatch.setattr(options, "SLOTS", slots)
    return slots["mood"]


def test_an_option_is_registered_with_its_figures_in_the_order_of_its_arguments(empty):
    @options.option("mood", "good", **WORDS, source="somebody")
    def good(
        world: float,
        *,
        first: Annotated[float, Own("1", 0, 1, "First.")],
        second: Annotated[float, Given("unrest.deterrence")],
    ) -> float:
        return world * first * second

    made = empty.options["good"]
    assert made.function is good
    assert good(2.0, first=3.0, second=4.0) == 24.0
    assert made.paths == {"first": "mechanisms.mood.first", "second": "unrest.deterrence"}
    assert empty.own == {"first": Own("1", 0, 1, "First.")}
    assert made.source == "somebody"


def test_a_second_option_of_the_same_name_is_refused(empty):
    options.describe("mood", "good", **WORDS)
    with pytest.raises(ValueError, match="there is an option `good` of `mood` already"):
        options.describe("mood", "good", **WORDS)


def test_one_figure_with_two_meanings_is_refused(empty):
    """The same declaration twice is one figure that two options share."""

    def offer(name, own):
        def mood(world: float, *, height: float) -> float:
            return world * height

        mood.__annotations__["height"] = Annotated[float, own]
        return options.option("mood", name, **WORDS)(mood)

    offer("good", Own("1", 0, 1, "Height."))
    offer("better", Own("1", 0, 1, "Height."))
    with pytest.raises(ValueError, match="two options of `mood` declare `height` differently"):
        offer("best", Own("1", 0, 2, "Height."))
    assert set(empty.options) == {"good", "better"}


@pytest.mark.parametrize("kind", [float, Annotated[float, "words"]])
def test_a_figure_that_names_none_is_refused(empty, kind):
    def mood(world: float, *, height: float) -> float:
        return world * height

    mood.__annotations__["height"] = kind
    with pytest.raises(TypeError, match="mood: `height` names no figure; annotate it with Given or Own"):
        options.option("mood", "good", **WORDS)(mood)
    assert not empty.options


def test_an_option_cannot_be_changed(documented):
    with pytest.raises(dataclasses.FrozenInstanceError):
        OPTIONS[0].name = "other"
