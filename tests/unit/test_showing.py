"""Answers show themselves in a notebook: the words and tables of the command line, as HTML."""

from importlib import import_module

import pytest

from kfor_sim import break_claim, load, robust, run
from kfor_sim.report.kinds import KINDS


@pytest.fixture(scope="module")
def fewer(tmp_path_factory):
    file = tmp_path_factory.mktemp("scenarios") / "fewer.toml"
    file.write_text(
        'extends = "minimal"\ntitle = "Fewer"\n[drawdown]\npolicy = "hold"\nbecause = "fewer than there were"\n'
        'troops = { value = 300, unit = "person", basis = "chosen", because = "less than a third" }\n',
        encoding="utf-8",
    )
    return file


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("run", "comparison")])
def test_every_kind_of_answer_can_be_set_out(kind):
    module = import_module(f"kfor_sim.report.{KINDS[kind].module}")
    stem = KINDS[kind].parts.removesuffix("_parts")
    assert callable(getattr(module, f"summarise_{stem}"))
    assert callable(getattr(module, f"{stem}_parts"))


def test_a_claim_under_theories_shows_its_sentence_and_table(fewer):
    found = robust(["minimal", fewer], theories=["minimal", "no-effect"], replicates=2)
    shown = found._repr_html_()
    assert found.sentence.split("`")[0] in shown
    assert shown.count("<table>") == 1
    assert "no-effect</th>" in shown.replace("<wbr>", "")
    assert "Illustrative" in shown
    assert "doi" not in shown


def test_what_breaks_a_claim_shows_itself(fewer):
    found = break_claim(["minimal", fewer], figures="unrest.threshold", pairs=False, replicates=2)
    assert found.question.claim.text.split("(")[0] in found._repr_html_()


def test_what_was_put_in_stands_beside_what_came_out():
    frame = run(load("minimal")).put_in_came_out()
    assert set(frame["side"]) == {"put in", "came out"}
    out = frame[frame["side"] == "came out"]
    assert out["what"].str.contains("deaths").any()
    assert (out["leans_on"].str.len() > 0).any()
