"""Rules from a shallow tree: paths to where failures are dense, shortened to what the worlds bear out.

A tree of at most three questions is grown (Breiman and others 1984), failures and the rest weighing alike. Each path to
a leaf in which failures are denser than among all worlds becomes a rule. A tree asks as many questions as it may, so
that conditions are dropped again that worlds do not bear out: where the interval of how dense failures are among those
that it leaves out, widened by the number of columns that it was chosen from, overlaps with that of those it keeps.
(Measured on boxes planted in 30 even figures, against dropping as long as the lower end of the density does not fall: a
third of the wrong conditions, the same density, more coverage, and fewer rules in noise.)

Of the rules, the surest comes first, and a further one has to add worlds in which failures are surely denser than among
all; a rule that lies inside a further one is left to it.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any

import numpy as np

from kfor_sim.discovery.clusters import share_of_draws
from kfor_sim.discovery.rule import Condition, Rule, between
from kfor_sim.discovery.sample import Flags, Floats, Sample
from kfor_sim.errors import MissingExtraError

DEPTH = 3
"""Questions that a tree may ask one after the other."""
LEAF = 0.05
"""The least share of the worlds that a leaf holds."""
FEWEST = 5
"""The fewest worlds that a leaf holds, and the fewest failures, and worlds without, that a tree is grown on."""


def check_installed() -> None:
    """Demand the library that grows trees.

    Raises:
        MissingExtraError: It is not installed.
    """
    if importlib.util.find_spec("sklearn") is None:
        raise MissingExtraError("analysis", "kfor-sim discover")


def can_grow(sample: Sample) -> bool:
    """Tell whether there are enough failures, and enough worlds without, to grow a tree on."""
    failures = int(sample.fails.sum())
    return FEWEST <= failures <= len(sample.fails) - FEWEST


def least(worlds: int) -> int:
    """Say how many worlds a leaf holds at least."""
    return max(FEWEST, ceil(LEAF * worlds))


def grown(sample: Sample, *, level: float, seed: int) -> tuple[Rule, ...]:
    """Grow rules.

    Args:
        sample: The worlds to grow on, as `can_grow` demands them.
        level: The share that intervals hold.
        seed: Decides between questions that part the worlds equally well.

    Returns:
        The surest first; none where no question parts the worlds.
    """
    found = {
        Rule.of(_shortened(path, sample, level=level), sample): None
        for path in _paths(sample, seed=seed)
        if _is_denser(sample, Rule.of(path, sample).inside(sample))
    }
    surest = sorted(found, key=lambda rule: -_low(sample, rule.inside(sample), level))
    kept = tuple(_adding(surest, sample, level=level))
    return tuple(rule for rule in kept if not any(rule != other and rule.lies_in(other) for other in kept))


def _paths(sample: Sample, *, seed: int) -> Iterator[tuple[Condition, ...]]:
    """Grow a tree, and give the path to each of its leaves."""
    from sklearn.tree import DecisionTreeClassifier

    columns = sample.columns
    tree = DecisionTreeClassifier(
        max_depth=DEPTH, min_samples_leaf=least(len(columns)), class_weight="balanced", random_state=seed % 2**32
    )
    yield from _below(tree.fit(columns, sample.fails).tree_, 0, (), columns)


def _below(tree: Any, node: int, path: tuple[Condition, ...], columns: Floats) -> Iterator[tuple[Condition, ...]]:
    """Walk down from a node of the tree; ``columns`` are the worlds that come there."""
    column = int(tree.feature[node])
    if column < 0:
        yield path
        return
    values = columns[:, column]
    goes_left = values.astype(np.float32) <= tree.threshold[node]  # as the tree itself sees them
    at = between(float(values[goes_left].max()), float(values[~goes_left].min()))
    yield from _below(
        tree, int(tree.children_left[node]), (*path, Condition(column, above=False, at=at)), columns[goes_left]
    )
    yield from _below(
        tree, int(tree.children_right[node]), (*path, Condition(column, above=True, at=at)), columns[~goes_left]
    )


def _shortened(path: tuple[Condition, ...], sample: Sample, *, level: float) -> tuple[Condition, ...]:
    """Drop conditions, the least borne out first, until what each leaves out surely fails less than what it keeps.

    The interval of what a condition leaves out is widened by the number of columns that it was chosen from.
    """
    wide = 1 - (1 - level) / sample.columns.shape[1]
    while len(path) > 1:
        inside = Rule.of(path, sample).inside(sample)
        shorter = [path[:place] + path[place + 1 :] for place in range(len(path))]
        slack = [_high(sample, Rule.of(each, sample).inside(sample) & ~inside, wide) for each in shorter]
        if max(slack) < _low(sample, inside, level):
            break
        path = shorter[int(np.argmax(slack))]
    return path


def _adding(rules: Sequence[Rule], sample: Sample, *, level: float) -> Iterator[Rule]:
    """Keep those that add worlds, no fewer than a leaf holds, in which failures are surely denser than among all."""
    covered = np.zeros(len(sample.fails), dtype=bool)
    for rule in rules:
        added = rule.inside(sample) & ~covered
        if added.sum() >= least(len(sample.fails)) and _low(sample, added, level) > sample.fails.mean():
            covered |= added
            yield rule


def _is_denser(sample: Sample, inside: Flags) -> bool:
    return bool(sample.fails[inside].mean() > sample.fails.mean())


def _high(sample: Sample, inside: Flags, level: float) -> float:
    """Give the upper end of the interval of the density inside; 1 where there is no world."""
    return share_of_draws(sample.fails[inside], sample.numbers[inside], level=level)[2]


def _low(sample: Sample, inside: Flags, level: float) -> float:
    """Give the lower end of the interval of the density inside."""
    return share_of_draws(sample.fails[inside], sample.numbers[inside], level=level)[1]
