"""What the kept draws say of each figure: its interval, how sure that is, and whether the evidence has moved it."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import false_discovery_control, kstwo

from kfor_sim.calibration.settling import Settled, effective

Floats = NDArray[np.float64]

_RESAMPLES = 500
_LUCK = 1999  # of the resamples alone: the same draws have the same error
_ROUNDING = 1e-9
FALSELY = 0.05
"""Of the figures that are said to be moved, the share that may be so by luck."""


@dataclass(frozen=True, eq=False, slots=True)
class Posterior:
    """Shares of their ranges in which the evidence leaves the figures, each of shape (figure,).

    Attributes:
        low: Lower ends of the intervals.
        median: Middles.
        high: Upper ends.
        low_error: Monte Carlo errors of the lower ends: standard deviations over resampled draws.
        median_error: Of the middles.
        high_error: Of the upper ends.
        moved: Whether kept draws differ from the others in this figure by more than luck, taking into account how many
            figures are looked at.
        chance: How often luck alone makes as large a difference, corrected for the number of figures.
        alone: The same of this figure alone, by which figures can be put in order.
    """

    low: Floats
    median: Floats
    high: Floats
    low_error: Floats
    median_error: Floats
    high_error: Floats
    moved: NDArray[np.bool_]
    chance: Floats
    alone: Floats


def posterior_of(settled: Settled, shares: Floats, weights: Floats, *, level: float) -> Posterior | None:
    """Sum up the draws that are kept; None where they are too few for intervals.

    Monte Carlo errors are those of the draws that happened to be kept; that regression would have been another with
    others is not in them.

    Args:
        settled: The draws that are kept.
        shares: The figures of all draws, shape (draw, figure).
        weights: How much each of these counts, shape (draw,).
        level: The share that an interval is to hold, such as 0.9.
    """
    if settled.effective < fewest(level):
        return None
    ends = interval_of(settled.shares, settled.weights, level=level)
    luck = np.random.Generator(np.random.Philox(key=_LUCK))
    again = luck.integers(len(settled.kept), size=(_RESAMPLES, len(settled.kept)))
    resampled = (interval_of(settled.shares[each], settled.weights[each], level=level) for each in again)
    errors = np.stack(list(resampled)).std(axis=0, ddof=1)
    alone = _chance(settled, shares, weights)
    chance = false_discovery_control(alone)
    return Posterior(ends[0], ends[1], ends[2], errors[0], errors[1], errors[2], chance < FALSELY, chance, alone)


def fewest(level: float) -> float:
    """Say how many draws of equal weight it takes for an interval whose ends do not lie beyond all of them."""
    return 2 / (1 - level) - 1 - _ROUNDING


def interval_of(values: Floats, weights: Floats, *, level: float) -> Floats:
    """Give lower ends, middles and upper ends of intervals that hold a further draw with a chance of ``level``.

    Of n draws of equal weight the i-th smallest stands at i / (n + 1), so that intervals are not too narrow for few; of
    unequal ones each stands at the middle of its weight, with as many draws as they count for.

    Args:
        values: Shape (draw, figure).
        weights: How much each draw counts, shape (draw,).
        level: The share.

    Returns:
        Shape (3, figure). With fewer draws than it takes, the ends are the outermost draws.
    """
    order = np.argsort(values, axis=0, kind="stable")
    counting = np.cumsum(weights[order], axis=0)
    draws = effective(weights)
    stands = ((counting - weights[order] / 2) / counting[-1] * draws + 0.5) / (draws + 1)
    wanted = [(1 - level) / 2, 0.5, (1 + level) / 2]
    ends = [np.interp(wanted, at, each[by]) for at, each, by in zip(stands.T, values.T, order.T, strict=True)]
    return np.array(ends).T


def interval_of_one(values: Floats, weights: Floats, *, level: float) -> tuple[float, float, float]:
    """Give the lower end, middle and upper end of the interval of one list, those without a size left out.

    Args:
        values: Shape (draw,).
        weights: How much each draw counts, same shape.
        level: The share that the interval is to hold.

    Returns:
        As `interval_of` has them; NaN where nothing has a size.
    """
    known = np.isfinite(values)
    if not known.any():
        return nan, nan, nan
    low, middle, high = interval_of(values[known, np.newaxis], weights[known], level=level)[:, 0].tolist()
    return low, middle, high


def share_of(flags: NDArray[np.bool_], weights: Floats, *, level: float) -> tuple[float, float, float]:
    """Give the weighted share of draws of which something is true, with Wilson's interval of as many as they count for.

    Args:
        flags: Whether it is true, shape (draw,).
        weights: How much each draw counts, shape (draw,).
        level: The share that the interval is to hold.

    Returns:
        Share, lower and upper end; NaN, 0 and 1 without draws.
    """
    if not len(flags):
        return nan, 0.0, 1.0
    share, draws = float(weights[flags].sum() / weights.sum()), effective(weights)
    z = float(ndtri((1 + level) / 2))
    middle = (share + z**2 / (2 * draws)) / (1 + z**2 / draws)
    half = z / (1 + z**2 / draws) * np.sqrt(share * (1 - share) / draws + z**2 / (4 * draws**2))
    return share, max(float(middle - half), 0.0), min(float(middle + half), 1.0)


def _chance(settled: Settled, shares: Floats, weights: Floats) -> Floats:
    """Compare kept draws with the others, figure by figure, by Kolmogorov's and Smirnov's test; shape (figure,).

    Where all draws are kept, nothing can be told, and luck explains everything.
    """
    others = np.delete(np.arange(len(shares)), settled.kept)
    if not len(others):
        return np.ones(shares.shape[1])
    mine, theirs = effective(weights[settled.kept]), effective(weights[others])
    as_many = max(round(mine * theirs / (mine + theirs)), 1)
    order = np.argsort(shares, axis=0, kind="stable")
    is_kept = np.zeros(len(shares), dtype=bool)
    is_kept[settled.kept] = True
    up, down = (np.where(side, weights, 0.0) for side in (is_kept, ~is_kept))
    apart = np.cumsum((up / up.sum() - down / down.sum())[order], axis=0)
    chances: Floats = kstwo.sf(np.abs(apart).max(axis=0), as_many)
    return chances
