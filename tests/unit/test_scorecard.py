"""The scorecard: measures on courses made by hand, knock-outs that change what they say, and what counts."""

import itertools
import json
import math
import sys
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from kfor_sim.errors import InputError, ScenarioError
from kfor_sim.measures import MEASURES, Course, Homicides, course_of, weeks_of
from kfor_sim.model.calendar import Calendar
from kfor_sim.model.model import KforModel
from kfor_sim.model.processes.violence import intercommunal_expected
from kfor_sim.prepare import calendar_of, prepare
from kfor_sim.report.pictures import save_pictures
from kfor_sim.report.scorecard import cell, scorecard_text, summarise_scorecard
from kfor_sim.scenario import diff, load, scenario_folder, theories
from kfor_sim.scenario.table_rows import COMMUNITIES
from kfor_sim.scenario.targets import PatternKnockOut, pattern_targets, read_targets
from kfor_sim.scorecard import Scorecard, carry_out, plan_of, score_patterns, scoring
from kfor_sim.scorecard.knock_outs import HELD, KNOCK_OUTS, knocked_out, lacking, with_settings
from kfor_sim.scorecard.planning import REPLICATES_OF_MATRIX
from kfor_sim.traces import TRACES
from kfor_sim.weekly import Weekly

TARGETS = pattern_targets()
MODULE = sys.modules["kfor_sim.scorecard.scorecard"]  # the package exports a function of the same name
PLANNING = sys.modules["kfor_sim.scorecard.planning"]
DETAIL = ("run.persons_per_resident=2000", "end=2004-09-30")
COARSE = ("run.persons_per_resident=2000",)
OF_MARCH = ("many-places", "trigger", "minority-victims", "by-contingent", "end-with-reinforcement")


@pytest.fixture(scope="module")
def base():
    return load("documented", overrides=COARSE)


def course(*, weeks=slice(0, None), before=slice(0, 0), settings=(), homicides=(), **traces):
    arrays = {name: np.array(series, dtype=np.float64) for name, series in traces.items()}
    return Course(arrays, weeks, before, dict(settings), homicides)


def measure(name, seen):
    return MEASURES[name].compute(seen).tolist()


# The measures


def test_riots_are_counted_for_a_year():
    seen = course(riots=[[9, 1, 2, 0], [9, 0, 0, 0]], weeks=slice(1, 4))
    assert measure("riots_a_year", seen) == pytest.approx([3 / 3 * 365.25 / 7, 0])


def test_most_places_at_once_is_of_one_week():
    assert measure("most_places_at_once", course(riots=[[30, 4, 5], [30, 0, 1]], weeks=slice(1, 3))) == [5, 1]


def test_a_peak_is_held_against_the_largest_week_before():
    seen = course(active=[[10, 40, 7, 200, 90], [0, 0.5, 0, 30, 0]], before=slice(0, 3), weeks=slice(3, 5))
    assert measure("peak_over_year_before", seen) == [5, 30]  # of at least one person


def test_victims_are_held_against_the_share_of_the_people():
    seen = course(
        attacks_on_minorities=[[6, 3], [0, 0], [0, 0]],
        attacks_intercommunal=[[10, 8], [5, 5], [0, 0]],
        minorities_by_sector=[[[5, 5], [5, 5]]] * 3,
        present=[[100, 100]] * 3,
    )
    assert measure("minority_share_of_attacks", seen) == pytest.approx([0.5 / 0.1, 0, math.nan], nan_ok=True)


def test_the_gap_between_sectors_is_in_rates_of_the_theatre():
    attacks = [[[30, 0, 0], [30, 20, 0]], [[0, 0, 0], [0, 0, 0]]]
    people = [[[1000, 500, 0], [1000, 500, 0]]] * 2  # nobody is a minority in the third sector
    seen = course(attacks_on_minorities_by_sector=attacks, minorities_by_sector=people)
    assert measure("gap_between_sectors", seen) == pytest.approx([(0.03 - 0.02) / (80 / 3000), math.nan], nan_ok=True)


def test_an_end_is_a_tenth_of_the_largest_crowd():
    crowds = [[50, 6000, 900, 600, 500], [50, 100, 0, 0, 0], [6000, 700, 700, 700, 700], [10, 20, 30, 40, 9000]]
    found = measure("weeks_to_a_tenth", course(active=crowds, settings={"least": 5000}))
    assert found == pytest.approx([2, math.nan, math.inf, math.inf], nan_ok=True)


