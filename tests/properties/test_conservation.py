"""What holds in every week of every run, whatever the figures: people and troops conserved, states within bounds."""

import dataclasses
import functools

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kfor_sim.mechanisms import SLOTS, response
from kfor_sim.model import views
from kfor_sim.model.model import KforModel
from kfor_sim.model.processes import deployment
from kfor_sim.policies import Review, View
from kfor_sim.policies.conditions import Conditions
from kfor_sim.policies.exits import Exit, Exits
from kfor_sim.policies.gates import Gate, Gates
from kfor_sim.policies.waypoints import Waypoints
from kfor_sim.prepare import prepare
from kfor_sim.scenario import load
from worlds import refigured, shortened, theory_of

WEEKS = 60


@functools.cache
def base():
    return shortened(prepare(load("documented", overrides=("run.persons_per_resident=500",))), weeks=WEEKS)


UNIT = st.floats(0, 1)
FIGURES = {
    "unrest": {"threshold": st.floats(0, 0.3), "stand_down": UNIT, "arrest": UNIT},
    "tension": {"spark_rate": st.floats(0, 0.2)},
    "violence": {"everyday_rate": st.floats(0, 0.01), "attack_rate": UNIT},
    "displacement": {"abroad_share": UNIT},
    "security": {"start": UNIT, "memory_weeks": st.floats(1, 30)},
    "will": {
        "cohesion": UNIT,
        "will_weeks": st.floats(1, 200),
        "will_spread": UNIT,
        "refusal": UNIT,
        "gap_delay_weeks": st.integers(0, 30),
    },
}
OF_OPTIONS = {
    "contagion": {"strength": UNIT, "rumour": UNIT},
    "communities": {"flight_rate": UNIT, "flight_level": UNIT, "return_rate": UNIT},
    "spillover": {"relocated": UNIT},
    "adaptation": {"delay_weeks": st.floats(1, 100), "uncovered": UNIT, "doubt": st.floats(-1, 1)},
}
OPTIONS = {slot.name: st.sampled_from(list(slot.options)) for slot in SLOTS.values() if slot.name != "population"}
TABLES = {table: st.fixed_dictionaries(figures) for table, figures in FIGURES.items()}
WILD = st.fixed_dictionaries({slot: st.fixed_dictionaries(figures) for slot, figures in OF_OPTIONS.items()})
CHANGES = st.fixed_dictionaries({**TABLES, "theory": st.fixed_dictionaries(OPTIONS), "mechanisms": WILD})
LEVELS = st.lists(st.integers(0, 80_000), min_size=1, max_size=8)


