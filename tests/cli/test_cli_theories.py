import json

import pytest

from kfor_sim.mechanisms import SLOTS
from kfor_sim.scenario import load, theories

OWN = """
[theories.resentment]
label = "Resentment"
sentence = "A force that stays is resented."
source = "edelstein-2008"
simplified = "one rate for all communities"
objection = "the force was a liberator to most"
[theories.resentment.options]
trust = "eroded-by-presence"
adaptation = "none"
[theories.resentment.figures]
mechanisms.trust.erosion = { value = 0.01, unit = "1000 person/person", basis = "chosen", because = "to see it" }
"""


def document(answer):
    assert (answer.code, answer.err) == (0, "")
    return json.loads(answer.out)


@pytest.mark.parametrize("words", ["", "--options", *theories(), "default"])
def test_text_keeps_to_the_page(kfor_sim, words):
    answer = kfor_sim("theories", *words.split())
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert max(len(line) for line in lines if "://" not in line) <= 100  # an address is never broken
    assert all(line == line.rstrip() for line in lines)


def test_the_table_names_every_theory_the_scenarios_own_mechanisms_first(kfor_sim):
    told = document(kfor_sim("theories", "--json"))
    assert told["scenario"] == "documented"
    assert [theory["name"] for theory in told["theories"]] == ["default", *theories()]
    assert all(theory["label"] and theory["sentence"].endswith(".") for theory in told["theories"])
    text = kfor_sim("theories").out
    starts = [line.split()[0] for line in text.splitlines()[2:] if line and not line.startswith(" ")]
    assert starts[: len(told["theories"])] == [theory["name"] for theory in told["theories"]]


def test_the_table_names_options_only_where_they_differ(kfor_sim):
    told = {theory["name"]: theory for theory in document(kfor_sim("theories", "--json"))["theories"]}
    reference = load("documented").options
    assert told["default"]["differs"] == {}
    assert told["no-effect"]["differs"] == {"deterrence": "none", "disarmament": "given-up"}
    assert "policing" in told["no-effect"]["takes"]
    for name, theory in theories().items():
        differs = {slot: option for slot, option in theory.taken.items() if option != reference[slot]}
        assert told[name]["differs"] == differs
        assert differs, f"{name} takes nothing that `documented` does not"


def test_the_table_ends_with_how_not_to_read_it(kfor_sim):
    words = " ".join(kfor_sim("theories").out.split())
    assert words.endswith("how many they are is no finding.")
    assert "neither independent nor equally plausible" in words


@pytest.mark.parametrize("name", theories())
def test_a_theory_in_detail(kfor_sim, name):
    theory, told = theories()[name], document(kfor_sim("theories", name, "--json"))
    assert (told["name"], told["sentence"], told["simplified"]) == (name, theory.sentence, theory.simplified)
    assert {option["slot"]: option["name"] for option in told["options"]} == theory.taken
    assert told["rest"].keys() | theory.taken.keys() == SLOTS.keys()
    assert told["command"] == f"kfor-sim run documented --theory {name}"
    keys = [source["key"] for source in told["sources"]]
    assert {theory.source, theory.objection_source} - {None} <= set(keys)
    assert len(keys) == len(set(keys))
    words = " ".join(kfor_sim("theories", name).out.split())
    for text in (theory.sentence, theory.simplified, theory.objection, *(source["key"] for source in told["sources"])):
        assert text in words
    for option in told["options"]:
        assert all(option[word] in words for word in ("statement", "equation", "valid", "criticism"))
    for figure in told["figures"]:
        assert figure["path"] in words
        assert figure["reason"] in words


