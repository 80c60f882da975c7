"""The residents' rule as a user of mesa-frames writes it: columns of one set of agents, and expressions over them."""

from __future__ import annotations

import numpy as np
import polars as pl
from mesa_frames import AgentSetPolars, ModelDF

from kfor_sim.arrays import PerCell, PerMunicipality
from kfor_sim.model.parameters import Parameters
from kfor_sim.model.population.individuals import Individuals
from kfor_sim.model.streams import Stream, Streams


class Residents(AgentSetPolars):
    """All simulated residents, one row each; those who may go in a week are kept as a frame of their own."""

    def __init__(self, model: FramesResidents, population: Individuals) -> None:
        super().__init__(model)
        columns = ("identity", "cell", "hardship", "risk_aversion", "home_rank", "return_week")
        frame = pl.DataFrame({name: getattr(population, name).copy() for name in columns})  # its own, not shared
        self.add(
            frame.with_columns(
                unique_id=pl.int_range(pl.len(), dtype=pl.Int64),
                municipality=pl.col("cell") // model.shape[1],
            )
        )

    def open_week(self) -> None:
        """Find the candidates: at home, not off the street, and moved enough to go if there were no risk."""
        model = self.model
        push = pl.col("hardship") * pl.lit(model.grievance).gather(pl.col("cell"))
        self.candidates = (
            self.agents.lazy()
            .with_columns(push=push)
            .filter(
                pl.col("push") > model.unrest.threshold,
                pl.col("return_week") <= model.week,
                pl.col("home_rank") < pl.lit(model.at_home_share).gather(pl.col("cell")),
            )
            .select("unique_id", "identity", "cell", "municipality", "risk_aversion", "push")
            .collect()
        )

    def step(self) -> None:
        """Let the candidates decide in one round: active if h G − r P > τ."""
        risk = pl.lit(self.model.risk).gather(pl.col("municipality"))
        net = pl.col("push") - pl.col("risk_aversion") * risk
        self.crowd = self.candidates.filter(net > self.model.unrest.threshold)

    def close_week(self) -> None:
        """Let the active leave the street by chance, tired or arrested, for a number of weeks."""
        model, unrest = self.model, self.model.unrest
        identity = self.crowd["identity"].to_numpy()
        chance = unrest.stand_down + unrest.arrest * pl.lit(model.risk).gather(pl.col("municipality"))
        longest = pl.when(pl.col("leave") < unrest.stand_down).then(unrest.rest_weeks).otherwise(unrest.jail_weeks)
        leaving = (
            self.crowd.with_columns(
                leave=model.streams.resident_uniforms(Stream.LEAVE_STREET, model.week, identity),
                length=model.streams.resident_uniforms(Stream.TIME_OFF, model.week, identity),
            )
            .filter(pl.col("leave") < chance)
            .select("unique_id", back=model.week + 2 + (pl.col("length") * longest).floor().cast(pl.Int32))
        )
        weeks = self.agents["return_week"].scatter(leaving["unique_id"], leaving["back"])
        self.agents = self.agents.with_columns(return_week=weeks)


class FramesResidents(ModelDF):
    """A model that holds the residents and what they are given."""

    def __init__(self, parameters: Parameters, streams: Streams, population: Individuals) -> None:
        super().__init__(seed=0)
        self.unrest, self.streams = parameters.unrest, streams
        self.shape, self.weight = parameters.mobilisable.shape, np.asarray(population.weight)
        self.residents = Residents(self, population)
        self.agents += self.residents

    def open_week(self, week: int, grievance: PerCell, at_home_share: PerCell) -> None:
        """Take in what is fixed for the week."""
        self.week = week
        self.grievance, self.at_home_share = pl.Series(grievance.ravel()), pl.Series(at_home_share.ravel())
        self.residents.open_week()

    def decide(self, risk: PerMunicipality) -> PerCell:
        """Let everybody decide; gives the persons active, shape (M, C)."""
        self.risk = pl.Series(risk)
        self.agents.step()
        counted = self.residents.crowd.group_by("cell").len()
        counts = np.zeros(self.weight.size)
        counts[counted["cell"].to_numpy()] = counted["len"].to_numpy()
        return (counts * self.weight).reshape(self.shape)

    def close_week(self, risk: PerMunicipality) -> None:
        """Let active residents leave the street."""
        self.risk = pl.Series(risk)
        self.residents.close_week()
