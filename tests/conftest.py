"""What many tests start from: scenarios made small, and their parameters."""

import pytest

from kfor_sim.prepare import prepare
from kfor_sim.scenario import load
from worlds import shortened


@pytest.fixture(scope="session")
def documented():
    """The reference scenario."""
    return load("documented")


@pytest.fixture(scope="session")
def parameters(documented):
    """The reference scenario as the model sees it."""
    return prepare(documented)


@pytest.fixture(scope="session")
def coarse():
    """The reference scenario with one simulated resident for 200 persons: the whole model in a third of a second."""
    return prepare(load("documented", overrides=("run.persons_per_resident=200",)))


@pytest.fixture(scope="session")
def first_year(coarse):
    """The first year of it."""
    return shortened(coarse, weeks=52)
