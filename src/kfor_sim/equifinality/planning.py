"""What is asked of worlds: a claim about schedules, and which worlds it is asked in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import SupportsIndex

from kfor_sim.arguments import whole_number
from kfor_sim.calibration import Subject, subject_of
from kfor_sim.errors import InputError
from kfor_sim.key import hash_of
from kfor_sim.robustness.question import Question, question_of
from kfor_sim.scenario import Scenario, registered_conclusions
from kfor_sim.written import hash_of_files

WORLDS = 40
"""Worlds for each theory, unless told otherwise."""
OTHER = "fast"
"""The schedule that is held against a scenario that is named alone."""
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked.

    Attributes:
        question: The claim, and the schedules that it is about; the first is the one that worlds are fitted with.
        subject: The first schedule under its theories, and what it is fitted to.
        worlds: Worlds for each theory at most.
        is_fitted: Whether only worlds count that fit the evidence; else all from the ranges.
    """

    question: Question
    subject: Subject
    worlds: int
    is_fitted: bool

    @property
    def key(self) -> str:
        """What the worlds and the claim in them depend on, as a hash."""
        ranges = [(name, repr(_levers(scenario))) for name, scenario in self.question.base.items()]
        parts = [self.question.key(), self.subject.key, self.worlds, self.is_fitted]
        return hash_of([*parts, ranges, hash_of_files("equifinality/worlds.py", "equifinality/equifinality.py")])


def plan_of(
    schedules: Sequence[str | Path],
    *,
    posterior: bool,
    claim: str | None = None,
    theories: Sequence[str] | None = None,
    evidence: str = "brief",
    reading: str = "brief",
    budget: SupportsIndex | None = None,
    worlds: SupportsIndex | None = None,
    overrides: Iterable[str] = (),
    **numbers: SupportsIndex | None,
) -> Plan:
    """Load the schedules, and check what is asked of them; `ensemble` describes the arguments.

    Raises:
        KforError: Something of it cannot be used; the text says why, and what to do.
    """
    named = [schedules] if isinstance(schedules, str | Path) else list(schedules)
    settings = (overrides,) if isinstance(overrides, str) else tuple(overrides)
    if len(named) == 1:
        named = _held_against(str(named[0]), claim)
    question = question_of(named, claim=claim, overrides=settings, **numbers)
    first = next(iter(question.files.values()))
    subject = subject_of(
        first,
        theories=theories,
        evidence_set=evidence,
        reading=reading,
        budget=budget,
        overrides=settings,
        fitted=posterior,
        seed=question.numbers["seed"],
        persons_per_resident=question.numbers["persons_per_resident"],
    )
    count = WORLDS if worlds is None else whole_number("worlds", worlds, least=1, most=_MOST)
    return Plan(question, subject, count, posterior)


def _levers(scenario: Scenario) -> list[tuple[str, object]]:
    """Give what decides which figures of a draw a schedule takes."""
    return [(path, figure.bounds) for path, figure in scenario.figures.items()]


def _held_against(schedule: str, claim: str | None) -> list[str | Path]:
    """Give a schedule that is named alone the others of a registered claim, or one.

    Raises:
        InputError: The registered claim has another schedule first.
    """
    registered = registered_conclusions().get(claim or "")
    if registered is None:
        return [schedule, OTHER]
    if registered.schedules[0] != schedule:
        names = " ".join(registered.schedules)
        raise InputError(f"the claim '{claim}' is about {names}; name these, or {registered.schedules[0]} alone")
    return list(registered.schedules)
