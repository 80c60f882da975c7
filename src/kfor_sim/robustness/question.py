"""A question: a claim about schedules, with the numbers that all its answers share, under one theory or another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import SupportsIndex

from kfor_sim.arguments import with_arguments
from kfor_sim.claims import Claim, Judgement, default_claim, judge, parse_claim
from kfor_sim.comparing import SHARED, plan_of
from kfor_sim.errors import InputError
from kfor_sim.key import hash_of
from kfor_sim.metrics import Metric
from kfor_sim.scenario import Citation, RegisteredConclusion, Scenario, TheoryEntry, load, registered_conclusions
from kfor_sim.scenario.suggestions import did_you_mean
from kfor_sim.trials import Reading, Wanted


@dataclass(frozen=True, slots=True)
class Question:
    """A claim about schedules.

    Attributes:
        files: Shipped name or path of each schedule, by the name that it goes by here; the baseline first.
        base: The schedules as loaded, under their own mechanisms.
        claim: What is claimed of them.
        metrics: What can be asked of all of them.
        overrides: What was set in all of them, as ``path=value``.
        numbers: Replicates, seed and resolution, which all answers share.
        registered: The claim of the register that it is, if it is one.
    """

    files: Mapping[str, str]
    base: Mapping[str, Scenario]
    claim: Claim
    metrics: tuple[Metric, ...]
    overrides: tuple[str, ...]
    numbers: Mapping[str, int]
    registered: RegisteredConclusion | None = None

    @property
    def schedules(self) -> tuple[str, ...]:
        """Names of the schedules, the baseline first."""
        return tuple(self.base)

    @property
    def title(self) -> str:
        """The claim as a heading."""
        return self.registered.statement if self.registered else self.claim.words.replace("`", "")

    @property
    def words(self) -> str:
        """The claim as a sentence takes it: that of the register in its words."""
        if self.registered is None:
            return self.claim.words
        return f"{self.registered.statement[0].lower()}{self.registered.statement[1:]} ({self.claim.words})"

    @property
    def replicates(self) -> int:
        """How many replicates an answer rests on."""
        return self.numbers["replicates"]

    @property
    def settings(self) -> str:
        """What all schedules have alike, to end a phrase: the resolution, and what was set."""
        persons = f", {self.numbers['persons_per_resident']:,} persons for each resident"
        return f"{persons}, with {', '.join(self.overrides)}" if self.overrides else persons

    @property
    def interval(self) -> float:
        """The share that intervals hold."""
        return next(iter(self.base.values())).value("run.interval")

    @property
    def own_theory(self) -> str:
        """What the schedules' own mechanisms are called."""
        return next(iter(self.base.values())).theory_name

    @property
    def theories(self) -> dict[str, TheoryEntry]:
        """The theories that can be laid over all schedules: the shipped ones, and those of any schedule's own file."""
        return {name: entry for scenario in self.base.values() for name, entry in scenario.theories.items()}

    def under(self, theory: str | None = None, *, overrides: Iterable[str] = ()) -> dict[str, Scenario]:
        """Load the schedules under a theory, or with a departure, with the same luck as ever.

        Args:
            theory: Its name; None, or their own name, leaves the schedules' own mechanisms.
            overrides: What is set beside what is set in any case, as ``path=value``.

        Raises:
            ScenarioError: A schedule cannot have that.
        """
        settings, known = (*self.overrides, *overrides), self.theories
        laid = None if theory == self.own_theory else theory
        return {
            name: with_arguments(load(file, theory=laid, overrides=settings, theories=known), **self.numbers)
            for name, file in self.files.items()
        }

    def wanted(
        self, schedules: Mapping[str, Scenario], *, replicates: int | None = None, traces: tuple[str, ...] = ()
    ) -> list[Wanted]:
        """Ask for the runs of some schedules.

        Args:
            schedules: As `under` gives them.
            replicates: How many; without it as many as an answer rests on.
            traces: Weekly series that are wanted beside the metrics.
        """
        numbers = tuple(range(self.replicates if replicates is None else replicates))
        return [Wanted(scenario, numbers, traces) for scenario in schedules.values()]

    def judged(self, readings: Mapping[str, Reading]) -> Judgement:
        """Judge the claim by what came of the schedules, by their names."""
        return judge(self.claim, lambda metric, schedule: readings[schedule].metrics[metric], interval=self.interval)

    def key(self, *others: object) -> str:
        """Name what an answer depends on: claim, schedules, numbers, and whatever else is given."""
        schedules = [(name, scenario.hash) for name, scenario in self.base.items()]
        content = [self.claim.text, schedules, sorted(self.numbers.items()), [repr(other) for other in others]]
        return hash_of(content)


