"""Waiting times of which some are not over: the estimate of Kaplan and Meier, by SciPy."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray
from scipy.stats import CensoredData, ecdf

from kfor_sim.docking.outbursts import Waits

_ROUNDING = 1e-9  # shares are products of many parts

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Survival:
    """The share of waits that last longer than a time, as a staircase.

    Attributes:
        steps: Where a wait ends, or is cut off, ascending, the first at 0, shape (step,).
        share: The share from there on, shape (step,).
        low, high: Its interval, Greenwood's on the log-log scale, each wait taken as independent of the others; NaN
            where it says nothing, as before the first wait is over.
        waits: How many waits there are.
        over: How many of them are over.
        longest: The longest of them, over or not: beyond it nothing is known.
    """

    steps: Floats
    share: Floats
    low: Floats
    high: Floats
    waits: int
    over: int
    longest: float

    @property
    def median(self) -> float:
        """The time by which half of the waits are over; infinite where that is not seen."""
        below = np.flatnonzero(self.share <= 0.5 + _ROUNDING)
        return float(self.steps[below[0]]) if below.size else inf


def survival(waits: Waits, *, interval: float = 0.95) -> Survival:
    """Estimate how long waits last, from those that are over and those that are not.

    Args:
        waits: The waits, at least one.
        interval: The share of intervals that hold the truth.
    """
    longest = float(waits.steps.max())
    if not waits.over.any():
        start = np.array([0.0])
        nothing = np.array([np.nan])
        return Survival(start, np.ones(1), nothing, nothing, waits.steps.size, 0, longest)
    seen = CensoredData(uncensored=waits.steps[waits.over], right=waits.steps[~waits.over])
    curve = ecdf(seen).sf
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # SciPy's, where the interval is undefined: NaN says so
        sure = curve.confidence_interval(confidence_level=interval, method="log-log")
    return Survival(
        np.concatenate([[0.0], curve.quantiles]),
        np.concatenate([[1.0], curve.probabilities]),
        np.concatenate([[np.nan], sure.low.probabilities]),
        np.concatenate([[np.nan], sure.high.probabilities]),
        waits.steps.size,
        int(waits.over.sum()),
        longest,
    )
