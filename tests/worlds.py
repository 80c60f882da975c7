"""Small worlds for tests: fewer weeks, other mechanisms, or a single cell."""

import dataclasses
import functools

import numpy as np

from kfor_sim.prepare import prepare
from kfor_sim.scenario import load


def shortened(parameters, *, weeks):
    """The same parameters for fewer weeks; series stay as long as they are."""
    return dataclasses.replace(parameters, setting=dataclasses.replace(parameters.setting, weeks=weeks))


def refigured(parameters, slot, **figures):
    """The same parameters with other figures, in base units, for the option that fills a slot."""
    theory = parameters.theory
    known = theory.figures[slot]
    assert figures.keys() <= known.keys(), f"{theory.options[slot]} has no such figure"
    changed = {**theory.figures, slot: {**known, **figures}}
    return dataclasses.replace(parameters, theory=dataclasses.replace(theory, figures=changed))


@functools.cache
def theory_of(**options):
    """The mechanisms of the reference scenario with some options changed, figures and all."""
    return prepare(load("documented", overrides=[f"theory.{slot}={name}" for slot, name in options.items()])).theory


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
