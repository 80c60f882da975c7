"""Slot `trust`: how legitimacy of the authorities follows what people live through.

earned          L[m,c] += (L_low + (L_high − L_low) S[m,c] − L[m,c]) / trust_weeks
fixed           L stays where events put it
"""

from __future__ import annotations

from kfor_sim.model.arrays import PerCell


def earned(legitimacy: PerCell, security: PerCell, *, low: float, high: float, trust_weeks: float) -> PerCell:
    """Let security earn trust, slowly.

    Args:
        legitimacy: L, share of full trust, shape (M, C).
        security: S of this week, shape (M, C).
        low: Level of L where security is nil.
        high: Level of L where security is full.
        trust_weeks: Time in which trust follows.

    Returns:
        L of next week, shape (M, C).
    """
    return legitimacy + (low + (high - low) * security - legitimacy) / trust_weeks


def fixed(legitimacy: PerCell, security: PerCell, *, low: float, high: float, trust_weeks: float) -> PerCell:
    """Leave legitimacy as it is, shape (M, C)."""
    return legitimacy


OPTIONS = {"earned": earned, "fixed": fixed}
