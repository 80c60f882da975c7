"""Comparing schedules: who may be compared, the same luck for all, tables, order, regret, sentences and the folder."""

import json
import shlex
import shutil
from dataclasses import replace
from math import inf, isnan, nan, sqrt

import numpy as np
import pandas as pd
import pytest

import kfor_sim
from kfor_sim import comparing, running
from kfor_sim.comparing import compare, default_metrics, plan_of
from kfor_sim.comparison import Comparison, signed
from kfor_sim.errors import InputError, OutputError, RunInterrupted, WorkerError
from kfor_sim.key import key_of_run
from kfor_sim.metrics import Metric
from kfor_sim.report.comparison import also_differs
from kfor_sim.report.comparison_sentences import claimed, sentence
from kfor_sim.results import Result
from kfor_sim.scenario import load

COARSE = {"replicates": 3, "persons_per_resident": 2000}


@pytest.fixture(scope="module")
def overlay(tmp_path_factory):
    """Write an overlay in a folder of this module, over a shipped scenario of twenty weeks."""
    folder = tmp_path_factory.mktemp("scenarios")

    def write(name, text="", *, base="documented", end="1999-10-31"):
        path = folder / f"{name}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'extends = "{base}"\nend = {end}\n{text}', encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def paths(overlay):
    """The documented schedule cut short, the same once more, and one with half the deterrence of others."""
    change = (
        '[unrest.deterrence]\nvalue = 1.0\nunit = "1"\nbasis = "chosen"\nbecause = "less respect for those on the spot"'
    )
    return overlay("short"), overlay("same"), overlay("other", change)


@pytest.fixture(scope="module")
def compared(paths) -> Comparison:
    return compare(paths, **COARSE)


# What is compared


def test_a_comparison_says_what_it_is(compared):
    assert compared.names == ("short", "same", "other")
    assert (compared.baseline, compared.others) == ("short", ("same", "other"))
    assert (compared.replicates, compared.seed, compared.interval) == ((0, 1, 2), 1999, 0.9)
    assert compared.folder is None
    assert len(compared.key) == 64
    assert repr(compared) == "<Comparison of same, other against short: 3 paired replicates, seed 1999>"
    assert kfor_sim.compare is compare


def test_all_schedules_get_the_numbers_of_the_baseline(overlay):
    own = overlay("own", '[run.seed]\nvalue = 5\nunit = "1"\nbasis = "chosen"\nbecause = "another seed for a change"')
    plan = plan_of([overlay("short"), own, load("documented", overrides=["end=1999-10-31", "run.replicates=4"])])
    for scenario in plan.schedules.values():
        assert [scenario.value(f"run.{name}") for name in ("replicates", "seed")] == [20, 1999]
    plan = plan_of([overlay("short"), own], baseline="own", replicates=6)
    assert plan.baseline == "own"
    for scenario in plan.schedules.values():
        assert [scenario.value(f"run.{name}") for name in ("replicates", "seed")] == [6, 5]


def test_a_baseline_can_be_named_by_its_path(overlay):
    path = overlay("other")
    assert plan_of([overlay("short"), path], baseline=str(path)).baseline == "other"


def test_files_of_one_name_are_told_apart_by_their_folders(overlay):
    first, second = overlay("one/fast", end="2008-12-31"), overlay("two/fast", end="2008-12-31")
    plan = plan_of([first, "documented", second])
    assert list(plan.schedules) == ["one/fast", "documented", "two/fast"]
    mine = replace(load(first), name="documented")
    assert list(plan_of(["documented", mine]).schedules) == ["documented", "one/documented"]


