"""What a design says of each figure: elementary effects and variance-based indices by SALib, with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kfor_sim.sensitivity.designs import LEVELS, Design, problem_of, salib, seed_of

Floats = NDArray[np.float64]

RESAMPLES = 1_000
"""Bootstrap samples, of whole blocks, behind each interval."""
_EFFECTS, _INDICES = 8_011, 8_012  # the seeds of resamples


@dataclass(frozen=True, eq=False, slots=True)
class Effects:
    """Elementary effects of figures: what moving one of them does, each of shape (figure,), per whole range.

    Attributes:
        names: Of the figures.
        mean: Their mean; near 0 where a figure works both ways.
        size: The mean of their sizes (mu*), by which figures are screened.
        size_error: Half the width of its interval.
        spread: Their standard deviation: how far an effect hangs on the other figures.
        trajectories: On how many trajectories they rest.
    """

    names: tuple[str, ...]
    mean: Floats
    size: Floats
    size_error: Floats
    spread: Floats
    trajectories: int

    @property
    def order(self) -> tuple[int, ...]:
        """Places of the figures, the largest effect first."""
        return tuple(np.argsort(-self.size, kind="stable").tolist())


@dataclass(frozen=True, eq=False, slots=True)
class Indices:
    """Shares of the variance, each of shape (group,).

    Attributes:
        names: Of the groups; a figure that stands alone is its own.
        first: What a group explains alone: by how much the variance shrinks on average once it is known (S1).
        first_low, first_high: Its interval.
        total: What it explains alone and together with others: what is left on average once all others are known (ST).
        total_low, total_high: Its interval.
        resampled: The total of each bootstrap sample, shape (resample, group).
        variance: Of the answers, over both points of every block.
        blocks: On how many blocks they rest.
    """

    names: tuple[str, ...]
    first: Floats
    first_low: Floats
    first_high: Floats
    total: Floats
    total_low: Floats
    total_high: Floats
    resampled: Floats
    variance: float
    blocks: int

    def share_first(self, place: int, others: Sequence[int]) -> float:
        """Say in which share of bootstrap samples one group has a larger total than each of some others.

        A tie is no lead, and a sample in which nothing differs is a tie of all.

        Args:
            place: Of the group.
            others: Places of those that it is compared with.
        """
        rivals = self.resampled[:, [other for other in others if other != place]]
        return float(np.mean(self.resampled[:, place] > rivals.max(axis=1, initial=0.0)))


def effects_of(design: Design, answers: Floats, *, level: float, seed: int) -> Effects:
    """Measure elementary effects on trajectories.

    Args:
        design: As `trajectories` lays it.
        answers: Shape (block, point), finite.
        level: The share that intervals are to hold.
        seed: Of the bootstrap.

    Returns:
        Effects per whole range, in the unit of the answers (Morris 1991; Campolongo, Cariboni and Saltelli 2007).
    """
    names = design.groups
    found = salib("analyze.morris").analyze(
        problem_of(names, names),
        design.points,
        answers.reshape(-1),
        num_resamples=RESAMPLES,
        conf_level=level,
        num_levels=LEVELS,
        seed=seed_of(seed, _EFFECTS),
    )
    mean, size, error = (np.asarray(found[key], dtype=np.float64) for key in ("mu", "mu_star", "mu_star_conf"))
    spread = np.nan_to_num(np.asarray(found["sigma"], dtype=np.float64))
    return Effects(names, mean, size, error, spread, len(design.blocks))


def indices_of(design: Design, answers: Floats, *, level: float, seed: int) -> Indices:
    """Split the variance of answers by groups of figures.

    Intervals are percentiles over blocks drawn anew with replacement; nothing is cut off at 0 or 1, so that an index
    whose interval reaches below 0 is one that cannot be told from none.

    Args:
        design: As `swaps` lays it.
        answers: Shape (block, point), finite.
        level: The share that intervals are to hold.
        seed: Of the bootstrap.

    Returns:
        First-order and total indices (Saltelli et al. 2010; Jansen 1999); NaN where the points that are drawn
        independently, the first and the last of each block, do not differ.
    """
    names = tuple(dict.fromkeys(design.groups))
    variance = float(np.var(answers[:, [0, -1]]))
    if variance == 0:
        unknown = np.full(len(names), np.nan)
        return Indices(names, *(unknown,) * 6, np.zeros((RESAMPLES, len(names))), 0.0, len(design.blocks))
    found = salib("analyze.sobol").analyze(
        problem_of(design.groups, design.groups),
        answers.reshape(-1),
        calc_second_order=False,
        num_resamples=RESAMPLES,
        conf_level=level,
        keep_resamples=True,
        seed=seed_of(seed, _INDICES),
    )
    ends = [(1 - level) / 2, (1 + level) / 2]
    first_low, first_high = np.percentile(found["S1_conf_all"], [100 * end for end in ends], axis=0)
    total_low, total_high = np.percentile(found["ST_conf_all"], [100 * end for end in ends], axis=0)
    return Indices(
        names,
        np.asarray(found["S1"]),
        first_low,
        first_high,
        np.asarray(found["ST"]),
        total_low,
        total_high,
        np.asarray(found["ST_conf_all"]),
        variance,
        len(design.blocks),
    )
