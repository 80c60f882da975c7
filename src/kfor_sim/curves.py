"""The curves of deterrence: the risk that each option of the slot puts into people's minds, by force and by crowd.

The theatre is taken as one place, and all security personnel as troops, so that each number of them has one presence.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kfor_sim.mechanisms import SLOTS, Option
from kfor_sim.mechanisms.deterrence import Street
from kfor_sim.prepare import figures_of
from kfor_sim.scenario import Scenario

PER_THOUSAND = 1000
CROWDS = (0.001, 0.01, 0.03)  # shares of the people: a tense week, a riot, March 2004
_DENSITIES = tuple(step / 10 for step in range(301))  # 0 to 30 per 1,000
_DECIMALS = 6  # to which curves are told apart


@dataclass(frozen=True, slots=True)
class Curves:
    """Perceived risk by option, crowd and density of security personnel.

    Attributes:
        scenario: Whose figures they have.
        people: How many people there are, persons.
        presence_share: What part of the personnel is among people at a time.
        density: Security personnel per 1,000 people, shape (D,).
        crowds: Shares of the people on the street, K of them.
        risk: P by option, shape (K, D).
        takers: Names of the theories that take each option, and of the scenario's own choice.
    """

    scenario: str
    people: float
    presence_share: float
    density: NDArray[np.float64]
    crowds: tuple[float, ...]
    risk: Mapping[str, NDArray[np.float64]]
    takers: Mapping[str, tuple[str, ...]]

    def sees_crowd(self, option: str) -> bool:
        """Tell whether an option has a curve for each crowd, or one for all."""
        return bool((self.risk[option] != self.risk[option][0]).any())

    def at(self, option: str, crowd: float, density: float) -> float:
        """Read one value; the density is one of those computed."""
        return float(self.risk[option][self.crowds.index(crowd), int(np.argmin(np.abs(self.density - density)))])

    @property
    def digest(self) -> str:
        """Name what the curves show, in twelve hexadecimal digits; the same on every machine."""
        shown = {option: np.round(risk, _DECIMALS).tolist() for option, risk in self.risk.items()}
        text = json.dumps([self.people, self.presence_share, self.crowds, shown, self.takers], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def credit(self) -> str:
        """What a picture of them names as its origin."""
        return f"rules of deterrence with the figures of {self.scenario}, curves {self.digest}"


def curves_of(scenario: Scenario) -> Curves:
    """Compute the curves of every option of deterrence that a scenario has figures for."""
    offered = SLOTS["deterrence"].options
    known = {name: option for name, option in offered.items() if set(option.paths.values()) <= set(scenario.values)}
    people = float(scenario.value("population.total"))
    share = scenario.value("presence.presence_share")
    density = np.array(_DENSITIES)
    personnel = density / PER_THOUSAND * people
    risk = {
        name: np.array([_risk(option, scenario, personnel, people, share * personnel, crowd) for crowd in CROWDS])
        for name, option in known.items()
    }
    takers = {name: _takers(name, scenario) for name in known}
    return Curves(scenario.name, people, share, density, CROWDS, risk, takers)


def _risk(
    option: Option,
    scenario: Scenario,
    personnel: NDArray[np.float64],
    people: float,
    presence: NDArray[np.float64],
    crowd: float,
) -> NDArray[np.float64]:
    """Ask an option for the risk at each strength of personnel, shape (D,): one theatre after the other."""
    assert option.function is not None  # every option of deterrence is a function
    figures = figures_of(option, scenario)
    everybody, active = np.array([people]), np.array([crowd * people])
    streets = (
        Street(np.array([among]), active, np.array([all_of_them]), everybody, float(all_of_them))
        for among, all_of_them in zip(presence, personnel, strict=True)
    )
    return np.array([float(option.function(street, **figures)[0]) for street in streets])


def _takers(option: str, scenario: Scenario) -> tuple[str, ...]:
    """Name who takes an option: the scenario's own choice, then theories that name it."""
    own = (scenario.theory_name,) if scenario.options["deterrence"] == option else ()
    named = (name for name, theory in scenario.theories.items() if theory.taken.get("deterrence") == option)
    return tuple(dict.fromkeys((*own, *named)))
