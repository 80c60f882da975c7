"""Slot `spillover`: what becomes of the violence that presence deters.

Every option gives the persons who attack in each municipality, from those on the street and those deterred from it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kfor_sim.arrays import PerCell
from kfor_sim.mechanisms.options import Own, option


class Crowd(NamedTuple):
    """Those who are on the street, and those who are not for fear.

    Attributes:
        active: Persons on the street, shape (M, C).
        deterred: Gives the persons whom fear alone keeps at home, shape (M, C); asked for only where it matters.
        adjacent: Which municipalities share a border, shape (M, M).
    """

    active: PerCell
    deterred: Callable[[], PerCell]
    adjacent: NDArray[np.bool_]


@option(
    "spillover",
    "none",
    statement="Violence that is deterred does not happen anywhere.",
    equation="attackers = A",
    source="weisburd-2006",
    valid="where offenders are bound to their place",
    criticism="organised violence picks its place",
)
def none(crowd: Crowd) -> PerCell:
    """Leave attackers where they are on the street, persons, shape (M, C)."""
    return crowd.active


@option(
    "spillover",
    "relocates",
    statement="A part of the violence that is deterred in one place appears next door; the rest is gone.",
    equation="attackers[m] = A[m] + relocated · Σ over neighbours n of deterred[n] / number of n's neighbours",
    source="peitz-reisch-2019",
    valid="armed groups that can move, as in the Congo; a share from 0 up",
    criticism="in policing places next door gain more often than they lose, which would be a share below 0",
)
def relocates(
    crowd: Crowd,
    *,
    relocated: Annotated[float, Own("share", 0, 1, "Share of those deterred who attack next door.")],
) -> PerCell:
    """Add those who come from next door to those on the street, persons, shape (M, C)."""
    doors = np.maximum(crowd.adjacent.sum(axis=1, keepdims=True), 1)
    coming = crowd.adjacent.T @ (crowd.deterred() / doors)
    attackers: PerCell = crowd.active + relocated * coming
    return attackers
