"""Orders and their probabilities: by hand, certain where they are, open where they are not, and ties called ties."""

from math import inf, isnan, nan, sqrt

import numpy as np
import pytest

from kfor_sim import ranking
from kfor_sim.ranking import RESAMPLES, ranked, resampled_means

NEAR = 4.5 * sqrt(0.25 / RESAMPLES)  # errors of a bootstrap probability; a seed further off is one of 150,000


def test_schedules_stand_in_the_order_of_their_means():
    values = np.array([[4.0, 1, 2], [6, 3, 2]])
    order = ranked(values, better="lower", seed=1)
    assert order.order in {(1, 2, 0), (2, 1, 0)}
    assert sorted(order.mean) == [2, 2, 5]
    assert order.n == 2
    up = ranked(values, better="higher", seed=1)
    assert up.order[0] == 0
    assert up.mean[0] == 5


def test_probabilities_are_those_of_drawing_the_replicates_anew():
    # Of two replicates, a quarter of the draws has the first twice, a half has both, a quarter the second twice.
    order = ranked(np.array([[0.0, 1], [3, 1]]), better="lower", seed=1)
    assert order.order == (1, 0)
    assert order.ahead[0] == pytest.approx(0.75, abs=NEAR)
    assert order.whole == order.ahead[0] == order.at_place[0] == order.at_place[1]
    assert isnan(order.ahead[1])


def test_level_is_not_ahead():
    order = ranked(np.array([[0.0, 1], [2, 1]]), better="lower", seed=1)  # same mean; level in half of the draws
    assert order.ahead[0] == pytest.approx(0.25, abs=NEAR)
    assert order.at_place == (order.ahead[0], order.ahead[0])
    assert order.whole == order.ahead[0]


def test_the_middle_place_has_a_probability_of_its_own():
    # The third is far behind in every draw; of the first two the better one lies behind if its 3 is drawn twice.
    order = ranked(np.array([[1.0, 0, 50], [1, 0, 60], [1, 0, 60], [1, 3, 60]]), better="lower", seed=1)
    assert order.order == (1, 0, 2)
    assert order.at_place[2] == order.ahead[1] == 1 - 0.5**4
    behind_or_level = 1 - (0.75**4 + 4 * 0.25 * 0.75**3)  # its 3 is drawn twice or more: a mean of 1.5 or more
    assert order.at_place[1] == order.whole == pytest.approx(1 - behind_or_level, abs=NEAR)


def test_nothing_is_surer_than_chance_agreement_of_so_few():
    order = ranked(np.array([[0.0, 100], [1, 101], [2, 102]]), better="lower", seed=1)
    assert order.at_place == (0.875, 0.875)
    assert order.ahead[0] == order.whole == 0.875


def test_better_by_far_in_every_replicate_is_certain():
    luck = np.random.default_rng(3).normal(size=(20, 1))
    order = ranked(luck + np.array([[200.0, 0, 100]]), better="lower", seed=5)
    assert order.order == (1, 2, 0)
    assert order.place == (1, 2, 3)
    assert order.whole == 1 - 0.5**20
    assert order.at_place == (order.whole,) * 3


def test_schedules_that_do_not_differ_are_ahead_as_often_as_behind():
    """200 pairs of the same distribution.

    The probability that the first is ahead is then anything from 0 to 1, so their mean is 1/2 within 4.5 errors of
    0.29 / sqrt(200) (one of 150,000 seeds is further off). And 0.9 for the order found, which looks so sure, comes in
    one pair of five, or a little more; below 10 % or above 35 % with less than one seed of 10,000.
    """
    rng, first, whole = np.random.default_rng(11), [], []
    for _ in range(200):
        order = ranked(rng.normal(size=(20, 2)), better="lower", seed=2, resamples=1000)
        whole.append(order.whole)
        first.append(order.whole if order.order[0] == 0 else 1 - order.whole)
    assert abs(np.mean(first) - 0.5) < 4.5 * 0.29 / sqrt(200)
    assert 0.10 < np.mean(np.array(whole) >= 0.9) < 0.35


def test_identical_values_are_a_tie_and_share_the_place():
    values = np.array([[5.0, 1, 5, 9], [6, 3, 6, 9]])
    order = ranked(values, better="lower", seed=1)
    assert order.order == (1, 0, 2, 3)
    assert order.place == (1, 2, 2, 4)
    assert order.at_place == (0.75, 0.75, 0.75, 0.75)
    assert order.ahead[1] == order.ahead[2] == order.whole == 0.75
    every = ranked(np.ones((3, 2)), better="higher", seed=1)
    assert every.place == (1, 1)
    assert all(map(isnan, every.ahead))


def test_nought_and_its_negative_tie():
    assert ranked(np.array([[0.0, -0.0], [-0.0, 0.0]]), better="higher", seed=1).place == (1, 1)


def test_one_replicate_leaves_every_probability_open():
    order = ranked(np.array([[2.0, 1]]), better="lower", seed=1)
    assert order.order == (1, 0)
    assert order.place == (1, 2)
    assert isnan(order.whole)
    assert all(map(isnan, (*order.at_place, *order.ahead)))


def test_replicates_without_a_value_are_left_out_for_all():
    order = ranked(np.array([[1.0, 2], [nan, 0], [1, 3]]), better="lower", seed=1)
    assert order.n == 2
    assert order.mean == (1, 2.5)


@pytest.mark.parametrize("values", [[[1.0, inf], [1, 2]], [[nan, 1.0], [2, nan]]])
def test_without_means_there_is_no_order(values):
    order = ranked(np.array(values), better="lower", seed=1)
    assert order.order == (0, 1)
    assert all(map(isnan, (*order.place, *order.mean, *order.at_place, order.whole)))


def test_all_columns_meet_the_same_draws_and_a_seed_repeats_them():
    values = np.random.default_rng(2).integers(100, size=(7, 1)) + np.array([[0.0, 10, 700]])
    means = resampled_means(values, seed=4, resamples=50)
    assert means[:, 1] - means[:, 0] == pytest.approx(10)
    assert means[:, 2] - means[:, 0] == pytest.approx(700)
    assert len(set(means[:, 0])) > 10
    assert (resampled_means(values, seed=4, resamples=50) == means).all()
    assert (resampled_means(values, seed=5, resamples=50) != means).any()


def test_many_replicates_are_drawn_in_pieces(monkeypatch):
    monkeypatch.setattr(ranking, "_DRAWS_AT_ONCE", 10)
    means = resampled_means(np.arange(4.0)[:, np.newaxis], seed=1, resamples=901)
    assert means.shape == (901, 1)
    assert abs(means.mean() - 1.5) < 4.5 * sqrt(1.25 / 4 / 901)  # once in 150,000 seeds
    assert len(np.unique(means[:20])) > 3
