"""Burden sharing: what part of the requirement each nation carries, how its will wears off, who fills a gap.

part       p (1 − open − taken over) + its own taken over, p by the nations' weights among those who are there
will       falls each week by load (1 − `cohesion` · share of the others still there) / `will_weeks`
gap        what a nation carried when it left, until others take it over
Partners and others keep to their part of the total, as the Russian agreement of June 1999 said; members are asked
for more.
"""

from __future__ import annotations

import numpy as np

from kfor_sim.model.apportionment import apportion
from kfor_sim.model.arrays import CountPerContingent, Flags, PerContingent


def parts(weight: PerContingent, there: Flags, *, gap: PerContingent, taken: PerContingent) -> PerContingent:
    """Divide the requirement among the nations that are there.

    Args:
        weight: Each nation's weight, at least 0, shape (N,).
        there: Whether it is in the theatre, shape (N,).
        gap: Shares of the requirement that those who left carried and nobody has taken over, shape (N,).
        taken: Shares that each nation has taken over from others, shape (N,).

    Returns:
        Shares, shape (N,); together with the gaps they sum to 1 where anybody is there.
    """
    by_weight = own_parts(weight, there)
    return np.where(there, by_weight * (1.0 - gap.sum() - taken[there].sum()) + taken, 0.0)


def own_parts(weight: PerContingent, there: Flags) -> PerContingent:
    """Divide by weight among those who are there, shape (N,); 0 for the others."""
    own = weight * there
    total = own.sum()
    return own / total if total > 0 else np.zeros(own.shape)


def tired(
    will: PerContingent, load: PerContingent, together: PerContingent, *, cohesion: float, will_weeks: float
) -> PerContingent:
    """Wear off the will of nations by a week.

    Args:
        will: From 0 (it leaves) to 1, shape (N,).
        load: Troops there over those of its part without what it took over: the cost, shape (N,).
        together: Share of the others that is still there, shape (N,).
        cohesion: How far their presence keeps up the will, from 0 to 1.
        will_weeks: Weeks of a load of 1 after which a nation alone has no will left.
    """
    return np.maximum(will - load * (1.0 - cohesion * together) / will_weeks, 0.0)


def others_there(weight: PerContingent, entered: Flags, there: Flags) -> PerContingent:
    """Give the share of the others, by weight, that is still there, shape (N,); 1 where there are no others."""
    others = (weight * entered).sum() - weight * entered
    staying = (weight * there).sum() - weight * there
    share: PerContingent = np.divide(staying, others, out=np.ones(weight.shape), where=others > 0)
    return np.clip(share, 0.0, 1.0)


def shortfall(
    required: int, share: PerContingent, gap: PerContingent, strength: CountPerContingent
) -> CountPerContingent:
    """Say whose troops are missing: what nations were due and do not bring, less what others bring beyond their part.

    Args:
        required: The requirement, persons.
        share: Shares of those who are there, shape (N,).
        gap: Shares that those who left have left open, shape (N,).
        strength: Troops there, shape (N,), persons.

    Returns:
        Persons, shape (N,); they sum to what the whole force lacks, and to 0 where it lacks nothing.
    """
    missing = max(required - int(strength.sum()), 0)
    due = apportion(required, share + gap)
    return apportion(missing, np.maximum(due - strength, 0).astype(np.float64))
