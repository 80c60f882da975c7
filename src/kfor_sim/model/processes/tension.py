"""Tension of a community in a place: it decays by half-lives and is raised by sparks.

σ[m,c] ← σ[m,c] · 2^(−1/half_life), then with chance `spark_rate` a week
σ[m,c] += Exp(mean spark_size) · organiser_reach
"""

from __future__ import annotations

import numpy as np

from kfor_sim.arrays import PerCell


def calmed(tension: PerCell, *, half_life_weeks: float) -> PerCell:
    """Let tension decay for a week, shape (M, C)."""
    return tension * 2.0 ** (-1.0 / half_life_weeks)


def sparks(strikes: PerCell, sizes: PerCell, *, rate: float, size: float, reach: float) -> PerCell:
    """Strike local sparks: incidents that excite a community in one place.

    Args:
        strikes: Uniform numbers, shape (M, C); a spark falls where they are below ``rate``.
        sizes: Uniform numbers, shape (M, C); turned into exponential sizes by inverse distribution function.
        rate: Chance of a spark in a cell and week.
        size: Mean size, in units of tension.
        reach: What organisers make of a spark, a factor.

    Returns:
        What is added to tension, shape (M, C).
    """
    return np.where(strikes < rate, -size * np.log1p(-sizes) * reach, 0.0)
