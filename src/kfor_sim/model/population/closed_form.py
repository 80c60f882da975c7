"""Option `closed-form`: the active share as a formula, for a population in which nobody leaves the street.

For h and r independent and uniform on (0, 1), the share with h G − r P > τ is

    0                            if G ≤ τ
    (G − τ)² / (2 G P)           if G > τ and P ≥ G − τ
    1 − (τ + P/2) / G            otherwise
"""

from __future__ import annotations

import numpy as np

from kfor_sim.arrays import PerCell, PerMunicipality
from kfor_sim.model.parameters import Parameters
from kfor_sim.model.streams import Streams


def active_share(grievance: PerCell, risk: PerCell, *, threshold: float) -> PerCell:
    """Give the share of residents who are active.

    Args:
        grievance: G, any shape.
        risk: P in [0, 1], same shape.
        threshold: τ, at least 0.

    Returns:
        Share in [0, 1], same shape.
    """
    excess = np.maximum(grievance - threshold, 0.0)
    moved = np.where(excess > 0.0, grievance, 1.0)
    some = excess**2 / np.where(excess > 0.0, 2.0 * moved * np.maximum(risk, excess), 1.0)
    most = 1.0 - (threshold + risk / 2.0) / moved
    share = np.where(risk >= excess, some, most)
    return np.where(excess > 0.0, share, 0.0)


class ClosedForm:
    """A population whose active share is known by formula; draws nothing and remembers nothing."""

    def __init__(self, parameters: Parameters, streams: Streams) -> None:
        self._mobilisable = parameters.mobilisable
        self._threshold = parameters.unrest.threshold
        self.on_street: PerCell = np.zeros_like(self._mobilisable)

    def open_week(self, week: int, grievance: PerCell, at_home_share: PerCell) -> None:
        """Take in grievance and the people at home."""
        self._grievance = grievance
        self._people = self._mobilisable * at_home_share

    def decide(self, risk: PerMunicipality) -> PerCell:
        """Apply the formula at risk P (M,), shape (M, C)."""
        everywhere = np.broadcast_to(risk[:, np.newaxis], self._grievance.shape)
        self._active = self._people * active_share(self._grievance, everywhere, threshold=self._threshold)
        return self._active

    def close_week(self, risk: PerMunicipality) -> None:
        """Leave everybody on the street."""
        self.on_street = self._active
