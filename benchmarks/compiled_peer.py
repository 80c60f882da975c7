"""The residents' step as loops for numba, on the boxes that kfor-sim has laid residents out in."""

from __future__ import annotations

import numpy as np
from numba import njit

from kfor_sim.arrays import PerCell, PerMunicipality
from kfor_sim.model.parameters import Parameters
from kfor_sim.model.streams import Stream, Streams, _mixed_word
from replaying import settled

_WORD = 2**64
_SLACK = 1e-9


@njit
def _mixed(z):
    z = z + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit
def _unit(identity, address):
    return np.float64(_mixed(_mixed(identity) ^ address) >> np.uint64(11)) * 2.0**-53


@njit
def _decide(boxes, traits, grievance, share, risk, threshold, week, active, counts):
    start, up_to, cells, lowest = boxes
    hardship, aversion, rank, back = traits
    counts[:] = 0
    number, bins = 0, up_to.shape[1] - 1
    for band in range(len(start)):
        cell = cells[band]
        push, fear = grievance[cell], risk[cell]
        if not push > threshold:
            continue
        needed = min(max((threshold + lowest[band] * fear) / push - _SLACK, 0.0), 1.0)
        for place in range(start[band], start[band] + up_to[band, bins - int(needed * bins)]):
            is_free = back[place] <= week and rank[place] < share[cell]
            if is_free and hardship[place] * push - aversion[place] * fear > threshold:
                active[number] = place
                number += 1
                counts[cell] += 1
    return number


@njit
def _close(active, identity, cell, addresses, unrest, risk, week, back):
    stand_down, arrest, rest_weeks, jail_weeks = unrest
    for place in active:
        leave = _unit(identity[place], addresses[0])
        if leave < stand_down + arrest * risk[cell[place]]:
            weeks = rest_weeks if leave < stand_down else jail_weeks
            back[place] = week + 2 + np.int32(np.floor(_unit(identity[place], addresses[1]) * weeks))


class CompiledResidents:
    """Residents who live through a week in compiled loops."""

    def __init__(self, parameters: Parameters, streams: Streams, residents: int) -> None:
        laid_out = settled(parameters, residents)
        boxes, unrest = laid_out._boxes, parameters.unrest
        self._boxes = (boxes._start, boxes._up_to, boxes._cell, boxes._lowest_aversion)
        self._traits = (laid_out.hardship, laid_out.risk_aversion, laid_out.home_rank, laid_out.return_week)
        self._unrest = (unrest.stand_down, unrest.arrest, unrest.rest_weeks, unrest.jail_weeks)
        self._threshold, self._streams = unrest.threshold, streams
        self._identity, self._cell, self._weight = laid_out.identity, laid_out.cell, laid_out.weight
        self._active = np.zeros(laid_out.cell.size, dtype=np.int64)
        self._counts = np.zeros(laid_out.weight.size, dtype=np.int64)
        self._communities = parameters.mobilisable.shape[1]
        self.on_street: PerCell = np.zeros(parameters.mobilisable.shape)

    def open_week(self, week: int, grievance: PerCell, at_home_share: PerCell) -> None:
        """Take in what is fixed for the week."""
        self._week, self._grievance, self._share = week, grievance.ravel(), at_home_share.ravel()

    def decide(self, risk: PerMunicipality) -> PerCell:
        """Let everybody decide."""
        self._number = _decide(
            self._boxes,
            self._traits,
            self._grievance,
            self._share,
            risk.repeat(self._communities),
            self._threshold,
            self._week,
            self._active,
            self._counts,
        )
        return (self._counts * self._weight).reshape(-1, self._communities)

    def close_week(self, risk: PerMunicipality) -> None:
        """Send some of the active off the street."""
        addresses = tuple(self._address(stream) for stream in (Stream.LEAVE_STREET, Stream.TIME_OFF))
        active, risk_of_cell = self._active[: self._number], risk.repeat(self._communities)
        _close(active, self._identity, self._cell, addresses, self._unrest, risk_of_cell, self._week, self._traits[-1])

    def _address(self, stream: Stream) -> np.uint64:
        """Put an address together as `Streams.resident_uniforms` does."""
        address = _mixed_word(self._streams.seed)
        for part in (self._streams.replicate, int(stream), self._week + 2**32):
            address = _mixed_word(address ^ (part % _WORD))
        return np.uint64(address)
