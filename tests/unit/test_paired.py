"""Paired differences against sums by hand, recoveries that were not over, and intervals that hold what they say."""

from math import inf, isnan, nan, sqrt

import numpy as np
import pytest
from scipy import stats

from kfor_sim.paired import _reach, differences, paired, quantile


def test_differences_are_summed_up_as_by_hand():
    summed = paired(np.array([3.0, 5, 9, 1]), np.array([1.0, 5, 4, 2]), interval=0.5)  # 2, 0, 5, -1
    assert (summed.n, summed.lower, summed.equal, summed.higher) == (4, 1, 1, 2)
    assert (summed.median, summed.mean) == (1.0, 1.5)
    assert (summed.low, summed.high) == (-0.25, 2.75)
    assert summed.spread == pytest.approx(sqrt(7))
    reach = 0.7648923 * sqrt(7) / 2  # Student's, 3 degrees of freedom, from a table
    assert (summed.mean_low, summed.mean_high) == pytest.approx((1.5 - reach, 1.5 + reach))


def test_pairing_takes_out_the_luck_that_both_share():
    luck = np.random.default_rng(1).normal(scale=100, size=30)
    summed = paired(luck + 3, luck, interval=0.9)
    assert (summed.low, summed.median, summed.high) == pytest.approx((3, 3, 3))
    assert summed.mean_high - summed.mean_low < 1e-9


def test_nothing_changed_is_exactly_nought():
    values = np.array([0.1, 1e9, 3.7])
    summed = paired(values, values.copy(), interval=0.9)
    assert (summed.low, summed.median, summed.high, summed.mean, summed.mean_low, summed.mean_high) == (0,) * 6
    assert summed.equal == summed.n == 3


def test_a_recovery_that_was_not_over_gives_a_sign_without_a_size():
    values, baseline = np.array([inf, inf, 3, nan, 2]), np.array([1, inf, inf, 4, 2])
    gaps = differences(values, baseline)
    assert gaps[[0, 2, 4]].tolist() == [inf, -inf, 0]
    assert np.isnan(gaps[[1, 3]]).all()  # neither was over: unknown; nothing to measure: nothing
    summed = paired(values, baseline, interval=0.9)
    assert (summed.n, summed.lower, summed.equal, summed.higher) == (3, 1, 1, 1)
    assert summed.median == 0
    assert all(map(isnan, (summed.low, summed.high, summed.mean, summed.mean_low, summed.mean_high, summed.spread)))


def test_one_pair_has_no_interval_of_the_mean_and_none_has_nothing():
    one = paired(np.array([5.0]), np.array([2.0]), interval=0.9)
    assert (one.median, one.low, one.high, one.mean, one.n) == (3, 3, 3, 3, 1)
    assert isnan(one.mean_low)
    assert isnan(one.mean_high)
    nothing = paired(np.array([nan]), np.array([2.0]), interval=0.9)
    assert nothing.n == 0
    assert isnan(nothing.median)
    assert isnan(nothing.mean)


def test_a_quantile_next_to_a_value_without_size_is_unknown():
    values = np.array([1.0, 2, 3, inf])
    assert quantile(values, 0.5) == 2.5
    assert quantile(values, 2 / 3) == 3
    assert isnan(quantile(values, 0.9))


@pytest.mark.parametrize("n", [2, 3, 4, 5, 20, 101])
@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
def test_students_distribution_agrees_with_another_program(n, share):
    assert _reach(share, n) == pytest.approx(stats.t.ppf((1 + share) / 2, n - 1), rel=1e-9)


def test_the_interval_of_the_mean_holds_the_true_mean_as_often_as_it_says():
    """3,000 sets of five pairs, of which 90 % should hold it; further off than 4.5 errors once in 150,000 seeds."""
    rng = np.random.default_rng(7)
    sets = [paired(rng.normal(2, 1, 5), np.zeros(5), interval=0.9) for _ in range(3000)]
    held = np.mean([one.mean_low <= 2 <= one.mean_high for one in sets])
    assert abs(held - 0.9) < 4.5 * sqrt(0.9 * 0.1 / 3000)
