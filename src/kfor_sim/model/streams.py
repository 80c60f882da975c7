"""Randomness by address: a draw is a function of (seed, replicate, stream, week, who), never of earlier draws.

Two generators serve it. ``uniforms`` positions Philox (Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3)
at an address and reads raw 64-bit words, whose bits NumPy guarantees across versions. ``resident_uniforms`` hashes
the address of single residents with the finaliser of SplitMix64 (Steele, Lea and Flood 2014), so that only residents
concerned cost anything. A changed schedule therefore leaves every unrelated draw as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial

import numpy as np
from numpy.typing import NDArray

_HALF_WORD = 2**32
_WORD = 2**64
_MANTISSA = 2.0**-53
_NO_WORDS = np.zeros(4, dtype=np.uint64)  # the buffer of a generator that has read nothing ahead
_STEP, _FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


class Stream(IntEnum):
    """One random decision of the model each; numbers are fixed for good, new streams take new ones."""

    HARDSHIP = 1
    RISK_AVERSION = 2
    HOME_RANK = 3
    LEAVE_STREET = 4
    TIME_OFF = 5
    EVERYDAY_ATTACKS = 6
    INTERCOMMUNAL_ATTACKS = 7
    EVERYDAY_DEATHS = 8
    INTERCOMMUNAL_DEATHS = 9
    FLIGHT = 10
    FLIGHT_ABROAD = 11
    RETURN_FROM_ABROAD = 12
    RETURN_FROM_WITHIN = 13
    SPARK = 14
    SPARK_SIZE = 15
    WILL = 16
    REFUSAL = 17
    LATTICE = 18


@dataclass(frozen=True, slots=True)
class Streams:
    """The luck of one replicate.

    Attributes:
        seed: The seed of the ensemble, at least 0 and below 2**63.
        replicate: The number of the replicate, from 0.
    """

    seed: int
    replicate: int
    _philox: np.random.Philox = field(
        default_factory=partial(np.random.Philox, 0), init=False, repr=False, compare=False
    )

    def uniforms(self, stream: Stream, week: int, size: int) -> NDArray[np.float64]:
        """Read ``size`` numbers, uniform on [0, 1), at the address of a stream and week.

        Args:
            stream: The decision.
            week: The week; spin-up weeks are negative. Draws made once have an index of their own here, such as a cell.
            size: How many numbers; a longer reading begins with the shorter one.

        Returns:
            Float64, shape (size,), multiples of 2**-53.
        """
        counter = [0, (week + _HALF_WORD) % _WORD, int(stream), self.replicate]
        self._philox.state = {  # a tenth of the time that a new generator would take
            "bit_generator": "Philox",
            "state": {"counter": np.array(counter, dtype=np.uint64), "key": np.array([self.seed, 0], dtype=np.uint64)},
            "buffer": _NO_WORDS,
            "buffer_pos": _NO_WORDS.size,
            "has_uint32": 0,
            "uinteger": 0,
        }
        return _unit_interval(self._philox.random_raw(size))

    def generator(self, stream: Stream) -> np.random.Generator:
        """Give a generator of its own for a stream, for worlds whose draws follow one another (`kfor_sim.docking`).

        Args:
            stream: The decision; it has no other draws then.
        """
        key = np.array([self.seed, 0], dtype=np.uint64)
        counter = np.array([0, 0, int(stream), self.replicate], dtype=np.uint64)
        return np.random.Generator(np.random.Philox(key=key, counter=counter))

    def resident_uniforms(self, stream: Stream, week: int, identity: NDArray[np.uint64]) -> NDArray[np.float64]:
        """Give each resident named by ``identity`` a number, uniform on [0, 1), for a stream and week.

        Args:
            stream: The decision.
            week: The week; spin-up weeks are negative.
            identity: The residents' fixed identities, uint64, any shape.

        Returns:
            Float64 of the same shape, multiples of 2**-53.
        """
        return self.scrambled_uniforms(stream, week, scrambled(identity))

    def scrambled_uniforms(self, stream: Stream, week: int, identity: NDArray[np.uint64]) -> NDArray[np.float64]:
        """Give what `resident_uniforms` gives to residents whose identities are scrambled already, once for all weeks.

        Args:
            stream: The decision.
            week: The week; spin-up weeks are negative.
            identity: As `scrambled` gives them, any shape.

        Returns:
            Float64 of the same shape, multiples of 2**-53.
        """
        address = _mixed_word(self.seed)
        for part in (self.replicate, int(stream), week + _HALF_WORD):
            address = _mixed_word(address ^ (part % _WORD))
        return _unit_interval(_mixed(identity ^ np.uint64(address)))


def scrambled(identity: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scramble residents' identities, so that neighbours share nothing; uint64 of the same shape."""
    return _mixed(identity)


def _unit_interval(words: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Turn words into numbers on [0, 1) by their upper 53 bits."""
    return (words >> np.uint64(11)).astype(np.float64) * _MANTISSA


def _mixed(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scramble 64-bit words by SplitMix64's step and finaliser; a bijection, so that no two addresses are lost."""
    z = words + _STEP
    z ^= z >> np.uint64(30)
    z *= _FIRST
    z ^= z >> np.uint64(27)
    z *= _SECOND
    z ^= z >> np.uint64(31)
    return z


def _mixed_word(word: int) -> int:
    """Scramble one word as `_mixed` does, in Python's whole numbers, which are quicker than an array of one."""
    z = (word + int(_STEP)) % _WORD
    z = ((z ^ (z >> 30)) * int(_FIRST)) % _WORD
    z = ((z ^ (z >> 27)) * int(_SECOND)) % _WORD
    return z ^ (z >> 31)
