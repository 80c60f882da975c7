"""Slot `policing`: who holds down everyday violence, as officers and soldiers on the street per person present.

hand-over       Q = police counted with a lag + `troop_policing` × troops on the street, per person present
"""

from __future__ import annotations

import numpy as np

from kfor_sim.model.arrays import CountPerMunicipality, PerMunicipality


def hand_over(
    police: PerMunicipality, troops_on_street: PerMunicipality, present: CountPerMunicipality, *, troop_policing: float
) -> PerMunicipality:
    """Let police take over from troops as they grow.

    Args:
        police: Officers who count in full by now, persons, shape (M,).
        troops_on_street: Soldiers among people, persons, shape (M,).
        present: People present, shape (M,).
        troop_policing: What part of an officer a soldier on the street is worth.

    Returns:
        Q, officers' equivalents per person present, shape (M,); 0 where nobody is present.
    """
    capacity = police + troop_policing * troops_on_street
    return np.divide(capacity, present, out=np.zeros_like(capacity), where=present > 0)


def advance_police(ready: float, officers: float, *, lag_weeks: float) -> float:
    """Move the officers who count in full towards those in service, at rate 1/lag a week."""
    return ready + (officers - ready) / lag_weeks


OPTIONS = {"hand-over": hand_over}
