"""What a conclusion rests on: its grounds, the assumptions in the order of their influence, and where it turns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, SupportsIndex

import pandas as pd

from kfor_sim.answers import Shown, kept
from kfor_sim.audit.grounds import Grounds, grounds_of
from kfor_sim.audit.planning import Plan, plan_of
from kfor_sim.folders import Folder
from kfor_sim.key import hash_of
from kfor_sim.robustness import Breaking
from kfor_sim.robustness.breaking import Departures, tried
from kfor_sim.robustness.departures import FigureRange
from kfor_sim.robustness.searching import Way
from kfor_sim.scenario import Citation
from kfor_sim.scenario.omissions import omissions
from kfor_sim.sensitivity import Sensitivity
from kfor_sim.sensitivity import carry_out as analysed
from kfor_sim.trials import Trials
from kfor_sim.written import hash_of_files

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OF_THE_METHOD = "saltelli-2020"
"""Where the five points come from: a key of sources.toml."""
_METHOD = ("audit/audit.py", "audit/grounds.py", "audit/planning.py")


@dataclass(frozen=True, slots=True)
class Audit(Shown):
    """What a conclusion rests on.

    Attributes:
        plan: What was audited.
        grounds: What each schedule stands on, by its name.
        analysis: The assumptions in the order of their influence.
        turning: Where along the ranges of those weighed singly the conclusion is lost; None where none is drawn.
        store: Where the page and tables are kept; None if nowhere.
    """

    plan: Plan
    grounds: Mapping[str, Grounds]
    analysis: Sensitivity
    turning: Breaking | None
    store: Folder | None = None

    kind: ClassVar[str] = "audit"

    @property
    def about(self) -> str:
        """The schedule by which its folder is called."""
        return self.analysis.about

    @property
    def folder(self) -> Path | None:
        """Where the page and tables are kept; None if nowhere."""
        return self.store.folder if self.store else None

    @property
    def key(self) -> str:
        """What it depends on, as a hash."""
        turning = self.turning.key if self.turning else None
        told = (repr(self.grounds), repr(omissions()), hash_of_files(*_METHOD))
        return hash_of([self.kind, self.analysis.key, turning, *told])

    @property
    def credit(self) -> str:
        """Which runs a picture shows, in a few words."""
        return self.analysis.credit

    @property
    def bibliography(self) -> tuple[Citation, ...]:
        """The sources of all that it says."""
        return self.analysis.sources((OF_THE_METHOD, "the five points"))

    def ways(self, figure: str) -> tuple[Way, ...]:
        """Give the ways of a figure to the ends of its range; none where it was not walked."""
        if self.turning is None:
            return ()
        return tuple(way for way in self.turning.ways if way.figure.path == figure)

    def frame(self) -> pd.DataFrame:
        """Give a row for each assumption, as `Sensitivity.frame`, and where along it the conclusion is lost.

        Returns:
            Its columns; ``walked``, whether that was looked at; and ``lost_below`` and ``lost_above``: the value
            nearest to the scenario's at which the conclusion is lost or can no longer be told from luck, with every
            other figure as it is; NaN where it is not.
        """
        frame = self.analysis.frame()
        frame["walked"] = [bool(self.ways(path)) for path in frame["figure"]]
        for column, side in (("lost_below", -1), ("lost_above", 1)):
            frame[column] = [self._lost(path, side) for path in frame["figure"]]
        return frame

    def _lost(self, figure: str, side: int) -> float:
        """Give where a conclusion is lost on one side of a figure."""
        for way in self.ways(figure):
            if way.lost and (way.end.value - way.figure.default) * side > 0:
                return way.lost.value
        return float("nan")

    def disagreements(self) -> pd.DataFrame:
        """Give a row for each documented figure of which sources disagree, by schedule."""
        columns = ["schedule", "figure", "used", "low", "high", "unit", "source", "as_of", "note"]
        rows = [
            {"schedule": name} | {column: getattr(each, column) for column in columns[1:]}
            for name, grounds in self.grounds.items()
            for each in grounds.disagreements
        ]
        return pd.DataFrame(rows, columns=columns)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give its tables by the names of their files."""
        return {"assumptions.csv": self.frame(), "disagreements.csv": self.disagreements()}

    def told(self) -> dict[str, Any]:
        """Say how the tables came about, in the keys of the manifest."""
        told = self.analysis.told()
        conclusion = self.plan.conclusion
        return told | {
            "key": self.key,
            "claim": conclusion.claim.text if conclusion else None,
            "verdict": self.turning.default.verdict if self.turning else None,
            "analysis": self.analysis.folder.name if self.analysis.folder else None,
        }

    def plot(self) -> Axes:
        """Draw the tornado."""
        return self.analysis.plot()

    def __repr__(self) -> str:
        """One line."""
        return f"<Audit of {', '.join(self.grounds)}: {self.analysis.study.leader or 'nothing'} matters most>"


def audit_of(
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
) -> Audit:
    """Say what a conclusion about two schedules rests on, or a metric of one.

    Args:
        scenario: A shipped name or the path of a file.
        against: Another one; without it nothing is concluded, and the metric of the first is audited.
        metric: The name of a metric; with two schedules the conclusion is that the second does worse on it. Without it
            and without a claim, that the second is less secure.
        claim: As `robust` has it, instead.
        theory: As `sensitivity_of` has it, and so all that follow.
        trajectories: Of the screening.
        samples: Blocks of the weighing.
        singly: How many figures are weighed one by one, and walked along to see where the conclusion turns.
        overrides: Texts such as ``unrest.deterrence=3.0``.
        replicates: Of every point of the analysis; the walk has replicates of its own, as `break_claim` has them.
        seed: The seed of design and luck.
        persons_per_resident: How many people a simulated resident stands for.
        workers: How many runs are computed at a time; None takes what this machine has.
        output: A folder of results.
        progress: Whether to show a bar on stderr.
        dask: A Dask cluster that computes instead, as `run` has it.

    Returns:
        The audit: ``frame()`` has a row for each figure with its share of the variance (0 to 1) and where along it the
        conclusion is lost, in its own unit; ``disagreements()`` one for each figure on which sources differ.

    Source:
        Saltelli and others (2020), Five ways to ensure that models serve society: a manifesto, for its five points.

    Raises:
        KforError: As `sensitivity_of` raises it.
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
) -> Audit:
    """Audit what was planned; `audit_of` describes the arguments.

    Raises:
        KforError: As `audit_of` raises it.
    """
    analysis = analysed(plan.analysis, workers=workers, output=output, progress=progress, dask=dask)
    with Trials(output=output, workers=workers, dask=dask, shown=progress) as trials:
        turning = tried(plan.conclusion, _walks(plan, analysis), trials) if plan.conclusion else None
    grounds = {name: grounds_of(scenario) for name, scenario in plan.analysis.schedules.items()}
    return kept(Audit(plan, grounds, analysis, turning), output)


def _walks(plan: Plan, analysis: Sensitivity) -> Departures:
    """Walk along the ranges of the figures that were weighed singly, those that all schedules have alike."""
    everywhere = [
        each
        for place, each in enumerate(plan.analysis.ranges)
        if each.path in analysis.study.singly and all(alike[place] for alike in plan.analysis.alike.values())
    ]
    figures = tuple(
        FigureRange(
            each.path,
            each.unit,
            analysis.basis(each.path),
            each.reason,
            each.value,
            each.low,
            each.high,
            each.is_whole,
        )
        for each in everywhere
    )
    return Departures(plan.analysis.theory, plan.analysis.schedules, figures, (), with_pairs=False, left_out=())
