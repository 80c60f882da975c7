"""Option `individuals`: every simulated resident by itself, as arrays (struct of arrays).

Resident j of cell (m, c) has hardship h ~ U(0, 1), risk aversion r ~ U(0, 1) and a home rank ~ U(0, 1); he is away from
home while the rank is at or above the share of his cell's people at home. Off the street means: his week of return lies
ahead. Leaving is drawn by the keyed hash of his identity, so that only active residents cost anything.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kfor_sim.model.arrays import Flags, PerCell, PerMunicipality, PerResident
from kfor_sim.model.parameters import Parameters, Unrest
from kfor_sim.model.streams import Stream, Streams

_CELL_SHIFT = np.uint64(32)


class Individuals:
    """Simulated residents in order of their cells.

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
        self.cell = np.repeat(np.arange(persons.size), residents)
        self.identity = identities(residents)
        self.hardship = self._traits(Stream.HARDSHIP, residents)
        self.risk_aversion = self._traits(Stream.RISK_AVERSION, residents)
        self.home_rank = self._traits(Stream.HOME_RANK, residents)
        self._municipality = self.cell // self._shape[1]
        first_week = -parameters.setting.spin_up_weeks
        self.return_week = np.full(self.cell.size, first_week, dtype=np.int32)
        self.on_street: PerCell = np.zeros(self._shape)

    def open_week(self, week: int, grievance: PerCell, at_home_share: PerCell) -> None:
        """Find the candidates: at home, not off the street, and moved enough to go if there were no risk."""
        self._week = week
        push = self.hardship * grievance.ravel()[self.cell]
        willing = (push > self._unrest.threshold) & (self.return_week <= week)
        willing &= self.home_rank < at_home_share.ravel()[self.cell]
        self._candidates = np.flatnonzero(willing)
        self._push: PerResident = push[self._candidates]
        self._aversion: PerResident = self.risk_aversion[self._candidates]
        self._place = self._municipality[self._candidates]
        self._active: Flags = np.zeros(self._candidates.size, dtype=np.bool_)

    def decide(self, risk: PerMunicipality) -> PerCell:
        """Let every candidate decide: active if h G − r P > τ."""
        self._active = self._push - self._aversion * risk[self._place] > self._unrest.threshold
        return self._persons(self._candidates[self._active])

    def close_week(self, risk: PerMunicipality) -> None:
        """Send active residents off the street, by chance, for 1 to `rest_weeks` or `jail_weeks` weeks."""
        active = self._candidates[self._active]
        unrest, identity = self._unrest, self.identity[active]
        leave = self._streams.resident_uniforms(Stream.LEAVE_STREET, self._week, identity)
        length = self._streams.resident_uniforms(Stream.TIME_OFF, self._week, identity)
        tired = leave < unrest.stand_down
        leaving = leave < unrest.stand_down + unrest.arrest * risk[self._municipality[active]]
        longest = np.where(tired, unrest.rest_weeks, unrest.jail_weeks)
        back = self._week + 2 + np.floor(length * longest).astype(np.int32)
        self.return_week[active[leaving]] = back[leaving]
        self.on_street = self._persons(active[~leaving])

    def _traits(self, stream: Stream, residents: NDArray[np.int64]) -> PerResident:
        """Draw one trait for all; a cell's residents keep theirs whatever the other cells hold."""
        drawn = [self._streams.uniforms(stream, cell, int(n)) for cell, n in enumerate(residents) if n > 0]
        return np.concatenate([np.zeros(0), *drawn])

    def _persons(self, residents: NDArray[np.intp]) -> PerCell:
        """Count the persons that some residents stand for, by cell, shape (M, C)."""
        counts = np.bincount(self.cell[residents], minlength=self.weight.size).astype(np.float64)
        return (counts * self.weight).reshape(self._shape)


def identities(residents: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Address the residents of cells with the given numbers of them: cell in the upper half, place in the lower."""
    cell = np.repeat(np.arange(residents.size, dtype=np.uint64), residents)
    before = np.repeat(np.cumsum(residents) - residents, residents)
    place = (np.arange(cell.size) - before).astype(np.uint64)
    return (cell << _CELL_SHIFT) | place
