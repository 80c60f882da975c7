"""Demilitarisation: arms are handed in and seized where troops are there to take them.

a[m] += (a_floor − a[m]) · min(1, troops on the street per person present / demilitarisation_presence) / weeks
"""

from __future__ import annotations

import numpy as np

from kfor_sim.model.arrays import CountPerMunicipality, PerMunicipality


def demilitarised(
    arms: PerMunicipality,
    troops_on_street: PerMunicipality,
    present: CountPerMunicipality,
    *,
    floor: float,
    weeks: float,
    full_presence: float,
) -> PerMunicipality:
    """Collect arms for a week.

    Args:
        arms: Arms in private hands relative to June 1999, shape (M,).
        troops_on_street: Soldiers among people, persons, shape (M,).
        present: People present, shape (M,).
        floor: What arms fall to in the end.
        weeks: Time of collection at full pace.
        full_presence: Soldiers on the street per person present at which the pace is full.

    Returns:
        Arms of next week, shape (M,).
    """
    density = np.divide(troops_on_street, present, out=np.zeros_like(troops_on_street), where=present > 0)
    return arms + (floor - arms) * np.minimum(1.0, density / full_presence) / weeks
