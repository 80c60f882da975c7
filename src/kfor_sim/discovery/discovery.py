"""Where a claim about schedules fails among rival theories and defensible figures, and what each schedule may cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, SupportsIndex

import numpy as np
import pandas as pd

from kfor_sim.answers import Shown, kept
from kfor_sim.discovery.experiments import experiments, outcomes
from kfor_sim.discovery.finding import Found, Judged, Tally, found_in
from kfor_sim.discovery.growing import DEPTH, check_installed
from kfor_sim.discovery.planning import EFFORT, Plan, plan_of
from kfor_sim.discovery.regretting import Regretted, regretted
from kfor_sim.discovery.sample import Sample, sample_of
from kfor_sim.equifinality import Share, shares_of
from kfor_sim.folders import Folder
from kfor_sim.key import hash_of
from kfor_sim.robustness.question import sources_of
from kfor_sim.scenario import Citation
from kfor_sim.written import hash_of_files

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OF_THE_METHOD = ("savage-1951", "bryant-lempert-2010", "breiman-1984", "rao-scott-1992", "kwakkel-2017")
"""What the method is taken from: keys of sources.toml."""
NO_PROBABILITY = (
    "Shares are of worlds that we drew from ranges that we chose, under theories that we chose, all weighing alike; "
    "minimax regret is over these worlds. Neither is a probability of anything in Kosovo."
)
_PARTS = ("clusters", "discovery", "experiments", "finding", "growing", "planning", "regretting", "rule", "sample")
_METHOD = (*(f"discovery/{name}.py" for name in _PARTS), "regret.py", "calibration/posterior.py")


@dataclass(frozen=True, slots=True)
class Discovery(Shown):
    """Where a claim fails in worlds from the ranges, by rules, and how far each schedule lies behind the best.

    Attributes:
        plan: What was asked.
        shares: The worlds and what came of them, by theory, the schedules' own mechanisms first.
        sample: The worlds in which the gap of the claim is known, as rules see them.
        found: The rules, and whether they last.
        regrets: Metric by metric, and there schedule by schedule.
        store: Where tables and pictures are kept; None if nowhere.
    """

    plan: Plan
    shares: Mapping[str, Share]
    sample: Sample
    found: Found
    regrets: tuple[Regretted, ...]
    store: Folder | None = None

    kind: ClassVar[str] = "discover"

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
        metrics = [metric.name for metric in self.plan.metrics]
        return hash_of([self.kind, self.plan.asked.key, metrics, hash_of_files(*_METHOD)])

    @property
    def worlds(self) -> int:
        """How many worlds there are."""
        return sum(len(share.gaps) for share in self.shares.values())

    @property
    def unknown(self) -> int:
        """In how many worlds nothing is known of the gap of the claim."""
        return self.worlds - len(self.sample.fails)

    @property
    def left_out(self) -> int:
        """How many draws contradict themselves or another schedule, and are no worlds."""
        return self.plan.asked.worlds * len(self.shares) - self.worlds

    @property
    def credit(self) -> str:
        """Which runs a picture shows, in a few words."""
        names, seed = ", ".join(self.plan.question.schedules), self.plan.asked.subject.seed
        return f"{names}: {self.worlds} worlds from the ranges, not fitted, seed {seed}, key {self.key[:12]}"

    @property
    def bibliography(self) -> tuple[Citation, ...]:
        """The sources of all schedules under all theories, and of the method."""
        question, known = self.plan.question, self.plan.question.theories
        scenarios = [*self.plan.asked.subject.under.values(), *question.base.values()]
        entries = [known[name] for name in self.shares if name in known]
        return sources_of(scenarios, entries, [(key, "method") for key in OF_THE_METHOD])

    def effort(self, schedule: str) -> float:
        """Average the troop-years of a schedule over the worlds."""
        return float(np.concatenate([share.metrics[schedule][EFFORT] for share in self.shares.values()]).mean())

    def frame(self) -> pd.DataFrame:
        """Give a row for each metric and schedule: how far it lies behind the schedule that does best in each world.

        Returns:
            Columns ``metric``, ``unit``, ``label``, ``schedule``, ``mean`` (of the regrets), ``error`` (the standard
            error of it, of as many worlds as the draws count for), ``p90`` (not exceeded in nine of ten worlds),
            ``worst``, ``worst_theory`` and ``worst_draw`` (in which world; empty where there is no regret),
            ``best_share`` (of the worlds, those in which no schedule did better), ``n`` (worlds in which the regrets of
            all schedules are known), ``unknown`` (the others), ``endless`` (worlds in which the regret is infinite,
            since a recovery was not over though that of another schedule was), and ``troop_years`` (what the schedule
            takes, mean of the worlds).
        """
        frame = pd.DataFrame([self._regret_row(each) for each in self.regrets])
        return frame.astype({"worst_draw": "Int64"})

    def rules(self) -> pd.DataFrame:
        """Give two rows for each rule that was grown, and for all together: on each half of the worlds.

        Returns:
            Columns ``rule`` (its number, or ``together``), ``words``, ``query`` (as `pandas.DataFrame.query` asks it of
            the experiments), ``half`` (``unseen`` or ``grown on``), ``worlds``, ``failures``, ``inside``, ``hits``
            (failures inside), ``draws`` (of the worlds inside), ``coverage``, ``coverage_low``,
            ``coverage_high``, ``density``, ``density_low``, ``density_high`` (with Wilson's intervals of as many worlds
            as their draws count for, since theories share them), ``overall`` (how dense failures are in this half), and
            ``lasts`` (whether it is a rule of failure: on the unseen half, ``density_low`` lies above ``overall``).
        """
        together = [("together", self.found.together)] if self.found.together else []
        every = [*((str(place), rule) for place, rule in enumerate(self.found.rules, start=1)), *together]
        rows = [_rule_row(name, judged, half) for name, judged in every for half in ("unseen", "grown on")]
        return pd.DataFrame(rows, columns=list(_RULES))

    def experiments(self) -> pd.DataFrame:
        """Give a row for each world and schedule: what it was, as `experiments.experiments` has it."""
        return experiments(self.plan, self.shares)

    def outcomes(self) -> pd.DataFrame:
        """Give a row for each world and schedule, in the same order: what came of it."""
        return outcomes(self.shares)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give its tables by the names of their files."""
        return {
            "regret.csv": self.frame(),
            "rules.csv": self.rules(),
            "experiments.csv": self.experiments(),
            "outcomes.csv": self.outcomes(),
        }

    def told(self) -> dict[str, Any]:
        """Say how the tables came about, in the keys of the manifest."""
        from sklearn import __version__ as grower

        question, subject = self.plan.question, self.plan.asked.subject
        return {
            "claim": question.claim.text,
            "names": list(question.schedules),
            "theories": list(self.shares),
            "metrics": [metric.name for metric in self.plan.metrics],
            "key": self.key,
            "seed": subject.seed,
            "persons_per_resident": subject.resolution,
            "overrides": list(question.overrides),
            "interval": subject.level,
            "worlds": self.plan.asked.worlds,
            "says": self.found.says,
            "shuffles": self.found.shuffles,
            "lucky": self.found.lucky,
            "tree": {"library": f"scikit-learn {grower}", "depth": DEPTH, "grown_on": "even draws"},
            "runs": [
                {"theory": name, "draw": number, "schedule": schedule, "hash": scenario.hash}
                for name, share in self.shares.items()
                for schedule, scenarios in share.worlds.schedules.items()
                for number, scenario in zip(share.worlds.numbers, scenarios, strict=True)
            ],
        }

    def plot(self) -> Axes:
        """Draw where the claim fails, and what each schedule may cost."""
        from kfor_sim.plots.discovery import discovery as draw

        return draw(self)

    def __repr__(self) -> str:
        """One line."""
        return f"<Discovery about {', '.join(self.plan.question.schedules)}: {self.found.says}>"

    def _regret_row(self, each: Regretted) -> dict[str, Any]:
        theory, draw = each.worst_in or ("", None)
        summed = each.summed
        return {
            "metric": each.metric.name,
            "unit": each.metric.unit,
            "label": each.metric.label,
            "schedule": each.schedule,
            "mean": summed.mean,
            "error": each.error,
            "p90": each.mostly,
            "worst": summed.worst,
            "worst_theory": theory,
            "worst_draw": draw,
            "best_share": each.best_share,
            "n": summed.n,
            "unknown": len(each.distances) - summed.n,
            "endless": int(np.isinf(each.distances).sum()),
            "troop_years": self.effort(each.schedule),
        }


