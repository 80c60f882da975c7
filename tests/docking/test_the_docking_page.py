"""The page on docking: its tables are what the register gives; what its prose says was read off them by hand."""

import re
from pathlib import Path

import pytest

from kfor_sim.register import check_claims
from kfor_sim.report.claims import register_markdown, summarise_register
from kfor_sim.scenario.claim_register import claim_register

PAGE = (Path(__file__).parents[2] / "docs" / "docking.md").read_text(encoding="utf-8")
TABLES = PAGE[PAGE.index("compares it -->") + len("compares it -->") : PAGE.index("<!-- end -->")].strip()


def test_every_claim_of_the_register_has_a_row_with_its_statement_and_bounds():
    assert re.findall(r"\(`([a-z0-9-]+)`\)", TABLES) != []
    assert set(re.findall(r"\(`([a-z0-9-]+)`\) \|", TABLES)) == set(claim_register())
    for name, claim in claim_register().items():
        assert f"| {claim.statement} (`{name}`) |" in TABLES


def test_the_page_speaks_of_what_does_not_reproduce_before_what_does():
    places = [
        TABLES.index(f"### {heading}") for heading in ("Depends on", "Not reproduced", "Not enough", "Reproduced")
    ]
    assert places == sorted(places)


@pytest.mark.slow
def test_the_tables_are_what_the_register_gives(tmp_path):
    """All claims with all their seeds: some five minutes on two idle cores; to the last digit."""
    found = check_claims(workers=2, output=tmp_path)
    assert register_markdown(summarise_register(found)).strip() == TABLES
