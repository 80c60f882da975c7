"""Records of calibrations: what a ``calibrated`` figure points at, read from ``calibrations/`` beside its file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import Field

from kfor_sim.errors import Fault, ScenarioError
from kfor_sim.scenario.data_files import as_table
from kfor_sim.scenario.figures import Interval, Number, Sentence, Strict, Text
from kfor_sim.scenario.suggestions import did_you_mean

FOLDER = "calibrations"
ENDING = ".json"
_LARGEST = 5_000_000  # bytes; a record has some ten thousand


class FittedFigure(Strict):
    """What a calibration says of one figure."""

    unit: Text = Field(description="Its unit.")
    range: Interval = Field(description="The range that was put in.")
    median: Number = Field(description="The middle of what the evidence leaves.")
    interval: Interval = Field(description="The interval that the evidence leaves.")
    moved: bool = Field(description="Whether the evidence has moved it by more than luck.")


class FittedTarget(Strict):
    """How a target was met."""

    use: Text = Field(description="fit, or held-out: reported and never used.")
    at_least: Number | None = Field(description="The lowest number that was accepted.")
    at_most: Number | None = Field(description="The highest number that was accepted.")
    met_by_draws: Number = Field(description="The share of draws from the ranges that met it.")
    met_by_kept: Number | None = Field(description="The share of kept draws that did; nothing if none were kept.")


class KeptDraw(Strict):
    """A draw that was kept."""

    draw: int = Field(description="Its number; the design and the luck are made again from it and the seed.")
    distance: Number = Field(description="How far it misses the worst target, in tolerances; up to 1 is met.")
    weight: Number = Field(description="How much it counts beside the others; 1 where no draw was guided.")
    showed: dict[str, Number | None] = Field(description="What it showed, by target; nothing where nothing was there.")


class CalibrationRecord(Strict):
    """A calibration of a scenario under one theory, complete enough to be made again."""

    schema_: int = Field(alias="schema", description="The version of this form.")
    illustrative: Text = Field(description="What it must not be taken for.")
    scenario: Text = Field(description="The scenario.")
    scenario_hash: Text = Field(description="The hash of its numbers.")
    theory: Text = Field(description="The theory, or what the scenario's own mechanisms are called.")
    overrides: tuple[Text, ...] = Field(strict=False, description="What was set, as path=value.")
    evidence: Text = Field(description="The set of evidence.")
    reading: Text = Field(description="The reading of the record.")
    method: Sentence = Field(description="How draws were made and kept.")
    seed: int = Field(description="The seed of design and luck.")
    resolution: int = Field(description="Persons that a simulated resident stands for.")
    version: Text = Field(description="The program's version.")
    numbers: int = Field(description="The version of its numbers.")
    draws: int = Field(description="Draws from the ranges.")
    contradictions: int = Field(description="Draws whose figures contradict one another; nothing was run for them.")
    within: int = Field(description="Draws that met every target.")
    tolerance: Number = Field(description="By how much tolerances were widened; 1 is not at all.")
    verdict: Sentence = Field(description="Whether the theory fits, in a sentence.")
    targets: dict[str, FittedTarget] = Field(description="The targets.")
    figures: dict[str, FittedFigure] = Field(description="The figures.")
    kept: tuple[KeptDraw, ...] = Field(strict=False, description="The draws that were kept, the nearest first.")


def read_record(path: Path) -> CalibrationRecord:
    """Read a record.

    Raises:
        ScenarioError: It cannot be read, or is none.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError("is too large to be a record")
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ScenarioError(path.name, (Fault(path.name, f"cannot be read: {error}"),)) from None
    return as_table(CalibrationRecord, content, file=path)


def read_records(names: Iterable[str], folders: Iterable[Path]) -> dict[str, CalibrationRecord]:
    """Read the records that figures name.

    Args:
        names: What figures name.
        folders: Folders of scenario files; in each, records lie in ``calibrations/``. The first that has one counts.

    Returns:
        Records by name; those that there are not are left out, and named by `check_records`.

    Raises:
        ScenarioError: A record is broken.
    """
    found: dict[str, CalibrationRecord] = {}
    files = record_files(folders)
    for name in dict.fromkeys(names):
        if name in files:
            found[name] = read_record(files[name])
    return found


def record_files(folders: Iterable[Path]) -> dict[str, Path]:
    """Find the records of some folders by their names, the first of each name."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted((folder / FOLDER).glob(f"*{ENDING}")):
            found.setdefault(path.stem, path)
    return found


def fault_of(
    name: str, path: str, interval: tuple[float, float], records: Mapping[str, CalibrationRecord], known: Iterable[str]
) -> tuple[str, str] | None:
    """Say what is wrong with a calibrated figure's record: what, and what to do; None where all is well.

    Args:
        name: The record that it names.
        path: The path of the figure.
        interval: The interval that it states.
        records: The records that there are.
        known: Names of all records.
    """
    if name not in records:
        every = list(known)
        remedy = did_you_mean(name, every, "records") if every else f"put {name}{ENDING} into {FOLDER}/ beside the file"
        return f"there is no record '{name}' in {FOLDER}/", remedy
    fitted = records[name].figures.get(path)
    if fitted is None:
        return f"the record '{name}' fits no such figure", "write another basis, or name the record of its fit"
    if interval != fitted.interval:
        low, high = fitted.interval
        return f"its interval is not that of the record '{name}'", f"write interval = [{low}, {high}]"
    return None
