"""What is audited: the analysis of one number, and the claim about schedules that the number decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import log2
from pathlib import Path
from typing import SupportsIndex

from kfor_sim.errors import InputError
from kfor_sim.metrics import Metric
from kfor_sim.robustness.breaking import breakable, full_look
from kfor_sim.robustness.departures import PARTS
from kfor_sim.robustness.question import Question
from kfor_sim.sensitivity import Plan as Analysis
from kfor_sim.sensitivity import plan_of as analysis_of

_MOST_VALUES = 2 * (1 + int(log2(PARTS)))  # that are tried along a figure, both of its ends included


@dataclass(frozen=True, slots=True)
class Plan:
    """What is audited.

    Attributes:
        analysis: The sensitivity analysis of the number.
        conclusion: The claim; None where one schedule is audited by a metric, of which nothing is claimed.
    """

    analysis: Analysis
    conclusion: Question | None

    @property
    def runs(self) -> int:
        """How many runs it takes at most, if none is known."""
        if self.conclusion is None:
            return self.analysis.runs
        walked = min(self.analysis.effort.singly, len(self.analysis.ranges)) * _MOST_VALUES * full_look(self.conclusion)
        return self.analysis.runs + len(self.conclusion.schedules) * (self.conclusion.replicates + walked)


def plan_of(
    scenario: str | Path,
    against: str | Path | None = None,
    *,
    metric: str | None = None,
    claim: str | None = None,
    theory: str | None = None,
    trajectories: SupportsIndex | None = None,
    blocks: SupportsIndex | None = None,
    singly: SupportsIndex | None = None,
    overrides: Iterable[str] = (),
    replicates: SupportsIndex | None = None,
    **numbers: SupportsIndex | None,
) -> Plan:
    """Load the schedules and check what is asked of them; `audit_of` describes the arguments.

    Raises:
        KforError: Something of it cannot be used, or SALib is not installed; the text says what to do.
    """
    if against is None and claim is not None:
        raise InputError("a claim is audited for two schedules; name another one, or ask of one by --metric")
    settings = (overrides,) if isinstance(overrides, str) else tuple(overrides)
    analysis = analysis_of(
        scenario,
        against,
        metric=metric,
        claim=claim,
        theory=theory,
        trajectories=trajectories,
        blocks=blocks,
        singly=singly,
        overrides=settings,
        replicates=replicates,
        **numbers,
    )
    if against is None:
        return Plan(analysis, None)
    named = analysis.metric if metric is not None else None  # without a name the default claim says it better
    text = _worse(named, analysis.question.schedules) if named else claim
    conclusion = breakable([str(scenario), str(against)], claim=text, overrides=settings, **numbers)
    if named:
        phrase = _in_words(named, conclusion.schedules)
        conclusion = replace(conclusion, claim=replace(conclusion.claim, phrase=phrase))
    return Plan(analysis, conclusion)


def _worse(metric: Metric, schedules: Sequence[str]) -> str:
    """Claim that the second schedule does worse on a metric than the first, or has more of it."""
    first, second = schedules
    return f'{metric.name}("{second}") {"<" if metric.better == "higher" else ">"} {metric.name}("{first}")'


def _in_words(metric: Metric, schedules: Sequence[str]) -> str:
    """Say the same in words."""
    first, second = schedules
    comparison = "lower" if metric.better == "higher" else "higher"
    return f"{metric.label}: {comparison} under `{second}` than under `{first}`"
