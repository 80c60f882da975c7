"""Which assumption matters: the figures of a schedule, or of two, put in order by what they do to one number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from math import isfinite, nan, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, SupportsIndex

import numpy as np
import pandas as pd

from kfor_sim.answers import Shown, kept
from kfor_sim.folders import Folder
from kfor_sim.ranges import Range, values_at
from kfor_sim.robustness.question import sources_of
from kfor_sim.scenario import Citation
from kfor_sim.sensitivity.living import Living
from kfor_sim.sensitivity.planning import Plan, plan_of
from kfor_sim.sensitivity.study import TOGETHER, Study, study
from kfor_sim.trials import Trials

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FEWEST_BLOCKS = 16
"""Blocks below which nothing is called settled, whatever their resamples say."""
OF_THE_METHOD = ("morris-1991", "campolongo-2007", "saltelli-2010", "jansen-1999", "herman-usher-2017")
"""What the method is taken from: keys of sources.toml."""


@dataclass(frozen=True, slots=True)
class Ends:
    """What is asked with one figure at an end of its range and all others as the scenario has them.

    Attributes:
        low: At the lower end; None where that contradicts another figure.
        high: At the upper end.
    """

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Sensitivity(Shown):
    """Which figures matter for one number.

    Attributes:
        plan: What was asked.
        study: What the design says.
        as_it_is: What is asked with all figures as the scenario has them, mean of the replicates.
        ends: The same at the ends of the range of each figure that was weighed singly, by its path.
        store: Where tables and pictures are kept; None if nowhere.
    """

    plan: Plan
    study: Study
    as_it_is: float
    ends: Mapping[str, Ends]
    store: Folder | None = None

    kind: ClassVar[str] = "sensitivity"

    @property
    def about(self) -> str:
        """The schedule by which its folder is called."""
        return self.plan.question.schedules[-1]

    @property
    def folder(self) -> Path | None:
        """Where tables and pictures are kept; None if nowhere."""
        return self.store.folder if self.store else None

    @property
    def key(self) -> str:
        """What the answer depends on, as a hash."""
        return self.plan.key

    @property
    def credit(self) -> str:
        """Which runs a picture shows, in a few words."""
        plan = self.plan
        under = "" if plan.theory == plan.question.own_theory else f" under {plan.theory}"
        points = sum(plan.effort.points(len(plan.ranges)))
        luck = f"1 and {plan.effort.replicates} common replicates of seed {plan.effort.seed}"
        return f"{', '.join(plan.question.schedules)}{under}: {points:,} points, {luck}, key {self.key[:12]}"

    @property
    def bibliography(self) -> tuple[Citation, ...]:
        """The sources of the schedules under their theory, and of the method."""
        return self.sources()

    def sources(self, *others: tuple[str, str]) -> tuple[Citation, ...]:
        """Give the same with further ones: keys of sources, each with what it is cited for."""
        entry = self.plan.entry
        uses = [*((key, "the method") for key in OF_THE_METHOD), *others]
        return sources_of(self.plan.schedules.values(), [entry] if entry else [], uses)

    @property
    def spread(self) -> float:
        """The standard deviation of what is asked, all figures varied together."""
        return sqrt(self.study.last.variance)

    @property
    def is_settled(self) -> bool:
        """Whether one figure comes before all others, those of the group included, in nearly all bootstrap samples."""
        return self._is_sure(self.study.above_all_share)

    @property
    def is_settled_among_singly(self) -> bool:
        """Whether it comes before the others that were weighed singly."""
        return self._is_sure(self.study.first_share)

    def _is_sure(self, share: float) -> bool:
        return share >= self.plan.effort.level and self.study.last.blocks >= FEWEST_BLOCKS

    def frame(self) -> pd.DataFrame:
        """Give a row for each figure, those weighed singly first by their total, the others by their elementary effect.

        Returns:
            Columns ``figure``, ``basis``, ``unit``, ``value``, ``low``, ``high`` (its range), ``because``; of the
            screening, per whole range and in the unit of what is asked, ``effect`` (mean), ``effect_size`` (mu*),
            ``effect_size_error`` (half its interval) and ``effect_spread`` (sigma); where it was weighed singly
            ``first``, ``first_low``, ``first_high``, ``total``, ``total_low``, ``total_high`` (shares of the variance),
            ``at_low``, ``at_high`` (what is asked there, all else as it is), and ``knowing``, ``knowing_low`` and
            ``knowing_high`` (by which share the spread would shrink, were the figure known).
        """
        asked, last = self.study.asked, self.study.last
        singly = [last.names[place] for place in self.study.places]
        others = [asked.names[place] for place in asked.order if asked.names[place] not in singly]
        return pd.DataFrame([self._row(path) for path in (*singly, *others)])

    def _row(self, path: str) -> dict[str, Any]:
        figure = next(each for each in self.plan.ranges if each.path == path)
        asked, place = self.study.asked, self.study.asked.names.index(path)
        ends = self.ends.get(path, Ends(None, None))
        return {
            "figure": path,
            "basis": self.basis(path),
            "unit": figure.unit,
            "value": figure.value,
            "low": figure.low,
            "high": figure.high,
            "because": figure.reason,
            "effect": asked.mean[place],
            "effect_size": asked.size[place],
            "effect_size_error": asked.size_error[place],
            "effect_spread": asked.spread[place],
            **self._weights(path),
            "at_low": nan if ends.low is None else ends.low,
            "at_high": nan if ends.high is None else ends.high,
        }

    def _weights(self, group: str) -> dict[str, float]:
        """Give the indices of a group, and what knowing it would be worth; without a number where it has none."""
        names = ("first", "first_low", "first_high", "total", "total_low", "total_high")
        last = self.study.last
        if group not in last.names:
            return dict.fromkeys((*names, "knowing", "knowing_low", "knowing_high"), nan)
        place = last.names.index(group)
        indices = {name: float(getattr(last, name)[place]) for name in names}
        knowing = {f"knowing{end}": shrinking(indices[f"first{end}"]) for end in ("", "_low", "_high")}
        return indices | knowing

    def basis(self, path: str) -> str:
        """Say on what a figure rests."""
        return next(each.figures[path].basis for each in self.plan.schedules.values() if path in each.figures)

    def others(self) -> dict[str, float]:
        """Give the indices of the figures that were not weighed singly, as one group; NaN where there is none."""
        return self._weights(TOGETHER)

    def convergence(self) -> pd.DataFrame:
        """Give a row for each group and each part of the design.

        Returns:
            Columns ``blocks``, ``figure`` (the last one ``all others together``), and the indices as in `frame`.
        """
        names = ("first", "first_low", "first_high", "total", "total_low", "total_high")
        return pd.DataFrame(
            {"blocks": part.blocks, "figure": name} | {each: getattr(part, each)[place] for each in names}
            for part in self.study.indices
            for place, name in enumerate(part.names)
        )

    def yardsticks(self) -> pd.DataFrame:
        """Give a row for each number that could have been asked for: which figure has the largest elementary effect.

        Returns:
            Columns ``metric``, ``label``, ``unit``, ``first``, ``first_size``, ``second``, ``second_size`` (mu*, per
            whole range), and ``same`` (whether the first is the first of what was asked). Metrics that have no size
            somewhere, or on which nothing has an effect, are left out.
        """
        rows = []
        leader = self.study.asked.names[self.study.asked.order[0]]
        for metric in self.plan.question.metrics:
            found = self.study.effects.get(metric.name)
            if found is None or not found.size.max():
                continue
            first, second = (*found.order, found.order[0])[:2]
            rows.append(
                {
                    "metric": metric.name,
                    "label": metric.label,
                    "unit": metric.unit,
                    "first": found.names[first],
                    "first_size": found.size[first],
                    "second": found.names[second],
                    "second_size": found.size[second],
                    "same": found.names[first] == leader,
                }
            )
        return pd.DataFrame(rows)

    def points(self) -> pd.DataFrame:
        """Give a row for each point of the weighing.

        Returns:
            Columns ``block``, ``point`` (0 and the last are independent draws), ``asked`` (mean of the replicates), and
            one for each figure in its unit.
        """
        design, answers = self.study.weighed, self.study.answers
        blocks, each, _ = design.blocks.shape
        frame = pd.DataFrame([values_at(self.plan.ranges, point) for point in design.points])
        frame.insert(0, "asked", answers.reshape(-1))
        frame.insert(0, "point", np.tile(np.arange(each), blocks))
        frame.insert(0, "block", np.repeat(np.arange(blocks), each))
        return frame

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give its tables by the names of their files."""
        return {
            "figures.csv": self.frame(),
            "convergence.csv": self.convergence(),
            "yardsticks.csv": self.yardsticks(),
            "points.csv": self.points(),
        }

    def told(self) -> dict[str, Any]:
        """Say how the tables came about, in the keys of the manifest."""
        plan, question, found = self.plan, self.plan.question, self.study
        return {
            "asked": question.claim.text,
            "words": plan.words,
            "unit": plan.unit,
            "names": list(question.schedules),
            "theory": plan.theory,
            "key": self.key,
            **question.numbers,
            "overrides": list(question.overrides),
            "interval": plan.effort.level,
            "trajectories": plan.effort.trajectories,
            "samples": plan.effort.blocks,
            "singly": list(found.singly),
            "passed_over": found.screened.passed_over + found.weighed.passed_over,
            "without_size": found.sizeless,
            "luck": found.luck if isfinite(found.luck) else None,
            "spread": self.spread,
            "as_it_is": self.as_it_is if isfinite(self.as_it_is) else None,
            "leader": found.leader,
            "leads_in": found.first_share if found.leader else None,
            "leads_all_in": found.above_all_share if found.leader else None,
            "salib": version("SALib"),
            "schedules": [{"schedule": name, "hash": each.hash} for name, each in plan.schedules.items()],
        }

    def plot(self) -> Axes:
        """Draw the tornado: what is asked at both ends of each range, and the shares of the variance."""
        from kfor_sim.plots.sensitivity_tornado import tornado

        return tornado(self)

    def plot_scatter(self) -> Axes:
        """Draw what is asked along each figure that was weighed singly."""
        from kfor_sim.plots.sensitivity_scatter import scatter

        return scatter(self)

    def plot_screening(self) -> Axes:
        """Draw the elementary effects of all figures, and how the indices settle as the design grows."""
        from kfor_sim.plots.sensitivity_screening import screening

        return screening(self)

    def __repr__(self) -> str:
        """One line."""
        return f"<Sensitivity of {self.plan.words}: {self.study.leader or 'nothing'} matters most>"


