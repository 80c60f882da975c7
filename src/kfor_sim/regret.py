"""Regret: how far each schedule lies, in the same luck, behind the one that did best in that luck."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import Literal

import numpy as np

from kfor_sim.paired import Floats


@dataclass(frozen=True, slots=True)
class Regret:
    """The regrets of one schedule over the replicates.

    Attributes:
        mean: Their mean; infinity where one has no size.
        spread: Their standard deviation; NaN where one has no size, or with a single replicate.
        worst: The largest; infinity where a recovery was not over though that of another schedule was.
        worst_at: The row of the replicate in which it was found; None where no regret is known.
        times_best: Replicates in which no schedule did better; those that share the best all count.
        n: Replicates in which the regrets of all schedules are known.
    """

    mean: float
    spread: float
    worst: float
    worst_at: int | None
    times_best: int
    n: int


def regrets(values: Floats, *, better: Literal["lower", "higher"]) -> Floats:
    """Measure the distance of each schedule to the best of the very same replicate.

    Args:
        values: A metric, shape (replicate, schedule); infinity for a recovery that was not over by the end of the run,
            NaN where there is nothing to measure.
        better: The better direction.

    Returns:
        Shape (replicate, schedule), 0 for the best; infinity where a size is missing; NaN in replicates where a
        schedule has nothing to measure or the best is not known.
    """
    worse = values if better == "lower" else -values
    with np.errstate(invalid="ignore"):
        return worse - worse.min(axis=1, keepdims=True)


def regret_of(distances: Floats) -> Regret:
    """Sum the regrets of one schedule up.

    Args:
        distances: A column of `regrets`, shape (replicate,).
    """
    rows = np.flatnonzero(~np.isnan(distances))
    if not rows.size:
        return Regret(nan, nan, nan, None, 0, 0)
    known = distances[rows]
    has_spread = len(known) > 1 and bool(np.isfinite(known).all())
    return Regret(
        mean=float(known.mean()),
        spread=float(known.std(ddof=1)) if has_spread else nan,
        worst=float(known.max()),
        worst_at=int(rows[known.argmax()]),
        times_best=int((known == 0).sum()),
        n=len(known),
    )
