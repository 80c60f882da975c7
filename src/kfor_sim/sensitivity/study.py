"""A study of any function of the unit cube: all figures screened, the few that matter weighed, and how sure that is.

The model is one such function, with luck; tests put functions in its place of which the indices are known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kfor_sim.errors import InputError
from kfor_sim.sensitivity.designs import Design, Sound, swaps, trajectories
from kfor_sim.sensitivity.indices import Effects, Indices, effects_of, indices_of

Floats = NDArray[np.float64]

Answer = Callable[[Floats, int, str], Mapping[str, Floats]]
"""Measures points, shape (point, figure): by yardstick, the one that is asked first, shape (point, replicate).

The second argument says on how many replicates, each of which has the same luck at all points; the third says in a few
words what is measured.
"""

TRAJECTORIES, BLOCKS, SINGLY, REPLICATES = 8, 48, 5, 2
"""What a study does unless told otherwise; docs/sensitivity.md says what that costs."""
TOGETHER = "all others together"
"""The name of the group of those figures that are not weighed singly."""
_FEWEST = 2  # blocks of which there is a spread
_STEPS = (4, 2, 1)  # parts of the design by which convergence is judged


@dataclass(frozen=True, slots=True)
class Effort:
    """How much a study does.

    Attributes:
        trajectories: Of the screening.
        blocks: Of the weighing.
        singly: How many figures are weighed one by one.
        replicates: How many are averaged at each point of the weighing. The screening has one: it only has to find
            the largest effects, and further trajectories find more of them than further replicates do.
        seed: Of design and resamples.
        level: The share that intervals are to hold.
    """

    trajectories: int
    blocks: int
    singly: int
    replicates: int
    seed: int
    level: float

    def points(self, figures: int) -> tuple[int, int]:
        """Count the points of screening and weighing."""
        singly = min(self.singly, figures)
        groups = singly + (figures > singly)
        return self.trajectories * (figures + 1), self.blocks * (groups + 2)

    def runs(self, figures: int) -> int:
        """Count the runs of one schedule: one replicate of the screening, all of the weighing and of ends of ranges."""
        screening, weighing = self.points(figures)
        return screening + self.replicates * (weighing + 1 + 2 * min(self.singly, figures))


@dataclass(frozen=True, eq=False, slots=True)
class Study:
    """What was found.

    Attributes:
        names: Of the figures.
        screened: The design of the screening.
        effects: Elementary effects, by yardstick, the one that was asked first; without those that have no size
            somewhere.
        picked_again: How many of the figures that are weighed singly the first half of the trajectories would have
            picked too; None where that half is too short to tell.
        singly: The figures that were weighed one by one, the largest elementary effect first.
        weighed: The design of the weighing.
        answers: What was measured there, replicates averaged, shape (block, point), blocks without a size left out.
        indices: On growing parts of the design, the whole last.
        luck: The share of the variance that the luck of the replicates puts in; NaN with one replicate.
        sizeless: Blocks of both designs that were left out, since what was asked has no size there.
    """

    names: tuple[str, ...]
    screened: Design
    effects: Mapping[str, Effects]
    picked_again: int | None
    singly: tuple[str, ...]
    weighed: Design
    answers: Floats
    indices: tuple[Indices, ...]
    luck: float
    sizeless: int

    @property
    def asked(self) -> Effects:
        """The elementary effects of what was asked."""
        return next(iter(self.effects.values()))

    @property
    def last(self) -> Indices:
        """The indices on the whole design."""
        return self.indices[-1]

    @property
    def places(self) -> tuple[int, ...]:
        """Places in the indices of the figures that were weighed singly, the largest total first."""
        alone = [place for place, name in enumerate(self.last.names) if name in self.singly]
        return tuple(sorted(alone, key=lambda place: -self.last.total[place]))

    @property
    def leader(self) -> str | None:
        """The figure with the largest total; None where nothing differs."""
        return self.last.names[self.places[0]] if self.last.variance else None

    @property
    def drawn(self) -> Floats:
        """What was measured at the points that are drawn independently: the first and the last of each block."""
        found: Floats = self.answers[:, [0, -1]].ravel()
        return found

    @property
    def half_in(self) -> int:
        """How many of the independent points hold half of the variance: few where large values are rare."""
        parts = np.sort((self.drawn - self.drawn.mean()) ** 2)[::-1].cumsum()
        return int(np.searchsorted(parts, parts[-1] / 2)) + 1

    @property
    def first_share(self) -> float:
        """In which share of bootstrap samples the leader leads among the figures that were weighed singly."""
        return self.last.share_first(self.places[0], self.places) if self.leader else 0.0

    @property
    def above_all_share(self) -> float:
        """In which share it leads even before all others together, and so before each of them.

        The total index of a group is never less than that of a figure in it.
        """
        return self.last.share_first(self.places[0], range(len(self.last.names))) if self.leader else 0.0

    @property
    def differing(self) -> int:
        """At how many points of the weighing the answer is not what it is at most of them."""
        values, counts = np.unique(self.answers, return_counts=True)
        return int(np.count_nonzero(self.answers != values[counts.argmax()]))


def study(names: Sequence[str], answer: Answer, effort: Effort, *, sound: Sound = lambda _: True) -> Study:
    """Screen all figures by elementary effects, then split the variance between the few with the largest.

    The figures that are not weighed singly are not held still: they vary as one group, so that the variance is that of
    all figures together, and what the screening has missed shows in the group's index.

    Args:
        names: Of the figures, the dimensions of the cube.
        answer: Measures points.
        effort: How much to do.
        sound: Whether a point contradicts nothing.

    Raises:
        KforError: SALib is not installed, figures contradict one another nearly everywhere, what is asked has no size
            in most places, or what ``answer`` raises.
    """
    screened = trajectories(names, effort.trajectories, seed=effort.seed, sound=sound)
    seen = {name: _in_blocks(found, screened) for name, found in answer(screened.points, 1, "screening").items()}
    effects = dict(_effects(screened, seen, effort))
    asked, *_ = effects.values()
    singly = tuple(asked.names[place] for place in asked.order[: effort.singly])
    groups = [name if name in singly else TOGETHER for name in names]
    weighed = swaps(names, groups, effort.blocks, seed=effort.seed, sound=sound)
    found, *_ = (_in_blocks(each, weighed) for each in answer(weighed.points, effort.replicates, "weighing").values())
    weighed, found, sizeless = _with_size(weighed, found)
    first, *_ = seen.values()
    return Study(
        names=tuple(names),
        screened=screened,
        effects=effects,
        picked_again=_picked_again(screened, first, singly, effort),
        singly=singly,
        weighed=weighed,
        answers=found.mean(axis=2),
        indices=tuple(_growing(weighed, found.mean(axis=2), effort)),
        luck=luck_of(found.reshape(-1, found.shape[2])),
        sizeless=sizeless + _sizeless(first),
    )


def luck_of(answers: Floats) -> float:
    """Say which share of the variance between points is luck of the replicates, and would go with more of them.

    What luck does alike at all points is in no variance between them. What is left of each answer once the means of
    its point and of its replicate are taken off is luck that figures meet differently (the interaction of a two-way
    layout); a mean over n replicates keeps one n-th of its variance.

    Args:
        answers: Shape (point, replicate).

    Returns:
        The share, 0 where nothing differs; NaN with one replicate.
    """
    points, replicates = answers.shape
    if replicates < _FEWEST:
        return float("nan")
    means = answers.mean(axis=1)
    left = answers - means[:, np.newaxis] - answers.mean(axis=0) + answers.mean()
    interaction = float((left**2).sum()) / ((points - 1) * (replicates - 1))
    between = float(means.var(ddof=1))
    return min(interaction / replicates / between, 1.0) if between else 0.0


def _sizeless(answers: Floats) -> int:
    """Count the blocks in which something has no size."""
    return int((~np.isfinite(answers).all(axis=(1, 2))).sum())


def _in_blocks(answers: Floats, design: Design) -> Floats:
    """Lay answers out by block, shape (block, point, replicate)."""
    return answers.reshape(*design.blocks.shape[:2], -1)


def _effects(design: Design, seen: Mapping[str, Floats], effort: Effort) -> list[tuple[str, Effects]]:
    """Measure elementary effects on every yardstick that has a size; the first is demanded to have one."""
    first, *others = seen
    kept = [name for name in others if np.isfinite(seen[name]).all()]
    sized, answers, _ = _with_size(design, seen[first])
    asked = effects_of(sized, answers.mean(axis=2), level=effort.level, seed=effort.seed)
    rest = [(n, effects_of(design, seen[n].mean(axis=2), level=effort.level, seed=effort.seed)) for n in kept]
    return [(first, asked), *rest]


def _picked_again(design: Design, answers: Floats, singly: Sequence[str], effort: Effort) -> int | None:
    """Count the figures that the first half of the trajectories would have picked too."""
    sized, found, _ = _with_size(design, answers)
    half = len(found) // 2
    if half < _FEWEST:
        return None
    part = Design(sized.groups, sized.blocks[:half], 0)
    effects = effects_of(part, found[:half].mean(axis=2), level=effort.level, seed=effort.seed)
    return len({effects.names[place] for place in effects.order[: len(singly)]} & set(singly))


def _growing(design: Design, answers: Floats, effort: Effort) -> list[Indices]:
    """Split the variance on a quarter, half and all of the blocks."""
    counts = sorted({max(len(answers) // step, _FEWEST) for step in _STEPS})
    parts = [(Design(design.groups, design.blocks[:count], 0), answers[:count]) for count in counts]
    return [indices_of(part, found, level=effort.level, seed=effort.seed) for part, found in parts]


def _with_size(design: Design, answers: Floats) -> tuple[Design, Floats, int]:
    """Leave out blocks in which something has no size: a recovery that was not over, or nothing to measure.

    Raises:
        InputError: In half of the blocks it has none.
    """
    known = np.asarray(np.isfinite(answers).all(axis=(1, 2)))
    if known.sum() < max(_FEWEST, len(known) / 2):
        raise InputError(
            f"what is asked has no size in {int((~known).sum())} of {len(known)} blocks of the design, as a recovery "
            "that is not over by the end has none; ask for another metric"
        )
    return Design(design.groups, design.blocks[known], design.passed_over), answers[known], int((~known).sum())
