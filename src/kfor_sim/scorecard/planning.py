"""What is to be scored: which scenario, under which theories, by which patterns, and what has to be run for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path
from typing import SupportsIndex

from kfor_sim.arguments import with_arguments
from kfor_sim.comparing import SHARED
from kfor_sim.errors import InputError
from kfor_sim.measures import MEASURES, course_of
from kfor_sim.prepare import calendar_of
from kfor_sim.robustness.question import check_theory
from kfor_sim.scenario import Scenario, TheoryEntry, load
from kfor_sim.scenario.suggestions import did_you_mean
from kfor_sim.scenario.targets import PatternTarget, pattern_targets
from kfor_sim.scorecard.knock_outs import KNOCK_OUTS, knocked_out, lacking, with_settings
from kfor_sim.trials import Reading, Wanted

REPLICATES_OF_MATRIX = 6
"""Replicates for each cell where all theories are asked for, so that two processors take minutes."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is scored.

    Attributes:
        file: Shipped name or path of the scenario.
        base: The scenario as loaded, under its own mechanisms.
        theories: Names of the theories under which it is scored, its own mechanisms by their own name.
        alone: Whether one theory was asked for.
        overrides: What was set, as ``path=value``.
        numbers: Replicates, seed and resolution.
        targets: The patterns by name.
    """

    file: str
    base: Scenario
    theories: tuple[str, ...]
    alone: bool
    overrides: tuple[str, ...]
    numbers: Mapping[str, int]
    targets: Mapping[str, PatternTarget]

    @property
    def interval(self) -> float:
        """The share that intervals hold."""
        return self.base.value("run.interval")

    def under(self, theory: str, settings: tuple[str, ...]) -> Scenario:
        """Load the scenario under a theory, with further settings and the same luck as ever."""
        name = None if theory == self.base.theory_name else theory
        overrides = with_settings(self.overrides, settings)
        return with_arguments(load(self.file, theory=name, overrides=overrides), **self.numbers)

    def entry(self, theory: str) -> TheoryEntry | None:
        """Give what is registered of a theory; None for mechanisms that have no such name."""
        return self.base.theories.get(theory)

    def label(self, theory: str) -> str:
        """What tables and pictures call a theory."""
        entry = self.entry(theory)
        return entry.label if entry else "the scenario's own mechanisms"


@dataclass(frozen=True)
class Plan:
    """All scenarios that are to be lived through.

    Attributes:
        subject: What is scored.
        scenarios: The scenario under each theory.
        knocked: It again with an input taken out, by theory, pattern and knock-out.
        reasons: Why a pattern is not scored, by theory and pattern.
    """

    subject: Subject
    scenarios: Mapping[str, Scenario]
    knocked: Mapping[tuple[str, str, str], Scenario]
    reasons: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def runs(self) -> int:
        """How many runs that is; equal scenarios count once, and what a folder knows already counts as well."""
        return len({wanted.scenario.hash for wanted in self.wanted}) * self.subject.numbers["replicates"]

    @cached_property
    def wanted(self) -> tuple[Wanted, ...]:
        """What is asked of the trials: the scenarios under each theory first, then the knock-outs in their order."""
        replicates = tuple(range(self.subject.numbers["replicates"]))
        asked = [(theory, self._traces(theory)) for theory in self.scenarios]
        whole = [Wanted(self.scenarios[theory], replicates, traces) for theory, traces in asked if traces]
        targets = self.subject.targets
        parts = [
            Wanted(scenario, replicates, MEASURES[targets[pattern].measure].traces)
            for (_, pattern, _), scenario in self.knocked.items()
        ]
        return (*whole, *parts)

    def _traces(self, theory: str) -> tuple[str, ...]:
        """Name the series that the patterns scored under a theory see."""
        patterns = (name for name in self.subject.targets if (theory, name) not in self.reasons)
        seen = (MEASURES[self.subject.targets[name].measure].traces for name in patterns)
        return tuple(dict.fromkeys(trace for traces in seen for trace in traces))

    def readings(self, came: Iterable[Reading]) -> tuple[dict[str, Reading], dict[tuple[str, str, str], Reading]]:
        """Sort what came of the trials: the scenarios under each theory, and the knock-outs."""
        each = iter(came)
        whole = {theory: next(each) for theory in self.scenarios if self._traces(theory)}
        return whole, dict(zip(self.knocked, each, strict=True))


def plan_of(
    scenario: str | Path, *, theory: str | None = None, overrides: Iterable[str] = (), **numbers: SupportsIndex | None
) -> Plan:
    """Load the scenario under its theories, and take out of each what a pattern may come from.

    Raises:
        KforError: As `score_patterns` raises it.
    """
    subject = _subject(scenario, theory, tuple(overrides), **numbers)
    loaded = cache(subject.under)  # some knock-outs are the same for several patterns
    scenarios = {name: loaded(name, ()) for name in subject.theories}
    reasons = {
        (name, pattern): reason
        for name, each in scenarios.items()
        for pattern, target in subject.targets.items()
        if (reason := _reason(subject, name, target, each))
    }
    knocked = {
        (name, pattern, knock_out.name): knocked_out(knock_out, base, target, loaded=partial(loaded, name))
        for name, base in scenarios.items()
        for pattern, target in subject.targets.items()
        if (name, pattern) not in reasons
        for knock_out in target.knock_outs
    }
    return Plan(subject, scenarios, knocked, reasons)


def _subject(
    scenario: str | Path, theory: str | None, overrides: tuple[str, ...], **numbers: SupportsIndex | None
) -> Subject:
    """Load the scenario and settle what is asked of it."""
    loaded = load(scenario, overrides=overrides)
    own = loaded.theory_name
    every = (own, *(name for name in loaded.theories if name != own))
    if theory is not None:
        check_theory(theory, every)
    is_left_open = numbers.get("replicates") is None and not any(
        each.strip().startswith("run.replicates") for each in overrides
    )
    if theory is None and is_left_open:
        numbers = {**numbers, "replicates": REPLICATES_OF_MATRIX}
    base = with_arguments(loaded, **numbers)
    return Subject(
        file=str(scenario),
        base=base,
        theories=every if theory is None else (theory,),
        alone=theory is not None,
        overrides=overrides,
        numbers={name: int(base.value(f"run.{name}")) for name in SHARED},
        targets=_known(pattern_targets()),
    )


def _known(targets: Mapping[str, PatternTarget]) -> Mapping[str, PatternTarget]:
    """Demand measures and knock-outs that exist."""
    for name, target in targets.items():
        wanted: list[tuple[str, Mapping[str, object]]] = [(target.measure, MEASURES)]
        wanted += [(each.name, KNOCK_OUTS) for each in target.knock_outs]
        for word, known in wanted:
            if word not in known:
                raise InputError(f"targets.toml: patterns.{name} names '{word}'; {did_you_mean(word, known)}")
    return targets


def _reason(subject: Subject, theory: str, target: PatternTarget, scenario: Scenario) -> tuple[str, str] | None:
    """Say why a pattern is not scored under a theory: status and words; None where it is."""
    entry = scenario.theory or subject.entry(theory)
    if entry and target.event in entry.made_from:
        return "not scored", f"the theory was made from '{target.event}'"
    lacks = lacking(target, scenario)
    if not lacks and target.measure == "worst_factor_of_homicides" and not _homicides(target, scenario):
        lacks = "it has no homicides on record"
    return ("not in this scenario", lacks) if lacks else None


def _homicides(target: PatternTarget, scenario: Scenario) -> bool:
    return bool(course_of({}, target, calendar_of(scenario), scenario.tables.homicides).homicides)
