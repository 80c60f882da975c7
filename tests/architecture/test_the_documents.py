"""The documents: links that lead somewhere, commands that exist, nothing of this or any other machine."""

import re
from pathlib import Path

import pytest

from kfor_sim.cli.program import SUMMARIES
from kfor_sim.scenario import diff, load

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    path for pattern in ("*.md", "docs/*.md", "scenarios/**/*.md", "benchmarks/*.md") for path in ROOT.glob(pattern)
)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        if not target.startswith(("http", "doi:")):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_that_are_named_exist(path):
    for command in re.findall(r"`kfor-sim ([a-z]+)", path.read_text(encoding="utf-8")):
        assert command in SUMMARIES, f"{path.name} names kfor-sim {command}"


def test_there_are_documents_to_check():
    assert {"README.md", "model.md", "minimal.md", "limits.md", "CONTRIBUTING.md"} <= {path.name for path in DOCUMENTS}


def test_the_readme_holds_the_two_commands_and_fits_a_screen():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(re.findall(r"^python3 -m venv .*-m pytest$", text, flags=re.MULTILINE)) == 1
    assert len(re.findall(r"^python3 -m venv .*kfor-sim run documented$", text, flags=re.MULTILINE)) == 1
    assert text.count("\n") < 45


def test_the_what_if_of_the_scenario_guide_is_a_scenario(tmp_path):
    """The indented block of the guide, as a reader would type it."""
    text = (ROOT / "scenarios" / "README.md").read_text(encoding="utf-8")
    block = re.search(r"((?:    .*\n|\n)*    extends = (?:.*\n)(?:    .*\n|\n)*)", text).group(1)
    (tmp_path / "mine.toml").write_text(re.sub(r"^    ", "", block, flags=re.MULTILINE), encoding="utf-8")
    mine = load(tmp_path / "mine.toml")
    assert mine.title in text
    assert [difference.path for difference in diff(load("documented"), mine) if "violence" in difference.path]
