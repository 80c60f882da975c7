import csv
import json
import os
from pathlib import Path

import pytest

from kfor_sim import running
from kfor_sim.scenario import load
from kfor_sim.version import __version__

SHORT = ("run", "minimal", "--workers", "1", "--no-pictures")


@pytest.fixture
def run(kfor_sim, tmp_path, monkeypatch):
    """Run the smallest scenario in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def call(*words):
        return kfor_sim(*SHORT, *words)

    return call


def test_run_says_what_it_does_and_where_things_are(run, tmp_path):
    answer = run("--replicates", "3", "--seed", "7")
    assert answer.code == 0
    assert "minimal: 10 weeks, 3 replicates of seed 7, population closed-form." in answer.err
    assert "minimal, 1 worker:" in answer.err
    assert "3/3" in answer.err
    assert "Illustrative" in answer.out
    assert "If the assumptions of `minimal` held, " in answer.out
    assert "in half of the 3 simulated runs." in " ".join(answer.out.split())
    assert "Troops set by the scenario (an input, not a result)" in answer.out
    assert "Sources of the figures and events of this run\n 1. " in answer.out
    folder = next((tmp_path / "results").iterdir())
    assert f"Results: {folder.relative_to(tmp_path)}\n" in answer.out
    for file in folder.iterdir():
        assert file.name in answer.out
    assert "used again" not in answer.out
    lines = answer.out.splitlines()
    assert max(len(line) for line in lines if "://" not in line) <= 100


def test_running_again_reuses_and_says_so(run):
    first = run("--replicates", "2")
    again = run("--replicates", "3")
    assert "Of the replicates, 2 lay there already and were used again; 1 computed now." in again.out
    repeated = run("--replicates", "2").out
    assert repeated == first.out + "Of the replicates, 2 lay there already and were used again; 0 computed now.\n"


def test_pictures_lie_beside_the_tables(kfor_sim, tmp_path):
    answer = kfor_sim("run", "minimal", "--replicates", "2", "--output", tmp_path, "--json", "--quiet", "--workers=1")
    assert (answer.code, answer.err) == (0, "")
    document = json.loads(answer.out)
    pictures = [
        f"{stem}.{ending}" for stem in ("overview", "violence", "maps", "contingents") for ending in ("png", "svg")
    ]
    assert set(pictures) <= set(document["files"])
    assert all((Path(document["folder"]) / name).stat().st_size > 10_000 for name in pictures)


def test_one_replicate_is_called_an_anecdote(run):
    answer = run("--replicates", "1")
    assert "One run is an anecdote" in answer.out
    assert "in the one simulated run." in " ".join(answer.out.split())
    assert "low" not in answer.out.partition("Troops set")[0].partition("metric")[2].splitlines()[0]


def test_json_is_one_document_and_says_the_same_as_the_files(run):
    answer = run("--replicates", "2", "--json")
    document = json.loads(answer.out)
    assert document["replicates"] == 2
    assert document["reused"] == 0
    assert document["sentence"].startswith("If the assumptions of `minimal` held")
    assert "llustrative" in document["illustrative"]
    assert [level["set"] for level in document["levels"]] == [load("minimal").value("drawdown.troops")]
    assert document["bibliography"]
    folder = Path(document["folder"])
    with (folder / "summary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["metric"] for row in rows] == [row["metric"] for row in document["metrics"]]
    assert [float(row["median"]) for row in rows] == pytest.approx([row["median"] for row in document["metrics"]])
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["key"] == document["key"]
    assert manifest["versions"]["kfor-sim"] == __version__


def test_only_marks_of_the_record_are_called_pinned(kfor_sim, tmp_path):
    words = ("run", "documented", "--set", "end=2003-12-31", "--set", "drawdown.waypoints[1].troops=40000")
    coarse = ("--resolution", "2000", "--replicates", "2", "--no-pictures", "--quiet", "--output", tmp_path)
    text = kfor_sim(*words, *coarse).out
    table = text.partition("(an input, not a result)")[2].partition("The first deployment")[0]
    kinds = [line.split("  ")[-1] for line in table.splitlines() if line[:1].isdigit()]
    assert kinds == ["documented, pinned", "chosen", "documented, pinned"]
    levels = json.loads(kfor_sim(*words, *coarse, "--json").out)["levels"]
    assert [level["pinned"] for level in levels] == [True, False, True]


def test_the_tables_of_a_run_are_short_and_say_who_is_away(kfor_sim, tmp_path):
    words = ("--resolution", "2000", "--replicates", "2", "--no-pictures", "--quiet", "--output", tmp_path)
    text = kfor_sim("run", "documented", *words).out
    document = json.loads(kfor_sim("run", "documented", *words, "--json").out)
    short, by_community = text.partition("Low and high enclose")[0].split("Security by community")
    assert len(short.splitlines()) + len(by_community.splitlines()) <= 32  # titles and wrapped lines included
    metrics = {metric["metric"]: metric for metric in document["metrics"]}
    serb = next(line.split() for line in by_community.splitlines() if line.startswith("serb"))
    assert float(serb[1]) == pytest.approx(metrics["security_serb"]["median"], abs=0.01)
    assert float(serb[4]) == pytest.approx(metrics["security_at_home_serb"]["median"], abs=0.01)
    assert float(serb[5]) == pytest.approx(100 * metrics["away_serb"]["median"], abs=0.6)
    assert "security_end_serb" in metrics  # in the files, not in the tables
    assert "last week" not in text
    assert "weeks until security is back after: March" in short
    assert "the communities that the event does not stir up" in " ".join(text.split())


def test_workers_are_no_more_than_replicates_are_missing(kfor_sim, tmp_path, monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 64)
    words = ("run", "minimal", "--no-pictures", "--output", tmp_path)
    kfor_sim(*words, "--replicates", "2", "--workers", "1")
    assert "minimal, 1 worker, 2 reused:" in kfor_sim(*words, "--replicates", "3").err


def test_quiet_leaves_stderr_empty_and_stdout_as_it_is(run):
    loud = run("--replicates", "2", "--output", "a")
    quiet = run("--replicates", "2", "--output", "b", "--quiet")
    assert quiet.err == ""
    assert quiet.out == loud.out.replace("Results: a/", "Results: b/")


def test_arguments_reach_the_scenario(run):
    document = json.loads(
        run("--replicates", "1", "--seed", "0", "--resolution", "1", "--set", "unrest.deterrence=3.5", "--json").out
    )
    scenario = json.loads((Path(document["folder"]) / "manifest.json").read_text("utf-8"))["scenario"]
    assert document["seed"] == 0
    assert scenario["run"]["persons_per_resident"]["value"] == 1
    assert scenario["unrest"]["deterrence"]["value"] == 3.5
    assert scenario["unrest"]["deterrence"]["basis"] == "chosen"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--replicates", "0"], "--replicates"),
        (["--replicates", "many"], "'many' is not a valid integer"),
        (["--replicates", "100000000000"], "replicates must be"),
        (["--seed", "-1"], "--seed"),
        (["--seed", "1.5"], "'1.5' is not a valid integer"),
        (["--seed", str(2**200)], "seed must be"),
        (["--workers", "0"], "--workers"),
        (["--workers", "100000"], "workers must be"),
        (["--resolution", "0"], "--resolution"),
        (["--resolution", "10000000000"], "persons_per_resident must be"),
        (["--set", "unrest.deterrence"], "is not path=value"),
        (["--set", "run.replicates=0"], "run.replicates"),
        (["--output", "taken"], "taken"),
        (["--output", "taken/below"], "taken"),
        (["--replicate", "2"], "--replicates"),
    ],
)
def test_bad_input_is_refused_and_leaves_nothing_behind(run, tmp_path, words, hint):
    (tmp_path / "taken").write_text("a file, not a folder")
    answer = run(*words)
    assert answer.code == 2
    assert answer.out == ""
    assert hint in answer.err
    assert "Traceback" not in answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_an_unforeseen_error_is_ours_and_told_in_two_lines(run, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("no troops")

    monkeypatch.setattr(running, "completed", broken)
    answer = run("--quiet")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("Error: ZeroDivisionError: no troops\nThis is a fault of kfor-sim.")
    assert "Traceback" in run("--quiet", "--debug").err


@pytest.mark.skipif(os.name == "nt", reason="Windows has another Ctrl-C")
def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(interrupted, tmp_path, kfor_sim):
    answer = interrupted(*SHORT, "--replicates", "3000")
    assert (answer.code, answer.out) == (3, "")
    assert "Traceback" not in answer.err
    assert "kfor-sim run minimal --replicates 3000" in answer.err
    kept = len(list(tmp_path.glob("*/replicates/*/*.npz")))
    assert kept >= 3
    assert f"{kept} of 3000 replicates are kept" in answer.err
    again = kfor_sim(*SHORT, "--replicates", "3", "--output", tmp_path)
    assert "Of the replicates, 3 lay there already" in again.out


@pytest.mark.parametrize(("resolution", "warned"), [("20", False), ("21", True)])
def test_a_coarse_resolution_is_said_to_be_coarse(kfor_sim, tmp_path, resolution, warned):
    words = ("run", "no-force", "--replicates", "1", "--resolution", resolution, "--no-pictures")
    answer = kfor_sim(*words, "--output", str(tmp_path))
    assert ("coarse: smaller crowds" in answer.err) is warned
