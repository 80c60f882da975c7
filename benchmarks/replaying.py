"""A run's weeks as its residents met them, recorded once and lived through again by any number of residents.

What residents are given (grievance, share at home, risk of every round) does not depend on how many there are, so one
record serves all sizes, and whoever follows the same rule gives the same crowds.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kfor_sim.arrays import PerCell, PerMunicipality
from kfor_sim.model.model import KforModel
from kfor_sim.model.parameters import Parameters
from kfor_sim.model.population.individuals import Individuals
from kfor_sim.model.population.interface import Population
from kfor_sim.model.streams import Streams
from kfor_sim.prepare import prepare
from kfor_sim.scenario import load
from measuring import SEED

STREAMS = Streams(SEED, 0)


@dataclass(frozen=True, slots=True)
class Week:
    """What residents were given in one week; ``risks`` holds one risk (M,) a round, and the last one closes it."""

    number: int
    grievance: PerCell
    at_home_share: PerCell
    risks: tuple[PerMunicipality, ...]


class Recorder:
    """Individuals who write down what they are given."""

    def __init__(self, parameters: Parameters, streams: Streams) -> None:
        self._residents = Individuals(parameters, streams)
        self.weeks: list[Week] = []

    @property
    def on_street(self) -> PerCell:
        """Persons still on the street when the last week closed, shape (M, C)."""
        return self._residents.on_street

    def open_week(self, week: int, grievance: PerCell, at_home_share: PerCell) -> None:
        """Note what is fixed for the week."""
        self.weeks.append(Week(week, grievance.copy(), at_home_share.copy(), ()))
        self._residents.open_week(week, grievance, at_home_share)

    def decide(self, risk: PerMunicipality) -> PerCell:
        """Note the risk of the round."""
        week = self.weeks[-1]
        self.weeks[-1] = replace(week, risks=(*week.risks, risk.copy()))
        return self._residents.decide(risk)

    def close_week(self, risk: PerMunicipality) -> None:
        """Close the week; its risk is that of the last round."""
        self._residents.close_week(risk)


def full_scale() -> Parameters:
    """Prepare the scenario with one resident for each person."""
    return prepare(load("documented", overrides=["run.persons_per_resident=1"]))


def recorded(parameters: Parameters) -> list[Week]:
    """Live through a run and give its weeks, those of the spin-up (below 0) first."""
    model = KforModel(parameters, seed_of_run=SEED, collect=False, population=Recorder)
    model.run()
    return model.population.weeks


def resized(parameters: Parameters, residents: int) -> Parameters:
    """Let about so many residents stand for the same persons, by parts of a person if need be."""
    persons_per_resident = parameters.mobilisable.sum() / residents
    return replace(parameters, setting=replace(parameters.setting, persons_per_resident=persons_per_resident))


def settled(parameters: Parameters, residents: int) -> Individuals:
    """Give about so many residents before their first week; an error where the model made another number of them."""
    population = Individuals(resized(parameters, residents), STREAMS)
    cells = parameters.mobilisable.size
    if not residents - 1 <= population.cell.size <= residents + cells:
        raise SystemExit(f"{residents:,} residents were asked for, the model made {population.cell.size:,}")
    return population


def lived(population: Population, week: Week) -> list[PerCell]:
    """Let residents live through a week; gives the persons active in each round."""
    population.open_week(week.number, week.grievance, week.at_home_share)
    active = [population.decide(risk) for risk in week.risks]
    population.close_week(week.risks[-1])
    return active


def lived_and_timed(population: Population, week: Week) -> tuple[float, list[PerCell]]:
    """Let residents live through a week, by the clock."""
    began = time.perf_counter()
    active = lived(population, week)
    return time.perf_counter() - began, active


def sample(weeks: Sequence[Week], size: int) -> frozenset[int]:
    """Choose weeks evenly spread over the run, its spin-up left aside, by their numbers."""
    last = weeks[-1].number
    return frozenset(np.linspace(0, last, size).round().astype(int).tolist())


def by_identity(population: Individuals) -> np.ndarray:
    """Give the places of the residents in the order of their identities, which is the same for all."""
    return np.argsort(population.identity)


def demand_equal(mine: Sequence[np.ndarray], others: Sequence[np.ndarray], *, who: str, week: Week) -> None:
    """End the benchmark unless two ways of the same rule gave the same, to the last bit: crowds, or weeks of return."""
    if not all(np.array_equal(one, other) for one, other in zip(mine, others, strict=True)):
        raise SystemExit(f"{who}: week {week.number} did not end as with kfor-sim")
