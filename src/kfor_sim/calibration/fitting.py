"""Fitting one theory: draws from its ranges, each lived through once on luck of its own, and those that fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kfor_sim.calibration.guiding import Guide
from kfor_sim.calibration.marks import Mark, marks_of
from kfor_sim.calibration.planning import Subject, traces_of
from kfor_sim.calibration.posterior import Posterior, posterior_of, share_of
from kfor_sim.calibration.recovery import Recovery, recover
from kfor_sim.calibration.settling import ENOUGH, WIDEST, Asked, Settled, settle
from kfor_sim.digits import counted
from kfor_sim.errors import InputError, ScenarioError
from kfor_sim.measures import MEASURES, course_of
from kfor_sim.prepare import calendar_of
from kfor_sim.ranges import Range, design, drawn, ranges_of, values_at
from kfor_sim.scenario import Scenario
from kfor_sim.scenario.evidence import Target, evidence
from kfor_sim.trials import Reading, Trials, Wanted

Floats = NDArray[np.float64]

FREE = 256
"""Draws that are taken evenly from the ranges before any are guided."""
FEW = 0.1
"""Further draws are guided where fewer of the first than this share meet every target."""


@dataclass(frozen=True, eq=False, slots=True)
class Draws:
    """Draws from the ranges of a scenario, those that contradict themselves left out.

    Attributes:
        scenario: The scenario that they are drawn from, under a theory.
        ranges: The figures.
        numbers: The number of each draw, which is that of its luck as well.
        shares: Its figures as shares of their ranges, shape (draw, figure).
        scenarios: It as a scenario.
        asked: How many draws there were, contradictions included.
        free: How many of these, the first, were taken evenly from the ranges, and not guided.
        weights: How much each draw counts, 1 where none was guided, shape (draw,).
    """

    scenario: Scenario
    ranges: tuple[Range, ...]
    numbers: tuple[int, ...]
    shares: Floats
    scenarios: tuple[Scenario, ...]
    asked: int
    free: int
    weights: Floats

    @property
    def contradictions(self) -> int:
        """How many draws contradict themselves, such as a level of flight above that of return."""
        return self.asked - len(self.numbers)

    @property
    def figures(self) -> Floats:
        """The figures in their units, shape (draw, figure)."""
        return np.array([list(values_at(self.ranges, row).values()) for row in self.shares])

    @property
    def truths(self) -> int:
        """How many of the draws were taken evenly from the ranges."""
        return sum(number < self.free for number in self.numbers)

    @classmethod
    def of(cls, scenario: Scenario, draws: int) -> Draws:
        """Draw evenly from the ranges.

        Raises:
            InputError: All draws contradict themselves.
        """
        ranges = ranges_of(scenario)
        shares = design(len(ranges), draws, seed=int(scenario.value("run.seed")))
        sound = _sound(scenario, ranges, shares, first=0)
        numbers, scenarios = tuple(sound), tuple(sound.values())
        return cls(scenario, ranges, numbers, shares[list(numbers)], scenarios, draws, draws, np.ones(len(numbers)))

    def guided_by(self, guide: Guide, draws: int) -> Draws:
        """Add draws that were guided; all are weighted by how much more often they were taken than evenly."""
        shares = guide.draws(draws, seed=int(self.scenario.value("run.seed")))
        try:
            sound = _sound(self.scenario, self.ranges, shares, first=self.asked)
        except InputError:
            return self
        together = np.concatenate([self.shares, shares[[number - self.asked for number in sound]]])
        often = (self.free + draws * guide.density(together)) / (self.free + draws)
        return replace(
            self,
            numbers=(*self.numbers, *sound),
            shares=together,
            scenarios=(*self.scenarios, *sound.values()),
            asked=self.asked + draws,
            weights=1 / often,
        )


def _sound(scenario: Scenario, ranges: Sequence[Range], shares: Floats, *, first: int) -> dict[int, Scenario]:
    """Give the draws that do not contradict themselves, by their numbers, counted from the first."""
    sound: dict[int, Scenario] = {}
    wrong: ScenarioError | None = None
    for number, row in enumerate(shares, start=first):
        try:
            sound[number] = drawn(scenario, ranges, row)
        except ScenarioError as contradiction:
            wrong = wrong or contradiction
    if not sound and wrong:
        raise InputError(
            f"all {counted(len(shares), 'draw')} from the ranges of {scenario.name} contradict themselves, the first "
            f"since {wrong.faults[0]}; raise the budget, or narrow the ranges"
        )
    return sound


@dataclass(frozen=True, eq=False)
class Fit:
    """What the evidence makes of one theory.

    Attributes:
        theory: Its name.
        label: What tables and pictures call it.
        draws: The draws from its ranges.
        strength: Weekly strength of each, shape (draw, week).
        showed: What each draw showed, by the name of the target, those of other readings of the record too; each of
            shape (draw,).
        targets: The targets that it is held to, those that are held out among them.
        level: The share that intervals hold.
    """

    theory: str
    label: str
    draws: Draws
    strength: Floats
    showed: Mapping[str, Floats]
    targets: tuple[Target, ...]
    level: float

    def held_to(self, targets: Iterable[Target]) -> Fit:
        """Hold the same draws to other targets, by another reading of the record; nothing is run, or done twice."""
        wanted = tuple(targets)
        if wanted == self.targets:
            return self
        held = next((other for other in self._others if other.targets == wanted), None)
        if held is None:
            held = replace(self, targets=wanted)
            self._others.append(held)
        return held

    @cached_property
    def _others(self) -> list[Fit]:
        """The same draws as they were held to other targets."""
        return []

    @property
    def fitted(self) -> tuple[Target, ...]:
        """The targets that are used."""
        return tuple(target for target in self.targets if target.use == "fit")

    @cached_property
    def asked(self) -> Asked:
        """What it is held to."""
        return Asked.of(self.fitted)

    @cached_property
    def _scaled(self) -> Floats:
        return self.asked.scaled(np.column_stack([self.showed[target.name] for target in self.fitted]))

    @cached_property
    def misses(self) -> Floats:
        """How far each draw lies from the middle of what is accepted, in tolerances, shape (draw, fitted target)."""
        return self.asked.misses(self._scaled)

    @property
    def within(self) -> NDArray[np.bool_]:
        """Whether each draw meets every target, shape (draw,)."""
        within: NDArray[np.bool_] = self.misses.max(axis=1, initial=0.0) <= 1
        return within

    @cached_property
    def settled(self) -> Settled:
        """The draws that are kept."""
        return settle(self.draws.shares, self._scaled, self.draws.weights, self.asked)

    @property
    def guide(self) -> Guide | None:
        """Where further draws are likelier to fit; None where these say nothing of it."""
        draws = self.draws
        return Guide.of(draws.shares, self._scaled, self.asked, seed=int(draws.scenario.value("run.seed")))

    @cached_property
    def posterior(self) -> Posterior | None:
        """What they say of each figure; None where they are too few."""
        return posterior_of(self.settled, self.draws.shares, self.draws.weights, level=self.level)

    @cached_property
    def recovery(self) -> Recovery:
        """Whether the method would find known truths."""
        seed = int(self.draws.scenario.value("run.seed"))
        draws = self.draws
        return recover(
            draws.shares,
            self._scaled,
            draws.weights,
            self.asked,
            truths=draws.truths,
            level=self.level,
            seed=seed,
            enough=ENOUGH,
        )

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Strengths that the fit did not see, against the band of the kept draws."""
        strength, weights = self.strength[self.settled.kept], self.settled.weights
        return tuple(marks_of(self.draws.scenario, strength, weights, evidence().marks, level=self.level))

    @property
    def verdict(self) -> str:
        """Whether it fits: ``fits``, ``fits in few draws``, ``fits only nearly``, or ``no fit found``."""
        if self.settled.within:
            return "fits" if self.posterior else "fits in few draws"
        return "fits only nearly" if self.posterior else "no fit found"

    @cached_property
    def met(self) -> NDArray[np.bool_]:
        """Whether each draw meets each target, held-out ones too, shape (draw, target)."""
        bounds = [(target.name, target.accepted.lowest, target.accepted.highest) for target in self.targets]
        return np.column_stack([(low <= self.showed[name]) & (self.showed[name] <= high) for name, low, high in bounds])

    @property
    def sentence(self) -> str:
        """The verdict in a sentence, with its numbers."""
        settled, sound, truths = self.settled, len(self.draws.numbers), self.draws.truths
        guided = f", of which {sound - truths:,} were guided," if sound > truths else ""
        factor = f"{settled.factor:.3g} tolerances"
        if settled.within:
            meet = "meets" if settled.within == 1 else "meet"
            few = f"; {len(settled.kept)} lie within {factor}" if settled.factor > 1 else ""
            short = "" if self.posterior else ", too few for intervals"
            return f"{settled.within} of {counted(sound, 'draw')}{guided} {meet} every target{few}{short}."
        none = f"none of {counted(sound, 'draw')}{guided} meets every target, and {self.hardest.label} is met by fewest"
        if self.posterior:
            return f"{none}; the nearest {len(settled.kept)} lie within {factor}."
        few = {0: "none lies", 1: "only 1 lies"}.get(len(settled.kept), f"only {len(settled.kept)} lie")
        return f"{none}; {few} within {WIDEST:g} tolerances, too few for intervals."

    def met_by_draws(self, target: Target) -> float:
        """The share of draws from the ranges that meet a target; guided ones count as much as even ones would."""
        return share_of(self.met[:, self.targets.index(target)], self.draws.weights, level=self.level)[0]

    @property
    def hardest(self) -> Target:
        """The fitted target that the fewest draws meet."""
        return min(self.fitted, key=self.met_by_draws)


