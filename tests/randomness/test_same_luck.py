"""The same luck for all: what a change leaves as it was."""

import dataclasses

import numpy as np
import pytest

from kfor_sim.model.streams import Stream, Streams
from kfor_sim.policies.hold import Hold
from kfor_sim.prepare import prepare
from kfor_sim.replicate import run_replicate
from kfor_sim.scenario import load
from worlds import refigured, shortened


def test_a_replicate_alone_is_the_same_as_among_others(first_year):
    among = [run_replicate(first_year, seed=3, replicate=number) for number in range(4)][2]
    alone = run_replicate(first_year, seed=3, replicate=2)
    for name in alone:
        np.testing.assert_array_equal(alone[name], among[name], err_msg=name)


def test_replicates_and_seeds_differ(first_year):
    runs = [run_replicate(first_year, seed=s, replicate=r)["attacks_everyday"] for s, r in ((3, 0), (3, 1), (4, 0))]
    assert not np.array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0], runs[2])


def test_a_change_of_schedule_changes_nothing_before_it(coarse):
    """Half the force from week 40 on: until then every bit is the same, afterwards troops are not."""
    levels = coarse.policy.waypoints
    halved = dataclasses.replace(coarse.policy, waypoints=(*levels[:80], *(level // 2 for level in levels[80:])))
    base = run_replicate(shortened(coarse, weeks=120), seed=3, replicate=0)
    other = run_replicate(shortened(dataclasses.replace(coarse, policy=halved), weeks=120), seed=3, replicate=0)
    before = 80 - coarse.nations.tour_weeks  # contingents plan for the middle of their tour
    for name in base:
        np.testing.assert_array_equal(base[name][:before], other[name][:before], err_msg=name)
    assert base["strength"][-1] > other["strength"][-1]


def test_a_change_of_schedule_leaves_unrelated_draws_alone(coarse):
    """Without any troops, sparks still fall in the same places and weeks with the same size."""
    calm = refigured(shortened(coarse, weeks=100), "contagion", strength=0.0)
    base = run_replicate(calm, seed=3, replicate=1)
    other = run_replicate(dataclasses.replace(calm, policy=Hold(troops=0)), seed=3, replicate=1)
    assert not np.array_equal(base["active"], other["active"])
    assert base["tension"].max() > 0
    np.testing.assert_array_equal(base["tension"], other["tension"])


def test_a_rate_of_one_place_leaves_the_others_alone(first_year):
    """More arms in one municipality: everyday attacks change there, and in no other in the first week."""
    luck = Streams(1, 0)
    uniform = luck.uniforms(Stream.EVERYDAY_ATTACKS, 0, 120)
    np.testing.assert_array_equal(uniform, luck.uniforms(Stream.EVERYDAY_ATTACKS, 0, 120))
    home = first_year.geography.home.copy()
    home[3] *= 2
    refugees = dataclasses.replace(first_year.refugees, abroad=first_year.refugees.abroad * 0)
    alike = dataclasses.replace(first_year, refugees=refugees)
    more = dataclasses.replace(alike, geography=dataclasses.replace(alike.geography, home=home))
    base = run_replicate(shortened(alike, weeks=1), seed=3, replicate=0)["attacks_everyday"][0].sum(axis=1)
    other = run_replicate(shortened(more, weeks=1), seed=3, replicate=0)["attacks_everyday"][0].sum(axis=1)
    assert other[3] > base[3]
    np.testing.assert_array_equal(np.delete(base, 3), np.delete(other, 3))


@pytest.mark.parametrize("override", ["run.replicates=7", "report.riot_share=0.02"])
def test_an_edit_that_changes_no_mechanism_leaves_every_bit(override):
    small = ("run.persons_per_resident=500",)
    base = run_replicate(shortened(prepare(load("documented", overrides=small)), weeks=30), seed=1, replicate=0)
    edited = prepare(load("documented", overrides=(*small, override)))
    other = run_replicate(shortened(edited, weeks=30), seed=1, replicate=0)
    for name in base:
        np.testing.assert_array_equal(base[name], other[name], err_msg=name)


def test_residents_of_other_cells_keep_their_traits_when_more_people_may_be_mobilised(coarse):
    from kfor_sim.model.population.individuals import Individuals

    more = dataclasses.replace(coarse, unrest=dataclasses.replace(coarse.unrest, mobilisable_share=0.12))
    few, many = Individuals(coarse, Streams(1, 0)), Individuals(more, Streams(1, 0))
    _, in_few, in_many = np.intersect1d(few.identity, many.identity, return_indices=True)
    assert many.identity.size > few.identity.size == in_few.size
    for trait in ("hardship", "risk_aversion", "home_rank"):
        np.testing.assert_array_equal(getattr(many, trait)[in_many], getattr(few, trait)[in_few])
