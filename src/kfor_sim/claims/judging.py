"""Judging a claim on paired replicates: it holds, is reversed, makes no difference, or is left undecided by luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, isnan
from typing import Literal

import numpy as np

from kfor_sim.claims.claim import Claim, Value
from kfor_sim.paired import Paired, paired

Verdict = Literal["holds", "reversed", "fails", "no difference", "undecided"]

_FEWEST = 2  # replicates of which a mean has an interval
_BY_CHANCE = 0.05  # how often at most so many replicates may agree by chance and still decide by their signs alone


@dataclass(frozen=True, slots=True)
class Judgement:
    """What paired replicates say about a claim.

    Attributes:
        verdict: Whether the claim holds, is reversed, fails for want of any difference, or is left undecided by luck.
        decisive: The index of the link that decides: of those with this verdict, the one whose interval reaches lowest.
        links: The gaps of each link summed up; above 0 the link holds.
        verdicts: What would be said of each link alone.
        interval: The share that the intervals of the links hold.
    """

    verdict: Verdict
    decisive: int
    links: tuple[Paired, ...]
    verdicts: tuple[Verdict, ...]
    interval: float

    @property
    def link(self) -> Paired:
        """The gaps of the link that decides."""
        return self.links[self.decisive]

    @property
    def n(self) -> int:
        """Replicates in which something is known about the link that decides."""
        return self.link.n


def judge(claim: Claim, value: Value, *, interval: float) -> Judgement:
    """Ask paired replicates whether a claim holds.

    Of each link, Student's interval of its mean gap is held against 0:

    - ``holds``: every link's interval lies above 0. Gaps that are the same in all replicates have an interval without
      width, so that their sign decides.
    - ``reversed``: some link's interval lies below 0, so that the opposite is true.
    - ``fails``: the same of a claim with numbers in it, such as a margin: short of the margin is not yet the opposite.
    - ``no difference``: the gaps of some link are 0 in every replicate, so that its strict inequality fails.
    - ``undecided``: luck cannot be ruled out. So with fewer than two replicates, which have no interval.

    Where a gap has no size (a recovery that was not over), neither has the mean. Such a link is decided by signs alone,
    if they agree in all of n replicates and would do so by chance less often than once in twenty (and than the interval
    misses, if that is rarer): in a two-sided sign test, 2^(1 - n) < 0.05, six replicates or more.

    Args:
        claim: The claim.
        value: Gives a metric of a schedule by replicate, shape (n,).
        interval: The share that the intervals are to hold, such as 0.9.
    """
    gaps = claim.gaps(value)
    with np.errstate(all="ignore"):
        links = tuple(paired(gap, np.zeros_like(gap), interval=interval) for gap in gaps)
    told = (_verdict(link, len(gap), interval) for link, gap in zip(links, gaps, strict=True))
    verdicts = tuple("fails" if claim.has_margin and one == "reversed" else one for one in told)
    verdict = _together(verdicts)
    having = [place for place, one in enumerate(verdicts) if one == verdict]
    return Judgement(verdict, min(having, key=lambda place: _lowest(links[place])), links, verdicts, interval)


def _verdict(link: Paired, replicates: int, interval: float) -> Verdict:
    """Judge one link by its interval, or by its signs where gaps have no size."""
    if link.n < _FEWEST:
        return "undecided"
    if link.equal == replicates:
        return "no difference"
    if isnan(link.mean):
        return _by_sign(link, interval)
    if link.mean_low > 0:
        return "holds"
    return "reversed" if link.mean_high < 0 else "undecided"


def _by_sign(link: Paired, interval: float) -> Verdict:
    """Judge a link whose mean has no size by signs that agree more often than chance has them."""
    if 2.0 ** (1 - link.n) >= min(_BY_CHANCE, 1 - interval):
        return "undecided"
    if link.higher == link.n:
        return "holds"
    return "reversed" if link.lower == link.n else "undecided"


def _together(verdicts: Sequence[Verdict]) -> Verdict:
    """Judge a chain: it fails with any link, and holds with all."""
    failures: tuple[Verdict, ...] = ("reversed", "fails", "no difference", "undecided")
    return next((failure for failure in failures if failure in verdicts), "holds")


def _lowest(link: Paired) -> float:
    """Where the interval of a link ends below; lower than all others where that has no size."""
    return link.mean_low if isfinite(link.mean_low) else float("-inf")
