"""The documents: links that lead somewhere, commands that exist, nothing of this or any other machine."""

import re
from pathlib import Path

import pytest

from kfor_sim.cli.program import SUMMARIES
from kfor_sim.curves import curves_of
from kfor_sim.report.theories_page import page
from kfor_sim.scenario import diff, load, registered_conclusions, theories
from kfor_sim.version import NUMBERS

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
    for command in re.findall(r"(?:`|^ {4,})kfor-sim ([a-z]+)", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
        assert command in SUMMARIES, f"{path.name} names kfor-sim {command}"


def test_there_are_documents_to_check():
    assert {"README.md", "model.md", "minimal.md", "limits.md", "CONTRIBUTING.md"} <= {path.name for path in DOCUMENTS}
    assert {"teaching.md", "figures.md", "gallery.md", "api.md"} <= {path.name for path in DOCUMENTS}


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


def test_the_mechanisms_and_the_theory_of_the_scenario_guide_are_sound(tmp_path):
    """The indented blocks of its section, in one file."""
    text = (ROOT / "scenarios" / "README.md").read_text(encoding="utf-8")
    section = text[text.index("## The mechanisms") : text.index("## The levers")]
    blocks = re.findall(r"^(    \[.*\n(?:    .*\n)*)", section, flags=re.MULTILINE)
    assert len(blocks) == 3
    lines = re.sub(r"^    ", "", "\n".join(blocks), flags=re.MULTILINE)
    (tmp_path / "mine.toml").write_text(f'extends = "documented"\n{lines}', encoding="utf-8")
    own, under = (load(tmp_path / "mine.toml", theory=theory) for theory in (None, "slow-hand-over"))
    assert (own.options["deterrence"], own.options["adaptation"]) == ("density-threshold", "lag")
    assert own.value("mechanisms.adaptation.delay_weeks") == 52
    assert (under.theory_name, under.value("mechanisms.adaptation.uncovered")) == ("slow-hand-over", 1)
    assert under.theory.sentence in text


def places_in(path):
    """The places of a document that a link can lead to, as GitHub names them."""
    text = path.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    anchors = set(re.findall(r'<a id="([^"]+)"', text))
    return anchors | {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


THEORIES = ROOT / "docs" / "theories.md"
PICTURE = ROOT / "docs" / "pictures" / "deterrence.svg"


def test_the_page_of_theories_is_what_the_registry_says(documented):
    same = THEORIES.read_text(encoding="utf-8") == page(documented)
    assert same, "docs/theories.md is out of date; kfor-sim theories --markdown > docs/theories.md renews it"


def test_the_picture_of_deterrence_shows_the_curves_as_they_are(documented):
    """By the digest of the curves that it names, so that no version of Matplotlib matters."""
    shown = re.search(r"curves ([0-9a-f]{12})</dc:description>", PICTURE.read_text(encoding="utf-8"))
    renew = f"kfor-sim theories --picture {PICTURE.relative_to(ROOT)}"
    assert shown, f"no digest in the picture; {renew} draws it"
    assert shown[1] == curves_of(documented).digest, f"the picture is out of date; {renew} renews it"


def links_within(path):
    return re.findall(r"\]\(#([^)]+)\)", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_within_a_document_lead_somewhere(path):
    assert not set(links_within(path)) - places_in(path)


def test_there_are_links_within_documents_to_check():
    assert len(links_within(THEORIES)) > 60
    assert len(links_within(ROOT / "docs" / "figures.md")) > 30


def test_links_to_a_heading_of_another_document_lead_there():
    pattern = r"\]\(([^)#:]+\.md)#([^)]+)\)"
    links = [(path, *found) for path in DOCUMENTS for found in re.findall(pattern, path.read_text(encoding="utf-8"))]
    assert len(links) > 2
    for path, target, place in links:
        assert place in places_in(path.parent / target), f"{path.name} links to {target}#{place}"


def test_the_theory_of_ones_own_is_one(tmp_path):
    """The block of the page, as a reader would copy it."""
    (block,) = re.findall(r"```toml\n(.*?)```", THEORIES.read_text(encoding="utf-8"), flags=re.DOTALL)
    (tmp_path / "mine.toml").write_text(block, encoding="utf-8")
    plain, under = (load(tmp_path / "mine.toml", theory=theory) for theory in (None, "resentment"))
    assert plain.hash == load("documented").hash  # a theory that nobody asks for changes nothing
    assert under.theory.sentence in block
    assert under.options == plain.options | {"trust": "eroded-by-presence"}
    assert under.value("mechanisms.trust.erosion") == 0.01 != plain.value("mechanisms.trust.erosion")
    assert "edelstein-2008" in [citation.key for citation in under.bibliography]
    assert plain.title in block


def test_the_page_of_conclusions_tells_what_the_register_of_claims_tells():
    page = (ROOT / "docs" / "conclusions.md").read_text(encoding="utf-8")
    for name, claim in registered_conclusions().items():
        line = f"- **{claim.statement}** (`{name}`): `{claim.claim}`. {claim.outcome.sentence}"
        assert line in page, f"docs/conclusions.md lacks or tells otherwise: {line}"


def test_every_theory_has_an_outcome_and_a_reason_in_the_register_of_claims():
    for name, claim in registered_conclusions().items():
        told = [theory for names in claim.outcome.theories.values() for theory in names]
        assert sorted(told) == sorted(["default", *theories()]), name
        assert set(claim.outcome.because) == set(told), name
        assert claim.outcome.numbers == NUMBERS, f"{name} was run with other numbers; run it again"
