"""Metrics on arrays made by hand, with answers worked out by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest

from kfor_sim.dimensions import Dimensions
from kfor_sim.metrics import Marks, Recovery, Spark, metrics_of, recovery_weeks
from kfor_sim.scenario import Scenario, load
from kfor_sim.weekly import Weekly, community_security, municipal_security, riots, theatre_security

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
    "strength": np.array([70, 95, 90], dtype=np.int32),
    "shortfall": np.array([[20, 10], [5, 0], [0, 0]], dtype=np.int32),
}
MARKS = Marks(
    riot_share=0.02,
    floors=(0.5, 0.9),
    recovery=Recovery(baseline_weeks=8, onset_weeks=4, tolerance=0.02),
    deployed=1,
    communities=((0, "first"), (1, "second")),
    sparks=(Spark("clash", "a clash", week=1, others=(0, 1)),),
)


def measured(name: str, *, marks: Marks = MARKS, **changed: np.ndarray) -> float:
    metric = next(metric for metric in metrics_of(marks) if metric.name == name)
    return metric.compute(Weekly({**ARRAYS, **changed}, marks.riot_share))


def marks_of(scenario: Scenario) -> Marks:
    return Marks.of(scenario, Dimensions.of(scenario).calendar)


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
        ("troop_years", 255 * 7 / 365.25),
        ("shortfall_person_weeks", 5),  # and not the 30 of the week in which troops were still arriving
        ("security_second", (0.4 + 0.1 + 0.6) / 3),
        ("security_end_second", 0.6),
        ("security_at_home_second", (0.4 + 0.2 + 0.6) / 3),
        ("away_second", (0 + 5 / 10 + 0) / 3),
        ("away_first", (20 / 200 + 20 / 200 + 0) / 3),
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
        ([0.9, 0.9, 0.5, 0.7, 0.9], 2, 2),
        ([0.9, 0.9, 0.5, 0.86, 0.9], 2, 1),  # back within the tolerance
        ([0.9, 0.9, 0.86, 0.5, 0.9], 2, 2),  # a fall that begins a week later
        ([0.9, 0.9, 0.9, 0.9, 0.5, 0.9], 2, 0),  # and one that begins too late
        ([0.8, 1.0, 0.89, 0.9], 2, 0),  # a lucky week before is no level to come back to
        ([0.3, 0.9, 0.9, 0.75, 0.9], 3, 1),  # older weeks do not count
        ([0.9, 0.9, 0.86, 0.86], 2, 0),  # within the tolerance is no fall
        ([0.9, 0.5, 0.9], 1, 1),  # a single week before
        ([0.9, 0.9, 0.5, 0.7, 0.8], 2, math.inf),  # censored
        ([0.9, 0.5, 0.9], 0, math.nan),  # nothing before
        ([0.9, 0.5, 0.9], -3, math.nan),  # before the start
        ([0.9, 0.5], 7, math.nan),  # after the end
        ([math.nan, math.nan, math.nan], 1, math.nan),  # nobody has a home
    ],
)
def test_recovery_is_counted_from_the_event(level, week, weeks):
    recovery = Recovery(baseline_weeks=2, onset_weeks=2, tolerance=0.05)
    assert recovery_weeks(np.array(level), week, recovery) == pytest.approx(weeks, nan_ok=True)


def test_recovery_is_that_of_those_whom_the_event_does_not_stir_up():
    security = SECURITY.copy()
    security[:, :, 0] = 0.8
    by_others = {
        others: measured(
            "recovery_weeks_clash", marks=replace(MARKS, sparks=(Spark("clash", "", 1, others),)), security=security
        )
        for others in ((0,), (1,))
    }
    assert by_others == {(0,): 0, (1,): 1}


def test_weeks_in_which_nobody_is_at_home_have_no_security_there():
    gone = AT_HOME.copy()
    gone[1, :, 1] = 0
    assert measured("security_at_home_second", at_home=gone) == pytest.approx((0.4 + 0.6) / 2)
    nobody = np.zeros_like(AT_HOME)
    assert np.isnan(measured("security_at_home_second", at_home=nobody))
    assert measured("away_first", at_home=nobody, displaced=np.ones_like(DISPLACED)) == 1


def test_metrics_are_named_once_and_harm_comes_first():
    names = [metric.name for metric in metrics_of(MARKS)]
    assert len(set(names)) == len(names)
    assert names[:4] == ["deaths", "deaths_intercommunal", "displaced_person_weeks", "riot_weeks"]


def test_marks_come_from_the_scenario():
    marks = marks_of(load("documented", overrides=("report.recovery_onset_weeks=6",)))
    assert marks.floors == (0.5, 0.7, 0.9)
    assert marks.riot_share == 0.01
    assert marks.recovery == Recovery(baseline_weeks=8, onset_weeks=6, tolerance=0.02)
    assert marks.deployed == 15  # the last arrivals are dated 22 September, in week 14
    assert [name for _, name in marks.communities] == ["albanian", "serb", "roma-ashkali-egyptian", "other"]
    others = {spark.key: (spark.week, spark.others) for spark in marks.sparks}
    assert others["march-2004"] == (248, (1, 2, 3))
    assert others["independence"][1] == (0, 2, 3)
    assert "entry" not in others


BRAWL = """extends = "minimal"
[events.brawl]
on = 1999-07-10
label = "brawl"
because = "a test of those whom an event spares"
[[events.brawl.tension]]
communities = {communities}
municipalities = "all"
size = {{ value = 0.1, unit = "1", basis = "chosen", because = "large enough to be seen" }}
"""


@pytest.mark.parametrize(
    ("communities", "others"), [('["serb"]', (0,)), ('["albanian", "serb"]', (0, 1)), ('"all"', (0, 1))]
)
def test_where_an_event_spares_nobody_with_a_home_all_are_looked_at(tmp_path, communities, others):
    path = tmp_path / "brawl.toml"
    path.write_text(BRAWL.format(communities=communities), encoding="utf-8")
    assert {spark.key: spark.others for spark in marks_of(load(path)).sparks}["brawl"] == others


def test_communities_without_homes_have_no_metric():
    assert [name for _, name in marks_of(load("minimal")).communities] == ["albanian", "serb"]
