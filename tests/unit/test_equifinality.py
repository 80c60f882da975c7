"""Worlds that fit the record, and what other schedules make of them: the same figures, the same luck, other levels."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

from kfor_sim.calibration import subject_of
from kfor_sim.calibration.fitting import Draws
from kfor_sim.equifinality import ensemble, plan_of
from kfor_sim.equifinality.worlds import of_fit, of_ranges
from kfor_sim.errors import InputError
from kfor_sim.prepare import prepare
from kfor_sim.replicate import run_replicate
from kfor_sim.report.equifinality import summarise_equifinality
from kfor_sim.robustness import question_of
from kfor_sim.scenario import load

QUICK = ("end=1999-12-31", "run.persons_per_resident=1000")
MORE_DEATHS = "deaths(no-force) > deaths(documented)"


def asked(**changes):
    arguments = {"claim": MORE_DEATHS, "theories": ["default"], "evidence": "full", "overrides": QUICK}
    arguments |= {"budget": 60, "worlds": 12, "posterior": True} | changes
    return ensemble(arguments.pop("schedules", ["documented", "no-force"]), **arguments)


@pytest.fixture(scope="module")
def found():
    return asked(theories=["default", "no-effect"])


def under(schedules, theory=None):
    return question_of(schedules, overrides=QUICK).under(theory)


def test_worlds_are_the_kept_draws_and_their_luck(found):
    share, fit = found.shares["default"], found.calibration.fits["default"]
    kept = {fit.draws.numbers[place] for place in fit.settled.kept}
    assert len(share.worlds.numbers) == 12 < len(kept)
    assert set(share.worlds.numbers) < kept
    frame = found.worlds().query("theory == 'default'")
    for schedule in ("documented", "no-force"):
        number = share.worlds.numbers[3]
        place = fit.draws.numbers.index(number)
        scenario = share.worlds.schedules[schedule][3]
        if schedule == "documented":
            assert scenario is fit.draws.scenarios[place]
        arrays = run_replicate(prepare(scenario), seed=1999, replicate=number)
        deaths = sum(float(arrays[stream].sum()) for stream in ("deaths_everyday", "deaths_intercommunal"))
        row = frame[(frame["schedule"] == schedule) & (frame["draw"] == number)].iloc[0]
        assert row["deaths"] == deaths


def test_another_schedule_changes_nothing_but_the_schedule(found):
    worlds = found.shares["default"].worlds
    first, second = (worlds.schedules[name][0] for name in ("documented", "no-force"))
    differing = {path for path in first.values if first.values[path] != second.values.get(path)}
    levers = under(["documented", "no-force"])
    own = {path for path, value in levers["documented"].values.items() if value != levers["no-force"].values.get(path)}
    assert differing == own


def test_what_a_schedule_has_otherwise_is_left_to_it():
    """`no-trends` freezes trends; a draw must not thaw them, though the fitted schedule draws them from ranges."""
    schedules = under(["documented", "no-trends"])
    worlds = of_ranges(schedules["documented"], schedules, 6)
    frozen = {
        path
        for path, figure in schedules["no-trends"].figures.items()
        if figure.basis == "chosen" and schedules["documented"].figures[path].basis == "assumed"
    }
    assert frozen
    for drawn, other in zip(worlds.schedules["documented"], worlds.schedules["no-trends"], strict=True):
        for path in frozen:
            assert other.values[path] == schedules["no-trends"].values[path]
        assert other.values["unrest.threshold"] == drawn.values["unrest.threshold"]


def test_levers_that_are_assumed_in_the_fitted_schedule_stay_with_it():
    schedules = under(["conditions", "documented"])
    worlds = of_ranges(schedules["conditions"], schedules, 4)
    assert all("drawdown.cut_below" not in other.values for other in worlds.schedules["documented"])
    assert len({drawn.value("drawdown.cut_below") for drawn in worlds.schedules["conditions"]}) > 1


def test_the_share_is_of_worlds_in_which_the_claim_holds(found):
    for name, share in found.shares.items():
        deaths = {schedule: metrics["deaths"] for schedule, metrics in share.metrics.items()}
        gaps = deaths["no-force"] - deaths["documented"]
        assert np.array_equal(share.gaps, gaps), name
        assert share.holds == pytest.approx((gaps > 0).mean())
        assert share.equal == pytest.approx((gaps == 0).mean())
        assert share.low <= share.holds <= share.high
    assert found.shares["default"].says == "more often than not"
    assert (found.shares["no-effect"].equal, found.shares["no-effect"].says) == (1, "less often than not")


def test_rivals_that_fit_and_disagree_are_the_finding(found):
    summary = summarise_equifinality(found)
    assert summary["agreement"] == (
        f"That `{MORE_DEATHS}` is so in more than half of the worlds under default, is so in fewer than half under "
        "no-effect. Theories that fit the same evidence disagree: it does not settle the claim."
    )
    first = summary["sentences"][0]
    assert first.startswith("Under default, the evidence leaves ")
    assert f"; within it, `{MORE_DEATHS}` in 100 % of 12 accepted worlds (8" in first


def test_rivals_that_agree_are_said_to(found):
    alone = dataclasses.replace(found, shares={"default": found.shares["default"]})
    told = summarise_equifinality(alone)["agreement"]
    assert told.startswith(f"That `{MORE_DEATHS}` is so in more than half of the worlds under default. Shares run from")
    nearly = dataclasses.replace(found.shares["default"], low=0.95)
    certain = dataclasses.replace(found, shares={"default": nearly})
    assert "hardly anything else comes out" in summarise_equifinality(certain)["agreement"]


def test_of_a_chain_the_weakest_link_counts():
    chain = asked(claim="deaths(no-force) > deaths(documented) > 1000000000")
    assert chain.shares["default"].holds == 0
    assert (chain.shares["default"].gaps < 0).all()


def test_no_fit_gives_no_share():
    out = ("violence.everyday_lethality=0.0001", "population.mobilisable_share=0.0001")
    none = asked(overrides=(*QUICK, *out), budget=6)
    share = none.shares["default"]
    assert (share.n, share.says) == (0, "no fit found")
    assert "no share can be given" in summarise_equifinality(none)["sentences"][0]
    assert none.frame()["holds"].isna().all()


def test_without_a_fit_every_draw_is_a_world():
    every = asked(posterior=False, worlds=11)
    share = every.shares["default"]
    draws = Draws.of(subject_of("documented", theories=["default"], evidence_set="full", overrides=QUICK).base, 11)
    assert share.worlds.numbers == draws.numbers
    assert share.fit is None
    assert every.calibration is None
    assert "worlds from the ranges" in summarise_equifinality(every)["sentences"][0]
    assert "evidence" not in summarise_equifinality(every)["agreement"]


def test_one_schedule_is_held_against_the_fast_one():
    plan = plan_of("documented", posterior=True, overrides=("run.persons_per_resident=1000",))
    assert plan.question.schedules == ("documented", "fast")
    assert plan.question.words == "`fast` is less secure than `documented`"
    registered = plan_of("documented", posterior=True, claim="cliff-breaks-down", overrides=QUICK[1:])
    assert registered.question.schedules == ("documented", "cliff")
    with pytest.raises(InputError, match="is about documented cliff; name these, or documented alone"):
        plan_of("fast", posterior=True, claim="cliff-breaks-down")
    with pytest.raises(InputError, match="worlds must be a whole number"):
        plan_of("documented", posterior=True, worlds=0)


def test_the_answer_depends_on_all_that_was_asked(found):
    keys = {found.key}
    for changes in ({"worlds": 11}, {"budget": 61}, {"claim": "deaths(documented) > deaths(no-force)"}):
        arguments = {"claim": MORE_DEATHS, "worlds": 12, "budget": 60} | changes
        plan = plan_of(
            ["documented", "no-force"], posterior=True, theories=["default", "no-effect"], evidence="full",
            overrides=QUICK, **arguments,
        )  # fmt: skip
        keys.add(dataclasses.replace(found, plan=plan).key)
    assert len(keys) == 4


def test_draws_of_the_fitted_schedule_are_not_run_again(tmp_path):
    asked(output=tmp_path, worlds=10)
    trials = sorted(path.name for path in (tmp_path / "trials").iterdir())
    draws = Draws.of(load("documented", overrides=QUICK), 60)
    assert len(trials) == len(draws.numbers) + 10


def test_of_many_worlds_some_are_taken_whatever_they_weigh_and_more_go_on_from_fewer():
    """Even draws come first by number: taken in that order, they would crowd out guided ones."""
    fit = SimpleNamespace(
        settled=SimpleNamespace(kept=np.arange(100), weights=np.where(np.arange(100) < 50, 1.8, 0.2)),
        draws=SimpleNamespace(numbers=tuple(range(100)), asked=100, scenarios=(None,) * 100),
    )
    some, more = (of_fit(fit, {"documented": None}, count) for count in (40, 60))
    assert set(some.numbers) < set(more.numbers)
    early = sum(number < 50 for number in some.numbers)
    assert 10 <= early <= 30  # 20 are expected; more than 10 off come less than once in ten thousand times
    assert [some.weights[place] == 1.8 for place in range(40)] == [number < 50 for number in some.numbers]


def test_unknown_gaps_count_for_nothing(found):
    share = found.shares["default"]
    gaps = share.gaps.copy()
    gaps[:3] = np.nan
    assert dataclasses.replace(share, gaps=gaps).n == 9
