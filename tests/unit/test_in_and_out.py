"""The table "put in, came out", held against the scenario and the weekly arrays that it is made of."""

from types import SimpleNamespace

import numpy as np
import pytest

from kfor_sim import load, run
from kfor_sim.equifinality.planning import plan_of
from kfor_sim.metrics import Marks, metrics_of
from kfor_sim.prepare import calendar_of
from kfor_sim.report.assumed import hash_of_assumptions
from kfor_sim.report.in_and_out import (
    GROUPS,
    LEANINGS,
    RULE,
    came_out_of_answer,
    frame_of,
    in_and_out,
    leaning_of,
    leans_on,
    place_of,
    put_in,
    unit_of,
)
from kfor_sim.report.keeping import in_and_out_document
from kfor_sim.results import Result
from kfor_sim.robustness.departures import Change


@pytest.fixture(scope="module")
def documented():
    return load("documented")


@pytest.fixture(scope="module")
def result() -> Result:
    coarse = load("documented", overrides=["run.persons_per_resident=1000", "end=2004-04-30"])
    return run(coarse, replicates=3)


@pytest.fixture(scope="module")
def rows(result):
    return in_and_out(result)


def named(rows, name):
    (row,) = [row for row in rows if row.name == name]
    return row


def test_levels_that_a_source_states_are_pinned_and_others_are_not(documented):
    rows = put_in(documented)
    pinned = named(rows, "drawdown.waypoints[2].troops")
    assert (pinned.what, pinned.value, pinned.unit) == ("troops, from 2003-12-31", "15,000", "persons")
    assert (pinned.low, pinned.high, pinned.basis) == ("15,000", "26,000", "documented, pinned")
    fast = put_in(load("fast"))
    assert named(fast, "drawdown.waypoints[2].troops").basis == "chosen"
    assert named(put_in(load("cliff")), "drawdown.begins").value == "2000-06-30"
    assert named(put_in(load("gates")), "drawdown.gates[0].troops").basis == "documented"  # no date: it may not come


def test_everything_that_is_put_in_is_told(documented):
    rows = put_in(documented)
    assert {row.side for row in rows} == {"put in"}
    assert {f"events.{event.key}" for event in documented.events} <= {row.name for row in rows}
    assert {f"theory.{slot}" for slot in documented.options} <= {row.name for row in rows}
    starts = {path for path in documented.values if path.endswith(".start")}
    assert starts
    assert starts <= {row.name for row in rows}
    assert {"police.local", "police.international", "population.returned", "deployment.arrivals"} <= {
        row.name for row in rows if row.group == "dated series"
    }
    counted = {row.basis: int(row.value) for row in rows if row.group == f"all figures ({len(documented.ledger)})"}
    assert counted == {basis: count for basis, count in documented.ledger.counts().items() if count}
    (places,) = [row for row in rows if row.name == "tables.municipalities"]
    assert places.what == "shares by community, 30 municipalities"
    assert "serb 5.3 %" in places.value


def test_an_event_tells_its_date_what_it_does_and_on_what_its_size_rests(documented):
    riots = named(put_in(documented), "events.march-2004")
    assert (riots.value, riots.basis) == ("2004-03-17", "date: hrw-2004; size calibrated")
    assert riots.what == "March 2004 riots: tension +0.15: albanian; everywhere"
    quiet = named(put_in(documented), "events.entry")
    assert quiet.what == "KFOR enters: marks the date, moves nothing"
    assert "size" not in quiet.basis


def test_a_dated_series_tells_its_ends_and_its_bases(documented):
    police = named(put_in(documented), "police.local")
    assert police.value == "0 (1999-06-12), then 8,270 (2007-11-15)"
    assert police.basis == "1 assumed, 6 documented"
    others = named(put_in(documented), "police.international")
    assert others.value == "0 (1999-06-12), then up to 4,519 (2002-01-01), then 1,998 (2008-02-01)"


def test_only_what_nothing_reads_under_any_theory_is_idle():
    own, null = load("minimal"), load("minimal", theory="no-effect")
    path, of_both = "mechanisms.deterrence.background", "mechanisms.deterrence.calm"

    def told(**found):
        kept = in_and_out_document(SimpleNamespace(**found), {})
        figures = {row["path"]: row["idle"] for row in kept["figures"]}
        return [each["name"] for each in kept["theories"]], figures[path], figures[of_both], kept["schedules"][0]

    def fitted(**under):
        return {"kind": "calibrate", "subject": SimpleNamespace(under=under, base=own)}

    names, *idle, schedule = told(**fitted(minimal=own))
    assert (names, idle, schedule["theory_name"]) == (["minimal"], [True, True], "minimal")
    names, *idle, schedule = told(**fitted(null=null))
    assert (names, idle, schedule["theory"]["deterrence"]) == (["null"], [False, True], "none")
    assert told(**fitted(minimal=own, null=null))[:3] == (["minimal", "null"], False, True)
    plan = SimpleNamespace(theory="minimal", schedules={"minimal": own}, changes=[Change("deterrence", "none", "x")])
    assert told(kind="break", departures=plan, holds=True)[1:3] == (False, True)
    assert told(kind="break", departures=plan, holds=False)[1:3] == (True, True)  # nothing was changed


def test_worlds_are_those_of_the_theories_that_were_asked_for():
    asked = plan_of(["documented", "fast"], posterior=False, theories=["no-effect"])
    kept = in_and_out_document(SimpleNamespace(kind="ensemble", plan=asked), {})
    assert [each["name"] for each in kept["theories"]] == ["no-effect"]
    assert [each["theory_name"] for each in kept["schedules"]] == ["no-effect", "no-effect"]
    assert not next(row for row in kept["figures"] if row["path"] == "mechanisms.deterrence.background")["idle"]


