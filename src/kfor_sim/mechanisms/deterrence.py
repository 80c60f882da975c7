"""Slot `deterrence`: the risk that a resident perceives, from those who police the street and those already on it.

Every option gives P in [0, 1] for each municipality; a resident stays at home where r P outweighs his grievance.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from kfor_sim.arrays import PerMunicipality
from kfor_sim.mechanisms.options import Given, Own, option


class Street(NamedTuple):
    """What there is to be seen in a round.

    Attributes:
        presence: E, troops and police among people, persons, shape (M,).
        active: A, residents on the street in the last round, persons, shape (M,).
        personnel: All troops that may act against a crowd and all police in service, persons, shape (M,).
        people: N, people present, persons, shape (M,).
        force: F, troops in Kosovo that may act against a crowd and that people reckon with, persons.
    """

    presence: PerMunicipality
    active: PerMunicipality
    personnel: PerMunicipality
    people: PerMunicipality
    force: float

    @property
    def ratio(self) -> PerMunicipality:
        """E / A, shape (M,); at least one person is active, the one who asks."""
        return self.presence / np.maximum(self.active, 1.0)

    @property
    def density(self) -> PerMunicipality:
        """Security personnel per person present, shape (M,); 0 where nobody is."""
        return np.divide(self.personnel, self.people, out=np.zeros_like(self.personnel), where=self.people > 0)


Constant = Annotated[float, Given("unrest.deterrence")]


@option(
    "deterrence",
    "ratio-literal",
    statement="Those who might join count the police and soldiers for each person already on the street.",
    equation="P = 1 − exp(−k E / max(1, A))",
    source="epstein-2002",
    valid="any E and A; k is set so that one to one deters with 0.9, by convention",
    criticism="nobody has measured k, and the outbursts that made the model known hang on rounding E / A, not "
    "on this form",
)
def ratio_literal(street: Street, *, constant: Constant) -> PerMunicipality:
    """Deter by the ratio of those who police the street to those on it, taken as it is; P (M,)."""
    return 1.0 - np.exp(
        -constant * street.presence / np.maximum(street.active, 1.0)
    )  # in this order: same bits as ever


@option(
    "deterrence",
    "ratio-floor",
    statement="As `ratio-literal`, but a crowd that outnumbers those who police it deters nobody from joining.",
    equation="P = 1 − exp(−k ⌊E / max(1, A)⌋)",
    source="epstein-2002",
    valid="as `ratio-literal`; risk falls to 0 as soon as A > E",
    criticism="never published, found in programs; with it the rule is nearly whether the active outnumber "
    "those in view",
)
def ratio_floor(street: Street, *, constant: Constant) -> PerMunicipality:
    """Deter by the ratio rounded down: P (M,)."""
    return 1.0 - np.exp(-constant * np.floor(street.ratio))


@option(
    "deterrence",
    "ratio-round",
    statement="As `ratio-literal`, but a crowd twice as large as those who police it, or larger, deters nobody.",
    equation="P = 1 − exp(−k round(E / max(1, A))), halves to the even number",
    source="mesa-2429",
    valid="as `ratio-literal`; risk falls to 0 as soon as A ≥ 2 E",
    criticism="as `ratio-floor`; and whether halves go up or to the even number, as here and in Python, moves "
    "outbursts by a third",
)
def ratio_round(street: Street, *, constant: Constant) -> PerMunicipality:
    """Deter by the ratio rounded to the nearest whole number, halves to the even one: P (M,)."""
    return 1.0 - np.exp(-constant * np.rint(street.ratio))


@option(
    "deterrence",
    "density-threshold",
    statement="Order holds where security personnel reach a number per 1,000 people that rises with disorder.",
    equation="P = D^s / (D^s + ρ^s), ρ = calm + (severe − calm) min(1, A / (disorder_share N))",
    source="quinlivan-2003",
    valid="D from 1 to 20 per 1,000, the span of the cases that the rule was read off",
    criticism="read off chosen successes; with 171 campaigns Friedman finds no threshold, and between 4 and "
    "20 nothing was measured",
)
def density_threshold(
    street: Street,
    *,
    calm: Annotated[
        float, Own("person/1000 person", 0.001, 100, "Security personnel per 1,000 people that a quiet place needs.")
    ],
    severe: Annotated[
        float,
        Own("person/1000 person", 0.001, 100, "Security personnel per 1,000 people that a place in revolt needs."),
    ],
    disorder_share: Annotated[
        float, Own("share", 0.0001, 1, "Share of the people present on the street at which a place is in revolt.")
    ],
    sharpness: Annotated[float, Own("1", 0.1, 100, "How sharp the threshold is: 1 hardly, 10 nearly a step.")],
) -> PerMunicipality:
    """Deter by density against a requirement that rises with disorder: P (M,), one half where the two are equal."""
    disorder = np.divide(street.active, street.people, out=np.zeros_like(street.active), where=street.people > 0)
    required = calm + (severe - calm) * np.minimum(1.0, disorder / disorder_share)
    manned = street.density > 0
    excess = np.log(np.where(manned, street.density, required) / required)
    return np.where(manned, 0.5 * (1.0 + np.tanh(0.5 * sharpness * excess)), 0.0)  # D^s / (D^s + ρ^s), without overflow


@option(
    "deterrence",
    "log-density",
    statement="More security personnel per 1,000 people help a little, if at all, and no number is a threshold.",
    equation="P = min(1, max(0, level + slope ln(D / reference))), 0 where D = 0",
    source="friedman-2011",
    valid="D from 1 to 30 per 1,000; a slope of 0 is within what the data allow",
    criticism="the cases are campaigns: more troops are sent where it is worse, which hides what they do; the "
    "logarithm is ours",
)
def log_density(
    street: Street,
    *,
    level: Annotated[float, Own("1", 0, 1, "Perceived risk at the density of reference.")],
    slope: Annotated[float, Own("1", 0, 1, "What perceived risk gains when density is multiplied by e (2.7).")],
    reference: Annotated[float, Own("person/1000 person", 0.001, 100, "The density at which risk has its level.")],
) -> PerMunicipality:
    """Deter by the logarithm of density: P (M,)."""
    density = street.density
    logarithm = np.log(np.where(density > 0, density, reference) / reference)
    return np.where(density > 0, np.clip(level + slope * logarithm, 0.0, 1.0), 0.0)


@option(
    "deterrence",
    "mission-size",
    statement="What counts is the size of the mission: each further thousand troops prevents the same share "
    "of what is left.",
    equation="P = 1 − exp(−effect F), F the troops in Kosovo that people reckon with",
    source="hultman-2013",
    valid="F from 0 to 8,000 (civilians) or 10,000 (battle deaths); beyond, hardly anything is left to prevent",
    criticism="read off missions in large countries, and without regard to how many people there are to protect",
)
def mission_size(
    street: Street,
    *,
    effect: Annotated[
        float, Own("1/1000 person", 0, 10, "Fall of the logarithm of violence for each thousand troops.")
    ],
) -> PerMunicipality:
    """Deter by the size of the mission, alike everywhere: P (M,)."""
    return np.full(street.people.shape, 1.0 - np.exp(-effect * street.force))


@option(
    "deterrence",
    "none",
    statement="Fear has other reasons: whoever polices the street, and in what number, changes nothing.",
    equation="P = background",
    source="costalli-2014",
    valid="a null; in Bosnia and Liberia studies found next to no effect of where troops stood",
    criticism="over whole countries missions and peace go together, in one study after the other",
)
def none(
    street: Street,
    *,
    background: Annotated[float, Own("1", 0, 1, "Perceived risk that has nothing to do with troops or police.")],
) -> PerMunicipality:
    """Deter by a constant, whatever the presence: P (M,)."""
    return np.full(street.people.shape, background)
