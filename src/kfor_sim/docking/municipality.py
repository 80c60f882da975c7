"""One municipality of the main model as a well-mixed world in which officers arrest as on the lattice.

Residents, their grievance, the risk they perceive and their decision are those of the main model: `Individuals` of one
cell, one person each, an option of the slot `deterrence`, `grievance` and `acts`. Arrests are the lattice's: an officer
takes one active resident off the street, whom chance picks among all, for a term that chance picks too.

Residents of the main model decide together, in rounds until nobody joins or leaves (`advance_rounds`); on the lattice
everybody has one turn in a step, in a random order. Here rounds are held before the turn of each officer and after that
of the last, and where in a step a resident comes back from jail is left to chance. To see what the order of turns does,
residents can also decide one by one, each once in a step, in one random order with the officers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from math import inf, isinf
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kfor_sim.arrays import PerCell, PerMunicipality
from kfor_sim.mechanisms import SLOTS
from kfor_sim.mechanisms.deterrence import Street
from kfor_sim.model.parameters import Parameters, Unrest
from kfor_sim.model.population.decision import acts
from kfor_sim.model.population.individuals import Individuals
from kfor_sim.model.processes.mobilisation import advance_rounds, grievance
from kfor_sim.model.streams import Stream, Streams
from kfor_sim.prepare import prepare
from kfor_sim.scenario import load

Turns = Literal["rounds", "one by one"]


@dataclass(frozen=True, eq=False, slots=True)
class Steps:
    """What is recorded of a municipality after each step, the start first.

    Attributes:
        active: Residents on the street, persons, shape (steps + 1,).
        jailed: Residents in jail, persons, shape (steps + 1,).
    """

    active: NDArray[np.int64]
    jailed: NDArray[np.int64]


def municipality(
    people: int,
    officers: int,
    *,
    rule: str,
    legitimacy: float,
    deterrence: float,
    threshold: float,
    longest_term: float,
    steps: int,
    seed: int,
    replicate: int,
    turns: Turns = "rounds",
) -> Steps:
    """Live through one replicate; hardship of the place is 1, and all are at home, free and quiet at the start.

    Args:
        people: Residents, persons.
        officers: Officers, persons; all are in view of all residents, and each arrests one in a step if he can.
        rule: A ratio rule of the slot `deterrence`, such as ``ratio-round``.
        legitimacy: L, from 0 to 1.
        deterrence: k of the ratio rule, dimensionless.
        threshold: T, dimensionless.
        longest_term: The longest jail term, in turns of his own that a resident misses: a whole number from 0 to this,
            all with the same chance; inf keeps everybody for good.
        steps: How long it is followed, in steps: as many as each officer has turns.
        seed: The seed of all draws.
        replicate: The number of the replicate, from 0.
        turns: Whether residents decide together, in the main model's rounds, or one by one; traits are the same.

    Returns:
        Active and jailed residents after each step.
    """
    parameters = _one_cell(people, threshold)
    streams = Streams(seed, replicate)
    place = _Place(
        residents=Individuals(parameters, streams),
        grievance=grievance(np.ones(1), np.full((1, 1), legitimacy), np.zeros((1, 1))),
        risk_from=_risk(rule, deterrence, people=people, officers=officers),
        unrest=parameters.unrest,
        officers=officers,
        longest_term=longest_term,
        rng=streams.generator(Stream.LATTICE),
    )
    return _in_rounds(place, steps) if turns == "rounds" else _one_by_one(place, steps)


@dataclass(frozen=True, slots=True)
class _Place:
    """What a municipality is made of, and the draws of its arrests."""

    residents: Individuals
    grievance: PerCell
    risk_from: Callable[[PerMunicipality], PerMunicipality]
    unrest: Unrest
    officers: int
    longest_term: float
    rng: np.random.Generator

    def one_of(self, number: int) -> int:
        """Draw one of a number of things, by its place."""
        return int(self.rng.random() * number)

    def term(self) -> float:
        """Draw a term, in turns missed."""
        return inf if isinf(self.longest_term) else float(self.one_of(int(self.longest_term) + 1))


def _in_rounds(place: _Place, steps: int) -> Steps:
    """Hold rounds before the turn of each officer and after that of the last; they are the weeks of the residents.

    Officers have their turns at random moments of a step, and whoever is to come back in it does so at another.
    """
    residents, everybody = place.residents, np.ones((1, 1))
    weeks = place.officers + 1  # of a step
    record = np.zeros((2, steps + 1), dtype=np.int64)
    for step in range(1, steps + 1):
        moments = np.sort(place.rng.random(place.officers))
        due = np.flatnonzero(residents.return_week == step * weeks)
        residents.return_week[due] += np.searchsorted(moments, place.rng.random(due.size)).astype(np.int32)
        for within in range(weeks):
            residents.open_week(step * weeks + within, place.grievance, everybody)
            crowd, _ = advance_rounds(residents, place.risk_from, rounds=place.unrest.rounds)
            arrested = within < place.officers and crowd.any()
            if arrested:
                street = residents.active
                taken = street[place.one_of(street.size)]
                had_turn = residents.return_week[taken] >= step * weeks
                own = 0 if had_turn else int(np.searchsorted(moments, place.rng.random()))
                residents.return_week[taken] = _return(place, step, within, own)
            residents.on_street = crowd - arrested
        record[:, step] = crowd.sum(), np.count_nonzero(residents.return_week >= (step + 1) * weeks)
    return Steps(active=record[0], jailed=record[1])


def _return(place: _Place, step: int, within: int, own: int) -> int:
    """Give the week of return of somebody who is arrested after the rounds of a week within a step.

    His own turn is in the week ``own`` of this step. Is it still to come, it is the first that he misses, or the one in
    which he comes back; in a later step he is due from its first week, until the moment is drawn.
    """
    weeks, term, to_come = place.officers + 1, place.term(), own > within
    if isinf(term):
        return int(np.iinfo(np.int32).max)
    if to_come and term == 0:
        return step * weeks + own
    return (step + int(term) + (not to_come)) * weeks


def _one_by_one(place: _Place, steps: int) -> Steps:
    """Give everybody one turn in each step, in a random order; the asker counts himself, whether active or not."""
    residents = place.residents
    people = residents.cell.size
    crowds = range(people + 1)
    risk = np.concatenate([place.risk_from(np.full(1, float(crowd))) for crowd in crowds])
    push = (residents.hardship * place.grievance[0, 0])[:, np.newaxis]
    would = acts(push, residents.risk_aversion[:, np.newaxis], risk, place.unrest.threshold)
    street: list[int] = []
    missed: dict[int, float] = {}  # turns that each who is in jail will still miss
    record = np.zeros((2, steps + 1), dtype=np.int64)
    for step in range(1, steps + 1):
        for who in np.argsort(place.rng.random(people + place.officers), kind="stable").tolist():
            if who >= people:
                if street:
                    missed[street.pop(place.one_of(len(street)))] = place.term()
            elif missed.get(who, 0) > 0:
                missed[who] -= 1
            else:
                missed.pop(who, None)
                if who in street:
                    street.remove(who)
                if would[who, len(street) + 1]:
                    street.append(who)
        record[:, step] = len(street), len(missed)
    return Steps(active=record[0], jailed=record[1])


def _risk(rule: str, deterrence: float, *, people: int, officers: int) -> Callable[[PerMunicipality], PerMunicipality]:
    """Give the risk (1,) that goes with a number of active persons (1,)."""
    function = SLOTS["deterrence"].options[rule].function
    if function is None:
        raise TypeError(f"`{rule}` is no function")
    seen, present = np.full(1, float(officers)), np.full(1, float(people))

    def risk_from(active: PerMunicipality) -> PerMunicipality:
        street = Street(presence=seen, active=active, personnel=seen, people=present, force=0.0)
        risk: PerMunicipality = function(street, constant=deterrence)
        return risk

    return risk_from


@cache
def _minimal() -> Parameters:
    """The scenario of one municipality and one community."""
    return prepare(load("minimal"))


def _one_cell(people: int, threshold: float) -> Parameters:
    """Make a world of one cell in which everybody may be mobilised and stands for himself."""
    minimal = _minimal()
    geography = replace(minimal.geography, home=np.full((1, 1), people))
    unrest = replace(minimal.unrest, threshold=threshold, mobilisable_share=1.0)
    setting = replace(minimal.setting, persons_per_resident=1)
    return replace(minimal, geography=geography, unrest=unrest, setting=setting)