def discover(
    schedules: str | Path | Sequence[str | Path],
    *,
    claim: str | None = None,
    theories: Sequence[str] | None = None,
    metrics: Sequence[str] | None = None,
    worlds: SupportsIndex | None = None,
    overrides: Iterable[str] = (),
    seed: SupportsIndex | None = None,
    persons_per_resident: SupportsIndex | None = None,
    workers: SupportsIndex | None = 1,
    output: str | Path | None = None,
    progress: bool = False,
    dask: str | None = None,
) -> Discovery:
    """Ask in which worlds a claim about schedules fails, by a rule, and how far each schedule lies behind the best.

    Args:
        schedules: Shipped names or paths of files; worlds are drawn from the ranges of the first. One alone is held
            against ``fast``.
        claim: What is not to fail: an inequality over ``metric(schedule)``, or the name of a registered one; without
            it, that the last schedule is less secure than the first.
        theories: Names of theories; without them the scenario's own mechanisms and all theories.
        metrics: Names of the metrics by which a schedule is regretted; without them a short list.
        worlds: How many worlds for each theory at most; without it 40.
        overrides: Texts such as ``unrest.deterrence=3.0``, set in all schedules, and not drawn any more.
        seed: The seed of design and luck; without it the first schedule's.
        persons_per_resident: How many people a simulated resident stands for; without it the first schedule's.
        workers: How many runs are computed at a time; None takes what this machine has.
        output: A folder of results. What it knows of these runs is used again; the answer gets a folder of its own.
        progress: Whether to show a bar on stderr.
        dask: A Dask cluster that computes instead, as `run` has it.

    Returns:
        Rules (``rules()``: coverage and density, shares from 0 to 1), regrets (``frame()``, in the unit of each metric)
        and experiments (``experiments()`` and ``outcomes()``, a row for each world).

    Source:
        Bryant and Lempert (2010), Thinking inside the box. docs/discovery.md has the method.

    Raises:
        KforError: scikit-learn is not installed, an argument or the folder cannot be used, Ctrl-C was pressed, or a
            worker died.
    """
    plan = plan_of(
        [schedules] if isinstance(schedules, str | Path) else schedules,
        claim=claim,
        theories=theories,
        metrics=metrics,
        worlds=worlds,
        overrides=overrides,
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
) -> Discovery:
    """Answer what was planned; `discover` describes the arguments.

    Raises:
        KforError: As `discover` raises it.
    """
    check_installed()
    shares = shares_of(plan.asked, workers=workers, output=output, progress=progress, dask=dask)
    sample, subject = sample_of(plan, shares), plan.asked.subject
    found = found_in(sample, level=subject.level, seed=subject.seed)
    return kept(Discovery(plan, shares, sample, found, regretted(plan.metrics, shares)), output)


_RULES = (
    *("rule", "words", "query", "half", "worlds", "failures", "inside", "hits", "draws", "coverage"),
    *("coverage_low", "coverage_high", "density", "density_low", "density_high", "overall", "lasts"),
)


def _rule_row(name: str, judged: Judged, half: str) -> dict[str, Any]:
    tally: Tally = judged.unseen if half == "unseen" else judged.grown_on
    told = (
        *(name, judged.words, " or ".join(f"({rule.query})" for rule in judged.rules), half),
        *(tally.worlds, tally.failures, tally.inside, tally.hits, tally.draws, *tally.coverage, *tally.density),
        *(tally.overall, judged.lasts),
    )
    return dict(zip(_RULES, told, strict=True))