def shrinking(first: float) -> float:
    """Say by which share the spread would shrink at least, on average, were a figure known that explains so much alone.

    The variance that is left once a figure is known is, on average over its values, one less its first-order index of
    what it was. The root of that mean is never less than the mean of the roots, so that the spread shrinks by this much
    at least.

    Args:
        first: The first-order index, cut off at 0 and 1.
    """
    return 1 - sqrt(1 - min(max(first, 0.0), 1.0))


def sensitivity_of(
    scenario: str | Path,
    against: str | Path | None = None,
    *,
    metric: str | None = None,
    claim: str | None = None,
    theory: str | None = None,
    trajectories: SupportsIndex | None = None,
    samples: SupportsIndex | None = None,
    singly: SupportsIndex | None = None,
    overrides: Iterable[str] = (),
    replicates: SupportsIndex | None = None,
    seed: SupportsIndex | None = None,
    persons_per_resident: SupportsIndex | None = None,
    workers: SupportsIndex | None = 1,
    output: str | Path | None = None,
    progress: bool = False,
    dask: str | None = None,
) -> Sensitivity:
    """Ask which figures matter for a metric of a schedule, for its difference between two, or for a claim about them.

    Args:
        scenario: A shipped name or the path of a file.
        against: Another one; then what is asked is the difference, this less the first, on the same luck.
        metric: The name of a metric; without it, and without a claim, mean security.
        claim: As `robust` has it; then what is asked is by how much it holds.
        theory: The name of a theory that is laid over the schedules.
        trajectories: Of Morris's screening of all figures; without it `TRAJECTORIES`.
        samples: Blocks of the design that splits the variance; without it `BLOCKS`.
        singly: How many figures are weighed one by one, the others as one group; without it `SINGLY`.
        overrides: Texts such as ``unrest.deterrence=3.0``; what is set is not varied any more.
        replicates: How many replicates are averaged at each point of the weighing, the same luck at all; without it
            `REPLICATES`. The screening has one.
        seed: The seed of design and luck; without it the scenario's.
        persons_per_resident: How many people a simulated resident stands for; without it the scenario's.
        workers: How many runs are computed at a time; None takes what this machine has.
        output: A folder of results. What it knows of these runs is used again; the answer gets a folder of its own.
        progress: Whether to show a bar on stderr.
        dask: A Dask cluster that computes instead, as `run` has it.

    Source:
        Morris (1991), Factorial sampling plans; Saltelli and others (2010), Variance based sensitivity analysis of
        model output. docs/sensitivity.md has the method.

    Returns:
        The figures in order, with intervals.

    Raises:
        KforError: An argument or the folder cannot be used, SALib is not installed, Ctrl-C was pressed, or a worker
            died. What was finished is kept where there is a folder.
    """
    plan = plan_of(
        scenario,
        against,
        metric=metric,
        claim=claim,
        theory=theory,
        trajectories=trajectories,
        blocks=samples,
        singly=singly,
        overrides=overrides,
        replicates=replicates,
        seed=seed,
        persons_per_resident=persons_per_resident,
    )
    return carry_out(plan, workers=workers, output=output, progress=progress, dask=dask)


