"""Everything that the model needs to know, as plain numbers in base units: persons, weeks, shares.

One class for each table of a scenario file, with the same field names, so that a figure is found by its path. Dated
series arrive as one number a week. docs/model.md gives the symbol of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kfor_sim.arrays import CountPerCell, CountPerContingent, CountPerMunicipality, PerContingent, PerMunicipality
from kfor_sim.model.processes.burden_sharing import own_parts
from kfor_sim.policies import Policy


@dataclass(frozen=True, slots=True)
class Setting:
    """How a run is made: length and resolution."""

    weeks: int
    persons_per_resident: int
    spin_up_weeks: int
    quadrature_points: int


@dataclass(frozen=True, slots=True)
class Theory:
    """The option chosen for each slot, and its figures.

    Attributes:
        options: Names of options by slot.
        figures: By slot, the figures of its option by their keyword.
    """

    options: Mapping[str, str]
    figures: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Geography:
    """The municipalities: names, homes (M, C), neighbours (M, M) as booleans, distances (M, M) in kilometres.

    ``minority`` (M,) counts the people who do not belong to their municipality's largest community.
    """

    municipalities: tuple[str, ...]
    communities: tuple[str, ...]
    home: CountPerCell
    minority: CountPerMunicipality
    neighbours: NDArray[np.bool_]
    distance: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Refugees:
    """People abroad at the start who return by a dated flow: number by home (M, C), share returned by week (W,).

    After ``last_week`` those still abroad return by the rule for everybody else.
    """

    abroad: CountPerCell
    returned_share: NDArray[np.float64]
    last_week: int


@dataclass(frozen=True, slots=True)
class Nations:
    """The contingents: names, categories, sectors (−1 for the whole theatre), weights, weeks of coming and leaving.

    ``weight`` (W, N) is each nation's part of the force before it is scaled to the total, while it is there;
    ``entry_week`` and ``exit_week`` (N,) are its first week, and the first one without it by any date set beforehand;
    ``listed_exit_week`` (N,) is the latter by the table alone, without departures that the schedule itself sets.
    Its own rules say whether it ``may_leave_area`` and ``may_control_riots``; ``fills_gaps`` marks those who are asked
    to take over what others leave open.
    """

    names: tuple[str, ...]
    categories: tuple[str, ...]
    sectors: tuple[str, ...]
    sector: NDArray[np.int64]
    sector_of_municipality: NDArray[np.int64]
    weight: NDArray[np.float64]
    entry_week: NDArray[np.int64]
    exit_week: NDArray[np.int64]
    listed_exit_week: NDArray[np.int64]
    may_leave_area: NDArray[np.bool_]
    may_control_riots: NDArray[np.bool_]
    fills_gaps: NDArray[np.bool_]
    tour_weeks: int

    def entered(self, week: int) -> NDArray[np.bool_]:
        """Tell which nations have come by a week, those that have left again included, shape (N,)."""
        return (self.entry_week <= week) & (self.exit_week > 0)

    def weight_at(self, week: int) -> PerContingent:
        """Give the weights of a week, those of the last one after the end, shape (N,)."""
        at: PerContingent = self.weight[min(week, len(self.weight) - 1)]
        return at

    def parts(self, week: int) -> PerContingent:
        """Give the part of the requirement that falls to each nation by the table, scheduled departures left aside.

        Shape (N,); 0 before the entry and after an exit of the table.
        """
        return own_parts(self.weight_at(week), (self.entry_week <= week) & (week < self.listed_exit_week))


@dataclass(frozen=True, slots=True)
class Will:
    """What nations decide for themselves: to stay or to leave, and to fill gaps."""

    cohesion: float
    will_weeks: float
    will_spread: float
    refusal: float
    gap_delay_weeks: int


@dataclass(frozen=True, slots=True)
class Review:
    """Headquarters' reviews and its reserve."""

    interval_weeks: int
    reserve_size: int
    reserve_trigger: float
    reserve_delay_weeks: int
    reserve_tour_weeks: int


@dataclass(frozen=True, slots=True)
class Deployment:
    """How troops are spread: dated shares by week (W,), and the first deployment (strength by week, −1 once over)."""

    arrivals: CountPerContingent
    in_kosovo_share: NDArray[np.float64]
    fixed_share: NDArray[np.float64]
    minority_sites_share: float
    even_share: float


@dataclass(frozen=True, slots=True)
class Presence:
    """What part of troops and police is among people at a time."""

    presence_share: float
    police_presence: float


@dataclass(frozen=True, slots=True)
class Police:
    """Officers by week (W,), and how long new ones take to count in full."""

    officers: NDArray[np.float64]
    hand_over_lag_weeks: float


@dataclass(frozen=True, slots=True)
class Unrest:
    """Mobilisation and its end."""

    threshold: float
    rounds: int
    stand_down: float
    arrest: float
    rest_weeks: int
    jail_weeks: int
    mobilisable_share: float


@dataclass(frozen=True, slots=True)
class Tension:
    """Sparks and decay of tension."""

    half_life_weeks: float
    spark_rate: float
    spark_size: float
    organiser_reach: float


@dataclass(frozen=True, slots=True)
class Violence:
    """Two streams of violence; rates are per person and week."""

    everyday_rate: float
    everyday_lethality: float
    attack_rate: float
    within_share: float
    intercommunal_lethality: float


@dataclass(frozen=True, slots=True)
class Arms:
    """Arms in private hands at the start."""

    start: float


@dataclass(frozen=True, slots=True)
class Displacement:
    """Where those who flee go."""

    abroad_share: float


@dataclass(frozen=True, slots=True)
class Security:
    """The simulated security level; tolerance in weighted attacks per person and week."""

    start: float
    severity: float
    tolerance: float
    memory_weeks: float


@dataclass(frozen=True, slots=True)
class Hardship:
    """Hardship and its fall with reconstruction."""

    start: float
    floor: float
    reconstruction_weeks: float


@dataclass(frozen=True, slots=True)
class Legitimacy:
    """Trust in the authorities at the start."""

    start: float


@dataclass(frozen=True, slots=True)
class Event:
    """One dated event: what it adds to tension and legitimacy (M, C), and what it opens, holds or allows."""

    week: int
    key: str
    tension: NDArray[np.float64]
    legitimacy: NDArray[np.float64]
    opens_sectors: bool
    holds_reductions: bool
    allows_reductions: bool

    @property
    def rules_on_reductions(self) -> bool:
        """Whether it says anything about reductions of the force."""
        return self.holds_reductions or self.allows_reductions


@dataclass(frozen=True, slots=True)
class Parameters:
    """A scenario as the model sees it."""

    setting: Setting
    theory: Theory
    geography: Geography
    refugees: Refugees
    nations: Nations
    will: Will
    policy: Policy
    review: Review
    deployment: Deployment
    presence: Presence
    police: Police
    unrest: Unrest
    tension: Tension
    violence: Violence
    arms: Arms
    displacement: Displacement
    security: Security
    hardship: Hardship
    legitimacy: Legitimacy
    events: tuple[Event, ...]

    def reductions_held(self, week: int) -> bool:
        """Tell whether the latest event that holds or allows reductions by a week holds them."""
        rulings = [event for event in self.events if event.week <= week and event.rules_on_reductions]
        return bool(rulings) and rulings[-1].holds_reductions

    @property
    def mobilisable(self) -> PerMunicipality:
        """Persons who might be mobilised, shape (M, C), rounded to whole persons."""
        return np.rint(self.geography.home * self.unrest.mobilisable_share)