def test_an_improvement_is_the_lesser_of_security_and_homicides():
    seen = course(
        security=[[0.8, 0.8, 0.9, 0.9], [0.8, 0.8, 0.95, 0.95], [0.8, 0.8, 0.7, 0.7]],
        deaths=[[10, 10, 1, 1], [10, 10, 8, 8], [10, 10, 1, 1]],
        before=slice(0, 2),
        weeks=slice(2, 4),
    )
    assert measure("lesser_improvement", seen) == pytest.approx([0.5, 0.2, -0.5])


def test_what_is_left_of_a_rise():
    settings = {"onset_weeks": 2, "last_weeks": 2, "times": 3, "least": 500}
    crowds = [
        [100, 100, 300, 1100, 50, 150, 250],  # 100 left of a rise of 1,000
        [100, 100, 300, 1100, 0, 0, 0],  # fewer than before
        [100, 100, 400, 400, 0, 0, 0],  # too few
        [300, 300, 800, 800, 0, 0, 0],  # not three times as many
        [100, 100, 0, 0, 5000, 0, 0],  # too late
    ]
    seen = course(active=crowds, before=slice(0, 2), weeks=slice(2, 7), settings=settings)
    expected = [0.1, -0.1, math.nan, math.nan, math.nan]
    assert measure("share_of_rise_left", seen) == pytest.approx(expected, nan_ok=True)


def test_homicides_miss_the_record_by_the_worst_factor_up_or_down():
    record = (Homicides(slice(0, 2), 10), Homicides(slice(2, 4), 4))
    seen = course(deaths=[[10, 30, 4, 4], [10, 10, 1, 1], [10, 10, 0, 0]], homicides=record)
    assert measure("worst_factor_of_homicides", seen) == [2, 4, math.inf]


def test_a_period_covers_the_weeks_that_it_touches():
    calendar = Calendar(date(1999, 6, 12), 600)
    march = weeks_of(TARGETS["trigger"].window, calendar)
    assert calendar.first_days[march][0] == date(2004, 3, 13)
    assert calendar.first_days[march][-1] == date(2004, 3, 27)
    before = weeks_of(TARGETS["trigger"].before, calendar)
    assert before.stop == march.start  # the week of the riots is not among those before them
    assert weeks_of(TARGETS["long-quiet"].window, calendar).stop == march.start


def test_homicides_on_record_are_those_of_the_table(base):
    found = course_of({}, TARGETS["homicides"], calendar_of(base), base.tables.homicides).homicides
    assert [round(each.weekly, 1) for each in found] == [26.0, 10.3, 6.8, 4.3, 1.3]
    assert all(first.weeks.stop <= second.weeks.start for first, second in itertools.pairwise(found))


def test_people_present_are_a_trace():
    weekly = Weekly({"present": np.array([[[1, 2], [3, 4]], [[5, 0], [0, 0]]])}, riot_share=0.1)
    assert TRACES["present"].compute(weekly, None).tolist() == [10, 5]


# The file of targets


def test_every_pattern_can_be_measured_and_has_its_knock_outs(base):
    assert len(TARGETS) == 9
    for name, target in TARGETS.items():
        assert target.measure in MEASURES
        assert set(MEASURES[target.measure].traces) <= TRACES.keys()
        assert all(each.name in KNOCK_OUTS for each in target.knock_outs)
        assert all(path in base.figures for path in target.set_by_hand)
        assert lacking(target, base) == "", name
        assert set(target.sources) <= base.sources.keys()
    assert {name for name, target in TARGETS.items() if target.event == "march-2004"} == set(OF_MARCH)


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("at_most = 6\n", "", "has no bound"),
        ("at_most = 6\n", "at_most = 60\n", "says yes where it does not even say partly"),
        ("at_most = 6\n", "at_most = 6\nat_least = 7\n", "lies above its own upper bound"),
        ("window = [2001-01-01, 2004-03-12]", "window = [2004-01-01, 2001-03-12]", "ends before it begins"),
        ("before = [2003-03-15, 2004-03-12]", "before = [2003-03-15, 2004-04-12]", "not before its window"),
        ('then = "tells"', 'then = "maybe"', "stays"),
        ('name = "troops"\nthen = "tells"', 'name = "trends"\nthen = "tells"', "names a knock-out twice"),
        ('sources = ["hrw-2004"]', 'sources = ["hrw-2005"]', "there is no source 'hrw-2005'"),
        ('label = "quiet before 2004"', 'lable = "quiet before 2004"', "lable"),
    ],
)
def test_targets_that_contradict_themselves_are_refused(tmp_path, old, new, text):
    from kfor_sim.scenario import scenario_folder

    content = (scenario_folder() / "targets.toml").read_text(encoding="utf-8")
    assert old in content
    path = tmp_path / "targets.toml"
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ScenarioError, match=text):
        read_targets(path)


