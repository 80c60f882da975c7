"""The teaching guide: numbers of its prose are those of the runs, minutes add up, what it points at is there."""

import json
import re
from pathlib import Path

import pytest
from renewing.measured import read, shown

from kfor_sim import load, run

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
PROSE = re.sub(r"<!-- generated: .*?<!-- end of [a-z-]+ -->", "", PAGE, flags=re.DOTALL)
TOWN = ("drawdown.troops=300", "deployment.arrivals[0].troops=300")


@pytest.mark.parametrize("changes", [(), TOWN], ids=["1,000", "300"])
def test_the_crowds_of_the_town_are_those_of_the_program(changes):
    crowd = run(load("minimal", overrides=changes), replicates=1).metrics()["peak_active"].iloc[0]
    assert f"{crowd:,.0f}" in PROSE


def test_the_town_of_the_guide_is_changed_as_the_guide_says():
    assert f'kfor-sim run minimal --set {TOWN[0]} --set "{TOWN[1]}"' in PROSE


def test_the_numbers_of_the_prose_are_those_that_were_measured():
    difference = shown("deaths-against-documented", "fast")
    assert re.findall(r"\d+", difference) == ["38", "30", "45"]
    assert "38 (30 to 45) more simulated deaths" in PROSE
    assert "between 30 and 45" in PROSE
    assert f'"{shown("deaths", "documented", spread=False)} people would die."' in PROSE
    assert f"{100 * read()['documented']['serb-share-2000'][0]:.0f} % Serbs" in PROSE
    assert f"{load('documented').ledger.counts()['assumed']} assumed figures" in PROSE


@pytest.mark.parametrize(("heading", "minutes"), [("Ninety minutes", 90), ("Fifty minutes", 50)])
def test_the_minutes_of_a_plan_follow_one_another(heading, minutes):
    plan = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    steps = [tuple(map(int, found)) for found in re.findall(r"(?:### Minute|^\d\. \*\*)\s?(\d+) to (\d+)", plan, re.M)]
    assert len(steps) >= 6
    assert steps[0][0] == 0
    assert steps[-1][1] == minutes
    assert [end for _, end in steps[:-1]] == [begin for begin, _ in steps[1:]]


def test_every_notebook_is_named_and_there():
    listed = PAGE.split("## Ninety minutes\n")[0]
    named = re.findall(r"\]\(\.\./notebooks/(\d\d-[a-z-]+\.ipynb)\)", listed)
    assert [name[:2] for name in named] == ["01", "02", "03", "04", "05", "06"]
    for name in named:
        assert (ROOT / "notebooks" / name).is_file(), name
        assert (ROOT / "notebooks" / "answers" / name).is_file(), name


def test_what_students_from_the_region_are_offered_names_no_community():
    """The sheet, and notebook 01 up to the heading that the guide names, its outputs included."""
    (heading,) = re.findall(r"notebook 01 up to its heading \*([^*]+)\*", PAGE)
    cells = json.loads((ROOT / "notebooks" / "01-first-run.ipynb").read_text(encoding="utf-8"))["cells"]
    (leaving,) = [place for place, cell in enumerate(cells) if f"## {heading}\n" in "".join(cell["source"])]
    words = [cell["source"] for cell in cells[:leaving]]
    words += [
        output.get("text") or [text for kind, text in output["data"].items() if kind.startswith("text/")]
        for cell in cells[:leaving]
        for output in cell.get("outputs", ())
    ]
    offered = json.dumps(words, ensure_ascii=False) + (ROOT / "docs" / "minimal.md").read_text(encoding="utf-8")
    assert "## Exercise 2" in offered
    assert not re.findall(r"(?i)albanian|serb|roma\b|kosovo|march|\bNATO\b|1999|2004|`documented`", offered)


def test_what_resolution_does_to_a_difference_is_said_as_the_limits_have_it():
    limits = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    coarse, fine = re.search(r"`fast` has (\d+ \[\d+, \d+\]) .* and (\d+ \[\d+, \d+\]) at one", PROSE).groups()
    assert f"`fast` {coarse} at 10 and {fine} at 1" in limits
    assert "a fifth to a third larger" in PROSE
    assert "a fifth to\na third too large" in limits


def test_the_rubric_has_four_levels_for_each_criterion():
    rubric = PAGE.split("## Rubric\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in rubric.splitlines() if line.startswith("| **")]
    assert len(rows) >= 6
    assert {len(row) for row in rows} == {5}


def test_the_guide_speaks_of_a_model_and_forecasts_nothing():
    said = re.sub(r'"[^"]*"', "", PROSE)  # what misreaders say stands in quotes
    assert not re.findall(r"\b(?:forecasts?|predicts?|proves?|will happen)\b", said)
