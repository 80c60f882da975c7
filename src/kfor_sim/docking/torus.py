"""Sites on a torus, numbered row by row, and which of them are in view of each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BESIDE = 1.5
"""A vision that takes in the eight sites around one."""


def in_view(side: int, vision: float) -> NDArray[np.int32]:
    """List the sites within a distance, as the crow flies and across the joined edges; not the site itself.

    Args:
        side: Sites along an edge.
        vision: The distance; one beyond the torus takes in every other site once.

    Returns:
        Shape (side², sites in view).
    """
    steps = np.arange(side) - (side - 1) // 2  # each shift of the torus once
    down, across = (shift.ravel() for shift in np.meshgrid(steps, steps, indexing="ij"))
    near = (down**2 + across**2 <= vision**2) & ((down != 0) | (across != 0))
    row, column = np.divmod(np.arange(side * side), side)
    rows = (row[:, np.newaxis] + down[near]) % side
    columns = (column[:, np.newaxis] + across[near]) % side
    return (rows * side + columns).astype(np.int32)
