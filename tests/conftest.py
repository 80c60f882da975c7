"""What many tests start from: scenarios made small, and their parameters."""

import dataclasses

import numpy as np
import pytest

from kfor_sim.prepare import prepare
from kfor_sim.scenario import load


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


def shortened(parameters, *, weeks):
    """The same parameters for fewer weeks; series stay as long as they are."""
    return dataclasses.replace(parameters, setting=dataclasses.replace(parameters.setting, weeks=weeks))


def one_cell(*, people=1_000_000, residents=None, stand_down=0.7, arrest=0.1, points=64):
    """A world of one municipality and one community, for the population alone."""
    minimal = prepare(load("minimal"))
    geography = dataclasses.replace(minimal.geography, home=np.array([[people]]))
    unrest = dataclasses.replace(
        minimal.unrest, stand_down=stand_down, arrest=arrest, rest_weeks=16, jail_weeks=52, mobilisable_share=0.1
    )
    per_resident = 10 if residents is None else people // 10 // residents
    setting = dataclasses.replace(minimal.setting, persons_per_resident=per_resident, quadrature_points=points)
    return dataclasses.replace(minimal, geography=geography, unrest=unrest, setting=setting)
