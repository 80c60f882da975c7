"""Which rules last on worlds that the tree has not seen, and how often luck alone yields one that does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from kfor_sim.discovery.clusters import Numbers, dealt, share_of_draws
from kfor_sim.discovery.growing import can_grow, grown
from kfor_sim.discovery.rule import Rule
from kfor_sim.discovery.sample import Flags, Sample

Says = Literal["nothing is known", "never fails", "always fails", "too few to grow on", "no rule lasts", "rule found"]

SHUFFLES = 200
"""How often failures are dealt out anew among the same worlds, draw by draw."""
_LUCK = 7_011  # keeps the shuffles apart from every other use of a seed

Share = tuple[float, float, float]
"""A share with the lower and upper end of its interval; NaN, 0 and 1 of nothing."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a rule comes to in some worlds.

    Attributes:
        worlds: The worlds.
        failures: Those in which the claim fails.
        inside: Those that the rule covers.
        hits: Those that it covers and in which the claim fails.
        draws: The draws that the worlds inside are of; theories share draws.
        coverage: The share of the failures that it covers, with the interval of `share_of_draws`.
        density: The share of the worlds inside in which the claim fails, with the same.
    """

    worlds: int
    failures: int
    inside: int
    hits: int
    draws: int
    coverage: Share
    density: Share

    @classmethod
    def of(cls, inside: Flags, fails: Flags, draws: Numbers, *, level: float) -> Tally:
        """Count; flags and the numbers of draws have the shape (world,)."""
        failures, covered = int(fails.sum()), int(inside.sum())
        return cls(
            worlds=len(fails),
            failures=failures,
            inside=covered,
            hits=int((inside & fails).sum()),
            draws=len(np.unique(draws[inside])),
            coverage=share_of_draws(inside[fails], draws[fails], level=level),
            density=share_of_draws(fails[inside], draws[inside], level=level),
        )

    @property
    def overall(self) -> float:
        """The share of all worlds in which the claim fails."""
        return self.failures / self.worlds if self.worlds else float("nan")


@dataclass(frozen=True, slots=True)
class Judged:
    """Some rules, of which one at least is to hold, on both halves of the worlds.

    Attributes:
        rules: The rules.
        unseen: What they come to on the half that the tree has not seen.
        grown_on: What they come to on the half that it was grown on, which flatters them.
    """

    rules: tuple[Rule, ...]
    unseen: Tally
    grown_on: Tally

    @classmethod
    def of(cls, rules: tuple[Rule, ...], sample: Sample, *, level: float) -> Judged:
        """Count in both halves."""
        inside = np.any([rule.inside(sample) for rule in rules], axis=0)
        unseen, grown_on = (
            Tally.of(inside[half], sample.fails[half], sample.numbers[half], level=level)
            for half in (~sample.grows, sample.grows)
        )
        return cls(rules, unseen, grown_on)

    @property
    def lasts(self) -> bool:
        """Whether failures are denser inside than overall by more than luck, in worlds that the tree has not seen."""
        return self.unseen.density[1] > self.unseen.overall

    @property
    def words(self) -> str:
        """The rules as a sentence takes them."""
        return ", or where ".join(rule.words for rule in self.rules)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of where a claim fails.

    Attributes:
        says: What can be said.
        rules: Each rule that was grown, the surest first.
        together: All of them; None where there is none.
        shuffles: How often failures were dealt out anew.
        lucky: In how many of these shuffles a rule lasted.
    """

    says: Says
    rules: tuple[Judged, ...] = ()
    together: Judged | None = None
    shuffles: int = 0
    lucky: int = 0

    @property
    def lasting(self) -> tuple[Judged, ...]:
        """The rules of failure: those that last on worlds that the tree has not seen."""
        return tuple(rule for rule in self.rules if rule.lasts)


def found_in(sample: Sample, *, level: float, seed: int, shuffles: int = SHUFFLES) -> Found:
    """Look for rules, and how often the same search finds one where nothing decides over failures.

    Args:
        sample: The worlds.
        level: The share that intervals hold.
        seed: Of the shuffles, and of questions that part the worlds equally well.
        shuffles: How often failures are dealt out anew among the same worlds, those of a draw together.
    """
    if not len(sample.fails):
        return Found("nothing is known")
    if sample.fails.all() or not sample.fails.any():
        return Found("always fails" if sample.fails.all() else "never fails")
    if not can_grow(sample.part(sample.grows)):
        return Found("too few to grow on")
    rules = _judged(sample, level=level, seed=seed)
    luck = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, _LUCK])))
    shuffled = (replace(sample, fails=dealt(sample, luck)) for _ in range(shuffles))
    return Found(
        says="rule found" if any(rule.lasts for rule in rules) else "no rule lasts",
        rules=tuple(rules),
        together=Judged.of(tuple(each.rules[0] for each in rules), sample, level=level) if rules else None,
        shuffles=shuffles,
        lucky=sum(any(rule.lasts for rule in _judged(each, level=level, seed=seed)) for each in shuffled),
    )


def _judged(sample: Sample, *, level: float, seed: int) -> Sequence[Judged]:
    """Grow rules on one half of the worlds, and judge each on both; none where there are too few."""
    half = sample.part(sample.grows)
    rules = grown(half, level=level, seed=seed) if can_grow(half) else ()
    return [Judged.of((rule,), sample, level=level) for rule in rules]
