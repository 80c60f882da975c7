"""The mechanisms at work in a model: for each slot the option that the theory names, its figures filled in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from kfor_sim.arrays import PerCell, PerMunicipality
from kfor_sim.mechanisms import SLOTS
from kfor_sim.mechanisms.adaptation import Adapted, Change
from kfor_sim.mechanisms.communities import Moves
from kfor_sim.mechanisms.contagion import Unrest
from kfor_sim.mechanisms.deterrence import Street
from kfor_sim.mechanisms.disarmament import Holdings
from kfor_sim.mechanisms.policing import Beat
from kfor_sim.mechanisms.response import Areas, Response
from kfor_sim.mechanisms.spillover import Crowd
from kfor_sim.mechanisms.trust import Experience
from kfor_sim.model.parameters import Parameters, Theory
from kfor_sim.model.population.closed_form import ClosedForm
from kfor_sim.model.population.individuals import Individuals
from kfor_sim.model.population.interface import Population
from kfor_sim.model.population.mean_field import MeanField
from kfor_sim.model.streams import Streams

Representation = Callable[[Parameters, Streams], Population]

REPRESENTATIONS: dict[str, Representation] = {
    "individuals": Individuals,
    "mean-field": MeanField,
    "closed-form": ClosedForm,
}
"""The options of the slot `population`, by the names that `mechanisms/population.py` gives them."""


@dataclass(frozen=True, slots=True)
class Mechanisms:
    """The option at work in each slot: what it takes and what it gives."""

    deterrence: Callable[[Street], PerMunicipality]
    policing: Callable[[Beat], PerMunicipality]
    adaptation: Callable[[Change], Adapted]
    spillover: Callable[[Crowd], PerCell]
    contagion: Callable[[Unrest], PerCell]
    communities: Callable[[PerCell], Moves]
    response: Callable[[Areas], Response]
    disarmament: Callable[[Holdings], PerMunicipality]
    trust: Callable[[Experience], PerCell]
    population: Representation


def mechanisms(theory: Theory) -> Mechanisms:
    """Look up the options that a theory names, and give them their figures."""
    return Mechanisms(**{slot: _at_work(slot, theory) for slot in SLOTS})


def _at_work(slot: str, theory: Theory) -> Any:
    """Give the option of one slot as the model calls it."""
    name = theory.options[slot]
    function = SLOTS[slot].options[name].function
    if function is None:
        return REPRESENTATIONS[name]
    figures = theory.figures[slot]
    return partial(function, **figures) if figures else function
