"""Measures of the record that fits are held to, with numbers worked out by hand."""

from datetime import date

import numpy as np
import pytest

from kfor_sim.digits import supported, supported_text
from kfor_sim.measures import MEASURES, Course, Homicides, course_of
from kfor_sim.model.calendar import Calendar
from kfor_sim.prepare import calendar_of
from kfor_sim.replicate import run_replicate
from kfor_sim.scenario import load
from kfor_sim.scenario.evidence import evidence
from kfor_sim.scenario.table_rows import COMMUNITIES
from kfor_sim.traces import TRACES
from kfor_sim.weekly import Weekly

TWO_RUNS = np.array([[1.0, 2.0, 3.0, 6.0], [0.0, 0.0, 4.0, 2.0]])


def measured(name, traces, *, weeks=slice(0, 4), **rest):
    return MEASURES[name].compute(Course(traces, weeks=weeks, **rest)).tolist()


def test_homicides_are_held_against_their_own_period():
    record = (Homicides(slice(0, 2), 3.0), Homicides(slice(2, 4), 1.0))
    assert measured("homicides_over_record", {"deaths": TWO_RUNS}, homicides=record) == [0.5, 0]
    assert measured("homicides_over_record", {"deaths": TWO_RUNS}, homicides=record[1:]) == [4.5, 3]


def test_the_share_of_serbs_is_of_all_deaths_of_the_weeks():
    traces = {"deaths": TWO_RUNS, "deaths_of_serbs": TWO_RUNS / 4}
    assert measured("serb_share_of_deaths", traces) == [0.25, 0.25]
    none = measured("serb_share_of_deaths", traces, weeks=slice(0, 2))
    assert none[0] == 0.25
    assert np.isnan(none[1])  # nobody dies in these weeks of the second run


def test_strength_is_that_of_the_week_that_holds_the_last_day():
    calendar = Calendar(date(1999, 6, 12), 4)
    target = evidence().targets["force-1999"]
    days = (date(1999, 6, 13), date(1999, 6, 26))
    course = course_of(
        {"strength": TWO_RUNS}, type("Looked", (), {"window": days, "before": None, "settings": {}})(), calendar
    )
    assert MEASURES["strength_on_the_last_day"].compute(course).tolist() == [3, 4]
    assert target.measure == "strength_on_the_last_day"


def test_the_largest_crowd_is_that_of_the_fullest_week():
    assert measured("largest_crowd", {"active": TWO_RUNS}, weeks=slice(0, 3)) == [3, 4]


def test_deaths_of_serbs_are_those_of_both_streams(coarse):
    scenario = load("documented", overrides=("end=1999-12-31",))
    arrays = run_replicate(coarse, seed=1999, replicate=0)
    found = TRACES["deaths_of_serbs"].compute(Weekly(arrays, 0.01), coarse)
    serbs = COMMUNITIES.index("serb")
    expected = arrays["deaths_everyday"][:, :, serbs].sum(axis=1) + arrays["deaths_intercommunal"][:, :, serbs].sum(
        axis=1
    )
    assert np.array_equal(found, expected)
    assert 0 < found.sum() < TRACES["deaths"].compute(Weekly(arrays, 0.01), coarse).sum()
    assert calendar_of(scenario).weeks < len(found)


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (0.38211, 0.012, "0.38"),
        (0.8891, 0.0004, "0.8891"),
        (1_764_321, 8_000, "1,764,000"),
        (12.3, 0.0, "12.30"),
        (0.0, 0.02, "0"),
    ],
)
def test_numbers_have_no_digit_beyond_their_error(value, error, text):
    assert supported_text(value, error) == text
    assert supported(value, error) == float(text.replace(",", ""))
    assert supported_text(float("nan"), error) == "–"