@pytest.mark.parametrize(
    ("schedules", "arguments", "text"),
    [
        (["documented"], {}, "at least two schedules"),
        ("documented", {}, "at least two schedules"),
        (["documented", 7], {}, "not 7"),
        (["documented", "documented"], {}, "'documented' is given twice; .*overlay.*dataclasses.replace"),
        (["documented", "no-force"], {"baseline": "no-forse"}, "the baseline 'no-forse' .* did you mean 'no-force'"),
        (["documented", "no-force"], {"baseline": "xyz"}, "schedules here: documented, no-force"),
        (["documented", "no-force"], {"metrics": ["deaths", "riot_week"]}, "no metric 'riot_week'.*'riot_weeks'"),
        (["documented", "extended-2014"], {}, "the same period; documented has 1999-06-12 to .*2014 has .*--set end="),
        (["documented", "no-force"], {"replicates": 0}, "replicates must be"),
        (["documented", "no-force"], {"seed": -1}, "seed must be"),
    ],
)
def test_what_cannot_be_compared_is_refused_before_anything_is_run(schedules, arguments, text, tmp_path):
    with pytest.raises(InputError, match=text):
        compare(schedules, output=tmp_path / "results", **arguments)
    assert not list(tmp_path.iterdir())


def test_other_places_are_another_theatre():
    documented = load("documented", overrides=["end=1999-08-20"])
    with pytest.raises(InputError, match=r"the same municipalities; minimal has 1 \(Sample town\), but documented has"):
        plan_of(["minimal", documented])


def test_other_measures_are_not_compared():
    other = replace(load("documented", overrides=["report.riot_share=0.05"]), name="other")
    with pytest.raises(
        InputError, match=r"same measure of a riot; documented has 0.01, but other has 0.05; set report"
    ):
        plan_of(["documented", other])
    tolerant = replace(load("documented", overrides=["report.recovery_tolerance=0.1"]), name="tolerant")
    floors = replace(load("documented", overrides=["security.floors[1].level=0.6"]), name="floors")
    names = {metric.name for metric in plan_of(["documented", "no-force"]).metrics}
    without_recovery = names - {metric.name for metric in plan_of(["documented", tolerant]).metrics}
    assert without_recovery
    assert all(name.startswith("recovery_weeks_") for name in without_recovery)
    without_floor = names - {metric.name for metric in plan_of(["documented", floors]).metrics}
    assert without_floor == {"weeks_below_floor_0.7", "weeks_below_floor_0.7_lowest_community"}


def test_the_metrics_that_matter_first_hold_the_middle_floor():
    names = ("troop_years", "deaths", *(f"weeks_below_floor_{floor}" for floor in (0.9, 0.25, 0.5)), "odd")
    metrics = [Metric(name, "1", name, "lower", lambda _: 0.0) for name in names]
    assert default_metrics(metrics) == ("deaths", "weeks_below_floor_0.5", "troop_years")


# Tables


def test_values_are_those_of_the_results_and_keep_what_was_not_over(compared):
    values = compared.values("deaths")
    assert values.shape == (3, 3)
    assert list(values.columns) == list(compared.names)
    assert values["other"].tolist() == compared.results["other"].metrics()["deaths"].tolist()
    with pytest.raises(InputError, match=r"'deth' that all schedules share; did you mean 'deaths'"):
        compared.values("deth")


def test_a_change_that_changes_nothing_is_exactly_nought_and_a_tie(compared):
    same = compared.differences().query("schedule == 'same'")
    assert (same["equal"] == same["n"]).all()
    sizes = same[["median", "low", "high", "mean", "mean_low", "mean_high"]].dropna()
    assert len(sizes) > 20
    assert (sizes.to_numpy() == 0).all()
    order = compared.ranking("deaths")
    place = order.set_index("schedule")["place"]
    assert place["short"] == place["same"]
    assert "`same` and `short` came out the same in every metric of every run: a tie." in compared.sentences()[0]