@pytest.mark.parametrize(("part", "name"), [("measure", "riots_a_yaer"), ("knock_outs", "trend")])
def test_a_measure_or_knock_out_that_does_not_exist_is_refused(monkeypatch, part, name):
    target = TARGETS["long-quiet"]
    value = name if part == "measure" else (target.knock_outs[0].model_copy(update={"name": name}),)
    wrong = {"long-quiet": target.model_copy(update={part: value})}
    monkeypatch.setattr(PLANNING, "pattern_targets", lambda: wrong)
    with pytest.raises(InputError, match=rf"patterns.long-quiet names '{name}'; did you mean"):
        plan_of("documented")


# The knock-outs


def moved(path, base, found):
    return base.value(path) != found.value(path)


def taken_out(name, pattern, base, *overrides, theory=None):
    """Take an input out of the coarse reference, and name what differs beside words."""
    knock_out = next(each for each in TARGETS[pattern].knock_outs if each.name == name)

    def loaded(settings):
        return load("documented", theory=theory, overrides=with_settings((*COARSE, *overrides), settings))

    found = knocked_out(knock_out, base, TARGETS[pattern], loaded=loaded)
    words = ("title", "theory.name", "question")
    changed = {each.path for each in diff(base, found) if each.path not in words}
    numbers = {
        path: found.value(path) for path in found.figures if path not in base.figures or moved(path, base, found)
    }
    return found, changed, numbers


@pytest.mark.parametrize(
    ("name", "pattern", "numbers"),
    [
        ("spark", "trigger", {"events.march-2004.tension[0].size": 0}),
        ("spark", "flare-up-2008", {"events.independence.tension[0].size": 0}),
        ("reserve", "end-with-reinforcement", {"reserve.size": 0}),
        ("uniform-rules", "by-contingent", {}),
        ("spark-in-one-place", "many-places", {}),
        ("strength-held", "trigger", {}),
    ],
)
def test_a_knock_out_changes_what_it_says_and_nothing_else(base, name, pattern, numbers):
    found, changed, changed_numbers = taken_out(name, pattern, base)
    assert changed_numbers == numbers
    assert base.figures.keys() == found.figures.keys()
    expected = {
        "spark": tuple(numbers),
        "reserve": ("reserve.size",),
        "uniform-rules": ("theory.response",),
        "spark-in-one-place": ("events.march-2004.tension[0].municipalities",),
        "strength-held": (f"events.{HELD}",),
    }[name]
    assert changed
    assert all(path.startswith(expected) for path in changed), changed
    assert found.hash != base.hash


def test_zero_troops_are_those_of_no_force_and_no_reserve_that_of_no_reserve(base):
    assert taken_out("troops", "better-by-2003", base)[0].hash == load("no-force", overrides=COARSE).hash
    assert taken_out("reserve", "end-with-reinforcement", base)[0].hash == load("no-reserve", overrides=COARSE).hash


def test_frozen_trends_are_those_of_no_trends_to_the_model(base):
    frozen, control = (prepare(each) for each in (taken_out("trends", "long-quiet", base)[0], load("no-trends")))
    np.testing.assert_array_equal(frozen.police.officers, control.police.officers)
    assert frozen.hardship == control.hardship
    assert frozen.theory.options == control.theory.options
    assert frozen.arms == control.arms
    other = ("police.local[0].officers=70", "hardship.start=1.2")
    start = taken_out("trends", "long-quiet", load("documented", overrides=(*COARSE, *other)), *other)[0]
    assert set(prepare(start).police.officers) == {70}
    assert start.value("hardship.floor") == 1.2


