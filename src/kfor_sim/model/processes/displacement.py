"""Slot `communities`: who leaves home, where to, and who returns.

unmixing        each week `flight_rate` · max(0, flight_level − S) of those at home leave, `abroad_share` of them
                abroad, the rest to the nearest municipality where their community is larger (abroad where there is
                none); `return_rate` · max(0, S − return_level) of those away return. Security moves people, and people
                who moved change who is exposed to whom (after Weidmann and Salehyan 2013, in a simpler form)
static          nobody moves
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kfor_sim.model.arrays import CountPerCell, PerCell

NOWHERE = -1


def unmixing(
    security: PerCell, *, flight_level: float, flight_rate: float, return_level: float, return_rate: float
) -> tuple[PerCell, PerCell]:
    """Move people away from low security and back to high.

    Args:
        security: S of last week, shape (M, C); NaN where nobody has a home.
        flight_level: Security below which people leave.
        flight_rate: Share of those at home that leaves in a week, for each unit of security below the level.
        return_level: Security above which people return.
        return_rate: Share of those away that returns in a week, for each unit of security above the level.

    Returns:
        Share of those at home that leaves and share of those away that returns, both shape (M, C).
    """
    level = np.nan_to_num(security, nan=return_level)
    leaving = flight_rate * np.maximum(0.0, flight_level - level)
    returning = return_rate * np.maximum(0.0, level - return_level)
    return leaving, returning


def static(
    security: PerCell,
    *,
    flight_level: float,
    flight_rate: float,
    return_level: float,
    return_rate: float,
) -> tuple[PerCell, PerCell]:
    """Move nobody: two arrays of zeros, shape (M, C)."""
    return np.zeros_like(security), np.zeros_like(security)


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


OPTIONS = {"unmixing": unmixing, "static": static}
