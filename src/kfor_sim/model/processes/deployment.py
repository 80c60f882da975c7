"""Deployment: where the troops of each contingent stand this week.

fixed     `fixed_share` of the troops in Kosovo stand within their sector (for ever): by people, and by minority sites
mobile    the rest goes where the response allows: a part evenly, the others in proportion to last week's attacks
Contingents with the same reach are moved together; whole troops are divided by largest remainder, so none is lost.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kfor_sim.arrays import CountPerContingent, CountPerMunicipality, Flags, PerMunicipality
from kfor_sim.mechanisms.response import Areas, Response
from kfor_sim.model.apportionment import apportion

Groups: TypeAlias = tuple[tuple[NDArray[np.intp], NDArray[np.intp]], ...]
"""Contingents of equal reach together: their numbers, and the municipalities they may go to."""


class Orders(NamedTuple):
    """Where the troops of each contingent may stand, put together once, since that seldom changes.

    Attributes:
        home: Where fixed troops may.
        reach: Where mobile troops may.
        deters: Whether its troops deter a crowd, shape (N,).
    """

    home: Groups
    reach: Groups
    deters: Flags

    @classmethod
    def of(cls, areas: Areas, response: Response) -> Orders:
        """Read them off the areas and what the response allows."""
        return cls(grouped(areas.home), grouped(response.reach), response.deters)


def placed(
    troops: CountPerContingent,
    orders: Orders,
    *,
    fixed_share: float,
    posts: PerMunicipality,
    calls: PerMunicipality,
) -> CountPerMunicipality:
    """Place the fixed part of troops within their sectors, and the mobile part within their reach.

    Args:
        troops: Persons by contingent, shape (N,).
        orders: Where they may stand.
        fixed_share: Part of them that is fixed.
        posts: What draws fixed troops to each municipality, shape (M,).
        calls: What draws mobile troops there, shape (M,).
    """
    fixed = np.floor(troops * fixed_share).astype(np.int64)
    return spread(fixed, orders.home, posts) + spread(troops - fixed, orders.reach, calls)


def spread(troops: CountPerContingent, reach: Groups, weight: PerMunicipality) -> CountPerMunicipality:
    """Divide troops among the municipalities that they may go to, in proportion to ``weight``.

    Args:
        troops: Persons by contingent, shape (N,).
        reach: Where each contingent may go; one that is in no group stays out of Kosovo.
        weight: What draws troops to each municipality, at least 0, shape (M,).

    Returns:
        Troops by municipality, whole persons, shape (M,).
    """
    placed = np.zeros(weight.size, dtype=np.int64)
    for together, where in reach:
        if count := int(troops[together].sum()):
            placed[where] += apportion(count, weight[where])
    return placed


def fixed_weight(
    people: CountPerMunicipality, minority: CountPerMunicipality, *, minority_sites_share: float
) -> PerMunicipality:
    """Weigh municipalities for fixed posts: by all people, and by those outside the largest community; sums to 1."""
    return (1.0 - minority_sites_share) * _shares(people) + minority_sites_share * _shares(minority)


def mobile_weight(reported: CountPerMunicipality, *, even_share: float) -> PerMunicipality:
    """Weigh municipalities for mobile troops: a part evenly, the rest by attacks reported last week; sums to 1."""
    return even_share / reported.size + (1.0 - even_share) * _shares(reported)


def _shares(counts: CountPerMunicipality) -> PerMunicipality:
    """Turn counts into shares; even ones where there is nothing to count."""
    total = counts.sum()
    return counts / total if total > 0 else np.full(counts.shape, 1.0 / counts.size)


def grouped(reach: Flags) -> Groups:
    """Put contingents of equal reach together; those that may go nowhere are left out.

    Args:
        reach: Whether contingent n may go to municipality m, shape (N, M).
    """
    patterns: dict[bytes, list[int]] = {}
    for contingent, row in enumerate(reach):
        if row.any():
            patterns.setdefault(row.tobytes(), []).append(contingent)
    return tuple((np.array(members), np.flatnonzero(reach[members[0]])) for members in patterns.values())