def world_of(changes, levels):
    """The reference world with wild figures, and levels of the force that change every few weeks."""
    by_week = tuple(levels[week * len(levels) // 499] for week in range(499))
    tables = {table: dataclasses.replace(getattr(base(), table), **changes[table]) for table in FIGURES}
    world = dataclasses.replace(base(), theory=theory_of(**changes["theory"]), policy=Waypoints(by_week), **tables)
    for slot, figures in changes["mechanisms"].items():
        known = world.theory.figures[slot].keys() & figures.keys()
        world = refigured(world, slot, **{name: figures[name] for name in known})
    return world


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
        assert (state.deterring_troops <= state.troops).all()
        assert ((state.contingent_strength == 0) | state.there).all()
        assert (state.shortfall >= 0).all()
        assert state.shortfall.sum() == max(state.required - state.contingent_strength.sum(), 0)
        whole = model.parts(week).sum() + state.gap.sum()
        assert abs(whole - 1) < 1e-9
        assert (state.taken[~world.nations.fills_gaps] == 0).all()
        assert state.troops_on_street.sum() <= state.troops.sum()
        assert (state.active.sum(axis=0) <= world.mobilisable.sum(axis=0) + 1e-6).all()
        for attacks, deaths in (
            (state.attacks_everyday, state.deaths_everyday),
            (state.attacks_intercommunal, state.deaths_intercommunal),
        ):
            assert (deaths <= attacks).all()
            assert (attacks >= 0).all()
        for level in (
            *(state.security[home > 0], state.legitimacy[home > 0], state.risk, state.hardship, state.arms),
            *(state.will, state.gap, state.taken),
        ):
            assert ((level >= 0) & (level <= 1)).all()
        assert np.isnan(state.security[home == 0]).all()
        assert np.isnan(state.legitimacy[home == 0]).all()
        assert (state.tension >= 0).all()


@settings(max_examples=10, deadline=None)
@given(first=st.integers(0, 60_000), level=st.integers(0, 60_000))
def test_nations_together_follow_the_requirement_within_a_tour(first, level):
    """A tour and a half after a change the force stands at the new level, within 1 % (shares move on) and rounding."""
    policy = Waypoints((first,) * 20 + (level,) * 479)
    eager = dataclasses.replace(base().will, refusal=0.0, gap_delay_weeks=0)
    world = dataclasses.replace(base(), policy=policy, will=eager)
    model = KforModel(world, collect=False)
    for _ in range(WEEKS):
        model.step()
    rounding = len(world.nations.names) / 2
    assert abs(int(model.state.contingent_strength.sum()) - level) <= 0.01 * level + rounding


def test_sector_walls_keep_mobile_troops_in_until_they_fall():
    """All troops of one sector's nations, all attacks in another: troops arrive there only when the walls are gone."""
    nations = base().nations
    mobile = np.where(nations.sector == 0, 100, 0)
    weight = (nations.sector_of_municipality == 1).astype(float)
    reach = (response.sector_bound(views.areas(base(), walls=walls)).reach for walls in (True, False))
    closed, opened = map(deployment.grouped, reach)
    elsewhere = nations.sector_of_municipality != 0
    assert deployment.spread(mobile, closed, weight)[elsewhere].sum() == 0
    assert deployment.spread(mobile, opened, weight)[weight > 0].sum() == mobile.sum() > 0


@settings(max_examples=15, deadline=None)
@given(
    levels=LEVELS,
    changes=CHANGES,
    rule=st.sampled_from(["sector-bound", "national-rules"]),
    replicate=st.integers(0, 1_000),
)
def test_no_contingent_ever_crosses_a_sector_wall(levels, changes, rule, replicate):
    """In the whole model, whatever the schedule: each sector holds exactly its own nations' troops, to the person."""
    changes = changes | {"theory": changes["theory"] | {"response": rule}}
    world = world_of(changes, levels)
    bound = world.nations.sector >= 0
    here_to_stay = np.where(bound, world.nations.entry_week, 10_000)  # only nations that have a sector take part
    nobody = dataclasses.replace(world.review, reserve_size=0)
    world = dataclasses.replace(
        world, nations=dataclasses.replace(world.nations, entry_week=here_to_stay), review=nobody
    )
    model = KforModel(world, seed_of_run=2, replicate=replicate, collect=False)
    for week in range(WEEKS):
        model.step()
        assert model.state.walls
        inside = np.floor(model.state.contingent_strength * world.deployment.in_kosovo_share[week]).astype(int)
        for sector in range(len(world.nations.sectors)):
            own = inside[world.nations.sector == sector].sum()
            assert model.state.troops[world.nations.sector_of_municipality == sector].sum() == own


REPORTS = st.lists(st.integers(0, 300), min_size=30, max_size=30)


@given(attacks=REPORTS, bars=st.lists(st.integers(0, 300), min_size=3, max_size=3))
def test_a_gate_is_never_taken_on_one_good_review(attacks, bars):
    """Whatever is reported: below each step down there are two good reviews, both at the level above it."""
    steps = tuple(
        Gate(name=str(number), troops=40_000 - 10_000 * number, attacks_below=bar, officers_from=0)
        for number, bar in enumerate(bars)
    )
    policy, reported, reviews = Gates(troops=50_000, gates=steps), [], []
    for number, now in enumerate(attacks):
        required = reviews[-1].required if reviews else 0
        view = View(number * 26, required, tuple(reported), tuple(reviews), 26, 0)
        reviews.append(Review(number * 26, policy.required(view)))
        reported += [now] * 26
    levels = [review.required for review in reviews]
    for number in range(1, len(levels)):
        if levels[number] == levels[number - 1]:
            continue
        gate = next(step for step in steps if step.troops == levels[number])
        assert number >= 2
        assert levels[number - 2] == levels[number - 1] > levels[number]
        assert attacks[number - 1] < gate.attacks_below
        assert attacks[number - 2] < gate.attacks_below


@given(attacks=REPORTS, step=st.floats(0, 1), bars=st.tuples(st.integers(0, 150), st.integers(150, 300)))
def test_conditions_keep_between_the_footprint_and_the_start(attacks, step, bars):
    policy = Conditions(troops=50_000, step=step, cut_below=bars[0], reinforce_above=bars[1], minimum_footprint=9_000)
    required, reported, reviews = 0, [], []
    for number, now in enumerate(attacks):
        view = View(number * 26, required, tuple(reported), tuple(reviews), 26, 0)
        before, required = required, policy.required(view)
        assert 9_000 <= required <= 50_000
        if number:
            last = attacks[number - 1]
            assert required >= before or last < bars[0]
            assert required <= before or last > bars[1]
        reviews.append(Review(number * 26, required))
        reported += [now] * 26


NATIONS = st.lists(
    st.tuples(st.sampled_from(base().nations.names), st.integers(0, WEEKS)), max_size=12, unique_by=lambda e: e[0]
)


@settings(max_examples=15, deadline=None)
@given(exits=NATIONS, written_off=UNIT, level=st.integers(0, 60_000), changes=CHANGES, replicate=st.integers(0, 1_000))
def test_departures_make_no_troops_and_lose_none(exits, written_off, level, changes, replicate):
    """Whoever leaves when: strengths and requirement stay in bounds, and what is missing is told."""
    world = world_of(changes, [level])
    policy = Exits(levels=(level,) * 499, written_off=written_off, exits=tuple(Exit(*each) for each in exits))
    leaves = [policy.departures.get(name, 10_000) for name in world.nations.names]
    nations = dataclasses.replace(world.nations, exit_week=np.minimum(world.nations.exit_week, leaves))
    model = KforModel(
        dataclasses.replace(world, policy=policy, nations=nations), seed_of_run=3, replicate=replicate, collect=False
    )
    for week in range(WEEKS):
        model.step()
        state = model.state
        assert 0 <= state.required <= level
        assert state.required >= level * (1 - written_off) - 1
        assert (state.contingent_strength >= 0).all()
        assert state.shortfall.sum() == max(state.required - state.contingent_strength.sum(), 0)
        for name, leaves_in in exits:
            if week >= leaves_in:
                assert state.contingent_strength[nations.names.index(name)] == 0
