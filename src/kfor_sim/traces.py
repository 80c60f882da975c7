"""Traces: what a run shows week by week, each declared once with its unit and label, computed from weekly arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kfor_sim.arrays import Flags
from kfor_sim.model.parameters import Geography, Nations, Parameters
from kfor_sim.scenario.table_rows import COMMUNITIES
from kfor_sim.weekly import Floats, Weekly, theatre_security


@dataclass(frozen=True, slots=True)
class Trace:
    """One weekly series of a run.

    Attributes:
        name: The word used for it everywhere.
        unit: What one of it is.
        label: How a reader of a picture or table meets it.
        compute: Gives it from the weekly arrays of one replicate and the scenario in plain numbers, shape (week,) or,
            where it is counted by sector, (week, sector).
        by_sector: Whether it is counted by sector, in the order of `Nations.sectors`.
    """

    name: str
    unit: str
    label: str
    compute: Callable[[Weekly, Parameters], Floats]
    by_sector: bool = False


def minorities(geography: Geography) -> Flags:
    """Say which cells are minorities: homes outside the largest community of their municipality.

    Returns:
        Shape (municipality, community); of two that are equally large, the first counts as the largest.
    """
    largest = geography.home.argmax(axis=1)
    return np.arange(geography.home.shape[1]) != largest[:, np.newaxis]


def _total_of(*outcomes: str) -> Callable[[Weekly, Parameters], Floats]:
    """Add up outcomes over everything but weeks."""
    return lambda weekly, _: np.sum([_summed(weekly.arrays[name]) for name in outcomes], axis=0)


def _summed(array: NDArray[Any]) -> Floats:
    """Add up everything but weeks, shape (week,)."""
    total: Floats = array.reshape(len(array), -1).sum(axis=1, dtype=np.float64)
    return total


def _by_sector(per_municipality: NDArray[Any], nations: Nations) -> Floats:
    """Add up municipalities, shape (week, municipality), to sectors, shape (week, sector)."""
    places = [nations.sector_of_municipality == sector for sector in range(len(nations.sectors))]
    return np.stack([per_municipality[:, inside].sum(axis=1, dtype=np.float64) for inside in places], axis=1)


def _security_minority(weekly: Weekly, parameters: Parameters) -> Floats:
    inside = minorities(parameters.geography)
    felt = (weekly.arrays[name][:, inside, np.newaxis] for name in ("security", "at_home", "displaced"))
    return theatre_security(*felt)


def _of_minorities(outcome: str) -> Callable[[Weekly, Parameters], Floats]:
    """Add up an outcome over minorities."""
    return lambda weekly, parameters: _summed(weekly.arrays[outcome][:, minorities(parameters.geography)])


def _of_minorities_by_sector(outcome: str) -> Callable[[Weekly, Parameters], Floats]:
    """Add up an outcome over the minorities of each sector."""

    def compute(weekly: Weekly, parameters: Parameters) -> Floats:
        counted = np.where(minorities(parameters.geography), weekly.arrays[outcome], 0)
        return _by_sector(counted.sum(axis=2, dtype=np.float64), parameters.nations)

    return compute


def _active_by_sector(weekly: Weekly, parameters: Parameters) -> Floats:
    return _by_sector(weekly.arrays["active"].sum(axis=2, dtype=np.float64), parameters.nations)


def _of_community(community: str, *outcomes: str) -> Callable[[Weekly, Parameters], Floats]:
    """Add up outcomes over one community."""
    place = COMMUNITIES.index(community)
    return lambda weekly, _: np.sum([_summed(weekly.arrays[name][:, :, place]) for name in outcomes], axis=0)


_BOTH_STREAMS = ("deaths_everyday", "deaths_intercommunal")
_DEATHS = _total_of(*_BOTH_STREAMS)
_ATTACKS = "attacks_intercommunal"
_MINORITIES = "people outside the largest community of their municipality"

TRACES: dict[str, Trace] = {
    trace.name: trace
    for trace in (
        Trace("security", "1", "security, theatre, those away as nought", lambda weekly, _: weekly.theatre),
        Trace(
            "security_lowest",
            "1",
            "security, least secure community, those away as nought",
            lambda weekly, _: weekly.lowest_community,
        ),
        Trace("security_minority", "1", f"security, {_MINORITIES}, those away as nought", _security_minority),
        Trace("active", "person", "people on the street", _total_of("active")),
        Trace("riots", "municipality", "municipalities in riot", lambda weekly, _: _summed(weekly.riots)),
        Trace("deaths", "person", "deaths in both streams of violence", _DEATHS),
        Trace("deaths_of_serbs", "person", "deaths of Serbs in both streams", _of_community("serb", *_BOTH_STREAMS)),
        Trace("deaths_intercommunal", "person", "deaths, intercommunal", _total_of("deaths_intercommunal")),
        Trace("attacks_intercommunal", "attack", "attacks, intercommunal", _total_of(_ATTACKS)),
        Trace("attacks_on_minorities", "attack", f"attacks, intercommunal, on {_MINORITIES}", _of_minorities(_ATTACKS)),
        Trace("strength", "person", "strength", _total_of("strength")),
        Trace("presence", "person", "troops and police on the street", _total_of("presence")),
        Trace("displaced", "person", "people away from home", _total_of("displaced")),
        Trace("present", "person", "people present", _total_of("present")),
        Trace(
            "attacks_on_minorities_by_sector",
            "attack",
            f"attacks, intercommunal, on {_MINORITIES}, by sector",
            _of_minorities_by_sector(_ATTACKS),
            by_sector=True,
        ),
        Trace(
            "minorities_by_sector",
            "person",
            f"{_MINORITIES}, those present, by sector",
            _of_minorities_by_sector("present"),
            by_sector=True,
        ),
        Trace("active_by_sector", "person", "people on the street, by sector", _active_by_sector, by_sector=True),
    )
}
