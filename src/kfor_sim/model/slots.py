"""The slots of a theory and the options of each: where a name in a scenario file becomes a function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kfor_sim.model.parameters import Theory
from kfor_sim.model.population.closed_form import ClosedForm
from kfor_sim.model.population.individuals import Individuals
from kfor_sim.model.population.mean_field import MeanField
from kfor_sim.model.processes import (
    adaptation,
    contagion,
    deterrence,
    displacement,
    policing,
    response,
    spillover,
    trust,
)

Option = Callable[..., Any]

SLOTS: dict[str, dict[str, Option]] = {
    "deterrence": deterrence.OPTIONS,
    "policing": policing.OPTIONS,
    "adaptation": adaptation.OPTIONS,
    "spillover": spillover.OPTIONS,
    "contagion": contagion.OPTIONS,
    "communities": displacement.OPTIONS,
    "response": response.OPTIONS,
    "trust": trust.OPTIONS,
    "population": {"individuals": Individuals, "mean-field": MeanField, "closed-form": ClosedForm},
}


@dataclass(frozen=True, slots=True)
class Mechanisms:
    """The option at work in each slot."""

    deterrence: Option
    policing: Option
    adaptation: Option
    spillover: Option
    contagion: Option
    communities: Option
    response: Option
    trust: Option
    population: Option


def mechanisms(theory: Theory) -> Mechanisms:
    """Look up the options that a theory names."""
    return Mechanisms(**{slot: options[getattr(theory, slot)] for slot, options in SLOTS.items()})
