"""`kfor-sim robust` as users type it."""

import json

import pytest

QUICK = ("--set", "end=1999-12-31", "--resolution", "1000", "--replicates", "2", "--quiet")
CLAIM = "deaths(no-force) > deaths(documented)"


def test_it_answers_with_a_sentence_a_row_for_each_theory_and_a_picture(kfor_sim, tmp_path):
    asked = ("robust", "documented", "no-force", "--claim", CLAIM, "--theories", "default, no-effect")
    done = kfor_sim(*asked, "--output", str(tmp_path), *QUICK)
    assert done.code == 0, done.err
    assert "fails under no-effect (no difference in any of 2 runs)" in " ".join(done.out.split())
    rows = [line.split()[0] for line in done.out.splitlines() if line.startswith(("default ", "no-effect "))]
    assert rows == ["default", "no-effect"]
    assert "Illustrative" in done.out
    assert "Costalli 2014" in " ".join(done.out.split())
    (folder,) = tmp_path.glob("robust-no-force-*")
    assert {path.name for path in folder.iterdir()} == {
        "verdicts.csv", "metrics.csv", "manifest.json", "document.json", "in-and-out.json", "robust.png", "robust.svg",
    }  # fmt: skip
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["claim"] == CLAIM
    assert manifest["sentence"] in " ".join(done.out.split())
    assert "robust.png" in done.out
    assert folder.name in kfor_sim("results", "--output", str(tmp_path)).out
    assert "all sound" in kfor_sim("results", "--output", str(tmp_path), "--verify").out
    removed = kfor_sim("results", "--output", str(tmp_path), "--remove", folder.name, "--yes")
    assert removed.code == 0, removed.err
    assert not folder.exists()


def test_json_is_one_document_with_a_row_for_each_theory(kfor_sim, tmp_path):
    asked = ("robust", "documented", "no-force", "--theories", "no-effect", "--json", "--no-pictures")
    done = kfor_sim(*asked, "--output", str(tmp_path), *QUICK)
    assert done.code == 0, done.err
    document = json.loads(done.out)
    (row,) = document["theories"]
    assert (row["theory"], row["verdict"], row["mean"], row["equal_in"]) == ("no-effect", "no difference", 0, 2)
    assert document["sentence"].startswith("That `no-force` is less secure than `documented` fails under no-effect")


def test_schedules_with_the_same_numbers_are_told_to_be_alike(kfor_sim, tmp_path):
    (tmp_path / "mine.toml").write_text('schema = 1\nextends = "documented"\ntitle = "Mine"\n', encoding="utf-8")
    asked = ("robust", "documented", tmp_path / "mine.toml", "--theories", "default", "--no-pictures")
    done = kfor_sim(*asked, "--output", str(tmp_path), *QUICK)
    assert done.code == 0, done.err
    assert "These schedules have the same numbers" in done.out


def test_a_registered_claim_brings_its_schedules(kfor_sim, tmp_path):
    asked = ("robust", "--claim", "reserve-in-march-2004", "--theories", "no-effect", "--no-pictures")
    done = kfor_sim(*asked, "--output", str(tmp_path), *QUICK)
    assert done.code == 0, done.err
    said = " ".join(done.out.split())
    assert "Without a reserve" in said or "without a reserve" in said
    assert "Expected before it was run: Fails nearly everywhere" in said


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("robust", "documented"), "at least two"),
        (("robust",), "at least two"),
        (("robust", "documented", "fast", "--claim", "deaths(fast) >= deaths(documented)"), "only < and > are"),
        (("robust", "documented", "fast", "--theories", "friedmann"), "did you mean 'friedman'?"),
        (("robust", "--claim", "pace-at-equal-efort"), "did you mean 'pace-at-equal-effort'?"),
        (("robust", "documented", "fast", "--set", "theory.deterrence=none"), "would change every theory"),
        (("robust", "documented", "quick"), "no shipped scenario of this name"),
    ],
)
def test_wrong_input_is_told_in_plain_words(kfor_sim, wrong, words):
    done = kfor_sim(*wrong)
    assert done.code == 2
    assert words in " ".join(done.err.split())
    assert "Traceback" not in done.err
