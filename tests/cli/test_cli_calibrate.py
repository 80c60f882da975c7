"""`kfor-sim calibrate` and `kfor-sim ensemble` as users type them."""

import json
import shutil

import pytest

from kfor_sim.cli.calibrate import command
from kfor_sim.scenario.evidence import evidence

SHORT = ("--set", "end=1999-12-31", "--resolution", "1000", "--evidence", "full")
QUICK = (*SHORT, "--budget", "60", "--quiet")


def said(text):
    return " ".join(text.split())


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A folder of results that several tests share, so that draws are lived through once."""
    return tmp_path_factory.mktemp("results")


def test_a_calibration_says_what_fits_and_keeps_records_tables_and_pictures(kfor_sim, stored):
    done = kfor_sim("calibrate", "documented", "--theory", "default", *QUICK, "--output", stored)
    assert done.code == 0, done.err
    text = said(done.out)
    assert text.startswith("documented, with end=1999-12-31, held to the full evidence: 60 draws of seed 1999")
    assert "Illustrative" in text
    assert "homicides, summer 1999 0.5 to 2" in text
    assert "Not asked: force-1999, force-2003, force-2008 (put in:" in text
    assert "Under default, the evidence leaves" in text
    assert "Whether the method finds what it should" in text
    assert "Deutsche Welle" not in text  # no target of the first half-year rests on it
    (folder,) = stored.glob("calibrate-documented-*")
    assert {path.name for path in folder.iterdir()} == {
        *("fit.csv", "posterior.csv", "targets.csv", "recovery.csv", "marks.csv", "readings.csv", "draws.csv"),
        "readings_left.csv",
        *("worlds.csv", "record-default.json", "manifest.json", "document.json", "in-and-out.json"),
        *(f"{stem}.{ending}" for stem in ("posterior", "pairs", "fit") for ending in ("png", "svg")),
    }
    assert "all sound" in kfor_sim("results", "--output", stored, "--verify").out
    assert folder.name in kfor_sim("results", "--output", stored).out


def test_json_is_one_document_with_figures_and_verdicts(kfor_sim, stored):
    asked = ("calibrate", "documented", "--theory", "default", "--json", "--no-pictures")
    done = kfor_sim(*asked, *QUICK, "--output", stored)
    assert done.code == 0, done.err
    document = json.loads(done.out)
    (fit,) = document["fits"]
    assert (fit["theory"], fit["draws"] + fit["contradictions"]) == ("default", 60)
    assert {row["figure"] for row in document["figures"]} >= {"violence.everyday_rate", "arms.floor"}
    assert document["sentences"][0].startswith("Under default, ")


def test_a_record_that_was_copied_carries_a_scenario(kfor_sim, stored, tmp_path):
    """As the answer tells: copy the record, name it, and write its interval; then run, show and calibrate again."""
    done = kfor_sim("calibrate", "documented", "--theory", "default", *QUICK, "--output", stored, "--no-pictures")
    assert "copy its record-*.json into calibrations/ beside the scenario" in said(done.out)
    (record,) = stored.glob("calibrate-documented-*/record-default.json")
    (tmp_path / "calibrations").mkdir()
    shutil.copy(record, tmp_path / "calibrations" / "summer.json")
    fitted = json.loads(record.read_text(encoding="utf-8"))["figures"]["violence.everyday_rate"]
    figure = f'value = {fitted["median"]}, unit = "{fitted["unit"]}", basis = "calibrated", by = "summer"'
    table = f"[violence]\neveryday_rate = {{ {figure}, interval = {fitted['interval']} }}\n"
    text = f'schema = 1\nextends = "documented"\n{table}'
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    listed = kfor_sim("figures", tmp_path / "mine.toml", "--basis", "calibrated")
    assert "violence.everyday_rate" in listed.out
    assert "calibrated by summer" in said(listed.out)
    again = kfor_sim(
        "calibrate", tmp_path / "mine.toml", "--theory", "default", *SHORT, "--budget", "12", "--quiet", "--json",
        "--output", tmp_path / "out", "--no-pictures",
    )  # fmt: skip
    assert again.code == 0, again.err
    (row,) = (row for row in json.loads(again.out)["figures"] if row["figure"] == "violence.everyday_rate")
    assert (row["low"], row["high"]) == (0.08, 0.3)  # the range before the fit, so that nothing is used twice


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("calibrate", "docmented"), "did you mean 'documented'"),
        (("calibrate", "documented", "--evidence", "all"), "'all' is not one of 'brief', 'full'"),
        (("calibrate", "documented", "--budget", "0"), "--budget"),
        (("calibrate", "documented", "--theory", "quinlan"), "did you mean 'quinlivan'"),
        (("calibrate", "minimal"), "can be fitted to none of the brief evidence"),
        (("calibrate", "documented", "--set", "theory.deterrence=none"), "ask only for theory default"),
        (("ensemble",), "Missing argument"),
        (("ensemble", "documented", "documented", "--posterior"), "is given twice"),
        (("ensemble", "documented", "--theories", "quinlan"), "did you mean 'quinlivan'"),
        (("ensemble", "documented", "--claim", "deaths(slow) > 1"), "slow"),
        (("ensemble", "documented", "--worlds", "0"), "--worlds"),
        (("ensemble", "documented", "--evidence", "full"), "add --posterior"),
    ],
)
def test_wrong_input_gives_words_and_no_folder(kfor_sim, tmp_path, words, says):
    done = kfor_sim(*words, "--output", tmp_path / "out", "--quiet")
    assert done.code == 2
    assert says in said(done.err)
    assert "Traceback" not in done.err
    assert not (tmp_path / "out").exists()


def test_worlds_that_fit_answer_a_claim_and_name_what_is_left(kfor_sim, stored):
    asked = ("ensemble", "documented", "no-force", "--posterior", "--theories", "default", "--worlds", "12")
    claim = ("--claim", "deaths(no-force) > deaths(documented)")
    done = kfor_sim(*asked, *claim, *QUICK, "--output", stored)
    assert done.code == 0, done.err
    text = said(done.out)
    assert "Under default, the evidence leaves" in text
    assert "within it, `deaths(no-force) > deaths(documented)` in 100 % of 12 accepted worlds" in text
    (folder,) = stored.glob("ensemble-no-force-*")
    names = {
        "shares.csv",
        "worlds.csv",
        "manifest.json",
        "document.json",
        "in-and-out.json",
        "ensemble.png",
        "ensemble.svg",
    }
    assert {path.name for path in folder.iterdir()} == names
    assert "all sound" in kfor_sim("results", "--output", stored, "--verify").out


def test_without_posterior_all_worlds_of_the_ranges_count(kfor_sim, stored):
    asked = ("ensemble", "documented", "no-force", "--theories", "no-effect", "--worlds", "12", "--json")
    done = kfor_sim(*asked, *SHORT[:4], "--quiet", "--no-pictures", "--output", stored)
    assert done.code == 0, done.err
    document = json.loads(done.out)
    (row,) = document["theories"]
    assert (row["theory"], row["holds"], row["equal"]) == ("no-effect", 0, 1)  # troops change nothing: so the null says
    assert document["fitted"] is False
    assert "in 0 % of 11 worlds from the ranges" in document["sentences"][0]  # one of 12 draws contradicts itself


def test_evidence_and_readings_offered_are_those_of_the_file():
    options = {
        name: option.type.choices for option in command.params if (name := option.name) in ("evidence", "reading")
    }
    assert tuple(options["evidence"]) == tuple(evidence().sets)
    assert tuple(options["reading"]) == tuple(evidence().readings)
