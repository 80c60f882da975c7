"""Each drawdown policy against paths worked out by hand, and what headquarters make of it."""

import dataclasses

import numpy as np
import pytest

from kfor_sim.errors import ScenarioError
from kfor_sim.levers import policy_of
from kfor_sim.model.model import KforModel
from kfor_sim.policies import POLICIES, Policy, Review, View
from kfor_sim.policies.conditions import Conditions
from kfor_sim.policies.exits import Exit, Exits
from kfor_sim.policies.gates import Gate, Gates
from kfor_sim.policies.hold import Hold
from kfor_sim.policies.ramp import Ramp
from kfor_sim.policies.waypoints import Waypoints
from kfor_sim.prepare import calendar_of, prepare
from kfor_sim.scenario import load
from worlds import shortened


def path_of(policy, attacks, *, officers=(), interval=26):
    """Hold a review before each stretch of weeks, in which ``attacks`` are reported a week; the levels set."""
    reported, reviews, levels = [], [], []
    for number in range(len(attacks) + 1):
        week, now = number * interval, officers[number] if officers else 10_000
        required = levels[-1] if levels else 0
        view = View(week, required, tuple(reported), tuple(reviews), interval, now)
        levels.append(policy.required(view))
        reviews.append(Review(week, levels[-1], now))
        if number < len(attacks):
            reported += [attacks[number]] * interval
    return levels


def test_every_file_of_the_folder_offers_one_policy():
    assert sorted(POLICIES) == ["conditions", "exits", "gates", "hold", "ramp", "waypoints"]
    assert all(issubclass(kind, Policy) for kind in POLICIES.values())


def test_hold_asks_for_the_same_whatever_happens():
    assert Hold(7).required(View(400, 9, (10_000,))) == 7


def test_waypoints_give_the_level_of_the_week_and_stay_at_the_last():
    policy = Waypoints((5, 6, 7))
    assert [policy.required(View(week, 0)) for week in (0, 2, 9)] == [5, 7, 7]


def test_a_ramp_falls_evenly_between_its_days():
    policy = Ramp(before=50_000, after=10_000, begins=10, ends=20)
    levels = [policy.required(View(week, 0)) for week in (0, 10, 11, 15, 19, 20, 400)]
    assert levels == [50_000, 50_000, 46_000, 30_000, 14_000, 10_000, 10_000]


def test_a_ramp_of_one_day_is_a_cliff():
    policy = Ramp(before=50_000, after=5_000, begins=10, ends=10)
    assert [policy.required(View(week, 0)) for week in (9, 10)] == [50_000, 5_000]


CONDITIONS = Conditions(troops=50_000, step=0.1, cut_below=20, reinforce_above=60, minimum_footprint=40_000)


@pytest.mark.parametrize(
    ("attacks", "levels"),
    [
        ([10, 10, 10], [50_000, 45_000, 40_500, 40_000]),  # the third cut stops at the footprint
        ([20, 60, 40], [50_000, 50_000, 50_000, 50_000]),  # on and between the bars nothing happens
        ([10, 10, 61, 61, 61], [50_000, 45_000, 40_500, 44_550, 49_005, 50_000]),  # and never above the start
        ([10, 61, 10], [50_000, 45_000, 49_500, 44_550]),
    ],
)
def test_conditions_cut_hold_and_reinforce(attacks, levels):
    assert path_of(CONDITIONS, attacks) == levels


GATES = Gates(
    troops=50_000,
    gates=(
        Gate(name="one", troops=30_000, attacks_below=20, officers_from=0),
        Gate(name="two", troops=10_000, attacks_below=10, officers_from=4_000),
    ),
)


@pytest.mark.parametrize(
    ("attacks", "levels"),
    [
        ([5, 5, 5, 5], [50_000, 50_000, 30_000, 30_000, 10_000]),  # two good reviews at each level
        ([5, 30, 5, 5], [50_000, 50_000, 50_000, 50_000, 30_000]),  # one good review takes no gate
        ([5, 30, 5, 30, 5], [50_000] * 6),  # nor do good ones that are not in a row
        ([20, 20, 20], [50_000] * 4),  # on the bar is not below it
        ([15, 15, 15, 15], [50_000, 50_000, 30_000, 30_000, 30_000]),  # good for the first gate, not for the second
        ([5, 5, 5, 99], [50_000, 50_000, 30_000, 30_000, 30_000]),  # a gate that has been taken stays taken
    ],
)
def test_gates_need_two_good_reviews_at_one_level(attacks, levels):
    assert path_of(GATES, attacks) == levels


def test_a_gate_needs_its_police_at_both_reviews():
    few = (0, 0, 0, 3_999, 4_000, 4_000)
    assert path_of(GATES, [5] * 5, officers=few) == [50_000, 50_000, 30_000, 30_000, 30_000, 10_000]


@pytest.mark.parametrize("written_off", [0.0, 0.5, 1.0])
def test_exits_write_off_a_part_of_what_a_leaver_carried(written_off):
    policy = Exits(levels=(40_000,) * 30, written_off=written_off, exits=(Exit("A", 10), Exit("B", 20)))
    shares = {"A": 0.25, "B": 0.1, "C": 0.65}
    levels = [policy.required(View(week, 0, shares=shares)) for week in (9, 10, 20, 99)]
    after_both = 40_000 - 14_000 * written_off
    assert levels == [40_000, 40_000 - 10_000 * written_off, after_both, after_both]
    assert policy.departures == {"A": 10, "B": 20}


# As a scenario file sets them


