"""Mesa's own example of Epstein's model, as Mesa 3.3 and 3.5 alike ship it, made well mixed: all see all, nobody moves.

Every cell of a torus lies within its vision of every other. Numbers of citizens and cops are drawn cell by cell, so
that they are read off the model. Its rule, in its own words and order of turns, is nowhere touched here.
"""

import inspect
import itertools
from dataclasses import dataclass

import numpy as np
from mesa.examples.advanced.epstein_civil_violence import model as example
from mesa.examples.advanced.epstein_civil_violence.agents import Citizen, Cop


@dataclass(frozen=True)
class Lived:
    """One life of the example.

    Attributes:
        citizens: How many citizens there are, in jail or not.
        cops: How many cops there are.
        active: Citizens active after each step, the start first, shape (steps + 1,).
        jailed: Citizens in jail after each step, the start first, shape (steps + 1,).
    """

    citizens: int
    cops: int
    active: np.ndarray
    jailed: np.ndarray


def built(*, side, seed, vision=None, movement=False, **figures):
    """The example on a torus, by the arguments of Mesa 3.3 or the scenario of Mesa 3.5.

    Args:
        side: Cells along an edge.
        seed: Its seed.
        vision: How far all see, in cells, by steps to the side; without it over the whole torus.
        movement: Whether anybody moves.
        figures: ``citizen_density``, ``cop_density``, ``legitimacy`` and ``max_jail_term``, for instance.
    """
    vision = side if vision is None else vision
    figures |= {"citizen_vision": vision, "cop_vision": vision, "movement": movement}
    if "scenario" in inspect.signature(example.EpsteinCivilViolence).parameters:
        scenario = example.EpsteinScenario(rng=seed, **figures)
        return example.EpsteinCivilViolence(width=side, height=side, scenario=scenario)
    return example.EpsteinCivilViolence(width=side, height=side, seed=seed, **figures)


def spans(model):
    """Whether everybody's view takes in every cell but his own."""
    return all(
        len(list(agent.cell.get_neighborhood(radius=_vision(agent)))) == _others(model) for agent in model.agents
    )


def seeds_with(cops, **figures):
    """Seeds, from 0 on, of examples that happen to have so many cops; nothing else about them is chosen."""
    return (seed for seed in itertools.count() if _number(built(seed=seed, **figures), Cop) == cops)


def lived(*, steps, **figures):
    """Live through the example; the figures are those of `built`."""
    model = built(**figures)
    for _ in range(steps):
        model.step()
    columns = model.datacollector.model_vars
    return Lived(
        citizens=_number(model, Citizen),
        cops=_number(model, Cop),
        active=np.array(columns["active"]),
        jailed=np.array(columns["arrested"]),
    )


def _number(model, kind):
    return sum(isinstance(agent, kind) for agent in model.agents)


def _others(model):
    return len(list(model.grid.all_cells)) - 1


def _vision(agent):
    """How far one sees: in Mesa 3.5 everybody as far as cops do."""
    return agent.vision if hasattr(agent, "vision") else agent.scenario.cop_vision
