"""What nations decide: rotations, departures, gaps and will, against what the sheet says."""

import dataclasses

import numpy as np
import pytest

from kfor_sim.model.model import KforModel
from kfor_sim.model.processes import burden_sharing
from kfor_sim.policies.exits import Exit, Exits
from kfor_sim.policies.hold import Hold
from worlds import shortened


def level(parameters, troops):
    return dataclasses.replace(parameters, policy=Hold(troops))


def willing(parameters, **figures):
    return dataclasses.replace(parameters, will=dataclasses.replace(parameters.will, **figures))


def leaving(parameters, nation, week):
    """The same world with weights that stay, in which one nation leaves in a given week, and no other does."""
    nations = parameters.nations
    exits = np.full(nations.exit_week.shape, 10_000)
    exits[nations.names.index(nation)] = week
    steady = np.repeat(nations.weight[:1], len(nations.weight), axis=0)
    return dataclasses.replace(parameters, nations=dataclasses.replace(nations, exit_week=exits, weight=steady))


def test_the_first_deployment_is_the_record_and_needs_no_rotation(coarse):
    strength = KforModel(shortened(coarse, weeks=15)).run().arrays["strength"]
    assert strength[[0, 5, 12, 14]].tolist() == [18_000, 33_000, 49_000, 50_000]


def test_a_smaller_requirement_caps_the_first_deployment(coarse):
    strength = KforModel(level(shortened(coarse, weeks=15), 20_000)).run().arrays["strength"]
    assert strength[[0, 5, 14]].tolist() == [18_000, 20_000, 20_000]


def test_a_contingent_moves_only_in_its_rotation_weeks_and_plans_for_the_middle_of_its_tour(coarse):
    nations = coarse.nations
    weeks, tour = 120, nations.tour_weeks
    record = KforModel(shortened(coarse, weeks=weeks)).run().arrays["contingent_strength"]
    first = int((coarse.deployment.arrivals >= 0).sum())
    for index in (0, 7, 33):
        moved = np.flatnonzero(np.diff(record[:, index])) + 1
        moved = moved[(moved >= first) & (moved != nations.exit_week[index])]
        assert moved.size
        assert ((moved + index) % tour == 0).all()
        week = int(moved[0])
        middle = week + tour // 2
        share = nations.weight[middle, index] / nations.weight[middle].sum()
        assert record[week, index] == round(share * coarse.policy.waypoints[middle])


def test_a_nation_about_to_leave_keeps_its_share_until_it_does(coarse):
    """Its last rotation lies within half a tour of the exit, so that the middle of the tour is after it."""
    nations = coarse.nations
    index, tour = 2, nations.tour_weeks
    rotation = next(week for week in range(40, 80) if (week + index) % tour == 0)
    exits = nations.exit_week.copy()
    exits[index] = rotation + 5
    leaving = dataclasses.replace(coarse, nations=dataclasses.replace(nations, exit_week=exits))
    record = KforModel(shortened(leaving, weeks=rotation + 8)).run().arrays["contingent_strength"][:, index]
    assert record[rotation] > 0
    assert (record[rotation : rotation + 5] == record[rotation]).all()
    assert (record[rotation + 5 :] == 0).all()


def test_a_nation_is_not_there_before_its_entry(coarse):
    nations = coarse.nations
    enters = nations.entry_week.copy()
    enters[4] = 30
    late = dataclasses.replace(coarse, nations=dataclasses.replace(nations, entry_week=enters))
    record = KforModel(shortened(late, weeks=70)).run().arrays["contingent_strength"]
    assert (record[:30, 4] == 0).all()
    assert record[30 + nations.tour_weeks, 4] > 0
    assert record[14].sum() == 50_000


# Gaps: who is asked, when, and what is left open


