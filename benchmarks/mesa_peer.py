"""The residents' rule as a Mesa user writes it: one `mesa.Agent` each, activated by `AgentSet.do` or `shuffle_do`."""

from __future__ import annotations

import math
from typing import Any

import mesa
import numpy as np

from kfor_sim.arrays import PerCell, PerMunicipality
from kfor_sim.model.parameters import Parameters
from kfor_sim.model.population.individuals import Individuals
from kfor_sim.model.streams import Stream, Streams
from replaying import by_identity


class Resident(mesa.Agent):
    """One simulated resident."""

    def __init__(
        self,
        model: MesaResidents,
        identity: int,
        cell: int,
        hardship: float,
        risk_aversion: float,
        home_rank: float,
    ) -> None:
        super().__init__(model)
        self.identity = identity
        self.cell = cell
        self.municipality = cell // model.shape[1]
        self.hardship = hardship
        self.risk_aversion = risk_aversion
        self.home_rank = home_rank
        self.return_week = 0

    def decide(self) -> None:
        """Join the crowd of the cell if h G − r P > τ, at home and not off the street."""
        model, cell = self.model, self.cell
        push = self.hardship * model.grievance[cell]
        if (
            push > model.unrest.threshold
            and push - self.risk_aversion * model.risk[self.municipality] > model.unrest.threshold
            and self.return_week <= model.week
            and self.home_rank < model.at_home_share[cell]
        ):
            model.crowd[cell] += 1
            model.active.append(self)

    def leave_street(self, leave: float, length: float) -> None:
        """Go off the street by chance, tired or arrested, for a number of weeks."""
        model, unrest = self.model, self.model.unrest
        if leave < unrest.stand_down:
            longest = unrest.rest_weeks
        elif leave < unrest.stand_down + unrest.arrest * model.risk[self.municipality]:
            longest = unrest.jail_weeks
        else:
            return
        self.return_week = model.week + 2 + math.floor(length * longest)


class MesaResidents(mesa.Model):
    """All residents of a population, as agents; the luck of a week is drawn for all active ones at once.

    Attributes:
        shuffled: Whether residents decide in an order drawn anew each round; the crowd does not depend on it.
    """

    def __init__(self, parameters: Parameters, streams: Streams, population: Individuals) -> None:
        super().__init__(rng=0)
        self.unrest, self.streams = parameters.unrest, streams
        self.shape, self.weight = parameters.mobilisable.shape, np.asarray(population.weight)
        self.shuffled = False
        order = by_identity(population)
        traits = (population.identity, population.cell, population.hardship, population.risk_aversion)
        columns: list[list[Any]] = [trait[order].tolist() for trait in (*traits, population.home_rank)]
        self.residents = [Resident(self, *row) for row in zip(*columns, strict=True)]

    @property
    def return_weeks(self) -> np.ndarray:
        """Weeks of return in the order of identities, shape (R,)."""
        return np.array([resident.return_week for resident in self.residents])

    @return_weeks.setter
    def return_weeks(self, weeks: np.ndarray) -> None:
        for resident, week in zip(self.residents, weeks.tolist(), strict=True):
            resident.return_week = week

    def open_week(self, week: int, grievance: PerCell, at_home_share: PerCell) -> None:
        """Take in what is fixed for the week."""
        self.week = week
        self.grievance, self.at_home_share = grievance.ravel().tolist(), at_home_share.ravel().tolist()

    def decide(self, risk: PerMunicipality) -> PerCell:
        """Let every agent decide; gives the persons active, shape (M, C)."""
        self.risk = risk.tolist()
        self.crowd, self.active = [0] * self.weight.size, []
        if self.shuffled:
            self.agents.shuffle_do("decide")
        else:
            self.agents.do("decide")
        return (np.array(self.crowd) * self.weight).reshape(self.shape)

    def close_week(self, risk: PerMunicipality) -> None:
        """Let the active leave the street, by chance."""
        self.risk = risk.tolist()
        identity = np.array([resident.identity for resident in self.active], dtype=np.uint64)
        leave = self.streams.resident_uniforms(Stream.LEAVE_STREET, self.week, identity).tolist()
        length = self.streams.resident_uniforms(Stream.TIME_OFF, self.week, identity).tolist()
        for resident, chance, share in zip(self.active, leave, length, strict=True):
            resident.leave_street(chance, share)
