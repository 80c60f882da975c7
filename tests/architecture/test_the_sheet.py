"""docs/model.md says what the code does: its schedule is that of step(), its figures are those of the scenario."""

import inspect
import re
from pathlib import Path

from kfor_sim.mechanisms import SLOTS
from kfor_sim.mechanisms.options import TABLE
from kfor_sim.model.model import KforModel

ROOT = Path(__file__).parents[2]
SHEET = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")


def test_the_schedule_is_the_docstring_of_step():
    block = SHEET.split("a test compares the two -->\n")[1].split("<!-- end of the schedule")[0]
    lines = inspect.getdoc(KforModel.step).splitlines()
    assert block.strip().splitlines() == [line for line in lines if re.match(r"\d+\. ", line)]


def test_step_is_one_call_for_each_line_of_the_schedule():
    source = inspect.getsource(KforModel.step)
    calls = re.findall(r"^        self\._(\w+)\(\)$", source, flags=re.MULTILINE)
    titles = re.findall(r"^        \d+\. (Slow change|[A-Z][a-z]+)", source, flags=re.MULTILINE)
    assert calls == [title.lower().replace(" ", "_") for title in titles]
    assert len(calls) == 10


def test_the_files_that_the_sheet_names_exist():
    package = ROOT / "src" / "kfor_sim"
    folders = (package, package / "mechanisms", package / "model", package / "model" / "processes")
    headings = re.findall(r"^## .*$", SHEET, flags=re.MULTILINE)
    named = [name for heading in headings for name in re.findall(r"`([\w/]+\.py)`", heading)]
    assert len(named) > 12
    for name in named:
        assert any((folder / name).is_file() for folder in folders), name


def test_every_figure_of_a_process_is_in_the_sheet(documented):
    """By the last part of its path in the file."""
    tables = {"unrest", "tension", "violence", "arms", "displacement", "security", "hardship", "legitimacy"}
    tables |= {"deployment", "presence", "rotation", "reserve", "population", "review"}
    paths = [row.path.split(".") for row in documented.ledger]
    named = {path[1].split("[")[0] for path in paths if path[0] in tables}
    assert len(named) > 40
    assert not {name for name in named if name not in SHEET}


def test_every_figure_that_an_option_brings_along_is_in_the_reference_and_no_other(documented):
    """So that a theory, or a changed option, finds its figures there."""
    declared = {f"{TABLE}.{slot.name}.{figure}" for slot in SLOTS.values() for figure in slot.own}
    assert len(declared) > 20
    assert {row.path for row in documented.ledger if row.path.startswith(f"{TABLE}.")} == declared


def test_every_figure_that_an_option_reads_anyway_exists(documented):
    given = {path for slot in SLOTS.values() for option in slot.options.values() for path in option.paths.values()}
    assert len(given) > 30
    assert given <= set(documented.values)
