"""The tipping line against the closed form that it is computed from, iterated as the model's rounds do."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kfor_sim.model.population.closed_form import active_share
from kfor_sim.model.tipping import presence_for, tipping_presence

FIGURES = {"deterrence": 2.3, "threshold": 0.1}


def settled(grievance, presence, *, start):
    """Let a crowd and the risk that it meets settle with each other, from a share of those who might be mobilised."""
    share = start
    for _ in range(5_000):
        risk = 1 - np.exp(-FIGURES["deterrence"] * presence / share)
        share = float(active_share(np.array(grievance), np.array(risk), threshold=FIGURES["threshold"]))
    return share


def test_a_point_worked_out_by_hand():
    """G = 0.45: half of those moved are (0.45 − 0.1) / 0.9 = 0.3889, P = 0.35, e = −0.3889 / 2.3 · ln 0.65 = 0.0728."""
    assert float(tipping_presence(0.45, **FIGURES)) == pytest.approx(0.0728, abs=5e-5)


@pytest.mark.parametrize("grievance", [0.15, 0.3, 0.6, 1.05])
def test_on_the_line_half_of_those_whom_hardship_moves_are_on_the_street(grievance):
    presence = float(tipping_presence(grievance, **FIGURES))
    moved = 1 - 0.1 / grievance
    for start in (1e-9, 1.0):
        assert settled(grievance, presence, start=start) == pytest.approx(moved / 2, rel=1e-4)


@pytest.mark.parametrize("grievance", [0.15, 0.2, 0.3])
def test_the_slope_is_steep_where_grievance_is_small(grievance):
    """A tenth more presence keeps a crowd under 0.4 of those moved, a tenth less lets it pass 0.6."""
    presence, moved = float(tipping_presence(grievance, **FIGURES)), 1 - 0.1 / grievance
    assert settled(grievance, 1.1 * presence, start=1e-9) < 0.4 * moved
    assert settled(grievance, 0.9 * presence, start=1e-9) > 0.6 * moved


@settings(deadline=None)
@given(grievance=st.floats(0.11, 1.5), presence=st.floats(1e-4, 0.5))
def test_there_is_one_crowd_for_each_presence_wherever_it_starts(grievance, presence):
    """So the closed form has no jump; from nobody and from everybody the same crowd is reached."""
    below, above = (settled(grievance, presence, start=start) for start in (1e-9, 1.0))
    assume(np.exp(-FIGURES["deterrence"] * presence / below) > 1e-9)  # else risk is 1 to the last digit
    assert below == pytest.approx(above, rel=1e-3)
    assert float(presence_for(below, grievance, **FIGURES)) == pytest.approx(presence, rel=1e-2)


def test_limits():
    line = tipping_presence(np.array([0.0, 0.1, 0.1 + 1e-9, 1.1, 2.0]), **FIGURES)
    assert line[:2].tolist() == [0.0, 0.0]
    assert 0 < line[2] < 1e-15
    assert np.isinf(line[3:]).all()
    assert float(tipping_presence(0.0, deterrence=2.3, threshold=0.0)) == 0.0
    assert np.all(np.diff(tipping_presence(np.linspace(0.1, 1.0, 50), **FIGURES)) > 0)


def test_no_presence_leaves_more_than_are_moved_or_fewer_than_arrests_hold_back():
    grievance = 0.3
    fewest, most = 0.2**2 / 0.6, 1 - 0.1 / 0.3
    shares = (0.99 * fewest, 1.01 * fewest, 0.99 * most, 1.01 * most)
    found = [float(presence_for(share, grievance, **FIGURES)) for share in shares]
    assert np.isnan([found[0], found[3]]).all()
    assert found[1] > found[2] > 0
