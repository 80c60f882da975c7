"""A week of the whole model put together a second time from the sheet, process by process, with the same luck."""

import dataclasses

import numpy as np
import pytest

from kfor_sim.model.inverse import binomial_count, poisson_count
from kfor_sim.model.model import KforModel
from kfor_sim.model.streams import Stream
from worlds import refigured, shortened

WEEK = 5


@pytest.fixture
def world(coarse):
    """The reference world without sparks, in the middle of its first summer."""
    return dataclasses.replace(
        refigured(shortened(coarse, weeks=30), "contagion", strength=0.5),
        tension=dataclasses.replace(coarse.tension, spark_rate=0.0),
        events=(),
    )


@pytest.fixture
def model(world):
    model = KforModel(world, seed_of_run=9, replicate=2)
    for _ in range(WEEK):
        model.step()
    return model


def cell_uniforms(model, stream):
    return model.streams.uniforms(stream, WEEK, model.state.security.size).reshape(model.state.security.shape)


def test_tension_is_half_of_what_the_neighbours_passed_on(model, world):
    before = model.state.tension.copy()
    model.step()
    active, people = model.state.active, np.maximum(world.mobilisable, 1e-300)
    share = np.where(world.mobilisable > 0, active / people, 0.0)
    around = [share[row].mean(axis=0) for row in world.geography.neighbours]
    expected = (before + 0.5 * np.array(around)) * 2 ** (-1 / world.tension.half_life_weeks)
    assert expected.max() > 0
    np.testing.assert_allclose(model.state.tension, expected, rtol=1e-12)


def test_everyday_violence_of_the_week(model, world):
    arms, ready = model.state.arms.copy(), model.state.police_ready
    moved = (model.state.at_home.copy(), model.state.within.copy())
    model.step()
    state, figures, police = model.state, world.violence, world.police
    policing = world.theory.figures["policing"]
    assert moved[0].sum() != state.at_home.sum()  # refugees are coming home
    ready += (police.officers[WEEK] - ready) / police.hand_over_lag_weeks
    assert state.police_ready == pytest.approx(ready)
    # those present when violence happened: before this week's flight and return
    leaving_later = KforModel(world, seed_of_run=9, replicate=2)
    for _ in range(WEEK):
        leaving_later.step()
    leaving_later._events()
    present = leaving_later.state.present
    people = present.sum(axis=1)
    capacity = ready * people / people.sum() + policing["troop_policing"] * state.troops * world.presence.presence_share
    place = figures.everyday_rate * arms * np.exp(-policing["policing_effect"] * capacity / people)
    attacks = poisson_count(cell_uniforms(model, Stream.EVERYDAY_ATTACKS), place[:, None] * present)
    np.testing.assert_array_equal(state.attacks_everyday, attacks)
    deaths = binomial_count(cell_uniforms(model, Stream.EVERYDAY_DEATHS), attacks, figures.everyday_lethality)
    np.testing.assert_array_equal(state.deaths_everyday, deaths)


def test_presence_is_troops_and_police_on_the_street(model, world):
    model.step()
    state = model.state
    people = state.present.sum(axis=1)
    police = world.police.officers[WEEK] * world.presence.police_presence
    total = state.troops.sum() * world.presence.presence_share + police
    assert state.presence.sum() == pytest.approx(total)
    assert police > 0
    inside = np.floor(state.contingent_strength * world.deployment.in_kosovo_share[WEEK]).sum()
    assert state.troops.sum() == inside
    assert (state.presence > 0).all()
    assert people.min() > 0


def test_arms_trust_and_hardship_move_with_what_the_week_brought(model, world):
    before = {name: getattr(model.state, name).copy() for name in ("arms", "legitimacy", "hardship")}
    model.step()
    state = model.state
    home = world.geography.home > 0
    trust, arms = world.theory.figures["trust"], world.theory.figures["disarmament"]
    target = trust["low"] + (trust["high"] - trust["low"]) * state.security
    expected = before["legitimacy"] + (target - before["legitimacy"]) / trust["trust_weeks"]
    np.testing.assert_allclose(state.legitimacy[home], expected[home], rtol=1e-12)
    safe = np.nansum(state.security * state.at_home, axis=1) / state.at_home.sum(axis=1)
    hardship = (
        before["hardship"] + (world.hardship.floor - before["hardship"]) * safe / world.hardship.reconstruction_weeks
    )
    np.testing.assert_allclose(state.hardship, hardship, rtol=1e-12)
    density = state.troops * world.presence.presence_share / state.present.sum(axis=1)
    pace = np.minimum(1, density / arms["full_presence"]) / arms["weeks"]
    np.testing.assert_allclose(state.arms, before["arms"] + (arms["floor"] - before["arms"]) * pace, rtol=1e-12)
    assert pace.max() == pytest.approx(1 / arms["weeks"])
