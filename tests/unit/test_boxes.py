"""Boxes of like residents: whoever can be active is found, whatever grievance, risk and edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kfor_sim.model.population.boxes import BINS, Boxes
from kfor_sim.model.population.individuals import Individuals
from kfor_sim.model.streams import Streams

THRESHOLD = 0.1
unit = st.floats(0, 1)


def laid_out(sizes, seed=0):
    """Residents of cells of some sizes; some of them sit exactly on the edges of bands and bins."""
    rng = np.random.default_rng(seed)
    cell = np.repeat(np.arange(len(sizes)), sizes)
    traits = rng.random((2, cell.size))
    on_edge = rng.random((2, cell.size)) < 0.2
    traits[on_edge] = np.floor(traits[on_edge] * BINS) / BINS
    boxes = Boxes(cell, *traits, cells=len(sizes))
    return boxes, cell[boxes.order], traits[0][boxes.order], traits[1][boxes.order]


def test_every_resident_has_one_place():
    boxes, cell, _, _ = laid_out([0, 5, 3000, 1])
    assert sorted(boxes.order) == list(range(3006))
    assert (np.diff(cell) >= 0).all()


@settings(max_examples=200, deadline=None)
@given(grievance=st.lists(unit, min_size=3, max_size=3), risk=st.lists(unit, min_size=3, max_size=3))
def test_nobody_who_would_be_active_is_missed(grievance, risk):
    boxes, cell, hardship, aversion = laid_out([700, 40, 2])
    push, fear = np.array(grievance), np.array(risk)
    found, where = boxes.candidates(np.ones(3, dtype=bool), push, fear, threshold=THRESHOLD)
    active = np.flatnonzero(hardship * push[cell] - aversion * fear[cell] > THRESHOLD)
    assert set(active) <= set(found)
    assert len(set(found)) == len(found)
    np.testing.assert_array_equal(where, cell[found])


def test_only_the_cells_asked_for_are_searched_and_none_without_grievance_or_homes():
    boxes, cell, _, _ = laid_out([50, 50, 50, 50])
    where = np.array([True, True, True, False])
    found, _ = boxes.candidates(where, np.array([0.5, THRESHOLD, np.nan, 0.5]), np.zeros(4), threshold=THRESHOLD)
    assert set(cell[found]) == {0}


def test_few_are_touched_where_few_can_be_active():
    """A triangle of (0.3 - 0.1)**2 / (2 * 0.3) = 6.7 % of the square: at most half as many again are looked at."""
    boxes, _, _, _ = laid_out([20_000])
    found, _ = boxes.candidates(np.ones(1, dtype=bool), np.array([0.3]), np.ones(1), threshold=THRESHOLD)
    assert 0.067 * 20_000 < found.size < 1.5 * 0.067 * 20_000


@pytest.mark.parametrize("seed", range(5))
def test_residents_decide_as_if_each_were_asked(coarse, seed):
    """Risks that fall, rise and fall again within a week, people away and off the street: the same persons, exactly."""
    rng = np.random.default_rng(seed)
    residents = Individuals(coarse, Streams(1, 0))
    cells, (places, communities) = coarse.mobilisable.size, coarse.mobilisable.shape
    for week in range(12):
        grievance = rng.uniform(0, 0.6, cells).reshape(places, communities)
        share = rng.uniform(0.5, 1, cells).reshape(places, communities)
        free = (residents.return_week <= week) & (residents.home_rank < share.ravel()[residents.cell])
        push = residents.hardship * grievance.ravel()[residents.cell]
        residents.open_week(week, grievance, share)
        for risk in rng.uniform(0, 1, (4, places)):
            fear = residents.risk_aversion * risk[residents.cell // communities]
            asked = free & (push - fear > coarse.unrest.threshold)
            counts = np.bincount(residents.cell[asked], minlength=cells)
            np.testing.assert_array_equal(
                residents.decide(risk), (counts * residents.weight).reshape(places, communities)
            )
        before = residents.return_week.copy()
        residents.close_week(risk)
        assert asked[residents.return_week != before].all()
        assert (residents.return_week != before).any()
