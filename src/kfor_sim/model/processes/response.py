"""Slot `response`: which municipalities the mobile troops of a contingent may go to.

sector-bound    only those of the contingent's own sector until an event lifts the walls, then everywhere
unified         everywhere
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def sector_bound(
    sector: NDArray[np.int64], sector_of_municipality: NDArray[np.int64], *, walls: bool
) -> NDArray[np.bool_]:
    """Keep mobile troops within their sector while the walls stand.

    Args:
        sector: Each contingent's sector, shape (N,); −1 for contingents of the whole theatre.
        sector_of_municipality: Each municipality's sector, shape (M,).
        walls: Whether the sector walls stand.

    Returns:
        Whether contingent n may go to municipality m, shape (N, M).
    """
    own = sector[:, np.newaxis] == sector_of_municipality[np.newaxis, :]
    free = (sector == -1) | (not walls)
    return own | free[:, np.newaxis]


def unified(
    sector: NDArray[np.int64],
    sector_of_municipality: NDArray[np.int64],
    *,
    walls: bool,
) -> NDArray[np.bool_]:
    """Let mobile troops go everywhere, shape (N, M)."""
    return np.ones((sector.size, sector_of_municipality.size), dtype=np.bool_)


OPTIONS = {"sector-bound": sector_bound, "unified": unified}
