"""Whole persons divided by shares."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from kfor_sim.model.apportionment import apportion

WEIGHTS = hnp.arrays(np.float64, st.integers(1, 40), elements=st.floats(0, 1e6))


def test_largest_remainder_by_hand():
    # 10 by 5 : 3 : 1 is 5.56, 3.33, 1.11: floors 5, 3, 1, the tenth to the largest remainder
    assert apportion(10, np.array([5.0, 3.0, 1.0])).tolist() == [6, 3, 1]


def test_of_equal_remainders_the_first_is_served_first():
    assert apportion(4, np.array([1.0, 1.0, 1.0])).tolist() == [2, 1, 1]


def test_without_weights_all_count_alike():
    assert apportion(5, np.zeros(2)).tolist() == [3, 2]


@given(total=st.integers(0, 100_000), weight=WEIGHTS)
def test_nobody_is_lost_and_everybody_is_within_one_of_his_share(total, weight):
    part = apportion(total, weight)
    assert part.sum() == total
    assert (part >= 0).all()
    if weight.sum() > 0:
        assert (np.abs(part - total * weight / weight.sum()) < 1 + 1e-6).all()