def test_what_is_assumed_is_the_same_whatever_the_luck_and_the_size():
    def hashes(*overrides):
        scenario = load("minimal", overrides=overrides)
        return hash_of_assumptions(scenario), hash_of_assumptions(scenario, at_any_resolution=True)

    first = hashes()
    assert hashes("run.seed=3", "run.replicates=9", "run.interval=0.5") == first
    assert [a == b for a, b in zip(hashes("run.persons_per_resident=20"), first, strict=True)] == [False, True]
    for setting in ("run.spin_up_weeks=25", "run.quadrature_points=32", "unrest.threshold=0.12"):
        assert not {*hashes(setting)} & {*first}, setting


def test_every_metric_leans_on_something_that_the_scenario_has(documented):
    metrics, ledger = metrics_of(Marks.of(documented, calendar_of(documented))), documented.ledger
    assert metrics
    for name in (*(metric.name for metric in metrics), "strength_end", "deaths_everyday", "crowd_march-2004"):
        inputs = leaning_of(name).inputs
        for each in inputs:
            assert list(leans_on(documented, [each], ledger=ledger)), (name, each)
    with pytest.raises(KeyError):
        leaning_of("weather")


def test_the_longest_beginning_counts():
    assert leaning_of("deaths_everyday") is LEANINGS["deaths_everyday"]
    assert leaning_of("deaths") is LEANINGS["deaths"]
    assert leaning_of("weeks_below_floor_0.7") is LEANINGS["weeks_below_floor"]
    assert [place_of(name)[0] for name in ("strength_end", "deaths", "riot_weeks", "away_serb")] == [0, 1, 2, 3]
    assert {leaning.group for leaning in LEANINGS.values()} == set(GROUPS)


def test_what_is_leaned_on_names_its_basis(documented):
    assert list(leans_on(documented, ["unrest.threshold"])) == ["`unrest.threshold` (assumed)"]
    assert list(leans_on(documented, ["theory.policing"])) == ["`theory.policing` = hand-over"]
    assert list(leans_on(documented, ["police"])) == ["`police` (3 assumed, 8 documented, 1 derived)"]
    assert list(leans_on(documented, ["polic"])) == []
    (riots,) = leans_on(documented, ["events"], event="march-2004")
    fitted = "the size that brings about the documented number to the street"
    assert riots == f"March 2004 riots (date put in; size calibrated: {fitted})"
    assert len(list(leans_on(documented, ["events"]))) == 3


def test_what_came_out_is_what_the_arrays_hold(result, rows):
    deaths = result.outcome("deaths_everyday").sum(axis=(1, 2, 3))
    assert deaths.min() > 0
    everyday = named(rows, "deaths_everyday")
    assert float(everyday.value.replace(",", "")) == pytest.approx(float(np.median(deaths)), rel=0.02)
    assert result.outcome("strength")[:, 0].max() != result.outcome("strength")[:, -1].max()
    last = named(rows, "strength_end")
    assert int(last.value.replace(",", "")) == pytest.approx(np.median(result.outcome("strength")[:, -1]), rel=0.02)
    summed = result.summary().set_index("metric")
    assert named(rows, "troop_years").unit == "person-years"
    total = float(named(rows, "deaths").value.replace(",", ""))
    assert total == pytest.approx(summed.loc["deaths", "median"], rel=0.02)


def test_the_crowd_of_an_event_is_that_of_its_two_weeks(result, rows):
    (riots,) = [event for event in result.scenario.events if event.key == "march-2004"]
    week = result.dimensions.calendar.week_of(riots.on)
    crowds = result.outcome("active").sum(axis=(2, 3))[:, week : week + 2].max(axis=1)
    row = named(rows, "crowd_march-2004")
    assert float(row.value.replace(",", "")) == pytest.approx(float(np.median(crowds)), rel=0.05)
    assert row.low != ""
    alone = in_and_out(run(load("minimal"), replicates=1))
    assert {each.low for each in alone if each.side == "came out"} == {""}  # of one run there is no interval
    assert sum(each.startswith("March 2004") for each in row.leans_on) == 1
    assert not any(each.startswith("independence") for each in row.leans_on)
    assert "independence" not in " ".join(each.name for each in rows if each.side == "came out")  # after the end


def test_rows_stand_by_heading(rows):
    places = [place_of(row.name) for row in rows if row.side == "came out"]
    assert places == sorted(places)


def test_units_are_those_of_so_many():
    assert [unit_of("2", unit) for unit in ("person", "municipality", "share", "1", "attack/week", "person-week")] == [
        *("persons", "municipalities", "", "", "attack/week", "person-weeks")
    ]
    assert unit_of("1", "person") == "person"


def test_an_answer_leans_on_what_its_claim_names(documented):
    rows = came_out_of_answer({"documented": documented}, ["It holds."], "deaths(fast) > 2 * riot_weeks(documented)")
    assert [row.what for row in rows] == ["It holds."]
    assert "`violence.everyday_rate` (calibrated)" in rows[0].leans_on
    assert "`report.riot_share` (chosen)" in rows[0].leans_on
    assert came_out_of_answer({}, ["It holds."], "deaths(fast) > 1")[0].leans_on == ()


def test_the_frame_has_a_row_for_each_and_the_rule_is_said(rows):
    frame = frame_of(rows)
    assert list(frame["side"].unique()) == ["put in", "came out"]
    assert len(frame) == len(rows)
    assert frame.loc[frame["name"] == "deaths", "leans_on"].str.contains("violence.everyday_rate").all()
    assert "put in, never found" in RULE
