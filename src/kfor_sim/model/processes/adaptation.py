"""Slot `adaptation`: how residents take a change of presence, so that the pace of a drawdown can matter or not.

none            presence counts as it is this week: pace cannot matter in itself
"""

from __future__ import annotations

from kfor_sim.model.arrays import PerMunicipality


def none(presence: PerMunicipality, last_week: PerMunicipality) -> PerMunicipality:
    """Take presence as it is.

    Args:
        presence: E of this week, persons, shape (M,).
        last_week: E of last week, persons, shape (M,).

    Returns:
        The presence that residents act on, persons, shape (M,).
    """
    return presence


OPTIONS = {"none": none}
