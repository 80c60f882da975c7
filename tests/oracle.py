"""The slow oracle: one Mesa agent for each simulated resident, written from the equation sheet (docs/model.md, 5).

It shares with the fast model only what the sheet calls municipal (presence, risk, violence, security ...) and the
addressed streams. Everything that concerns residents is written out a second time, one resident after the other, in
plain Python numbers.
"""

from __future__ import annotations

import math

import mesa
import numpy as np

from kfor_sim.model.streams import Stream


class Resident(mesa.Agent):
    """One simulated resident with hardship h, risk aversion r, a home rank d and a week of return."""

    def __init__(self, model, *, identity, municipality, community, hardship, risk_aversion, home_rank, persons, first):
        super().__init__(model)
        self.identity = identity
        self.municipality, self.community = municipality, community
        self.hardship, self.risk_aversion, self.home_rank = hardship, risk_aversion, home_rank
        self.persons = persons
        self.may_return = first
        self.active = False

    def decide(self):
        """Be active if h G − r P > τ, at home and not off the street."""
        world = self.model
        grievance = world.grievance[self.municipality][self.community]
        risk = world.risk[self.municipality]
        at_home = self.home_rank < world.at_home_share[self.municipality][self.community]
        moved = self.hardship * grievance - self.risk_aversion * risk > world.unrest.threshold
        self.active = moved and at_home and self.may_return <= world.week

    def go_home(self):
        """Leave the street by chance, tired or arrested, for a number of weeks."""
        if not self.active:
            return
        world, unrest = self.model, self.model.unrest
        leave = world.luck(Stream.LEAVE_STREET, self.identity)
        length = world.luck(Stream.TIME_OFF, self.identity)
        if leave < unrest.stand_down:
            weeks = 1 + math.floor(length * unrest.rest_weeks)
        elif leave < unrest.stand_down + unrest.arrest * world.risk[self.municipality]:
            weeks = 1 + math.floor(length * unrest.jail_weeks)
        else:
            return
        self.may_return = world.week + 1 + weeks
        self.active = False


class OraclePopulation(mesa.Model):
    """Stands where the fast model has its arrays of residents."""

    def __init__(self, parameters, streams):
        super().__init__(rng=0)
        self.unrest = parameters.unrest
        self.streams = streams
        self.shape = parameters.geography.home.shape
        for cell, home in enumerate(parameters.geography.home.ravel().tolist()):
            self._settle(cell, home, parameters, streams)
        self.on_street = np.zeros(self.shape)

    def _settle(self, cell, home, parameters, streams):
        persons = round(home * parameters.unrest.mobilisable_share)
        count = math.ceil(persons / parameters.setting.persons_per_resident)
        traits = [
            streams.uniforms(stream, cell, count).tolist()
            for stream in (Stream.HARDSHIP, Stream.RISK_AVERSION, Stream.HOME_RANK)
        ]
        for place, (hardship, risk_aversion, home_rank) in enumerate(zip(*traits, strict=True)):
            Resident(
                self,
                identity=cell * 2**32 + place,
                municipality=cell // self.shape[1],
                community=cell % self.shape[1],
                hardship=hardship,
                risk_aversion=risk_aversion,
                home_rank=home_rank,
                persons=persons / count,
                first=-parameters.setting.spin_up_weeks,
            )

    def luck(self, stream, identity):
        """Give one resident's number for this week."""
        return float(self.streams.resident_uniforms(stream, self.week, np.array([identity], dtype=np.uint64))[0])

    def open_week(self, week, grievance, at_home_share):
        self.week = week
        self.grievance, self.at_home_share = grievance.tolist(), at_home_share.tolist()

    def decide(self, risk):
        self.risk = risk.tolist()
        self.agents.do("decide")
        return self._count()

    def close_week(self, risk):
        self.risk = risk.tolist()
        self.agents.do("go_home")
        self.on_street = self._count()

    def _count(self):
        """Count active residents by cell and weigh each count once, as the sheet does."""
        counts, weight = np.zeros(self.shape), np.zeros(self.shape)
        for resident in self.agents:
            cell = (resident.municipality, resident.community)
            counts[cell] += resident.active
            weight[cell] = resident.persons
        return counts * weight
