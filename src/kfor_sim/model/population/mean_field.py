"""Option `mean-field`: infinitely many residents, as expected shares on a fixed grid of (h, r).

Each cell carries, at Q × Q midpoints of the unit square, the share of its residents who are not off the street.
Individuals approach it at the rate 1/√n; it is a check on them, not a shortcut.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kfor_sim.arrays import PerCell, PerMunicipality
from kfor_sim.model.parameters import Parameters
from kfor_sim.model.population.decision import acts
from kfor_sim.model.streams import Streams


class MeanField:
    """Expected shares instead of residents; draws nothing.

    Attributes:
        free: Share of the residents at each point who are not off the street, shape (M, C, Q, Q).
    """

    def __init__(self, parameters: Parameters, streams: Streams) -> None:
        self._unrest = parameters.unrest
        self._mobilisable = parameters.mobilisable
        points = parameters.setting.quadrature_points
        midpoint = (np.arange(points) + 0.5) / points
        self._hardship = midpoint[:, np.newaxis]
        self._risk_aversion = midpoint[np.newaxis, :]
        shape = (*self._mobilisable.shape, points, points)
        self.free = np.ones(shape)
        self._returning = np.zeros(shape)
        self._change_of_returning = _Calendar(shape, max(self._unrest.rest_weeks, self._unrest.jail_weeks) + 2)
        self.on_street: PerCell = np.zeros_like(self._mobilisable)

    def open_week(self, week: int, grievance: PerCell, at_home_share: PerCell) -> None:
        """Bring back those whose time off is over."""
        self._week = week
        self._returning += self._change_of_returning.take(week)
        self.free += self._returning
        self._push = self._hardship * grievance[:, :, np.newaxis, np.newaxis]
        self._home = at_home_share[:, :, np.newaxis, np.newaxis]

    def decide(self, risk: PerMunicipality) -> PerCell:
        """Let the residents at every point decide: active if h G − r P > τ."""
        everywhere = risk[:, np.newaxis, np.newaxis, np.newaxis]
        active = acts(self._push, self._risk_aversion, everywhere, self._unrest.threshold)
        self._active = np.where(active, self.free * self._home, 0.0)
        return self._persons(self._active)

    def close_week(self, risk: PerMunicipality) -> None:
        """Take the expected share of the active off the street; they return in equal parts over the weeks ahead."""
        unrest = self._unrest
        arrested = np.minimum(unrest.arrest * risk, 1.0 - unrest.stand_down)[:, np.newaxis, np.newaxis, np.newaxis]
        left = np.zeros_like(self._active)
        for chance, weeks in ((unrest.stand_down, unrest.rest_weeks), (arrested, unrest.jail_weeks)):
            leaving = self._active * chance
            self._change_of_returning.add(self._week + 2, leaving / weeks)
            self._change_of_returning.add(self._week + 2 + weeks, -leaving / weeks)
            left += leaving
        self.free -= left
        self.on_street = self._persons(self._active - left)

    def _persons(self, share: NDArray[np.float64]) -> PerCell:
        """Turn shares at the points of each cell into persons, shape (M, C)."""
        return self._mobilisable * share.mean(axis=(-2, -1))


class _Calendar:
    """Changes that fall due in coming weeks, in a ring of as many weeks as lie ahead at most."""

    def __init__(self, shape: tuple[int, ...], weeks_ahead: int) -> None:
        self._ring = np.zeros((weeks_ahead + 1, *shape))

    def add(self, week: int, change: NDArray[np.float64]) -> None:
        """Enter a change for a week ahead."""
        self._ring[week % len(self._ring)] += change

    def take(self, week: int) -> NDArray[np.float64]:
        """Take out what falls due in a week."""
        due = self._ring[week % len(self._ring)].copy()
        self._ring[week % len(self._ring)] = 0.0
        return due