def test_differences_are_paired_and_complete(compared):
    frame = compared.differences()
    assert list(frame.columns[:8]) == ["schedule", "metric", "unit", "baseline", "median", "low", "high", "mean"]
    assert len(frame) == 2 * len(compared.metrics)
    row = compared.differences("attacks").query("schedule == 'other'").iloc[0]
    values = compared.values("attacks")
    gaps = (values["other"] - values["short"]).to_numpy()
    assert gaps.any()
    assert row["median"] == np.median(gaps)
    assert (row["low"], row["high"]) == pytest.approx(tuple(np.quantile(gaps, [0.05, 0.95])))
    assert row["mean_high"] - row["mean"] == pytest.approx(2.919986 * gaps.std(ddof=1) / sqrt(3), rel=1e-6)
    assert row["baseline"] == np.median(values["short"])
    assert (row["lower"], row["equal"], row["higher"]) == ((gaps < 0).sum(), (gaps == 0).sum(), (gaps > 0).sum())


def test_the_tidy_frame_holds_every_value_and_difference(compared):
    frame = compared.frame()
    assert list(frame.columns) == ["schedule", "replicate", "metric", "value", "difference"]
    assert len(frame) == 3 * 3 * len(compared.metrics)
    wide = frame.query("metric == 'attacks'").pivot_table(index="replicate", columns="schedule", values="value")
    assert (wide["other"] == compared.values("attacks")["other"]).all()
    assert (frame.query("schedule == 'short'")["difference"].dropna() == 0).all()


def test_ranking_and_regret_are_by_the_first_metric_with_a_direction(paths, compared):
    assert compared.ranking()["metric"].unique().tolist() == ["deaths"]
    by_attacks = compared.ranking("attacks")
    assert by_attacks["mean"].is_monotonic_increasing
    assert compared.ranking("security_mean")["mean"].is_monotonic_decreasing
    regret = compared.regret("attacks").set_index("schedule")
    values = compared.values("attacks")
    assert regret.loc["other", "mean"] == pytest.approx((values["other"] - values.min(axis=1)).mean())
    assert regret.loc["short", "times_best"] == regret.loc["same", "times_best"]
    assert regret.loc["other", "worst_replicate"] in compared.replicates
    with pytest.raises(InputError, match="troop_years has no better direction"):
        compared.regret("troop_years")
    undirected = replace(compared, chosen=("troop_years",))
    with pytest.raises(InputError, match="none of the chosen metrics has a better direction"):
        undirected.ranking()


def test_the_force_of_each_schedule(compared):
    force = compared.force().set_index(["schedule", "quantity"])["median"]
    strength = compared.results["other"].outcome("strength")
    assert force["other", "strength_at_end"] == np.median(strength[:, -1])
    assert force["other", "troop_years"] == pytest.approx(np.median(strength.sum(axis=1)) * 7 / 365.25)


def test_notebooks_show_the_differences_that_matter(compared):
    html = compared._repr_html_()
    assert html.count("<th>") == 2 + 3  # metric, unit and the schedules
    assert "Differences to short in 3 paired runs of the model: median [the interval that holds 90 % of them]" in html
    assert "Illustrative" in html
    digest = compared.digest("deaths")
    assert digest["same"].tolist() == ["0 [0, 0]"]
    assert digest["metric"].tolist() == ["deaths in both streams of violence"]


@pytest.mark.parametrize(
    ("value", "spread", "n", "text"),
    [(123.4, 20, 20, "+123"), (-123.4, 20, 20, "-123"), (0.0, 0, 20, "0"), (0.001, 5, 20, "0"), (nan, nan, 3, "–")],
)
def test_differences_carry_their_sign_and_honest_digits(value, spread, n, text):
    assert signed({"median": value, "spread": spread, "n": n}) == text


def test_what_differs_beside_the_schedule_is_named():
    found = also_differs(load("documented"), load("uncoordinated"))
    assert found == ["theory.response", "nations.cohesion", "nations.refusal"]
    assert also_differs(load("documented"), load("fast")) == []
    lists = also_differs(load("documented"), load("early-police"))
    assert lists == ["police.local"]


def test_bibliographies_are_united(compared):
    own = {citation.key for result in compared.results.values() for citation in result.scenario.bibliography}
    assert sorted(own) == sorted(citation.key for citation in compared.bibliography)


# Sentences


