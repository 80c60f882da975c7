"""The patterns of the record, with a measure, dates and bounds, that the scorecard looks for and fits are held to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from kfor_sim.errors import Fault, ScenarioError
from kfor_sim.scenario.bounds import Bounds
from kfor_sim.scenario.data_files import as_table
from kfor_sim.scenario.figures import Number, Sentence, Strict, Text, fault
from kfor_sim.scenario.location import scenario_folder
from kfor_sim.scenario.reading import read_toml
from kfor_sim.scenario.sources import read_sources

FILE = "targets.toml"

Then = Literal["stays", "goes", "nothing", "tells"]
"""What must become of a pattern when an input is knocked out, for it to count."""
Period = tuple[date, date]


class PatternKnockOut(Strict):
    """An input that is taken out, and what must become of the pattern then."""

    name: Text = Field(description="The name of the knock-out.")
    then: Then = Field(description="What must become of the pattern for it to count: stays, goes, nothing, or tells.")
    because: Sentence = Field(description="What is learnt from it.")
    place: Text | None = Field(default=None, description="The municipality concerned, where there is one.")


class PatternTarget(Strict):
    """A pattern of the record, and how it is looked for in the model."""

    label: Text = Field(description="A few words for columns and pictures.")
    statement: Text = Field(description="The pattern in words, without a full stop.")
    record: Sentence = Field(description="What the record tells.")
    sources: tuple[Text, ...] = Field(strict=False, min_length=1, description="Who tells it: keys of sources.toml.")
    measure: Text = Field(description="The name of the measure.")
    event: Text | None = Field(default=None, description="Key of the event that the pattern is of.")
    window: Period = Field(strict=False, description="First and last day of the weeks that are looked at.")
    before: Period | None = Field(default=None, strict=False, description="First and last day of earlier weeks.")
    settings: dict[str, Number] = Field(default_factory=dict, description="Further numbers that the measure asks for.")
    put_in: Sentence = Field(description="What of the pattern is put in, and what could be a finding.")
    coded_in: bool = Field(default=False, description="Whether the whole of it is put in, so that it never counts.")
    set_by_hand: tuple[Text, ...] = Field(
        default=(), strict=False, description="Figures set by hand to it; where one of them is read it never counts."
    )
    target_of_fit: bool = Field(
        default=False, description="Whether calibrations fit figures to it; in a calibrated scenario it never counts."
    )
    yes: Bounds = Field(description="Where the answer is yes.")
    partly: Bounds = Field(description="Where it is partly, if it is not yes.")
    knock_outs: tuple[PatternKnockOut, ...] = Field(
        strict=False, min_length=1, description="What is taken out to see where the pattern comes from."
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not all(first <= last for first, last in self.periods):
            raise fault("has a period that ends before it begins")
        if self.before and self.before[1] >= self.window[0]:
            raise fault("compares with weeks that are not before its window")
        if not self.partly.lowest <= self.yes.lowest <= self.yes.highest <= self.partly.highest:
            raise fault("says yes where it does not even say partly", "the bounds of `partly` are the wider ones")
        names = [knock_out.name for knock_out in self.knock_outs]
        if len(set(names)) < len(names):
            raise fault("names a knock-out twice")
        return self

    @property
    def periods(self) -> tuple[Period, ...]:
        """The weeks before, if there are any, and the window."""
        return (*([self.before] if self.before else []), self.window)


@cache
def pattern_targets() -> Mapping[str, PatternTarget]:
    """The shipped patterns by name, in the order of the file.

    Raises:
        ScenarioError: The file has been changed, and not for the better.
    """
    return read_targets(scenario_folder() / FILE)


def read_targets(path: Path) -> dict[str, PatternTarget]:
    """Read the patterns of a file of targets.

    Raises:
        ScenarioError: Something is wrong with it; every fault at once.
    """
    content = {"patterns": read_toml(path).content.get("patterns", {})}
    found = as_table(_Targets, content, file=path).patterns
    unknown = tuple(_unknown_sources(found))
    if unknown:
        raise ScenarioError(path.name, unknown)
    return found


class _Targets(Strict):
    """What of the file is about patterns; `evidence` reads the rest."""

    patterns: dict[str, PatternTarget]


def _unknown_sources(found: Mapping[str, Any]) -> Iterator[Fault]:
    known = read_sources((scenario_folder() / "sources.toml",))
    for name, pattern in found.items():
        for key in pattern.sources:
            if key not in known:
                yield Fault(f"patterns.{name}.sources", f"there is no source '{key}' in sources.toml")
