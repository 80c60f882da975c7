"""Slot `disarmament`: why arms in private hands become fewer.

Every option gives the arms of next week, relative to June 1999.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from kfor_sim.arrays import CountPerMunicipality, PerMunicipality
from kfor_sim.mechanisms.options import Given, option

Floor = Annotated[float, Given("arms.floor")]
Weeks = Annotated[float, Given("arms.demilitarisation_weeks")]


class Holdings(NamedTuple):
    """Arms, and who might collect them.

    Attributes:
        arms: Arms in private hands relative to June 1999, shape (M,).
        troops_on_street: Soldiers among people, persons, shape (M,).
        people: People present, shape (M,).
    """

    arms: PerMunicipality
    troops_on_street: PerMunicipality
    people: CountPerMunicipality


@option(
    "disarmament",
    "collected",
    statement="Arms are handed in and seized where troops are there to take them.",
    equation="a += (floor − a) · min(1, troops on the street / N / demilitarisation_presence) / demilitarisation_weeks",
    source="unep-1999-09",
    valid="the months of an undertaking, and of searches after it",
    criticism="what was handed in is known, what was kept is not",
)
def collected(
    holdings: Holdings,
    *,
    floor: Floor,
    weeks: Weeks,
    full_presence: Annotated[float, Given("arms.demilitarisation_presence")],
) -> PerMunicipality:
    """Collect arms at a pace that troops set: arms of next week, shape (M,)."""
    arms, troops, people = holdings
    density = np.divide(troops, people, out=np.zeros_like(troops), where=people > 0)
    return arms + (floor - arms) * np.minimum(1.0, density / full_presence) / weeks


@option(
    "disarmament",
    "given-up",
    statement="Arms are put away because the war is over, whoever is there to take them.",
    equation="a += (floor − a) / demilitarisation_weeks",
    valid="a null for what troops do against arms",
    criticism="the undertaking of June 1999 was signed with the force, and kept under its eyes",
)
def given_up(holdings: Holdings, *, floor: Floor, weeks: Weeks) -> PerMunicipality:
    """Let arms go by themselves: arms of next week, shape (M,)."""
    return holdings.arms + (floor - holdings.arms) / weeks
