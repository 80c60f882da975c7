"""Slot `response`: which municipalities the mobile troops of a contingent may go to, and which act against a crowd.

sector-bound      only those of the contingent's own sector until an event lifts the walls, then everywhere; all act
national-rules    as sector-bound, and each nation's own rules hold with or without walls: troops that may not leave
                  their area stay there, troops that may not control riots do not deter a crowd
unified           everywhere; all act
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kfor_sim.model.arrays import Flags
from kfor_sim.model.parameters import Nations

WHOLE_THEATRE = -1


class Areas(NamedTuple):
    """Where contingents belong, and what their own rules are.

    Attributes:
        sector: Each contingent's sector, shape (N,); −1 for contingents of the whole theatre.
        sector_of_municipality: Each municipality's sector, shape (M,).
        may_leave: Whether its own rules let a contingent leave its area, shape (N,).
        may_control_riots: Whether they let it act against a crowd, shape (N,).
    """

    sector: NDArray[np.int64]
    sector_of_municipality: NDArray[np.int64]
    may_leave: Flags
    may_control_riots: Flags

    @classmethod
    def of(cls, nations: Nations) -> Areas:
        """Read them off the contingents."""
        area = nations.sector, nations.sector_of_municipality
        return cls(*area, nations.may_leave_area, nations.may_control_riots)

    @property
    def home(self) -> Flags:
        """Whether municipality m lies in the area of contingent n, shape (N, M)."""
        own = self.sector[:, np.newaxis] == self.sector_of_municipality[np.newaxis, :]
        return own | (self.sector == WHOLE_THEATRE)[:, np.newaxis]


class Response(NamedTuple):
    """What mobile troops may do.

    Attributes:
        reach: Whether contingent n may go to municipality m, shape (N, M).
        deters: Whether its troops deter a crowd, shape (N,).
    """

    reach: Flags
    deters: Flags


def sector_bound(areas: Areas, *, walls: bool) -> Response:
    """Keep mobile troops within their sector while the walls stand."""
    return Response(areas.home | (not walls), np.ones(areas.sector.shape, dtype=np.bool_))


def national_rules(areas: Areas, *, walls: bool) -> Response:
    """Keep mobile troops within their sector while the walls stand, and within their nation's rules in any case."""
    return Response(areas.home | (areas.may_leave & (not walls))[:, np.newaxis], areas.may_control_riots)


def unified(areas: Areas, *, walls: bool) -> Response:
    """Let mobile troops go everywhere."""
    return Response(np.ones_like(areas.home), np.ones(areas.sector.shape, dtype=np.bool_))


OPTIONS = {"sector-bound": sector_bound, "national-rules": national_rules, "unified": unified}