def test_a_spark_in_one_place_leaves_all_others_alone(base):
    events = {event.key: event for event in prepare(taken_out("spark-in-one-place", "many-places", base)[0]).events}
    tension = events["march-2004"].tension
    place = prepare(base).geography.municipalities.index("Kosovska Mitrovica")
    assert np.argwhere(tension).tolist() == [[place, COMMUNITIES.index("albanian")]]
    assert tension.max() == base.value("events.march-2004.tension[0].size")
    assert np.count_nonzero(prepare(base).events[[e.key for e in prepare(base).events].index("march-2004")].tension) > 1


def test_held_strength_is_that_of_a_year_before(base):
    found = taken_out("strength-held", "trigger", base)[0]
    calendars = [KforModel(prepare(each), seed_of_run=1, collect=False).headquarters.calendar for each in (base, found)]
    week = calendar_of(base).week_of(date(2004, 3, 17))
    assert calendars[0][: week - 52] == calendars[1][: week - 52]
    assert set(calendars[1][week - 53 : week + 20]) == {calendars[0][week - 53]}
    assert calendars[1][week] > 1.2 * calendars[0][week]


def test_within_as_between_makes_a_neighbour_as_likely_a_victim(base):
    found, changed, numbers = taken_out("within-equals-between", "minority-victims", base)
    assert set(numbers) == {"violence.within_share"}
    assert all(path.startswith("violence.within_share") for path in changed)
    home = prepare(base).geography.home
    crowd = np.zeros(home.shape)
    crowd[:, 0] = home[:, 0]  # the community that March 2004 stirs up
    expected = intercommunal_expected(crowd, home, rate=0.001, within=numbers["violence.within_share"])
    assert expected[:, 0].sum() / expected.sum() == pytest.approx(
        (home[:, 0] ** 2 / home.sum(axis=1)).sum() / home[:, 0].sum(), rel=0.02
    )  # people of other communities where a crowd stands are hit by their share
    assert found.value("violence.within_share") > 0.8


def test_knock_outs_are_laid_over_theories_and_over_what_the_user_set(base):
    under = load("documented", theory="hultman", overrides=COARSE)
    found = taken_out("troops", "better-by-2003", under, "drawdown.waypoints[2].troops=20000", theory="hultman")[0]
    assert found.text("drawdown.policy") == "hold"
    assert found.value("drawdown.troops") == 0
    assert found.options == under.options
    assert found.value("violence.everyday_rate") == under.value("violence.everyday_rate")
    held = taken_out("uniform-rules", "by-contingent", under, theory="rumour-and-response")[0]
    assert (held.options["response"], held.options["contagion"]) == ("unified", "rumour")
    assert with_settings(("a=1", "drawdown.troops=3"), ("reserve.size=0",)) == (
        "a=1",
        "drawdown.troops=3",
        "reserve.size=0",
    )


def test_what_a_scenario_lacks_is_said():
    march, quiet = TARGETS["trigger"], TARGETS["long-quiet"]
    assert lacking(quiet, load("minimal")) == "it runs from 1999-06-12 to 1999-08-20"
    assert "runs from" in lacking(march, load("documented", overrides=("end=2004-03-30",)))
    assert lacking(march, load("no-sparks")) == "it has no spark 'march-2004'"
    assert lacking(quiet, load("no-sparks")) == ""
    moved = load("documented", overrides=("events.march-2004.on=2004-05-01",))
    assert lacking(march, moved) == "its 'march-2004' is on 2004-05-01"
    elsewhere = TARGETS["many-places"].model_copy(
        update={"knock_outs": (TARGETS["many-places"].knock_outs[0].model_copy(update={"place": "Nowhere"}),)}
    )
    assert lacking(elsewhere, load("documented")) == "it has no municipality 'Nowhere'"


# What a number amounts to, and what counts


def value(*numbers, pattern="long-quiet"):
    return scoring.judged(np.array(numbers, dtype=np.float64), TARGETS[pattern], interval=0.9)


@pytest.mark.parametrize(
    ("numbers", "verdict", "median", "agree"),
    [
        ((0, 6, 6), "yes", 6, 3),
        ((5, 7, 52), "partly", 7, 2),
        ((5, 53, 60), "no", 53, 2),
        ((1, math.inf, math.inf), "no", math.inf, 2),
        ((1, math.inf), "no", math.inf, 1),  # nobody knows where the middle lies
        ((1, 2, math.nan), "yes", 1.5, 2),
        ((1, math.nan), "no", math.nan, 1),
        ((math.nan, math.nan), "no", math.nan, 2),
    ],
)
def test_the_median_decides_and_nothing_to_measure_is_a_no(numbers, verdict, median, agree):
    found = value(*numbers)
    assert found.verdict == verdict
    assert found.median == pytest.approx(median, nan_ok=True)
    assert found.agree == agree
    assert found.n == sum(not math.isnan(number) for number in numbers)


