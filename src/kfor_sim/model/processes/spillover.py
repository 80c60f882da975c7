"""Slot `spillover`: what becomes of attacks that presence deters.

none            they do not happen anywhere
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kfor_sim.model.arrays import PerCell, PerMunicipality


def none(attacks: PerCell, risk: PerMunicipality, adjacent: NDArray[np.bool_]) -> PerCell:
    """Leave the expected attacks where they are.

    Args:
        attacks: Expected intercommunal attacks by municipality and community attacked, shape (M, C).
        risk: P of the last round, shape (M,).
        adjacent: Which municipalities share a border, shape (M, M).

    Returns:
        Expected attacks after relocation, shape (M, C).
    """
    return attacks


OPTIONS = {"none": none}