def test_its_figures_are_those_that_its_options_read_and_those_that_it_sets(kfor_sim):
    told = document(kfor_sim("theories", "epstein", "--json"))
    own, under = load("documented"), load("documented", theory="epstein")
    found = {figure["path"]: figure for figure in told["figures"]}
    assert found.keys() == {"unrest.deterrence", "legitimacy.start"}
    assert found["unrest.deterrence"]["set_by"] == "scenario"
    assert found["unrest.deterrence"]["value"] == own.value("unrest.deterrence")
    start, before = found["legitimacy.start"], own.value("legitimacy.start")
    assert (start["set_by"], start["before"], start["value"]) == ("theory", before, under.value("legitimacy.start"))
    assert start["low"] < start["value"] < start["high"]
    assert f"theory, for {before}" in kfor_sim("theories", "epstein").out


def test_what_a_theory_was_made_from_is_said(kfor_sim):
    assert "Made from march-2004, so never scored on it." in kfor_sim("theories", "rumour-and-response").out
    assert "Made from" not in kfor_sim("theories", "quinlivan").out


def test_an_objection_without_a_source_is_not_called_published(kfor_sim):
    assert "(an obvious objection, without a source)" in " ".join(kfor_sim("theories", "police-first").out.split())
    assert "obvious objection" not in kfor_sim("theories", "quinlivan").out


def test_default_is_what_the_scenario_names_itself(kfor_sim):
    told = document(kfor_sim("theories", "default", "--json"))
    assert told["takes"] == load("documented").options
    assert (told["rest"], told["simplified"], told["registered"]) == ({}, None, False)
    assert told["command"] == "kfor-sim run documented"
    assert {figure["set_by"] for figure in told["figures"]} == {"scenario"}
    text = kfor_sim("theories", "default").out
    assert "Simplified" not in text
    assert ", as in documented" not in text


def test_options_by_slot_with_question_statement_and_equation(kfor_sim):
    told = document(kfor_sim("theories", "--options", "--json"))["slots"]
    assert [slot["name"] for slot in told] == list(SLOTS)
    words = " ".join(kfor_sim("theories", "--options").out.split())
    for slot in told:
        assert slot["taken"] == load("documented").options[slot["name"]]
        assert [option["name"] for option in slot["options"]] == list(SLOTS[slot["name"]].options)
        assert slot["question"] in words
        assert all(option["statement"] in words and option["equation"] in words for option in slot["options"])
    assert words.count("(taken by documented)") == len(SLOTS)


def test_of_a_file_its_own_theories_are_listed_too(kfor_sim, overlay):
    path = overlay(OWN, base="documented")
    told = document(kfor_sim("theories", "--of", path, "--json"))
    assert [theory["name"] for theory in told["theories"]] == ["default", *theories(), "resentment"]
    assert document(kfor_sim("theories", "--json"))["theories"] == told["theories"][:-1]
    mine = document(kfor_sim("theories", "resentment", "--of", path, "--json"))
    assert mine["differs"] == {"trust": "eroded-by-presence"}
    assert mine["command"] == f"kfor-sim run {path} --theory resentment"
    erosion = next(figure for figure in mine["figures"] if figure["path"] == "mechanisms.trust.erosion")
    assert (erosion["value"], erosion["set_by"]) == (0.01, "theory")
    assert erosion["before"] == load("documented").value("mechanisms.trust.erosion")
    assert "trust: eroded-by-presence\n" in kfor_sim("theories", "resentment", "--of", path).out
    assert "adaptation: none, as in mine\n" in kfor_sim("theories", "resentment", "--of", path).out


def test_of_another_scenario_what_differs_is_judged_by_its_own_options(kfor_sim):
    told = {
        theory["name"]: theory for theory in document(kfor_sim("theories", "--of", "minimal", "--json"))["theories"]
    }
    assert told["unmixing"]["differs"] == {"deterrence": "log-density", "communities": "unmixing"}
    assert told["epstein"]["differs"] == {"contagion": "none", "trust": "fixed"}


def test_the_picture_is_drawn_where_it_is_asked_for(kfor_sim, tmp_path):
    answer = kfor_sim("theories", "--picture", tmp_path / "curves.png")
    assert (answer.code, answer.out, answer.err) == (0, "", f"Drawn: {tmp_path / 'curves.png'}\n")
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")
    answer = kfor_sim("theories", "--picture", tmp_path / "nowhere" / "curves.png")
    assert answer.code == 2
    assert "nowhere" in answer.err


