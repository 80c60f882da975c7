"""Arrays as tidy tables: one number a row, with the names of what it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kfor_sim.dimensions import Dimensions
from kfor_sim.model.outcomes import Outcome
from kfor_sim.weekly import Weekly

ALL = "all"  # stands for all communities together

# What the weekly table of the theatre holds, beside security.
_THEATRE = (
    "required",
    "strength",
    "reserve",
    "police",
    "active",
    "attacks_everyday",
    "attacks_intercommunal",
    "deaths_everyday",
    "deaths_intercommunal",
    "displaced",
)


def outcome_frame(
    values: NDArray[Any], outcome: Outcome, dimensions: Dimensions, replicates: Sequence[int]
) -> pd.DataFrame:
    """Lay out one outcome.

    Args:
        values: Shape (replicate, week, *dimensions).
        outcome: The outcome.
        dimensions: The names along its axes.
        replicates: The numbers of the replicates.

    Returns:
        Columns replicate, week, date, one for each dimension, and value.
    """
    places = [index.ravel() for index in np.indices(values.shape, dtype=np.int32)]
    columns: dict[str, Any] = {
        "replicate": np.asarray(replicates)[places[0]],
        "week": places[1],
        "date": _dates(dimensions)[places[1]],
    }
    for dimension, place in zip(outcome.dimensions, places[2:], strict=True):
        columns[dimension] = pd.Categorical.from_codes(place, categories=pd.Index(dimensions.names(dimension)))
    return pd.DataFrame({**columns, "value": values.ravel()})


def theatre_frame(weekly: Weekly, dimensions: Dimensions, replicate: int) -> pd.DataFrame:
    """Lay out the weekly series of the theatre of one replicate.

    Returns:
        Columns replicate, date, outcome, community, value; the community is ``all`` for sums and for security over all
        people. Communities without homes have no rows.
    """
    series = {(name, ALL): _summed(weekly.arrays[name]) for name in _THEATRE}
    series["security", ALL] = weekly.theatre
    for index, name in enumerate(dimensions.communities):
        if not np.isnan(weekly.community[:, index]).all():
            series["security", name] = weekly.community[:, index]
    dates = _dates(dimensions)
    return pd.concat(
        [
            pd.DataFrame(
                {"replicate": replicate, "date": dates, "outcome": outcome, "community": community, "value": values}
            )
            for (outcome, community), values in series.items()
        ],
        ignore_index=True,
    )


def _summed(array: NDArray[Any]) -> NDArray[np.float64]:
    """Add up everything but weeks; shape (week,)."""
    total: NDArray[np.float64] = array.reshape(len(array), -1).sum(axis=1, dtype=np.float64)
    return total


def _dates(dimensions: Dimensions) -> NDArray[np.datetime64]:
    return np.array(dimensions.dates, dtype="datetime64[D]").astype("datetime64[s]")
