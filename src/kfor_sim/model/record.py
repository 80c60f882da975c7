"""The weekly record of a run, in arrays laid out before it starts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kfor_sim.model.outcomes import OUTCOMES
from kfor_sim.model.parameters import Parameters
from kfor_sim.model.state import State

Recorded = dict[str, NDArray[Any]]
"""Arrays by the name of their outcome, shape (week, *dimensions)."""


class Record:
    """Room for every outcome of every week.

    Attributes:
        arrays: By name of the outcome, shape (W, *dimensions).
    """

    def __init__(self, parameters: Parameters) -> None:
        home = parameters.geography.home
        sizes = {
            "municipality": home.shape[0],
            "community": home.shape[1],
            "contingent": len(parameters.nations.names),
        }
        self.arrays: Recorded = {
            outcome.name: np.zeros(
                (parameters.setting.weeks, *(sizes[name] for name in outcome.dimensions)), dtype=outcome.dtype
            )
            for outcome in OUTCOMES
        }

    def write(self, week: int, state: State, *, officers: float) -> None:
        """Write down the state at the end of a week."""
        strength = int(state.contingent_strength.sum()) + state.reserve
        counted = {"strength": strength, "police": round(officers)}
        for name, array in self.arrays.items():
            array[week] = counted[name] if name in counted else getattr(state, name)
