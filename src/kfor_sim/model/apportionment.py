"""Whole persons divided by shares without losing or making one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def apportion(total: int, weight: NDArray[np.float64]) -> NDArray[np.int64]:
    """Divide ``total`` whole persons in proportion to ``weight`` by largest remainder (Hamilton's method).

    Args:
        total: Persons to divide, at least 0.
        weight: One weight for each receiver, at least 0; where all are 0, receivers count alike.

    Returns:
        Whole persons for each receiver, int64; their sum is ``total``. Of equal remainders the first is served first.
    """
    whole = weight.sum()
    exact = total * (weight / whole) if whole > 0 else np.full(weight.shape, total / weight.size)
    part = np.floor(exact).astype(np.int64)
    left = total - int(part.sum())
    part[np.argsort(part - exact, kind="stable")[:left]] += 1
    return part
