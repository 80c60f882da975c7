"""Mesa's DataCollector for this model, for notebooks and Mesa's own tools; ensembles use the record instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from mesa import DataCollector

from kfor_sim.model.processes.security import municipal_security

if TYPE_CHECKING:
    from kfor_sim.model.model import KforModel


def strength(model: KforModel) -> int:
    """Count the troops in the theatre, persons."""
    return int(model.state.contingent_strength.sum()) + model.state.reserve


def required(model: KforModel) -> int:
    """Give the required strength, persons."""
    return model.state.required


def active(model: KforModel) -> float:
    """Count the simulated residents on the street, persons."""
    return float(model.state.active.sum())


def attacks(model: KforModel) -> int:
    """Count the attacks of the week."""
    return int(model.state.reported.sum())


def lowest_security(model: KforModel) -> float:
    """Find the security of the worst municipality, averaged over the people at home there."""
    return float(np.min(municipal_security(model.state.security, model.state.at_home)))


def collector() -> DataCollector:
    """Give a collector of named functions, so that a model can be pickled."""
    reporters = (strength, required, active, attacks, lowest_security)
    return DataCollector(model_reporters={reporter.__name__: reporter for reporter in reporters})