def test_bounds_hold_at_both_ends():
    assert value(15, pattern="many-places").verdict == "yes"
    assert value(14.9, pattern="many-places").verdict == "partly"
    assert value(7.9, pattern="many-places").verdict == "no"


def outcome(then, numbers, *, same=False, name="troops"):
    knock_out = PatternKnockOut(name=name, then=then, because="to see what happens")
    return scoring.tested(
        knock_out, np.array(numbers, dtype=float), TARGETS["long-quiet"], unaltered=same, interval=0.9
    )


@pytest.mark.parametrize(
    ("then", "numbers", "same", "survives"),
    [
        ("stays", [1], False, True),
        ("stays", [20], False, True),
        ("stays", [200], False, False),
        ("stays", [1], True, None),  # nothing was taken out
        ("goes", [200], False, True),
        ("goes", [20], False, False),
        ("nothing", [math.nan], False, True),
        ("nothing", [200], False, False),  # it is no longer the pattern, but something is there
        ("tells", [200], False, None),
    ],
)
def test_what_must_become_of_a_pattern(then, numbers, same, survives):
    assert outcome(then, numbers, same=same).survives is survives


def scored(base, numbers, *tests, scenario=None, **changes):
    target = TARGETS["long-quiet"].model_copy(update={"set_by_hand": (), **changes})
    return scoring.score("long-quiet", target, "default", scenario or base, value(*numbers), tests)


def test_only_what_outlasts_its_knock_outs_counts(base):
    good = scored(base, [1], outcome("stays", [20]), outcome("tells", [200]))
    assert (good.counts, good.yielded, good.why) == (True, "partly", "stays without troops")
    for numbers, tests, why in (
        ([200], [outcome("stays", [1])], "not there"),
        ([math.nan], [outcome("stays", [1])], "not there: nothing to measure"),
        ([1], [outcome("stays", [200])], "gone without troops"),
        ([1], [outcome("stays", [1], same=True)], "the same to the last bit without troops: nothing was tested"),
        ([1], [outcome("stays", [1]), outcome("goes", [1], name="spark")], "there without its spark, too"),
        ([1], [outcome("nothing", [200], name="spark")], "there without its spark, too"),
    ):
        found = scored(base, numbers, *tests)
        assert (found.counts, found.why) == (False, why)
    goes = scored(base, [1], outcome("goes", [200], name="spark"), outcome("stays", [1]))
    assert (goes.counts, goes.yielded, goes.why) == (True, "yes", "goes without its spark, stays without troops")


def test_what_is_coded_in_never_counts(base):
    assert not scored(base, [1], outcome("stays", [1]), coded_in=True).counts
    assert scored(base, [1], outcome("stays", [1]), coded_in=False).counts


def test_what_was_set_by_hand_never_counts_where_it_is_read(base):
    found = scored(base, [1], outcome("stays", [1]), set_by_hand=("arms.floor", "unrest.arrest"))
    assert (found.counts, found.why) == (False, "set by hand to it: arms.floor, unrest.arrest")
    level = {"set_by_hand": ("mechanisms.deterrence.level",)}
    assert scored(base, [1], outcome("stays", [1]), **level).counts  # idle under the default theory
    friedman = load("documented", theory="friedman")
    assert not scored(base, [1], outcome("stays", [1]), scenario=friedman, **level).counts


