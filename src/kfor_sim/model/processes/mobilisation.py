"""Mobilisation: who takes to the street in a week, in daily rounds (Granovetter 1978; Epstein 2002).

1. grievance  G[m,c] = H[m] (1 − L[m,c]) + σ[m,c], fixed for the week
2. each round: P[m] from E[m] and A[m] = Σ_c A[m,c] of the last round; resident i is active if h G − r P > τ
3. the rounds end when nobody joins or leaves, at the latest after `rounds`
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kfor_sim.arrays import PerCell, PerMunicipality
from kfor_sim.model.population.interface import Population


def grievance(hardship: PerMunicipality, legitimacy: PerCell, tension: PerCell) -> PerCell:
    """Put together what moves people: G = H (1 − L) + σ, dimensionless, shape (M, C)."""
    return hardship[:, np.newaxis] * (1.0 - legitimacy) + tension


def advance_rounds(
    population: Population, risk_from: Callable[[PerMunicipality], PerMunicipality], *, rounds: int
) -> tuple[PerCell, PerMunicipality]:
    """Let residents decide, round after round, until nobody joins or leaves.

    Args:
        population: The residents of an opened week; changed in place.
        risk_from: The perceived risk (M,) that goes with a number of active persons (M,).
        rounds: The most rounds in a week.

    Returns:
        Active persons of the last round (M, C), and the risk (M,) at which they decided.
    """
    active = population.on_street
    for _ in range(rounds):
        risk = risk_from(active.sum(axis=1))
        before, active = active, population.decide(risk)
        if np.array_equal(before, active):
            break
    return active, risk
