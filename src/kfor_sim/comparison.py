"""A comparison of schedules on the same luck: values, paired differences, order and regret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from html import escape
from math import isfinite, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from kfor_sim.digits import honest
from kfor_sim.errors import InputError
from kfor_sim.folders import Folder
from kfor_sim.metrics import Metric
from kfor_sim.names import SHOWN
from kfor_sim.paired import differences, paired, quantile
from kfor_sim.ranking import ranked
from kfor_sim.regret import regret_of, regrets
from kfor_sim.results import ILLUSTRATIVE, Result
from kfor_sim.scenario import Citation
from kfor_sim.scenario.html import table
from kfor_sim.scenario.suggestions import did_you_mean

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False)
class Comparison:
    """Several schedules, each lived through with the same luck.

    A schedule is a scenario seen as a way of drawing down. Replicate i of each starts from the same draws, so that a
    difference between two of them, replicate by replicate, is what the schedules make of it.

    Attributes:
        results: The result of each schedule by its name, in the order given.
        baseline: The name of the schedule that the others are compared with.
        metrics: The metrics that measure the same thing in all schedules.
        chosen: Names of the metrics that matter most to whoever compares; the first with a better direction ranks.
        key: A hash over everything that the comparison depends on.
        store: Its folder of results; None where all is in memory.
    """

    results: Mapping[str, Result]
    baseline: str
    metrics: tuple[Metric, ...]
    chosen: tuple[str, ...]
    key: str
    store: Folder | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The schedules, in the order given."""
        return tuple(self.results)

    @property
    def others(self) -> tuple[str, ...]:
        """The schedules that are compared with the baseline."""
        return tuple(name for name in self.results if name != self.baseline)

    @property
    def replicates(self) -> tuple[int, ...]:
        """The numbers of the replicates, the same for all schedules."""
        return self.results[self.baseline].replicates

    @property
    def seed(self) -> int:
        """The seed of all draws."""
        return self.results[self.baseline].seed

    @property
    def credit(self) -> str:
        """Which runs these are, in a few words for pictures."""
        count = len(self.replicates)
        draws = "1 paired replicate (a single draw)" if count == 1 else f"{count} paired replicates"
        return f"{draws}, seed {self.seed}, key {self.key[:SHOWN]}: {self.baseline} with {', '.join(self.others)}"

    @property
    def interval(self) -> float:
        """The share that every interval holds: ``run.interval`` of the baseline."""
        return self.results[self.baseline].scenario.value("run.interval")

    @property
    def folder(self) -> Path | None:
        """The folder of the comparison; None where all is in memory."""
        return self.store.folder if self.store else None

    @property
    def bibliography(self) -> tuple[Citation, ...]:
        """The sources that any of the schedules uses, each with all that it is cited for."""
        entries: dict[str, Citation] = {}
        for result in self.results.values():
            for citation in result.scenario.bibliography:
                cited = (*entries[citation.key].cited_for, *citation.cited_for) if citation.key in entries else None
                entries[citation.key] = replace(citation, cited_for=tuple(dict.fromkeys(cited or citation.cited_for)))
        return tuple(entries.values())

    def values(self, metric: str) -> pd.DataFrame:
        """Give one metric of all schedules.

        Returns:
            A row for each replicate, a column for each schedule. Infinity stands for a recovery that was not over by
            the end of the run, NaN where there was nothing to measure.

        Raises:
            InputError: There is no such metric.
        """
        name = self._metric(metric).name
        columns = {schedule: measured[name] for schedule, measured in self._measured.items()}
        return pd.DataFrame(columns).rename_axis(columns="schedule")

    def differences(self, *metrics: str) -> pd.DataFrame:
        """Sum up, for each schedule and metric, what differs from the baseline in the same replicate.

        Args:
            *metrics: The metrics wanted; all where none is named.

        Returns:
            A row for each metric and schedule other than the baseline, with the columns schedule, metric, unit,
            baseline (its median), median, low and high (the interval that holds ``interval`` of the differences), mean,
            mean_low and mean_high (the interval of the mean), spread, n (replicates in which something is known of the
            difference), lower, equal and higher (in how many of them the schedule lies below, level with and above the
            baseline) and label.

        Raises:
            InputError: There is no such metric.
        """
        wanted = [self._metric(name) for name in metrics] or list(self.metrics)
        return pd.DataFrame([row for metric in wanted for row in self._differences_of(metric)])

    def ranking(self, metric: str | None = None) -> pd.DataFrame:
        """Put the schedules in the order of a metric's mean, the better first.

        The probabilities are about the luck of the replicates alone, given all assumptions; `ranking.Ranking` says what
        they are and what they are not.

        Args:
            metric: The metric; the first chosen one with a better direction where none is named.

        Returns:
            A row for each schedule with the columns metric, place (ties share one), schedule, mean, spread, behind (the
            mean paired distance to the first place, at least 0), behind_spread, at_place (the probability that it
            stands there), ahead (that it is ahead of the next place), whole (that the whole order is right) and n
            (replicates that count). Places are NaN where a recovery was not over by the end.

        Raises:
            InputError: There is no such metric, or no better direction.
        """
        ranked_by, better = self._directed(metric)
        values = self.values(ranked_by)
        order = ranked(values.to_numpy(dtype=np.float64), better=better, seed=self.seed)
        schedules = [self.names[index] for index in order.order]
        gaps = [(values[name] - values[schedules[0]]) * (1 if better == "lower" else -1) for name in schedules]
        return pd.DataFrame(
            {
                "metric": ranked_by,
                "place": order.place,
                "schedule": schedules,
                "mean": order.mean,
                "spread": [_middle(values[schedule].to_numpy())["spread"] for schedule in schedules],
                "behind": [float(gap.mean()) for gap in gaps],
                "behind_spread": [float(gap.std()) for gap in gaps],
                "at_place": order.at_place,
                "ahead": order.ahead,
                "whole": order.whole,
                "n": order.n,
            }
        )

    def regret(self, metric: str | None = None) -> pd.DataFrame:
        """Say how far each schedule lies behind the one that did best in the very same replicate.

        Args:
            metric: The metric; the first chosen one with a better direction where none is named.

        Returns:
            A row for each schedule with the columns metric, schedule, mean, spread, worst, worst_replicate, times_best
            (those that share the best all count) and n (replicates that count). Infinity where a recovery was not over
            by the end though that of another schedule was.

        Raises:
            InputError: There is no such metric, or no better direction.
        """
        name, better = self._directed(metric)
        distances = regrets(self.values(name).to_numpy(dtype=np.float64), better=better)
        rows = []
        for schedule, column in zip(self.names, distances.T, strict=True):
            summed = asdict(regret_of(column))
            at = summed.pop("worst_at")
            number = None if at is None else self.replicates[at]
            rows.append({"metric": name, "schedule": schedule, **summed, "worst_replicate": number})
        columns = ["metric", "schedule", "mean", "spread", "worst", "worst_replicate", "times_best", "n"]
        return pd.DataFrame(rows, columns=columns)

    def levels(self, *metrics: str) -> pd.DataFrame:
        """Give the baseline's own level of each metric.

        Args:
            *metrics: The metrics wanted; all where none is named.

        Returns:
            Columns metric, label, unit, better, and median, spread and n over the replicates.

        Raises:
            InputError: There is no such metric.
        """
        rows = []
        for metric in [self._metric(name) for name in metrics] or self.metrics:
            words = {"metric": metric.name, "label": metric.label, "unit": metric.unit, "better": metric.better}
            rows.append({**words, **_middle(self._measured[self.baseline][metric.name].to_numpy())})
        return pd.DataFrame(rows)

    def force(self) -> pd.DataFrame:
        """Give the force of each schedule.

        Returns:
            Two rows for each schedule, for ``troop_years`` and for ``strength_at_end`` (of the last week, in persons),
            with the columns schedule, quantity, and median, spread and n over the replicates.
        """
        rows = []
        for name, result in self.results.items():
            quantities = {
                "troop_years": self._measured[name]["troop_years"].to_numpy(),
                "strength_at_end": result.outcome("strength")[:, -1].astype(np.float64),
            }
            rows += [
                {"schedule": name, "quantity": quantity, **_middle(values)} for quantity, values in quantities.items()
            ]
        return pd.DataFrame(rows)

    def frame(self) -> pd.DataFrame:
        """Give every metric as a tidy table: columns schedule, replicate, metric, value, difference to the baseline."""
        parts = []
        for metric in self.metrics:
            values = self.values(metric.name)
            for schedule in self.names:
                gaps = differences(values[schedule].to_numpy(), values[self.baseline].to_numpy())
                columns = {"schedule": schedule, "replicate": self.replicates, "metric": metric.name}
                parts.append(pd.DataFrame({**columns, "value": values[schedule].to_numpy(), "difference": gaps}))
        return pd.concat(parts, ignore_index=True)

    def digest(self, *metrics: str) -> pd.DataFrame:
        """Give the differences as text with honest digits: a row for each metric, a column for each schedule.

        Args:
            *metrics: The metrics wanted; the chosen ones where none is named.

        Returns:
            Columns metric, unit, the baseline with its median, and each other schedule with the median of its
            differences and their interval.

        Raises:
            InputError: There is no such metric.
        """
        rows = []
        for level in self.levels(*(metrics or self.chosen)).to_dict("records"):
            cells = {
                row["schedule"]: f"{signed(row)} [{signed(row, 'low')}, {signed(row, 'high')}]"
                for row in self._differences_of(self._metric(level["metric"]))
            }
            own = honest(level["median"], level["spread"], level["n"])
            rows.append({"metric": level["label"], "unit": level["unit"], self.baseline: own, **cells})
        return pd.DataFrame(rows)

    def sentences(self) -> tuple[str, ...]:
        """Say in one conditional sentence for each schedule what it changed against the baseline in the model."""
        from kfor_sim.report.comparison_sentences import sentences_of

        return sentences_of(self)

    def plot(self) -> Axes:
        """Draw the schedules above the security that the model makes of them."""
        from kfor_sim.plots.schedules import schedules

        return schedules(self)

    def plot_frontier(self) -> Axes:
        """Draw troop-years against what people suffered, a mark for each schedule."""
        from kfor_sim.plots.frontier import frontier

        return frontier(self)

    def plot_phase(self) -> Axes:
        """Draw each schedule's path through presence and grievance, and the tipping line."""
        from kfor_sim.plots.phase import phase

        return phase(self)

    def plot_differences(self) -> Axes:
        """Draw maps of each schedule's security minus the baseline's.

        Raises:
            InputError: The baseline has no outlines of municipalities.
        """
        from kfor_sim.plots.differences import difference_maps

        return difference_maps(self)

    def plot_shortfall(self) -> Axes:
        """Draw whose troops were missing under the schedule that lacked most."""
        from kfor_sim.plots.shortfall import shortfall

        return shortfall(self)

    @cached_property
    def _measured(self) -> dict[str, pd.DataFrame]:
        """The metrics of each schedule by replicate, with infinity for a recovery that was not over."""
        names = [metric.name for metric in self.metrics]
        return {schedule: result.measured[names] for schedule, result in self.results.items()}

    def _metric(self, name: str) -> Metric:
        by_name = {metric.name: metric for metric in self.metrics}
        if name not in by_name:
            raise InputError(f"there is no metric '{name}' that all schedules share; {did_you_mean(name, by_name)}")
        return by_name[name]

    def _directed(self, name: str | None) -> tuple[str, Literal["lower", "higher"]]:
        """Find a metric with a better direction, and that direction."""
        if name is None:
            metric = first_directed(self.metrics, self.chosen)
            if metric is None:
                raise InputError("none of the chosen metrics has a better direction; name one that has, such as deaths")
        else:
            metric = self._metric(name)
        if metric.better is None:
            raise InputError(f"{metric.name} has no better direction, so nothing can be ranked by it; take deaths, say")
        return metric.name, metric.better

    def _differences_of(self, metric: Metric) -> Iterator[dict[str, Any]]:
        """Give a row of `differences` for each schedule other than the baseline."""
        values = self.values(metric.name)
        baseline = values[self.baseline].to_numpy(dtype=np.float64)
        level = quantile(baseline[~np.isnan(baseline)], 0.5)
        for schedule in self.others:
            summed = asdict(paired(values[schedule].to_numpy(dtype=np.float64), baseline, interval=self.interval))
            start = {"schedule": schedule, "metric": metric.name, "unit": metric.unit, "baseline": level}
            yield {**start, **summed, "label": metric.label}

    def __repr__(self) -> str:
        """One line."""
        draws = "one draw" if len(self.replicates) == 1 else f"{len(self.replicates)} paired replicates"
        against = f"{', '.join(self.others)} against {self.baseline}"
        return f"<Comparison of {against}: {draws}, seed {self.seed}>"

    def _repr_html_(self) -> str:
        """The differences that matter first, for notebooks."""
        shown = self.digest()
        runs = "one paired run" if len(self.replicates) == 1 else f"{len(self.replicates)} paired runs"
        caption = (
            f"Differences to {self.baseline} in {runs} of the model: median [the interval that holds "
            f"{100 * self.interval:g} % of them]"
        )
        return f"{table(list(shown.columns), shown.to_numpy(), caption=caption)}<p>{escape(ILLUSTRATIVE)}</p>"


def first_directed(metrics: Sequence[Metric], chosen: Sequence[str]) -> Metric | None:
    """Find the first of the chosen metrics that has a better direction."""
    by_name = {metric.name: metric for metric in metrics}
    return next((by_name[name] for name in chosen if by_name[name].better), None)


def signed(row: Mapping[str, Any], part: str = "median") -> str:
    """Write a difference with its sign and the digits that the replicates support; a dash for none.

    Args:
        row: A row of `Comparison.differences`.
        part: The number wanted.
    """
    value, spread = row[part], row["spread"]
    if value is None or not isfinite(value):
        return "–"
    text = honest(value, nan if spread is None else spread, row["n"])
    is_positive = value > 0 and any(digit in "123456789" for digit in text)
    return f"+{text}" if is_positive else text


def _middle(values: Any) -> dict[str, Any]:
    """Median, standard deviation (NaN with one, or where a value has no size) and number over the replicates."""
    known = values[~np.isnan(values)]
    has_spread = len(known) > 1 and bool(np.isfinite(known).all())
    return {
        "median": quantile(known, 0.5),
        "spread": float(known.std(ddof=1)) if has_spread else nan,
        "n": len(known),
    }
