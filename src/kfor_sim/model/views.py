"""What the mechanisms are shown of the state, one function for each slot that looks at more than one thing."""

from __future__ import annotations

from functools import partial

import numpy as np

from kfor_sim.arrays import PerCell, PerMunicipality
from kfor_sim.mechanisms.adaptation import Change
from kfor_sim.mechanisms.contagion import Unrest
from kfor_sim.mechanisms.deterrence import Street
from kfor_sim.mechanisms.disarmament import Holdings
from kfor_sim.mechanisms.policing import Beat
from kfor_sim.mechanisms.response import Areas
from kfor_sim.mechanisms.spillover import Crowd
from kfor_sim.mechanisms.trust import Experience
from kfor_sim.model.parameters import Parameters
from kfor_sim.model.population.closed_form import active_share
from kfor_sim.model.state import State


def by_people(persons: float, state: State) -> PerMunicipality:
    """Spread officers over municipalities by the people present, shape (M,)."""
    people = state.present.sum(axis=1)
    return persons * people / max(int(people.sum()), 1)


def at_home_share(state: State, parameters: Parameters) -> PerCell:
    """Give the part of each cell's people that is at home, shape (M, C); 0 where nobody has a home."""
    home = parameters.geography.home
    return np.divide(state.at_home, home, out=np.zeros(home.shape), where=home > 0)


def change(state: State) -> Change:
    """For adaptation: what has become of the force."""
    force = float(state.deterring_troops.sum())
    return Change(force, float(state.required), float(state.required_before), state.unsettled)


def street(state: State, people: PerMunicipality, active: PerMunicipality) -> Street:
    """For deterrence: who is among ``people`` (M,) when ``active`` (M,) of them are on the street."""
    return Street(state.presence, active, state.personnel, people, state.force)


def areas(parameters: Parameters, *, walls: bool) -> Areas:
    """For response: where contingents belong, with or without walls between the sectors."""
    nations = parameters.nations
    rules = nations.may_leave_area, nations.may_control_riots
    return Areas(nations.sector, nations.sector_of_municipality, *rules, walls)


def unrest(state: State, parameters: Parameters) -> Unrest:
    """For contagion: who is on the street, and where."""
    return Unrest(state.active, parameters.mobilisable, parameters.geography.neighbours)


def beat(state: State, *, officers: float) -> Beat:
    """For policing: who is there to hold violence down."""
    ready, people = by_people(state.police_ready, state), state.present.sum(axis=1)
    return Beat(ready, state.troops_on_street, people, float(state.troops.sum()), officers)


def crowd(state: State, parameters: Parameters) -> Crowd:
    """For spillover: who is on the street, and who would be without fear."""
    return Crowd(state.active, partial(_deterred, state, parameters), parameters.geography.neighbours)


def _deterred(state: State, parameters: Parameters) -> PerCell:
    """Count who would be on the street in an ordinary week without fear, less those who are, persons (M, C).

    Of those who would, most rest in any week: a share of 1 / (1 + stand_down · mean rest) does not.
    """
    unrest, grievance = parameters.unrest, np.nan_to_num(state.grievance)
    moved = active_share(grievance, np.zeros(grievance.shape), threshold=unrest.threshold)
    rested = 1.0 / (1.0 + unrest.stand_down * (1.0 + unrest.rest_weeks) / 2.0)
    without_fear = parameters.mobilisable * at_home_share(state, parameters) * moved * rested
    return np.maximum(without_fear - state.active, 0.0)


def holdings(state: State) -> Holdings:
    """For disarmament: arms, and who might collect them."""
    return Holdings(state.arms, state.troops_on_street, state.present.sum(axis=1))


def experience(state: State) -> Experience:
    """For trust: what people live through."""
    people = state.present.sum(axis=1)
    troops = np.divide(state.troops, people, out=np.zeros(people.shape), where=people > 0)
    return Experience(state.legitimacy, state.security, troops)