def carry_out(
    plan: Plan,
    *,
    workers: SupportsIndex | None = 1,
    output: str | Path | None = None,
    progress: bool = False,
    dask: str | None = None,
) -> Sensitivity:
    """Answer what was planned; `sensitivity_of` describes the arguments.

    Raises:
        KforError: As `sensitivity_of` raises it.
    """
    with Trials(output=output, workers=workers, dask=dask, shown=progress) as trials:
        living = Living(plan, trials)
        found = study([each.path for each in plan.ranges], living, plan.effort, sound=living.is_sound)
        singly = [each for each in plan.ranges if each.path in found.singly]
        as_it_is, ends = _at_ends(living, singly)
    return kept(Sensitivity(plan, found, as_it_is, ends), output)


def _at_ends(living: Living, figures: Iterable[Range]) -> tuple[float, dict[str, Ends]]:
    """Measure what is asked as the scenario is, and with each figure at either end of its range."""
    paths: list[str] = []
    places: list[dict[str, float]] = [{}]
    for each in figures:
        paths.append(each.path)
        places += [{each.path: each.at(end)} for end in (0.0, 1.0)]
    as_it_is, *found = living.with_values(places, "ends of ranges")
    if as_it_is is None:
        raise ValueError("a scenario contradicts itself")  # it was loaded
    return as_it_is, {path: Ends(*found[2 * place : 2 * place + 2]) for place, path in enumerate(paths)}
