"""Shipped figures against the points that their sources quote: each curve passes through them, as printed there."""

import math

import numpy as np
import pytest

from kfor_sim.mechanisms import SLOTS, deterrence, policing
from kfor_sim.mechanisms.deterrence import Street
from kfor_sim.mechanisms.policing import Beat
from kfor_sim.prepare import figures_of
from kfor_sim.scenario import load

PEOPLE = 1_000_000.0


def shipped(slot, name, *, theory=None):
    """The figures of an option as a theory has them, in base units."""
    return figures_of(SLOTS[slot].options[name], load("documented", theory=theory))


def place(*, presence=0.0, active=0.0, personnel=0.0, force=0.0):
    """One place of a million people."""
    return Street(*(np.array([each]) for each in (presence, active, personnel, PEOPLE)), force)


# Hultman, Kathman and Shannon: deaths a month, by troops and by police of the mission.


def killing_left(*, troops=0.0, officers=0.0):
    """What policing leaves of violence, in parts of what there is without a mission."""
    figures = shipped("policing", "mission-size", theory="hultman")
    nobody = np.zeros(1)

    def factor(force, police):
        beat = Beat(nobody, nobody, np.array([PEOPLE]), force, police)
        return policing.mission_size(beat, **figures)[0]

    return factor(troops, officers) / factor(0.0, 0.0)


def test_civilians_killed_fall_from_106_a_month_to_under_2_at_8000_troops():
    left = 106 * killing_left(troops=8_000.0)
    assert left < 2
    assert left == pytest.approx(106 * math.exp(-0.5 * 8), rel=1e-6)
    assert 106 * killing_left(troops=7_900.0) > left
    assert 106 * killing_left(troops=50_000.0) == left, "no effect is claimed beyond the quoted point"


def test_civilians_killed_fall_from_96_a_month_to_14_at_200_officers():
    assert round(96 * killing_left(officers=200.0)) == 14
    assert killing_left(officers=5_000.0) == killing_left(officers=200.0)


def test_battle_deaths_fall_from_22_a_month_to_6_at_10000_troops_and_not_by_6():
    figures = shipped("deterrence", "mission-size", theory="hultman")
    assert figures == {"effect": pytest.approx(0.13 / 1000)}
    prevented = deterrence.mission_size(place(force=10_000.0), **figures)[0]
    assert round(22 * (1 - prevented), 1) == 6.0
    assert round(22 * prevented) == 16


def test_the_range_of_the_effect_ends_at_the_two_published_curves(documented):
    """Battle deaths at one end, civilians killed at the other."""
    low, high = documented.figures["mechanisms.deterrence.effect"].range
    assert round(22 * math.exp(-low * 10), 1) == 6.0
    assert 106 * math.exp(-high * 8) < 2


# Quinlivan: security personnel per 1,000 people.


@pytest.mark.parametrize(
    ("unrest", "required"), [(0.0, 2.0), (0.5, 11.0), (1.0, 20.0), (3.0, 20.0)], ids=["calm", "half", "revolt", "worse"]
)
def test_order_hangs_in_the_balance_exactly_at_the_requirement(unrest, required):
    """2 per 1,000 where it is quiet, 20 in a revolt, a straight line between, and no more than that."""
    figures = shipped("deterrence", "density-threshold", theory="quinlivan")
    active = unrest * figures["disorder_share"] * PEOPLE

    def risk(per_thousand):
        seen = place(active=active, personnel=per_thousand / 1000 * PEOPLE)
        return deterrence.density_threshold(seen, **figures)[0]

    assert risk(required) == pytest.approx(0.5, rel=1e-12)
    assert risk(required * 0.99) < 0.5 < risk(required * 1.01)
    assert risk(required / 2) == pytest.approx(1 / 17)


# Epstein: one officer to one active resident.


def test_one_to_one_deters_with_nine_tenths():
    figures = shipped("deterrence", "ratio-literal", theory="epstein")
    assert figures == {"constant": 2.3}
    assert round(deterrence.ratio_literal(place(presence=50.0, active=50.0), **figures)[0], 2) == 0.90


def test_with_the_ratio_rounded_down_a_crowd_that_is_larger_by_one_deters_nobody():
    figures = shipped("deterrence", "ratio-floor", theory="epstein")
    at_par, outnumbered = (
        deterrence.ratio_floor(place(presence=50.0, active=active), **figures)[0] for active in (50.0, 51.0)
    )
    assert round(at_par, 2) == 0.90
    assert outnumbered == 0.0


def test_with_the_ratio_rounded_a_crowd_twice_as_large_deters_nobody():
    figures = shipped("deterrence", "ratio-round", theory="epstein")
    nearly, twice = (
        deterrence.ratio_round(place(presence=50.0, active=active), **figures)[0] for active in (99.0, 100.0)
    )
    assert round(nearly, 2) == 0.90
    assert twice == 0.0


# Friedman: between 5 and 80 per 1,000 the chance of success rises by less than 15 points.


def test_sixteen_times_the_density_adds_less_than_15_points():
    figures = shipped("deterrence", "log-density", theory="friedman")
    few, many = (deterrence.log_density(place(personnel=each / 1000 * PEOPLE), **figures)[0] for each in (5, 80))
    assert 0 < many - few < 0.15
    assert many < 1, "a risk cut off at 1 would hide the slope"
    assert many - few == pytest.approx(figures["slope"] * math.log(16))
