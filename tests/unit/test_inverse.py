"""Counts by inverse distribution function, against SciPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from kfor_sim.model.inverse import binomial_count, poisson_count, whole_persons

UNIFORM = np.random.default_rng(1).random(4_000)


@pytest.mark.parametrize("mean", [1e-9, 0.01, 0.7, 3.0, 25.0, 400.0, 9_000.0])
def test_poisson_agrees_with_scipy(mean):
    found = poisson_count(UNIFORM, np.full(UNIFORM.shape, mean))
    np.testing.assert_array_equal(found, stats.poisson.ppf(UNIFORM, mean))


@pytest.mark.parametrize(("trials", "chance"), [(1, 0.3), (12, 0.1), (300, 0.02), (5_000, 0.1), (200_000, 0.003)])
def test_binomial_agrees_with_scipy(trials, chance):
    found = binomial_count(UNIFORM, np.full(UNIFORM.shape, trials), chance)
    np.testing.assert_array_equal(found, stats.binom.ppf(UNIFORM, trials, chance))


def test_nothing_comes_of_nothing():
    zero = np.zeros(3)
    assert poisson_count(np.array([0.0, 0.5, 1 - 2**-53]), zero).tolist() == [0, 0, 0]
    assert binomial_count(np.full(3, 0.9), np.zeros(3, dtype=np.int64), 0.5).tolist() == [0, 0, 0]
    assert binomial_count(np.full(3, 0.9), np.full(3, 7), 0.0).tolist() == [0, 0, 0]
    assert binomial_count(np.full(3, 0.0), np.full(3, 7), 1.0).tolist() == [7, 7, 7]


@pytest.mark.parametrize("mean", [0.5, 40.0, 5_000.0])
def test_the_largest_uniform_gives_a_finite_count(mean):
    largest = np.array([1 - 2**-53])
    assert mean < poisson_count(largest, np.array([mean]))[0] < mean + 12 * np.sqrt(mean) + 30


@given(uniform=st.floats(0, 1, exclude_max=True), low=st.floats(0, 300), more=st.floats(0, 300))
def test_a_higher_rate_never_gives_a_lower_count_from_the_same_luck(uniform, low, more):
    luck = np.array([uniform])
    assert poisson_count(luck, np.array([low]))[0] <= poisson_count(luck, np.array([low + more]))[0]


def test_whole_persons_are_right_on_average():
    expected = np.full(UNIFORM.shape, 2.3)
    found = whole_persons(UNIFORM, expected)
    assert set(found.tolist()) == {2, 3}
    # 4,000 draws: standard error 0.007; off by more than 0.035 with a chance below one in a million
    assert abs(found.mean() - 2.3) < 0.035
