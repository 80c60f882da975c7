"""Whether a conclusion survives: the same schedules under every theory, with the same luck, and a verdict for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, SupportsIndex

import pandas as pd

from kfor_sim.answers import Shown, kept
from kfor_sim.claims import Judgement, verdict_sentence
from kfor_sim.folders import Folder
from kfor_sim.prepare import calendar_of
from kfor_sim.robustness.question import Question, question_of, sources_of, theories_asked
from kfor_sim.scenario import Citation, Scenario
from kfor_sim.trials import Reading, Trials

if TYPE_CHECKING:
    from datetime import date

    from matplotlib.axes import Axes

TRACES = ("security", "security_lowest", "deaths", "deaths_intercommunal", "active", "riots", "displaced")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question under one theory.

    Attributes:
        theory: The name of the theory.
        label: What tables and pictures call it.
        scenarios: The schedules under it, by name.
        readings: What came of them.
        judgement: The verdict on the claim.
    """

    theory: str
    label: str
    scenarios: Mapping[str, Scenario]
    readings: Mapping[str, Reading]
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Robustness(Shown):
    """A claim about schedules under every theory: names of theories are the finding, never their number.

    Attributes:
        question: What was asked.
        answers: By theory, the schedules' own mechanisms first.
        store: Where tables and pictures are kept; None if nowhere.
    """

    question: Question
    answers: Mapping[str, Answer]
    store: Folder | None = None

    kind: ClassVar[str] = "robust"

    @property
    def about(self) -> str:
        """The schedule by which its folder is called."""
        return self.question.schedules[-1]

    @property
    def folder(self) -> Path | None:
        """Where tables and pictures are kept; None if nowhere."""
        return self.store.folder if self.store else None

    @property
    def key(self) -> str:
        """What the answer depends on, as a hash."""
        known = self.question.theories
        return self.question.key(self.kind, *self.answers, *(known[name] for name in self.answers if name in known))

    @property
    def sentence(self) -> str:
        """The verdict in one sentence: under which theories the claim holds, and what becomes of it under others."""
        return verdict_sentence(self.question.words, {name: answer.judgement for name, answer in self.answers.items()})

    @property
    def dates(self) -> tuple[date, ...]:
        """The first day of each week."""
        return calendar_of(next(iter(self.question.base.values()))).first_days

    @property
    def credit(self) -> str:
        """Which runs a picture shows, in a few words."""
        names, seed = ", ".join(self.question.schedules), self.question.numbers["seed"]
        told = f"{self.question.replicates} paired replicates of seed {seed}{self.question.settings}"
        return f"{names}: {told}, key {self.key[:12]}"

    @property
    def bibliography(self) -> tuple[Citation, ...]:
        """The sources of all schedules under all theories, and of what is said against these."""
        scenarios = [scenario for answer in self.answers.values() for scenario in answer.scenarios.values()]
        known = self.question.theories
        return sources_of(scenarios, [known[name] for name in self.answers if name in known])

    def frame(self) -> pd.DataFrame:
        """Give a row for each theory: the verdict, and by how much the claim holds.

        Returns:
            Columns ``theory``, ``label``, ``verdict``; ``mean``, ``low`` and ``high`` of the paired gap (what is
            claimed to be larger less what is claimed to be smaller, in the claim's unit) with Student's interval;
            ``holds_in``, ``equal_in`` and ``fails_in`` count replicates out of ``n``. Of a chain, those of the link
            that decides, named in ``link``.
        """
        links = self.question.claim.links
        return pd.DataFrame(
            {
                "theory": name,
                "label": answer.label,
                "verdict": answer.judgement.verdict,
                "mean": answer.judgement.link.mean,
                "low": answer.judgement.link.mean_low,
                "high": answer.judgement.link.mean_high,
                "spread": answer.judgement.link.spread,
                "holds_in": answer.judgement.link.higher,
                "equal_in": answer.judgement.link.equal,
                "fails_in": answer.judgement.link.lower,
                "n": answer.judgement.n,
                "link": links[answer.judgement.decisive],
            }
            for name, answer in self.answers.items()
        )

    def values(self) -> pd.DataFrame:
        """Give every metric of every schedule under every theory, a row for each replicate."""
        frames = [
            pd.DataFrame({"theory": name, "schedule": schedule, "replicate": reading.replicates, **reading.metrics})
            for name, answer in self.answers.items()
            for schedule, reading in answer.readings.items()
        ]
        return pd.concat(frames, ignore_index=True)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give its tables by the names of their files."""
        return {"verdicts.csv": self.frame(), "metrics.csv": self.values()}

    def told(self) -> dict[str, Any]:
        """Say how the tables came about, in the keys of the manifest."""
        question = self.question
        return {
            "claim": question.claim.text,
            "sentence": self.sentence,
            "names": list(question.schedules),
            "theories": list(self.answers),
            "key": self.key,
            **question.numbers,
            "overrides": list(question.overrides),
            "interval": question.interval,
            "runs": [
                {"theory": name, "schedule": schedule, "hash": scenario.hash}
                for name, each in self.answers.items()
                for schedule, scenario in each.scenarios.items()
            ],
        }

    def plot(self) -> Axes:
        """Draw a small panel for each theory, and the verdicts as dots with their intervals."""
        from kfor_sim.plots.robust import robust as draw

        return draw(self)

    def __repr__(self) -> str:
        """The verdict."""
        return f"<Robustness: {self.sentence}>"


def robust(
    schedules: Sequence[str | Path],
    *,
    claim: str | None = None,
    theories: Iterable[str] | None = None,
    overrides: Iterable[str] = (),
    replicates: SupportsIndex | None = None,
    seed: SupportsIndex | None = None,
    persons_per_resident: SupportsIndex | None = None,
    workers: SupportsIndex | None = 1,
    output: str | Path | None = None,
    progress: bool = False,
    dask: str | None = None,
) -> Robustness:
    """Ask under every theory whether a claim about schedules holds, with the same luck in all of them.

    Args:
        schedules: Shipped names or paths of files, the baseline first; none where ``claim`` names a registered one.
        claim: An inequality over ``metric(schedule)``, or the name of one in scenarios/conclusions.toml; without it,
            that the last schedule is less secure than the first.
        theories: Names of theories; without them the schedules' own mechanisms and all theories.
        overrides: Texts such as ``unrest.deterrence=3.0``, set in all schedules, after the theory is laid over them.
        replicates: How many paired replicates; without it the baseline's ``run.replicates``.
        seed: The seed of all draws; without it the baseline's.
        persons_per_resident: How many people a simulated resident stands for; without it the baseline's.
        workers: How many replicates are computed at a time; None takes what this machine has.
        output: A folder of results. What it knows of these runs is used again; the answer gets a folder of its own.
        progress: Whether to show a bar on stderr.
        dask: A Dask cluster that computes instead, as `run` has it.

    Returns:
        The verdicts: ``frame()`` has a row for each theory with the mean paired difference and Student's interval, in
        the unit of the claim; ``sentence`` names the theories; ``plot()`` draws them.

    Source:
        What each theory is taken from stands in ``bibliography`` and in docs/theories.md.

    Raises:
        KforError: An argument or the folder cannot be used, Ctrl-C was pressed, or a worker died.

    Example:
        >>> from kfor_sim import robust
        >>> claim = "deaths(no-force) > deaths(documented)"
        >>> found = robust(["documented", "no-force"], claim=claim, theories=["no-effect"], replicates=2)
        >>> found.frame()[["theory", "verdict"]].to_dict("records")
        [{'theory': 'no-effect', 'verdict': 'no difference'}]
    """
    numbers = {"replicates": replicates, "seed": seed, "persons_per_resident": persons_per_resident}
    question = question_of(schedules, claim=claim, overrides=overrides, **numbers)
    return answer(question, theories=theories, workers=workers, output=output, progress=progress, dask=dask)


def answer(
    question: Question,
    *,
    theories: Iterable[str] | None = None,
    workers: SupportsIndex | None = 1,
    output: str | Path | None = None,
    progress: bool = False,
    dask: str | None = None,
) -> Robustness:
    """Answer a question under theories; `robust` describes the arguments.

    Raises:
        KforError: As `robust` raises it.
    """
    under = schedules_under(question, theories)
    wanted = [each for scenarios in under.values() for each in question.wanted(scenarios, traces=TRACES)]
    with Trials(output=output, workers=workers, dask=dask, shown=progress) as trials:
        came = iter(trials.read(wanted, label=f"{', '.join(question.schedules)} under {len(under)} theories"))
    known = question.theories
    answers = {}
    for name, scenarios in under.items():
        readings = {schedule: next(came) for schedule in scenarios}
        label = known[name].label if name in known else "the scenarios' own mechanisms"
        answers[name] = Answer(name, label, scenarios, readings, question.judged(readings))
    return kept(Robustness(question, answers), output)


def schedules_under(question: Question, theories: Iterable[str] | None) -> dict[str, dict[str, Scenario]]:
    """Load the schedules under each theory, by its name; the schedules' own mechanisms go by their own name.

    Args:
        question: What is asked.
        theories: Names; None takes the schedules' own mechanisms and all theories that they share.

    Raises:
        KforError: There is no such theory, or a schedule cannot have it.
    """
    asked = theories_asked(
        theories, own=question.own_theory, known=question.theories, overrides=question.overrides, option="--theories"
    )
    return {name: question.under(name) for name in asked}
