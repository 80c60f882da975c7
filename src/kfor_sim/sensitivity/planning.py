"""What a sensitivity analysis asks: of one schedule or of what lies between two, on which figures, with what effort."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import SupportsIndex

from kfor_sim.arguments import whole_number, with_arguments
from kfor_sim.claims import parse_claim
from kfor_sim.comparing import SHARED
from kfor_sim.comparing import plan_of as compared
from kfor_sim.errors import InputError
from kfor_sim.metrics import Marks, Metric, metrics_of
from kfor_sim.prepare import calendar_of
from kfor_sim.ranges import Range, alike_in, ranges_of
from kfor_sim.robustness.question import Question, check_theory, question_of
from kfor_sim.scenario import Scenario, TheoryEntry, load
from kfor_sim.sensitivity.designs import salib
from kfor_sim.sensitivity.study import BLOCKS, REPLICATES, SINGLY, TRAJECTORIES, Effort
from kfor_sim.version import NUMBERS
from kfor_sim.written import hash_of_files

METRIC = "security_mean"
"""What is asked of schedules unless something else is."""
_PARTS = ("designs", "indices", "living", "planning", "sensitivity", "study")
_METHOD = (*(f"sensitivity/{name}.py" for name in _PARTS), "ranges.py")
_NAME = re.compile(r"[\w.-]+")
_MOST = 1_000_000
_FEWEST = 2  # trajectories or blocks of which there is a spread


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked.

    Attributes:
        question: The claim whose gap is analysed, the schedules, their replicates and seed.
        theory: The name of the mechanisms.
        schedules: The schedules under them, by name, the baseline first.
        metric: The metric, or the metric whose difference is asked; None where a claim is.
        ranges: The figures that are varied.
        alike: By schedule, the figures that it takes from a point; None in the place of those that it has otherwise.
        effort: How much is done.
    """

    question: Question
    theory: str
    schedules: Mapping[str, Scenario]
    metric: Metric | None
    ranges: tuple[Range, ...]
    alike: Mapping[str, tuple[Range | None, ...]]
    effort: Effort

    @property
    def words(self) -> str:
        """What is asked, in words that a sentence takes."""
        if self.metric is None:
            return f"by how much {self.question.words}"
        names = [f"`{name}`" for name in self.question.schedules]
        if len(names) == 1:
            return f"{self.metric.label}, under {names[0]}"
        return f"{self.metric.label}, {names[1]} less {names[0]}"

    @property
    def unit(self) -> str:
        """The unit of what is asked; empty where a claim puts several together."""
        if self.metric is not None:
            return self.metric.unit
        units = {metric.unit for metric in self.question.metrics if metric.name in self._asked_for}
        return units.pop() if len(units) == 1 else ""

    @property
    def _asked_for(self) -> set[str]:
        return {metric for metric, _ in self.question.claim.terms}

    @property
    def entry(self) -> TheoryEntry | None:
        """What is registered of the theory; None for mechanisms without a name."""
        return self.question.theories.get(self.theory)

    @property
    def runs(self) -> int:
        """How many runs it takes, ends of ranges included, if none is known."""
        return len(self.schedules) * self.effort.runs(len(self.ranges))

    @property
    def key(self) -> str:
        """What the answer depends on, as a hash."""
        what = self.metric.name if self.metric else "a claim"
        asked = ("sensitivity", self.theory, self.entry, what, self.ranges, self.alike, self.effort)
        return self.question.key(*asked, NUMBERS, version("SALib"), hash_of_files(*_METHOD))