def test_the_target_of_a_fit_never_counts_in_a_calibrated_scenario(base, tmp_path):
    fitted_figure = {"unit": "share/week", "range": [0.02, 0.3], "median": 0.1, "interval": [0.05, 0.2], "moved": True}
    (tmp_path / "calibrations").mkdir()
    shipped = sorted((scenario_folder() / "calibrations").glob("*.json"))[0]
    record = json.loads(shipped.read_text(encoding="utf-8")) | {"figures": {"unrest.arrest": fitted_figure}}
    (tmp_path / "calibrations" / "first-fit.json").write_text(json.dumps(record), encoding="utf-8")
    path = tmp_path / "fitted.toml"
    figure = '{ value = 0.1, unit = "share/week", basis = "calibrated", by = "first-fit", interval = [0.05, 0.2] }'
    path.write_text(f'extends = "documented"\ntitle = "Fitted"\n[unrest]\narrest = {figure}\n', encoding="utf-8")
    fitted = load(path)
    found = scored(base, [1], outcome("stays", [1]), scenario=fitted, target_of_fit=True)
    assert (found.counts, found.why) == (False, "a target of the fit default, first-fit")
    assert scored(base, [1], outcome("stays", [1]), scenario=fitted, target_of_fit=False).counts
    shipped = scored(base, [1], outcome("stays", [1]), target_of_fit=True)
    assert (shipped.counts, shipped.why) == (False, "a target of the fit default")
    by_hand = ("mobilisable_share=0.06", "stand_down=0.7", "half_life_weeks=1", "everyday_rate=0.27", "floor=0.17")
    tables = ("population", "unrest", "tension", "violence", "arms")
    settings = [f"{table}.{text}" for table, text in zip(tables, by_hand, strict=True)]
    unfitted = load("documented", overrides=(*settings, "events.march-2004.tension[0].size=0.15"))
    assert scored(base, [1], outcome("stays", [1]), scenario=unfitted, target_of_fit=True).counts


def test_series_are_compared_to_the_last_bit_and_no_further_than_the_pattern():
    first = {"a": np.array([[1.0, math.nan, 3.0]])}
    later, now = ({"a": np.array([row])} for row in ([1.0, math.nan, 4.0], [1.0 + 1e-15, math.nan, 3.0]))
    assert scoring.unaltered(["a"], first, later, weeks=slice(0, 2))
    assert not scoring.unaltered(["a"], first, later, weeks=slice(1, 3))
    assert not scoring.unaltered(["a"], first, now, weeks=slice(0, 2))


def test_shipped_rows_that_were_set_by_hand_say_so(base):
    for name in ("homicides", "end-with-reinforcement"):
        test = outcome("tells", [1])
        perfect = replace(value(1), verdict="yes")
        assert not scoring.score(name, TARGETS[name], "default", base, perfect, [test]).counts


# The scorecard as a whole


@pytest.fixture
def only(monkeypatch):
    """Ask for some patterns alone."""

    def ask(*names, **changes):
        targets = {name: TARGETS[name].model_copy(update=changes) for name in names}
        monkeypatch.setattr(PLANNING, "pattern_targets", lambda: targets)

    return ask


def small(*overrides, theory="default", scenario="documented", **given):
    return score_patterns(scenario, theory=theory, overrides=(*COARSE, *overrides), **{"replicates": 1, **given})


def test_a_theory_is_not_scored_on_what_it_was_made_from():
    plan = plan_of("documented", theory="rumour-and-response", overrides=COARSE)
    assert {pattern for _, pattern in plan.reasons} == set(OF_MARCH)
    assert {status for status, _ in plan.reasons.values()} == {"not scored"}
    assert not {pattern for _, pattern, _ in plan.knocked} & set(OF_MARCH)
    assert {trace for asked in plan.wanted for trace in asked.traces} == {"riots", "security", "deaths", "active"}


def test_a_theory_of_the_users_own_is_not_scored_on_what_it_was_made_from_either(tmp_path):
    path = tmp_path / "mine.toml"
    own = (
        'label = "Mine"\nsentence = "A theory of mine."\nsimplified = "all of it is"\nobjection = "it is only mine"\n'
        'made_from = ["independence"]\n[theories.mine.options]\ncontagion = "none"\n'
    )
    path.write_text(f'extends = "documented"\ntitle = "Mine"\n[theories.mine]\n{own}', encoding="utf-8")
    plan = plan_of(path, theory="mine")
    assert {pattern for _, pattern in plan.reasons} == {"flare-up-2008"}


def test_where_nothing_can_be_scored_nothing_is_run(tmp_path):
    found = score_patterns("minimal", output=tmp_path)
    assert found.plan.runs == 0
    assert {score.status for score in found.scores.values()} <= {"not in this scenario", "not scored"}
    assert not any(score.counts for score in found.scores.values())
    text = scorecard_text(summarise_scorecard(found))
    assert "Not in this scenario under minimal" in text
    save_pictures(found, found.store)


