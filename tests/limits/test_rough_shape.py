"""The rough shape of the record at the defaults, which were set by hand: no calibration, and no success of the model.

Homicides by period are persons a week, derived from cumulative KFOR counts (tables/homicides.csv); the crowds of March
2004 are those of Human Rights Watch. Dates of events, police and force are inputs. Tolerances are wide on purpose: a
factor of two. Over 40 replicates with another seed the standard deviation of one replicate's figures was at most 15 %
of their mean, and each mean lay within 31 % of the record, so that the mean of four misses a bound by chance in under 1
of 10,000 runs.
"""

from datetime import date

import numpy as np
import pytest

from kfor_sim.prepare import calendar_of, prepare
from kfor_sim.replicate import run_replicate
from kfor_sim.scenario import load

HOMICIDES = load("documented").tables.homicides


@pytest.fixture(scope="module")
def runs(documented, parameters):
    return calendar_of(documented), [run_replicate(parameters, seed=77, replicate=number) for number in range(4)]


def mean(recorded, name, community=slice(None)):
    return np.mean([run[name][..., community].sum(axis=(1, 2)) for run in recorded], axis=0)


@pytest.mark.parametrize("record", HOMICIDES, ids=lambda row: str(row.start))
def test_homicides_by_period_are_within_a_factor_of_two(runs, record):
    calendar, recorded = runs
    deaths = mean(recorded, "deaths_everyday") + mean(recorded, "deaths_intercommunal")
    weekly = deaths[calendar.week_of(record.start) : calendar.week_of(record.end)].mean()
    documented = record.deaths / ((record.end - record.start).days / 7)
    assert documented / 2 < weekly < documented * 2


def test_march_2004_brings_out_about_the_documented_number_and_is_over_within_weeks(runs):
    calendar, recorded = runs
    crowd = mean(recorded, "active")
    week = calendar.week_of(date(2004, 3, 17))
    assert 51_000 / 2 < crowd[week] < 51_000 * 2
    assert crowd[week - 8 : week].max() < 0.05 * crowd[week]
    assert crowd[week + 4] < 0.05 * crowd[week]


def test_the_flare_up_of_february_2008_rises_and_eases(runs):
    calendar, recorded = runs
    crowd = mean(recorded, "active", slice(1, 2))
    week = calendar.week_of(date(2008, 2, 17))
    assert crowd[week] > 10 * crowd[week - 8 : week].mean()
    assert crowd[week + 12 : week + 20].mean() < 0.1 * crowd[week]


def test_the_force_passes_its_pinned_marks_within_three_per_cent(runs):
    calendar, recorded = runs
    for day, troops in ((date(1999, 9, 22), 50_000), (date(2003, 12, 31), 15_000), (date(2008, 2, 17), 15_900)):
        week = calendar.week_of(day)
        assert recorded[0]["required"][week] == troops
        assert recorded[0]["strength"][week] == pytest.approx(troops, rel=0.03)


def test_without_a_force_the_first_year_is_more_violent_by_the_mechanisms_alone(runs):
    """The control: same luck, no troops. What differs is what troops do in this model, whichever way it comes out."""
    calendar, recorded = runs
    without = [run_replicate(prepare(load("no-force")), seed=77, replicate=number) for number in range(4)]
    year = slice(0, calendar.week_of(date(2000, 6, 12)))
    assert all((run["strength"] == 0).all() for run in without)
    pairs = [
        (control["deaths_everyday"][year].sum(), base["deaths_everyday"][year].sum())
        for control, base in zip(without, recorded, strict=True)
    ]
    assert all(control > base for control, base in pairs)
