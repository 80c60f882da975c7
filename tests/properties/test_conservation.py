"""What holds in every week of every run, whatever the figures: people and troops conserved, states within bounds."""

import dataclasses
import functools

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kfor_sim.model.model import KforModel
from kfor_sim.policies.waypoints import Waypoints
from kfor_sim.prepare import prepare
from kfor_sim.scenario import load
from worlds import shortened

WEEKS = 60


@functools.cache
def base():
    return shortened(prepare(load("documented", overrides=("run.persons_per_resident=500",))), weeks=WEEKS)


UNIT = st.floats(0, 1)
FIGURES = {
    "unrest": {"threshold": st.floats(0, 0.3), "stand_down": UNIT, "arrest": UNIT},
    "tension": {"spark_rate": st.floats(0, 0.2), "contagion": UNIT},
    "violence": {"everyday_rate": st.floats(0, 0.01), "attack_rate": UNIT},
    "displacement": {"flight_rate": UNIT, "flight_level": UNIT, "return_rate": UNIT, "abroad_share": UNIT},
    "security": {"start": UNIT, "memory_weeks": st.floats(1, 30)},
    "theory": {
        "response": st.sampled_from(["unified", "sector-bound"]),
        "communities": st.sampled_from(["unmixing", "static"]),
        "deterrence": st.sampled_from(["ratio-literal", "none"]),
    },
}
CHANGES = st.fixed_dictionaries({table: st.fixed_dictionaries(figures) for table, figures in FIGURES.items()})
LEVELS = st.lists(st.integers(0, 80_000), min_size=1, max_size=8)


def world_of(changes, levels):
    """The reference world with wild figures, and levels of the force that change every few weeks."""
    by_week = tuple(levels[week * len(levels) // 499] for week in range(499))
    tables = {table: dataclasses.replace(getattr(base(), table), **figures) for table, figures in changes.items()}
    return dataclasses.replace(base(), policy=Waypoints(by_week), **tables)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=CHANGES, levels=LEVELS, replicate=st.integers(0, 1_000))
def test_people_and_troops_are_conserved_and_states_stay_in_bounds(changes, levels, replicate):
    world = world_of(changes, levels)
    model = KforModel(world, seed_of_run=1, replicate=replicate, collect=False)
    home = world.geography.home
    for week in range(WEEKS):
        model.step()
        state = model.state
        for people in (state.at_home, state.within, state.abroad, state.refugees, state.present):
            assert (people >= 0).all()
        np.testing.assert_array_equal(state.at_home + state.displaced, home)
        assert state.present.sum() == (state.at_home + state.within).sum()
        inside = np.floor(state.contingent_strength * world.deployment.in_kosovo_share[week]).astype(int).sum()
        assert state.troops.sum() == inside + state.reserve
        assert (state.troops >= 0).all()
        assert state.troops_on_street.sum() <= state.troops.sum()
        assert (state.active.sum(axis=0) <= world.mobilisable.sum(axis=0) + 1e-6).all()
        for attacks, deaths in (
            (state.attacks_everyday, state.deaths_everyday),
            (state.attacks_intercommunal, state.deaths_intercommunal),
        ):
            assert (deaths <= attacks).all()
            assert (attacks >= 0).all()
        for level in (state.security[home > 0], state.legitimacy[home > 0], state.risk, state.hardship, state.arms):
            assert ((level >= 0) & (level <= 1)).all()
        assert np.isnan(state.security[home == 0]).all()
        assert np.isnan(state.legitimacy[home == 0]).all()
        assert (state.tension >= 0).all()


@settings(max_examples=10, deadline=None)
@given(first=st.integers(0, 60_000), level=st.integers(0, 60_000))
def test_nations_together_follow_the_requirement_within_a_tour(first, level):
    """A tour and a half after a change the force stands at the new level, within 1 % (shares move on) and rounding."""
    world = dataclasses.replace(base(), policy=Waypoints((first,) * 20 + (level,) * 479))
    model = KforModel(world, collect=False)
    for _ in range(WEEKS):
        model.step()
    rounding = len(world.nations.names) / 2
    assert abs(int(model.state.contingent_strength.sum()) - level) <= 0.01 * level + rounding


def test_sector_walls_keep_mobile_troops_in_until_they_fall():
    """All troops of one sector's nations, all attacks in another: troops arrive there only when the walls are gone."""
    from kfor_sim.model.processes import deployment, response

    nations = base().nations
    mobile = np.where(nations.sector == 0, 100, 0)
    weight = (nations.sector_of_municipality == 1).astype(float)
    closed = response.sector_bound(nations.sector, nations.sector_of_municipality, walls=True)
    opened = response.sector_bound(nations.sector, nations.sector_of_municipality, walls=False)
    elsewhere = nations.sector_of_municipality != 0
    assert deployment.spread(mobile, closed, weight)[elsewhere].sum() == 0
    assert deployment.spread(mobile, opened, weight)[weight > 0].sum() == mobile.sum() > 0
