"""Reconstruction: hardship falls where it is safe enough to build.

H[m] += (H_floor − H[m]) · S̄[m] / reconstruction_weeks, with S̄ the mean security of the people at home
"""

from __future__ import annotations

from kfor_sim.arrays import PerMunicipality


def rebuilt(hardship: PerMunicipality, safety: PerMunicipality, *, floor: float, weeks: float) -> PerMunicipality:
    """Rebuild for a week.

    Args:
        hardship: H relative to June 1999, shape (M,).
        safety: S̄, mean security of the people at home, shape (M,).
        floor: What hardship falls to in the end.
        weeks: Time of reconstruction in full safety.

    Returns:
        H of next week, shape (M,).
    """
    return hardship + (floor - hardship) * safety / weeks
