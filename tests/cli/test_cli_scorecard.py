import json

import pytest

from kfor_sim.scenario import load, theories
from kfor_sim.scenario.targets import pattern_targets

OWN = load("minimal").theory_name
WORLD = """
end = 2002-07-31
[tables]
homicides = "homicides.csv"
[violence]
everyday_rate = { value = 0.3, unit = "attack/1000 person/week", basis = "chosen", because = "a violent little town" }
"""


@pytest.fixture
def scorecard(kfor_sim, overlay, tmp_path, monkeypatch):
    """Score three years of the smallest world, of which one row can be scored, in a folder of its own."""
    path = overlay(WORLD)
    monkeypatch.chdir(tmp_path)

    def call(*words):
        return kfor_sim("scorecard", path, *words, "--replicates", "1", "--workers", "1")

    return call


def prose(text):
    return " ".join(text.split())


def test_the_matrix_and_what_is_said_of_each_row(scorecard, tmp_path):
    answer = scorecard()
    assert answer.code == 0, answer.err
    assert "33 runs, fewer where the folder knows some; each: 164 weeks, 1 replicate of seed 1999" in prose(answer.err)
    assert answer.out.startswith("Illustrative")
    assert max(map(len, answer.out.splitlines())) <= 100
    words = prose(answer.out)
    rows = [line.split() for line in answer.out.splitlines()]
    table = {row[0]: row[1:] for row in rows if row and row[0] in (OWN, *theories()) and len(row) == 10}
    assert list(table) == [OWN, *theories()]
    assert {row[-1] for row in table.values()} == {"no"}  # a small town has a tenth of the homicides
    assert all(cell == "–" for cell in table[OWN][:-1])
    assert table["rumour-and-response"][1:6] == ["·"] * 5
    assert f"Does not count under {OWN}" in words
    assert "not there." in words
    assert f"Not in this scenario under {OWN}" in words
    assert "Not scored under rumour-and-response: the theory was made from 'march-2004'." in words
    assert "Rows are not added up" in words
    for target in pattern_targets().values():
        assert target.statement in words
        assert target.put_in in words
    matrix = json.loads(scorecard("--json", "--quiet", "--no-pictures").out)  # of runs that are known by now
    every = {score["theory"]: score for score in matrix["patterns"][-1]["scores"]}
    assert matrix["theory"] is None
    assert list(every) == [OWN, *theories()]
    alone = json.loads(scorecard("--theory", "hultman", "--json", "--quiet", "--no-pictures").out)
    assert alone["patterns"][-1]["scores"] == [every["hultman"]]
    assert every["hultman"]["knock_outs"] != every[OWN]["knock_outs"]  # each theory has its own
    folder = tmp_path / matrix["folder"]
    assert {path.name for path in folder.iterdir()} == {
        "scorecard.csv",
        "manifest.json",
        "document.json",
        "in-and-out.json",
        "scorecard.svg",
        "scorecard.png",
    }


def test_one_theory_in_detail(scorecard):
    answer = scorecard("--theory", "epstein", "--no-pictures")
    assert answer.code == 0
    assert "under epstein" in prose(answer.err)
    words, target = prose(answer.out), pattern_targets()["homicides"]
    assert max(map(len, answer.out.splitlines())) <= 100
    for text in (target.record, target.put_in, target.yes.because, target.partly.because, "nothing hangs on it"):
        assert text in words
    assert all(knock_out.because in words for knock_out in target.knock_outs)
    assert "So it does not count: not there." in words
    assert "many municipalities within a week: not in this scenario, since it runs from 1999-06-12" in words


def test_json_is_one_document_with_stable_keys(scorecard, tmp_path):
    answer = scorecard("--theory", OWN, "--json", "--quiet")
    assert (answer.code, answer.err) == (0, "")
    told = json.loads(answer.out)
    assert list(told) == [
        *("illustrative", "scenario", "title", "theory", "replicates", "seed", "persons_per_resident", "overrides"),
        *("interval", "runs", "key", "theories", "patterns", "reading", "folder", "files", "bibliography"),
    ]
    assert told["theory"] == OWN
    assert [pattern["name"] for pattern in told["patterns"]] == list(pattern_targets())
    last = told["patterns"][-1]
    (score,) = last["scores"]
    assert list(score) == [
        *("theory", "status", "median", "low", "high", "spread", "not_over", "n", "verdict", "agree"),
        *("knock_outs", "yielded", "counts", "why"),
    ]
    assert (score["status"], score["counts"], score["n"]) == ("scored", False, 1)
    assert [knock_out["name"] for knock_out in score["knock_outs"]] == ["trends", "troops"]
    assert told["patterns"][0]["scores"][0]["status"] == "not in this scenario"
    assert not any(key in told for key in ("total", "sum", "points"))


def test_a_scenario_without_the_period_says_so_row_by_row(kfor_sim, tmp_path):
    answer = kfor_sim("scorecard", "minimal", "--output", tmp_path, "--no-pictures")
    assert answer.code == 0
    assert "0 runs" in prose(answer.err)
    assert prose(answer.out).count("it runs from 1999-06-12 to 1999-08-20") == len(pattern_targets())


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["documentd"], "did you mean 'documented'?"),
        (["documented", "--theory", "epstien"], "there is no theory 'epstien'; did you mean 'epstein'"),
        (["documented", "--set", "unrest.deterence=3"], "did you mean"),
        (["documented", "--replicates", "0"], "--replicates"),
        (["documented", "--only", "3"], "No such option"),
        ([], "Missing argument 'SCENARIO'"),
        (["documented", "hold"], "unexpected extra argument"),
    ],
)
def test_wrong_input_ends_with_exit_code_2(kfor_sim, tmp_path, words, text):
    answer = kfor_sim("scorecard", *words, "--output", tmp_path)
    assert (answer.code, answer.out) == (2, "")
    assert text in answer.err
    assert not list(tmp_path.iterdir())


def test_help_ends_with_examples(kfor_sim):
    answer = kfor_sim("scorecard", "--help")
    assert answer.code == 0
    assert answer.out.rstrip().endswith("the scenario's own mechanisms, in detail")
