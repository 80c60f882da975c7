"""Designs over the unit cube, by SALib, in blocks that are of use only as a whole: a trajectory, or a swap of figures.

Figures can contradict one another, such as a level of flight above that of return. A block with such a point in it is
passed over and the next one taken, so that a design has as many blocks as were asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kfor_sim.errors import InputError, MissingExtraError

Floats = NDArray[np.float64]
Sound = Callable[[Floats], bool]
"""Whether a point, shape (figure,), contradicts nothing."""

LEVELS = 4
"""Places in each range at which trajectories can stand."""
_TRAJECTORIES, _SWAPS = 8_001, 8_002  # keep designs apart from every other use of a seed
_PATIENCE = 16  # times as many blocks are looked at before a design is given up


@dataclass(frozen=True, eq=False, slots=True)
class Design:
    """Points at which something is to be measured.

    Attributes:
        groups: The name of the group to which each figure belongs, that of its own where it stands alone.
        blocks: Shape (block, point, figure), in [0, 1].
        passed_over: Blocks that contradict themselves, and whose place others took.
    """

    groups: tuple[str, ...]
    blocks: Floats
    passed_over: int

    @property
    def points(self) -> Floats:
        """All points one after the other, shape (point, figure)."""
        return self.blocks.reshape(-1, self.blocks.shape[2])


def trajectories(names: Sequence[str], count: int, *, seed: int, sound: Sound) -> Design:
    """Lay Morris's trajectories: from point to point one figure moves, by two thirds of its range.

    The first ones of a longer design are those of a shorter one.

    Args:
        names: Of the figures.
        count: How many trajectories.
        seed: The seed.
        sound: Whether a point contradicts nothing.

    Returns:
        Blocks of as many points as there are figures, and one.

    Raises:
        InputError: Nearly all contradict themselves.
        MissingExtraError: SALib is not installed.
    """
    sample = salib("sample.morris").sample
    problem, rows = problem_of(names, names), len(names) + 1
    looked_at = sample(problem, _PATIENCE * count, num_levels=LEVELS, seed=seed_of(seed, _TRAJECTORIES))
    return _sound_ones(tuple(names), looked_at.reshape(-1, rows, len(names)), count, sound)


def swaps(names: Sequence[str], groups: Sequence[str], count: int, *, seed: int, sound: Sound) -> Design:
    """Lay Saltelli's design on Sobol's sequence: two points, and the first with each group taken from the second.

    The first blocks of a longer design are those of a shorter one.

    Args:
        names: Of the figures.
        groups: The group of each figure; all figures of one group are taken together.
        count: How many blocks.
        seed: The seed.
        sound: Whether a point contradicts nothing.

    Returns:
        Blocks of as many points as there are groups, and two.

    Raises:
        InputError: Nearly all contradict themselves.
        MissingExtraError: SALib is not installed.
    """
    sample = salib("sample.sobol").sample
    problem, rows = problem_of(names, groups), len(set(groups)) + 2
    whole = 1 << (_PATIENCE * count - 1).bit_length()  # Sobol's sequence is balanced at powers of two
    looked_at = sample(problem, whole, calc_second_order=False, seed=seed_of(seed, _SWAPS))
    return _sound_ones(tuple(groups), looked_at.reshape(-1, rows, len(names)), count, sound)


def problem_of(names: Sequence[str], groups: Sequence[str]) -> dict[str, Any]:
    """Describe figures in the unit cube as SALib wants it."""
    bounds = [[0.0, 1.0]] * len(names)
    return {"num_vars": len(names), "names": list(names), "bounds": bounds, "groups": list(groups)}


def seed_of(seed: int, stream: int) -> int:
    """Give a seed of a use of its own; never 0, which SALib takes for none."""
    return int(np.random.SeedSequence([seed, stream]).generate_state(1)[0]) + 1


def salib(module: str) -> ModuleType:
    """Import a module of SALib.

    Raises:
        MissingExtraError: It is not installed.
    """
    from importlib import import_module

    try:
        return import_module(f"SALib.{module}")
    except ImportError:
        raise MissingExtraError("analysis", "sensitivity") from None


def _sound_ones(groups: tuple[str, ...], blocks: Floats, count: int, sound: Sound) -> Design:
    """Take the first blocks of which every point is sound.

    Raises:
        InputError: There are too few of them.
    """
    found: list[Floats] = []
    passed_over = 0
    for block in blocks:
        if len(found) == count:
            break
        if all(sound(point) for point in block):
            found.append(block)
        else:
            passed_over += 1
    if len(found) < count:
        raise InputError(
            f"of {len(blocks)} blocks of the design {passed_over} have figures in them that contradict one another; "
            "narrow the ranges of such figures"
        )
    return Design(groups, np.stack(found), passed_over)
