"""An estimate against what was expected, and the rules for the ratio against one another."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan
from typing import Literal

from kfor_sim.register.estimating import FEWEST, Estimate
from kfor_sim.scenario.bounds import Bounds

Finding = Literal["yes", "no", "nothing there", "too few seeds"]
Verdict = Literal["reproduced", "not reproduced", "depends on the ratio rule", "not enough seeds to tell"]

VERDICTS: tuple[Verdict, ...] = (
    "depends on the ratio rule",
    "not reproduced",
    "not enough seeds to tell",
    "reproduced",
)
"""In the order in which they are told: what does not reproduce comes first."""


def finding(estimate: Estimate, expected: Bounds, *, seeds: int, drawn: bool = True, strict: bool = False) -> Finding:
    """Tell whether an estimate is as expected.

    It is where the whole of its interval lies within the bounds, and is not where the whole of it lies outside; else
    there are too few seeds, as there are for any interval of a handful.

    Args:
        estimate: The estimate.
        expected: The bounds.
        seeds: How many seeds were looked at, whether or not there was anything to measure in them.
        drawn: Whether luck is in it.
        strict: Whether every single seed has to be as expected, so that one that is not settles it.
    """
    if isnan(estimate.value):
        return "nothing there" if seeds >= FEWEST else "too few seeds"
    if strict and estimate.value < 1:
        return "no"
    if drawn and estimate.n < FEWEST:
        return "too few seeds"
    if strict or (expected.lowest <= estimate.low and estimate.high <= expected.highest):
        return "yes"
    if estimate.high < expected.lowest or estimate.low > expected.highest:
        return "no"
    return "too few seeds"


def verdict(findings: Iterable[Finding]) -> Verdict:
    """Put together what was found under each rule."""
    found = set(findings)
    against = found & {"no", "nothing there"}
    if "yes" in found and against:
        return "depends on the ratio rule"
    if found == {"yes"}:
        return "reproduced"
    return "not reproduced" if "no" in found and found <= {"no", "nothing there"} else "not enough seeds to tell"