def test_a_departure_leaves_a_gap_that_members_fill_after_a_delay(coarse):
    """Nobody refuses: Italy leaves; until the delay is over its part is missing, later most of it is taken over."""
    world = willing(level(leaving(coarse, "Italy", 60), 30_000), refusal=0.0, will_spread=0.0, gap_delay_weeks=13)
    model = KforModel(shortened(world, weeks=140), collect=False)
    record = model.run().arrays
    italy = world.nations.names.index("Italy")
    assert record["contingent_strength"][59, italy] > 2_000
    assert (record["contingent_strength"][60:, italy] == 0).all()
    carried = int(record["contingent_strength"][59, italy])
    rounding = len(world.nations.names)
    assert abs(record["shortfall"][60:73].sum(axis=1) - carried).max() <= rounding
    assert record["shortfall"][70, italy] > 0.9 * carried  # the shortfall stands under the name of who left
    assert record["shortfall"][139].sum() < 0.25 * carried
    others = ~world.nations.fills_gaps
    assert model.state.taken[others].max() == 0.0
    assert model.state.taken.sum() + model.state.gap.sum() == pytest.approx(carried / 30_000, rel=0.01)


def test_a_gap_stays_open_when_all_refuse(coarse):
    world = willing(level(leaving(coarse, "Italy", 60), 30_000), refusal=1.0)
    model = KforModel(shortened(world, weeks=140), collect=False)
    record = model.run().arrays
    italy = world.nations.names.index("Italy")
    assert model.state.taken.max() == 0.0
    assert record["shortfall"][139].sum() == pytest.approx(
        model.state.gap[italy] * 30_000, abs=len(world.nations.names)
    )
    assert record["contingent_strength"][139].sum() < 29_000


def test_partners_follow_the_total(coarse):
    """When the requirement is halved, partners' and others' strengths are halved, whoever has left."""
    full = KforModel(shortened(level(leaving(coarse, "Italy", 60), 30_000), weeks=140), collect=False).run().arrays
    half = KforModel(shortened(level(leaving(coarse, "Italy", 60), 15_000), weeks=140), collect=False).run().arrays
    bound = ~coarse.nations.fills_gaps
    assert bound.sum() >= 8
    difference = full["contingent_strength"][139, bound] - 2 * half["contingent_strength"][139, bound]
    assert np.abs(difference).max() <= 0.05 * full["contingent_strength"][139, bound].max() + 2


def test_shares_and_gaps_make_up_the_whole():
    weight, there = np.array([3.0, 1.0, 1.0, 5.0]), np.array([True, True, False, False])
    gap, taken = np.array([0.0, 0.0, 0.1, 0.2]), np.array([0.05, 0.0, 0.0, 0.0])
    parts = burden_sharing.parts(weight, there, gap=gap, taken=taken, given_up=np.zeros(4))
    np.testing.assert_allclose(parts, [0.75 * 0.65 + 0.05, 0.25 * 0.65, 0.0, 0.0])
    assert parts.sum() + gap.sum() == pytest.approx(1.0)


def test_what_is_given_up_of_a_gap_is_asked_of_nobody():
    """Two nations carried 0.2 each and left; 0.15 of the first and all of the second are given up."""
    weight, there = np.array([3.0, 1.0, 1.0, 1.0]), np.array([True, True, False, False])
    gap, given_up = np.array([0.0, 0.0, 0.2, 0.2]), np.array([0.0, 0.0, 0.15, 0.2])
    np.testing.assert_allclose(burden_sharing.still_open(gap, given_up), [0, 0, 0.05, 0])
    parts = burden_sharing.parts(weight, there, gap=gap, taken=np.zeros(4), given_up=given_up)
    np.testing.assert_allclose(parts, [0.45, 0.15, 0.0, 0.0])  # as before the two left


def test_the_cost_counts_what_was_taken_over_and_no_troops_that_wait_for_their_rotation():
    part, taken = np.array([0.5, 0.3, 0.0, 0.1]), np.array([0.1, 0.0, 0.0, 0.1])
    cost = burden_sharing.load(part, taken, np.array([900, 10_000, 0, 50]))
    np.testing.assert_allclose(cost, [1.25, 1.0, 0.0, 1.0])


