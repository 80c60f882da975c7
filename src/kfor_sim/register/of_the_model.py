"""Measures of the main model: what we say of it, and the sizes of effects that theories quote."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from kfor_sim.mechanisms import SLOTS, deterrence, policing
from kfor_sim.mechanisms.deterrence import Street
from kfor_sim.mechanisms.policing import Beat
from kfor_sim.model.model import KforModel, forget
from kfor_sim.model.parameters import Parameters
from kfor_sim.model.population.closed_form import active_share
from kfor_sim.model.population.individuals import Individuals
from kfor_sim.model.population.interface import Population
from kfor_sim.model.population.mean_field import MeanField
from kfor_sim.model.processes.mobilisation import advance_rounds
from kfor_sim.model.streams import Streams
from kfor_sim.prepare import figures_of, prepare
from kfor_sim.register.measuring import measure
from kfor_sim.replicate import run_replicate
from kfor_sim.scenario import load

_COARSE = ("run.persons_per_resident=1000",)
_FULL_SCALE = ("run.persons_per_resident=1",)
_TWO_YEARS = (*_COARSE, "end=2001-06-29")
_HALF_A_YEAR = (*_COARSE, "end=1999-12-31")
_PEOPLE = 1_000_000.0
_GRIEVANCE, _AT_HOME, _RISK = np.array([[0.45]]), np.ones((1, 1)), np.array([0.4])
_MANY, _FEW, _TIMES = 10_000, 1_000, 16  # residents
_PRESENCE = 4_000.0  # keeps a crowd of a hundred thousand below tipping
_WEEKS, _SETTLED = 60, 12


@cache
def _prepared(name: str, *settings: str, theory: str | None = None) -> Parameters:
    return prepare(load(name, theory=theory, overrides=settings))


@measure(
    "yes or no",
    "whether all people are at home, displaced or abroad in every week",
    of="replicate",
)
def people_are_conserved(seed: int, replicate: int) -> float:
    """Tell whether nobody but the killed is lost, cell by cell and week by week."""
    world = _prepared("documented", *_TWO_YEARS)
    model = KforModel(world, seed_of_run=seed, replicate=replicate, collect=False)
    kept = True
    for _ in range(world.setting.weeks):
        model.step()
        state = model.state
        kept &= bool((state.at_home + state.displaced == world.geography.home).all())
        kept &= bool(state.present.sum() == (state.at_home + state.within).sum())
    forget(model)
    return float(kept)


@measure(
    "yes or no",
    "whether two schedules are the same to the last bit until they part",
    of="replicate",
)
def same_luck(seed: int, replicate: int) -> float:
    """Compare `documented` and `fast`: nothing else differs before what is required, or who is there, does."""
    worlds = [_prepared(name, *_TWO_YEARS) for name in ("documented", "fast")]
    base, other = (run_replicate(world, seed=seed, replicate=replicate) for world in worlds)
    parted = (base["required"] != other["required"]) | (base["strength"] != other["strength"])
    weeks = int(np.flatnonzero(parted)[0])
    return float(all(np.array_equal(base[name][:weeks], other[name][:weeks], equal_nan=True) for name in base))


@measure("1", "deaths by crowds with the ratio rounded down, over those with it as printed", of="replicate")
def crowd_deaths_rounded_down(seed: int, replicate: int) -> float:
    """Compare `documented` under two readings of the ratio, over all its years, each person by himself.

    A resident who stands for many outnumbers those who police a small place, so that a coarse resolution makes the
    ratio rounded down look worse than it is.
    """
    rounded, printed = (
        int(run_replicate(world, seed=seed, replicate=replicate)["deaths_intercommunal"].sum())
        for world in (
            _prepared("documented", *_FULL_SCALE, "theory.deterrence=ratio-floor"),
            _prepared("documented", *_FULL_SCALE),
        )
    )
    return rounded / printed


@measure("standard errors", "share of 10,000 residents who act, less the closed form", of="replicate")
def distance_to_the_closed_form(seed: int, replicate: int) -> float:
    """Let residents decide once, nobody being off the street, and hold the share who act against the formula."""
    world = _cell(residents=_MANY, stand_down=0.0, arrest=0.0)
    residents = Individuals(world, Streams(seed, replicate))
    residents.open_week(0, _GRIEVANCE, _AT_HOME)
    share = residents.decide(_RISK).sum() / world.mobilisable.sum()
    exact = float(active_share(_GRIEVANCE, _RISK[np.newaxis, :], threshold=world.unrest.threshold)[0, 0])
    return float((share - exact) / sqrt(exact * (1 - exact) / _MANY))


@measure("1", "power of the number of residents with which the gap to the mean field falls", of="replicate")
def rate_of_approach(seed: int, replicate: int) -> float:
    """Compare the gap to the mean field at 1,000 and at 16,000 residents: a place whose crowd rests and comes back."""
    few, many = (
        np.sqrt(np.mean((_crowd(residents, Streams(seed, replicate)) - _crowd_of_the_mean_field()) ** 2))
        for residents in (_FEW, _FEW * _TIMES)
    )
    return log(few / many) / log(_TIMES)


@cache
def _crowd_of_the_mean_field() -> NDArray[np.float64]:
    return _lived(MeanField(_cell(residents=_FEW, points=96), Streams(0, 0)))


def _crowd(residents: int, luck: Streams) -> NDArray[np.float64]:
    return _lived(Individuals(_cell(residents=residents), luck))


def _lived(population: Population) -> NDArray[np.float64]:
    """Live through weeks of constant grievance and presence; the persons active in each, after it has settled."""
    found = np.empty(_WEEKS)
    for week in range(_WEEKS):
        population.open_week(week, _GRIEVANCE, _AT_HOME)
        active, risk = advance_rounds(population, _risk_of_a_crowd, rounds=7)
        population.close_week(risk)
        found[week] = active.sum()
    return found[_SETTLED:]


def _risk_of_a_crowd(active: NDArray[np.float64]) -> NDArray[np.float64]:
    return deterrence.ratio_literal(_place(presence=_PRESENCE, active=active[0]), constant=2.3)


def _cell(*, residents: int, stand_down: float = 0.7, arrest: float = 0.1, points: int = 64) -> Parameters:
    """One municipality with one community of a million, a tenth of whom might be mobilised."""
    minimal = _prepared("minimal")
    return replace(
        minimal,
        geography=replace(minimal.geography, home=np.array([[int(_PEOPLE)]])),
        unrest=replace(
            minimal.unrest,
            stand_down=stand_down,
            arrest=arrest,
            rest_weeks=16,
            jail_weeks=52,
            mobilisable_share=0.1,
        ),
        setting=replace(
            minimal.setting, persons_per_resident=int(_PEOPLE) // 10 // residents, quadrature_points=points
        ),
    )


# Effects as theories quote them: the figures of each theory at the points that its source gives.


@measure("1", "killing of civilians that 8,000 troops leave, under `hultman`", of="replicate")
def left_by_8000_troops(seed: int, replicate: int) -> float:
    """Compare everyday deaths in the whole model with 8,000 troops from the start and with none."""
    with_them, without = (
        int(run_replicate(_prepared(*world, theory="hultman"), seed=seed, replicate=replicate)["deaths_everyday"].sum())
        for world in (("hold", *_HALF_A_YEAR, "drawdown.troops=8000"), ("no-force", *_HALF_A_YEAR))
    )
    return with_them / without


@measure("1", "killing of civilians that 8,000 troops leave, by the figures of `hultman`", of="figures")
def left_by_8000_troops_by_figures() -> float:
    """Compare what the theory's curve leaves at 8,000 troops and at none."""
    return _left(troops=8_000.0) / _left()


