"""`kfor-sim explain` as a user meets it."""

import json

import pytest


def test_a_term_is_explained(kfor_sim):
    answer = kfor_sim("explain", "unrest.deterrence")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("`unrest.deterrence` (figure): How strongly presence deters.\n")
    assert "\nrange    1.5 to 3.5\n" in answer.out
    assert "kfor_sim/mechanisms/deterrence.py" in answer.out
    assert "Illustrative" in answer.out


@pytest.mark.parametrize(
    "term", ["adaptation", "lag", "quinlivan", "conditions", "conditions.step", "riot_weeks", "active"]
)
def test_every_kind_of_term_is_found(kfor_sim, term):
    document = json.loads(kfor_sim("explain", term, "--json").out)
    assert document["entries"][0]["term"].endswith(term)
    assert document["entries"][0]["where"]


def test_values_are_told_of_a_file_of_ones_own(kfor_sim, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(
        'schema = 1\nextends = "minimal"\ntitle = "Mine"\nquestion = "What if?"\npurpose = "what-if"\n[unrest]\n'
        'threshold = { value = 0.3, unit = "1", basis = "chosen", because = "what if more were needed" }\n'
    )
    answer = kfor_sim("explain", "threshold", "--of", str(file))
    assert answer.code == 0
    assert "value    0.3\n" in answer.out
    assert "table [unrest] of mine.toml or minimal.toml" in answer.out


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ([], "Missing argument 'TERM'"),
        (["threshld"], "did you mean 'threshold'?"),
        (["threshold", "--of", "nowhere"], "no shipped scenario of this name"),
        (["threshold", "deaths"], "unexpected extra argument"),
    ],
)
def test_bad_input_is_refused_with_a_hint(kfor_sim, words, hint):
    answer = kfor_sim("explain", *words)
    assert (answer.code, answer.out) == (2, "")
    assert hint in answer.err
    assert "Traceback" not in answer.err