def fit(subject: Subject, theory: str, trials: Trials, *, label: str) -> Fit:
    """Live through the draws of a theory, and hold them to the evidence.

    Args:
        subject: What is fitted.
        theory: The theory.
        trials: Where to compute and keep.
        label: A few words for the bar.

    Raises:
        KforError: As `Trials.read` raises it, or all draws contradict themselves.
    """
    draws = Draws.of(subject.under[theory], min(subject.budget, FREE))
    readings = _lived(draws, 0, trials, label)
    found = _fitted(subject, theory, draws, readings)
    more = subject.budget - draws.asked
    if more <= 0:
        return found
    guide = found.guide if found.settled.within < FEW * len(draws.numbers) else None
    draws = draws.guided_by(guide, more) if guide else Draws.of(subject.under[theory], subject.budget)
    readings += _lived(draws, len(readings), trials, f"{label}, guided" if guide else label)
    return _fitted(subject, theory, draws, readings)


def _lived(draws: Draws, first: int, trials: Trials, label: str) -> list[Reading]:
    """Live through draws from the first on, those before it being known."""
    traces = traces_of(evidence().targets.values())
    pairs = zip(draws.numbers[first:], draws.scenarios[first:], strict=True)
    asked = [Wanted(one, (number,), traces) for number, one in pairs]
    return trials.read(asked, label=label) if asked else []


def _fitted(subject: Subject, theory: str, draws: Draws, readings: Sequence[Reading]) -> Fit:
    """Hold draws that were lived through to the evidence."""
    every = {name: target for reading in evidence().readings for name, target in subject.read_as(reading).items()}
    return Fit(
        theory=theory,
        label=subject.label(theory),
        draws=draws,
        strength=_stacked(readings, "strength"),
        showed=showed_by(draws.scenario, readings, every.values()),
        targets=tuple(subject.targets.values()),
        level=subject.level,
    )


def showed_by(scenario: Scenario, readings: Sequence[Reading], targets: Iterable[Target]) -> dict[str, Floats]:
    """Measure what readings show of targets, by their names, each of shape (draw,)."""
    every = list(targets)
    traces = {name: _stacked(readings, name) for name in traces_of(every)}
    calendar, homicides = calendar_of(scenario), scenario.tables.homicides
    return {
        target.name: MEASURES[target.measure].compute(course_of(traces, target, calendar, homicides))
        for target in every
    }


def _stacked(readings: Sequence[Reading], trace: str) -> Floats:
    """Put a weekly series of all readings together, shape (draw, week)."""
    return np.concatenate([reading.traces[trace] for reading in readings])
