"""Every faulty scenario file gives exactly the messages that it announces, and no machinery shows through."""

import re
from pathlib import Path

import pytest

from kfor_sim.errors import ScenarioError
from kfor_sim.scenario import load

FOLDER = Path(__file__).parent / "invalid"
FILES = sorted(FOLDER.glob("*.toml"))
EXPECT = "# expect: "
ANY = "<any>"  # stands for a part of a message that depends on a value of the reference scenario


def expected(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(EXPECT) for line in lines if line.startswith(EXPECT)]


def faults(path: Path) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(path)
    return [str(fault).replace(f"{path.parent}/", "") for fault in caught.value.faults]


def fits(line: str, pattern: str) -> bool:
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split(ANY)), line) is not None


def test_the_corpus_is_there():
    assert len(FILES) >= 60


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_faults_are_the_expected_ones(file):
    found, wanted = faults(file), expected(file)
    assert wanted, "the file announces no fault"
    assert len(found) == len(wanted), found
    for line, pattern in zip(found, wanted, strict=True):
        assert fits(line, pattern), f"\nfound:    {line}\nexpected: {pattern}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_machinery_shows_through(file):
    with pytest.raises(ScenarioError) as caught:
        load(file)
    text = str(caught.value)
    for word in ("pydantic", "Traceback", "http", "validation error", "Input should", "kfor_fault", "ctx"):
        assert word not in text
    for fault in caught.value.faults:
        assert "\n" not in str(fault)
        assert fault.path
        assert fault.what
