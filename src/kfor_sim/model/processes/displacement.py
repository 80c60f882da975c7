"""Displacement: where those who leave go, and where those who fled are guests.

Who leaves and who returns is asked of the slot `communities`. Of those who leave, `abroad_share` go abroad, the others
to the nearest municipality where their community is larger (abroad where there is none).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kfor_sim.arrays import CountPerCell

NOWHERE = -1


def host_of(home: CountPerCell, distance: NDArray[np.float64]) -> NDArray[np.int64]:
    """Find where those who flee within the country go: the nearest municipality where their community is larger.

    Args:
        home: People by home, shape (M, C).
        distance: Kilometres between municipalities, shape (M, M).

    Returns:
        Number of the hosting municipality, shape (M, C); NOWHERE (−1) where the community is nowhere larger.
    """
    larger = home[np.newaxis, :, :] > home[:, np.newaxis, :]
    reach = np.where(larger, distance[:, :, np.newaxis], np.inf)
    return np.where(larger.any(axis=1), reach.argmin(axis=1), NOWHERE)


def guests(within: CountPerCell, host: NDArray[np.int64]) -> CountPerCell:
    """Count those who fled within the country where they are now, shape (M, C)."""
    hosted = np.flatnonzero(host != NOWHERE)
    communities = within.shape[1]
    cell = host.take(hosted) * communities + hosted % communities
    received = np.bincount(cell, weights=within.take(hosted), minlength=within.size)  # whole numbers, exact to 2**53
    return received.astype(np.int64).reshape(within.shape)
