"""The smallest departure from the defaults that breaks a claim: along figures, with other options, with two of them."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import inf, isfinite, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, SupportsIndex

import pandas as pd

from kfor_sim.answers import Shown, kept
from kfor_sim.claims import Judgement
from kfor_sim.errors import KforError, RunInterrupted
from kfor_sim.folders import Folder
from kfor_sim.mechanisms import SLOTS
from kfor_sim.resuming import shared_options
from kfor_sim.robustness.departures import (
    Change,
    FigureRange,
    LeftOut,
    Settings,
    changes_of,
    figures_of,
    joined,
    pairs_of,
)
from kfor_sim.robustness.question import Question, check_theory, question_of, sources_of
from kfor_sim.robustness.searching import FIRST_LOOK, FULL_LOOK, Found, Step, Way, settle, walked
from kfor_sim.robustness.telling import name_of, what_breaks_it
from kfor_sim.scenario import Citation, Scenario, registered_conclusions
from kfor_sim.trials import Trials

if TYPE_CHECKING:
    from matplotlib.axes import Axes

REPLICATES = 12
"""Replicates on which the claim is judged at the defaults, unless another number is asked for."""

Pair = tuple[Change, Change]

_AT_A_TIME = 64  # departures of which scenarios are held in memory


@dataclass(frozen=True, slots=True)
class Departures:
    """What is going to be changed.

    Attributes:
        theory: What the mechanisms of the schedules are called.
        schedules: The schedules under them, by name.
        figures: The figures, each along its range.
        changes: Other options, each by itself.
        with_pairs: Whether two options are taken together as well.
        left_out: Figures and slots that are not changed.
        containing: The piece of a path by which figures were chosen.
    """

    theory: str
    schedules: Mapping[str, Scenario]
    figures: tuple[FigureRange, ...]
    changes: tuple[Change, ...]
    with_pairs: bool
    left_out: tuple[LeftOut, ...]
    containing: str | None = None

    @property
    def ends(self) -> tuple[tuple[FigureRange, float], ...]:
        """Both ends of each range."""
        return tuple((figure, end) for figure in self.figures for end in figure.ends)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Two options together, if they are wanted."""
        return pairs_of(self.changes) if self.with_pairs else ()

    def runs(self, question: Question) -> tuple[int, int]:
        """Count the runs: those of which every first look tells, and nothing breaks the claim; and the most."""
        others, first = len(self.changes) + len(self.pairs), question.replicates
        most = sum(figure.most_values(end) for figure, end in self.ends) + others
        each = len(self.schedules)
        return each * (first + FIRST_LOOK * (len(self.ends) + others)), each * (first + full_look(question) * most)


