"""Slot `communities`: whether people leave places where their community is not safe, and return where it is.

Every option gives two shares a week: of those at home who leave, of those away who return.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from kfor_sim.arrays import PerCell
from kfor_sim.mechanisms.options import Given, option


class Moves(NamedTuple):
    """Who moves in a week.

    Attributes:
        leaving: Share of those at home that leaves, shape (M, C).
        returning: Share of those away that returns, shape (M, C).
    """

    leaving: PerCell
    returning: PerCell


@option(
    "communities",
    "unmixing",
    statement="Attacks drive people out, and whoever has left is attacked no more: violence falls as communities part.",
    equation="leaving = flight_rate (flight_level − S)⁺, returning = return_rate (S − return_level)⁺",
    source="weidmann-salehyan-2013",
    valid="cities and countries in which communities live side by side and can move apart",
    criticism="disputed for Baghdad itself (Biddle and others 2012), and for partitions (Sambanis 2000)",
)
def unmixing(
    security: PerCell,
    *,
    flight_level: Annotated[float, Given("displacement.flight_level")],
    flight_rate: Annotated[float, Given("displacement.flight_rate")],
    return_level: Annotated[float, Given("displacement.return_level")],
    return_rate: Annotated[float, Given("displacement.return_rate")],
) -> Moves:
    """Move people away from low security (S of last week, shape (M, C); NaN where nobody has a home), back to high."""
    level = np.nan_to_num(security, nan=return_level)
    leaving = flight_rate * np.maximum(0.0, flight_level - level)
    returning = return_rate * np.maximum(0.0, level - return_level)
    return Moves(leaving, returning)


@option(
    "communities",
    "static",
    statement="People stay where they live.",
    equation="leaving = returning = 0",
    valid="a null, and the assumption of most models of unrest",
    criticism="the record is one of flight, and of little return",
)
def static(security: PerCell) -> Moves:
    """Move nobody: zeros, shape (M, C)."""
    return Moves(np.zeros_like(security), np.zeros_like(security))
