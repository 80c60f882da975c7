"""Counts from uniforms by inverse distribution function: one number in, one count out.

A changed rate in one place then leaves every other draw alone, and a higher rate never gives a lower count from the
same luck. Written out instead of taken from SciPy so that the bits do not depend on SciPy's version; the tests hold it
against SciPy.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

_FAR_BELOW = 12.0  # standard deviations below the mean at which summing starts; the mass left out is under 1e-30
_NEGLIGIBLE = 2.0**-70  # a term that can no longer change a sum of float64


def poisson_count(uniform: NDArray[np.float64], mean: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give the smallest k with P(X ≤ k) > u for X ~ Poisson(mean).

    Args:
        uniform: Numbers on [0, 1), any shape.
        mean: Expected counts, at least 0, same shape.

    Returns:
        Counts, int64, same shape.
    """
    counts = np.zeros(mean.shape, dtype=np.int64)
    positive = np.flatnonzero((mean > 0).ravel() & (uniform.ravel() >= np.exp(-mean.ravel())))
    rate = mean.ravel()[positive]
    first = np.maximum(0, np.floor(rate - _FAR_BELOW * np.sqrt(rate)))
    log_mass = first * np.log(rate) - rate - _log_factorial(first)

    def ratio(k: NDArray[np.float64], left: NDArray[np.intp]) -> NDArray[np.float64]:
        return rate[left] / (k + 1)

    counts.ravel()[positive] = _sum_until(uniform.ravel()[positive], first, np.exp(log_mass), rate, ratio)
    return counts


def binomial_count(uniform: NDArray[np.float64], trials: NDArray[np.int64], chance: float) -> NDArray[np.int64]:
    """Give the smallest k with P(X ≤ k) > u for X ~ Binomial(trials, chance).

    Args:
        uniform: Numbers on [0, 1), any shape.
        trials: Whole numbers, at least 0, same shape.
        chance: Probability of each, in [0, 1].

    Returns:
        Counts, int64, same shape, at most ``trials``.
    """
    if chance <= 0:
        return np.zeros_like(trials)
    if chance >= 1:
        return trials.copy()
    counts = np.zeros(trials.shape, dtype=np.int64)
    positive = np.flatnonzero(trials.ravel() > 0)
    n = trials.ravel()[positive].astype(np.float64)
    spread = np.sqrt(n * chance * (1 - chance))
    first = np.maximum(0, np.floor(n * chance - _FAR_BELOW * spread))
    choices = _log_factorial(n) - _log_factorial(first) - _log_factorial(n - first)
    log_mass = choices + first * math.log(chance) + (n - first) * math.log1p(-chance)
    odds = chance / (1 - chance)

    def ratio(k: NDArray[np.float64], left: NDArray[np.intp]) -> NDArray[np.float64]:
        return odds * (n[left] - k) / (k + 1)

    found = _sum_until(uniform.ravel()[positive], first, np.exp(log_mass), n * chance, ratio)
    counts.ravel()[positive] = np.minimum(found, trials.ravel()[positive])
    return counts


def whole_persons(uniform: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.int64]:
    """Round expected numbers of people to whole ones, up with the chance of the fraction: floor(x + u)."""
    return np.floor(expected + uniform).astype(np.int64)


def _log_factorial(n: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take ln(n!) of each, by the C library's lgamma."""
    return np.array([math.lgamma(value + 1) for value in n.tolist()], dtype=np.float64)


def _sum_until(
    uniform: NDArray[np.float64],
    first: NDArray[np.float64],
    first_mass: NDArray[np.float64],
    mean: NDArray[np.float64],
    ratio: Callable[[NDArray[np.float64], NDArray[np.intp]], NDArray[np.float64]],
) -> NDArray[np.int64]:
    """Add up probabilities from ``first`` on until they exceed ``uniform``; ``ratio`` leads from one to the next."""
    count = first.copy()
    left = np.arange(uniform.size)
    k, mass, total = first.copy(), first_mass.copy(), first_mass.copy()
    while left.size:
        short = (uniform[left] >= total) & ((k < mean[left]) | (mass > _NEGLIGIBLE))
        count[left[~short]] = k[~short]
        left, k, mass, total = left[short], k[short], mass[short], total[short]
        mass = mass * ratio(k, left)
        k = k + 1
        total = total + mass
    return count.astype(np.int64)