def test_a_spark_that_spreads_is_told_from_one_that_does_not(only):
    """Two planted worlds: in the one news runs through a quiet theatre, in the other it stays where it is."""
    only("many-places")
    name = "default (changed)"
    sparks = ("tension.spark_rate=0", "tension.half_life_weeks=8", "events.march-2004.tension[0].size=1")
    calm = ("theory.trust=fixed", "theory.communities=static", "legitimacy.start=0.9", "unrest.threshold=0.2")
    world = ("end=2004-04-10", "theory.deterrence=none", "mechanisms.deterrence.background=0", *calm, *sparks)
    news = ("theory.contagion=rumour", "mechanisms.contagion.rumour=10")
    spreads, stays = (
        small(*world, *settings, theory=name).scores["many-places", name]
        for settings in (news, ("theory.contagion=none",))
    )
    assert (spreads.value.verdict, spreads.tested[0].survives) == ("yes", True)
    assert (spreads.counts, spreads.why) == (False, "a target of the fit default")
    assert (stays.value.verdict, stays.tested[0].survives) == ("yes", False)
    assert stays.tested[0].value.median == 1


def test_where_troops_do_nothing_uniform_rules_test_nothing(only):
    only("by-contingent")
    found = small("end=2004-04-10", theory="no-effect").scores["by-contingent", "no-effect"]
    assert found.tested[0].unaltered
    assert (found.counts, found.tested[0].survives) == (False, None)


def test_workers_do_not_change_a_bit_and_what_is_known_is_used_again(only, tmp_path, monkeypatch):
    only("homicides")
    settings = ("end=2002-07-31",)
    one, two = (small(*settings, workers=n, output=tmp_path / str(n)) for n in (1, 2))
    pd.testing.assert_frame_equal(one.frame(), two.frame(), check_exact=True)
    assert one.key == two.key
    for name in ("scorecard.csv", "manifest.json"):
        assert (one.folder / name).read_bytes() == (two.folder / name).read_bytes()
    monkeypatch.setattr("kfor_sim.replicate.run_replicate", None)  # nothing is left to compute
    again = small(*settings, workers=1, output=tmp_path / "1")
    pd.testing.assert_frame_equal(again.frame(), one.frame(), check_exact=True)


@pytest.fixture(scope="module")
def detail(tmp_path_factory):
    """One theory in detail, all rows but that of 2008, kept in a folder."""
    output = tmp_path_factory.mktemp("scorecard")
    return score_patterns("documented", theory="default", overrides=DETAIL, replicates=1, output=output)


def test_knock_outs_that_several_rows_share_are_run_once(detail):
    assert len(detail.plan.knocked) == 12  # of eight rows
    assert len({scenario.hash for scenario in detail.plan.knocked.values()}) == 8  # trends and troops serve three rows
    assert detail.plan.runs == 9


def test_the_table_has_a_row_for_each_knock_out(detail):
    table = pd.read_csv(detail.folder / "scorecard.csv", keep_default_na=False)
    assert list(table["row"].unique()) == list(TARGETS)
    asked = [
        (name, each)
        for name, target in TARGETS.items()
        for each in (("",) if name == "flare-up-2008" else [knock_out.name for knock_out in target.knock_outs])
    ]
    assert list(zip(table["row"], table["knock_out"], strict=True)) == asked
    needed = ["row", "theory", "measured", "low", "high", "verdict", "knock_out", "knocked_measured", "survives"]
    assert set(needed) | {"counts", "why"} <= set(table.columns)
    first = detail.scores["long-quiet", "default"]
    assert float(table["measured"][0]) == pytest.approx(first.value.median)
    assert float(table["knocked_measured"][0]) == pytest.approx(first.tested[0].value.median)
    by_hand = table[table["row"].isin(["homicides", "end-with-reinforcement"])]
    assert set(by_hand["counts"].astype(str)) == {"False"}


def test_the_manifest_says_how_it_came_about(detail):
    told = json.loads((detail.folder / "manifest.json").read_text(encoding="utf-8"))
    assert told["kind"] == "scorecard"
    assert told["key"] == detail.key
    assert detail.folder.name == f"scorecard-documented-{detail.key[:12]}"
    assert "illustrative" in told["illustrative"].lower()
    assert told["targets"]["trigger"]["yes"]["at_least"] == 10
    assert len(told["runs"]) == 1 + 12
    cited = {entry["key"]: entry["cited_for"] for entry in told["bibliography"]}
    assert "patterns.many-places" in cited["hrw-2004"]
    assert all(set(target.sources) <= cited.keys() for target in TARGETS.values())


