"""Slot `policing`: who holds down everyday violence: crime, revenge, the settling of scores.

Every option gives the part of everyday violence that is left, for each municipality; 1 is all of it.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from kfor_sim.arrays import CountPerMunicipality, PerMunicipality
from kfor_sim.mechanisms.options import Given, Own, option

Effect = Annotated[float, Given("violence.policing_effect")]
Worth = Annotated[float, Given("violence.troop_policing")]


class Beat(NamedTuple):
    """Who is there to hold violence down.

    Attributes:
        police: Officers who count in full by now, persons, shape (M,).
        troops_on_street: Soldiers among people, persons, shape (M,).
        people: People present, shape (M,).
        force: Troops in Kosovo, persons.
        officers: Police in service, persons.
    """

    police: PerMunicipality
    troops_on_street: PerMunicipality
    people: CountPerMunicipality
    force: float
    officers: float

    def per_person(self, persons: PerMunicipality) -> PerMunicipality:
        """Divide by the people present, shape (M,); 0 where nobody is."""
        return np.divide(persons, self.people, out=np.zeros_like(persons), where=self.people > 0)


@option(
    "policing",
    "hand-over",
    statement="Police take over from troops as they grow; a soldier on the street is worth a part of an officer.",
    equation="exp(−policing_effect Q), Q = (police + troop_policing · troops on the street) / N",
    source="oakley-1998",
    valid="operations of 1989 to 1997, told case by case; the lag of new officers is `police.hand_over_lag_weeks`",
    criticism="counts heads: training, trust and whose police it is do not appear",
)
def hand_over(beat: Beat, *, policing_effect: Effect, troop_policing: Worth) -> PerMunicipality:
    """Hold violence down with police, and troops in their place: what is left, shape (M,)."""
    capacity = beat.per_person(beat.police + troop_policing * beat.troops_on_street)
    return np.exp(-policing_effect * capacity)


@option(
    "policing",
    "police-first",
    statement="Police hold down violence in general; troops only that of former combatants.",
    equation="c exp(−troop_effect · troops on the street / N) + (1 − c) exp(−policing_effect · police / N)",
    source="bara-2020",
    valid="years after a war, with police of the mission in the streets",
    criticism="police are sent when the war is over; and the local police, who are the many here, are not "
    "those of the study",
)
def police_first(
    beat: Beat,
    *,
    policing_effect: Effect,
    troop_effect: Annotated[
        float,
        Own(
            "1000 person/person",
            0,
            1000,
            "How much a soldier on the street per 1,000 people lowers combatants' violence.",
        ),
    ],
    combatant_share: Annotated[float, Own("share", 0, 1, "Share of everyday violence that is of former combatants.")],
) -> PerMunicipality:
    """Hold general violence down with police, that of combatants with troops: what is left, shape (M,)."""
    of_combatants = np.exp(-troop_effect * beat.per_person(beat.troops_on_street))
    of_others = np.exp(-policing_effect * beat.per_person(beat.police))
    return combatant_share * of_combatants + (1.0 - combatant_share) * of_others


@option(
    "policing",
    "troops-only",
    statement="Only soldiers hold violence down; police write it up.",
    equation="exp(−policing_effect · troop_policing · troops on the street / N)",
    valid="the first months, before there was any police; later a limiting case",
    criticism="everyday violence went on falling while troops left and police came",
)
def troops_only(beat: Beat, *, policing_effect: Effect, troop_policing: Worth) -> PerMunicipality:
    """Hold violence down with troops alone: what is left, shape (M,)."""
    return np.exp(-policing_effect * beat.per_person(troop_policing * beat.troops_on_street))


@option(
    "policing",
    "mission-size",
    statement="Violence falls along the curves of a mission's size, in troops and in police, as far as they "
    "are quoted.",
    equation="exp(troop_curve (T* − T)⁺ + police_curve (O* − O)⁺), T all troops in Kosovo, O officers in service",
    source="hultman-2013",
    valid="T from 0 to T* = 8,000 troops, O from 0 to O* = 200 officers; beyond, nothing more is claimed, and it is 1",
    criticism="a month's deaths in large wars, taken to a small place after one; observers are left out",
)
def mission_size(
    beat: Beat,
    *,
    troop_curve: Annotated[float, Own("1/1000 person", 0, 1, "Fall of the logarithm of deaths per thousand troops.")],
    troop_limit: Annotated[float, Own("person", 0, 100_000, "Troops beyond which no further effect is claimed.")],
    police_curve: Annotated[
        float, Own("1/1000 person", 0, 100, "Fall of the logarithm of deaths per thousand officers.")
    ],
    police_limit: Annotated[float, Own("person", 0, 5_000, "Officers beyond which no further effect is claimed.")],
) -> PerMunicipality:
    """Follow the published curves, in units of what is left at their end: at least 1, shape (M,)."""
    missing_troops, missing_police = max(troop_limit - beat.force, 0.0), max(police_limit - beat.officers, 0.0)
    more = np.exp(troop_curve * missing_troops + police_curve * missing_police)
    return np.full(beat.people.shape, more)
