"""The fast model against the slow oracle, bit for bit."""

import dataclasses

import numpy as np
import pytest

from kfor_sim.model.model import KforModel
from kfor_sim.model.parameters import Parameters
from oracle import OraclePopulation
from worlds import shortened


def both(parameters: Parameters, replicate: int):
    fast = KforModel(parameters, seed_of_run=5, replicate=replicate, collect=False).run().arrays
    slow = KforModel(parameters, seed_of_run=5, replicate=replicate, collect=False, population=OraclePopulation)
    return fast, slow.run().arrays


@pytest.mark.parametrize("replicate", [0, 3])
def test_a_year_agrees_to_the_last_bit(first_year, replicate):
    fast, slow = both(first_year, replicate)
    assert fast["active"].sum() > 0
    for name in fast:
        np.testing.assert_array_equal(fast[name], slow[name], err_msg=name)


def test_they_agree_where_many_are_off_the_street(first_year):
    """The first weeks without troops: crowds, rest and (with police alone) arrests."""
    nobody = dataclasses.replace(
        first_year, deployment=dataclasses.replace(first_year.deployment, arrivals=first_year.deployment.arrivals * 0)
    )
    fast, slow = both(shortened(nobody, weeks=26), 1)
    assert fast["active"].sum(axis=(1, 2)).max() > 5_000
    np.testing.assert_array_equal(fast["active"], slow["active"])
    np.testing.assert_array_equal(fast["security"], slow["security"])
