"""How a measure is declared, and all of them by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import numpy as np

from kfor_sim.docking.outbursts import Waits
from kfor_sim.errors import InputError
from kfor_sim.key import hash_of
from kfor_sim.model.record import Recorded
from kfor_sim.scenario.suggestions import did_you_mean
from kfor_sim.written import hash_of_program

Of = Literal["life", "waits", "replicate", "figures"]
_VALUE = "value"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that can be read off a life of the lattice, or got from the main model.

    Attributes:
        name: What a claim calls it.
        unit: Its unit.
        description: What it is, in a few words.
        of: Of what it is taken: a ``life`` of the lattice, the ``waits`` of one, a ``replicate`` of the main model with
            a seed, or its ``figures`` alone.
        compute: Gives it. Of a life or its waits from a `Life`; of a replicate from seed and number; of figures from
            nothing. NaN where there is nothing to measure.
        compiled: Whether a replicate lives through a lattice, which needs Numba.
    """

    name: str
    unit: str
    description: str
    of: Of
    compute: Callable[..., Any]
    compiled: bool = False


MEASURES: dict[str, Measure] = {}
Function = TypeVar("Function", bound=Callable[..., float | Waits])


def measure(
    unit: str,
    description: str,
    *,
    of: Of,
    compiled: bool = False,
) -> Callable[[Function], Function]:
    """Offer a function as a measure by its own name; the arguments are the attributes of `Measure`."""

    def offer(function: Function) -> Function:
        name = function.__name__.replace("_", "-")
        if name in MEASURES:
            raise ValueError(f"there is a measure `{name}` already")
        MEASURES[name] = Measure(name, unit, description, of, function, compiled)
        return function

    return offer


def measure_of(name: str) -> Measure:
    """Find a measure.

    Raises:
        InputError: There is none of that name.
    """
    if name not in MEASURES:
        raise InputError(f"there is no measure '{name}'; {did_you_mean(name, MEASURES)}")
    return MEASURES[name]


@dataclass(frozen=True, slots=True)
class Probe:
    """A measure of the main model as a small world, of which replicates are drawn.

    Attributes:
        measure: The name of the measure.
        seed: The seed of all draws.
    """

    measure: str
    seed: int

    @property
    def key(self) -> str:
        """What its replicates depend on: the whole program and all that is shipped, so that nothing stored is stale."""
        content = ["probe", self.measure, hash_of_program(), self.seed]
        return hash_of(content)

    def draw(self, replicate: int) -> Recorded:
        """Take the measure once."""
        return {_VALUE: np.array([measure_of(self.measure).compute(self.seed, replicate)])}


def value_of(arrays: Recorded) -> float:
    """Read what a probe gave."""
    return float(arrays[_VALUE][0])
