"""The state of the model between two weeks, declared once: shapes, units and meaning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kfor_sim.arrays import (
    CountPerCell,
    CountPerContingent,
    CountPerMunicipality,
    Flags,
    PerCell,
    PerContingent,
    PerMunicipality,
)
from kfor_sim.model.parameters import Parameters
from kfor_sim.model.streams import Stream, Streams


@dataclass(slots=True)
class State:
    """All that changes from week to week, beside the residents. Cells without a home hold S = L = NaN.

    Attributes:
        at_home, within, abroad, refugees: People by home (M, C): at home, fled within Kosovo, fled abroad, and abroad
            since before the start. Their sum never changes.
        present: People present (M, C): at home or received from elsewhere.
        contingent_strength: Troops by contingent (N,), persons.
        there: Whether a nation is in the force (N,): it has come and not left.
        left_week: The week in which it left (N,); meaningless for those who have not.
        gap: Share of the level that it left and nobody has taken over (N,), before anything is given up of it.
        taken: Share that it has taken over from others (N,).
        given_up: Share that it carried and headquarters no longer ask for (N,).
        will: Political will to stay (N,), in [0, 1].
        shortfall: What is required of it and neither there nor taken over (N,), persons.
        required, reserve: Required strength and reserve battalions in the theatre, persons.
        required_before: The strength required last week, persons.
        walls: Whether the sector walls stand.
        troops: Troops in Kosovo by municipality (M,), persons.
        deterring_troops: Those of them who may act against a crowd (M,), persons.
        force: Those who may act against a crowd in the whole theatre, and whom people reckon with, persons.
        personnel: Those of them, and the police in service, by municipality (M,), persons.
        unsettled: What the slot `adaptation` remembers of former weeks, in units of its option.
        police_ready: Officers who count in full, persons.
        presence: Troops and police on the street (M,), persons.
        troops_on_street: The troops among them (M,), persons.
        grievance: What moved people to the street this week, G (M, C); NaN where nobody has a home.
        active: Persons on the street in the last round (M, C).
        risk: Perceived risk in that round (M,), in [0, 1].
        attacks_everyday, attacks_intercommunal, deaths_everyday, deaths_intercommunal: The week's violence (M, C).
        security, legitimacy, tension: S, L and σ (M, C).
        hardship, arms: H and a (M,), relative to June 1999.
    """

    at_home: CountPerCell
    within: CountPerCell
    abroad: CountPerCell
    refugees: CountPerCell
    present: CountPerCell
    contingent_strength: CountPerContingent
    there: Flags
    left_week: NDArray[np.int64]
    gap: PerContingent
    taken: PerContingent
    given_up: PerContingent
    will: PerContingent
    shortfall: CountPerContingent
    required: int
    required_before: int
    reserve: int
    walls: bool
    troops: CountPerMunicipality
    deterring_troops: CountPerMunicipality
    force: float
    personnel: PerMunicipality
    unsettled: float
    police_ready: float
    presence: PerMunicipality
    troops_on_street: PerMunicipality
    grievance: PerCell
    active: PerCell
    risk: PerMunicipality
    attacks_everyday: CountPerCell
    attacks_intercommunal: CountPerCell
    deaths_everyday: CountPerCell
    deaths_intercommunal: CountPerCell
    security: PerCell
    legitimacy: PerCell
    tension: PerCell
    hardship: PerMunicipality
    arms: PerMunicipality

    @property
    def reported(self) -> CountPerMunicipality:
        """Attacks of the last week by municipality (M,), as headquarters hears of them."""
        total: CountPerMunicipality = (self.attacks_everyday + self.attacks_intercommunal).sum(axis=1)
        return total

    @property
    def displaced(self) -> CountPerCell:
        """People of each home who are not at home (M, C)."""
        return self.within + self.abroad + self.refugees


def starting_state(parameters: Parameters, streams: Streams) -> State:
    """Give the state of the first day: starting figures, refugees abroad, no troops, no violence yet, wills by luck."""
    home, nations = parameters.geography.home, len(parameters.nations.names)
    municipalities = home.shape[0]
    nobody = np.zeros_like(home)
    at_home = home - parameters.refugees.abroad
    return State(
        at_home=at_home,
        within=nobody.copy(),
        abroad=nobody.copy(),
        refugees=parameters.refugees.abroad.copy(),
        present=at_home.copy(),
        contingent_strength=np.zeros(nations, dtype=np.int64),
        there=np.zeros(nations, dtype=np.bool_),
        left_week=np.full(nations, -1),
        gap=np.zeros(nations),
        taken=np.zeros(nations),
        given_up=np.zeros(nations),
        will=1.0 - parameters.will.will_spread * streams.uniforms(Stream.WILL, 0, nations),
        shortfall=np.zeros(nations, dtype=np.int64),
        required=0,
        required_before=0,
        reserve=0,
        walls=True,
        troops=np.zeros(municipalities, dtype=np.int64),
        deterring_troops=np.zeros(municipalities, dtype=np.int64),
        force=0.0,
        personnel=np.zeros(municipalities),
        unsettled=0.0,
        police_ready=0.0,
        presence=np.zeros(municipalities),
        troops_on_street=np.zeros(municipalities),
        grievance=np.full(home.shape, np.nan),
        active=np.zeros(home.shape),
        risk=np.zeros(municipalities),
        attacks_everyday=nobody.copy(),
        attacks_intercommunal=nobody.copy(),
        deaths_everyday=nobody.copy(),
        deaths_intercommunal=nobody.copy(),
        security=np.where(home > 0, parameters.security.start, np.nan),
        legitimacy=np.where(home > 0, parameters.legitimacy.start, np.nan),
        tension=np.zeros(home.shape),
        hardship=np.full(municipalities, parameters.hardship.start),
        arms=np.full(municipalities, parameters.arms.start),
    )
