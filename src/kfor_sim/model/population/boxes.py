"""Where to look for those who might take to the street: residents in boxes of like hardship and risk aversion.

Active is who has h G − r P > τ: a triangle of the unit square of (h, r) that in most weeks is a small part of it. The
residents of a cell are laid out in bands of risk aversion, the least averse first, and within a band by hardship, the
most pressed first. Those who can be active then are a few runs at the heads of bands, and a week touches only them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kfor_sim.arrays import Flags, PerResident

BINS = 32  # of hardship in a band
_MOST_BANDS = 256
_SPREAD = 8  # a cell of n residents gets √(n / this) bands
_SLACK = 1e-9  # far above rounding errors: a box too many costs little, one too few would change numbers


class Boxes:
    """The layout of residents, found once.

    Attributes:
        order: Residents in the order of the layout, as numbers in the arrays it was made from, shape (R,).
    """

    def __init__(
        self, cell: NDArray[np.intp], hardship: PerResident, risk_aversion: PerResident, *, cells: int
    ) -> None:
        """Sort residents into boxes.

        Args:
            cell: Number of each resident's cell, shape (R,).
            hardship: h in [0, 1), shape (R,).
            risk_aversion: r in [0, 1), shape (R,).
            cells: How many cells there are.
        """
        bands = _bands(np.bincount(cell, minlength=cells))
        first = np.cumsum(bands) - bands
        band = first[cell] + (risk_aversion * bands[cell]).astype(np.intp)
        box = band * BINS + (BINS - 1 - (hardship * BINS).astype(np.intp))
        self.order = np.argsort(box, kind="stable")
        self._cell = np.repeat(np.arange(cells), bands)
        self._lowest_aversion = (np.arange(bands.sum()) - np.repeat(first, bands)) / np.repeat(bands, bands)
        filled = np.bincount(box, minlength=self._cell.size * BINS).reshape(-1, BINS)
        self._up_to = np.concatenate([np.zeros((self._cell.size, 1), dtype=np.intp), filled.cumsum(axis=1)], axis=1)
        self._start = np.cumsum(self._up_to[:, -1]) - self._up_to[:, -1]
        self._bands = np.arange(self._cell.size)

    def candidates(
        self, where: Flags, grievance: PerResident, risk: PerResident, *, threshold: float
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Find everybody in some cells who can be active, and a few more.

        Args:
            where: Whether to look in a cell, shape (cells,).
            grievance: G of each cell, shape (cells,); NaN where nobody has a home.
            risk: P of each cell, shape (cells,).
            threshold: τ.

        Returns:
            Places in the layout, and cell of each. Whoever is left out has h G − r P ≤ τ.
        """
        moved = np.flatnonzero((where & (grievance > threshold)).take(self._cell))
        cell = self._cell.take(moved)
        needed = (threshold + self._lowest_aversion.take(moved) * risk.take(cell)) / grievance.take(cell) - _SLACK
        bins = BINS - np.floor(np.clip(needed, 0.0, 1.0) * BINS).astype(np.intp)
        count = self._up_to[moved, bins]
        before = np.cumsum(count) - count
        found = np.repeat(self._start[moved] - before, count) + np.arange(int(count.sum()))
        return found, np.repeat(cell, count)


def _bands(residents: NDArray[np.intp]) -> NDArray[np.intp]:
    """Choose how many bands the residents of each cell are laid out in; none where there are none."""
    wanted = np.ceil(np.sqrt(residents / _SPREAD)).astype(np.intp)
    return np.minimum(wanted, _MOST_BANDS)
