"""Slot `trust`: how legitimacy of the authorities follows what people live through.

Every option gives L of next week.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from kfor_sim.arrays import PerCell, PerMunicipality
from kfor_sim.mechanisms.options import Given, Own, option

Low = Annotated[float, Given("legitimacy.low")]
High = Annotated[float, Given("legitimacy.high")]
Weeks = Annotated[float, Given("legitimacy.trust_weeks")]


class Experience(NamedTuple):
    """What people live through.

    Attributes:
        legitimacy: L, share of full trust, shape (M, C).
        security: S of this week, shape (M, C).
        troops: Troops in Kosovo per person present, shape (M,).
    """

    legitimacy: PerCell
    security: PerCell
    troops: PerMunicipality


@option(
    "trust",
    "earned",
    statement="Whoever lives in security comes to trust the authorities, over years.",
    equation="L += (low + (high − low) S − L) / trust_weeks",
    source="gordon-young-2017",
    valid="people who meet the force; authorities that are seen as the cause of security",
    criticism="whoever meets the force was not chosen by lot; and status, not security, moved opinion in Kosovo",
)
def earned(experience: Experience, *, low: Low, high: High, trust_weeks: Weeks) -> PerCell:
    """Let security earn trust, slowly: L of next week, shape (M, C)."""
    legitimacy = experience.legitimacy
    return legitimacy + (low + (high - low) * experience.security - legitimacy) / trust_weeks


@option(
    "trust",
    "fixed",
    statement="Trust comes from elsewhere: nothing that happens in the model changes it.",
    equation="L stays where events put it",
    source="epstein-2002",
    valid="weeks to months; a modelling convention",
    criticism="ten years without any change of opinion are hard to believe",
)
def fixed(experience: Experience) -> PerCell:
    """Leave legitimacy as it is, shape (M, C)."""
    return experience.legitimacy


@option(
    "trust",
    "eroded-by-presence",
    statement="Security earns trust, but foreign troops cost it: a large force that stays comes to be resented.",
    equation="L += (max(0, low + (high − low) S − erosion · troops / N) − L) / trust_weeks",
    source="edelstein-2004",
    valid="foreign forces that stay for years, in particular where the threat is gone that they were welcomed against",
    criticism="to most here the force was liberator or protector: one rate for all is wrong in two ways",
)
def eroded_by_presence(
    experience: Experience,
    *,
    low: Low,
    high: High,
    trust_weeks: Weeks,
    erosion: Annotated[
        float, Own("1000 person/person", 0, 10, "Trust that a soldier for each 1,000 people costs in the end.")
    ],
) -> PerCell:
    """Let security earn trust and presence cost it: L of next week, shape (M, C)."""
    legitimacy, cost = experience.legitimacy, erosion * experience.troops[:, np.newaxis]
    level = np.maximum(low + (high - low) * experience.security - cost, 0.0)
    return legitimacy + (level - legitimacy) / trust_weeks
