"""Weekly levels of one replicate, from which metrics are taken: security by whom and where, who is away, riots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def community_security(security: NDArray[Any], at_home: NDArray[Any], displaced: NDArray[Any]) -> Floats:
    """Average security over the people of each community who have a home in the theatre.

    The displaced count as 0: a community is not secure because the insecure have left.

    Args:
        security: S, shape (..., municipality, community), NaN where nobody has a home.
        at_home: People at home, same shape.
        displaced: People of that home who are not at home, same shape.

    Returns:
        Shape (..., community), in [0, 1]; NaN for a community without homes.
    """
    return _share(_felt(security, at_home).sum(axis=-2), (at_home + displaced).sum(axis=-2))


def theatre_security(security: NDArray[Any], at_home: NDArray[Any], displaced: NDArray[Any]) -> Floats:
    """Average security over all people with a home in the theatre, the displaced as 0; shape (...)."""
    return _share(_felt(security, at_home).sum(axis=(-2, -1)), (at_home + displaced).sum(axis=(-2, -1)))


def municipal_security(security: NDArray[Any], at_home: NDArray[Any], displaced: NDArray[Any]) -> Floats:
    """Average security over people with a home in each municipality, the displaced as 0; shape (..., municipality)."""
    return _share(_felt(security, at_home).sum(axis=-1), (at_home + displaced).sum(axis=-1))


def riots(active: NDArray[Any], present: NDArray[Any], *, riot_share: float) -> NDArray[np.bool_]:
    """Say which municipalities are in riot: more of the people present are on the street than ``riot_share``.

    Args:
        active: Persons on the street, shape (..., municipality, community).
        present: People present, same shape.
        riot_share: The share that makes a riot.

    Returns:
        Shape (..., municipality).
    """
    in_riot: NDArray[np.bool_] = active.sum(axis=-1) > riot_share * present.sum(axis=-1)
    return in_riot


@dataclass(frozen=True)
class Weekly:
    """One replicate as metrics see it: the weekly arrays, and what several metrics take from them.

    Attributes:
        arrays: By name of the outcome, shape (week, *dimensions).
        riot_share: The share of people on the street that makes a riot.
    """

    arrays: Mapping[str, NDArray[Any]]
    riot_share: float

    @cached_property
    def _homes(self) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        return self.arrays["security"], self.arrays["at_home"], self.arrays["displaced"]

    @cached_property
    def community(self) -> Floats:
        """Security by community, shape (week, community)."""
        return community_security(*self._homes)

    @cached_property
    def at_home(self) -> Floats:
        """Security by community of those at home alone, shape (week, community); NaN where nobody is."""
        security, at_home, _ = self._homes
        return _share(_felt(security, at_home).sum(axis=-2), at_home.sum(axis=-2))

    @cached_property
    def away(self) -> Floats:
        """Share of each community away from home, shape (week, community); NaN for a community without homes."""
        _, at_home, displaced = self._homes
        return _share(displaced.sum(axis=-2), (at_home + displaced).sum(axis=-2))

    @cached_property
    def theatre(self) -> Floats:
        """Security of the theatre, shape (week,)."""
        return theatre_security(*self._homes)

    def security_of(self, communities: tuple[int, ...]) -> Floats:
        """Security over all people of some communities together, the displaced as 0; shape (week,)."""
        return theatre_security(*(array[..., communities] for array in self._homes))

    @cached_property
    def lowest_community(self) -> Floats:
        """Security of the least secure community of each week, shape (week,)."""
        lowest: Floats = np.min(last_where_nobody(self.community), axis=1)
        return lowest

    @cached_property
    def municipal(self) -> Floats:
        """Security by municipality, shape (week, municipality)."""
        return municipal_security(*self._homes)

    @cached_property
    def riots(self) -> NDArray[np.bool_]:
        """Municipalities in riot, shape (week, municipality)."""
        return riots(self.arrays["active"], self.arrays["present"], riot_share=self.riot_share)

    def total(self, *outcomes: str) -> float:
        """Add up outcomes over weeks and everything else."""
        return float(sum(self.arrays[name].sum(dtype=np.float64) for name in outcomes))


def _felt(security: NDArray[Any], at_home: NDArray[Any]) -> Floats:
    """Add up security over people; nobody at home adds nothing."""
    felt: Floats = np.where(at_home > 0, security * at_home.astype(np.float64), 0.0)
    return felt


def _share(part: Floats, whole: NDArray[Any]) -> Floats:
    """Divide, NaN where there is nothing to divide by."""
    share: Floats = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return share


def last_where_nobody(security: Floats) -> Floats:
    """Put those without homes behind all others in a search for the lowest."""
    return np.where(np.isnan(security), np.inf, security)
