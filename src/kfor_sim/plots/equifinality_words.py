"""The words of the picture of rival answers: its title, what its panels measure, its notes, and its shares."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kfor_sim.digits import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kfor_sim.equifinality import Equifinality
    from kfor_sim.equifinality.equifinality import Share
    from kfor_sim.robustness.question import Question

    Floats = NDArray[np.float64]

SAID = ("more often than not", "cannot be told", "less often than not", "too few worlds", "no fit found")
_NAMED = 3  # patterns that are named; more are counted


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """What the record sees of worlds.

    Attributes:
        values: A number for each world, by theory, each of shape (world,).
        words: What the numbers are, in a sentence or two.
        axis: What they are, in a word or two.
        is_distance: Whether they are distances from the record, up to 1 where every target is met.
    """

    values: Sequence[Floats]
    words: str
    axis: str
    is_distance: bool


def title(found: Equifinality) -> str:
    """The claim, and whether simulated worlds agree about it; theories are never counted, since rows name them."""
    told = [said for said in SAID[:3] if found.saying(said)]
    which = (
        "Simulated worlds that fit the record"
        if found.plan.is_fitted
        else "Simulated worlds from the ranges, unfitted,"
    )
    if not told:
        return f"{found.plan.question.title}? {which} are too few to say"
    if len(told) > 1:
        return f"{found.plan.question.title}? {which} disagree, theory by theory"
    would = {SAID[0]: "would mostly have it so", SAID[1]: "cannot tell", SAID[2]: "would mostly not have it so"}
    return f"{found.plan.question.title}? {which} {would[told[0]]}, under every theory that can be asked"


def seen(found: Equifinality, shares: Sequence[Share]) -> Seen | None:
    """Say what the record sees of each world: how far it lies from it, or where all targets are patterns, its deaths.

    Args:
        found: The answer.
        shares: Its shares, in the order of the rows.

    Returns:
        It; None where worlds were not fitted.
    """
    fits = [share.fit for share in shares if share.fit]
    if not fits:
        return None
    targets, own = fits[0].fitted, found.plan.question.schedules[0]
    if any(target.is_number for target in targets):
        values = [_distance(share) for share in shares]
        words = "How far each world lies from the middle of what is accepted, by its worst target. Up to 1: meets all."
        nearly = " Beyond: only nearly." if any((each > 1).any() for each in values) else ""
        return Seen(values, words + nearly, "tolerances", is_distance=True)
    metric = next(metric for metric in found.plan.question.metrics if metric.name == "deaths")
    named = ", ".join(target.label for target in targets)
    asked = f"what is asked ({named})" if len(targets) <= _NAMED else f"all {len(targets)} patterns asked"
    words = f'Every world shows {asked}. Dots: {metric.label} in the whole run, under the schedule "{own}".'
    deaths = [share.metrics[own][metric.name] if share.n else np.empty(0) for share in shares]
    return Seen(deaths, words, "deaths in the model", is_distance=False)


def _distance(share: Share) -> Floats:
    """How far each world lies from the middle of what is accepted, by its worst target, in tolerances."""
    if share.fit is None or not share.n:
        return np.empty(0)
    by_number = dict(zip(share.fit.draws.numbers, share.fit.misses.max(axis=1, initial=0.0), strict=True))
    return np.array([by_number[number] for number in share.worlds.numbers])


def axis_words(question: Question) -> str:
    """What a gap is: what is claimed to be larger less what is claimed to be smaller, and its unit if it has one."""
    claim, known = question.claim, {metric.name: metric for metric in question.metrics}
    asked = {metric for metric, _ in claim.terms}
    one = known.get(next(iter(asked))) if len(asked) == 1 else None
    unit = f" ({one.unit})" if one and one.unit != "1" and "/" not in claim.text else ""
    if len(claim.links) > 1:
        return f"the smallest of the differences by which {' and '.join(claim.links)} hold{unit}"
    left, sign, right = claim.chain.links[0]
    larger, smaller = (left, right) if sign == ">" else (right, left)
    if one and all(isinstance(side.tree, ast.Name) for side in (larger, smaller)):
        more, fewer = (claim.by_name[side.names[0]][1] for side in (larger, smaller))
        return f"{one.label}: {more} less {fewer}{unit}"
    return f"{larger.text} less {smaller.text}{unit}"


def notes(found: Equifinality) -> tuple[str, ...]:
    """What a reader must know: how dots are drawn, and what shares are not."""
    gaps = np.concatenate([share.gaps for share in found.shares.values()])
    weights = np.concatenate([share.worlds.weights for share in found.shares.values()])
    extra = " Larger dots count for more." if weights.size and np.ptp(weights) > 1e-9 else ""
    extra += " At the very edge: a difference without a size." if np.isinf(gaps).any() else ""
    unknown = int(np.isnan(gaps).sum())
    extra += f" Unknown, so not drawn: the difference in {counted(unknown, 'world')}." if unknown else ""
    return (
        "Circle: the claim holds in this simulated world; cross: it does not; square: no difference. In brackets: "
        f"Wilson's {100 * found.plan.subject.level:g} % interval.{extra}",
        "Shares are of worlds from ranges that we chose, not probabilities of anything in Kosovo; theories are neither "
        "independent nor equally plausible.",
    )


def told(share: Share) -> str:
    """In which share of its worlds the claim holds; of too few only their number."""
    if share.says not in SAID[:3]:
        return f"n = {share.n}"
    return f"holds in {100 * share.holds:.0f} % ({100 * share.low:.0f} to {100 * share.high:.0f}), n = {share.n}"
