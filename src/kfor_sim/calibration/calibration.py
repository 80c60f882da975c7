"""Calibration: what the evidence leaves of the ranges under each theory, and which theories fit at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, SupportsIndex

import pandas as pd

from kfor_sim.answers import Shown, kept
from kfor_sim.calibration.fitting import Fit, fit
from kfor_sim.calibration.planning import Subject, subject_of
from kfor_sim.calibration.record import METHOD, posterior_rows, record_of
from kfor_sim.calibration.rows import RECOVERY, fit_row, reading_row, recovery_rows, target_rows
from kfor_sim.folders import Folder
from kfor_sim.names import safe_name
from kfor_sim.robustness.question import sources_of
from kfor_sim.scenario import Citation
from kfor_sim.scenario.evidence import evidence
from kfor_sim.trials import Trials

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OF_THE_METHOD = ("beaumont-2002", "wilkinson-2013", "talts-2018", "beven-2006")
"""What the method is taken from: keys of sources.toml."""
NO_CHOICE = (
    "That more draws of one theory fit than of another does not make it the likelier one: it depends on how wide its "
    "ranges are. What matters is which theories fit at all, and what they then disagree about."
)


@dataclass(frozen=True, slots=True)
class Calibration(Shown):
    """What the evidence leaves of a scenario's ranges, theory by theory.

    Attributes:
        subject: What was fitted.
        fits: By theory, the scenario's own mechanisms first.
        store: Where records, tables and pictures are kept; None if nowhere.
    """

    subject: Subject
    fits: Mapping[str, Fit]
    store: Folder | None = None

    kind: ClassVar[str] = "calibrate"

    @property
    def about(self) -> str:
        """The scenario by which its folder is called."""
        return self.subject.base.name

    @property
    def folder(self) -> Path | None:
        """Where records, tables and pictures are kept; None if nowhere."""
        return self.store.folder if self.store else None

    @property
    def key(self) -> str:
        """What the calibration depends on, as a hash."""
        return self.subject.key

    @property
    def credit(self) -> str:
        """Which runs a picture shows, in a few words."""
        subject = self.subject
        return (
            f"{subject.base.name}, {evidence().sets[subject.evidence].label}: {subject.budget} draws of seed "
            f"{subject.seed} for each theory, key {self.key[:12]}"
        )

    @property
    def bibliography(self) -> tuple[Citation, ...]:
        """The sources of the scenario under its theories, of the targets, and of the method."""
        subject = self.subject
        entries = [entry for theory in self.fits if (entry := subject.entry(theory))]
        uses = [(key, f"targets.{name}") for name, target in subject.targets.items() for key in target.sources]
        return sources_of(subject.under.values(), entries, [*uses, *((key, "method") for key in OF_THE_METHOD)])

    def frame(self) -> pd.DataFrame:
        """Give a row for each theory: whether it fits.

        Returns:
            Columns ``theory``, ``label``, ``verdict``, ``draws`` (those that do not contradict themselves), ``even``
            (those of them that were not guided), ``contradictions``, ``within`` (draws that meet every target),
            ``share``, ``share_low`` and ``share_high`` (of even draws from the ranges, with Wilson's interval),
            ``kept``, ``effective`` (as how many of equal weight they count), ``tolerance`` (by how much tolerances were
            widened), ``hardest`` and ``hardest_met`` (the target that the fewest draws meet, and their share), and
            ``moved`` (figures that the evidence has moved).
        """
        return pd.DataFrame([fit_row(each) for each in self.fits.values()])

    def posterior(self) -> pd.DataFrame:
        """Give a row for each theory and figure: the range put in, and the interval that the evidence leaves.

        Returns:
            Columns ``theory`` and those of `posterior_rows`.
        """
        return pd.DataFrame(
            [{"theory": name, **row} for name, each in self.fits.items() for row in posterior_rows(each)]
        )

    def targets(self) -> pd.DataFrame:
        """Give a row for each theory and target: what was accepted, and what draws and kept draws showed.

        Returns:
            Columns ``theory``, ``target``, ``label``, ``use``, ``recorded``, ``at_least``, ``at_most``,
            ``met_by_draws`` and ``met_by_kept`` (shares), and ``low``, ``median`` and ``high`` of what kept draws
            showed.
        """
        return pd.DataFrame([row for name, each in self.fits.items() for row in target_rows(name, each)])

    def recovery(self) -> pd.DataFrame:
        """Give a row for each theory and figure: how often intervals held a known truth.

        Returns:
            Columns ``theory``, ``figure``, ``truths``, ``held``, ``share``, ``low`` and ``high`` (the exact binomial
            interval of Clopper and Pearson), ``width`` (mean width of the intervals as a share of the range; as wide as
            the level where nothing was learnt).
        """
        rows = [row for name, each in self.fits.items() for row in recovery_rows(name, each)]
        return pd.DataFrame(rows, columns=list(RECOVERY))

    def marks(self) -> pd.DataFrame:
        """Give a row for each theory and strength on record that no fit saw.

        Returns:
            Columns ``theory``, ``years``, ``on``, ``troops``, ``low``, ``median``, ``high`` (the band of kept worlds)
            and ``inside``.
        """
        rows = [
            {"theory": name, "years": mark.years, "on": mark.on.isoformat(), "troops": mark.troops}
            | {"low": mark.low, "median": mark.median, "high": mark.high, "inside": mark.inside}
            for name, each in self.fits.items()
            for mark in each.marks
        ]
        return pd.DataFrame(rows, columns=["theory", "years", "on", "troops", "low", "median", "high", "inside"])

    def draws(self) -> pd.DataFrame:
        """Give a row for each draw that does not contradict itself: whether it was kept, and what it showed.

        Returns:
            Columns ``theory``, ``draw`` (its number in the design, and that of its luck), ``distance`` (from the worst
            target in tolerances; infinite where a pattern is not met), ``weight``, ``kept``, and a column for each
            target.
        """
        frames = []
        for name, each in self.fits.items():
            frame = pd.DataFrame(
                {"theory": name, "draw": each.draws.numbers, "distance": each.misses.max(axis=1, initial=0.0)}
            )
            frame["weight"] = each.draws.weights
            frame["kept"] = frame.index.isin(each.settled.kept)
            frames.append(frame.assign(**{target.name: each.showed[target.name] for target in each.targets}))
        return pd.concat(frames, ignore_index=True)

    def worlds(self) -> pd.DataFrame:
        """Give a row for each kept draw and figure.

        Returns:
            Columns ``theory``, ``draw``, ``weight``, ``figure``, ``value`` and ``adjusted`` (moved by regression where
            tolerances were widened).
        """
        frames = []
        for name, each in self.fits.items():
            values = each.draws.figures[each.settled.kept]
            for column, figure in enumerate(each.draws.ranges):
                frames.append(
                    pd.DataFrame(
                        {
                            "theory": name,
                            "draw": [each.draws.numbers[place] for place in each.settled.kept],
                            "weight": each.settled.weights,
                            "figure": figure.path,
                            "value": values[:, column],
                            "adjusted": [figure.at(share) for share in each.settled.shares[:, column]],
                        }
                    )
                )
        return pd.concat(frames, ignore_index=True)

    def readings(self) -> pd.DataFrame:
        """Give a row for each theory and reading of the strength in 2003: what the choice of reading changes.

        Returns:
            Columns ``theory``, ``reading``, ``share``, ``share_low`` and ``share_high`` (of even draws that meet every
            target), ``kept``, ``tolerance``; the rows of a theory are alike where the schedule has its levels put in.
        """
        return pd.DataFrame([reading_row(*one) for one in self._read()])

    def left_by_reading(self) -> pd.DataFrame:
        """Give a row for each theory, reading, and figure that either reading moves: what the choice leaves of it.

        Returns:
            Columns ``theory``, ``reading`` and those of `posterior_rows`; none where no reading moves anything.
        """
        rows = [
            {"theory": name, "reading": reading, **row}
            for name, reading, each in self._read()
            for row in posterior_rows(each)
        ]
        frame = pd.DataFrame(rows)
        moved = frame[frame["moved"]]
        return frame[
            frame[["theory", "figure"]]
            .apply(tuple, axis=1)
            .isin(set(zip(moved["theory"], moved["figure"], strict=True)))
        ]

    def _read(self) -> Iterator[tuple[str, str, Fit]]:
        """Hold the draws of each theory to each reading."""
        for name, each in self.fits.items():
            for reading in evidence().readings:
                yield name, reading, each.held_to(self.subject.read_as(reading).values())

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give its tables by the names of their files."""
        return {
            "fit.csv": self.frame(),
            "posterior.csv": self.posterior(),
            "targets.csv": self.targets(),
            "recovery.csv": self.recovery(),
            "marks.csv": self.marks(),
            "readings.csv": self.readings(),
            "readings_left.csv": self.left_by_reading(),
            "draws.csv": self.draws(),
            "worlds.csv": self.worlds(),
        }

    def records(self) -> dict[str, dict[str, Any]]:
        """Give the record of each theory by its file, to be put into ``calibrations/`` beside a scenario."""
        names: dict[str, str] = {}
        for name in self.fits:
            stem = f"record-{safe_name(name)}"
            names[f"{stem}-{len(names)}.json" if f"{stem}.json" in names else f"{stem}.json"] = name
        return {file: record_of(self.fits[name], self.subject) for file, name in names.items()}

    def told(self) -> dict[str, Any]:
        """Say how the tables came about, in the keys of the manifest."""
        subject = self.subject
        return {
            "reading": NO_CHOICE,
            "names": [subject.base.name],
            "theories": list(self.fits),
            "key": self.key,
            "seed": subject.seed,
            "persons_per_resident": subject.resolution,
            "overrides": list(subject.overrides),
            "evidence": subject.evidence,
            "reading_of_2003": subject.reading,
            "budget": subject.budget,
            "interval": subject.level,
            "method": METHOD,
            "left_out": subject.left_out,
            "runs": [{"theory": name, "hash": scenario.hash} for name, scenario in subject.under.items()],
        }

    def plot(self) -> Axes:
        """Draw what the evidence leaves of the ranges."""
        from kfor_sim.plots.calibration_posterior import posterior as draw

        return draw(self)

    def plot_pairs(self) -> Axes:
        """Draw which figures are drawn in pairs by the evidence."""
        from kfor_sim.plots.calibration_pairs import pairs

        return pairs(self)

    def plot_fit(self) -> Axes:
        """Draw the record beside what the accepted worlds make of it."""
        from kfor_sim.plots.calibration_fit import fit

        return fit(self)

    def plot_marks(self) -> Axes:
        """Draw the recorded strengths that were kept out of the fit.

        Raises:
            InputError: None were.
        """
        from kfor_sim.plots.calibration_marks import marks

        return marks(self)

    def __repr__(self) -> str:
        """One line."""
        subject = self.subject
        return f"<Calibration of {subject.base.name} to the {subject.evidence} evidence under {', '.join(self.fits)}>"


def calibrate(
    scenario: str | Path,
    *,
    theory: str | None = None,
    evidence: str = "brief",
    reading: str = "brief",
    budget: SupportsIndex | None = None,
    overrides: Iterable[str] = (),
    seed: SupportsIndex | None = None,
    persons_per_resident: SupportsIndex | None = None,
    workers: SupportsIndex | None = 1,
    output: str | Path | None = None,
    progress: bool = False,
    dask: str | None = None,
) -> Calibration:
    """Ask what the evidence leaves of the ranges of a scenario, under each theory.

    Args:
        scenario: A shipped name or the path of a file.
        theory: The name of a theory; without it the scenario's own mechanisms and all theories.
        evidence: The name of a set of targets in scenarios/targets.toml.
        reading: The name of a reading of the strength in 2003.
        budget: Draws for each theory; without it `BUDGET`. A larger one goes on from a smaller one.
        overrides: Texts such as ``unrest.deterrence=3.0``; what is set is not drawn any more.
        seed: The seed of design and luck; without it the scenario's.
        persons_per_resident: How many people a simulated resident stands for; without it the scenario's.
        workers: How many draws are computed at a time; None takes what this machine has.
        output: A folder of results. What it knows of these draws is used again; the calibration gets a folder of its
            own.
        progress: Whether to show a bar on stderr.
        dask: A Dask cluster that computes instead, as `run` has it.

    Returns:
        The calibration: ``frame()`` has a row for each theory, ``posterior()`` one for each figure with its quantiles
        in its own unit, ``targets()`` one for each target with its fit.

    Source:
        Rejection with regression adjustment, after Beaumont, Zhang and Balding (2002), Approximate Bayesian computation
        in population genetics; docs/calibration.md has the method.

    Raises:
        KforError: An argument or the folder cannot be used, Ctrl-C was pressed, or a worker died.
    """
    subject = subject_of(
        scenario,
        theories=None if theory is None else (theory,),
        evidence_set=evidence,
        reading=reading,
        budget=budget,
        overrides=overrides,
        seed=seed,
        persons_per_resident=persons_per_resident,
    )
    return carry_out(subject, workers=workers, output=output, progress=progress, dask=dask)


def carry_out(
    subject: Subject,
    *,
    workers: SupportsIndex | None = 1,
    output: str | Path | None = None,
    progress: bool = False,
    dask: str | None = None,
) -> Calibration:
    """Fit what was planned; `calibrate` describes the arguments.

    Raises:
        KforError: As `calibrate` raises it.
    """
    fits = {}
    with Trials(output=output, workers=workers, dask=dask, shown=progress) as trials:
        for number, theory in enumerate(subject.under, start=1):
            of = f" ({number} of {len(subject.under)})" if len(subject.under) > 1 else ""
            fits[theory] = fit(subject, theory, trials, label=f"{subject.base.name} under {theory}{of}")
    found = Calibration(subject, fits)
    return kept(found, output, documents=found.records())