def written(tmp_path, drawdown, *more):
    file = tmp_path / "mine.toml"
    head = 'extends = "documented"\ntitle = "Mine"\nquestion = "A test?"\n'
    file.write_text("\n".join([head, "[drawdown]", 'because = "a test of levers"', drawdown, *more]), encoding="utf-8")
    scenario = load(file)
    return policy_of(scenario, calendar_of(scenario)), prepare(scenario)


def figure(value, unit="person"):
    return f'{{ value = {value}, unit = "{unit}", basis = "chosen", because = "a test of levers" }}'


def test_a_ramp_from_a_file(tmp_path):
    policy, _ = written(
        tmp_path,
        f'policy = "ramp"\nbefore = {figure(50_000)}\nafter = {figure(15_000)}\nbegins = 1999-06-19\nends = 1999-07-03',
    )
    assert policy == Ramp(before=50_000, after=15_000, begins=1, ends=3)


def test_gates_from_a_file(tmp_path):
    entry = f'[[drawdown.gates]]\nname = "one"\ntroops = {figure(30_000)}\nattacks_below = {figure(20, "attack/week")}'
    policy, _ = written(
        tmp_path, f'policy = "gates"\ntroops = {figure(50_000)}\n{entry}\nofficers_from = {figure(100)}'
    )
    assert policy == Gates(50_000, (Gate("one", 30_000, 20, 100),))


def test_exits_from_a_file_reach_the_contingents(tmp_path):
    policy, parameters = written(
        tmp_path,
        f'policy = "exits"\nwritten_off = {figure(0.5, "share")}\n'
        f"[[drawdown.levels]]\non = 1999-06-12\ntroops = {figure(50_000)}\n"
        '[[drawdown.exits]]\nnation = "Italy"\nleaves = 2000-06-14',
    )
    assert policy.departures == {"Italy": 52}
    italy = parameters.nations.names.index("Italy")
    assert parameters.nations.exit_week[italy] == 52
    model = KforModel(shortened(parameters, weeks=60), collect=False)
    carried = parameters.nations.parts(52)[italy]
    assert 0.05 < carried < 0.2
    assert model.headquarters.calendar[51:53] == [50_000, round(50_000 * (1 - carried / 2))]
    record = model.run().arrays["contingent_strength"][:, italy]
    assert record[51] > 0
    assert (record[52:] == 0).all()


@pytest.mark.parametrize(
    ("drawdown", "fault"),
    [
        (
            f'policy = "ramp"\nbefore = {figure(5)}\nafter = {figure(1)}\nbegins = 2001-01-01\nends = 2000-01-01',
            "drawdown.begins: is after `ends`; give the earlier day here",
        ),
        (
            f'policy = "conditions"\ntroops = {figure(5)}\nstep = {figure(0.1, "share")}\n'
            f"cut_below = {figure(9, 'attack/week')}\nreinforce_above = {figure(8, 'attack/week')}\n"
            f"minimum_footprint = {figure(6)}",
            "drawdown.minimum_footprint: 6 is more than troops; lower it",
        ),
        (
            f'policy = "exits"\nwritten_off = {figure(0.5, "share")}\n'
            f"[[drawdown.levels]]\non = 1999-06-12\ntroops = {figure(50_000)}\n"
            '[[drawdown.exits]]\nnation = "Italia"\nleaves = 2000-06-14',
            "drawdown.exits[0].nation (line 13): unknown nation \"Italia\"; did you mean 'Italy'?",
        ),
        (
            f'policy = "gates"\ntroops = {figure(5)}\n[[drawdown.gates]]\nname = "up"\ntroops = {figure(6)}\n'
            f"attacks_below = {figure(1, 'attack/week')}\nofficers_from = {figure(0)}",
            "drawdown.gates[0].troops: 6 is no step down from 5; put the highest first",
        ),
    ],
)
def test_levers_that_contradict_one_another_are_refused(tmp_path, drawdown, fault):
    with pytest.raises(ScenarioError) as error:
        written(tmp_path, drawdown)
    assert fault in [str(each) for each in error.value.faults]


# A political hold


def test_no_policy_cuts_while_reductions_are_held(coarse):
    """Held from week 10, allowed from week 20: the calendar's cut of week 12 comes in week 20; a rise comes at once."""
    first, *_ = coarse.events
    still = {"tension": first.tension * 0, "legitimacy": first.legitimacy * 0}
    events = (
        dataclasses.replace(first, week=10, holds_reductions=True, **still),
        dataclasses.replace(first, week=20, allows_reductions=True, **still),
    )
    levels = (50_000,) * 12 + (40_000,) * 3 + (60_000,) * 2 + (30_000,) * 482
    world = dataclasses.replace(shortened(coarse, weeks=30), policy=Waypoints(levels), events=events)
    held = KforModel(world, collect=False).headquarters.calendar
    assert held == [50_000] * 15 + [60_000] * 5 + [30_000] * 10
    free = KforModel(dataclasses.replace(world, events=()), collect=False).headquarters.calendar
    assert free == list(levels[:30])


def test_reviews_obey_the_political_hold_too(coarse):
    """Nothing is ever reported above the bar, so that each review would cut; those of 2006 and 2007 may not."""
    always = Conditions(
        troops=50_000, step=0.05, cut_below=1_000_000, reinforce_above=1_000_000, minimum_footprint=1_000
    )
    required = KforModel(dataclasses.replace(coarse, policy=always), collect=False).run().arrays["required"]
    held = np.array([coarse.reductions_held(week) for week in range(len(required))])
    assert np.flatnonzero(held)[[0, -1]].tolist() == [349, 452]
    reviews = np.arange(26, len(required), 26)
    cut = np.diff(required)[reviews - 1] < 0
    np.testing.assert_array_equal(cut, ~held[reviews])
