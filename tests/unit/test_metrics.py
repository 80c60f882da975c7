"""Metrics on arrays made by hand, with answers worked out by hand."""

import math

import numpy as np
import pytest

from kfor_sim.metrics import (
    Marks,
    Weekly,
    community_security,
    metrics_of,
    municipal_security,
    recovery_weeks,
    riots,
    theatre_security,
)
from kfor_sim.scenario import load

NOWHERE = np.nan

# Three weeks, two municipalities, two communities; the second community has no home in the second municipality.
SECURITY = np.array(
    [
        [[0.8, 0.4], [0.6, NOWHERE]],
        [[0.4, 0.2], [0.6, NOWHERE]],
        [[0.8, 0.6], [1.0, NOWHERE]],
    ],
    dtype=np.float32,
)
AT_HOME = np.array([[[80, 10], [100, 0]], [[80, 5], [100, 0]], [[100, 10], [100, 0]]], dtype=np.int32)
DISPLACED = np.array([[[20, 0], [0, 0]], [[20, 5], [0, 0]], [[0, 0], [0, 0]]], dtype=np.int32)
ZERO = np.zeros((3, 2, 2), dtype=np.int32)

ARRAYS = {
    "security": SECURITY,
    "at_home": AT_HOME,
    "displaced": DISPLACED,
    "present": AT_HOME,
    "active": np.array([[[4, 1], [1, 0]], [[0, 0], [3, 0]], [[5, 0], [2, 0]]], dtype=np.float32),
    "attacks_everyday": ZERO + np.array([1, 0]),
    "attacks_intercommunal": ZERO + np.array([[2, 0], [0, 0]]),
    "deaths_everyday": ZERO + np.array([[0, 1], [0, 0]]),
    "deaths_intercommunal": ZERO + np.array([[0, 0], [2, 0]]),
    "required": np.array([100, 100, 80], dtype=np.int32),
    "strength": np.array([70, 100, 90], dtype=np.int32),
}
MARKS = Marks(
    riot_share=0.02,
    floors=(0.5, 0.9),
    communities=((0, "first"), (1, "second")),
    events=(("clash", "a clash", 1),),
)


def measured(name: str) -> float:
    metric = next(metric for metric in metrics_of(MARKS) if metric.name == name)
    return metric.compute(Weekly(ARRAYS, MARKS.riot_share))


def test_the_displaced_count_as_nought_for_their_community():
    found = community_security(SECURITY, AT_HOME, DISPLACED)
    by_hand = [
        [(0.8 * 80 + 0.6 * 100) / 200, 0.4 * 10 / 10],
        [(0.4 * 80 + 0.6 * 100) / 200, 0.2 * 5 / 10],
        [(0.8 * 100 + 1.0 * 100) / 200, 0.6],
    ]
    assert found == pytest.approx(np.array(by_hand), rel=1e-6)


def test_the_theatre_is_weighted_by_people():
    found = theatre_security(SECURITY, AT_HOME, DISPLACED)
    assert found == pytest.approx([(64 + 60 + 4) / 210, (32 + 60 + 1) / 210, (80 + 100 + 6) / 210], rel=1e-6)


def test_a_municipality_is_weighted_by_people():
    found = municipal_security(SECURITY, AT_HOME, DISPLACED)
    assert found[0] == pytest.approx([(64 + 4) / 110, 0.6], rel=1e-6)


def test_replicates_stack_in_front():
    stacked = community_security(*(np.stack([array, array]) for array in (SECURITY, AT_HOME, DISPLACED)))
    assert stacked.shape == (2, 3, 2)
    assert (stacked[1] == community_security(SECURITY, AT_HOME, DISPLACED)).all()


def test_a_community_without_homes_has_no_security():
    nobody = np.zeros_like(AT_HOME)
    assert np.isnan(community_security(np.full(SECURITY.shape, np.nan), nobody, nobody)).all()


def test_those_who_all_fled_have_no_security_at_all():
    gone = np.full((1, 1), 50)
    assert community_security(np.full((1, 1), 0.9), np.zeros((1, 1), dtype=int), gone) == 0.0


def test_a_riot_needs_more_than_the_share():
    active = np.array([[2.0, 0.0], [2.1, 0.0]])
    present = np.array([[100, 0], [100, 0]])
    assert riots(active, present, riot_share=0.02).tolist() == [False, True]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("deaths", 3 * 1 + 3 * 2),
        ("deaths_intercommunal", 6),
        ("attacks", 3 * 2 + 3 * 2),
        ("displaced_person_weeks", 45),
        ("riot_weeks", 3),  # 5 of 90 and 1 of 100; 0 of 85 and 3 of 100; 5 of 110 and 2 of 100
        ("riot_synchrony", 1),
        ("peak_active", 7),
        ("troop_years", 260 * 7 / 365.25),
        ("shortfall_person_weeks", 30),
        ("security_second", (0.4 + 0.1 + 0.6) / 3),
        ("security_end_second", 0.6),
        ("security_mean", (128 + 93 + 186) / 630),
        ("security_end", 186 / 210),
        ("worst_municipality", (68 / 110 + 33 / 110 + 86 / 110) / 3),
        ("weeks_below_floor_0.5", 1),
        ("weeks_below_floor_0.9", 3),
        ("weeks_below_floor_0.5_lowest_community", 2),
        ("recovery_weeks_clash", 1),
    ],
)
def test_a_metric_is_what_the_hand_finds(name, value):
    assert measured(name) == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize(
    ("level", "week", "weeks"),
    [
        ([0.9, 0.5, 0.7, 0.9], 1, 2),
        ([0.9, 0.5, 0.95, 0.9], 1, 1),
        ([0.5, 0.9, 0.6, 0.9], 2, 1),
        ([0.9, 0.5, 0.7, 0.8], 1, math.inf),  # censored
        ([0.9, 0.9, 0.1, 0.9], 1, math.nan),  # did not fall
        ([0.9, 0.5, 0.9], 0, math.nan),  # nothing before
        ([0.9, 0.5], 7, math.nan),  # after the end
    ],
)
def test_recovery_is_counted_from_the_event(level, week, weeks):
    assert recovery_weeks(np.array(level), week) == pytest.approx(weeks, nan_ok=True)


def test_metrics_are_named_once_and_harm_comes_first():
    names = [metric.name for metric in metrics_of(MARKS)]
    assert len(set(names)) == len(names)
    assert names[:4] == ["deaths", "deaths_intercommunal", "displaced_person_weeks", "riot_weeks"]


def test_marks_come_from_the_scenario():
    marks = Marks.of(load("documented"))
    assert marks.floors == (0.5, 0.7, 0.9)
    assert marks.riot_share == 0.01
    assert [name for _, name in marks.communities] == ["albanian", "serb", "roma-ashkali-egyptian", "other"]
    assert ("march-2004", 248) in [(key, week) for key, _, week in marks.events]
    assert "entry" not in [key for key, _, _ in marks.events]


def test_communities_without_homes_have_no_metric():
    assert [name for _, name in Marks.of(load("minimal")).communities] == ["albanian", "serb"]
