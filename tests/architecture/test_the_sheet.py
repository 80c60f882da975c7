"""docs/model.md says what the code does, in the form of the ODD protocol: its steps, its files, its figures."""

import inspect
import re
from pathlib import Path

from kfor_sim.mechanisms import SLOTS
from kfor_sim.mechanisms.options import TABLE
from kfor_sim.model.model import KforModel

ROOT = Path(__file__).parents[2]
SHEET = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")


def test_step_is_one_call_for_each_line_of_the_schedule():
    source = inspect.getsource(KforModel.step)
    calls = re.findall(r"^        self\._(\w+)\(\)$", source, flags=re.MULTILINE)
    titles = re.findall(r"^        \d+\. (Slow change|[A-Z][a-z]+)", source, flags=re.MULTILINE)
    assert calls == [title.lower().replace(" ", "_") for title in titles]
    assert len(calls) == 10


def sections_of(text, level):
    """The sections of a heading's level by title, each up to the next heading of that level or a higher one."""
    found = re.split(rf"^#{{{level}}} (.+)$", text, flags=re.MULTILINE)[1:]
    ends = (re.split(rf"^#{{1,{level}}} ", body, maxsplit=1, flags=re.MULTILINE)[0] for body in found[1::2])
    return dict(zip(found[::2], ends, strict=True))


def files_in(text):
    """The files of the package to which a text leads."""
    return set(re.findall(r"\]\(\.\./src/kfor_sim/([\w/]+\.py)\)", text))


STEPS = re.compile(r"7\.(?:[1-9]|10) ")
SUBMODELS = {title: body for title, body in sections_of(SHEET, 3).items() if STEPS.match(title)}


def test_the_description_has_the_elements_of_the_protocol_in_their_order():
    titles = [title for title in sections_of(SHEET, 2) if re.match(r"\d ", title)]
    assert titles == [
        "1 Purpose and patterns",
        "2 Entities, state variables and scales",
        "3 Process overview and scheduling",
        "4 Design concepts",
        "5 Initialisation",
        "6 Input data",
        "7 Submodels",
    ]


def test_the_eleven_design_concepts_are_answered_in_their_order():
    concepts = re.findall(
        r"^\*\*([A-Z][a-z ]+)\.\*\* \S", sections_of(SHEET, 2)["4 Design concepts"], flags=re.MULTILINE
    )
    assert concepts == [
        "Basic principles",
        "Emergence",
        "Adaptation",
        "Objectives",
        "Learning",
        "Prediction",
        "Sensing",
        "Interaction",
        "Stochasticity",
        "Collectives",
        "Observation",
    ]


def test_the_submodels_are_the_steps_of_a_week():
    steps = re.findall(r"^(\d+)\. (Slow change|[A-Z][a-z]+)", inspect.getdoc(KforModel.step), flags=re.MULTILINE)
    assert len(steps) == len(SUBMODELS) == 10
    for (number, name), title in zip(steps, SUBMODELS, strict=True):
        assert title.startswith(f"7.{number} {name}"), title


def test_every_submodel_names_its_files():
    for title, body in SUBMODELS.items():
        assert files_in(body), f"{title} names no file"


def test_the_files_that_the_sheet_names_exist_and_none_is_left_out():
    package = ROOT / "src" / "kfor_sim"
    named = files_in(SHEET)
    assert not [name for name in named if not (package / name).is_file()]
    folders = ("mechanisms", "policies", "model/processes", "model/agents")
    made_of = {path.relative_to(package).as_posix() for folder in folders for path in (package / folder).glob("*.py")}
    aside = {"mechanisms/options.py", "policies/levers.py"}  # how options and levers are declared
    assert {name for name in made_of if "__init__" not in name} - aside <= named


def test_every_figure_of_a_process_is_in_the_prose(documented):
    """By the last part of its path in the file; the tables that are made from the files do not count."""
    prose = re.sub(r"<!-- generated: .*?<!-- end of [a-z-]+ -->", "", SHEET, flags=re.DOTALL)
    tables = {"unrest", "tension", "violence", "arms", "displacement", "security", "hardship", "legitimacy"}
    tables |= {"deployment", "presence", "rotation", "reserve", "population", "review", "nations", "police", "report"}
    paths = [row.path.split(".") for row in documented.ledger]
    named = {path[1].split("[")[0] for path in paths if path[0] in tables}
    assert len(named) > 55
    assert not {name for name in named if name not in prose}


def test_every_figure_that_an_option_brings_along_is_in_the_reference_and_no_other(documented):
    """So that a theory, or a changed option, finds its figures there."""
    declared = {f"{TABLE}.{slot.name}.{figure}" for slot in SLOTS.values() for figure in slot.own}
    assert len(declared) > 20
    assert {row.path for row in documented.ledger if row.path.startswith(f"{TABLE}.")} == declared


def test_every_figure_that_an_option_reads_anyway_exists(documented):
    given = {path for slot in SLOTS.values() for option in slot.options.values() for path in option.paths.values()}
    assert len(given) > 30
    assert given <= set(documented.values)
