"""Weeks and dates."""

from datetime import date

import numpy as np

from kfor_sim.model.calendar import Calendar

START = date(1999, 6, 12)


def test_a_scenario_of_whole_years_covers_its_last_day():
    calendar = Calendar.between(START, date(2008, 12, 31))
    assert calendar.weeks == 499
    assert calendar.week_of(date(2008, 12, 31)) == 498
    assert calendar.first_days[1] == date(1999, 6, 19)


def test_days_fall_into_their_weeks():
    calendar = Calendar(START, 10)
    assert [calendar.week_of(date(1999, 6, day)) for day in (11, 12, 18, 19)] == [-1, 0, 0, 1]


def test_a_week_with_a_date_takes_its_value_and_the_others_the_line_at_their_last_day():
    series = ((date(1999, 6, 14), 0.0), (date(1999, 7, 5), 21.0))
    # days 2 and 23: the line gains 1 a day; last days of weeks 0..4 are days 6, 13, 20, 27, 34; day 23 is in week 3
    np.testing.assert_allclose(Calendar(START, 5).weekly(series), [0.0, 11.0, 18.0, 21.0, 21.0])


def test_a_series_is_level_outside_its_dates():
    weekly = Calendar(START, 4).weekly(((date(1999, 7, 1), 5.0),))
    assert weekly.tolist() == [5.0] * 4
