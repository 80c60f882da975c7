"""What the record of March 2004 names reaches the troops: sector limits, national rules, missing nations."""

from datetime import date

import numpy as np
import pytest

from kfor_sim.model.model import KforModel
from kfor_sim.prepare import calendar_of, prepare
from kfor_sim.scenario import load

RIOT, INDEPENDENCE = date(2004, 3, 17), date(2008, 2, 17)


def lived(name, *overrides):
    """Live through a scenario once, and keep what stood where in the weeks after March 2004 and February 2008."""
    scenario = load(name, overrides=("run.persons_per_resident=500", *overrides))
    model = KforModel(prepare(scenario), seed_of_run=1999, collect=False)
    weeks = {calendar_of(scenario).week_of(day) + 1: day for day in (RIOT, INDEPENDENCE)}
    stood = {}
    while model.running:
        model.step()
        if model.week - 1 in weeks:
            state = model.state
            stood[weeks[model.week - 1]] = state.troops.copy(), state.deterring_troops.copy(), state.walls
    return model, stood


def by_sector(model, troops):
    sector = model.parameters.nations.sector_of_municipality
    return np.bincount(sector, weights=troops)


@pytest.fixture(scope="module")
def documented():
    return lived("documented")


@pytest.fixture(scope="module")
def walled():
    return lived("sector-walls")


@pytest.fixture(scope="module")
def uncoordinated():
    return lived("uncoordinated")


def test_the_reference_has_walls_in_march_2004_and_none_in_2008(documented):
    _, stood = documented
    assert [stood[day][2] for day in (RIOT, INDEPENDENCE)] == [True, False]


def test_sector_limits_keep_troops_from_where_they_are_called(documented):
    """Without limits the sectors with most attacks get more troops in the week after the riots began."""
    model, stood = documented
    free, stood_free = lived("documented", "theory.response=unified")
    assert stood[RIOT][0].sum() - stood_free[RIOT][0].sum() in (0, model.parameters.review.reserve_size)
    shifted = np.abs(by_sector(model, stood[RIOT][0]) - by_sector(free, stood_free[RIOT][0]))
    assert shifted.max() > 500


def test_walls_that_stay_keep_troops_at_home_in_2008(documented, walled):
    model, stood = documented
    other, stood_walled = walled
    assert [stood_walled[day][2] for day in (RIOT, INDEPENDENCE)] == [True, True]
    before, after = by_sector(model, stood[INDEPENDENCE][0]), by_sector(other, stood_walled[INDEPENDENCE][0])
    assert before.sum() == pytest.approx(after.sum(), rel=0.2)  # as many troops, in other places
    assert np.abs(before - after).max() > 500


def test_national_rules_take_troops_from_the_crowd_but_not_from_the_theatre(documented, walled, uncoordinated):
    troops, deterring, _ = documented[1][RIOT]
    np.testing.assert_array_equal(troops, deterring)
    for _, stood in (walled, uncoordinated):
        troops, deterring, _ = stood[RIOT]
        assert deterring.sum() < 0.75 * troops.sum()
        assert (deterring <= troops).all()
    sector = by_sector(walled[0], walled[1][RIOT][1]) / by_sector(walled[0], walled[1][RIOT][0])
    names = walled[0].parameters.nations.sectors
    assert names[int(sector.argmin())] == "South"  # the German sector: the table's documented rule


def test_missing_nations_are_missing_on_the_ground(documented, uncoordinated):
    model, stood = uncoordinated
    week = calendar_of(load("uncoordinated")).week_of(RIOT) + 1
    record = model.record.arrays
    assert record["shortfall"][week].sum() > 3_000
    gone = [
        name
        for name, short in zip(model.parameters.nations.names, record["shortfall"][week], strict=True)
        if short > 500
    ]
    assert "Italy" in gone
    west = model.parameters.nations.sectors.index("West")
    assert by_sector(model, stood[RIOT][0])[west] < 0.6 * by_sector(documented[0], documented[1][RIOT][0])[west]