def plan_of(
    scenario: str | Path,
    against: str | Path | None = None,
    *,
    metric: str | None = None,
    claim: str | None = None,
    theory: str | None = None,
    trajectories: SupportsIndex | None = None,
    blocks: SupportsIndex | None = None,
    singly: SupportsIndex | None = None,
    overrides: Iterable[str] = (),
    **numbers: SupportsIndex | None,
) -> Plan:
    """Load the schedules and check what is asked of them; `sensitivity_of` describes the arguments.

    Raises:
        KforError: Something of it cannot be used, or SALib is not installed; the text says what to do.
    """
    salib("util")
    if metric is not None and claim is not None:
        raise InputError("--metric and --claim both say what is asked; take one of them")
    settings = (overrides,) if isinstance(overrides, str) else tuple(overrides)
    named = [str(scenario)] if against is None else [str(scenario), str(against)]
    is_set = any(setting.partition("=")[0].strip() == "run.replicates" for setting in settings)
    if numbers.get("replicates") is None and not is_set:
        numbers["replicates"] = REPLICATES
    question, chosen = _asked(named, metric, claim, settings, numbers)
    name = question.own_theory if theory is None else theory
    check_theory(name, [question.own_theory, *question.theories])
    schedules = question.under(name)
    ranges, alike = varied_in(schedules)
    first = next(iter(schedules.values()))
    effort = Effort(
        trajectories=_count("trajectories", trajectories, TRAJECTORIES, least=_FEWEST),
        blocks=_count("samples", blocks, BLOCKS, least=_FEWEST),
        singly=_count("singly", singly, SINGLY, least=1),
        replicates=question.replicates,
        seed=int(first.value("run.seed")),
        level=question.interval,
    )
    return Plan(question, name, schedules, chosen, ranges, alike, effort)


def varied_in(
    schedules: Mapping[str, Scenario],
) -> tuple[tuple[Range, ...], dict[str, tuple[Range | None, ...]]]:
    """Find the figures that are varied: those of the baseline, and those that only another schedule has.

    Args:
        schedules: By name, the baseline first.

    Returns:
        The figures, and for each schedule those of them that it takes: one that has a figure otherwise keeps its own,
        since there it is a lever.

    Raises:
        InputError: There is none.
    """
    first, *others = schedules.values()
    ranges = list(ranges_of(first))
    owners: dict[str, Scenario] = {}
    for other in others:
        added = [each for each in ranges_of(other) if each.path not in first.figures]
        owners |= {each.path: other for each in added}
        ranges += added
    every = tuple(ranges)
    alike = {
        name: tuple(alike_in(scenario, owners.get(each.path, first), (each,))[0] for each in every)
        for name, scenario in schedules.items()
    }
    return every, alike


def _count(name: str, given: SupportsIndex | None, default: int, *, least: int) -> int:
    return default if given is None else whole_number(name, given, least=least, most=_MOST)


def _asked(
    named: Sequence[str],
    metric: str | None,
    claim: str | None,
    settings: tuple[str, ...],
    numbers: Mapping[str, SupportsIndex | None],
) -> tuple[Question, Metric | None]:
    """Put what is asked as a claim, the gap of which it is; and the metric, where one is asked for.

    Raises:
        KforError: Schedules, metric or claim cannot be used.
    """
    if claim is not None:
        return _question(named, claim, settings, numbers), None
    wanted = METRIC if metric is None else metric.strip()
    if not _NAME.fullmatch(wanted):
        raise InputError(f"'{wanted}' is no name of a metric; write such as --metric weeks_below_floor")
    loaded = [load(name, overrides=settings) for name in named]
    names = list(compared(loaded, baseline=None, metrics=None).schedules) if len(loaded) > 1 else [loaded[0].name]
    terms = [f'{wanted}("{name}")' for name in names]
    text = f"{terms[0]} > 0" if len(terms) == 1 else f"{terms[1]} - {terms[0]} > 0"
    question = _question(named, text, settings, numbers)
    full, _ = question.claim.terms[0]
    return question, next(each for each in question.metrics if each.name == full)


def _question(
    named: Sequence[str], claim: str, settings: tuple[str, ...], numbers: Mapping[str, SupportsIndex | None]
) -> Question:
    """Read a claim about schedules, of which there may be one alone."""
    if len(named) > 1:
        return question_of(named, claim=claim, overrides=settings, **numbers)
    scenario = with_arguments(load(named[0], overrides=settings), **numbers)
    metrics = metrics_of(Marks.of(scenario, calendar_of(scenario)))
    return Question(
        files={scenario.name: named[0]},
        base={scenario.name: scenario},
        claim=parse_claim(claim, schedules=[scenario.name], metrics=[each.name for each in metrics]),
        metrics=metrics,
        overrides=settings,
        numbers={name: int(scenario.value(f"run.{name}")) for name in SHARED},
    )
