"""`kfor-sim break` as users type it."""

import csv
import json

import pytest

from kfor_sim.cli.breaking import _EXAMPLES
from kfor_sim.robustness import breaking

CROWD = "peak_active(empty) > 7000"
NOBODY = """[drawdown]
policy = "hold"
because = "nobody is there"
troops = { value = 0, unit = "person", basis = "chosen", because = "nobody is there" }
[deployment]
[[deployment.arrivals]]
on = 1999-06-12
troops = { value = 0, unit = "person", basis = "chosen", because = "nobody ever comes" }
"""


@pytest.fixture
def ask(kfor_sim, overlay, tmp_path, monkeypatch):
    """Ask of a town with troops and one without, with two options only, which would be most of the work."""
    town, empty = overlay(name="town.toml"), overlay(NOBODY, name="empty.toml")
    whole = breaking.changes_of

    def few(schedules):
        changes, left_out = whole(schedules)
        return tuple(change for change in changes if change.name in ("deterrence=none", "trust=fixed")), left_out

    monkeypatch.setattr(breaking, "changes_of", few)

    def call(*words, claim=CROWD):
        asked = ("break", town, empty, "--claim", claim, "--figures", "unrest.", "--output", tmp_path / "results")
        return kfor_sim(*asked, "--workers", "1", *words)

    return call


def test_it_answers_with_a_sentence_tables_and_a_picture(ask, tmp_path):
    done = ask()
    assert done.code == 0, done.err
    prose = " ".join(done.out.split())
    parts = (
        "town, empty, one assumption changed at a time, in all alike, on the same luck. Illustrative",
        "The claim: peak_active(empty) > 7000. At the defaults: holds",
        "is lost first along `unrest.threshold`: at 0.1375, 0.25 of its range above the default of 0.1",
        "Figures, the nearest first",
        "Single options",
        "It holds at the ends of the ranges of: unrest.deterrence, unrest.rest_weeks, unrest.jail_weeks.",
        "It holds with: trust=fixed.",
        "Tried: 4 figures, 2 other options;",
        "Sources of the figures and events",
        "Results: ",
    )
    places = [prose.find(part) for part in parts]
    assert places == sorted(places), dict(zip(parts, places, strict=True))
    assert places[0] == 0
    announced = " ".join(done.err.split())
    assert "If it holds there: 4 figures, 2 other options, 1 pair; " in announced
    assert "at the very most." in announced
    (folder,) = (tmp_path / "results").glob("break-empty-*")
    assert {path.name for path in folder.iterdir()} == {
        "break.png",
        "break.svg",
        "departures.csv",
        "document.json",
        "in-and-out.json",
        "manifest.json",
    }
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    made = ["departures.csv", "break.svg", "break.png", "document.json", "in-and-out.json"]
    assert manifest["files"] == made
    assert manifest["sentence"] in prose
    with (folder / "departures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["kind"] for row in rows][:2] == ["default", "figure"]
    assert {row["departure"] for row in rows if row["kind"] == "option"} == {"deterrence=none", "trust=fixed"}


def test_json_is_one_document_with_stable_keys(ask):
    done = ask("--json", "--quiet", "--no-pictures", "--no-pairs")
    assert (done.code, done.err) == (0, "")
    document = json.loads(done.out)
    assert list(document) == [
        *("illustrative", "claim", "statement", "sentence", "schedules", "theory", "own_theory", "replicates", "seed"),
        *("persons_per_resident", "first_look", "full_look", "interval", "runs", "key", "default", "instead"),
        *("breaks", "closest", "holds", "tried", "not_possible", "left_out", "folder", "files", "bibliography"),
    ]
    assert list(document["breaks"]) == list(document["holds"]) == ["figures", "options", "pairs"]
    (along,) = document["breaks"]["figures"]
    assert list(along) == [
        *("path", "unit", "basis", "reason", "default", "low", "high", "end", "distance", "holds_at", "lost_at"),
        *("verdict", "mean", "mean_low", "mean_high", "spread", "replicates", "fails_at", "at_end"),
    ]
    assert along["holds_at"] < 0.135 < along["lost_at"] == along["fails_at"]
    (option,) = document["breaks"]["options"]
    assert list(option) == ["departure", "verdict", "mean", "mean_low", "mean_high", "spread", "replicates"]
    assert document["tried"] == {"figures": 4, "options": 2, "pairs": 0}
    assert document["files"] == ["departures.csv", "document.json", "in-and-out.json", "manifest.json"]
    assert document["left_out"] == []


def test_a_claim_that_does_not_hold_is_an_answer_too(ask):
    done = ask(claim="peak_active(empty) < 7000")
    assert done.code == 0
    prose = " ".join(done.out.split())
    assert "So there is nothing to break." in prose
    assert "Ask what breaks the opposite: --claim 'peak_active(empty) > 7000'." in prose
    assert "Drawing" not in done.err
    document = json.loads(ask("--json", claim="peak_active(empty) < 7000").out)
    assert document["instead"] in document["sentence"]
    assert document["breaks"] == document["holds"] == {"figures": [], "options": [], "pairs": []}
    assert document["tried"] == {"figures": 0, "options": 0, "pairs": 0}


def test_a_registered_claim_brings_its_schedules_and_a_theory_its_defaults(kfor_sim, tmp_path):
    quick = ("--set", "end=1999-08-31", "--resolution", "2000", "--replicates", "2", "--workers", "1", "--quiet")
    done = kfor_sim("break", "--claim", "reserve-in-march-2004", "--theory", "no-effect", *quick, "--output", tmp_path)
    assert done.code == 0, done.err
    prose = " ".join(done.out.split())
    assert prose.startswith("documented, no-reserve under no-effect, one assumption changed at a time")
    assert "That without a reserve, crowds kill more people (" in prose
    assert "at the defaults under no-effect. So there is nothing to break." in prose


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("documented",), "at least two"),
        ((), "at least two"),
        (("documented", "quick"), "no shipped scenario of this name"),
        (("documented", "fast", "--claim", "deaths(fast) >= deaths(documented)"), "only < and > are"),
        (("documented", "fast", "--theory", "friedmann"), "did you mean 'friedman'?"),
        (("documented", "fast", "--figures", "violense"), "did you mean 'violence'?"),
        (("documented", "fast", "--figures", "run.seed"), "run.seed cannot be changed"),
        (("documented", "fast", "--set", "unrest.deterence=3"), "did you mean 'unrest.deterrence'"),
        (("--claim", "pace-at-equal-efort"), "there is no registered claim"),
        (("documented", "fast", "--replicates", "0"), "--replicates"),
    ],
)
def test_wrong_input_is_told_in_plain_words(kfor_sim, tmp_path, monkeypatch, wrong, words):
    monkeypatch.chdir(tmp_path)
    done = kfor_sim("break", *wrong)
    assert (done.code, done.out) == (2, "")
    assert words in " ".join(done.err.split())
    assert "Traceback" not in done.err
    assert not list(tmp_path.iterdir())


def test_help_teaches_with_examples_that_work(kfor_sim):
    from kfor_sim.robustness import breakable, departures_of

    done = kfor_sim("break", "--help")
    assert done.code == 0
    for example in _EXAMPLES:
        assert example in done.out
    for option in ("--claim", "--theory", "--figures", "--no-pairs", "--replicates", "--json", "--output"):
        assert option in done.out
    question = breakable(["documented", "fast"], claim="deaths(fast) > deaths(documented)")
    assert departures_of(question, theory="quinlivan", figures="violence.").figures
