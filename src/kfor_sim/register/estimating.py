"""A statistic of what many seeds gave, with its interval; the intervals are SciPy's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isnan, nan, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest, bootstrap

from kfor_sim.docking.outbursts import Waits
from kfor_sim.docking.survival import survival

FEWEST = 8
"""Seeds below which the interval of a mean is not to be trusted."""
_RESAMPLES = 9_999
_LUCK = 1999  # of the bootstrap alone: the same values have the same interval

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic with its interval.

    Attributes:
        value: The statistic; NaN where there is nothing to measure, infinite for a median that was not seen.
        low, high: Its interval.
        n: Seeds in which there was something to measure; of a difference, in the run with fewer.
        note: What else is to be said, such as how many waits were not over.
    """

    value: float
    low: float
    high: float
    n: int
    note: str = ""


def share(values: Floats, *, interval: float) -> Estimate:
    """Estimate a share from zeros and ones, with Wilson's interval."""
    known = _known(values)
    if not known.size:
        return _NOTHING
    count = int(known.sum())
    sure = binomtest(count, known.size).proportion_ci(confidence_level=interval, method="wilson")
    return Estimate(count / known.size, float(sure.low), float(sure.high), known.size)


def mean(values: Floats, *, interval: float) -> Estimate:
    """Estimate a mean, with the percentile bootstrap; of values that are all alike the interval has no width."""
    known = _known(values)
    if not known.size:
        return _NOTHING
    if known.size == 1 or np.ptp(known) == 0:
        return Estimate(float(known[0]), float(known[0]), float(known[0]), known.size)
    sure = bootstrap(
        (known,),
        np.mean,
        confidence_level=interval,
        n_resamples=_RESAMPLES,
        method="percentile",
        random_state=np.random.default_rng(_LUCK),
    ).confidence_interval
    return Estimate(float(known.mean()), float(sure.low), float(sure.high), known.size)


def difference_of_shares(first: Floats, second: Floats, *, interval: float) -> Estimate:
    """Estimate the difference of two shares, with Newcombe's interval, which is made of two of Wilson's."""
    one, other = share(first, interval=interval), share(second, interval=interval)
    if isnan(one.value) or isnan(other.value):
        return _NOTHING
    gap = one.value - other.value
    return Estimate(
        gap,
        gap - sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2),
        gap + sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2),
        min(one.n, other.n),
    )


def difference_of_means(first: Floats, second: Floats, *, interval: float) -> Estimate:
    """Estimate the difference of two means, with the percentile bootstrap, each resampled by itself."""
    one, other = _known(first), _known(second)
    if not one.size or not other.size:
        return _NOTHING
    gap, n = float(one.mean() - other.mean()), min(one.size, other.size)
    if n == 1 or (np.ptp(one) == 0 and np.ptp(other) == 0):
        return Estimate(gap, gap, gap, n)
    sure = bootstrap(
        (one, other),
        _gap,
        confidence_level=interval,
        n_resamples=_RESAMPLES,
        method="percentile",
        random_state=np.random.default_rng(_LUCK),
    ).confidence_interval
    return Estimate(gap, float(sure.low), float(sure.high), n)


def median_wait(parts: Sequence[Waits], *, interval: float) -> Estimate:
    """Estimate the time by which half of all waits are over, after Kaplan and Meier.

    The interval holds the times at which one half lies between the limits of the curve (Brookmeyer and Crowley 1982).
    """
    together = Waits.together(list(parts))
    if not together.steps.size:
        return _NOTHING
    curve = survival(together, interval=interval)
    cut = curve.waits - curve.over
    note = f"{curve.waits:,} waits, {cut:,} of them not over by the end"
    low = _first(curve.steps, ~(curve.low > 0.5)) if curve.over else curve.longest
    high = _first(curve.steps, curve.high <= 0.5)
    return Estimate(curve.median, low, high, len(parts), note)


def exact(value: float) -> Estimate:
    """Take a value in which no luck is."""
    return Estimate(value, value, value, 1)


def _known(values: Floats) -> Floats:
    return values[~np.isnan(values)]


def _gap(one: Floats, other: Floats, axis: int) -> Floats:
    return np.asarray(one.mean(axis=axis) - other.mean(axis=axis))


def _first(steps: Floats, there: NDArray[np.bool_]) -> float:
    """The first step, after the start, from which on something holds; infinite where it never does."""
    places = np.flatnonzero(there[1:]) + 1
    return float(steps[places[0]]) if places.size else inf


_NOTHING = Estimate(nan, nan, nan, 0)
