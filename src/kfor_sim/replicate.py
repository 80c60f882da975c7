"""One replicate: a scenario lived through once, from its address (seed, replicate)."""

from __future__ import annotations

from kfor_sim.model.model import KforModel
from kfor_sim.model.parameters import Parameters
from kfor_sim.model.record import Recorded


def run_replicate(parameters: Parameters, *, seed: int, replicate: int) -> Recorded:
    """Live through one replicate.

    Args:
        parameters: The scenario in plain numbers.
        seed: The seed of the ensemble.
        replicate: The number of the replicate; alone or among others it gives the same bits.

    Returns:
        The weekly outcomes, arrays of shape (week, *dimensions) by name.
    """
    return KforModel(parameters, seed_of_run=seed, replicate=replicate, collect=False).run().arrays
