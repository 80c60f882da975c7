"""What is to be fitted: which scenario, under which theories, to which evidence, with how many draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import SupportsIndex

from kfor_sim.arguments import whole_number, with_arguments
from kfor_sim.errors import InputError
from kfor_sim.key import hash_of
from kfor_sim.measures import MEASURES, course_of
from kfor_sim.prepare import calendar_of
from kfor_sim.ranges import ranges_of
from kfor_sim.robustness.question import theories_asked
from kfor_sim.scenario import Scenario, TheoryEntry, load
from kfor_sim.scenario.evidence import Evidence, Target, evidence
from kfor_sim.version import NUMBERS
from kfor_sim.written import hash_of_files

BUDGET = 150
"""Draws for each theory: two processors calibrate `documented` under all of them within a quarter of an hour."""
_MOST = 1_000_000
_PARTS = ("calibration", "fitting", "guiding", "marks", "posterior", "record", "recovery", "rows", "settling")
_METHOD = (*(f"calibration/{name}.py" for name in _PARTS), "measures.py", "ranges.py", "scenario/varied.py")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is fitted.

    Attributes:
        file: Shipped name or path of the scenario.
        base: The scenario as loaded, under its own mechanisms.
        under: The scenario under each theory, its own mechanisms by their own name.
        overrides: What was set, as ``path=value``.
        evidence: The name of the set of evidence.
        reading: The name of the reading of the strength in 2003.
        budget: Draws for each theory.
    """

    file: str
    base: Scenario
    under: Mapping[str, Scenario]
    overrides: tuple[str, ...]
    evidence: str
    reading: str
    budget: int

    @property
    def level(self) -> float:
        """The share that intervals hold."""
        return self.base.value("run.interval")

    @property
    def seed(self) -> int:
        """The seed of design and luck."""
        return int(self.base.value("run.seed"))

    @property
    def resolution(self) -> int:
        """Persons that a simulated resident stands for."""
        return int(self.base.value("run.persons_per_resident"))

    @property
    def policy(self) -> str:
        """How the schedule finds its levels."""
        return self.base.text("drawdown.policy")

    @property
    def targets(self) -> dict[str, Target]:
        """What it is fitted to and checked by."""
        return self.read_as(self.reading)

    def read_as(self, reading: str) -> dict[str, Target]:
        """Give the targets by another reading of the record, those that the scenario is long enough for."""
        chosen = evidence().chosen(self.evidence, reading, self.policy)
        return {name: target for name, target in chosen.items() if lacking(target, self.base) is None}

    @property
    def left_out(self) -> dict[str, str]:
        """Why targets of the evidence are not asked of this scenario, by name."""
        known: Evidence = evidence()
        told: dict[str, str] = {}
        for name, target in known.targets.items():
            if self.evidence not in target.evidence or target.reading not in (None, self.reading):
                continue
            if target.policies and self.policy not in target.policies:
                told[name] = f"put in: the levels of `{self.policy}` are part of the schedule"
            elif why := lacking(target, self.base):
                told[name] = why
        return told

    def entry(self, theory: str) -> TheoryEntry | None:
        """Give what is registered of a theory; None for mechanisms that have no such name."""
        return self.base.theories.get(theory)

    def label(self, theory: str) -> str:
        """What tables and pictures call a theory."""
        entry = self.entry(theory)
        return entry.label if entry else "the scenario's own mechanisms"

    @property
    def key(self) -> str:
        """What a fit depends on, as a hash."""
        return hash_of(
            [
                [(name, scenario.hash) for name, scenario in self.under.items()],
                [(name, repr(ranges_of(scenario))) for name, scenario in self.under.items()],
                [self.evidence, self.reading, self.budget, self.level, NUMBERS, hash_of_files(*_METHOD)],
                [(name, repr(self.read_as(name))) for name in evidence().readings],
                repr(evidence().marks),
                [repr(self.entry(name)) for name in self.under],
            ]
        )


def subject_of(
    scenario: str | Path,
    *,
    theories: Sequence[str] | None = None,
    evidence_set: str = "brief",
    reading: str = "brief",
    budget: SupportsIndex | None = None,
    overrides: Iterable[str] = (),
    fitted: bool = True,
    seed: SupportsIndex | None = None,
    persons_per_resident: SupportsIndex | None = None,
) -> Subject:
    """Load the scenario under its theories, and check what it is to be fitted to.

    Args:
        scenario: A shipped name or the path of a file.
        theories: Names of theories; without them the scenario's own mechanisms and all theories.
        evidence_set: The name of a set of evidence.
        reading: The name of a reading of the strength in 2003.
        budget: Draws for each theory; without it `BUDGET`.
        overrides: Texts such as ``unrest.deterrence=3.0``; what is set is not drawn any more.
        fitted: Whether it is to be fitted, so that some target must be asked of it.
        seed: The seed of design and luck; without it the scenario's.
        persons_per_resident: How many people a simulated resident stands for; without it the scenario's.

    Raises:
        KforError: Something of it cannot be used; the text says why, and what to do.
    """
    settings = (overrides,) if isinstance(overrides, str) else tuple(overrides)
    numbers = {"seed": seed, "persons_per_resident": persons_per_resident}
    base = with_arguments(load(scenario, overrides=settings), **numbers)
    own = base.theory_name
    asked = theories_asked(theories, own=own, known=base.theories, overrides=settings, option="theory")
    draws = BUDGET if budget is None else whole_number("budget", budget, least=1, most=_MOST)
    under = {
        name: with_arguments(load(scenario, theory=None if name == own else name, overrides=settings), **numbers)
        for name in asked
    }
    subject = Subject(str(scenario), base, under, settings, evidence_set, reading, draws)
    is_asked = any(target.use == "fit" for target in subject.targets.values())
    if fitted and not is_asked:
        reasons = "; ".join(f"{name}: {why}" for name, why in subject.left_out.items())
        raise InputError(f"{base.name} can be fitted to none of the {evidence_set} evidence ({reasons})")
    return subject


def lacking(target: Target, scenario: Scenario) -> str | None:
    """Say what a scenario lacks for a target to be asked of it; None where it lacks nothing."""
    first, last = (target.before or target.window)[0], target.window[1]
    if first < scenario.start or last > scenario.end:
        return f"{scenario.name} runs from {scenario.start} to {scenario.end}"
    if target.measure == "homicides_over_record":
        course = course_of({}, target, calendar_of(scenario), scenario.tables.homicides)
        return None if course.homicides else f"{scenario.name} has no such homicides on record"
    return None


def traces_of(targets: Iterable[Target]) -> tuple[str, ...]:
    """Name the weekly series that any target of any evidence sees, and the strength, which is always drawn.

    All of them are kept with every draw, so that other evidence can be asked of the same draws without running again.
    """
    named = ["strength", *(trace for target in targets for trace in MEASURES[target.measure].traces)]
    return tuple(dict.fromkeys(named))
