"""Violence in two streams, everyday and intercommunal, as attacks on the people of each cell.

everyday        λ[m,c] = everyday_rate · arms[m] · present[m,c] · what policing leaves of it in m
intercommunal   λ[m,c] = attack_rate · ( (1 − within) · Σ_{c'≠c} A[m,c'] · present[m,c] / (present[m] − present[m,c'])
                                        + within · A[m,c] )
                a crowd attacks the other communities present in proportion to their numbers; where there are none,
                that part of its attacks does not happen
attacks ~ Poisson(λ), at most one a week for each person present; deaths ~ Binomial(attacks, lethality of the stream)
"""

from __future__ import annotations

import numpy as np

from kfor_sim.arrays import CountPerCell, PerCell, PerMunicipality


def everyday_expected(present: CountPerCell, arms: PerMunicipality, left: PerMunicipality, *, rate: float) -> PerCell:
    """Expect crime, revenge and score-settling where arms are many and police few.

    Args:
        present: People present, shape (M, C).
        arms: Arms in private hands relative to June 1999, shape (M,).
        left: What policing leaves of violence, a factor, shape (M,).
        rate: Attacks per person and week at full arms and no policing.

    Returns:
        Expected attacks a week, shape (M, C).
    """
    place = rate * arms * left
    return place[:, np.newaxis] * present


def intercommunal_expected(active: PerCell, present: CountPerCell, *, rate: float, within: float) -> PerCell:
    """Expect attacks of those on the street on the other communities of their municipality, and a share within.

    Args:
        active: Persons who attack, shape (M, C).
        present: People present, shape (M, C).
        rate: Attacks per active person and week.
        within: Share of attacks on people of the attackers' own community.

    Returns:
        Expected attacks a week by community attacked, shape (M, C).
    """
    others = present.sum(axis=1, keepdims=True) - present
    per_other = np.divide(active, others, out=np.zeros_like(active), where=others > 0)
    from_outside = (per_other.sum(axis=1, keepdims=True) - per_other) * present
    expected: PerCell = rate * ((1.0 - within) * from_outside + within * active)
    return expected
