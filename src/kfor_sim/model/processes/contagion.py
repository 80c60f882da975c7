"""Slot `contagion`: how tension spreads from those on the street to people of their own community elsewhere.

neighbours      σ[m,c] += κ · mean over the neighbours n of m of the active share of c in n
none            nothing spreads
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kfor_sim.model.arrays import PerCell


def neighbours(active_share: PerCell, adjacent: NDArray[np.bool_], *, strength: float) -> PerCell:
    """Pass tension on across municipal borders.

    Args:
        active_share: Part of the mobilisable of each cell that is on the street, shape (M, C).
        adjacent: Which municipalities share a border, shape (M, M).
        strength: κ, tension a week when everybody next door is on the street.

    Returns:
        What is added to tension, shape (M, C).
    """
    borders = np.maximum(adjacent.sum(axis=1, keepdims=True), 1)
    spread: PerCell = strength * (adjacent @ active_share) / borders
    return spread


def none(active_share: PerCell, adjacent: NDArray[np.bool_], *, strength: float) -> PerCell:
    """Spread nothing: shape (M, C), zeros."""
    return np.zeros_like(active_share)


OPTIONS = {"neighbours": neighbours, "none": none}