@dataclass(frozen=True, slots=True)
class Breaking(Shown):
    """What breaks a claim about schedules.

    Attributes:
        question: What was asked.
        departures: What was to be changed.
        default: The verdict at the defaults; where the claim does not hold there, nothing was changed.
        ways: The way of each figure to each end of its range.
        options: What came of other options, each by itself.
        pairs: What came of two of them together, neither of which breaks the claim by itself.
        store: The folder, for writing.
    """

    question: Question
    departures: Departures
    default: Judgement
    ways: tuple[Way, ...]
    options: Mapping[Change, Found]
    pairs: Mapping[Pair, Found]
    store: Folder | None = None

    kind: ClassVar[str] = "break"

    @property
    def about(self) -> str:
        """The schedule by which its folder is called."""
        return self.question.schedules[-1]

    @property
    def folder(self) -> Path | None:
        """Where tables and pictures are kept; None if nowhere."""
        return self.store.folder if self.store else None

    @property
    def holds(self) -> bool:
        """Whether the claim holds at the defaults, so that there is something to break."""
        return self.default.verdict == "holds"

    @property
    def crossings(self) -> tuple[Way, ...]:
        """The ways on which the claim is lost, the shortest first."""
        return tuple(sorted((way for way in self.ways if way.lost), key=lambda way: way.distance))

    @property
    def closest(self) -> tuple[Way, ...]:
        """The ways at whose end the claim holds, that on which least is left of it first."""
        held = [way for way in self.ways if way.end.found.verdict == "holds"]
        return tuple(sorted(held, key=lambda way: _left(way.end.found)))

    @property
    def breaking_options(self) -> dict[Change, Found]:
        """The options that break the claim by themselves."""
        return {change: found for change, found in self.options.items() if found.is_lost}

    @property
    def breaking_pairs(self) -> dict[Pair, Found]:
        """The pairs of options that break it together."""
        return {pair: found for pair, found in self.pairs.items() if found.is_lost}

    @property
    def not_possible(self) -> dict[str, str]:
        """What a schedule cannot have, and what it said."""
        steps = {", ".join(way.figure.at(step.value)): step.found for way in self.ways for step in way.steps}
        options = {change.name: found for change, found in self.options.items()}
        pairs = {name_of(pair): found for pair, found in self.pairs.items()}
        return {name: found.refusal for name, found in (steps | options | pairs).items() if found.refusal}

    @property
    def key(self) -> str:
        """What the answer depends on, as a hash."""
        question, departures = self.question, self.departures
        entry = question.theories.get(departures.theory)
        tried = (departures.figures, departures.changes, departures.with_pairs)
        return question.key(self.kind, departures.theory, entry, *tried, FIRST_LOOK, full_look(question))

    @property
    def sentence(self) -> str:
        """The answer in a few sentences."""
        return what_breaks_it(self)

    @property
    def runs(self) -> int:
        """How many runs the answer rests on."""
        steps = (step.found for way in self.ways for step in way.steps)
        tried = chain(steps, self.options.values(), self.pairs.values())
        looked = self.question.replicates + sum(found.replicates for found in tried)
        return len(self.departures.schedules) * looked

    @property
    def credit(self) -> str:
        """Which runs a picture shows, in a few words."""
        question = self.question
        names, seed = ", ".join(question.schedules), question.numbers["seed"]
        theory = "" if self.departures.theory == question.own_theory else f" under {self.departures.theory}"
        looks = f"{FIRST_LOOK} to {full_look(question)}"
        return f"{names}{theory}: {looks} paired replicates of seed {seed}, key {self.key[:12]}"

    @property
    def bibliography(self) -> tuple[Citation, ...]:
        """The sources of the schedules, of the theory laid over them, and of the options that were tried."""
        entry = self.question.theories.get(self.departures.theory)
        scenarios = list(self.departures.schedules.values())
        cited = {citation.key: citation for citation in sources_of(scenarios, [entry] if entry else [])}
        for change in self.options:
            source = SLOTS[change.slot].options[change.option].source
            if source:
                cited.setdefault(source, scenarios[0].sources[source])
        return tuple(cited[key] for key in sorted(cited))

    def frame(self) -> pd.DataFrame:
        """Give a row for each departure that was tried.

        Returns:
            Columns ``kind`` (default, figure, option or pair), ``departure`` (the path of the figure, or the options),
            ``value`` and ``distance`` of a figure, in its unit and in units of its range; ``verdict``, which is "not
            possible" where a schedule refuses it, for the ``reason`` in the last column; ``mean``, ``low`` and ``high``
            of the paired gap with Student's interval, on ``n`` replicates.
        """
        return pd.DataFrame(list(self._rows()))

    def _rows(self) -> Iterator[dict[str, Any]]:
        yield _row("default", "", Found(self.default, self.question.replicates))
        for way in self.ways:
            for step in way.steps:
                yield _row("figure", way.figure.path, step.found, step.value, way.figure.distance(step.value))
        for change, found in self.options.items():
            yield _row("option", change.name, found)
        for pair, found in self.pairs.items():
            yield _row("pair", name_of(pair), found)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give its table by the name of its file."""
        return {"departures.csv": self.frame()}

    def told(self) -> dict[str, Any]:
        """Say how the table came about, in the keys of the manifest."""
        question, departures = self.question, self.departures
        return {
            "claim": question.claim.text,
            "sentence": self.sentence,
            "names": list(question.schedules),
            "theory": departures.theory,
            "key": self.key,
            **question.numbers,
            "overrides": list(question.overrides),
            "figures": [figure.path for figure in departures.figures],
            "with_pairs": departures.with_pairs,
            "interval": question.interval,
            "first_look": FIRST_LOOK,
            "full_look": full_look(question),
            "runs": self.runs,
            "schedules": [{"schedule": name, "hash": each.hash} for name, each in departures.schedules.items()],
        }

    def plot(self) -> Axes:
        """Draw where along each range the claim holds and where it is lost, and which options break it."""
        from kfor_sim.plots.breaking import breaking as draw

        return draw(self)

    def __repr__(self) -> str:
        """The answer."""
        return f"<Breaking: {self.sentence}>"


def break_claim(
    schedules: Sequence[str | Path],
    *,
    claim: str | None = None,
    theory: str | None = None,
    figures: str | None = None,
    overrides: Iterable[str] = (),
    replicates: SupportsIndex | None = None,
    seed: SupportsIndex | None = None,
    persons_per_resident: SupportsIndex | None = None,
    workers: SupportsIndex | None = 1,
    output: str | Path | None = None,
    progress: bool = False,
    dask: str | None = None,
    pairs: bool = True,
) -> Breaking:
    """Find the smallest departure from the defaults, the same for all schedules, that breaks a claim about them.

    Where the claim does not hold at the defaults, there is nothing to break, and nothing else is computed. Else three
    kinds of departures are tried, all on the same luck: figures along their ranges, other options, pairs of options.
    `settle` says how many replicates decide, and how often they err; `walked` how the place is found at which a claim
    is lost.

    Args:
        schedules: Shipped names or paths of files, the baseline first; none where ``claim`` names a registered one.
        claim: An inequality over ``metric(schedule)``, or the name of one in scenarios/conclusions.toml; without it,
            that the last schedule is less secure than the first.
        theory: The name of a theory whose defaults are departed from; without it the schedules' own mechanisms.
        figures: A piece of a path: only figures that have it in theirs are changed, beside the options.
        overrides: Texts such as ``unrest.deterrence=3.0``, set in all schedules; they belong to the defaults then.
        replicates: How many paired replicates judge the claim at the defaults, 12 without it, and where luck decides.
        seed: The seed of all draws; without it the baseline's.
        persons_per_resident: How many people a simulated resident stands for; without it the baseline's.
        workers: How many replicates are computed at a time; None takes what this machine has.
        output: A folder of results. What it knows of these runs is used again; the answer gets a folder of its own.
        progress: Whether to show bars on stderr.
        dask: A Dask cluster that computes instead, as `run` has it.
        pairs: Whether to try two options together.

    Returns:
        What breaks it: ``frame()`` has a row for each departure with its distance in units of the figure's range, and
        the mean paired difference with Student's interval, in the unit of the claim.

    Raises:
        KforError: An argument or the folder cannot be used, Ctrl-C was pressed, or a worker died.
    """
    numbers = {"replicates": replicates, "seed": seed, "persons_per_resident": persons_per_resident}
    question = breakable(schedules, claim=claim, overrides=overrides, **numbers)
    departures = departures_of(question, theory=theory, figures=figures, pairs=pairs)
    return depart(question, departures, workers=workers, output=output, progress=progress, dask=dask)


def breakable(
    schedules: Sequence[str | Path],
    *,
    claim: str | None = None,
    overrides: Iterable[str] = (),
    replicates: SupportsIndex | None = None,
    **numbers: SupportsIndex | None,
) -> Question:
    """Load schedules and read the claim, as `question_of` does, with the replicates of this search.

    Raises:
        KforError: Schedules or claim cannot be used.
    """
    settings = tuple(overrides)
    are_set = any(setting.partition("=")[0].strip() == "run.replicates" for setting in settings)
    wanted = REPLICATES if replicates is None and not are_set else replicates
    return question_of(schedules, claim=claim, overrides=settings, replicates=wanted, **numbers)


def departures_of(
    question: Question, *, theory: str | None = None, figures: str | None = None, pairs: bool = True
) -> Departures:
    """Find what can be changed in all schedules alike; `break_claim` describes the arguments.

    Raises:
        KforError: There is no such theory or figure, or a schedule cannot have the theory.
    """
    own, known = question.own_theory, question.theories
    name = own if theory is None else theory
    check_theory(name, [own, *known])
    schedules = question.under(name)
    ranges, without_range = figures_of(schedules, containing=figures)
    changes, without_option = changes_of(schedules)
    return Departures(name, schedules, ranges, changes, pairs, (*without_range, *without_option), figures)


def full_look(question: Question) -> int:
    """How many replicates decide where fewer do not."""
    return max(question.replicates, FULL_LOOK)


def depart(
    question: Question,
    departures: Departures,
    *,
    workers: SupportsIndex | None = 1,
    output: str | Path | None = None,
    progress: bool = False,
    dask: str | None = None,
) -> Breaking:
    """Try all departures; `break_claim` describes the arguments.

    Raises:
        KforError: As `break_claim` raises it.
    """
    try:
        with Trials(output=output, workers=workers, dask=dask, shown=progress) as trials:
            found = tried(question, departures, trials)
    except RunInterrupted as stopped:
        command = breaking_command(question, departures, workers=workers, output=output, dask=dask)
        raise RunInterrupted(f"{stopped}{command}") from None
    return kept(found, output)


def breaking_command(
    question: Question,
    departures: Departures,
    *,
    workers: SupportsIndex | None,
    output: str | Path | None,
    dask: str | None,
) -> str:
    """Write out the command that goes on, after what trials say when they are stopped; empty where nothing is kept."""
    if output is None:
        return ""
    laid = None if departures.theory == question.own_theory else departures.theory
    parts = ["kfor-sim", "break", *question.files.values()]
    registered = (name for name, claim in registered_conclusions().items() if claim is question.registered)
    parts += ["--claim", next(registered, question.claim.text)]
    parts += ["--figures", departures.containing] if departures.containing is not None else []
    parts += [] if departures.with_pairs else ["--no-pairs"]
    first = next(iter(question.base.values()))
    parts += shared_options(first, laid, question.overrides, output=Path(output), workers=workers, dask=dask)
    return f":\n  {shlex.join(parts)}"


def tried(question: Question, departures: Departures, trials: Trials) -> Breaking:
    """Judge the claim at the defaults; where it holds, try all departures.

    Args:
        question: What is asked.
        departures: What is changed.
        trials: Where to compute and keep.

    Returns:
        What breaks it, kept nowhere.

    Raises:
        KforError: Ctrl-C was pressed, or a worker died.
    """
    read = trials.read(question.wanted(departures.schedules), label="at the defaults")
    default = question.judged(dict(zip(departures.schedules, read, strict=True)))
    if default.verdict != "holds":
        return Breaking(question, departures, default, (), {}, {})
    look, full = _Model(question, departures, trials), full_look(question)
    alone = [figure.at(end) for figure, end in departures.ends] + [change.settings for change in departures.changes]
    found = settle(alone, look, full=full, label="ends of ranges, and single options")
    ways = [Way(figure, (Step(end, found[figure.at(end)]),)) for figure, end in departures.ends]
    options = {change: found[change.settings] for change in departures.changes}
    ways_walked = walked(ways, look, full=full, label="values within ranges")
    harmless = {change for change, each in options.items() if each.verdict == "holds"}
    together = [pair for pair in departures.pairs if harmless.issuperset(pair)]
    came = settle(map(joined, together), look, full=full, label="pairs of options")
    pairs = {pair: came[joined(pair)] for pair in together}
    return Breaking(question, departures, default, ways_walked, options, pairs)


@dataclass(frozen=True, slots=True)
class _Model:
    """Judges departures by letting the model live through them."""

    question: Question
    departures: Departures
    trials: Trials

    def __call__(self, asked: Mapping[Settings, int], label: str) -> list[Judgement | str]:
        """Judge departures, each on so many replicates; or say why one cannot be had."""
        found: list[Judgement | str] = []
        every = list(asked.items())
        for start in range(0, len(every), _AT_A_TIME):
            found += self._judged(every[start : start + _AT_A_TIME], label)
        return found

    def _judged(self, asked: Sequence[tuple[Settings, int]], label: str) -> Iterator[Judgement | str]:
        """Judge some of them with one call of the trials."""
        loaded = [self._loaded(settings) for settings, _ in asked]
        wanted = [
            each
            for schedules, (_, n) in zip(loaded, asked, strict=True)
            if not isinstance(schedules, str)
            for each in self.question.wanted(schedules, replicates=n)
        ]
        came = iter(self.trials.read(wanted, label=label))
        for schedules in loaded:
            if isinstance(schedules, str):
                yield schedules
            else:
                yield self.question.judged({name: next(came) for name in schedules})

    def _loaded(self, settings: Settings) -> dict[str, Scenario] | str:
        """Load the schedules with a departure, or say why one of them cannot have it."""
        try:
            return self.question.under(self.departures.theory, overrides=settings)
        except KforError as error:
            faults = getattr(error, "faults", ())
            return str(faults[0]) if faults else str(error)


def _left(found: Found) -> float:
    """By how much a claim holds; the most where that has no size."""
    mean = found.judgement.link.mean if found.judgement else nan
    return mean if isfinite(mean) else inf


def _row(kind: str, name: str, found: Found, value: float = nan, distance: float = nan) -> dict[str, Any]:
    """Lay one departure out for a table."""
    link = found.judgement.link if found.judgement else None
    return {
        "kind": kind,
        "departure": name,
        "value": value,
        "distance": distance,
        "verdict": found.verdict,
        "mean": link.mean if link else nan,
        "low": link.mean_low if link else nan,
        "high": link.mean_high if link else nan,
        "spread": link.spread if link else nan,
        "n": found.replicates,
        "reason": found.refusal,
    }
