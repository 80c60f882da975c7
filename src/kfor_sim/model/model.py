"""The model: a week of the peacekeeping drawdown, process by process, on Mesa agents and arrays of residents."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from kfor_sim.arrays import (
    CountPerCell,
    PerCell,
    PerContingent,
    PerMunicipality,
)
from kfor_sim.model import views
from kfor_sim.model.agents.contingent import Contingent
from kfor_sim.model.agents.headquarters import Headquarters
from kfor_sim.model.agents.municipality import Municipality, border_network
from kfor_sim.model.apportionment import apportion
from kfor_sim.model.collection import collector
from kfor_sim.model.framework import mesa
from kfor_sim.model.inverse import binomial_count, poisson_count, whole_persons
from kfor_sim.model.parameters import Parameters
from kfor_sim.model.population.interface import Population
from kfor_sim.model.processes import (
    burden_sharing,
    deployment,
    displacement,
    mobilisation,
    police,
    reconstruction,
    security,
    tension,
    violence,
)
from kfor_sim.model.record import Record
from kfor_sim.model.slots import mechanisms
from kfor_sim.model.state import starting_state
from kfor_sim.model.streams import Stream, Streams


class KforModel(mesa.Model):  # type: ignore[misc]  # Mesa ships no types
    """One run of one scenario: an illustrative world, not a forecast.

    All science draws on addressed randomness; Mesa's own generators are left alone, since they give other numbers on
    other versions of Mesa.

    Attributes:
        parameters: The scenario in plain numbers.
        streams: The luck of this replicate.
        week: The number of the week that is next, from 0.
        state: All that changes, beside the residents.
        population: Those who might be mobilised.
        headquarters: The agent that reviews the force.
        contingents: One agent a nation, in the order of the scenario.
        municipalities: One agent a place, in the order of the scenario.
        record: The weekly outcomes.
    """

    def __init__(
        self,
        parameters: Parameters,
        *,
        seed_of_run: int = 0,
        replicate: int = 0,
        population: Callable[[Parameters, Streams], Population] | None = None,
        collect: bool = True,
        rng: int | None = None,
    ) -> None:
        """Set up the first day and run the spin-up.

        Args:
            parameters: The scenario in plain numbers.
            seed_of_run: The seed that, with ``replicate``, addresses all draws.
            replicate: The number of the replicate.
            population: Another representation of the residents than the theory's option, for tests.
            collect: Whether Mesa's DataCollector takes a row a week.
            rng: Mesa's own seed; no outcome depends on it.
        """
        super().__init__(rng=0 if rng is None else rng)
        self.parameters = parameters
        self.streams = Streams(seed_of_run, replicate)
        self.week = 0
        self.mechanisms = mechanisms(parameters.theory)
        self.state = starting_state(parameters, self.streams)
        self.population: Population = (population or self.mechanisms.population)(parameters, self.streams)
        self.record = Record(parameters)
        self._place_agents()
        self._orders = {walls: self._orders_with(walls=walls) for walls in (True, False)}
        self._host = displacement.host_of(parameters.geography.home, parameters.geography.distance)
        self._spin_up()
        self.datacollector = collector() if collect else None

    def step(self) -> None:
        """Live through one week.

        1. Events of the timeline: refugees return, legitimacy shifts, tension is sparked, sector walls fall.
        2. Review: the policy sets the required strength; headquarters call or release the reserve.
        3. Rotation: nations come, leave, fill gaps and change strength in weeks of their own; their will wears off.
        4. Deployment: troops in Kosovo are placed, fixed and mobile; with the police they are the presence.
        5. Mobilisation: residents decide in daily rounds; tension spreads; some leave the street.
        6. Violence: everyday and intercommunal attacks, and deaths among them.
        7. Displacement: people leave insecure places and return to secure ones.
        8. Security: the index follows the exposure of those present.
        9. Slow change: trust, hardship, arms and tension move.
        10. Record.
        """
        self._events()
        self._review()
        self._rotation()
        self._deployment()
        self._mobilisation()
        self._violence()
        self._displacement()
        self._security()
        self._slow_change()
        self._record()

    def run(self) -> Record:
        """Live through all weeks and give the record."""
        while self.running:
            self.step()
        return self.record

    # The ten processes of a week, in their order.

    def _events(self) -> None:
        state, refugees = self.state, self.parameters.refugees
        for event in self.parameters.events:
            if event.week == self.week:
                state.tension += event.tension
                state.legitimacy = np.clip(state.legitimacy + event.legitimacy, 0.0, 1.0)
                state.walls = state.walls and not event.opens_sectors
        if self.week <= refugees.last_week:
            self._bring_refugees_home()
        self._count_present()

    def _review(self) -> None:
        self.state.required_before = self.state.required
        self.headquarters.review(self.week)
        self.headquarters.call_reserve(self.week)

    def _rotation(self) -> None:
        state, nations = self.state, self.parameters.nations
        state.there |= nations.entered(self.week) & (self.week < nations.exit_week) & (state.left_week < 0)
        for contingent in self.contingents:
            contingent.stay_or_leave(self.week)
        arriving = int(self.parameters.deployment.arrivals[self.week])
        if arriving >= 0:
            self._arrive(min(arriving, state.required))
        else:
            for contingent in self.contingents:
                contingent.rotate(self.week)
        self._share_the_burden()

    def _deployment(self) -> None:
        self._place_troops(self.week)
        state, presence = self.state, self.parameters.presence
        officers = self._officers
        lag = self.parameters.police.hand_over_lag_weeks
        state.police_ready = police.advance_police(state.police_ready, officers, lag_weeks=lag)
        state.troops_on_street = state.troops.astype(np.float64) * presence.presence_share
        adapted, state.unsettled = self.mechanisms.adaptation(views.change(state))
        reckoned_with = state.deterring_troops.astype(np.float64) * adapted
        in_service = views.by_people(officers, state)
        state.force = float(reckoned_with.sum())
        state.personnel = reckoned_with + in_service
        state.presence = reckoned_with * presence.presence_share + in_service * presence.police_presence

    def _mobilisation(self) -> None:
        state = self.state
        self._mobilise(self.week, views.at_home_share(state, self.parameters))
        state.tension = state.tension + self.mechanisms.contagion(views.unrest(state, self.parameters))

    def _violence(self) -> None:
        state, figures = self.state, self.parameters.violence
        left = self.mechanisms.policing(views.beat(state, officers=self._officers))
        everyday = violence.everyday_expected(state.present, state.arms, left, rate=figures.everyday_rate)
        attackers = self.mechanisms.spillover(views.crowd(state, self.parameters))
        crowds = violence.intercommunal_expected(
            attackers, state.present, rate=figures.attack_rate, within=figures.within_share
        )
        state.attacks_everyday = self._attacks(Stream.EVERYDAY_ATTACKS, everyday)
        state.attacks_intercommunal = self._attacks(Stream.INTERCOMMUNAL_ATTACKS, crowds)
        state.deaths_everyday = binomial_count(
            self._cell_uniforms(Stream.EVERYDAY_DEATHS), state.attacks_everyday, figures.everyday_lethality
        )
        state.deaths_intercommunal = binomial_count(
            self._cell_uniforms(Stream.INTERCOMMUNAL_DEATHS),
            state.attacks_intercommunal,
            figures.intercommunal_lethality,
        )
        unrest = int(state.attacks_intercommunal.sum())
        self.headquarters.hear(attacks=int(state.reported.sum()), unrest=unrest)

    def _displacement(self) -> None:
        state, figures = self.state, self.parameters.displacement
        leaving, returning = self.mechanisms.communities(state.security)
        fled = whole_persons(self._cell_uniforms(Stream.FLIGHT), state.at_home * leaving)
        share_abroad = np.where(self._host == displacement.NOWHERE, 1.0, figures.abroad_share)
        abroad = whole_persons(self._cell_uniforms(Stream.FLIGHT_ABROAD), fled.astype(np.float64) * share_abroad)
        from_abroad = whole_persons(self._cell_uniforms(Stream.RETURN_FROM_ABROAD), state.abroad * returning)
        from_within = whole_persons(self._cell_uniforms(Stream.RETURN_FROM_WITHIN), state.within * returning)
        state.at_home = state.at_home - fled + from_abroad + from_within
        state.abroad = state.abroad + abroad - from_abroad
        state.within = state.within + fled - abroad - from_within
        self._count_present()

    def _security(self) -> None:
        state, figures = self.state, self.parameters.security
        exposed = security.exposure(
            state.attacks_everyday + state.attacks_intercommunal,
            state.deaths_everyday + state.deaths_intercommunal,
            state.present,
            severity=figures.severity,
        )
        state.security = security.advanced_security(
            state.security,
            exposed,
            security.municipal_security(state.security, state.at_home),
            tolerance=figures.tolerance,
            memory_weeks=figures.memory_weeks,
        )

    def _slow_change(self) -> None:
        state, p = self.state, self.parameters
        state.legitimacy = self.mechanisms.trust(views.experience(state))
        safety = security.municipal_security(state.security, state.at_home)
        state.hardship = reconstruction.rebuilt(
            state.hardship, safety, floor=p.hardship.floor, weeks=p.hardship.reconstruction_weeks
        )
        state.arms = self.mechanisms.disarmament(views.holdings(state))
        state.tension = tension.calmed(state.tension, half_life_weeks=p.tension.half_life_weeks) + tension.sparks(
            self._cell_uniforms(Stream.SPARK),
            self._cell_uniforms(Stream.SPARK_SIZE),
            rate=p.tension.spark_rate,
            size=p.tension.spark_size,
            reach=p.tension.organiser_reach,
        )

    def _record(self) -> None:
        self.record.write(self.week, self.state, officers=self._officers)
        if self.datacollector is not None:
            self.datacollector.collect(self)
        self.week += 1
        self.running = self.week < self.parameters.setting.weeks

    # What several processes share.

    def _place_agents(self) -> None:
        """Put headquarters, contingents and municipalities into the model, municipalities on a network of borders."""
        geography = self.parameters.geography
        self.headquarters = Headquarters(self)
        self.contingents = [Contingent(self, index) for index in range(len(self.parameters.nations.names))]
        self.municipalities = [Municipality(self, index) for index in range(len(geography.municipalities))]
        self.space = border_network(geography.neighbours, self.random)
        for place in self.municipalities:
            place.cell = self.space[place.index]

    def _spin_up(self) -> None:
        """Let residents, refugees too, settle into street and rest before the first week; nothing else moves."""
        self._review()
        self.headquarters.reviews.clear()  # the first one is held in the first week
        self._rotation()
        self._deployment()
        everybody = np.ones(self.parameters.geography.home.shape)
        for week in range(-self.parameters.setting.spin_up_weeks, 0):
            self._mobilise(week, everybody)
        self.state = starting_state(self.parameters, self.streams)

    def _bring_refugees_home(self) -> None:
        """Let refugees return as recorded; after the last date those still abroad count as fled abroad."""
        state, refugees = self.state, self.parameters.refugees
        returned = np.floor(refugees.abroad * refugees.returned_share[self.week]).astype(np.int64)
        state.at_home = state.at_home + state.refugees - (refugees.abroad - returned)
        state.refugees = refugees.abroad - returned
        if self.week == refugees.last_week:
            state.abroad, state.refugees = state.abroad + state.refugees, np.zeros_like(returned)

    def _mobilise(self, week: int, at_home_share: PerCell) -> None:
        """Open a week for the residents, let them decide in rounds, and close it."""
        state, unrest = self.state, self.parameters.unrest
        people = state.present.sum(axis=1).astype(np.float64)
        risk_from = partial(self._risk, people)
        state.grievance = mobilisation.grievance(state.hardship, state.legitimacy, state.tension)
        self.population.open_week(week, state.grievance, at_home_share)
        state.active, state.risk = mobilisation.advance_rounds(self.population, risk_from, rounds=unrest.rounds)
        self.population.close_week(state.risk)

    def _risk(self, people: PerMunicipality, active: PerMunicipality) -> PerMunicipality:
        """Give the perceived risk by the theory's rule of deterrence."""
        return self.mechanisms.deterrence(views.street(self.state, people, active))

    def parts(self, week: int) -> PerContingent:
        """Divide the level of a week among the nations that are there today, shape (N,)."""
        state, weight = self.state, self.parameters.nations.weight_at(week)
        given_up = np.where(state.there, 0.0, state.given_up)  # whoever is still there carries his part
        return burden_sharing.parts(weight, state.there, gap=state.gap, taken=state.taken, given_up=given_up)

    def _arrive(self, force: int) -> None:
        """Divide the troops that have arrived in the first deployment among the nations that are there."""
        part = self.parts(self.week)
        self.state.contingent_strength = apportion(force, part) if part.any() else np.zeros_like(part, dtype=int)

    def _share_the_burden(self) -> None:
        """Count what each nation lacks, and wear off the will of those who carry."""
        state, nations, will = self.state, self.parameters.nations, self.parameters.will
        part, weight = self.parts(self.week), nations.weight_at(self.week)
        still_open = burden_sharing.still_open(state.gap, state.given_up)
        state.shortfall = burden_sharing.shortfall(state.required, part, still_open, state.contingent_strength)
        state.will = burden_sharing.tired(
            state.will,
            burden_sharing.load(part, state.taken, state.contingent_strength),
            burden_sharing.others_there(weight, nations.entered(self.week), state.there),
            cohesion=will.cohesion,
            will_weeks=will.will_weeks,
        )

    def _place_troops(self, week: int) -> None:
        """Divide the troops in Kosovo among municipalities: fixed in their sector, mobile where the response allows."""
        state, figures = self.state, self.parameters.deployment
        orders = self._orders[state.walls]
        inside = np.floor(state.contingent_strength * figures.in_kosovo_share[week]).astype(np.int64)
        posts = deployment.fixed_weight(
            state.present.sum(axis=1),
            self.parameters.geography.minority,
            minority_sites_share=figures.minority_sites_share,
        )
        calls = deployment.mobile_weight(state.reported, even_share=figures.even_share)
        placed = partial(
            deployment.placed,
            orders=orders,
            fixed_share=figures.fixed_share[week],
            posts=posts,
            calls=calls,
        )
        state.deterring_troops = placed(inside * orders.deters) + apportion(state.reserve, calls)
        state.troops = state.deterring_troops + placed(inside * ~orders.deters)

    def _orders_with(self, *, walls: bool) -> deployment.Orders:
        """Give contingents their orders, with or without walls between the sectors."""
        areas = views.areas(self.parameters, walls=walls)
        return deployment.Orders.of(areas, self.mechanisms.response(areas))

    def _count_present(self) -> None:
        """Count who is where after people moved."""
        self.state.present = self.state.at_home + displacement.guests(self.state.within, self._host)

    @property
    def _officers(self) -> float:
        """Police in service this week, persons."""
        return float(self.parameters.police.officers[self.week])

    def _attacks(self, stream: Stream, expected: PerCell) -> CountPerCell:
        """Draw attacks on the people of each cell, at most one a week for each person present."""
        enough = 1000 + 2 * self.state.present  # beyond it everybody is attacked for certain, and sums grow long
        drawn = poisson_count(self._cell_uniforms(stream), np.minimum(expected, enough))
        return np.minimum(drawn, self.state.present)

    def _cell_uniforms(self, stream: Stream) -> PerCell:
        """Read one uniform number for each cell, shape (M, C), at this week's address."""
        shape = self.parameters.geography.home.shape
        return self.streams.uniforms(stream, self.week, self.parameters.geography.home.size).reshape(shape)


def forget(model: KforModel) -> None:
    """Let a finished model go at once: agents point back at it, and Mesa 3.3 keeps it for ever in a counter."""
    getattr(mesa.Agent, "_ids", {}).pop(model, None)
    model.__dict__.clear()
