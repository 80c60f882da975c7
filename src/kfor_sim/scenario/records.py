"""Records of calibrations: what a ``calibrated`` figure points at, read from ``calibrations/`` beside its file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pydantic import Field

from kfor_sim.errors import Fault, ScenarioError
from kfor_sim.scenario.data_files import as_table
from kfor_sim.scenario.figures import Calibrated, Interval, Number, Sentence, Strict, Text
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

    draw: int = Field(
        description="Its number; with the seed it gives figures and luck, of guided ones after the first draws."
    )
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
    draws: int = Field(description="Draws, guided ones and contradictions included.")
    free: int = Field(description="How many of them, the first, were taken evenly from the ranges.")
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
        size, changed = path.stat().st_size, path.stat().st_mtime_ns
        if size > _LARGEST:
            raise ValueError("is too large to be a record")
        return _read(path, size, changed)
    except (OSError, ValueError, RecursionError) as error:
        raise ScenarioError(path.name, (Fault(path.name, f"the record {path.name} cannot be read: {error}"),)) from None


@cache
def _read(path: Path, _size: int, _changed: int) -> CalibrationRecord:
    """Read a record once, as long as the file is not changed."""
    return as_table(CalibrationRecord, json.loads(path.read_text(encoding="utf-8")), file=path)


def record_of_figure(figure: Calibrated, path: str, folders: Iterable[Path]) -> CalibrationRecord:
    """Find the record that a calibrated figure names, and hold the figure against it.

    Args:
        figure: The figure.
        path: Its path.
        folders: Folders of scenario files, that of the file in which it stands first; records lie in ``calibrations/``.

    Raises:
        ScenarioError: There is no such record, it is broken, or it says something else of the figure.
    """
    files: dict[str, Path] = {}
    for folder in dict.fromkeys(folders):
        for file in sorted((folder / FOLDER).glob(f"*{ENDING}")):
            files.setdefault(file.stem, file)
    if figure.by not in files:
        remedy = did_you_mean(figure.by, files, "records") if files else f"put {figure.by}{ENDING} into {FOLDER}/"
        raise ScenarioError(path, (Fault(path, f"there is no record '{figure.by}' in {FOLDER}/", remedy),))
    record = read_record(files[figure.by])
    fitted = record.figures.get(path)
    if fitted is None:
        remedy = "write another basis, or name the record of its fit"
        raise ScenarioError(path, (Fault(path, f"the record '{figure.by}' fits no such figure", remedy),))
    if figure.interval != fitted.interval:
        remedy = "write interval = [{}, {}]".format(*fitted.interval)
        raise ScenarioError(path, (Fault(path, f"its interval is not that of the record '{figure.by}'", remedy),))
    return record
