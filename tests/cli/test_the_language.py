"""The language of all that is printed: nothing is foretold, a model is called a model, findings are conditional."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

import kfor_sim
from kfor_sim import break_claim, compare, load, robust, run
from kfor_sim.cli.program import SUMMARIES, program
from kfor_sim.metrics import Marks, metrics_of
from kfor_sim.model.outcomes import OUTCOMES
from kfor_sim.prepare import calendar_of
from kfor_sim.report.sentences import conditional_sentence
from kfor_sim.report.text import plain_rows
from kfor_sim.scenario.location import scenario_folder

PACKAGE = Path(kfor_sim.__file__).parent
PARTS = sorted({path.relative_to(PACKAGE).parts[0] for path in PACKAGE.rglob("*.py")})

FORETOLD = re.compile(
    r"\b(will|won't|shall|forecast\w*|predict\w*|foresee\w*|prove[sdn]?|proofs?|inevitabl\w*|certainly|undoubtedly|"
    r"guarantee[sd]?|optimal\w*|the best schedule|recommend\w*|shows? that|demonstrates? that)\b",
    re.IGNORECASE,
)
"""Words for somebody who knows the future, or what is best."""
ALLOWED = (
    "neither a forecast nor a measurement",
    "not a forecast",
    "what happened or will happen",
    "nothing of what did or will",
    "credible guarantees by a third party",  # the title of a field of the literature
    "guarantees by an outsider whose end can be foreseen",
    "Technological Forecasting and Social Change",  # a journal
    "those who are still there will act",  # what people reckon with, not we
    "Forecasting violence, planning a force",  # what it must not be used for
)
WILL_OF_NATIONS = re.compile(
    r"\b(the|political|a|no|without|of their|of|up a|full of|that their|their) will\b|\bwill\."
)
CONDITIONAL = re.compile(
    r"^If the assumptions of |^On these assumptions, in .* of the model, |"  # runs and comparisons
    r"\b(holds?|fails?|is reversed|makes no difference|cannot be told)\b.* under |"  # a claim, theory by theory
    r"\bas the scenarios stand\b|\b(breaks?|standing)\b"  # a claim, and what breaks it
)
"""What marks a finding as one about the model, on its assumptions."""
OF_PEOPLE = re.compile(r"\b(people|residents|deaths|killed|person-weeks)\b(?! ?\()")
"""Words for people and what happens to them; not as a metric of a formula, ``deaths(fast)``."""
SAYS_NOTHING_OF_RESULTS = (
    *("list", "show", "figures", "check", "diff", "schema", "new", "explain", "theories", "results"),
)


def foretold(text):
    """Words of prophecy in a text, what is allowed left out."""
    for phrase in ALLOWED:
        text = text.replace(phrase, "")
    return [found[0] for found in FORETOLD.finditer(WILL_OF_NATIONS.sub("", text))]


def templates(file):
    """Texts of a module that may be printed: all of its strings but names, paths and documentation."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value
        if is_text and id(node) not in documentation:
            yield node.lineno, node.value


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    """A town with its force and one with a third of it."""
    file = tmp_path_factory.mktemp("scenarios") / "fewer.toml"
    file.write_text(
        'schema = 1\nextends = "minimal"\ntitle = "Fewer"\nquestion = "What if fewer were there?"\n'
        'purpose = "what-if"\n'
        "[violence]\n"
        'attack_rate = { value = 0.5, unit = "attack/person/week", basis = "chosen", because = "so that some die" }\n'
        '[drawdown]\npolicy = "hold"\nbecause = "a smaller force than that"\n'
        'troops = { value = 300, unit = "person", basis = "chosen", because = "less than a third" }\n',
        encoding="utf-8",
    )
    return file


@pytest.mark.parametrize("part", PARTS)
def test_no_template_foretells(part):
    place = PACKAGE / part
    for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
        for line, text in templates(file):
            assert not foretold(text), f"{file.relative_to(PACKAGE)}:{line}: {text!r}"


def test_templates_are_found_pieces_of_sentences_too(tmp_path):
    file = tmp_path / "written.py"
    file.write_text('"""It will."""\nNAME = "will"\ndef say(a, b):\n    """Will do."""\n    return f"{a} will {b}"\n')
    assert list(templates(file)) == [(5, " will ")]
    assert sum(1 for path in PACKAGE.rglob("*.py") for _ in templates(path)) > 2_000


@pytest.mark.parametrize("name", [None, *SUMMARIES])
def test_no_help_foretells(kfor_sim, name):
    said = " ".join(kfor_sim(*filter(None, [name]), "--help").out.split())
    assert len(said) > 200
    assert not foretold(said)


@pytest.mark.parametrize("name", [name for name in SUMMARIES if name not in SAYS_NOTHING_OF_RESULTS])
def test_help_of_whatever_gives_results_says_that_they_are_illustrative(name):
    assert "illustrative" in " ".join(program.get_command(None, name).help.split()).lower()


@pytest.mark.parametrize("file", sorted(scenario_folder().glob("*.toml")), ids=lambda file: file.stem)
def test_no_scenario_foretells(file):
    def texts(node):
        if isinstance(node, dict | list):
            for child in node.values() if isinstance(node, dict) else node:
                yield from texts(child)
        elif isinstance(node, str) and " " in node:
            yield node

    for text in texts(tomllib.loads(file.read_text(encoding="utf-8"))):
        assert not foretold(text), text


def test_labels_of_what_is_measured_foretell_nothing():
    scenario = load("documented")
    for each in (*OUTCOMES, *metrics_of(Marks.of(scenario, calendar_of(scenario)))):
        assert not foretold(each.label), each.label


def findings(worlds):
    """The sentences that answers give, of every kind that a small world can be asked."""
    result = run(load(worlds), replicates=2)
    yield conditional_sentence("fewer", plain_rows(result.summary()), replicates=2)
    yield conditional_sentence("fewer", plain_rows(run(load(worlds), replicates=1).summary()), replicates=1)
    yield from compare(["minimal", worlds], replicates=2).sentences()
    yield from compare(["minimal", worlds], replicates=1).sentences()
    yield robust(["minimal", worlds], theories=["minimal", "no-effect"], replicates=2).sentence
    claim = "attacks(fewer) > attacks(minimal)"
    yield break_claim(["minimal", worlds], claim=claim, figures="unrest.threshold", pairs=False, replicates=2).sentence


def test_every_finding_is_about_the_model_on_its_assumptions(worlds):
    told = list(findings(worlds))
    assert len(told) >= 6
    for sentence in told:
        assert CONDITIONAL.search(sentence), sentence
        assert not foretold(sentence), sentence
        if OF_PEOPLE.search(sentence):
            assert "simulated" in sentence, sentence


@pytest.mark.parametrize(
    "said",
    [
        "Under `fast` 40 more people are killed and the force is to blame",
        "the drawdown is going to cost 38 lives, under any theory",
        "In 20 runs `fast` had 38 more deaths than `documented`.",
        "`fast` is worse",
    ],
)
def test_a_sentence_about_the_world_is_no_finding(said):
    is_simulated = "simulated" in said or not OF_PEOPLE.search(said)
    assert not (CONDITIONAL.search(said) and is_simulated)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Violence will fall", ["will"]),
        ("the model predicts 40 deaths", ["predicts"]),
        ("this proves that", ["proves"]),
        ("Nothing here is a forecast", ["forecast"]),
        ("it is neither a forecast nor a measurement", []),
        ("political will wears off", []),
        ("in 20 runs of the model it had more deaths", []),
    ],
)
def test_the_search_finds_what_it_is_for(said, found):
    assert foretold(said) == found
