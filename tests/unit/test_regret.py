"""Regret by hand: in each replicate the distance to the best of that replicate."""

from math import inf, isnan, nan, sqrt

import numpy as np
import pytest

from kfor_sim.regret import regret_of, regrets


def test_regret_is_the_distance_to_the_best_of_the_same_replicate():
    values = np.array([[1.0, 3], [4, 2], [5, 5]])
    assert regrets(values, better="lower").tolist() == [[0, 2], [2, 0], [0, 0]]
    assert regrets(values, better="higher").tolist() == [[2, 0], [0, 2], [0, 0]]


def test_regrets_are_summed_up_as_by_hand():
    summed = regret_of(np.array([0.0, 6, 0, 3, 0]))
    assert (summed.mean, summed.worst, summed.worst_at) == (1.8, 6, 1)
    assert (summed.times_best, summed.n) == (3, 5)
    assert summed.spread == pytest.approx(sqrt(7.2))


def test_a_schedule_that_is_never_best_may_have_the_least_worst_case():
    distances = regrets(np.array([[0.0, 9, 2], [9, 0, 2]]), better="lower")
    first, second, third = (regret_of(column) for column in distances.T)
    assert (first.worst, second.worst, third.worst) == (9, 9, 2)
    assert third.times_best == 0


def test_a_recovery_that_was_not_over_has_a_regret_without_size():
    distances = regrets(np.array([[inf, 3.0, inf], [1, 2, 3]]), better="lower")
    assert distances[0].tolist() == [inf, 0, inf]
    summed = regret_of(distances[:, 0])
    assert (summed.worst, summed.worst_at, summed.mean) == (inf, 0, inf)
    assert isnan(summed.spread)


def test_where_the_best_is_unknown_there_is_no_regret():
    distances = regrets(np.array([[inf, inf], [nan, 1], [1, 2]]), better="lower")
    assert np.isnan(distances[:2]).all()
    summed = regret_of(distances[:, 1])
    assert (summed.n, summed.worst_at, summed.worst) == (1, 2, 1)
    assert isnan(summed.spread)
    nothing = regret_of(np.array([nan, nan]))
    assert (nothing.n, nothing.worst_at, nothing.times_best) == (0, None, 0)
    assert isnan(nothing.mean)
