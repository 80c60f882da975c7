"""The simulated security level: an index of the absence of violence, from 0 to 1, by municipality and community.

v[m,c]  = (attacks of both streams + severity · deaths) / present[m,c]
S[m,c] += (exp(−v / tolerance) − S[m,c]) / memory_weeks
where nobody of a community is left to meet violence, S follows that of the people at home in its place, S̄[m]
"""

from __future__ import annotations

import numpy as np

from kfor_sim.arrays import CountPerCell, PerCell, PerMunicipality


def exposure(attacks: CountPerCell, deaths: CountPerCell, present: CountPerCell, *, severity: float) -> PerCell:
    """Weigh the violence that the people of a cell met in a week.

    Args:
        attacks: Attacks of both streams, shape (M, C).
        deaths: Deaths among them, shape (M, C).
        present: People present, shape (M, C).
        severity: How many attacks one death weighs.

    Returns:
        v, weighted attacks per person present and week, shape (M, C); NaN where nobody is present.
    """
    weighted = attacks + severity * deaths
    return np.divide(weighted, present, out=np.full(present.shape, np.nan), where=present > 0)


def advanced_security(
    security: PerCell, exposed: PerCell, municipal: PerMunicipality, *, tolerance: float, memory_weeks: float
) -> PerCell:
    """Let security follow what people live through.

    Args:
        security: S of last week, shape (M, C).
        exposed: v of this week, shape (M, C); NaN where nobody is present.
        municipal: S̄ of last week, by which those away judge a place that their community has left, shape (M,).
        tolerance: Exposure at which the week's level is 1/e.
        memory_weeks: How long a week is remembered.

    Returns:
        S of this week, shape (M, C).
    """
    lived = np.where(np.isnan(exposed), municipal[:, np.newaxis], np.exp(-exposed / tolerance))
    return security + (lived - security) / memory_weeks


def municipal_security(security: PerCell, at_home: CountPerCell) -> PerMunicipality:
    """Average security over the people at home in each municipality, shape (M,); 0 where nobody is at home."""
    people = at_home.sum(axis=1)
    felt = np.where(at_home > 0, security * at_home, 0.0).sum(axis=1)
    return np.divide(felt, people, out=np.zeros_like(felt), where=people > 0)
