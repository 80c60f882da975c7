"""A claim: one inequality between metrics of schedules, or a chain of them, measured replicate by replicate."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import pairwise

import numpy as np

from kfor_sim.paired import Floats, differences
from kfor_sim.scenario.expressions import ARITHMETIC, Chain

Term = tuple[str, str]
"""A metric and the schedule that it is asked of."""

Value = Callable[[str, str], Floats]
"""Gives a metric of a schedule by replicate, shape (n,); infinity and NaN as `kfor_sim.paired.differences` has them."""

CLAIM = replace(
    ARITHMETIC,
    functions={
        "min": lambda *parts: reduce(np.minimum, parts),
        "max": lambda *parts: reduce(np.maximum, parts),
    },
    allowed="only metric(schedule), numbers such as 1000 or 1.1, and + - * / ( ) min max < >",
    has_numbers=True,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One inequality between metrics of schedules, or a chain of them that are to hold together.

    Attributes:
        text: As written.
        terms: The metrics asked of schedules, each once, in order of appearance; metrics by their full names.
        phrase: The claim in plain words; empty where there are only its letters.
    """

    text: str
    terms: tuple[Term, ...]
    phrase: str = ""
    chain: Chain = field(kw_only=True, repr=False, compare=False)
    by_name: Mapping[str, Term] = field(kw_only=True, repr=False, compare=False)

    @property
    def words(self) -> str:
        """The claim as a sentence takes it: its phrase, or its letters between backticks."""
        return self.phrase or f"`{' '.join(self.text.split())}`"

    @property
    def has_margin(self) -> bool:
        """Whether numbers stand in it, so that whatever fails it need not be its opposite."""
        trees = (side.tree for side in self.chain.sides)
        return any(isinstance(node, ast.Constant) for tree in trees for node in ast.walk(tree))

    @property
    def links(self) -> tuple[str, ...]:
        """Each inequality of the chain, as written."""
        return tuple(f"{left.text} {sign} {right.text}" for left, sign, right in self.chain.links)

    def gaps(self, value: Value) -> tuple[Floats, ...]:
        """Measure by how much each inequality of the chain holds, replicate by replicate.

        Args:
            value: Gives a metric of a schedule by replicate, shape (n,).

        Returns:
            An array for each link, shape (n,): what is to be larger less what is to be smaller, above 0 where the link
            holds. Infinity, with its sign, is a direction without a size; NaN is unknown: infinity less infinity (two
            recoveries of which neither was over), nought by nought, or nothing to measure.
        """
        values = {name: np.asarray(value(*term), dtype=np.float64) for name, term in self.by_name.items()}
        with np.errstate(all="ignore"):
            sides = [side.compute(values.__getitem__) for side in self.chain.sides]
            return tuple(
                differences(left, right) if sign == ">" else differences(right, left)
                for (left, right), sign in zip(pairwise(sides), self.chain.signs, strict=True)
            )