def question_of(
    schedules: Sequence[str | Path],
    *,
    claim: str | None = None,
    overrides: Iterable[str] = (),
    **numbers: SupportsIndex | None,
) -> Question:
    """Load schedules, check that they can be compared, and read the claim about them.

    Args:
        schedules: Shipped names or paths of files, the baseline first; none where the claim is one of the register.
        claim: An inequality over ``metric(schedule)``, or the name of one in scenarios/conclusions.toml;
            without it, that the last schedule is less secure than the first.
        overrides: Texts such as ``unrest.deterrence=3.0``, set in all schedules.
        **numbers: Replicates, seed and resolution; those of the baseline where None.

    Raises:
        KforError: Schedules or claim cannot be used; the text says why, and what to do.
    """
    register = registered_conclusions()
    registered = register.get(claim) if claim is not None else None
    if registered and not schedules:
        schedules = registered.schedules
    if claim is not None and not registered and not set("<>()") & set(claim):
        raise InputError(f"there is no registered claim '{claim}'; {did_you_mean(claim, register, 'claims')}")
    settings = tuple(overrides)
    loaded = [load(schedule, overrides=settings) for schedule in schedules]
    _check_theories(loaded)
    plan = plan_of(loaded, baseline=None, metrics=None, **numbers)
    files = {name: str(schedule) for name, schedule in zip(plan.schedules, schedules, strict=True)}
    first = plan.schedules[plan.baseline]
    return Question(
        files=files,
        base=plan.schedules,
        claim=_claim(registered.claim if registered else claim, list(plan.schedules), plan.metrics),
        metrics=plan.metrics,
        overrides=settings,
        numbers={name: int(first.value(f"run.{name}")) for name in SHARED},
        registered=registered,
    )


def check_theory(name: str, every: Sequence[str]) -> None:
    """Demand a theory that there is.

    Raises:
        InputError: There is none of this name.
    """
    if name not in every:
        raise InputError(f"there is no theory '{name}'; {did_you_mean(name, every, 'theories')}")


def theories_asked(
    asked: Iterable[str] | None, *, own: str, known: Iterable[str], overrides: Iterable[str], option: str
) -> tuple[str, ...]:
    """Settle which theories are asked for.

    Args:
        asked: Names; None takes the schedules' own mechanisms and all theories.
        own: What the schedules' own mechanisms are called.
        known: Names of the theories that can be laid over them.
        overrides: What is set in all of them.
        option: How a user names one theory.

    Raises:
        InputError: There is none, or none of a name, or what is set would change one and leave its name.
    """
    every = (own, *(name for name in known if name != own))
    names = tuple(dict.fromkeys(every if asked is None else asked))
    if not names:
        raise InputError(f"no theory is asked for; there are {', '.join(every)}")
    changed = next((text for text in overrides if text.strip().startswith("theory.")), None)
    if changed and names != (own,):
        remedy = f"write a theory of your own instead (docs/theories.md), or ask only for {option} {own}"
        raise InputError(f"--set {changed} would change every theory and leave its name; {remedy}")
    for name in names:
        check_theory(name, every)
    return names


def _check_theories(scenarios: Sequence[Scenario]) -> None:
    """Refuse two theories of one name.

    Raises:
        InputError: Two files call different theories the same.
    """
    known: dict[str, TheoryEntry] = {}
    for scenario in scenarios:
        for name, entry in scenario.theories.items():
            if known.setdefault(name, entry) != entry:
                raise InputError(f"two schedules have different theories called '{name}'; give one another name")


def _claim(text: str | None, schedules: Sequence[str], metrics: Sequence[Metric]) -> Claim:
    """Read the claim; without one, that the last schedule is less secure than the first."""
    names = [metric.name for metric in metrics]
    if text is None:
        return default_claim(schedules[0], schedules[-1], names)
    return parse_claim(text, schedules=schedules, metrics=names)


def sources_of(
    scenarios: Iterable[Scenario], theories: Iterable[TheoryEntry], uses: Iterable[tuple[str, str]] = ()
) -> tuple[Citation, ...]:
    """Gather the sources of scenarios, each once, those of what is said against theories, and further ones.

    Args:
        scenarios: The scenarios.
        theories: What is registered of theories.
        uses: Keys of further sources, each with what it is cited for.
    """
    every = list(scenarios)
    found = {citation.key: citation for scenario in every for citation in scenario.bibliography}
    known = {key: citation for scenario in every for key, citation in scenario.sources.items()}
    for entry in theories:
        for key in filter(None, (entry.source, entry.objection_source)):
            found.setdefault(key, known[key])
    for key, use in uses:
        citation = found.get(key, known[key])
        found[key] = replace(citation, cited_for=tuple(dict.fromkeys((*citation.cited_for, use))))
    return tuple(found[key] for key in sorted(found))
