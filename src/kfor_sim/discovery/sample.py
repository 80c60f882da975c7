"""Worlds as a rule sees them: their figures, their theories, and in which of them the claim fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kfor_sim.discovery.planning import Plan
from kfor_sim.equifinality import Share
from kfor_sim.ranges import ranges_of

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Sample:
    """Worlds, those left out in which nothing is known of the claim.

    Attributes:
        paths: The figures that every theory reads.
        theories: The theories asked.
        figures: Their values in their units, shape (world, figure).
        theory: The theory of each world as its place in ``theories``, shape (world,).
        numbers: The number of each draw, shape (world,).
        fails: Whether the claim fails, shape (world,).
    """

    paths: tuple[str, ...]
    theories: tuple[str, ...]
    figures: Floats
    theory: NDArray[np.int64]
    numbers: NDArray[np.int64]
    fails: Flags

    @property
    def grows(self) -> Flags:
        """Which worlds rules are grown on: the even draws; the odd ones test them. Shape (world,)."""
        return self.numbers % 2 == 0

    @property
    def columns(self) -> Floats:
        """The figures, and with several theories a column of 0 and 1 for each, shape (world, column)."""
        if len(self.theories) == 1:
            return self.figures
        return np.column_stack([self.figures, self.theory[:, np.newaxis] == np.arange(len(self.theories))])

    def part(self, chosen: Flags) -> Sample:
        """Give some of the worlds.

        Args:
            chosen: Which, shape (world,).
        """
        return replace(
            self,
            figures=self.figures[chosen],
            theory=self.theory[chosen],
            numbers=self.numbers[chosen],
            fails=self.fails[chosen],
        )


def sample_of(plan: Plan, shares: Mapping[str, Share]) -> Sample:
    """Gather the worlds of all theories in which the gap of the claim is known."""
    own = plan.question.schedules[0]
    paths = shared_paths(plan)
    figures: list[list[float]] = []
    theory, numbers, gaps = list[int](), list[int](), list[float]()
    for place, share in enumerate(shares.values()):
        figures += [[scenario.values[path] for path in paths] for scenario in share.worlds.schedules[own]]
        theory += [place] * len(share.gaps)
        numbers += share.worlds.numbers
        gaps += share.gaps.tolist()
    gap = np.array(gaps, dtype=np.float64)
    every = Sample(
        paths,
        tuple(shares),
        np.array(figures, dtype=np.float64).reshape(len(gap), len(paths)),
        np.array(theory, dtype=np.int64),
        np.array(numbers, dtype=np.int64),
        gap <= 0,
    )
    return every.part(~np.isnan(gap))


def shared_paths(plan: Plan) -> tuple[str, ...]:
    """Name the figures that are drawn under every theory, in the order of the file."""
    drawn = [[figure.path for figure in ranges_of(scenario)] for scenario in plan.asked.subject.under.values()]
    return tuple(path for path in drawn[0] if all(path in others for others in drawn[1:]))
