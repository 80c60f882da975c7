"""Worlds that share a draw count together: intervals of shares, errors of means, and failures dealt out draw by draw.

Draw n has the same luck under every theory, and theories with equally many figures have some or all of them in common
in it (the same shares of the ranges, in the order of the file), so that eleven theories in twenty draws are not 220
worlds that know nothing of each other. What is measured over several theories is therefore held to be as sure as the
draws bear out. Of a single theory every world is a draw of its own, and all of this comes to what is usual.

Measured on noise laid as the program lays it, eleven theories in 40 draws, of which three in ten worlds fail by luck: a
rule was found in so many of 400 sets, by what of the luck is common to all theories (in brackets what the shuffles of
these sets say, and, of 200 sets, what was found when each world counted as one of its own):

- nothing common: 3.0 % (2.0 %; 1.5 %)
- half: 1.5 % (2.3 %; 3.5 %)
- four fifths: 0.5 % (2.0 %; 12 %)
- all: 0.8 % (0.5 %; 16 %); where one world in ten fails, 4.5 % (2.8 %)
- all, with four theories that have all figures in common too: 2.8 % (2.8 %; of 150 sets 19 %)
- all, but only among theories with the same figures, as of failures that hang on very many: 5.5 % (3.3 %; 17 %)

These rates have errors of up to 1.1 %, and up to 3 % for the last in brackets.
"""

from __future__ import annotations

from math import nan

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from kfor_sim.discovery.sample import Flags, Floats, Sample

Numbers = NDArray[np.int64]


def share_of_draws(flags: Flags, draws: Numbers, *, level: float) -> tuple[float, float, float]:
    """Give the share of worlds of which something is true, with Wilson's interval of as many as they count for.

    Args:
        flags: Whether it is true, shape (world,).
        draws: The number of the draw of each, shape (world,).
        level: The share that the interval is to hold.

    Returns:
        Share, lower and upper end; NaN, 0 and 1 without worlds.
    """
    if not len(flags):
        return nan, 0.0, 1.0
    share, worlds = float(flags.mean()), counting(flags, draws)
    z = float(ndtri((1 + level) / 2))
    middle = (share + z**2 / (2 * worlds)) / (1 + z**2 / worlds)
    half = z / (1 + z**2 / worlds) * np.sqrt(share * (1 - share) / worlds + z**2 / (4 * worlds**2))
    low, high = float(middle - half), float(middle + half)
    return share, max(low, 0.0) if share > 0 else 0.0, min(high, 1.0) if share < 1 else 1.0  # without rounding


def counting(flags: Flags, draws: Numbers) -> float:
    """Say as how many worlds of draws of their own some count for a share of them (Kish 1965; Rao and Scott 1992).

    1. The variance of the share is taken from how much draws differ, as of a ratio of sums over draws.
    2. As many worlds of draws of their own as would have this variance is the number; never more than there are.
    3. Nor is it less than if all worlds of a draw were one, which counts large draws for no more than they add; that
       is also the number where all worlds agree, which says nothing of how much draws differ.

    Args:
        flags: Of what the share is, shape (world,).
        draws: The number of the draw of each, shape (world,).
    """
    worlds, share, (sizes, apart) = len(flags), flags.mean(), _by_draw(flags, draws)
    fewest = worlds**2 / float((sizes**2).sum())
    variance = _variance(apart) / worlds**2
    if not variance > 0:
        return fewest
    return min(max(float(share * (1 - share) / variance), fewest), worlds)


def error_of_draws(values: Floats, draws: Numbers) -> float:
    """Give the standard error of a mean over worlds, never below that of as many draws of their own.

    Args:
        values: Shape (world,).
        draws: The number of the draw of each, shape (world,).

    Returns:
        NaN of a single draw, or where a value has no size.
    """
    if not np.isfinite(values).all() or len(np.unique(draws)) < 2:
        return nan
    worlds, (_, apart) = len(values), _by_draw(values, draws)
    return float(max(np.sqrt(_variance(apart)) / worlds, values.std(ddof=1) / np.sqrt(worlds)))


def dealt(sample: Sample, luck: np.random.Generator) -> Flags:
    """Deal failures out anew, those of a draw together, so that neither figures nor theories decide over them.

    1. The worlds of each draw are laid in a row, in random order, those with all figures the same side by side.
    2. Each draw is given the row of another, world by world: as many failures hang together as did before.
    3. A draw in which theories are missing, since their figures contradict themselves or nothing is known of them, has
       a shorter row. What it cannot take goes in random order to draws that were given too little.

    Of a single theory all worlds change places. The number of failures stays.

    Args:
        sample: The worlds.
        luck: Decides over the order.

    Returns:
        Whether each fails, shape (world,).
    """
    if len(sample.theories) == 1:
        return luck.permutation(sample.fails)
    given, taken = _rows(sample, luck), _rows(sample, luck)
    given = luck.permutation(given)
    fails = np.zeros_like(sample.fails)
    both, over, short = (given >= 0) & (taken >= 0), (given >= 0) & (taken < 0), (given < 0) & (taken >= 0)
    fails[taken[both]] = sample.fails[given[both]]
    fails[taken[short]] = luck.permutation(sample.fails[given[over]])
    return fails


def _rows(sample: Sample, luck: np.random.Generator) -> Numbers:
    """Lay the places of the worlds of each draw in a row, shape (draw, longest row); -1 where a row is over."""
    _, draw = np.unique(sample.numbers, return_inverse=True)
    known: dict[tuple[int, bytes], int] = {}
    worlds = zip(draw.tolist(), sample.figures, strict=True)
    alike = [known.setdefault((number, figures.tobytes()), len(known)) for number, figures in worlds]
    order = np.lexsort((luck.random(len(draw)), luck.random(len(draw))[alike], draw))
    sizes = np.bincount(draw)
    along = np.arange(len(draw)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    rows = np.full((len(sizes), sizes.max()), -1)
    rows[draw[order], along] = order
    return rows


def _by_draw(values: Flags | Floats, draws: Numbers) -> tuple[Numbers, Floats]:
    """Give how many worlds each draw has, and the sum of their distances to the mean, shape (draw,) both."""
    _, draw = np.unique(draws, return_inverse=True)
    sizes: Numbers = np.bincount(draw).astype(np.int64)
    return sizes, np.bincount(draw, values - values.mean()).astype(np.float64)


def _variance(apart: Floats) -> float:
    """Give the variance of a sum over draws; 0 of a single draw."""
    return float((apart**2).sum()) * len(apart) / (len(apart) - 1) if len(apart) > 1 else 0.0
