"""The result of an ensemble: its weekly outcomes, its metrics, and how they sum up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kfor_sim.digits import honest
from kfor_sim.dimensions import Dimensions
from kfor_sim.errors import InputError
from kfor_sim.metrics import Marks, Metric, metrics_of
from kfor_sim.model.outcomes import BY_NAME
from kfor_sim.names import SHOWN
from kfor_sim.scenario import Scenario
from kfor_sim.scenario.html import table
from kfor_sim.scenario.suggestions import did_you_mean
from kfor_sim.store import Shelf
from kfor_sim.tidy import outcome_frame, theatre_frame
from kfor_sim.weekly import Floats, Weekly, community_security, theatre_security

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ILLUSTRATIVE = (
    "Illustrative: simulated people in a simplified theatre. What it shows follows from the scenario's assumptions; "
    "it is neither a forecast nor a measurement."
)


@dataclass(frozen=True, eq=False)
class Result:
    """The replicates of one scenario.

    Attributes:
        scenario: The scenario with the arguments of the run.
        replicates: The numbers of the replicates.
        key: The key of the run.
        dimensions: The names along the axes of the arrays.
        shelf: Where the arrays are kept.
        folder: The folder of results; None where all is in memory.
        reused: How many replicates were there already.
        set_aside: Names of stored files that could not be used and were computed anew.
    """

    scenario: Scenario
    replicates: tuple[int, ...]
    key: str
    dimensions: Dimensions
    shelf: Shelf
    folder: Path | None = None
    reused: int = 0
    set_aside: tuple[str, ...] = ()

    @property
    def seed(self) -> int:
        """The seed of all draws."""
        return int(self.scenario.value("run.seed"))

    @property
    def credit(self) -> str:
        """Which runs these are, in a few words for pictures."""
        count = len(self.replicates)
        draws = "1 replicate (a single draw)" if count == 1 else f"{count} replicates"
        return f"scenario {self.scenario.name}, {draws}, seed {self.seed}, key {self.key[:SHOWN]}"

    @property
    def dates(self) -> tuple[date, ...]:
        """The first day of each week."""
        return self.dimensions.dates

    @property
    def weeks(self) -> int:
        """The number of weeks."""
        return self.dimensions.calendar.weeks

    @property
    def municipalities(self) -> tuple[str, ...]:
        """Names of the places, in the order of the arrays."""
        return self.dimensions.municipalities

    @property
    def communities(self) -> tuple[str, ...]:
        """Names of the communities, in the order of the arrays."""
        return self.dimensions.communities

    @property
    def contingents(self) -> tuple[str, ...]:
        """Names of the nations, in the order of the arrays."""
        return self.dimensions.contingents

    def outcome(self, name: str) -> NDArray[Any]:
        """Give an outcome of all replicates, shape (replicate, week, *dimensions).

        Raises:
            InputError: There is no such outcome.
        """
        if name not in BY_NAME:
            raise InputError(f"there is no outcome '{name}'; {did_you_mean(name, BY_NAME)}")
        return np.stack([self.shelf.array(replicate, name) for replicate in self.replicates])

    def community_security(self) -> Floats:
        """Security by community, the displaced as 0, shape (replicate, week, community); NaN without homes."""
        return np.stack([community_security(*self._homes(replicate)) for replicate in self.replicates])

    def theatre_security(self) -> Floats:
        """Security over all people with a home in the theatre, the displaced as 0, shape (replicate, week)."""
        return np.stack([theatre_security(*self._homes(replicate)) for replicate in self.replicates])

    def weekly(self) -> Iterator[tuple[int, Weekly]]:
        """Give each replicate with its number, one at a time, so that memory stays flat; it is measured on the way."""
        for replicate in self.replicates:
            weekly = Weekly(self.shelf.arrays(replicate), self._marks.riot_share)
            if replicate not in self._rows:
                self._rows[replicate] = [metric.compute(weekly) for metric in self._metrics]
            yield replicate, weekly

    def frame(self, outcome: str | None = None) -> pd.DataFrame:
        """Give a tidy table.

        Args:
            outcome: The outcome, with columns replicate, week, date, its dimensions, and value. Without one, the weekly
                series of the theatre with columns replicate, date, outcome, community and value.

        Raises:
            InputError: There is no such outcome.
        """
        if outcome is None:
            frames = [theatre_frame(weekly, self.dimensions, replicate) for replicate, weekly in self.weekly()]
            return pd.concat(frames, ignore_index=True)
        values = self.outcome(outcome)
        return outcome_frame(values, BY_NAME[outcome], self.dimensions, self.replicates)

    def metrics(self) -> pd.DataFrame:
        """Give every metric of every replicate: a row for each replicate, a column for each metric.

        NaN stands where there is nothing to measure, and where a recovery was not over by the end of the run.
        """
        return self.measured.replace(np.inf, np.nan)

    def summary(self) -> pd.DataFrame:
        """Sum the metrics up over the replicates.

        Returns:
            One row for each metric, with the columns metric, unit, median, low and high (the interval of
            ``run.interval``), n (replicates in which there was something to measure), spread (standard deviation),
            censored (those of the n in which a recovery was not over by the end) and label. Censored replicates count
            as longer than all others; a median or bound that falls among them is NaN.
        """
        interval = self.scenario.value("run.interval")
        return pd.DataFrame([_summed_up(metric, self.measured[metric.name], interval) for metric in self._metrics])

    def digest(self, *names: str) -> pd.DataFrame:
        """Give the summary as text with honest digits: columns metric, median, low, high, unit.

        Args:
            *names: The metrics wanted; all where none is named.
        """
        rows = [row for row in self.summary().to_dict("records") if not names or row["metric"] in names]
        return pd.DataFrame(
            [
                {
                    "metric": row["label"],
                    **{part: honest(row[part], row["spread"], row["n"]) for part in ("median", "low", "high")},
                    "unit": row["unit"],
                }
                for row in rows
            ],
            columns=["metric", "median", "low", "high", "unit"],
        )

    def put_in_came_out(self) -> pd.DataFrame:
        """Set what was put in beside what came out of it, so that nobody takes an input for a finding.

        Returns:
            A row for each input and each outcome, all as text: side (``put in`` or ``came out``), group, name (path of
            a figure, key of an event or slot, metric), what, value, unit, low, high, basis, and leans_on (of outcomes,
            the inputs nearest to them).
        """
        from kfor_sim.report.in_and_out import frame_of, in_and_out

        return frame_of(in_and_out(self))

    def plot(self) -> Axes:
        """Draw troops above security; gives the upper panel, whose ``figure`` holds both."""
        from kfor_sim.plots.overview import overview

        return overview(self)

    def plot_violence(self) -> Axes:
        """Draw simulated people on the street above weekly deaths; gives the upper panel."""
        from kfor_sim.plots.violence import violence

        return violence(self)

    def plot_maps(self) -> Axes:
        """Draw the simulated security of each municipality at five dates; gives the first map.

        Raises:
            InputError: The scenario has no outlines of municipalities.
        """
        from kfor_sim.plots.maps import maps

        return maps(self)

    def plot_contingents(self) -> Axes:
        """Draw whose troops the force was made of."""
        from kfor_sim.plots.contingents import strengths

        return strengths(self)

    def _homes(self, replicate: int) -> tuple[NDArray[Any], ...]:
        return tuple(self.shelf.array(replicate, name) for name in ("security", "at_home", "displaced"))

    @cached_property
    def _marks(self) -> Marks:
        return Marks.of(self.scenario, self.dimensions.calendar)

    @cached_property
    def _metrics(self) -> tuple[Metric, ...]:
        return metrics_of(self._marks)

    @cached_property
    def _rows(self) -> dict[int, list[float]]:
        """The metrics of the replicates that have been looked at."""
        return {}

    @cached_property
    def measured(self) -> pd.DataFrame:
        """Metrics by replicate, with infinity for a recovery that was not over by the end."""
        if len(self._rows) < len(self.replicates):
            for _ in self.weekly():
                pass
        rows = [self._rows[replicate] for replicate in self.replicates]
        index = pd.Index(self.replicates, name="replicate")
        return pd.DataFrame(rows, index=index, columns=[metric.name for metric in self._metrics])

    @property
    def _draws(self) -> str:
        return "one draw" if len(self.replicates) == 1 else f"{len(self.replicates)} replicates"

    def __repr__(self) -> str:
        """One line."""
        return f"<Result of {self.scenario.name}: {self._draws}, {self.weeks} weeks, seed {self.seed}>"

    def _repr_html_(self) -> str:
        """The metrics that matter first, for notebooks."""
        communities = (f"{part}_{name}" for _, name in self._marks.communities for part in ("security", "away"))
        shown = self.digest("deaths", "displaced_person_weeks", "riot_weeks", *communities, "troop_years")
        share = f"low to high holds {100 * self.scenario.value('run.interval'):g} % of the replicates"
        caption = f"{self.scenario.title}: {self._draws}, {share}"
        return f"{table(list(shown.columns), shown.to_numpy(), caption=caption)}<p>{escape(ILLUSTRATIVE)}</p>"


def _summed_up(metric: Metric, column: pd.Series[float], interval: float) -> dict[str, Any]:
    """Sum one metric up over the replicates that have it."""
    values = column.dropna().to_numpy(dtype=np.float64)
    return {
        "metric": metric.name,
        "unit": metric.unit,
        "median": _quantile(values, 0.5),
        "low": _quantile(values, (1 - interval) / 2),
        "high": _quantile(values, (1 + interval) / 2),
        "n": len(values),
        "spread": float(values.std(ddof=1)) if len(values) > 1 and np.isfinite(values).all() else np.nan,
        "censored": int(np.isinf(values).sum()),
        "label": metric.label,
    }


def _quantile(values: NDArray[np.floating[Any]], at: float) -> float:
    """Take a quantile; NaN where it falls among censored values. They have no distance, so nothing is interpolated."""
    if not len(values):
        return float("nan")
    method = "linear" if np.isfinite(values).all() else "higher"
    found = float(np.quantile(values, at, method=method))  # type: ignore[call-overload]
    return found if np.isfinite(found) else float("nan")
