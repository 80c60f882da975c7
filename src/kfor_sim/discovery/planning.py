"""What is asked of worlds: where a claim about schedules fails in them, and by what a schedule is regretted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kfor_sim import equifinality
from kfor_sim.claims import middle_floor
from kfor_sim.errors import InputError
from kfor_sim.metrics import Metric
from kfor_sim.robustness.question import Question
from kfor_sim.scenario.suggestions import did_you_mean

EFFORT = "troop_years"
"""The metric that says what a schedule takes; more of it is neither better nor worse."""
_LOWEST = "_lowest_community"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked.

    Attributes:
        asked: The claim, the schedules, and how many worlds from the ranges of each theory.
        metrics: By what a schedule is regretted.
    """

    asked: equifinality.Plan
    metrics: tuple[Metric, ...]

    @property
    def question(self) -> Question:
        """The claim, and the schedules that it is about."""
        return self.asked.question

    @property
    def runs(self) -> int:
        """How many runs it takes at most."""
        return self.asked.worlds * len(self.theories) * len(self.question.schedules)

    @property
    def theories(self) -> tuple[str, ...]:
        """Names of the theories, the schedules' own mechanisms first."""
        return tuple(self.asked.subject.under)


def plan_of(schedules: Sequence[str | Path], *, metrics: Sequence[str] | None = None, **others: Any) -> Plan:
    """Load the schedules, and check what is asked of them; `discover` describes the arguments.

    Raises:
        KforError: Something of it cannot be used; the text says why, and what to do.
    """
    asked = equifinality.plan_of(schedules, posterior=False, **others)
    known = {metric.name: metric for metric in asked.question.metrics}
    names = _default(asked.question) if metrics is None else tuple(dict.fromkeys(metrics))
    if not names:
        raise InputError("no metric is asked for; name at least one, such as deaths")
    for name in names:
        if name not in known:
            raise InputError(f"there is no metric '{name}' that all schedules share; {did_you_mean(name, known)}")
        if known[name].better is None:
            raise InputError(f"'{name}' has no better direction, so that nobody can regret it; leave it out")
    return Plan(asked, tuple(known[name] for name in names))


def _default(question: Question) -> tuple[str, ...]:
    """Choose what people suffered, what the least secure went through, missing troops, and what the claim names."""
    known = {metric.name: metric for metric in question.metrics}
    floor = middle_floor(known)
    wanted = (
        *("deaths", "displaced_person_weeks"),
        *([f"{floor}{_LOWEST}"] if floor else []),
        *("riot_weeks", "shortfall_person_weeks"),
        *(metric for metric, _ in question.claim.terms),
    )
    return tuple(dict.fromkeys(name for name in wanted if name in known and known[name].better))