def test_the_page_is_markdown_and_nothing_else(kfor_sim):
    answer = kfor_sim("theories", "--markdown")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("# Theories: rival mechanisms\n")
    assert answer.out.endswith("\n")
    assert not answer.out.endswith("\n\n")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["quinlivn"], "there is no theory 'quinlivn' for documented; did you mean 'quinlivan'?"),
        (["DEFAULT "], "did you mean 'default'?"),
        (["xyz"], "theories: default, quinlivan, friedman"),
        (["resentment", "--of", "minimal"], "there is no theory 'resentment' for minimal"),
        (["--of", "minimall"], "did you mean 'minimal'?"),
        (["quinlivan", "friedman"], "unexpected extra argument"),
        (["quinlivan", "--options"], "NAME and --options exclude each other"),
        (["quinlivan", "--markdown"], "NAME and --markdown exclude each other"),
        (["--options", "--picture", "a.svg"], "--options and --picture exclude each other"),
        (["--markdown", "--json"], "--json and --markdown exclude each other"),
        (["--picture", "a.svg", "--json"], "--json and --picture exclude each other"),
        (["--markdown", "--of", "minimal"], "leave --of out"),
        (["--picture", "curves.pdf"], "ends in .svg or .png, not 'curves.pdf'"),
        (["--option"], "Did you mean '--options'?"),
    ],
)
def test_bad_input_is_refused_with_a_hint(kfor_sim, words, hint):
    answer = kfor_sim("theories", *words)
    assert (answer.code, answer.out) == (2, "")
    assert hint in answer.err
    assert "Traceback" not in answer.err


def test_a_theory_of_a_file_with_faults_is_refused_like_any_file(kfor_sim, overlay):
    answer = kfor_sim(
        "theories", "--of", overlay(OWN.replace('objection = "the', 'objektion = "the'), base="documented")
    )
    assert answer.code == 2
    assert "theories.resentment.objektion" in answer.err


def test_the_shell_completes_theories(process):
    shell = {"_KFOR_SIM_COMPLETE": "bash_complete"}
    answer = process(**shell, COMP_WORDS="kfor-sim theories un", COMP_CWORD="2")
    assert answer.out.split() == ["plain,unmixing"]


def test_show_names_the_theory_and_its_sentence(kfor_sim):
    told = document(kfor_sim("show", "documented", "--theory", "quinlivan", "--json"))
    assert (told["theory_name"], told["sentence"]) == ("quinlivan", theories()["quinlivan"].sentence)
    text = kfor_sim("show", "documented", "--theory", "quinlivan").out
    assert "\n\nTheory: quinlivan\n  Order holds where troops and police together" in text
    assert "\n\nTheory: default\n  The mechanisms that the scenario names itself" in kfor_sim("show", "documented").out
    changed = kfor_sim("show", "documented", "--theory", "quinlivan", "--set", "theory.trust=fixed").out
    assert "\n\nTheory: quinlivan (changed)\n  Options were set by hand: no theory answers" in changed


def test_a_scenario_that_borrows_the_name_of_a_theory_is_refused(kfor_sim, overlay):
    path = overlay('[theory]\nname = "quinlivan"\n', base="documented")
    answer = kfor_sim("theories", "quinlivan", "--of", path)
    assert answer.code == 2
    assert '"quinlivan" is a theory that takes deterrence = "density-threshold"' in " ".join(answer.err.split())


def test_a_theory_of_ones_own_needs_a_name_of_its_own(kfor_sim, overlay):
    path = overlay(OWN.replace("resentment", "friedman"), base="documented")
    answer = kfor_sim("check", path)
    assert answer.code == 2
    assert "is the name of a shipped theory; give yours another name" in " ".join(answer.err.split())