RUNS = "On these assumptions, in 20 paired runs of the model"


def difference(metric="deaths", **given):
    row = {"schedule": "fast", "metric": metric, "label": f"label of {metric}", "median": 31.0, "low": 22.0}
    return {**row, "high": 40.0, "spread": 5.0, "n": 20, "lower": 0, "equal": 0, "higher": 20, **given}


def said(*rows, replicates=20):
    return sentence(rows, claims=[row["metric"] for row in rows], baseline="slow", replicates=replicates)


def test_a_sentence_says_what_one_would_tell_a_friend():
    effort = {"median": -54_123.0, "low": -54_130.0, "high": -54_120.0, "spread": 900.0, "lower": 20, "higher": 0}
    text = said(difference("weeks_below_floor_0.7"), difference("troop_years", **effort))
    assert text == (
        f"{RUNS}, `fast` spent 31 [22, 40] more weeks below a security of 0.7 than `slow`, and used 54,100 fewer "
        "troop-years."
    )


def test_fewer_is_counted_downwards():
    row = difference(median=-31.0, low=-40.0, high=-22.0, lower=20, higher=0)
    assert said(row) == f"{RUNS}, `fast` had 31 [22, 40] fewer simulated deaths than `slow`."
    level = difference("security_mean", median=-0.2, low=-0.3, high=-0.1, spread=0.05, lower=20, higher=0)
    assert "`fast` came out 0.20 [0.10, 0.30] lower than `slow` in label of security_mean." in said(level)


def test_weeks_below_a_floor_say_whose():
    text = said(difference("weeks_below_floor_0.5_lowest_community"))
    assert "spent 31 [22, 40] more weeks with the least secure community below a security of 0.5 than" in text


def test_luck_is_named_where_the_interval_holds_nought():
    row = difference(median=3.0, low=-8.0, high=14.0, lower=6, equal=1, higher=13)
    reverse = "(luck alone could turn that round: fewer in 6 of 20 runs)"
    assert said(row) == f"{RUNS}, `fast` had 3 [-8, 14] more simulated deaths than `slow` {reverse}."
    row = difference(median=3.0, low=0.0, equal=2, higher=18)
    assert "(luck alone could undo that: no difference in 2 of 20 runs)" in said(row)
    level = difference("security_mean", median=-0.2, low=-0.3, high=0.1, spread=0.05, lower=15, higher=5)
    assert "(luck alone could turn that round: higher in 5 of 20 runs)" in said(level)


def test_a_median_of_nought_takes_no_side():
    row = difference(median=0.0, low=-2.0, high=2.0, lower=7, equal=8, higher=5)
    told = "`fast` had about as many simulated deaths as `slow` (fewer in 7, the same in 8, more in 5 of 20 runs)."
    assert told in said(row)
    level = difference("security_mean", median=0.0, low=-0.1, high=0.1, lower=10, equal=0, higher=10)
    assert "came out about level with `slow` in label of security_mean (lower in 10" in said(level)


def test_nothing_different_is_said_to_be_nothing():
    nothing = {"median": 0.0, "low": 0.0, "high": 0.0, "spread": 0.0, "equal": 20, "higher": 0}
    assert said(difference(**nothing)).endswith("came out the same in every metric of every run: a tie.")
    text = said(difference(), difference("attacks", **nothing), difference("security_mean", **nothing))
    assert ", had as many attacks in every run, and came out level in label of security_mean in every run." in text
    first = said(difference("attacks", **nothing), difference())
    assert "`fast` had as many attacks as `slow` in every run, and had 31 [22, 40] more simulated deaths." in first


def test_a_recovery_without_size_is_counted_and_one_run_has_no_interval():
    row = difference("recovery_weeks_x", median=nan, low=nan, high=nan, spread=nan, n=19, lower=4, higher=15)
    assert "`fast` came out higher than `slow` in label of recovery_weeks_x in 15 of 19 runs." in said(row)
    one = difference(median=31.0, low=31.0, high=31.0, spread=nan, n=1, higher=1)
    assert (
        said(one, replicates=1)
        == "On these assumptions, in the one paired run of the model, `fast` had 31 more simulated deaths than `slow`."
    )


