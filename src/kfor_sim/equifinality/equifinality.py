"""What a claim about schedules comes to in worlds that fit the record: under each theory, in which share it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, SupportsIndex

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kfor_sim.answers import Shown, kept
from kfor_sim.calibration import Calibration, Fit
from kfor_sim.calibration import carry_out as calibrated
from kfor_sim.calibration.posterior import interval_of_one, share_of
from kfor_sim.calibration.settling import effective
from kfor_sim.equifinality.planning import Plan, plan_of
from kfor_sim.equifinality.worlds import Worlds, of_fit, of_ranges
from kfor_sim.folders import Folder
from kfor_sim.key import hash_of
from kfor_sim.robustness.question import sources_of
from kfor_sim.scenario import Citation
from kfor_sim.trials import Reading, Trials

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]

NOT_LIKELIER = (
    "A share is of worlds drawn from ranges that we chose, not a probability of anything in Kosovo; it says how far "
    "the conclusion hangs on figures that the evidence leaves open. Rivals that fit and disagree are the finding."
)
FEWEST = 10
"""Worlds of equal weight below which no share is given."""
_HALF = 0.5


@dataclass(frozen=True, eq=False, slots=True)
class Share:
    """In which share of a theory's worlds a claim holds.

    Attributes:
        theory: The name of the theory.
        label: What tables and pictures call it.
        worlds: The worlds.
        gaps: By how much the claim holds in each, of a chain the link by which it holds least; above 0 it holds.
        metrics: Every metric by schedule, shape (world,).
        holds: The share of worlds in which it holds, of those in which the gap is known.
        low, high: Wilson's interval of it.
        equal: The share in which there is no difference.
        fit: What the worlds were fitted with; None where they were not.
    """

    theory: str
    label: str
    worlds: Worlds
    gaps: Floats
    metrics: Mapping[str, Mapping[str, Floats]]
    holds: float
    low: float
    high: float
    equal: float
    fit: Fit | None

    @property
    def n(self) -> int:
        """Worlds in which something is known of the gap."""
        return int(np.count_nonzero(~np.isnan(self.gaps)))

    @property
    def says(self) -> str:
        """``more often than not``, ``less often than not``, ``cannot be told``, or ``no fit found``."""
        if effective(self.worlds.weights) < FEWEST:
            return "no fit found" if self.fit and self.fit.verdict == "no fit found" else "too few worlds"
        if self.low > _HALF:
            return "more often than not"
        return "less often than not" if self.high < _HALF else "cannot be told"


@dataclass(frozen=True, slots=True)
class Equifinality(Shown):
    """A claim about schedules in worlds that fit the record as well as one another, theory by theory.

    Attributes:
        plan: What was asked.
        shares: By theory, the schedules' own mechanisms first.
        calibration: What the worlds were fitted with; None where all from the ranges count.
        store: Where tables and pictures are kept; None if nowhere.
    """

    plan: Plan
    shares: Mapping[str, Share]
    calibration: Calibration | None
    store: Folder | None = None

    kind: ClassVar[str] = "ensemble"

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
        return hash_of([self.kind, self.plan.key])

    @property
    def credit(self) -> str:
        """Which runs a picture shows, in a few words."""
        plan, names = self.plan, ", ".join(self.plan.question.schedules)
        which = f"held to the {plan.subject.evidence} evidence" if plan.is_fitted else "from the ranges, not fitted"
        return f"{names}: up to {plan.worlds} worlds a theory, {which}, seed {plan.subject.seed}, key {self.key[:12]}"

    @property
    def bibliography(self) -> tuple[Citation, ...]:
        """The sources of all schedules under all theories, of the evidence, and of the method."""
        own = {citation.key: citation for citation in self.calibration.bibliography} if self.calibration else {}
        known = self.plan.question.theories
        entries = [known[name] for name in self.shares if name in known]
        others = sources_of([*self.plan.subject.under.values(), *self.plan.question.base.values()], entries)
        found = {citation.key: citation for citation in others} | own
        return tuple(found[key] for key in sorted(found))

    def saying(self, what: str) -> list[str]:
        """Name the theories of which `Share.says` says something."""
        return [name for name, share in self.shares.items() if share.says == what]

    def frame(self) -> pd.DataFrame:
        """Give a row for each theory: in which share of its worlds the claim holds.

        Returns:
            Columns ``theory``, ``label``, ``verdict`` (of the fit; empty where worlds were not fitted), ``n`` (worlds),
            ``effective`` (as how many of equal weight they count), ``holds``, ``low`` and ``high`` (the share in which
            the claim holds, with Wilson's interval), ``equal`` (the share without any difference), ``gap_low``,
            ``gap_median`` and ``gap_high`` (of what is claimed to be larger less what is claimed to be smaller),
            ``says``, ``unknown`` (worlds in which nothing is known of the gap), and
            ``left_out`` (worlds whose figures contradict another schedule).
        """
        return pd.DataFrame([_row(share, self.plan.subject.level) for share in self.shares.values()])

    def worlds(self) -> pd.DataFrame:
        """Give a row for each world and schedule.

        Returns:
            Columns ``theory``, ``draw``, ``weight``, ``gap``, ``schedule`` and every metric.
        """
        frames = [
            pd.DataFrame(
                {"theory": name, "draw": share.worlds.numbers, "weight": share.worlds.weights, "gap": share.gaps}
                | {"schedule": schedule, **metrics}
            )
            for name, share in self.shares.items()
            for schedule, metrics in share.metrics.items()
        ]
        return pd.concat(frames, ignore_index=True)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give its tables by the names of their files."""
        return {"shares.csv": self.frame(), "worlds.csv": self.worlds()}

    def told(self) -> dict[str, Any]:
        """Say how the tables came about, in the keys of the manifest."""
        question, subject = self.plan.question, self.plan.subject
        return {
            "claim": question.claim.text,
            "names": list(question.schedules),
            "theories": list(self.shares),
            "key": self.key,
            "seed": subject.seed,
            "persons_per_resident": subject.resolution,
            "overrides": list(question.overrides),
            "interval": subject.level,
            "fitted": self.plan.is_fitted,
            "evidence": subject.evidence,
            "reading_of_2003": subject.reading,
            "budget": subject.budget,
            "worlds": self.plan.worlds,
            "calibration": self.calibration.folder.name if self.calibration and self.calibration.folder else None,
            "runs": [
                {"theory": name, "draw": number, "schedule": schedule, "hash": scenario.hash}
                for name, share in self.shares.items()
                for schedule, scenarios in share.worlds.schedules.items()
                for number, scenario in zip(share.worlds.numbers, scenarios, strict=True)
            ],
        }

    def plot(self) -> Axes:
        """Draw the same record and the different answers."""
        from kfor_sim.plots.equifinality import equifinality as draw

        return draw(self)

    def __repr__(self) -> str:
        """One line."""
        return f"<Equifinality of {', '.join(self.plan.question.schedules)} under {', '.join(self.shares)}>"


def ensemble(
    schedules: str | Path | Sequence[str | Path],
    *,
    posterior: bool = False,
    claim: str | None = None,
    theories: Sequence[str] | None = None,
    evidence: str = "brief",
    reading: str = "brief",
    budget: SupportsIndex | None = None,
    worlds: SupportsIndex | None = None,
    overrides: Iterable[str] = (),
    seed: SupportsIndex | None = None,
    persons_per_resident: SupportsIndex | None = None,
    workers: SupportsIndex | None = 1,
    output: str | Path | None = None,
    progress: bool = False,
    dask: str | None = None,
) -> Equifinality:
    """Ask in which share of worlds a claim about schedules holds, under each theory.

    Args:
        schedules: Shipped names or paths of files; the first is the one that worlds are fitted with. One alone is held
            against ``fast``.
        posterior: Whether only worlds count that fit the evidence; else all from the ranges.
        claim: As `robust` has it; without it, that the last schedule is less secure than the first.
        theories: Names of theories; without them the scenario's own mechanisms and all theories.
        evidence: The name of a set of targets in scenarios/targets.toml.
        reading: The name of a reading of the strength in 2003.
        budget: Draws for each theory, as `calibrate` has it.
        worlds: How many worlds for each theory at most; without it `WORLDS`.
        overrides: Texts such as ``unrest.deterrence=3.0``, set in all schedules.
        seed: The seed of design and luck; without it the first schedule's.
        persons_per_resident: How many people a simulated resident stands for; without it the first schedule's.
        workers: How many runs are computed at a time; None takes what this machine has.
        output: A folder of results. What it knows of these runs is used again; the answer gets a folder of its own.
        progress: Whether to show a bar on stderr.
        dask: A Dask cluster that computes instead, as `run` has it.

    Returns:
        The shares: ``frame()`` has a row for each theory with the share of worlds in which the claim holds (0 to 1) and
        Wilson's interval; ``worlds()`` one for each world and schedule.

    Raises:
        KforError: An argument or the folder cannot be used, Ctrl-C was pressed, or a worker died.
    """
    plan = plan_of(
        [schedules] if isinstance(schedules, str | Path) else schedules,
        posterior=posterior,
        claim=claim,
        theories=theories,
        evidence=evidence,
        reading=reading,
        budget=budget,
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
) -> Equifinality:
    """Answer what was planned; `ensemble` describes the arguments.

    Raises:
        KforError: As `ensemble` raises it.
    """
    where: dict[str, Any] = {"workers": workers, "output": output, "dask": dask, "progress": progress}
    calibration = calibrated(plan.subject, **where) if plan.is_fitted else None
    return kept(Equifinality(plan, shares_of(plan, calibration, **where), calibration), output)


def shares_of(
    plan: Plan,
    calibration: Calibration | None = None,
    *,
    workers: SupportsIndex | None = 1,
    output: str | Path | None = None,
    progress: bool = False,
    dask: str | None = None,
) -> dict[str, Share]:
    """Live through the worlds of each theory under every schedule, and measure the claim in them.

    Args:
        plan: What is asked.
        calibration: What the worlds are fitted with; None takes all from the ranges.
        workers: As `ensemble` has it, and so are the others.
        output: Where runs are kept and found again.
        progress: Whether to show a bar.
        dask: A Dask cluster.

    Returns:
        By theory, the schedules' own mechanisms first.

    Raises:
        KforError: As `ensemble` raises it.
    """
    shares = {}
    with Trials(shown=progress, workers=workers, output=output, dask=dask) as trials:
        for theory, scenario in plan.subject.under.items():
            schedules = plan.question.under(theory)
            fit = calibration.fits[theory] if calibration else None
            worlds = of_fit(fit, schedules, plan.worlds) if fit else of_ranges(scenario, schedules, plan.worlds)
            asked = worlds.wanted()
            label = f"{', '.join(schedules)} under {theory}"
            readings = trials.read(asked, label=label) if asked else []
            shares[theory] = _share(plan, theory, worlds, readings, fit)
    return shares


def _share(plan: Plan, theory: str, worlds: Worlds, readings: Sequence[Reading], fit: Fit | None) -> Share:
    """Measure the claim in each world."""
    question, each = plan.question, iter(readings)
    metrics = {
        schedule: _joined([next(each) for _ in scenarios], question.metrics)
        for schedule, scenarios in worlds.schedules.items()
    }
    links = question.claim.gaps(lambda metric, schedule: metrics[schedule][metric])
    gaps = np.min(links, axis=0)
    known = ~np.isnan(gaps)
    holds, low, high = share_of(gaps[known] > 0, worlds.weights[known], level=plan.subject.level)
    equal = share_of(gaps[known] == 0, worlds.weights[known], level=plan.subject.level)[0]
    label = plan.subject.label(theory)
    return Share(theory, label, worlds, gaps, metrics, holds, low, high, equal, fit)


def _joined(readings: Sequence[Reading], metrics: Iterable[Any]) -> dict[str, Floats]:
    """Put the metrics of worlds together, by name, shape (world,)."""
    names = [metric.name for metric in metrics]
    return {name: np.array([reading.metrics[name][0] for reading in readings]) for name in names}


def _row(share: Share, level: float) -> dict[str, Any]:
    low, median, high = interval_of_one(share.gaps, share.worlds.weights, level=level)
    return {
        "theory": share.theory,
        "label": share.label,
        "verdict": share.fit.verdict if share.fit else "",
        "n": share.n,
        "effective": effective(share.worlds.weights[~np.isnan(share.gaps)]),
        "holds": share.holds,
        "low": share.low,
        "high": share.high,
        "equal": share.equal,
        "gap_low": low,
        "gap_median": median,
        "gap_high": high,
        "says": share.says,
        "unknown": len(share.gaps) - share.n,
        "left_out": share.worlds.contradictions,
    }
