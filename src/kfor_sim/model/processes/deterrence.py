"""Slot `deterrence`: the risk that a resident perceives on the street, from presence and the number already there.

ratio-literal   P = 1 − exp(−k E / A)        Epstein (2002), PNAS 99 suppl. 3, 7243-7250, with the ratio taken literally
none            P = 0                        the null: troops and police deter nobody
"""

from __future__ import annotations

import numpy as np

from kfor_sim.model.arrays import PerMunicipality


def ratio_literal(presence: PerMunicipality, active: PerMunicipality, *, constant: float) -> PerMunicipality:
    """Deter by the ratio of those who police the street to those on it.

    Args:
        presence: E, troops and police among people, persons, shape (M,).
        active: A, residents on the street in the last round, persons, shape (M,); at least one counts, the asker.
        constant: k, dimensionless.

    Returns:
        P, perceived risk in [0, 1), shape (M,); 0 where nobody is present.
    """
    return 1.0 - np.exp(-constant * presence / np.maximum(active, 1.0))


def none(presence: PerMunicipality, active: PerMunicipality, *, constant: float) -> PerMunicipality:
    """Deter nobody, whatever the presence: shape (M,), zeros."""
    return np.zeros_like(presence)


OPTIONS = {"ratio-literal": ratio_literal, "none": none}
