"""Outbursts of a life and the waits between them; a wait that the end of the run cuts off is kept as not over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kfor_sim.docking.lattice import Life


@dataclass(frozen=True, eq=False, slots=True)
class Waits:
    """Waiting times.

    Attributes:
        steps: How long each lasted, or has lasted until the end of the run, shape (wait,).
        over: Whether it was over by then, shape (wait,).
    """

    steps: NDArray[np.int64]
    over: NDArray[np.bool_]

    @classmethod
    def together(cls, parts: list[Waits]) -> Waits:
        """Put the waits of several lives together."""
        return cls(np.concatenate([part.steps for part in parts]), np.concatenate([part.over for part in parts]))


def outbursts(life: Life) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the outbursts: runs of steps in each of which more agents are active than the paper's bar.

    Returns:
        Their first steps and the first steps after them, each of shape (outburst,); one that the end of the run cuts
        off ends with the step after the last.
    """
    above = life["active"] > life.lattice.figures.outburst
    change = np.diff(np.concatenate([[False], above, [False]]).astype(np.int8))
    return np.flatnonzero(change == 1), np.flatnonzero(change == -1)


def tipping(life: Life) -> int | None:
    """Find the first outburst after some cops have left and before all have: its first step; None where there is none.

    What breaks out with all cops there is no tipping under cop reductions, nor is what does with none.
    """
    first, _ = outbursts(life)
    cops = life["cops"][first]
    found = first[(cops > 0) & (cops < life["cops"][0])]
    return int(found[0]) if found.size else None


def waits(life: Life) -> Waits:
    """Measure the waits for an outburst: from the start, and from the end of each outburst to the next one.

    The last one is not over, unless the run ends in an outburst. A life without any has one wait, as long as itself.
    """
    first, after = outbursts(life)
    begins = np.concatenate([[0], after])
    ends = np.concatenate([first, [life.steps]])
    over = np.concatenate([np.ones(first.size, dtype=bool), [False]])
    real = begins < ends
    return Waits((ends - begins)[real], over[real])


def extinction(life: Life) -> Waits:
    """Measure how long it took until one of the groups of Model II had died out; not over where both were left."""
    left = min(life["first_group"][-1], life["second_group"][-1])
    return Waits(np.array([life.steps]), np.array([left == 0]))
