import csv
import json
import os
import shlex
from math import nan
from pathlib import Path

import pytest

from kfor_sim.cli.compare import _EXAMPLES
from kfor_sim.report.comparison import _chance, comparison_text
from kfor_sim.version import __version__

COARSE = ("--replicates", "3", "--resolution", "2000", "--workers", "1", "--no-pictures")
SHORT = ("--set", "end=1999-10-31")


@pytest.fixture
def compare(kfor_sim, tmp_path, monkeypatch):
    """Compare schedules of twenty weeks in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def call(*words):
        return kfor_sim("compare", *words, *SHORT, *COARSE)

    return call


def prose(text):
    return " ".join(text.split())


def test_a_comparison_reads_from_the_force_to_the_folder(compare, tmp_path):
    answer = compare("documented", "no-force")
    assert answer.code == 0
    assert "documented, no-force, on the same luck; each: 21 weeks, 3 replicates of seed 1999" in prose(answer.err)
    assert "Baseline: documented." in prose(answer.err)
    assert "documented, 1 worker:" in answer.err
    assert "no-force, 1 worker:" in answer.err
    parts = (
        "documented, no-force, on the same luck. Illustrative",
        "The force of each schedule",
        "Beside its levers, `no-force` differs from documented in: reserve.size.",
        "Difference to documented in the same replicate, by metric",
        "A difference is the median of 3 paired ones; low and high are the quantiles that enclose 90 % of them",
        "Order in the model by deaths in both streams of violence (mean; lower is better)",
        "luck gives 90 % or more in one comparison of five",
        "Regret by deaths in both streams of violence, in persons",
        "On these assumptions, in 3 paired runs of the model, `no-force` ",
        "fewer troop-years.",
        "Sources of the figures and events, in full in `bibliography` of manifest.json: ",
        "Results: results/compare-documented-",
        "Ensembles: results/documented-",
    )
    places = [prose(answer.out).find(part) for part in parts]
    assert places == sorted(places)
    assert places[0] == 0
    assert max(map(len, answer.out.splitlines())) <= 100
    folder = next((tmp_path / "results").glob("compare-*"))
    assert all(path.name in answer.out for path in folder.iterdir())
    assert "best in the world" not in answer.out
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_comparing_again_reuses_and_says_so(compare, tmp_path):
    first = compare("documented", "no-force")
    before = {path: path.read_bytes() for path in tmp_path.glob("results/compare-*/*")}
    again = compare("documented", "no-force")
    assert "lay there already" not in first.out
    assert again.out.count("(3 of 3 lay there already)") == 2
    assert again.out.replace(" (3 of 3 lay there already)", "") == first.out
    assert {path: path.read_bytes() for path in tmp_path.glob("results/compare-*/*")} == before


def test_json_is_one_document_with_stable_keys(compare):
    answer = compare("documented", "no-force", "--json", "--quiet")
    assert answer.err == ""
    document = json.loads(answer.out)
    assert list(document) == [
        *("schedules", "baseline", "seed", "replicates", "weeks", "interval", "key", "illustrative", "sentences"),
        *("metrics", "force", "differences", "ranking", "regret", "folder", "files", "bibliography"),
    ]
    assert list(document["schedules"][0]) == [
        "name",
        "title",
        "also_differs",
        "hash",
        "key",
        "reused",
        "set_aside",
        "folder",
    ]
    assert list(document["differences"][0]) == [
        *("schedule", "metric", "unit", "baseline", "median", "low", "high", "mean", "mean_low", "mean_high"),
        *("spread", "n", "lower", "equal", "higher", "label"),
    ]
    assert list(document["ranking"][0]) == [
        *(
            "metric",
            "place",
            "schedule",
            "mean",
            "spread",
            "behind",
            "behind_spread",
            "at_place",
            "ahead",
            "whole",
            "n",
        ),
    ]
    assert document["ranking"][-1]["ahead"] is None
    assert list(document["regret"][0]) == [
        *("metric", "schedule", "mean", "spread", "worst", "worst_replicate", "times_best", "n"),
    ]
    folder = Path(document["folder"])
    assert document["files"] == sorted(path.name for path in folder.iterdir())
    with (folder / "differences.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["metric"] for row in rows] == [row["metric"] for row in document["differences"]]
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["key"] == document["key"]
    assert manifest["sentences"] == document["sentences"]
    assert manifest["versions"]["kfor-sim"] == __version__


def test_baseline_and_metrics_are_those_asked_for(compare):
    answer = compare("documented", "no-force", "--baseline", "no-force", "--metrics", "security_mean, riot_weeks")
    assert "Difference to no-force in the same replicate" in answer.out
    assert "Order in the model by security, theatre, mean of the weeks (mean; higher is better)" in answer.out
    table = answer.out.partition("by metric")[2].partition("A difference is")[0]
    assert "municipality-weeks in riot" in table
    assert "deaths" not in table
    assert "`documented` came out " in prose(answer.out)


def test_a_metric_without_a_direction_has_differences_but_no_order(compare):
    answer = compare("documented", "no-force", "--metrics", "troop_years")
    assert answer.code == 0
    assert "troop-years, reserve included" in answer.out
    assert "Order in the model" not in answer.out
    assert "Regret" not in answer.out
    assert "used" in answer.out.partition("in 3 paired runs")[2]


def test_an_overlay_that_changes_nothing_ties(compare, overlay):
    answer = compare("documented", overlay(base="documented"))
    assert answer.code == 0
    assert prose(answer.out).count("1 (tie)") == 2
    assert "All schedules tie: they have the same values in every replicate." in answer.out
    tie = "`mine` and `documented` came out the same in every metric of every run: a tie."
    assert f"On these assumptions, in 3 paired runs of the model, {tie}" in prose(answer.out)


def test_what_is_set_holds_for_all_schedules(compare):
    answer = compare("documented", "no-force", "--set", "run.seed=4", "--json")
    assert "of seed 4," in prose(answer.err)
    document = json.loads(answer.out)
    assert document["seed"] == 4
    titles = [schedule["title"] for schedule in document["schedules"]]
    assert all(title.endswith(", with end=1999-10-31") for title in titles)


def test_a_single_pair_is_an_anecdote(kfor_sim, tmp_path):
    words = ("--resolution", "2000", "--workers", "1", "--no-pictures", "--quiet", "--output", tmp_path)
    answer = kfor_sim("compare", "documented", "no-force", *SHORT, *words, "--replicates", "1")
    assert answer.code == 0
    assert "One run is an anecdote" in answer.out
    assert "in the one paired run of the model" in answer.out
    assert "Of a single replicate nobody can say how far luck made this order." in prose(answer.out)
    assert "  low  " not in answer.out


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["documented"], "at least two schedules, such as 'documented' and 'no-force'"),
        (["documented", "no-forse"], "did you mean 'no-force'"),
        (["documented", "documented"], "'documented' is given twice"),
        (["documented", "minimal"], "schedules need the same municipalities"),
        (["documented", "no-force", "--baseline", "no-forse"], "did you mean 'no-force'"),
        (["documented", "no-force", "--metrics", "deaths,riot_week"], "did you mean 'riot_weeks'"),
        (["documented", "no-force", "--metrics", ""], "no metric ''"),
        (["documented", "no-force", "--replicates", "0"], "--replicates"),
        (["documented", "no-force", "--seed", "-1"], "--seed"),
        (["documented", "no-force", "--set", "unrest.deterence=3"], "did you mean 'unrest.deterrence'"),
    ],
)
def test_bad_input_is_refused_and_leaves_nothing_behind(process, tmp_path, words, hint):
    answer = process("compare", *words, "--output", tmp_path / "results", "--no-pictures")
    assert (answer.code, answer.out) == (2, "")
    assert hint in prose(answer.err)
    assert "Traceback" not in answer.err
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="Windows has another Ctrl-C")
def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(interrupted, kfor_sim):
    words = ["compare", "documented", "no-force", *SHORT, "--resolution", "2000", "--workers", "1", "--no-pictures"]
    answer = interrupted(*words, "--replicates", "3000")
    assert (answer.code, answer.out) == (3, "")
    assert "Traceback" not in answer.err
    assert "stopped at documented, schedule 1 of 2: finished replicates are kept in" in answer.err
    following = shlex.split(answer.err.splitlines()[-1])
    assert following[:4] == ["kfor-sim", "compare", "documented", "no-force"]
    following[following.index("--replicates") + 1] = "3"
    again = kfor_sim(*following[1:], "--no-pictures")
    assert again.out.count("(3 of 3 lay there already)") == 1


def test_help_teaches_with_examples_that_parse(kfor_sim):
    answer = kfor_sim("compare", "--help")
    assert answer.code == 0
    for example in _EXAMPLES:
        assert example in answer.out
    assert max(map(len, answer.out.splitlines())) <= 100
    assert "compare" in kfor_sim("--help").out


@pytest.mark.parametrize(
    ("probability", "n", "text"),
    [
        (0.434, 20, "43 %"),
        (1.0, 20, "over 99 %"),
        (0.996, 20, "over 99 %"),
        (1.0, 2, "over 75 %"),
        (0.9, 3, "over 87 %"),
        (0.001, 20, "under 1 %"),
        (None, 20, ""),
    ],
)
def test_no_probability_is_surer_than_its_replicates(probability, n, text):
    assert _chance(probability, n) == text


def summary_of(names, *, digits=1e9):
    """A comparison with long names and large numbers, as `summarise_comparison` gathers one."""
    metric = {"metric": "away", "label": "weeks away from home, refugees of the start included", "unit": "person-week"}
    numbers = {"median": digits, "low": -digits, "high": digits, "spread": 1.0, "n": 18, "lower": 7, "equal": 0}
    ranks = {
        "metric": "away",
        "mean": digits,
        "spread": 1.0,
        "behind": digits,
        "behind_spread": 1.0,
        "at_place": 0.4,
        "ahead": None,
        "whole": 0.2,
        "n": 18,
    }
    regrets = {"metric": "away", "mean": digits, "spread": 1.0, "worst": None, "times_best": 0, "n": 18}
    return {
        "schedules": [
            {
                "name": n,
                "title": "A title " * 9,
                "also_differs": [],
                "reused": 0,
                "set_aside": ["0001.npz.unusable"],
                "folder": f"results/{n}",
            }
            for n in names
        ],
        "baseline": names[0],
        "replicates": 20,
        "interval": 0.9,
        "illustrative": "Illustrative.",
        "sentences": ["In 20 paired runs of the model nothing happened."],
        "metrics": [{**metric, "better": "lower", **numbers}],
        "force": [{"schedule": n, "quantity": q, **numbers} for n in names for q in ("troop_years", "strength_at_end")],
        "differences": [{"schedule": n, **metric, "higher": 11, **numbers} for n in names[1:]],
        "ranking": [{"place": place, "schedule": n, **ranks} for place, n in enumerate(names, start=1)],
        "regret": [{"schedule": n, "worst_replicate": 3, **regrets} for n in names],
        "folder": "results/compare",
        "files": ["metrics.csv"],
        "bibliography": [],
    }


def test_many_schedules_with_long_names_and_numbers_fit_the_page():
    names = [f"a-schedule-with-a-name-that-is-longer-than-others-{number}" for number in range(6)]
    text = comparison_text(summary_of(names))
    assert max(map(len, text.splitlines())) <= 100
    assert "7 of 18" in text
    assert "damaged, set aside and computed anew: 0001.npz.unusable" in text
    assert "person-weeks)" in text
    assert "–" in text


def test_an_order_that_nobody_knows_is_said_to_be_unknown():
    summary = summary_of(["documented", "fast"])
    for row in summary["ranking"]:
        row.update(place=None, mean=None, at_place=None, whole=None)
    for row in summary["regret"]:
        row.update(n=0, worst_replicate=nan)
    text = comparison_text(summary)
    assert "No order by weeks away from home, refugees of the start included: it has no value" in prose(text)
    assert "Regret" not in text