def test_a_sentence_speaks_of_the_first_metric_a_floor_and_the_effort():
    chosen = ("deaths", "riot_weeks", "weeks_below_floor_0.7", "troop_years")
    assert claimed(chosen) == ("deaths", "weeks_below_floor_0.7", "troop_years")
    lowest = "weeks_below_floor_0.7_lowest_community"
    assert claimed((*chosen, lowest)) == ("deaths", lowest, "troop_years")
    assert claimed(("riot_weeks", "deaths", "attacks")) == ("riot_weeks", "deaths", "troop_years")


# The folder


def snapshot(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_comparison_computes_nothing_and_gives_the_same_bytes(paths, tmp_path, monkeypatch):
    output = tmp_path / "results"
    first = compare(paths, **COARSE, output=output)
    assert [path.name for path in tmp_path.iterdir()] == ["results"]
    assert first.folder == output / f"compare-short-{first.key[:12]}"
    before = snapshot(first.folder)
    assert set(before) == {"metrics.csv", "differences.csv", "ranking.csv", "regret.csv", "manifest.json"}

    def computed(*_, **__):
        raise AssertionError("nothing is left to compute")

    monkeypatch.setattr(running, "completed", computed)
    again = compare(paths, **COARSE, output=output)
    assert [result.reused for result in again.results.values()] == [3, 3, 3]
    assert snapshot(again.folder) == before
    others = ({**COARSE, "metrics": ["attacks"]}, {**COARSE, "replicates": 2}, {**COARSE, "baseline": "other"})
    keys = {first.key, again.key, *(compare(paths, output=output, **given).key for given in others)}
    assert len(keys) == 1 + len(others)


def test_one_more_schedule_costs_one_more_ensemble(paths, overlay, tmp_path):
    compare(paths[:2], **COARSE, output=tmp_path)
    more = compare(paths, **COARSE, output=tmp_path)
    assert [result.reused for result in more.results.values()] == [3, 3, 0]
    assert len(list(tmp_path.glob("compare-short-*"))) == 2


def test_the_files_say_what_the_object_says(paths, tmp_path):
    compared = compare(paths, **COARSE, output=tmp_path, baseline="other")
    manifest = json.loads((compared.folder / "manifest.json").read_text("utf-8"))
    assert "llustrative" in manifest["illustrative"]
    assert manifest["names"] == ["short", "same", "other"]
    assert (manifest["baseline"], manifest["seed"], manifest["replicates"]) == ("other", 1999, [0, 1, 2])
    for run, result in zip(manifest["runs"], compared.results.values(), strict=True):
        assert (tmp_path / run["folder"] / "manifest.json").is_file()
        assert (run["key"], run["hash"]) == (result.key, result.scenario.hash)
    assert manifest["sentences"] == list(compared.sentences())
    assert manifest["bibliography"]
    assert str(tmp_path) not in json.dumps(manifest)
    assert all((compared.folder / name).is_file() for name in manifest["files"])
    table = pd.read_csv(compared.folder / "differences.csv")
    assert table["median"].to_numpy() == pytest.approx(compared.differences()["median"].to_numpy(), nan_ok=True)
    ranked = pd.read_csv(compared.folder / "ranking.csv").query("metric == 'attacks'")
    assert ranked["schedule"].tolist() == compared.ranking("attacks")["schedule"].tolist()
    assert len(pd.read_csv(compared.folder / "metrics.csv")) == len(compared.frame())
    assert set(pd.read_csv(compared.folder / "regret.csv")["schedule"]) == set(compared.names)


def test_a_folder_that_leads_out_of_the_output_is_refused(paths, tmp_path):
    first = compare(paths[:2], **COARSE, output=tmp_path / "results")
    shutil.rmtree(first.folder)
    (tmp_path / "elsewhere").mkdir()
    first.folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="is a link that leaves"):
        compare(paths[:2], **COARSE, output=tmp_path / "results")
    assert not list((tmp_path / "elsewhere").iterdir())


