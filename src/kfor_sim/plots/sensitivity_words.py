"""The words of the pictures of a sensitivity analysis: titles, whether the order is settled, numbers with units."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from kfor_sim.digits import counted
from kfor_sim.plots import style
from kfor_sim.plots.calibration_posterior import in_words, written
from kfor_sim.sensitivity.sensitivity import FEWEST_BLOCKS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kfor_sim.sensitivity import Plan, Sensitivity

NOTHING = "Nothing moves what is asked: it is the same at every point of the design."
INDICES = "Alone: what would go of the variance, were it known; with others: what would be left, were all others known."
CHOSEN = (
    "Every value of a range counts as likely and figures as independent: shares hang on ranges that we chose, and a "
    "figure with a wide range weighs more for it."
)
_LARGE = 100  # from which on three digits have no decimals
_LITTLE = 0.01  # of the variance, below which its share has no digits


def is_signed(plan: Plan) -> bool:
    """Whether 0 means something in what is asked: no difference, or a claim that only just holds."""
    return plan.metric is None or len(plan.schedules) > 1


def asked(plan: Plan) -> str:
    """What is asked, as a picture writes it."""
    return plan.words.replace("`", '"')


def with_unit_asked(plan: Plan) -> str:
    """What is asked, with its unit, for an axis."""
    return f"{asked(plan)}{f' ({plan.unit})' if plan.unit not in ('', '1') else ''}"


def title(plan: Plan, *, before: str = "") -> str:
    """What is asked, as a question; ``before`` says what the picture looks at."""
    return f"{before}: what decides {asked(plan)}?" if before else f"What decides {asked(plan)}?"


def settled(found: Sensitivity) -> str:
    """Say whether the first place is settled and before whom, or that nothing differs."""
    study = found.study
    if study.leader is None:
        return _unmoved(found)
    singly, before = (f"{100 * share:.0f} %" for share in (study.first_share, study.above_all_share))
    if found.is_settled:
        return f"Settled, as far as the design goes: {study.leader} comes before all others in {before} of resamples."
    if study.last.blocks < FEWEST_BLOCKS:
        return f"Not settled: with {counted(study.last.blocks, 'block')} of the design nothing is."
    if found.is_settled_among_singly:
        return (
            f"Not settled: {study.leader} comes first of those weighed singly in {singly} of resamples, but before all "
            f"others together in only {before}."
        )
    return f"Not settled: {study.leader} comes first of those weighed singly in only {singly} of resamples."


def _unmoved(found: Sensitivity) -> str:
    """Say that what is asked does not move, or too seldom to be weighed."""
    study = found.study
    if not study.differing and not study.asked.size.any():
        return NOTHING
    told = f"is the same at all {len(study.drawn)} points that are drawn independently"
    return f"It moves too seldom to be weighed: what is asked {told}."


def spread(found: Sensitivity) -> str:
    """Say how far what is asked goes apart, and how much of that is luck; nothing where nothing differs."""
    if found.study.leader is None:
        return ""
    figures, size = counted(len(found.plan.ranges), "figure"), in_unit(found.spread, found.plan.unit)
    luck = found.study.luck
    share = f"{100 * luck:.0f}" if luck >= _LITTLE else "less than 1"
    of_luck = f"; luck makes {share} % of the variance" if isfinite(luck) else ""
    return f"With {figures} varied all at once, its spread (standard deviation) is {size}{of_luck}."


def others(found: Sensitivity) -> int:
    """Count the figures that were not weighed singly."""
    return len(found.plan.ranges) - len(found.study.singly)


def worth(row: Mapping[str, float]) -> str:
    """Say by how much the spread would shrink at least, were a figure known.

    Args:
        row: With ``knowing`` and its interval.
    """
    value, low, high = (f"{100 * row[f'knowing{end}']:.0f}" for end in ("", "_low", "_high"))
    return f"{'−' if value != '0' else ''}{value} % ({low} to {high} %)"


def in_unit(value: float, unit: str) -> str:
    """Write a number in three digits with its unit."""
    text = f"{value:,.0f}" if abs(value) >= _LARGE else f"{value + 0.0:,.3g}"
    return f"{text.replace('-', '−')} {many(value, unit)}".rstrip()


def at_end(value: float, unit: str) -> str:
    """Write the end of a range with its unit."""
    return f"{written(value)} {many(value, unit)}".rstrip()


def name_lines(path: str, *, size: float, room: float) -> list[str]:
    """Break the name of a figure at its dots where it is long."""
    return [line.replace(". ", ".") for line in style.wrapped(path.replace(".", ". "), size=size, room=room)]


def told(path: str, *, size: float, room: float, most: int, before: str = "") -> list[str]:
    """Say what a figure is in so many lines at most, with dots where there is more to say."""
    lines = style.wrapped(f"{before}{in_words(path)}", size=size, room=room)
    rest = " ".join(lines[most - 1 :])
    return [*lines[: most - 1], style.fitted(rest, size=size, room=room)] if rest else lines


def many(value: float, unit: str) -> str:
    """The unit as so many of it are called."""
    if unit in ("1", "share"):
        return ""
    if value == 1 or "/" in unit or not unit:
        return unit
    return f"{unit[:-1]}ies" if unit.endswith("ity") else f"{unit}s"
