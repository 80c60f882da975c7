"""The scorecard: every pattern of the record under one theory or all, as it is and with its own input knocked out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, SupportsIndex

import pandas as pd

from kfor_sim.answers import Shown, kept
from kfor_sim.folders import Folder
from kfor_sim.key import hash_of
from kfor_sim.measures import MEASURES, course_of
from kfor_sim.prepare import calendar_of
from kfor_sim.robustness.question import sources_of
from kfor_sim.scenario import Citation, Scenario
from kfor_sim.scenario.targets import PatternTarget
from kfor_sim.scorecard.planning import Plan, Subject, plan_of
from kfor_sim.scorecard.scoring import Score, Tested, judged, score, tested, unaltered, unscored
from kfor_sim.trials import Reading, Trials

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TABLE = "scorecard.csv"
NO_TOTAL = (
    "Rows are not added up: they are neither independent nor of equal weight, and a theory with more of them is not "
    "the better one."
)


@dataclass(frozen=True, slots=True)
class Scorecard(Shown):
    """Which patterns of the record the model yields without their being put in, theory by theory; never a total.

    Attributes:
        plan: What was run.
        scores: By pattern and theory.
        store: Where tables and pictures are kept; None if nowhere.
    """

    plan: Plan
    scores: Mapping[tuple[str, str], Score]
    store: Folder | None = None

    kind: ClassVar[str] = "scorecard"

    @property
    def about(self) -> str:
        """The scenario by which its folder is called."""
        return self.subject.base.name

    @property
    def subject(self) -> Subject:
        """What is scored."""
        return self.plan.subject

    @property
    def folder(self) -> Path | None:
        """Where tables and pictures are kept; None if nowhere."""
        return self.store.folder if self.store else None

    @property
    def key(self) -> str:
        """What the scorecard depends on, as a hash."""
        subject = self.subject
        content = [
            self.kind,
            [(name, scenario.hash) for name, scenario in self.plan.scenarios.items()],
            sorted(subject.numbers.items()),
            {name: target.model_dump(mode="json") for name, target in subject.targets.items()},
            [repr(subject.entry(name)) for name in subject.theories],
        ]
        return hash_of(content)

    @property
    def credit(self) -> str:
        """Which runs a picture shows, in a few words."""
        subject = self.subject
        return (
            f"{subject.base.name}: {subject.numbers['replicates']} replicates of seed {subject.numbers['seed']} for "
            f"each theory and knock-out, key {self.key[:12]}"
        )

    @property
    def bibliography(self) -> tuple[Citation, ...]:
        """The sources of the scenario under all theories, of what is said against these, and of the patterns."""
        entries = [entry for theory in self.subject.theories if (entry := self.subject.entry(theory))]
        uses = [(key, f"patterns.{name}") for name, target in self.subject.targets.items() for key in target.sources]
        return sources_of(self.plan.scenarios.values(), entries, uses)

    def frame(self) -> pd.DataFrame:
        """Give a row for each pattern, theory and knock-out.

        Returns:
            Columns ``row``, ``theory``, ``status``; ``measured`` (median over replicates), ``low``, ``high``, ``n``,
            ``verdict`` and ``agree`` (replicates that say the same alone); ``knock_out``, ``then`` (what must become
            of the pattern), ``knocked_measured``, ``knocked_low``, ``knocked_high``, ``knocked_verdict``,
            ``survives``; ``yielded``, ``counts`` and ``why`` of the row as a whole.
        """
        return pd.DataFrame([row for score_ in self.scores.values() for row in _rows(score_)], columns=list(_COLUMNS))

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give its table by the name of its file."""
        return {TABLE: self.frame()}

    def told(self) -> dict[str, Any]:
        """Say how the table came about, in the keys of the manifest."""
        subject, plan = self.subject, self.plan
        return {
            "reading": NO_TOTAL,
            "names": [subject.base.name],
            "theories": list(subject.theories),
            "key": self.key,
            **subject.numbers,
            "overrides": list(subject.overrides),
            "interval": subject.interval,
            "targets": {name: target.model_dump(mode="json") for name, target in subject.targets.items()},
            "runs": [
                *({"theory": name, "hash": scenario.hash} for name, scenario in plan.scenarios.items()),
                *(
                    {"theory": theory, "row": pattern, "knock_out": knock_out, "hash": scenario.hash}
                    for (theory, pattern, knock_out), scenario in plan.knocked.items()
                ),
            ],
        }

    def plot(self) -> Axes:
        """Draw the matrix of patterns and theories, or one theory in detail."""
        from kfor_sim.plots.scorecard import scorecard as draw

        return draw(self)

    def __repr__(self) -> str:
        """One line."""
        return f"<Scorecard of {self.subject.base.name} under {', '.join(self.subject.theories)}>"


