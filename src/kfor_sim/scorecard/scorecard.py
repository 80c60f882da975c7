"""The scorecard: every pattern of the record under one theory or all, as it is and with its own input knocked out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex

import pandas as pd

from kfor_sim.arguments import with_arguments
from kfor_sim.errors import InputError
from kfor_sim.export import put_manifest, versions, write_csv
from kfor_sim.folders import Folder
from kfor_sim.names import MANIFEST, answer_folder_name
from kfor_sim.prepare import calendar_of
from kfor_sim.results import ILLUSTRATIVE
from kfor_sim.robustness.question import sources_of
from kfor_sim.scenario import Citation, Scenario, TheoryEntry, load
from kfor_sim.scenario.suggestions import did_you_mean
from kfor_sim.scenario.targets import PatternTarget, pattern_targets
from kfor_sim.scorecard.knock_outs import KNOCK_OUTS, knocked_out, lacking, with_settings
from kfor_sim.scorecard.patterns import MEASURES, course_of
from kfor_sim.scorecard.scoring import Score, Tested, judged, score, tested, unaltered, unscored
from kfor_sim.trials import Reading, Trials, Wanted

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TABLE = "scorecard.csv"
REPLICATES_OF_MATRIX = 6
"""Replicates for each cell where all theories are asked for, so that two processors take minutes."""
NO_TOTAL = (
    "Rows are not added up: they are neither independent nor of equal weight, and a theory with more of them is not "
    "the better one."
)

_KIND = "scorecard"
_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Subject:
    """What is scored.

    Attributes:
        file: Shipped name or path of the scenario.
        base: The scenario as loaded, under its own mechanisms.
        theories: Names of the theories under which it is scored, its own mechanisms by their own name.
        alone: Whether one theory was asked for.
        overrides: What was set, as ``path=value``.
        numbers: Replicates, seed and resolution.
        targets: The patterns by name.
    """

    file: str
    base: Scenario
    theories: tuple[str, ...]
    alone: bool
    overrides: tuple[str, ...]
    numbers: Mapping[str, int]
    targets: Mapping[str, PatternTarget]

    @property
    def interval(self) -> float:
        """The share that intervals hold."""
        return self.base.value("run.interval")

    def under(self, theory: str, settings: tuple[str, ...]) -> Scenario:
        """Load the scenario under a theory, with further settings and the same luck as ever."""
        name = None if theory == self.base.theory_name else theory
        overrides = with_settings(self.overrides, settings)
        return with_arguments(load(self.file, theory=name, overrides=overrides), **self.numbers)

    def entry(self, theory: str) -> TheoryEntry | None:
        """Give what is registered of a theory; None for mechanisms that have no such name."""
        return self.base.theories.get(theory)

    def label(self, theory: str) -> str:
        """What tables and pictures call a theory."""
        entry = self.entry(theory)
        return entry.label if entry else "the scenario's own mechanisms"


@dataclass(frozen=True)
class Plan:
    """All scenarios that are to be lived through.

    Attributes:
        subject: What is scored.
        scenarios: The scenario under each theory.
        knocked: It again with an input taken out, by theory, pattern and knock-out.
        reasons: Why a pattern is not scored, by theory and pattern.
    """

    subject: Subject
    scenarios: Mapping[str, Scenario]
    knocked: Mapping[tuple[str, str, str], Scenario]
    reasons: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def runs(self) -> int:
        """How many runs that is; equal scenarios count once, and what a folder knows already counts as well."""
        return len({wanted.scenario.hash for wanted in self.wanted}) * self.subject.numbers["replicates"]

    @cached_property
    def wanted(self) -> tuple[Wanted, ...]:
        """What is asked of the trials: the scenarios under each theory first, then the knock-outs in their order."""
        replicates = tuple(range(self.subject.numbers["replicates"]))
        asked = [(theory, self._traces(theory)) for theory in self.scenarios]
        whole = [Wanted(self.scenarios[theory], replicates, traces) for theory, traces in asked if traces]
        targets = self.subject.targets
        parts = [
            Wanted(scenario, replicates, MEASURES[targets[pattern].measure].traces)
            for (_, pattern, _), scenario in self.knocked.items()
        ]
        return (*whole, *parts)

    def _traces(self, theory: str) -> tuple[str, ...]:
        """Name the series that the patterns scored under a theory see."""
        patterns = (name for name in self.subject.targets if (theory, name) not in self.reasons)
        seen = (MEASURES[self.subject.targets[name].measure].traces for name in patterns)
        return tuple(dict.fromkeys(trace for traces in seen for trace in traces))

    def readings(self, came: Iterable[Reading]) -> tuple[dict[str, Reading], dict[tuple[str, str, str], Reading]]:
        """Sort what came of the trials: the scenarios under each theory, and the knock-outs."""
        each = iter(came)
        whole = {theory: next(each) for theory in self.scenarios if self._traces(theory)}
        return whole, dict(zip(self.knocked, each, strict=True))


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Which patterns of the record the model yields without their being put in, theory by theory; never a total.

    Attributes:
        plan: What was run.
        scores: By pattern and theory.
        store: Where tables and pictures are kept; None if nowhere.
    """

    plan: Plan
    scores: Mapping[tuple[str, str], Score]
    store: Folder | None = None

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
        return _key(self.plan)

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
        found = {citation.key: citation for citation in sources_of(self.plan.scenarios.values(), entries)}
        for name, target in self.subject.targets.items():
            for key in target.sources:
                known = found.get(key, self.subject.base.sources[key])
                cited = tuple(dict.fromkeys((*known.cited_for, f"patterns.{name}")))
                found[key] = Citation(**{**asdict(known), "cited_for": cited})
        return tuple(found[key] for key in sorted(found))

    def frame(self) -> pd.DataFrame:
        """Give a row for each pattern, theory and knock-out.

        Returns:
            Columns ``row``, ``theory``, ``status``; ``measured`` (median over replicates), ``low``, ``high``, ``n``,
            ``verdict`` and ``agree`` (replicates that say the same alone); ``knock_out``, ``then`` (what must become
            of the pattern), ``knocked_measured``, ``knocked_low``, ``knocked_high``, ``knocked_verdict``,
            ``survives``; ``yielded``, ``counts`` and ``why`` of the row as a whole.
        """
        return pd.DataFrame([row for score_ in self.scores.values() for row in _rows(score_)], columns=list(_COLUMNS))

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
        The scores.

    Raises:
        KforError: An argument or the folder cannot be used, Ctrl-C was pressed, or a worker died.
    """
    numbers = {"replicates": replicates, "seed": seed, "persons_per_resident": persons_per_resident}
    plan = plan_of(scenario, theory=theory, overrides=overrides, **numbers)
    return carry_out(plan, workers=workers, output=output, progress=progress, dask=dask)


def plan_of(
    scenario: str | Path, *, theory: str | None = None, overrides: Iterable[str] = (), **numbers: SupportsIndex | None
) -> Plan:
    """Load the scenario under its theories, and take out of each what a pattern may come from.

    Raises:
        KforError: As `score_patterns` raises it.
    """
    subject = _subject(scenario, theory, tuple(overrides), **numbers)
    loaded = cache(subject.under)  # some knock-outs are the same for several patterns
    scenarios = {name: loaded(name, ()) for name in subject.theories}
    reasons = {
        (name, pattern): reason
        for name, each in scenarios.items()
        for pattern, target in subject.targets.items()
        if (reason := _reason(subject, name, target, each))
    }
    knocked = {
        (name, pattern, knock_out.name): knocked_out(knock_out, base, target, loaded=partial(loaded, name))
        for name, base in scenarios.items()
        for pattern, target in subject.targets.items()
        if (name, pattern) not in reasons
        for knock_out in target.knock_outs
    }
    return Plan(subject, scenarios, knocked, reasons)


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
    store = None
    if output is not None:
        store = Folder(output, answer_folder_name(_KIND, plan.subject.base.name, _key(plan)))
    found = Scorecard(plan, scores, store)
    if store:
        _write(found, store)
    return found


def _subject(
    scenario: str | Path, theory: str | None, overrides: tuple[str, ...], **numbers: SupportsIndex | None
) -> Subject:
    """Load the scenario and settle what is asked of it."""
    loaded = load(scenario, overrides=overrides)
    own = loaded.theory_name
    every = (own, *(name for name in loaded.theories if name != own))
    if theory is not None and theory not in every:
        raise InputError(f"there is no theory '{theory}'; {did_you_mean(theory, every, 'theories')}")
    is_left_open = numbers.get("replicates") is None and not any(
        each.strip().startswith("run.replicates") for each in overrides
    )
    if theory is None and is_left_open:
        numbers = {**numbers, "replicates": REPLICATES_OF_MATRIX}
    base = with_arguments(loaded, **numbers)
    return Subject(
        file=str(scenario),
        base=base,
        theories=every if theory is None else (theory,),
        alone=theory is not None,
        overrides=overrides,
        numbers={name: int(base.value(f"run.{name}")) for name in ("replicates", "seed", "persons_per_resident")},
        targets=_known(pattern_targets()),
    )


def _known(targets: Mapping[str, PatternTarget]) -> Mapping[str, PatternTarget]:
    """Demand measures and knock-outs that exist."""
    for name, target in targets.items():
        wanted: list[tuple[str, Mapping[str, object]]] = [(target.measure, MEASURES)]
        wanted += [(each.name, KNOCK_OUTS) for each in target.knock_outs]
        for word, known in wanted:
            if word not in known:
                raise InputError(f"targets.toml: patterns.{name} names '{word}'; {did_you_mean(word, known)}")
    return targets


def _reason(subject: Subject, theory: str, target: PatternTarget, scenario: Scenario) -> tuple[str, str] | None:
    """Say why a pattern is not scored under a theory: status and words; None where it is."""
    entry = scenario.theory or subject.entry(theory)
    if entry and target.event in entry.made_from:
        return "not scored", f"the theory was made from '{target.event}'"
    lacks = lacking(target, scenario)
    if not lacks and target.measure == "worst_factor_of_homicides" and not _homicides(target, scenario):
        lacks = "it has no homicides on record"
    return ("not in this scenario", lacks) if lacks else None


def _homicides(target: PatternTarget, scenario: Scenario) -> bool:
    return bool(course_of({}, target, calendar_of(scenario), scenario.tables.homicides).homicides)


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


def _key(plan: Plan) -> str:
    """Name what a scorecard depends on."""
    subject = plan.subject
    content = [
        _KIND,
        [(name, scenario.hash) for name, scenario in plan.scenarios.items()],
        sorted(subject.numbers.items()),
        {name: target.model_dump(mode="json") for name, target in subject.targets.items()},
        [repr(subject.entry(name)) for name in subject.theories],
    ]
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()


def _write(found: Scorecard, store: Folder) -> None:
    """Write table and manifest; the same scorecard always gives the same bytes."""
    store.remove(MANIFEST)
    hashes = {TABLE: write_csv(store, TABLE, found.frame())}
    put_manifest(store, {**_manifest(found), "hashes": hashes})


def _manifest(found: Scorecard) -> dict[str, Any]:
    """Say how the table came about."""
    subject, plan = found.subject, found.plan
    return {
        "schema": _SCHEMA,
        "kind": _KIND,
        "illustrative": ILLUSTRATIVE,
        "reading": NO_TOTAL,
        "names": [subject.base.name],
        "theories": list(subject.theories),
        "key": found.key,
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
        "versions": versions(),
        "files": [TABLE],
        "bibliography": [asdict(citation) for citation in found.bibliography],
    }
