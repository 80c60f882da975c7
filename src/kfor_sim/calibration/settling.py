"""Which draws fit: how far each misses what is asked, which are kept, and what regression makes of those that miss.

A draw is kept where every target is met. That is no rule of thumb: where the record may lie anywhere within a tolerance
of what the world showed, the draws that are kept are draws from the posterior (Wilkinson 2013). Where too few are, the
tolerances are widened by one factor, and figures are moved by a local linear regression on how far a draw lies outside
(Beaumont and others 2002).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kfor_sim.scenario.evidence import Target

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

ENOUGH = 50
"""Draws that are kept at least, if the widest tolerances have as many."""
WIDEST = 3.0
"""The factor beyond which tolerances are not widened: what misses by more than three of them fits by no reading."""
_SPARE = 10  # draws that a regression must have beyond two for each slope
_EDGE = 1e-6  # keeps shares of a range off its ends, where they have no logit


@dataclass(frozen=True, eq=False, slots=True)
class Asked:
    """What a fit is held to, in plain numbers.

    Attributes:
        centres: The middle of what is accepted, on the scale of the target; of one that is met or not, whether it is
            to be met, as 1 or 0. Shape (target,).
        halves: Half of the width that is accepted; 0 for a target that is met or not.
        lowest, highest: The bounds as the target has them.
        is_log: Whether a target's misses are ratios.
        is_number: Whether a miss of it has a size.
    """

    centres: Floats
    halves: Floats
    lowest: Floats
    highest: Floats
    is_log: NDArray[np.bool_]
    is_number: NDArray[np.bool_]

    @classmethod
    def of(cls, targets: Sequence[Target]) -> Asked:
        """Take the bounds of targets."""
        lowest = np.array([target.accepted.lowest for target in targets])
        highest = np.array([target.accepted.highest for target in targets])
        is_log = np.array([target.is_log for target in targets], dtype=bool)
        is_number = np.array([target.is_number for target in targets], dtype=bool)
        low, high = np.where(is_number, lowest, 1.0), np.where(is_number, highest, 1.0)
        low[is_log], high[is_log] = np.log(low[is_log]), np.log(high[is_log])
        return cls((low + high) / 2, (high - low) / 2, lowest, highest, is_log, is_number)

    def scaled(self, statistics: Floats) -> Floats:
        """Put statistics on the scales of their targets: logarithms, or for those met or not 1 and 0.

        Args:
            statistics: Shape (draw, target); NaN where there is nothing to measure.

        Returns:
            Same shape; infinite where a number has no logarithm, or there is none.
        """
        scaled = statistics.astype(np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            scaled[:, self.is_log] = np.log(scaled[:, self.is_log])
        scaled[np.isnan(scaled)] = np.inf
        met = (self.lowest <= statistics) & (statistics <= self.highest)
        return np.where(self.is_number, scaled, met)

    def seen_from(self, scaled: Floats, errors: Floats) -> Asked:
        """Make of one draw, with errors of the record, what another fit is held to.

        Args:
            scaled: What the draw showed, shape (target,).
            errors: In units of half the width, from -1 to 1; of no effect where a target is met or not.
        """
        return Asked(scaled + errors * self.halves, self.halves, self.lowest, self.highest, self.is_log, self.is_number)

    def misses(self, scaled: Floats) -> Floats:
        """Measure how far draws lie from the middle of what is accepted, in units of half its width.

        Args:
            scaled: As `scaled` gives it.

        Returns:
            Same shape: up to 1 where a target is met; of one that is met or not 0 or infinity.
        """
        away = np.abs(scaled - self.centres)
        size = np.divide(away, self.halves, out=np.full_like(away, np.inf), where=self.halves > 0)
        return np.where(self.is_number, size, np.where(away > 0, np.inf, 0.0))


@dataclass(frozen=True, eq=False, slots=True)
class Settled:
    """The draws that are kept, and what becomes of their figures.

    Attributes:
        kept: Their places among all, the nearest first.
        weights: How much each counts, 1 on average; all alike where draws were not guided.
        within: How many meet every target.
        factor: By how much tolerances were widened; 1 where they were not.
        shares: The figures of the kept draws as shares of their ranges, moved by regression where tolerances were
            widened; shape (kept, figure).
    """

    kept: Whole
    weights: Floats
    within: int
    factor: float
    shares: Floats

    @property
    def effective(self) -> float:
        """How many draws of equal weight would say as much (Kish)."""
        return effective(self.weights)


def settle(shares: Floats, scaled: Floats, weights: Floats, asked: Asked, *, enough: int = ENOUGH) -> Settled:
    """Keep the draws that fit.

    Args:
        shares: The figures of all draws as shares of their ranges, shape (draw, figure).
        scaled: What they showed, as `Asked.scaled` gives it, shape (draw, target).
        weights: How much each counts, shape (draw,).
        asked: What they are held to.
        enough: How many are kept at least, as far as three tolerances reach.
    """
    misses = asked.misses(scaled)
    distance: Floats = misses.max(axis=1, initial=0.0)
    order = np.argsort(distance, kind="stable")
    ordered = distance[order]
    within = int(np.count_nonzero(ordered <= 1))
    count = max(within, min(enough, int(np.count_nonzero(ordered <= WIDEST))))
    kept = order[:count]
    factor = max(float(ordered[count - 1]), 1.0) if count else 1.0
    counting = weights[kept] / weights[kept].mean() if count else weights[kept]
    moved = _adjusted(shares[kept], scaled[kept], counting, asked) if factor > 1 else shares[kept]
    return Settled(kept, counting, within, factor, moved)


def effective(weights: Floats) -> float:
    """Say how many draws of equal weight would say as much as these (Kish)."""
    return float(weights.sum() ** 2 / (weights**2).sum()) if len(weights) else 0.0


def _adjusted(shares: Floats, scaled: Floats, weights: Floats, asked: Asked) -> Floats:
    """Move figures as far as a regression on what draws showed says, for the part that lies outside the tolerances.

    What the regression leaves is stretched by what it took up by luck, as many slopes being found from few draws.
    """
    showed = ((scaled - asked.centres) / np.where(asked.halves > 0, asked.halves, 1.0))[:, asked.is_number]
    draws, slopes = effective(weights), showed.shape[1]
    if draws < _SPARE + 2 * slopes:
        return shares  # too few to say what hangs on what
    within = np.clip(shares, _EDGE, 1 - _EDGE)
    logits = np.log(within / (1 - within))
    design, root = np.column_stack([np.ones(len(showed)), showed]), np.sqrt(weights)[:, np.newaxis]
    found = np.linalg.lstsq(design * root, logits * root, rcond=None)[0]
    left = (logits - design @ found) * np.sqrt(draws / (draws - slopes - 1))
    expected = np.column_stack([np.ones(len(showed)), np.clip(showed, -1.0, 1.0)]) @ found
    moved: Floats = 1 / (1 + np.exp(-expected - left))
    return moved
