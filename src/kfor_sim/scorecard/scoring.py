"""The rules of the scorecard: what a measure says, whether a pattern outlasts its knock-outs, and whether it counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isinf, isnan, nan
from typing import Literal

import numpy as np

from kfor_sim.scenario import Scenario
from kfor_sim.scenario.targets import PatternKnockOut, PatternTarget
from kfor_sim.scorecard.knock_outs import KNOCK_OUTS
from kfor_sim.weekly import Floats

Verdict = Literal["yes", "partly", "no"]
Status = Literal["scored", "not scored", "not in this scenario"]
VERDICTS: tuple[Verdict, ...] = ("no", "partly", "yes")
"""From the weakest to the strongest."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a measure gives over the replicates.

    Attributes:
        median: The middle; infinity where it was not over, NaN where half of the replicates have nothing to measure.
        low: Lower end of the interval that holds the wanted share of the replicates.
        high: Upper end of it.
        spread: Standard deviation.
        n: Replicates in which there was something to measure.
        verdict: What the median amounts to.
        agree: Replicates that say the same by themselves.
    """

    median: float
    low: float
    high: float
    spread: float
    n: int
    verdict: Verdict
    agree: int


@dataclass(frozen=True, slots=True)
class Tested:
    """What becomes of a pattern when an input is knocked out.

    Attributes:
        knock_out: Which input, and what must become of the pattern.
        value: What its measure gives then.
        unaltered: Whether all that the measure sees is the same to the last bit, so that nothing was taken out.
        survives: Whether it becomes what must become of it; None where nothing hangs on it, or nothing was taken out.
    """

    knock_out: PatternKnockOut
    value: Value
    unaltered: bool
    survives: bool | None


@dataclass(frozen=True, slots=True)
class Score:
    """A pattern under one theory.

    Attributes:
        pattern: The name of the pattern.
        theory: The name of the theory.
        status: Whether it is scored.
        value: What its measure gives; None where it is not scored.
        tested: What its knock-outs give.
        counts: Whether the model yields it without its being put in.
        yielded: How much of it: the weakest of its own verdict and those of what it must outlast; None if not scored.
        why: Why it counts, or does not.
    """

    pattern: str
    theory: str
    status: Status
    value: Value | None
    tested: tuple[Tested, ...]
    counts: bool
    yielded: Verdict | None
    why: str


def judged(values: Floats, target: PatternTarget, *, interval: float) -> Value:
    """Sum the replicates up and say what their median amounts to.

    Args:
        values: The measure of each replicate, shape (replicate,); NaN where there is nothing to measure.
        target: The pattern with its bounds.
        interval: The share of the replicates between low and high.
    """
    known = np.sort(values[~np.isnan(values)])
    some = 2 * known.size > values.size
    median = _quantile(known, 0.5) if some else nan
    verdict = verdict_of(median, target)
    return Value(
        median=median,
        low=_quantile(known, (1 - interval) / 2) if some else nan,
        high=_quantile(known, (1 + interval) / 2) if some else nan,
        spread=float(known.std(ddof=1)) if known.size > 1 and np.isfinite(known).all() else nan,
        n=int(known.size),
        verdict=verdict,
        agree=sum(verdict_of(float(value), target) == verdict for value in values),
    )


def verdict_of(value: float, target: PatternTarget) -> Verdict:
    """Say what a number amounts to; no number is a no."""
    if target.yes.holds(value):
        return "yes"
    return "partly" if target.partly.holds(value) else "no"


def _quantile(known: Floats, at: float) -> float:
    """Take a quantile; infinity where it falls between a number and infinity, since nobody knows the way there."""
    below, above = (float(np.quantile(known, at, method=method)) for method in ("lower", "higher"))
    return inf if isinf(above) else below if below == above else float(np.quantile(known, at))


def tested(
    knock_out: PatternKnockOut, values: Floats, target: PatternTarget, *, unaltered: bool, interval: float
) -> Tested:
    """Say what becomes of a pattern when an input is knocked out.

    Args:
        knock_out: Which input, and what must become of the pattern.
        values: Its measure then, by replicate.
        target: The pattern.
        unaltered: Whether nothing that it sees has changed.
        interval: As `judged` has it.
    """
    value = judged(values, target, interval=interval)
    outcome = {
        "stays": None if unaltered else value.verdict != "no",
        "goes": value.verdict == "no",
        "nothing": isnan(value.median),
        "tells": None,
    }
    return Tested(knock_out, value, unaltered, outcome[knock_out.then])


def unaltered(seen: Iterable[str], before: Mapping[str, Floats], after: Mapping[str, Floats], *, weeks: slice) -> bool:
    """Whether series are the same to the last bit up to the end of the weeks that a pattern is of."""
    until = slice(weeks.stop)
    return all(np.array_equal(before[name][:, until], after[name][:, until], equal_nan=True) for name in seen)


def score(
    name: str, target: PatternTarget, theory: str, scenario: Scenario, value: Value, tests: Sequence[Tested]
) -> Score:
    """Say whether a pattern counts as yielded under a theory.

    Args:
        name: The name of the pattern.
        target: The pattern.
        theory: The name of the theory.
        scenario: The scenario under it.
        value: What its measure gives.
        tests: What its knock-outs give.
    """
    outlasted = [test.value.verdict for test in tests if test.knock_out.then == "stays"]
    weakest = min((value.verdict, *outlasted), key=VERDICTS.index)
    against = _against(target, scenario, value, tests)
    counts = not against
    why = against or _in_favour(tests)
    return Score(name, theory, "scored", value, tuple(tests), counts, weakest, why)


def unscored(name: str, theory: str, status: Status, why: str) -> Score:
    """Say that a pattern is not scored, and why."""
    return Score(name, theory, status, None, (), counts=False, yielded=None, why=why)


def _against(target: PatternTarget, scenario: Scenario, value: Value, tests: Sequence[Tested]) -> str:
    """Say why a pattern does not count; empty where nothing speaks against it."""
    if value.verdict == "no":
        return "not there" if not isnan(value.median) else "not there: nothing to measure"
    if target.coded_in:
        return "coded in as a whole"
    by_hand = [path for path in target.set_by_hand if path in scenario.values and path not in scenario.idle]
    if by_hand:
        return f"set by hand to it: {', '.join(by_hand)}"
    if target.target_of_fit and (fitted := fits_of(scenario)):
        return f"a target of the fit {', '.join(fitted)}"
    return next(filter(None, map(_failure, tests)), "")


def _failure(test: Tested) -> str:
    """Say how a pattern fails a knock-out; empty where it does not."""
    label, then = KNOCK_OUTS[test.knock_out.name].label, test.knock_out.then
    if then == "stays" and test.unaltered:
        return f"the same to the last bit {label}: nothing was tested"
    if test.survives is not False:
        return ""
    return f"gone {label}" if then == "stays" else f"there {label}, too"


def _in_favour(tests: Sequence[Tested]) -> str:
    """Say what a pattern has outlasted."""
    words = {"stays": "stays", "goes": "goes", "nothing": "goes"}
    said = [(words[then], test.knock_out) for test in tests if (then := test.knock_out.then) in words]
    return ", ".join(f"{word} {KNOCK_OUTS[knock_out.name].label}" for word, knock_out in said) or "outlasts nothing"


def fits_of(scenario: Scenario) -> tuple[str, ...]:
    """Name the calibrations that figures of a scenario come from."""
    calibrated = (figure for path, figure in scenario.figures.items() if path not in scenario.idle)
    return tuple(dict.fromkeys(by for figure in calibrated if (by := getattr(figure, "by", None))))
