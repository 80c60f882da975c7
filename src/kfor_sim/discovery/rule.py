"""A rule: a box in the figures and a list of theories, in words that can be read and as a query of the experiments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, inf, isfinite, log10

from kfor_sim.discovery.sample import Flags, Sample

_MOST_DECIMALS = 17


@dataclass(frozen=True, slots=True)
class Condition:
    """One step of a path through a tree.

    Attributes:
        column: The place of a column of `Sample.columns`; beyond the figures stand the theories.
        above: Whether what is meant lies above ``at``, or at most there.
        at: The bound; one half for a theory.
    """

    column: int
    above: bool
    at: float


@dataclass(frozen=True, slots=True)
class Bound:
    """Between what a figure lies: above ``low``, and at most ``high``."""

    path: str
    low: float = -inf
    high: float = inf

    @property
    def words(self) -> str:
        """It as part of a sentence."""
        if not isfinite(self.low):
            return f"`{self.path}` is at most {_number(self.high)}"
        if not isfinite(self.high):
            return f"`{self.path}` is above {_number(self.low)}"
        return f"`{self.path}` is above {_number(self.low)} and at most {_number(self.high)}"

    @property
    def query(self) -> str:
        """It as pandas asks a table."""
        low = f"{self.low!r} < " if isfinite(self.low) else ""
        return f"{low}`{self.path}`" + (f" <= {self.high!r}" if isfinite(self.high) else "")


@dataclass(frozen=True, slots=True)
class Rule:
    """A box and a list of theories.

    Attributes:
        bounds: Of the figures, each once, in the order in which a tree asks for them.
        theories: The theories that it covers.
        among: All theories that were asked.
    """

    bounds: tuple[Bound, ...]
    theories: tuple[str, ...]
    among: tuple[str, ...]

    @classmethod
    def of(cls, conditions: Iterable[Condition], sample: Sample) -> Rule:
        """Merge the steps of a path: the tightest bounds of each figure, and the theories that are left."""
        bounds: dict[str, Bound] = {}
        left = list(sample.theories)
        for step in conditions:
            if step.column < len(sample.paths):
                path = sample.paths[step.column]
                bound = bounds.get(path, Bound(path))
                low, high = (
                    (max(bound.low, step.at), bound.high) if step.above else (bound.low, min(bound.high, step.at))
                )
                bounds[path] = Bound(path, low, high)
            else:
                theory = sample.theories[step.column - len(sample.paths)]
                left = [name for name in left if (name == theory) == step.above]
        return cls(tuple(bounds.values()), tuple(left), sample.theories)

    @property
    def words(self) -> str:
        """It as a sentence takes it after "fails where"."""
        return " and ".join([*(bound.words for bound in self.bounds), *([self.which] if self.which else [])])

    @property
    def which(self) -> str:
        """The theories in words, those inside or those outside, whichever are fewer; empty where all are inside."""
        others = [name for name in self.among if name not in self.theories]
        if not others:
            return ""
        if len(self.theories) <= len(others):
            return f"the theory is {_listed(self.theories, 'or')}"
        return f"the theory is not {_listed(others, 'or')}"

    @property
    def query(self) -> str:
        """It as pandas asks a table of experiments."""
        theories = [f"model in {list(self.theories)!r}"] if len(self.theories) < len(self.among) else []
        return " and ".join([*(bound.query for bound in self.bounds), *theories])

    def lies_in(self, other: Rule) -> bool:
        """Tell whether another rule covers all that this one covers, whatever the worlds."""
        own = {bound.path: bound for bound in self.bounds}
        inside = (own.get(wide.path, Bound(wide.path)) for wide in other.bounds)
        narrower = all(w.low <= o.low and o.high <= w.high for w, o in zip(other.bounds, inside, strict=True))
        return narrower and set(self.theories) <= set(other.theories)

    def inside(self, sample: Sample) -> Flags:
        """Say which worlds it covers, shape (world,)."""
        places = [place for place, name in enumerate(sample.theories) if name in self.theories]
        covered: Flags = (sample.theory[:, None] == places).any(axis=1)
        for bound in self.bounds:
            values = sample.figures[:, sample.paths.index(bound.path)]
            covered &= (bound.low < values) & (values <= bound.high)
        return covered


def between(low: float, high: float) -> float:
    """Give the number of the fewest digits, nearest to the middle, that is at least ``low`` and below ``high``.

    The two are neighbouring draws: which number between them parts the worlds, they do not say.
    """
    middle = low + (high - low) / 2
    first = -floor(log10(high - low)) - 1
    for decimals in range(first, first + _MOST_DECIMALS):
        short = round(middle, decimals)
        if low <= short < high:
            return short + 0.0
    return middle


def _number(value: float) -> str:
    return f"{value:,.10g}"


def _listed(names: Sequence[str], word: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"