@measure("1", "killing of civilians that 200 officers leave, by the figures of `hultman`", of="figures")
def left_by_200_officers_by_figures() -> float:
    """Compare what the theory's curve leaves at 200 officers and at none."""
    return _left(officers=200.0) / _left()


@measure("1", "battle deaths that 10,000 troops leave, by the figures of `hultman`", of="figures")
def left_by_10000_troops_by_figures() -> float:
    """Give what is not deterred at 10,000 troops."""
    return 1.0 - _risk("mission-size", "hultman", force=10_000.0)


@measure("1", "perceived risk at 20 security personnel per 1,000 people in a revolt, by `quinlivan`", of="figures")
def order_at_20_per_1000_by_figures() -> float:
    """Give the risk where the requirement is just met: one half, order in the balance."""
    disorder = _figures("deterrence", "density-threshold", "quinlivan")["disorder_share"]
    return _risk("density-threshold", "quinlivan", personnel=20 * _PEOPLE / 1000, active=disorder * _PEOPLE)


@measure("1", "what risk gains from 5 to 80 security personnel per 1,000 people, by `friedman`", of="figures")
def gain_from_5_to_80_per_1000_by_figures() -> float:
    """Compare risk at the two densities."""
    few, many = (_risk("log-density", "friedman", personnel=each * _PEOPLE / 1000) for each in (5, 80))
    return many - few


@measure("1", "perceived risk at one officer to one active resident, by `epstein`", of="figures")
def risk_at_one_to_one_by_figures() -> float:
    """Give the risk at parity."""
    return _risk("ratio-literal", "epstein", presence=50.0, active=50.0)


def _figures(slot: str, option: str, theory: str) -> dict[str, float]:
    return figures_of(SLOTS[slot].options[option], load("documented", theory=theory))


def _left(*, troops: float = 0.0, officers: float = 0.0) -> float:
    """What policing leaves of violence under `hultman`, in units of what is left at the end of its curves."""
    nobody = np.zeros(1)
    beat = Beat(nobody, nobody, np.array([int(_PEOPLE)]), troops, officers)
    return float(policing.mission_size(beat, **_figures("policing", "mission-size", "hultman"))[0])


def _risk(option: str, theory: str, **seen: float) -> float:
    function = SLOTS["deterrence"].options[option].function
    if function is None:
        raise TypeError(f"`{option}` is no function")
    return float(function(_place(**seen), **_figures("deterrence", option, theory))[0])


def _place(*, presence: float = 0.0, active: float = 0.0, personnel: float = 0.0, force: float = 0.0) -> Street:
    """One place of a million people."""
    return Street(np.array([presence]), np.array([active]), np.array([personnel]), np.array([_PEOPLE]), force)
