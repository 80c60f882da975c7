"""Where to look for draws that fit, where few do: a rough guide from the first draws, and its price in weight.

Evidence that few draws meet would take thousands of them. From the first draws a linear regression learns how what a
draw shows hangs on its figures; further draws are then taken more often where it expects them to fit. It need not be
right: each draw is weighted by how much more often it was taken than the ranges would have it (importance sampling
with a defensive mixture), so that a poor guide costs draws rather than truth. As the guide is learnt from draws that
are then weighted with the others, these count for a few per cent less than they should.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from kfor_sim.calibration.settling import Asked, effective

Floats = NDArray[np.float64]

UNGUIDED = 0.2
"""The share of guided draws that are taken from the whole ranges all the same; no weight exceeds its inverse."""
_CANDIDATES = 65_536  # points of which the guide's mean and largest value are taken
_POINTS = 20  # of them at least must share what chance the guide sees
_BLOCK = 4_096
_RIDGE = 1.0  # in draws: how strongly slopes are held to nothing
_DOUBT = 0.02  # the least chance that the guide gives a pattern, and the most short of certainty
_LED, _CHOICES, _SUMMED, _FREE = 7_003, 7_004, 7_005, 7_006  # of the seed, apart from all other uses


@dataclass(frozen=True, eq=False, slots=True)
class Guide:
    """What the first draws say of where others would fit.

    Attributes:
        slopes: Of each target's statistic on the figures, an intercept first; shape (figure + 1, target).
        errors: Standard deviation of what the regression leaves, shape (target,).
        asked: What draws are held to.
        mean: Mean over the ranges of the chance that it gives.
        most: The largest chance that it gives; nothing counts as likelier.
    """

    slopes: Floats
    errors: Floats
    asked: Asked
    mean: float
    most: float

    @classmethod
    def of(cls, shares: Floats, scaled: Floats, asked: Asked, *, seed: int) -> Guide | None:
        """Learn from draws; None where they say nothing of where to look.

        Args:
            shares: Their figures as shares of the ranges, shape (draw, figure).
            scaled: What they showed, as `Asked.scaled` gives it, shape (draw, target).
            asked: What draws are held to.
            seed: The seed of the points at which the guide is summed up.
        """
        figures = _with_intercept(shares)
        slopes, errors = np.zeros((figures.shape[1], scaled.shape[1])), np.ones(scaled.shape[1])
        held = _RIDGE * np.eye(figures.shape[1])
        held[0, 0] = 0
        for target, values in enumerate(scaled.T):
            known = np.isfinite(values)
            if known.sum() <= figures.shape[1]:
                return None
            some = figures[known]
            slopes[:, target] = np.linalg.solve(some.T @ some + held, some.T @ values[known])
            left = values[known] - some @ slopes[:, target]
            errors[target] = max(np.sqrt((left**2).sum() / (known.sum() - figures.shape[1])), 1e-9)
        rough = cls(slopes, errors, asked, 1.0, 1.0)
        luck = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, _SUMMED])))
        chances = rough.chance(luck.random((_CANDIDATES, shares.shape[1])))
        if effective(chances) < _POINTS:
            return None  # it would lead to a few points only, and how often these are taken is not known
        return cls(slopes, errors, asked, float(chances.mean()), float(chances.max()))

    def chance(self, shares: Floats) -> Floats:
        """Guess with what chance draws would meet every target, shape (draw,)."""
        expected = _with_intercept(shares) @ self.slopes
        asked = self.asked
        away = expected - asked.centres
        numbers = ndtr((asked.halves - away) / self.errors) - ndtr((-asked.halves - away) / self.errors)
        patterns = np.clip(1 - np.abs(away), _DOUBT, 1 - _DOUBT)
        guess: Floats = np.where(asked.is_number, numbers, patterns).prod(axis=1)
        return np.minimum(guess, self.most)

    def density(self, shares: Floats) -> Floats:
        """Say how many times as often the guide takes draws as the ranges would, shape (draw,)."""
        return UNGUIDED + (1 - UNGUIDED) * self.chance(shares) / self.mean

    def draws(self, count: int, *, seed: int) -> Floats:
        """Take draws; the first of a longer list are those of a shorter one.

        Returns:
            Shape (draw, figure), in [0, 1).
        """
        choices, free = (
            np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, stream])))
            for stream in (_CHOICES, _FREE)
        )
        led = self._led(seed)
        figures = len(self.slopes) - 1
        taken = [next(led) if choices.random() >= UNGUIDED else free.random(figures) for _ in range(count)]
        return np.array(taken).reshape(count, figures)

    def _led(self, seed: int) -> Iterator[Floats]:
        """Take points where the guide expects them to fit, one after the other."""
        luck = np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, _LED])))
        while True:
            points = luck.random((_BLOCK, len(self.slopes) - 1))
            yield from points[luck.random(_BLOCK) * self.most < self.chance(points)]


def _with_intercept(shares: Floats) -> Floats:
    return np.column_stack([np.ones(len(shares)), shares])
