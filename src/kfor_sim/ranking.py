"""The order of schedules by one metric, and how far the luck of the replicates leaves it open."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import Literal

import numpy as np

from kfor_sim.paired import Floats

RESAMPLES = 10_000  # a probability of 1/2 then has an error of 0.005
_DRAWS_AT_ONCE = 2_000_000
_FEWEST = 2  # replicates of which anything can be drawn anew


@dataclass(frozen=True, slots=True)
class Ranking:
    """Schedules in the order of their means, the better first.

    The probabilities are about luck alone: draw as many replicates anew from those there are, the same for every
    schedule, and see how often the same order comes out. They hold given every assumption of the scenarios and of the
    model, and say nothing about those. They are no proof of a difference either: between two schedules that do not
    differ, the order found has any probability from a half upwards, and 0.9 or more in one comparison of five. Of few
    replicates they are too sure, so that none is above 1 − 2⁻ⁿ, what n replicates that agree by chance would give.

    Attributes:
        order: Indices of the schedules, shape (schedule,); in the order given where the order is unknown.
        place: Place of each, in that order; schedules with identical values in all replicates share one.
        mean: Mean over the replicates of each, in that order.
        at_place: The probability that each stands at its place and no other stands level with it.
        ahead: The probability that each is ahead of the next place; NaN for the last.
        whole: The probability that the whole order is right.
        n: Replicates in which all schedules have a value.
    """

    order: tuple[int, ...]
    place: tuple[float, ...]
    mean: tuple[float, ...]
    at_place: tuple[float, ...]
    ahead: tuple[float, ...]
    whole: float
    n: int


def ranked(values: Floats, *, better: Literal["lower", "higher"], seed: int, resamples: int = RESAMPLES) -> Ranking:
    """Order schedules by their means over the replicates.

    Args:
        values: A metric, shape (replicate, schedule); NaN where there is nothing to measure: such replicates are left
            out for all. With infinity (a recovery that was not over) among the others, means have no value and the
            order is unknown.
        better: The better direction.
        seed: Of the bootstrap.
        resamples: How many times the replicates are drawn anew.

    Returns:
        The order with its probabilities; they are NaN with fewer than two replicates.
    """
    known = values[~np.isnan(values).any(axis=1)]
    if not len(known) or not np.isfinite(known).all():
        return _unknown(values.shape[1], len(known))
    worse = known if better == "lower" else -known
    _, first, group = np.unique(worse, axis=1, return_index=True, return_inverse=True)
    by_mean = np.lexsort((first, worse[:, first].mean(axis=0)))
    rank = np.argsort(by_mean)[group.reshape(-1)]  # of the group of each schedule
    sizes = np.bincount(rank)
    places = 1 + np.cumsum(sizes) - sizes
    means = resampled_means(worse[:, first[by_mean]], seed=seed, resamples=resamples)
    at_place, ahead, whole = _probabilities(means, sizes, places) if len(known) >= _FEWEST else _open(len(sizes))
    if len(sizes) > 1:  # a tie of all is certain; else nothing is surer than so many replicates that agree by chance
        most = 1 - 0.5 ** len(known)
        at_place, ahead, whole = np.minimum(at_place, most), np.minimum(ahead, most), min(whole, most)
    order = np.argsort(rank, kind="stable")
    by_group = rank[order]
    return Ranking(
        order=tuple(order.tolist()),
        place=tuple(places[by_group].astype(float).tolist()),
        mean=tuple(known.mean(axis=0)[order].tolist()),
        at_place=tuple(at_place[by_group].tolist()),
        ahead=tuple(ahead[by_group].tolist()),
        whole=whole,
        n=len(known),
    )


def resampled_means(values: Floats, *, seed: int, resamples: int) -> Floats:
    """Draw the replicates anew with replacement, the same ones for all columns, and average.

    Args:
        values: Shape (replicate, column), finite.
        seed: Of the draws.
        resamples: How many times.

    Returns:
        Means, shape (resample, column).
    """
    rng, n = np.random.default_rng(seed), len(values)
    at_once = max(_DRAWS_AT_ONCE // n, 1)
    means = []
    for start in range(0, resamples, at_once):
        rows = min(at_once, resamples - start)
        drawn = rng.integers(n, size=(rows, n)) + n * np.arange(rows)[:, np.newaxis]
        times = np.bincount(drawn.ravel(), minlength=rows * n).reshape(rows, n)
        means.append(times.astype(np.float64) @ values / n)
    return np.concatenate(means)


def _probabilities(means: Floats, sizes: np.ndarray, places: np.ndarray) -> tuple[Floats, Floats, float]:
    """Count in how many resamples each group stands where it was found; level with another, it does not.

    Args:
        means: The lower the better, shape (resample, group), groups in the order found.
        sizes: Schedules of each group.
        places: Place of each group.
    """
    at_place = np.empty(len(sizes))
    for group, place in enumerate(places):
        own = means[:, [group]]
        before, level = (means < own) @ sizes, (means == own).sum(axis=1) > 1
        at_place[group] = np.mean((before == place - 1) & ~level)
    is_ahead = means[:, :-1] < means[:, 1:]
    return at_place, np.append(is_ahead.mean(axis=0), nan), float(is_ahead.all(axis=1).mean())


def _open(groups: int) -> tuple[Floats, Floats, float]:
    """Leave every probability open."""
    return np.full(groups, nan), np.full(groups, nan), nan


def _unknown(schedules: int, n: int) -> Ranking:
    """An order that nobody knows."""
    nothing = (nan,) * schedules
    return Ranking(tuple(range(schedules)), nothing, nothing, nothing, nothing, nan, n)