def test_what_is_asked_of_the_record_is_part_of_the_key(only, detail):
    given = {"theory": "default", "overrides": DETAIL, "replicates": 1}
    assert Scorecard(plan_of("documented", **given), {}).key == detail.key
    only(*TARGETS, put_in="Nothing of it is.")
    assert Scorecard(plan_of("documented", **given), {}).key != detail.key


def test_the_picture_says_everything_in_words(detail):
    from kfor_sim.plots.scorecard import figure_scorecard

    figure = figure_scorecard(detail)
    words = [text.get_text() for text in figure.findobj(lambda part: hasattr(part, "get_text"))]
    assert any("Illustrative simulation, not a forecast." in word for word in words)
    assert any("not added up" in word for word in words)
    for number, target in enumerate(TARGETS.values(), start=1):
        assert f"{number}  {target.label}" in words
    assert sum(word.strip("()") in ("yes", "partly", "no") for word in words) >= len(detail.scores) - 1
    hatched = [part for part in figure.findobj() if getattr(part, "get_hatch", lambda: None)()]
    assert len(hatched) > 1  # the legend, and rows that were set by hand
    assert detail.plot().get_figure() is not figure
    files = save_pictures(detail, detail.store)
    assert [path.name for path in files] == ["scorecard.svg", "scorecard.png"]
    told = json.loads((detail.folder / "manifest.json").read_text(encoding="utf-8"))
    assert {"scorecard.csv", "scorecard.svg", "scorecard.png"} <= set(told["files"])


def test_replicates_of_the_matrix_are_few_unless_they_are_asked_for():
    matrix = plan_of("minimal").subject
    assert matrix.numbers["replicates"] == REPLICATES_OF_MATRIX
    assert matrix.theories == (load("minimal").theory_name, *theories())
    for words in ({"replicates": 3}, {"overrides": ("run.replicates=3",)}):
        assert plan_of("minimal", **words).subject.numbers["replicates"] == 3
    alone = plan_of("minimal", theory="epstein").subject
    assert alone.numbers["replicates"] == load("minimal").value("run.replicates") != REPLICATES_OF_MATRIX


@pytest.mark.parametrize(
    ("status", "verdict", "counts", "word"),
    [
        ("scored", "yes", True, "partly"),  # as much as outlasts its knock-out
        ("scored", "yes", False, "yes°"),
        ("scored", "partly", False, "partly°"),
        ("scored", "no", False, "no"),
        ("not scored", None, False, "·"),
        ("not in this scenario", None, False, "–"),
    ],
)
def test_a_cell_is_a_word_with_a_mark(status, verdict, counts, word):
    assert cell({"status": status, "verdict": verdict, "counts": counts, "yielded": "partly"}) == word


def test_a_wrong_theory_is_refused_with_a_hint():
    with pytest.raises(InputError, match="no theory 'epstien'; did you mean 'epstein'"):
        plan_of("documented", theory="epstien")


def test_planted_readings_are_sorted_to_their_rows(only, monkeypatch):
    """Readings made by hand come back under the theory, row and knock-out that they were asked for."""
    only("long-quiet")
    settings = ("end=2004-03-20",)

    class Planted:
        def __init__(self, **_):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def read(self, wanted, **_):
            weeks = calendar_of(wanted[0].scenario).weeks
            return [SimpleNamespace(traces={"riots": np.full((1, weeks), level(each.scenario))}) for each in wanted]

    def level(scenario):
        if scenario.options["trust"] == "fixed" and scenario.value("hardship.floor") == 1:
            return 3.0  # without trends
        return 0.0 if scenario.text("drawdown.policy") == "hold" else 0.5

    monkeypatch.setattr(MODULE, "Trials", Planted)
    found = carry_out(plan_of("documented", theory="epstein", overrides=(*COARSE, *settings), replicates=1))
    each = found.scores["long-quiet", "epstein"]
    assert each.value.median == pytest.approx(0.5 * 365.25 / 7)
    assert [test.value.median for test in each.tested] == pytest.approx([3 * 365.25 / 7, 0])
    assert (each.value.verdict, each.tested[0].survives, each.counts) == ("partly", False, False)
