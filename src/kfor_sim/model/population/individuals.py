"""Option `individuals`: every simulated resident by itself, as arrays (struct of arrays).

Resident j of cell (m, c) has hardship h ~ U(0, 1), risk aversion r ~ U(0, 1) and a home rank ~ U(0, 1); he is away from
home while the rank is at or above the share of his cell's people at home. Off the street means: his week of return lies
ahead. Leaving is drawn by the keyed hash of his identity, so that only active residents cost anything. Residents lie
in boxes of like h and r, so that a week reads only those who might be active (see `boxes`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kfor_sim.arrays import Flags, PerCell, PerMunicipality, PerResident
from kfor_sim.model.parameters import Parameters, Unrest
from kfor_sim.model.population.boxes import Boxes
from kfor_sim.model.population.decision import acts
from kfor_sim.model.streams import Stream, Streams, scrambled

_CELL_SHIFT = np.uint64(32)
# How far risk may fall within a week before residents are sought anew, at first and once it falls; costs time only.
_ROOM, _ROOM_IN_A_FALL = 0.05, 0.3


class Individuals:
    """Simulated residents, in the order of their boxes.

    Attributes:
        cell: Number of each resident's cell, m·C + c, shape (R,).
        hardship: h, shape (R,).
        risk_aversion: r, shape (R,).
        home_rank: Rank by which residents of a cell leave home, shape (R,).
        identity: Fixed address of each resident: cell and place in it, shape (R,).
        return_week: First week in which a resident may be on the street again, shape (R,).
        weight: Persons that one resident of a cell stands for, shape (M·C,).
    """

    def __init__(self, parameters: Parameters, streams: Streams) -> None:
        mobilisable = parameters.mobilisable
        self._streams = streams
        self._unrest: Unrest = parameters.unrest
        self._shape = mobilisable.shape
        persons = mobilisable.ravel()
        residents = np.ceil(persons / parameters.setting.persons_per_resident).astype(np.int64)
        self.weight = np.divide(persons, residents, out=np.zeros_like(persons), where=residents > 0)
        cell = np.repeat(np.arange(persons.size), residents)
        hardship = self._traits(Stream.HARDSHIP, residents)
        risk_aversion = self._traits(Stream.RISK_AVERSION, residents)
        self._boxes = Boxes(cell, hardship, risk_aversion, cells=persons.size)
        order = self._boxes.order
        self.cell = cell[order]
        self.hardship = hardship[order]
        self.risk_aversion = risk_aversion[order]
        self.home_rank = self._traits(Stream.HOME_RANK, residents)[order]
        self.identity = identities(residents)[order]
        self._scrambled = scrambled(self.identity)
        first_week = -parameters.setting.spin_up_weeks
        self.return_week = np.full(self.cell.size, first_week, dtype=np.int32)
        self.on_street: PerCell = np.zeros(self._shape)

    def open_week(self, week: int, grievance: PerCell, at_home_share: PerCell) -> None:
        """Take in what is fixed for the week; who might be active is sought when the risk is known."""
        self._week = week
        self._grievance = grievance.ravel()
        self._at_home_share = at_home_share.ravel()
        self._sought_at = np.full(self.weight.size, np.inf)
        self._candidates = self._cell = np.zeros(0, dtype=np.intp)
        self._push = self._aversion = np.zeros(0)

    def decide(self, risk: PerMunicipality) -> PerCell:
        """Let everybody decide who is at home and not off the street: active if h G − r P > τ."""
        self._risk = risk.repeat(self._shape[1])
        lower = self._risk < self._sought_at
        if lower.any():
            self._seek(lower)
        active = acts(self._push, self._aversion, self._risk.take(self._cell), self._unrest.threshold)
        self._active = np.flatnonzero(active)
        return self._persons(self._cell.take(self._active))

    @property
    def active(self) -> NDArray[np.intp]:
        """Who was active in the last round, as places in the arrays above, shape (active,)."""
        return self._candidates.take(self._active)

    def close_week(self, risk: PerMunicipality) -> None:
        """Send active residents off the street, by chance, for 1 to `rest_weeks` or `jail_weeks` weeks."""
        active, cell, unrest = self._candidates.take(self._active), self._cell.take(self._active), self._unrest
        arrested = unrest.arrest * risk.repeat(self._shape[1])
        leave = self._streams.scrambled_uniforms(Stream.LEAVE_STREET, self._week, self._scrambled.take(active))
        leaves = leave < unrest.stand_down + arrested.take(cell)
        leaving = np.flatnonzero(leaves)
        gone = active.take(leaving)
        length = self._streams.scrambled_uniforms(Stream.TIME_OFF, self._week, self._scrambled.take(gone))
        longest = np.where(leave.take(leaving) < unrest.stand_down, unrest.rest_weeks, unrest.jail_weeks)
        self.return_week[gone] = self._week + 2 + np.floor(length * longest).astype(np.int32)
        self.on_street = self._persons(cell.take(np.flatnonzero(~leaves)))

    def _seek(self, where: Flags) -> None:
        """Find the candidates of some cells (M·C,): at home, free, and active at this risk or one somewhat lower.

        What rounding does to h G − r P never grows when P falls, so that nobody is missed at a higher risk.
        """
        room = np.where(np.isinf(self._sought_at), _ROOM, _ROOM_IN_A_FALL)
        lowest = self._risk * (1.0 - room)
        self._sought_at = np.where(where, lowest, self._sought_at)
        found, cell = self._boxes.candidates(where, self._grievance, lowest, threshold=self._unrest.threshold)
        free = np.flatnonzero(self.return_week.take(found) <= self._week)
        found, cell = found.take(free), cell.take(free)
        push = self.hardship.take(found) * self._grievance.take(cell)
        aversion = self.risk_aversion.take(found)
        moved = np.flatnonzero(acts(push, aversion, lowest.take(cell), self._unrest.threshold))
        home = self.home_rank.take(found.take(moved)) < self._at_home_share.take(cell.take(moved))
        chosen = moved.take(np.flatnonzero(home))
        stay = np.flatnonzero(~where.take(self._cell))
        self._candidates = np.concatenate([self._candidates.take(stay), found.take(chosen)])
        self._cell = np.concatenate([self._cell.take(stay), cell.take(chosen)])
        self._push = np.concatenate([self._push.take(stay), push.take(chosen)])
        self._aversion = np.concatenate([self._aversion.take(stay), aversion.take(chosen)])

    def _traits(self, stream: Stream, residents: NDArray[np.int64]) -> PerResident:
        """Draw one trait for all; a cell's residents keep theirs whatever the other cells hold."""
        drawn = [self._streams.uniforms(stream, cell, int(n)) for cell, n in enumerate(residents) if n > 0]
        return np.concatenate([np.zeros(0), *drawn])

    def _persons(self, cells: NDArray[np.intp]) -> PerCell:
        """Count the persons that residents of these cells stand for, by cell, shape (M, C)."""
        counts = np.bincount(cells, minlength=self.weight.size).astype(np.float64)
        return (counts * self.weight).reshape(self._shape)


def identities(residents: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Address the residents of cells with the given numbers of them: cell in the upper half, place in the lower."""
    cell = np.repeat(np.arange(residents.size, dtype=np.uint64), residents)
    before = np.repeat(np.cumsum(residents) - residents, residents)
    place = (np.arange(cell.size) - before).astype(np.uint64)
    return (cell << _CELL_SHIFT) | place
