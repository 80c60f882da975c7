"""The sentence of an audit, and its five points of honest use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from kfor_sim.audit import Audit
from kfor_sim.comparing import default_metrics
from kfor_sim.digits import counted
from kfor_sim.ranges import Range
from kfor_sim.report.ledger import span
from kfor_sim.report.text import number, plain_rows
from kfor_sim.robustness.departures import FigureRange
from kfor_sim.robustness.searching import Step, Way
from kfor_sim.robustness.telling import FATES, in_unit, what_to_ask_instead
from kfor_sim.scenario.omissions import omissions
from kfor_sim.sensitivity.sensitivity import FEWEST_BLOCKS

_OTHERS = 3  # other numbers that the third point names


@dataclass(frozen=True, slots=True)
class Point:
    """One of the five points.

    Attributes:
        name: What it is about.
        text: What this audit has to say of it.
    """

    name: str
    text: str


def the_sentence(found: Audit) -> str:
    """Say which assumption matters most for the conclusion, and where along it the conclusion is lost."""
    leader = found.analysis.study.leader
    if leader is None:
        return f"No assumption that was varied moves {found.plan.analysis.words}."
    named = _named(found, leader)
    if found.turning is None:
        ends = found.analysis.ends[leader]
        return (
            f"The assumption that matters most for {found.plan.analysis.words} is {named}; at the ends of that range, "
            f"all else as it is, it comes to {_number(ends.low)} and {_number(ends.high)}.{_order(found)}"
        )
    if not found.turning.holds:
        fate = FATES[found.turning.default.verdict]
        return (
            f"That {found.turning.question.words} {fate} as the scenarios stand, so that there is no conclusion to "
            f"lose. What lies between the schedules hangs most on {named}.{_order(found)} {_instead(found)}"
        )
    told = _turns(found.ways(leader))
    start = f"The assumption that matters most for this conclusion is {named}"
    if told:
        return f"{start}; {told}.{_order(found)}{_together(found)}"
    return f"{start}; {_alone(found, leader)}.{_order(found)}{_elsewhere(found, leader)}{_together(found)}"


def five_points(found: Audit) -> tuple[Point, ...]:
    """Fill the five points of Saltelli and others (2020) with what this audit knows."""
    return (
        Point("Assumptions", _assumptions(found)),
        Point("Hubris", _hubris(found)),
        Point("Framing", _framing(found)),
        Point("Consequences", _consequences()),
        Point("Unknowns", _unknowns(found)),
    )


def _instead(found: Audit) -> str:
    """Say what could be asked of a conclusion that does not hold as the scenarios stand."""
    turning = found.turning
    if turning is None or turning.default.verdict != "undecided":
        return what_to_ask_instead(turning) if turning else ""
    names, more = " ".join(turning.question.schedules), 4 * turning.question.replicates
    return f"`kfor-sim robust {names} --replicates {more}` may tell, or claim less."


def _named(found: Audit, path: str) -> str:
    """Name an assumption with its basis, its range and the reason for it."""
    figure = _range(found, path)
    unit = "" if figure.unit in ("1", "share") else f" {figure.unit}"
    reason = figure.reason.rstrip(".")
    return f"`{path}` ({found.analysis.basis(path)}, range {span(figure.low, figure.high)}{unit}, because {reason})"


def _range(found: Audit, path: str) -> Range:
    return next(each for each in found.plan.analysis.ranges if each.path == path)


def _number(value: float | None) -> str:
    if value is None:
        return "nothing that can be had"
    return number(float(f"{value:.3g}")) if isfinite(value) else "no size"


def _order(found: Audit) -> str:
    """Say how sure it is that the figure matters most."""
    study = found.analysis.study
    first, before = (f"{100 * share:.0f} %" for share in (study.first_share, study.above_all_share))
    if found.analysis.is_settled:
        return f" It comes before all others in {before} of resamples, so that its place is settled."
    if study.last.blocks < FEWEST_BLOCKS:
        return f" With {study.last.blocks} blocks no place is settled: take --samples {FEWEST_BLOCKS} at least."
    if found.analysis.is_settled_among_singly:
        return (
            f" Of the figures weighed singly it comes first in {first} of resamples, but before all others together in "
            f"only {before}, so that its place is not settled: one that was not weighed singly may matter more."
        )
    return f" It comes first in only {first} of resamples, so that its place is not settled: raise --samples."


def _turns(ways: tuple[Way, ...]) -> str:
    """Say where along a figure a conclusion is lost; empty where it is not."""
    return " and ".join(_side(way.figure, way.lost, way.holds_at) for way in ways if way.lost)


def _side(figure: FigureRange, lost: Step, holds_at: float) -> str:
    """Say of one side of a figure from where on a conclusion no longer holds, or cannot be told any more."""
    side = "above" if lost.value > figure.default else "below"
    still = f"at {in_unit(figure, holds_at)} it still holds"
    if lost.found.is_turned:
        return (
            f"{side} {in_unit(figure, lost.value)} it no longer holds (there it {FATES[lost.found.verdict]}; {still})"
        )
    return f"{side} {in_unit(figure, lost.value)} it can no longer be told from luck ({still})"


def _alone(found: Audit, leader: str) -> str:
    """Say that a figure alone does not lose the conclusion, as far as that was looked at."""
    ways = found.ways(leader)
    if not ways:
        return "the schedules do not have it alike, so that it was not walked along"
    if any(way.end.found.judgement is None for way in ways):
        return "where it can be had at an end of that range, all else as it is, the conclusion still holds"
    return "alone, at the ends of that range, it leaves the conclusion standing"


def _elsewhere(found: Audit, leader: str) -> str:
    """Say which other figure of those weighed singly does."""
    others = [path for path in _in_order(found) if path != leader and found.ways(path)]
    for path in others:
        if told := _turns(found.ways(path)):
            return f" Of the others weighed one by one, {_named(found, path)} does lose it: {told}."
    return " None of the others weighed one by one does otherwise." if others else ""


def _in_order(found: Audit) -> list[str]:
    study = found.analysis.study
    return [study.last.names[place] for place in study.places]


def _mean_of(replicates: int) -> str:
    return "one replicate" if replicates == 1 else f"the mean of {replicates} replicates"


def _together(found: Audit) -> str:
    """Say at how many points the conclusion was borne out with all figures varied at once."""
    metric = found.plan.analysis.metric
    gaps = found.analysis.study.drawn * (-1 if metric and metric.better == "higher" else 1)
    holds, n = int(np.count_nonzero(gaps > 0)), gaps.size
    return (
        f" With all {len(found.plan.analysis.ranges)} figures drawn from their ranges at once, "
        f"{_mean_of(found.plan.analysis.effort.replicates)} bears it out at {holds} of {n} points "
        f"({100 * holds / n:.0f} %)."
    )


def _assumptions(found: Audit) -> str:
    """Say what was varied together, and what was not."""
    analysis, study = found.plan.analysis, found.analysis.study
    counts = next(iter(found.grounds.values())).counts
    alone = [study.last.first[place] for place in study.places]
    explained = max(min(float(sum(alone)), 1.0), 0.0)
    part = (
        f" The {counted(len(alone), 'figure')} weighed one by one explain {100 * explained:.0f} % of the variance each "
        "for itself; the rest is what figures do together, what the others do, and luck."
        if study.leader
        else ""
    )
    return (
        f"{counted(len(analysis.ranges), 'figure')} of judgement were varied together over their ranges, not one at a "
        f"time.{part} Held still were {counts['documented']} documented figures and the mechanisms of "
        f"`{analysis.theory}`; `kfor-sim robust` asks under rival theories, and may well turn the conclusion where no "
        "figure does."
    )


def _hubris(found: Audit) -> str:
    """Say how much of the model a source states."""
    counts = next(iter(found.grounds.values())).counts
    total = sum(counts.values())
    return (
        f"Of {total} figures a source states {counts['documented']}; {counts['calibrated']} rest on a fit and "
        f"{counts['assumed']} on our judgement. Detail is no evidence, and "
        f"{counted(len(omissions().not_in_the_model), 'thing')} named above are not in it at all. Digits are those of "
        "a simulation, not of a measurement."
    )


def _framing(found: Audit) -> str:
    """Say what would have come first had something else been asked."""
    frame = found.analysis.yardsticks()
    rows: list[dict[str, Any]] = plain_rows(frame) if len(frame) else []
    chosen = default_metrics(found.plan.analysis.question.metrics)
    known = [row for row in rows if row["metric"] in chosen]
    other = [row for row in known if not row["same"]][:_OTHERS]
    asked = found.analysis.study.asked
    said = ""
    if known:
        told = "; ".join(f"on {row['label']}, `{row['first']}`" for row in other)
        first = f" The screening put `{asked.names[asked.order[0]]}` first for what was asked"
        said = (
            f"{first}, and for other numbers: {told}." if told else f"{first}, and for the other numbers of the list."
        )
    return (
        f"Asked was {found.plan.analysis.words}. Who chooses the number chooses whose security counts: a mean over "
        f"people hides small communities.{said}"
    )


def _consequences() -> str:
    """Say what the page must not be used for."""
    return f"It must not be used for: {' '.join(omissions().must_not_be_used_for)}".replace("*", "")


def _unknowns(found: Audit) -> str:
    """Say what the analysis cannot see."""
    return " ".join(_blind_spots(found))


def _blind_spots(found: Audit) -> Iterator[str]:
    study, together = found.analysis.study, found.analysis.others()
    disagreeing = len(next(iter(found.grounds.values())).disagreements)
    if isfinite(together["total"]) and study.leader:
        yield (
            f"{len(found.plan.analysis.ranges) - len(study.singly)} figures were weighed only together (total index "
            f"{together['total']:.2f}, {together['total_low']:.2f} to {together['total_high']:.2f})."
        )
    if isfinite(study.luck):
        yield f"Luck of the replicates makes {100 * study.luck:.2g} % of the variance between points."
    if disagreeing:
        yield f"Sources disagree on {counted(disagreeing, 'documented figure')}, which were not varied."
    yield (
        "Ranges are our judgement, and figures outside them, or that hang together in the world, were not tried; what "
        "nobody has thought of has no figure."
    )
