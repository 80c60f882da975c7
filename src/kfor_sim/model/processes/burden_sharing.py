"""Burden sharing: what part of the requirement each nation carries, how its will wears off, who fills a gap.

Shares are of the level before anything is given up of it.

part       p (1 − given up − open − taken over) + its own taken over, p by the weights among those who are there
open       what a nation carried when it left, until others take it over, less what headquarters give up of it
will       falls each week by load (1 − `cohesion` · share of the others still there) / `will_weeks`
Partners and others keep to their part of the total, as the Russian agreement of June 1999 said; members are asked
for more.
"""

from __future__ import annotations

import numpy as np

from kfor_sim.arrays import CountPerContingent, Flags, PerContingent
from kfor_sim.model.apportionment import apportion


def still_open(gap: PerContingent, given_up: PerContingent) -> PerContingent:
    """Give what is open of each gap once headquarters have given up a part of it, shape (N,)."""
    return np.maximum(gap - given_up, 0.0)


def parts(
    weight: PerContingent, there: Flags, *, gap: PerContingent, taken: PerContingent, given_up: PerContingent
) -> PerContingent:
    """Divide the level among the nations that are there.

    Args:
        weight: Each nation's weight, at least 0, shape (N,).
        there: Whether it is in the theatre, shape (N,).
        gap: Shares of the level that those who left carried and nobody has taken over, shape (N,).
        taken: Shares that each nation has taken over from others, shape (N,).
        given_up: Shares of the level that headquarters no longer ask for, by who carried them, shape (N,).

    Returns:
        Shares, shape (N,); with what is open and what is given up they sum to 1 where anybody is there.
    """
    rest = 1.0 - given_up.sum() - still_open(gap, given_up).sum() - taken[there].sum()
    return np.where(there, own_parts(weight, there) * max(rest, 0.0) + taken, 0.0)


def own_parts(weight: PerContingent, there: Flags) -> PerContingent:
    """Divide by weight among those who are there, shape (N,); 0 for the others."""
    own = weight * there
    total = own.sum()
    return own / total if total > 0 else np.zeros(own.shape)


def tired(
    will: PerContingent, cost: PerContingent, together: PerContingent, *, cohesion: float, will_weeks: float
) -> PerContingent:
    """Wear off the will of nations by a week.

    Args:
        will: From 0 (it leaves) to 1, shape (N,).
        cost: Its part over what it would be without what it took over, shape (N,).
        together: Share of the others that is still there, shape (N,).
        cohesion: How far their presence keeps up the will, from 0 to 1.
        will_weeks: Weeks of a cost of 1 after which a nation alone has no will left.
    """
    return np.maximum(will - cost * (1.0 - cohesion * together) / will_weeks, 0.0)


def load(part: PerContingent, taken: PerContingent, strength: CountPerContingent) -> PerContingent:
    """Give the cost of a week: a nation's part over its own one, 1 where it took over nothing, 0 without troops."""
    own = part - taken
    cost = np.divide(part, own, out=np.ones(part.shape), where=own > 0)
    return np.where(strength > 0, cost, 0.0)


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
        share: Shares of those who are there, in any unit, shape (N,).
        gap: Shares that are open, in the same unit, shape (N,).
        strength: Troops there, shape (N,), persons.

    Returns:
        Persons, shape (N,); they sum to what the whole force lacks, and to 0 where it lacks nothing.
    """
    missing = max(required - int(strength.sum()), 0)
    due = apportion(required, share + gap)
    return apportion(missing, np.maximum(due - strength, 0).astype(np.float64))