def stopped_at(name, error, monkeypatch):
    """Let the run of one schedule end with an error."""

    def live(asked, *others, **arguments) -> Result:
        if asked.scenario.name == name:
            raise error
        return running.live(asked, *others, **arguments)

    monkeypatch.setattr(comparing, "live", live)


def test_a_failure_keeps_the_ensembles_that_are_finished(paths, tmp_path, monkeypatch):
    stopped_at("short", WorkerError(1999, (2,)), monkeypatch)
    with pytest.raises(WorkerError):
        compare(paths, **COARSE, output=tmp_path)
    assert len(list(tmp_path.glob("other-*/replicates/*/*.npz"))) == 3  # it comes after the one that failed
    assert not list(tmp_path.glob("compare-*"))


def test_where_no_worker_can_work_the_comparison_ends_at_once(paths, tmp_path, monkeypatch):
    stopped_at("short", WorkerError(1999, (2,), hopeless=True), monkeypatch)
    with pytest.raises(WorkerError):
        compare(paths, **COARSE, output=tmp_path)
    assert not list(tmp_path.glob("other-*/replicates/*/*.npz"))


@pytest.mark.parametrize("error", [RunInterrupted("stopped"), KeyboardInterrupt()])
def test_ctrl_c_gives_the_command_that_goes_on(paths, tmp_path, monkeypatch, error):
    stopped_at("same", error, monkeypatch)
    scenarios = [load(path, overrides=["violence.attack_rate=0.002"]) for path in paths]
    with pytest.raises(RunInterrupted, match=r"stopped at same, schedule 2 of 3: finished .* kept in ") as stopped:
        compare(scenarios, **COARSE, baseline="other", metrics=["attacks", "deaths"], workers=1, output=tmp_path)
    words = shlex.split(str(stopped.value).splitlines()[1])
    assert words[:5] == ["kfor-sim", "compare", *map(str, paths)]
    options = dict(zip(words[5::2], words[6::2], strict=True))
    assert options == {
        "--baseline": "other",
        "--metrics": "attacks,deaths",
        "--replicates": "3",
        "--seed": "1999",
        "--resolution": "2000",
        "--set": "violence.attack_rate=0.002",
        "--workers": "1",
        "--output": str(tmp_path),
    }


def test_where_no_command_goes_on_the_same_call_does(paths, tmp_path, monkeypatch):
    stopped_at("other", KeyboardInterrupt(), monkeypatch)
    changed = load(paths[2], overrides=["unrest.deterrence=1.1"])  # one schedule alone, as no --set can have it
    with pytest.raises(RunInterrupted, match=r"the same call of compare\(\) goes on"):
        compare([paths[0], changed], **COARSE, output=tmp_path)
    with pytest.raises(RunInterrupted, match="give an output folder"):
        compare([paths[0], paths[2]], **COARSE)


def test_schedules_with_the_same_numbers_may_have_two_names(paths):
    plan = plan_of(paths)
    assert key_of_run(plan.schedules["short"]) == key_of_run(plan.schedules["same"])


def test_values_without_size_have_no_place(compared):
    metric = Metric("slow", "week", "weeks", "lower", lambda _: inf)
    measured = {name: pd.DataFrame({"slow": [nan, 1.0, inf, 2.0]}) for name in compared.names}
    unknown = replace(compared, metrics=(metric,), chosen=("slow",))
    unknown.__dict__["_measured"] = measured
    assert unknown.ranking()["place"].isna().all()
    assert all(map(isnan, unknown.ranking()["whole"]))
    assert unknown.regret()["n"].tolist() == [2, 2, 2]
    assert unknown.differences()["n"].tolist() == [2, 2]
    level = unknown.levels().iloc[0]
    assert (level["median"], level["n"]) == (2, 3)
    assert isnan(level["spread"])