def score_patterns(
    scenario: str | Path,
    *,
    theory: str | None = None,
    overrides: Iterable[str] = (),
    replicates: SupportsIndex | None = None,
    seed: SupportsIndex | None = None,
    persons_per_resident: SupportsIndex | None = None,
    workers: SupportsIndex | None = 1,
    output: str | Path | None = None,
    progress: bool = False,
    dask: str | None = None,
) -> Scorecard:
    """Say which patterns of the record the model yields without their being put in.

    Each pattern is measured as it is, and again with its own input knocked out; only what survives counts.

    Args:
        scenario: A shipped name or the path of a file.
        theory: The name of a theory; without it the scenario's own mechanisms and all theories.
        overrides: Texts such as ``unrest.deterrence=3.0``, set after the theory is laid over it.
        replicates: How many; without it `REPLICATES_OF_MATRIX`, or for one theory the scenario's ``run.replicates``.
        seed: The seed of all draws; without it the scenario's.
        persons_per_resident: How many people a simulated resident stands for; without it the scenario's.
        workers: How many replicates are computed at a time; None takes what this machine has.
        output: A folder of results. What it knows of these runs is used again; the scorecard gets a folder of its own.
        progress: Whether to show a bar on stderr.
        dask: A Dask cluster that computes instead, as `run` has it.

    Returns:
        The scores: ``frame()`` has a row for each pattern, theory and knock-out, with the measure in the unit of its
        target in scenarios/targets.toml.

    Raises:
        KforError: An argument or the folder cannot be used, Ctrl-C was pressed, or a worker died.
    """
    numbers = {"replicates": replicates, "seed": seed, "persons_per_resident": persons_per_resident}
    plan = plan_of(scenario, theory=theory, overrides=overrides, **numbers)
    return carry_out(plan, workers=workers, output=output, progress=progress, dask=dask)


def carry_out(
    plan: Plan,
    *,
    workers: SupportsIndex | None = 1,
    output: str | Path | None = None,
    progress: bool = False,
    dask: str | None = None,
) -> Scorecard:
    """Live through a plan and score it; `score_patterns` describes the arguments.

    Raises:
        KforError: As `score_patterns` raises it.
    """
    with Trials(output=output, workers=workers, dask=dask, shown=progress) as trials:
        came = trials.read(plan.wanted, label=f"scorecard of {plan.subject.base.name}")
    scores = {(each.pattern, each.theory): each for each in _scores(plan, came)}
    return kept(Scorecard(plan, scores), output)


def _scores(plan: Plan, came: Iterable[Reading]) -> Iterator[Score]:
    """Score every pattern under every theory, pattern by pattern."""
    whole, knocked = plan.readings(came)
    subject = plan.subject
    for name, target in subject.targets.items():
        for theory, scenario in plan.scenarios.items():
            if (theory, name) in plan.reasons:
                status, why = plan.reasons[theory, name]
                yield unscored(name, theory, "not scored" if status == "not scored" else "not in this scenario", why)
                continue
            base = whole[theory]
            tests = [
                _tested(target, scenario, base, knocked[theory, name, knock_out.name], number)
                for number, knock_out in enumerate(target.knock_outs)
            ]
            value = judged(_measured(target, scenario, base), target, interval=subject.interval)
            yield score(name, target, theory, scenario, value, tests)


def _measured(target: PatternTarget, scenario: Scenario, reading: Reading) -> Any:
    course = course_of(reading.traces, target, calendar_of(scenario), scenario.tables.homicides)
    return MEASURES[target.measure].compute(course)


def _tested(target: PatternTarget, scenario: Scenario, base: Reading, after: Reading, number: int) -> Tested:
    """Measure a pattern with an input knocked out, and hold it against the scenario as it is."""
    course = course_of(after.traces, target, calendar_of(scenario))
    measure = MEASURES[target.measure]
    same = unaltered(measure.traces, base.traces, after.traces, weeks=course.weeks)
    values = _measured(target, scenario, after)
    interval = scenario.value("run.interval")
    return tested(target.knock_outs[number], values, target, unaltered=same, interval=interval)


_COLUMNS = (
    *("row", "theory", "status", "measured", "low", "high", "n", "verdict", "agree"),
    *("knock_out", "then", "knocked_measured", "knocked_low", "knocked_high", "knocked_verdict", "survives"),
    *("yielded", "counts", "why"),
)


def _rows(each: Score) -> Iterator[dict[str, Any]]:
    """Lay a score out, a row for each knock-out; one row where it is not scored."""
    value = each.value
    start: dict[str, Any] = {"row": each.pattern, "theory": each.theory, "status": each.status}
    if value:
        start |= {"measured": value.median, "low": value.low, "high": value.high, "n": value.n}
        start |= {"verdict": value.verdict, "agree": value.agree}
    end = {"yielded": each.yielded, "counts": each.counts, "why": each.why}
    for test in each.tested:
        after = test.value
        yield {
            **start,
            "knock_out": test.knock_out.name,
            "then": test.knock_out.then,
            "knocked_measured": after.median,
            "knocked_low": after.low,
            "knocked_high": after.high,
            "knocked_verdict": after.verdict,
            "survives": "" if test.survives is None else test.survives,
            **end,
        }
    if not each.tested:
        yield {**start, **end}
