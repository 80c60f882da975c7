"""The evidence: what of the record a fit is held to, by which reading, and what is kept out of it to check it by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, Self

from pydantic import Field, model_validator

from kfor_sim.errors import Fault, InputError, ScenarioError
from kfor_sim.policies import POLICIES
from kfor_sim.scenario.bounds import Bounds
from kfor_sim.scenario.data_files import as_table
from kfor_sim.scenario.figures import Number, Sentence, Strict, Text, fault
from kfor_sim.scenario.location import scenario_folder
from kfor_sim.scenario.reading import read_toml
from kfor_sim.scenario.sources import read_sources
from kfor_sim.scenario.suggestions import did_you_mean
from kfor_sim.scenario.targets import FILE, PatternTarget, Period, pattern_targets

Use = Literal["fit", "held-out"]
Scale = Literal["linear", "log"]


class EvidenceSet(Strict):
    """A choice of targets that a fit can be held to."""

    label: Text = Field(description="What sentences call it.")
    statement: Sentence = Field(description="What is in it.")


class RecordReading(Strict):
    """One of several readings of a record that disagrees with itself."""

    label: Text = Field(description="What sentences call it.")
    statement: Sentence = Field(description="What it takes the record to say.")


class MarksEntry(Strict):
    """Dated strengths of the record that no fit sees."""

    label: Text = Field(description="What tables call these years.")
    window: Period = Field(strict=False, description="First and last day.")
    policies: tuple[Text, ...] = Field(strict=False, min_length=1, description="Policies for which they are a check.")
    because: Sentence = Field(description="What is learnt from them.")


class TargetEntry(Strict):
    """Something of the record that a world must show to be accepted, or that it is checked by."""

    label: Text = Field(description="A few words for columns and pictures.")
    pattern: Text | None = Field(default=None, description="The pattern of this file that it is, which says the rest.")
    record: Sentence | None = Field(default=None, description="What the record tells.")
    sources: tuple[Text, ...] = Field(default=(), strict=False, description="Who tells it: keys of sources.toml.")
    measure: Text | None = Field(default=None, description="The name of the measure.")
    window: Period | None = Field(default=None, strict=False, description="First and last day that are looked at.")
    before: Period | None = Field(default=None, strict=False, description="Earlier days to compare with.")
    settings: dict[str, Number] = Field(default_factory=dict, description="Further numbers that the measure asks for.")
    recorded: Number | None = Field(default=None, description="The number on record, in the unit of the measure.")
    scale: Scale = Field(default="linear", description="Whether misses are differences, or ratios.")
    accepted: Bounds | None = Field(default=None, description="Between what it must lie, and why.")
    accepted_as: Literal["yes", "partly"] | None = Field(default=None, description="Which bounds of the pattern hold.")
    because: Sentence | None = Field(default=None, description="Why these bounds of the pattern.")
    use: Use = Field(description="fit, or held-out: reported, never used.")
    evidence: tuple[Text, ...] = Field(strict=False, min_length=1, description="The sets of evidence that it is in.")
    policies: tuple[Text, ...] = Field(
        default=(), strict=False, description="Policies that it is asked of; others have it put in. Without it, all."
    )
    reading: Text | None = Field(default=None, description="The reading of the record that it belongs to, if to one.")
    put_in: Sentence | None = Field(default=None, description="What of it is put in, where something is.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        own = (self.record, self.measure, self.window, self.accepted)
        if self.pattern is None and (None in own or not self.sources):
            raise fault("is no pattern, and lacks one of record, sources, measure, window, accepted")
        others = (*own, self.before, self.recorded)
        if self.pattern is not None and (any(others) or self.sources or self.settings or not self.accepted_as):
            raise fault("is a pattern: it needs accepted_as and because, and the pattern says the rest")
        if bool(self.pattern) != bool(self.because) or (
            self.accepted and self.accepted.lowest == self.accepted.highest
        ):
            raise fault("gives a reason or bounds in the wrong place, or bounds between which nothing lies")
        return self


@dataclass(frozen=True, slots=True)
class Target:
    """Something of the record that a world is held to.

    Attributes:
        name: Its key.
        label: A few words for columns and pictures.
        record: What the record tells.
        sources: Who tells it.
        measure: The name of the measure.
        window: First and last day that are looked at.
        before: Earlier days to compare with.
        settings: Further numbers that the measure asks for.
        recorded: The number on record; None where the record has words alone.
        is_log: Whether misses are ratios.
        accepted: Between what it must lie, and why.
        use: ``fit``, or ``held-out``: reported and never used.
        evidence: The sets of evidence that it is in.
        policies: Policies that it is asked of; none of them is all of them.
        reading: The reading that it belongs to, if to one.
        put_in: What of it is put in; empty where nothing is.
    """

    name: str
    label: str
    record: str
    sources: tuple[str, ...]
    measure: str
    window: Period
    before: Period | None
    settings: Mapping[str, float]
    recorded: float | None
    is_log: bool
    accepted: Bounds
    use: Use
    evidence: tuple[str, ...]
    policies: tuple[str, ...]
    reading: str | None
    put_in: str

    @property
    def is_number(self) -> bool:
        """Whether it is bounded on both sides, so that a miss has a size; others are met or not."""
        return self.accepted.at_least is not None and self.accepted.at_most is not None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that scenarios/targets.toml says of fits.

    Attributes:
        sets: Sets of evidence by name, the smallest first.
        readings: Readings of the strength in 2003 by name, the one that is taken unless another is asked for first.
        targets: Targets by name.
        marks: Dated strengths that no fit sees, by name.
    """

    sets: Mapping[str, EvidenceSet]
    readings: Mapping[str, RecordReading]
    targets: Mapping[str, Target]
    marks: Mapping[str, MarksEntry]

    def chosen(self, name: str, reading: str, policy: str) -> dict[str, Target]:
        """Choose the targets of a set, by one reading, for schedules of one policy; held-out ones are among them.

        Raises:
            InputError: There is no such set or reading.
        """
        if name not in self.sets:
            raise InputError(f"there is no evidence '{name}'; {did_you_mean(name, self.sets)}")
        if reading not in self.readings:
            raise InputError(f"there is no reading '{reading}'; {did_you_mean(reading, self.readings)}")
        return {
            key: target
            for key, target in self.targets.items()
            if name in target.evidence
            and target.reading in (None, reading)
            and (not target.policies or policy in target.policies)
        }


