"""The policy that knows no dates: the marks that it meets, and how much of that the chosen floor does."""

from datetime import date

import pytest

from kfor_sim.model.model import KforModel
from kfor_sim.prepare import calendar_of, prepare
from kfor_sim.scenario import load

FIRST, SECOND = date(2003, 12, 31), date(2008, 6, 30)


def stood(*overrides):
    """Required strength and strength on both days, in one replicate."""
    scenario = load("conditions", overrides=("run.persons_per_resident=200", *overrides))
    record = KforModel(prepare(scenario), seed_of_run=1999, collect=False).run().arrays
    weeks = [calendar_of(scenario).week_of(day) for day in (FIRST, SECOND)]
    return record["required"][weeks].tolist(), record["strength"][weeks].tolist()


def test_it_meets_both_marks_from_50_000_in_1999():
    """In all of 20 replicates the same levels are required, so that one replicate is enough."""
    required, strength = stood()
    for levels in (required, strength):
        assert levels[0] == pytest.approx(15_000, abs=1_500)
        assert levels[1] == pytest.approx(15_900, abs=1_000)


def test_the_floor_does_little_of_the_first_mark_and_most_of_the_second():
    """The figures of docs/schedules.md."""
    assert stood("drawdown.minimum_footprint=0")[0] == [13_624, 6_045]
    assert stood()[0] == [15_000, 15_000]