def test_the_shortfall_is_named_after_those_who_do_not_bring_their_part():
    share, gap = np.array([0.5, 0.3, 0.0]), np.array([0.0, 0.0, 0.2])
    short = burden_sharing.shortfall(1_000, share, gap, np.array([500, 200, 0]))
    assert short.tolist() == [0, 100, 200]
    made_up = burden_sharing.shortfall(1_000, share, gap, np.array([650, 200, 0]))  # 150 of the 300 come from another
    assert made_up.tolist() == [0, 50, 100]
    assert burden_sharing.shortfall(1_000, share, gap, np.array([900, 200, 0])).tolist() == [0, 0, 0]


# Will


def test_will_wears_off_with_time_and_cost_and_cohesion_keeps_it():
    will, load, together = np.array([1.0, 1.0, 0.5, 0.001]), np.array([1.0, 2.0, 0.0, 1.0]), np.ones(4)
    alone = burden_sharing.tired(will, load, together, cohesion=0.0, will_weeks=100)
    np.testing.assert_allclose(alone, [0.99, 0.98, 0.5, 0.0])
    united = burden_sharing.tired(will, load, together, cohesion=1.0, will_weeks=100)
    np.testing.assert_allclose(united, will)
    half_gone = burden_sharing.tired(will, load, np.full(4, 0.5), cohesion=1.0, will_weeks=100)
    np.testing.assert_allclose(half_gone, [0.995, 0.99, 0.5, 0.0])


def test_the_others_count_by_weight_and_nobody_counts_himself():
    weight, entered = np.array([1.0, 3.0, 6.0]), np.array([True, True, True])
    found = burden_sharing.others_there(weight, entered, np.array([True, True, False]))
    np.testing.assert_allclose(found, [3 / 9, 1 / 7, 4 / 4])
    assert burden_sharing.others_there(np.array([2.0]), np.array([True]), np.array([True])).tolist() == [1.0]


def test_without_cohesion_nations_leave_at_a_rotation_when_their_will_is_gone(coarse):
    """All start with full will, carry their part and tire alone: each leaves at its first rotation after will_weeks."""
    world = willing(level(leaving(coarse, "Italy", 10_000), 30_000), cohesion=0.0, will_spread=0.0, will_weeks=60)
    record = KforModel(shortened(world, weeks=120), collect=False).run().arrays
    for index in (0, 9, 33):
        gone = int(np.flatnonzero(record["contingent_strength"][15:, index] > 0)[-1]) + 16
        assert (gone + index) % world.nations.tour_weeks == 0
        assert record["will"][gone - 1, index] == 0.0
        assert record["will"][gone - 1 - world.nations.tour_weeks, index] > 0.0
    assert record["contingent_strength"][-1].sum() == 0
    assert record["shortfall"][-1].sum() == 30_000
    assert record["troops"][-1].sum() == record["reserve"][-1]


def test_with_cohesion_nobody_leaves_of_his_own_accord(coarse):
    world = willing(level(leaving(coarse, "Italy", 10_000), 30_000), cohesion=1.0, will_spread=0.0, will_weeks=60)
    record = KforModel(shortened(world, weeks=120), collect=False).run().arrays
    assert (record["will"] == 1.0).all()
    assert record["contingent_strength"][-1].sum() == pytest.approx(30_000, rel=0.01)


def test_wills_at_the_start_are_a_matter_of_luck_within_their_spread(coarse):
    world = willing(shortened(coarse, weeks=1), will_spread=0.4)
    one, other = (KforModel(world, replicate=number, collect=False).state.will for number in (0, 1))
    assert ((one > 0.6) & (one <= 1.0)).all()
    assert not np.array_equal(one, other)
    assert np.array_equal(one, KforModel(level(world, 5), replicate=0, collect=False).state.will)


# Departures that the schedule sets


def departing(parameters, *exits, written_off, level=40_000):
    """A world in which nations of steady weights leave by the schedule alone, and nobody fills a gap."""
    nations = parameters.nations
    steady = np.repeat(nations.weight[:1], len(nations.weight), axis=0)
    never = np.full(nations.exit_week.shape, 10_000)
    policy = Exits(levels=(level,) * 499, written_off=written_off, exits=tuple(Exit(*each) for each in exits))
    leaves = np.array([policy.departures.get(name, 10_000) for name in nations.names])
    world = dataclasses.replace(nations, weight=steady, exit_week=leaves, listed_exit_week=never)
    return willing(dataclasses.replace(parameters, nations=world, policy=policy, events=()), refusal=1.0)


