"""The teaching guide: numbers of its prose are those of the runs, minutes add up, what it points at is there."""

import re
from pathlib import Path

import pytest
from renewing.measured import read, shown

from kfor_sim import load, run

PAGE = (Path(__file__).parents[2] / "docs" / "teaching.md").read_text(encoding="utf-8")
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
    named = re.findall(r"\]\(\.\./notebooks/(\d\d-[a-z-]+\.ipynb)\)", PAGE)
    assert [name[:2] for name in named] == ["01", "02", "03", "04", "05", "06"]


def test_the_rubric_has_four_levels_for_each_criterion():
    rubric = PAGE.split("## Rubric\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in rubric.splitlines() if line.startswith("| **")]
    assert len(rows) >= 6
    assert {len(row) for row in rows} == {5}


def test_the_guide_speaks_of_a_model_and_forecasts_nothing():
    said = re.sub(r'"[^"]*"', "", PROSE)  # what misreaders say stands in quotes
    assert not re.findall(r"\b(?:forecasts?|predicts?|proves?|will happen)\b", said)
