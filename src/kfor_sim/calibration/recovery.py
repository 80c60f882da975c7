"""Whether the method finds what it should: each draw in turn is taken for the truth, and fitted like the record.

What a draw showed, missed by an error within the tolerances, takes the place of the record; the other draws take that
of the draws. If the method is right, intervals of 90 % hold the truth 90 times in a hundred, over truths drawn from the
ranges (simulation-based calibration, Talts and others 2018). It costs no run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kfor_sim.calibration.posterior import fewest, interval_of
from kfor_sim.calibration.settling import Asked, settle

Floats = NDArray[np.float64]

MOST = 1_000
"""Draws that are taken for the truth at most, since the work grows with their square."""
_STREAM = 7_002  # keeps errors of the record apart from every other use of a seed


@dataclass(frozen=True, eq=False, slots=True)
class Recovery:
    """How often intervals hold the truth.

    Attributes:
        truths: Draws that were taken for the truth and had enough others like them.
        too_few: Draws that had not, or that showed nothing that can be measured.
        held: In how many truths the interval of a figure holds it, shape (figure,).
        width: Mean width of the intervals as shares of the ranges, shape (figure,); as wide as the interval's level
            where nothing was learnt.
        spread: Standard deviation, over truths, of the share of figures held: truths, and not figures, are drawn
            independently.
    """

    truths: int
    too_few: int
    held: NDArray[np.int64]
    width: Floats
    spread: float


def recover(
    shares: Floats, scaled: Floats, weights: Floats, asked: Asked, *, truths: int, level: float, seed: int, enough: int
) -> Recovery:
    """Take the first draws, one after the other, for the truth.

    Args:
        shares: The figures of all draws as shares of their ranges, shape (draw, figure).
        scaled: What they showed, as `Asked.scaled` gives it, shape (draw, target).
        weights: How much each draw counts, shape (draw,).
        asked: What the record's fit is held to; its widths are the errors of the record.
        truths: How many of the first draws are taken, up to `MOST`; those that were guided are not, since truths have
            to come from the ranges.
        level: The share of truths that intervals are to hold.
        seed: The seed of the errors.
        enough: How many draws are kept at least, as far as tolerances may be widened.
    """
    truths = min(truths, MOST)
    luck = np.random.Generator(np.random.Philox(key=[seed, _STREAM]))
    errors = luck.uniform(-1, 1, size=scaled.shape)
    inside: list[NDArray[np.bool_]] = []
    widths: list[Floats] = []
    measurable = np.isfinite(scaled[:truths, asked.is_number]).all(axis=1)
    for truth in np.flatnonzero(measurable):
        others = np.delete(np.arange(len(shares)), truth)
        fit = asked.seen_from(scaled[truth], errors[truth])
        settled = settle(shares[others], scaled[others], weights[others], fit, enough=enough)
        if settled.effective < fewest(level):
            continue
        low, _, high = interval_of(settled.shares, settled.weights, level=level)
        inside.append((low <= shares[truth]) & (shares[truth] <= high))
        widths.append(high - low)
    if not inside:
        nothing = np.zeros(shares.shape[1])
        return Recovery(0, truths, nothing.astype(np.int64), nothing, 0.0)
    held = np.array(inside)
    spread = float(held.mean(axis=1).std(ddof=1)) if len(held) > 1 else 0.0
    return Recovery(len(held), truths - len(held), held.sum(axis=0), np.mean(widths, axis=0), spread)