def test_what_headquarters_do_without_is_missing_nowhere(coarse):
    """All is written off: the others keep their strengths to a man, before and after, and nothing falls short."""
    world = departing(coarse, ("Italy", 52), ("Greece", 90), written_off=1.0)
    record = KforModel(shortened(world, weeks=160), collect=False).run().arrays
    gone = [world.nations.names.index(name) for name in ("Italy", "Greece")]
    stay = np.setdiff1d(np.arange(len(world.nations.names)), gone)
    strength = record["contingent_strength"]
    rounding = len(world.nations.names)
    assert np.abs(strength[45:, stay].astype(int) - strength[45, stay]).max() <= 1
    assert record["shortfall"][45:].sum(axis=1).max() <= rounding
    assert strength[51, gone[0]] > 3_000
    assert record["required"][51] - record["required"][52] == pytest.approx(strength[51, gone[0]], abs=1)


def test_what_they_do_not_write_off_is_missing_and_asked_for(coarse):
    """A half is written off, and all refuse: the other half is missing, under the name of who left."""
    world = departing(coarse, ("Italy", 52), written_off=0.5)
    record = KforModel(shortened(world, weeks=120), collect=False).run().arrays
    italy, rounding = world.nations.names.index("Italy"), len(world.nations.names)
    carried = int(record["contingent_strength"][51, italy])
    assert record["required"][119] == pytest.approx(40_000 - carried / 2, abs=1)
    assert record["shortfall"][119].sum() == pytest.approx(carried / 2, abs=rounding)
    assert record["shortfall"][119, italy] == pytest.approx(carried / 2, abs=2)
    eager = willing(world, refusal=0.0, will_spread=0.0, cohesion=1.0, gap_delay_weeks=0)
    filled = KforModel(shortened(eager, weeks=260), collect=False).run().arrays
    assert filled["shortfall"][259].sum() < 0.1 * carried


def test_nobody_leaves_his_post_for_a_departure_to_come(coarse):
    """Italy leaves in week 81; rotations before it look half a tour ahead, and still nobody cuts."""
    world = departing(coarse, ("Italy", 81), written_off=1.0)
    record = KforModel(shortened(world, weeks=81), collect=False).run().arrays
    assert record["contingent_strength"][80].sum() == pytest.approx(40_000, abs=len(world.nations.names))


def test_order_and_spacing_of_departures_do_not_matter_in_the_end(coarse):
    names = ("Italy", "Germany", "France", "United States", "Greece", "Turkey", "Spain", "Poland", "Norway")
    ends = set()
    for weeks in ([52] * 9, range(52, 88, 4), range(84, 48, -4)):
        exits = [(name, week) for name, week in zip(names, weeks, strict=True)]
        model = KforModel(departing(coarse, *exits, written_off=0.9), collect=False)
        ends.add(model.headquarters.calendar[200])
    assert len(ends) == 1
    assert 4_000 < ends.pop() < 25_000


def test_while_cuts_are_held_nothing_is_given_up(coarse):
    first, *_ = coarse.events
    still = {"tension": first.tension * 0, "legitimacy": first.legitimacy * 0}
    held = dataclasses.replace(first, week=50, holds_reductions=True, **still)
    freed = dataclasses.replace(first, week=70, allows_reductions=True, **still)
    world = dataclasses.replace(departing(coarse, ("Italy", 60), written_off=1.0), events=(held, freed))
    headquarters = KforModel(shortened(world, weeks=80), collect=False).headquarters
    assert headquarters.calendar[59] == headquarters.calendar[69] == 40_000
    assert headquarters.given_up[69].sum() == 0
    assert headquarters.calendar[70] < 38_000
    assert headquarters.given_up[70].sum() == pytest.approx(1 - headquarters.calendar[70] / 40_000, abs=1e-4)
