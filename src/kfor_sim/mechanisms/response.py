"""Slot `response`: which municipalities the mobile troops of a contingent may go to, and which act against a crowd.

Every option gives the reach of each contingent, and whether its troops deter.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kfor_sim.arrays import Flags
from kfor_sim.mechanisms.options import option

WHOLE_THEATRE = -1


class Areas(NamedTuple):
    """Where contingents belong, what their own rules are, and whether sectors are closed.

    Attributes:
        sector: Each contingent's sector, shape (N,); −1 for contingents of the whole theatre.
        sector_of_municipality: Each municipality's sector, shape (M,).
        may_leave: Whether its own rules let a contingent leave its area, shape (N,).
        may_control_riots: Whether they let it act against a crowd, shape (N,).
        walls: Whether the walls between the sectors stand.
    """

    sector: NDArray[np.int64]
    sector_of_municipality: NDArray[np.int64]
    may_leave: Flags
    may_control_riots: Flags
    walls: bool

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


@option(
    "response",
    "sector-bound",
    statement="Mobile troops stay in their nation's sector until the walls between sectors fall; all act "
    "against a crowd.",
    equation="reach = own sector while walls stand, then everywhere",
    source="kfor-structure",
    valid="the brigades of 1999 to 2006",
    criticism="no public source says which limit stopped which unit",
)
def sector_bound(areas: Areas) -> Response:
    """Keep mobile troops within their sector while the walls stand."""
    return Response(areas.home | (not areas.walls), np.ones(areas.sector.shape, dtype=np.bool_))


@option(
    "response",
    "national-rules",
    statement="Each nation's own rules bind its troops: some may not leave their area, some may not control riots.",
    equation="reach as `sector-bound`, own sector for ever where a nation says so; no deterrence where it may not",
    source="auerswald-saideman-2014",
    valid="coalitions of nations that keep the last word over their troops",
    criticism="which nation had which rule is inferred for most; on the day, officers decided as well",
)
def national_rules(areas: Areas) -> Response:
    """Keep mobile troops within their sector while the walls stand, and within their nation's rules in any case."""
    free = areas.may_leave & (not areas.walls)
    return Response(areas.home | free[:, np.newaxis], areas.may_control_riots)


@option(
    "response",
    "unified",
    statement="One force under one command: mobile troops go wherever they are needed, and all act.",
    equation="reach = everywhere",
    valid="a limiting case, and what the task forces of 2006 were meant to be",
    criticism="no coalition has worked like that",
)
def unified(areas: Areas) -> Response:
    """Let mobile troops go everywhere."""
    return Response(np.ones_like(areas.home), np.ones(areas.sector.shape, dtype=np.bool_))