@cache
def evidence() -> Evidence:
    """The shipped evidence.

    Raises:
        ScenarioError: The file has been changed, and not for the better; every fault at once.
    """
    content = read_toml(scenario_folder() / FILE).content
    found = as_table(_File, {key: value for key, value in content.items() if key != "patterns"}, file=FILE)
    wrong = tuple(_wrong(found))
    if wrong:
        raise ScenarioError(FILE, wrong)
    targets = {name: _target(name, entry) for name, entry in found.targets.items()}
    return Evidence(found.evidence, found.readings, targets, found.marks)


class _File(Strict):
    """What of the file is about fits."""

    evidence: dict[str, EvidenceSet]
    readings: dict[str, RecordReading]
    targets: dict[str, TargetEntry]
    marks: dict[str, MarksEntry]


def _target(name: str, entry: TargetEntry) -> Target:
    """Put a target together, from its pattern where it is one."""
    whole: TargetEntry | PatternTarget = pattern_targets()[entry.pattern] if entry.pattern else entry
    accepted = entry.accepted
    if isinstance(whole, PatternTarget):
        bounds = whole.yes if entry.accepted_as == "yes" else whole.partly
        accepted = bounds.model_copy(update={"because": entry.because})
    if accepted is None or whole.window is None or whole.measure is None or whole.record is None:
        raise ValueError(f"{name} was not checked")
    return Target(
        name=name,
        label=entry.label,
        record=whole.record,
        sources=whole.sources,
        measure=whole.measure,
        window=whole.window,
        before=whole.before,
        settings=whole.settings,
        recorded=entry.recorded,
        is_log=entry.scale == "log",
        accepted=accepted,
        use=entry.use,
        evidence=entry.evidence,
        policies=entry.policies,
        reading=entry.reading,
        put_in=entry.put_in or "",
    )


def _wrong(found: _File) -> Iterator[Fault]:
    """Find names that there are not, and bounds that have no logarithm."""
    sources = read_sources((scenario_folder() / "sources.toml",))
    for name, entry in found.targets.items():
        where = f"targets.{name}"
        if entry.pattern is not None:
            yield from _unknown(f"{where}.pattern", [entry.pattern], pattern_targets())
        yield from _unknown(f"{where}.sources", entry.sources, sources)
        yield from _unknown(f"{where}.evidence", entry.evidence, found.evidence)
        yield from _unknown(f"{where}.policies", entry.policies, POLICIES)
        yield from _unknown(f"{where}.reading", filter(None, [entry.reading]), found.readings)
        if entry.scale == "log" and not (entry.accepted and entry.accepted.lowest > 0):
            yield Fault(where, "misses are ratios, and the lower bound is not above 0")
    for name, marks in found.marks.items():
        yield from _unknown(f"marks.{name}.policies", marks.policies, POLICIES)


def _unknown(where: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    every = list(known)
    for name in names:
        if name not in every:
            yield Fault(where, f"there is no '{name}'", did_you_mean(name, every))
