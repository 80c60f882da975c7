"""How far each schedule lies behind the one that does best in the very same world, over all worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kfor_sim.discovery.clusters import error_of_draws
from kfor_sim.equifinality import Share
from kfor_sim.metrics import Metric
from kfor_sim.regret import Regret, regret_of, regrets

Floats = NDArray[np.float64]

MOSTLY = 0.9
"""The share of worlds in which a regret is no larger than its 90th percentile."""


@dataclass(frozen=True, eq=False, slots=True)
class Regretted:
    """What one schedule may cost by one metric.

    Attributes:
        metric: The metric.
        schedule: The name of the schedule.
        distances: Its regret in each world, shape (world,); theory after theory.
        summed: What they come to.
        mostly: What they do not exceed in nine of ten worlds; NaN where none is known.
        error: The standard error of their mean, of as many worlds as the draws count for; NaN where it has no size.
        worst_in: Theory and number of the world with the largest, the first of several; None where there is no regret.
    """

    metric: Metric
    schedule: str
    distances: Floats
    summed: Regret
    mostly: float
    error: float
    worst_in: tuple[str, int] | None

    @property
    def best_share(self) -> float:
        """The share of worlds in which no schedule did better."""
        return self.summed.times_best / self.summed.n if self.summed.n else float("nan")


def regretted(metrics: Sequence[Metric], shares: Mapping[str, Share]) -> tuple[Regretted, ...]:
    """Measure every schedule by every metric, all worlds weighing alike.

    Args:
        metrics: Metrics with a better direction.
        shares: The worlds by theory.

    Returns:
        Metric by metric, and there schedule by schedule.
    """
    worlds = [(theory, number) for theory, share in shares.items() for number in share.worlds.numbers]
    schedules = tuple(next(iter(shares.values())).metrics)
    return tuple(
        _regretted(metric, name, column, worlds)
        for metric in metrics
        for name, column in zip(schedules, _distances(metric, shares, schedules).T, strict=True)
    )


def _distances(metric: Metric, shares: Mapping[str, Share], schedules: Sequence[str]) -> Floats:
    """Give the regrets of all schedules, shape (world, schedule)."""
    values = [[share.metrics[name][metric.name] for name in schedules] for share in shares.values()]
    if metric.better is None:
        raise ValueError(f"{metric.name} has no better direction")  # `plan_of` refuses such metrics
    return regrets(np.concatenate(values, axis=1).T, better=metric.better)


def _regretted(metric: Metric, schedule: str, distances: Floats, worlds: Sequence[tuple[str, int]]) -> Regretted:
    summed = regret_of(distances)
    is_known = ~np.isnan(distances)
    known, draws = distances[is_known], np.array([number for _, number in worlds], dtype=np.int64)[is_known]
    mostly = float(np.quantile(known, MOSTLY, method="inverted_cdf")) if known.size else float("nan")
    worst_in = worlds[summed.worst_at] if summed.worst_at is not None and summed.worst > 0 else None
    return Regretted(metric, schedule, distances, summed, mostly, error_of_draws(known, draws), worst_in)
