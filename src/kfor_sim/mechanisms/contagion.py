"""Slot `contagion`: how tension spreads from those on the street to people of their own community elsewhere.

Every option gives what is added to tension until next week.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kfor_sim.arrays import PerCell
from kfor_sim.mechanisms.options import Given, Own, option


class Unrest(NamedTuple):
    """Who is on the street, and where.

    Attributes:
        active: Persons on the street, shape (M, C).
        mobilisable: Persons who might be, shape (M, C).
        adjacent: Which municipalities share a border, shape (M, M).
    """

    active: PerCell
    mobilisable: PerCell
    adjacent: NDArray[np.bool_]

    @property
    def share(self) -> PerCell:
        """Part of the mobilisable that is on the street, shape (M, C); 0 where there are none."""
        return np.divide(self.active, self.mobilisable, out=np.zeros_like(self.active), where=self.mobilisable > 0)


@option(
    "contagion",
    "neighbours",
    statement="Unrest spreads across municipal borders, within a community.",
    equation="σ[m,c] += contagion · mean over neighbours n of A[n,c] / M[n,c]",
    source="bonnasse-gahot-2018",
    valid="leaderless riots over weeks, as in France in 2005",
    criticism="in March 2004 the news ran through the theatre at once, not from border to border",
)
def neighbours(unrest: Unrest, *, strength: Annotated[float, Given("tension.contagion")]) -> PerCell:
    """Pass tension on across municipal borders, shape (M, C)."""
    borders = np.maximum(unrest.adjacent.sum(axis=1, keepdims=True), 1)
    spread: PerCell = strength * (unrest.adjacent @ unrest.share) / borders
    return spread


@option(
    "contagion",
    "rumour",
    statement="News of unrest excites a community in the whole theatre at once.",
    equation="σ[m,c] += rumour · Σ A[·,c] / Σ M[·,c]",
    source="myers-2000",
    valid="riots that spread along the reach of mass media, as in US cities from 1964 to 1971",
    criticism="rumours are recorded when riots follow: those that died out are not counted",
)
def rumour(
    unrest: Unrest,
    *,
    rumour: Annotated[float, Own("1/week", 0, 10, "Tension everywhere when a whole community is on the street.")],
) -> PerCell:
    """Pass tension on to everybody of a community, shape (M, C)."""
    people = unrest.mobilisable.sum(axis=0)
    share = np.divide(unrest.active.sum(axis=0), people, out=np.zeros_like(people), where=people > 0)
    return np.broadcast_to(rumour * share, unrest.active.shape)


@option(
    "contagion",
    "none",
    statement="Unrest stays where it is.",
    equation="σ unchanged",
    valid="a null: what happens in many places at once has then one cause, put in from outside",
    criticism="studies of riots reject it: they cluster in space and time far beyond chance",
)
def none(unrest: Unrest) -> PerCell:
    """Spread nothing: zeros, shape (M, C)."""
    return np.zeros_like(unrest.active)
