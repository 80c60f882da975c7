"""A calibration in words: what was asked, which theories fit, what the evidence leaves, and what checks say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from kfor_sim.calibration.calibration import NO_CHOICE, Calibration
from kfor_sim.calibration.fitting import FREE
from kfor_sim.calibration.record import METHOD
from kfor_sim.calibration.settling import ENOUGH
from kfor_sim.digits import counted
from kfor_sim.report.calibration_checks import held_out, marks_held, readings_compared, recovered, recovery_parts
from kfor_sim.report.calibration_words import before, ends_left, left_sentence, percent
from kfor_sim.report.parts import Listing, Paragraph, Part, Sources, Table, text_of, where_kept
from kfor_sim.report.text import PAGE_WIDTH, Column, files_in, number, plain_rows
from kfor_sim.results import ILLUSTRATIVE
from kfor_sim.scenario.evidence import evidence

_FITS = (
    Column("theory"),
    Column("verdict", wraps=True),
    Column("draws", right=True),
    Column("guided", right=True),
    Column("meet all", right=True),
    Column("of even draws", right=True),
    Column("hardest, and met by", wraps=True),
)
_LEFT = (
    Column("theory"),
    Column("figure", wraps=True),
    Column("unit", wraps=True),
    Column("before", right=True),
    Column("left", right=True),
    Column("scenario", right=True),
)
_TARGETS = (Column("target", wraps=True), Column("accepted", right=True), Column("because", wraps=True))
_USING_RECORDS = (
    "To rest a scenario on a fit, copy its record-*.json into calibrations/ beside the scenario file under a name, "
    'and write basis = "calibrated", by = that name, and the interval of the record.'
)


def summarise_calibration(found: Calibration) -> dict[str, Any]:
    """Gather what a calibration says, ready for JSON.

    Args:
        found: The calibration.
    """
    subject, known = found.subject, evidence()
    return {
        "illustrative": ILLUSTRATIVE,
        "scenario": subject.base.name,
        "evidence": subject.evidence,
        "evidence_label": known.sets[subject.evidence].label,
        "evidence_statement": known.sets[subject.evidence].statement,
        "reading_of_2003": subject.reading,
        "reading_label": known.readings[subject.reading].label,
        "finds_its_strength": any(subject.policy in entry.policies for entry in known.marks.values()),
        "depends_on_reading": any(target.reading for target in subject.targets.values()),
        "budget": subject.budget,
        "seed": subject.seed,
        "persons_per_resident": subject.resolution,
        "overrides": list(subject.overrides),
        "interval": subject.level,
        "method": METHOD,
        "key": found.key,
        "sentences": [left_sentence(each) for each in found.fits.values()],
        "targets": [_target(target) for target in subject.targets.values()],
        "left_out": subject.left_out,
        "fits": [{**row, "sentence": found.fits[row["theory"]].sentence} for row in plain_rows(found.frame())],
        "figures": plain_rows(found.posterior()),
        "recovery": [recovered(each) for each in found.fits.values() if each.recovery.truths],
        "shown": plain_rows(found.targets()),
        "marks": plain_rows(found.marks()),
        "readings": plain_rows(found.readings()),
        "left_by_reading": plain_rows(found.left_by_reading()),
        "reading": NO_CHOICE,
        "folder": str(found.folder) if found.folder else None,
        "files": files_in(found.folder),
        "bibliography": [asdict(citation) for citation in found.bibliography],
    }


def calibration_text(summary: dict[str, Any], *, width: int = PAGE_WIDTH) -> str:
    """Set out a calibration for reading.

    Args:
        summary: What `summarise_calibration` gathers.
        width: Characters of a line.
    """
    return text_of(calibration_parts(summary), width=width)


def calibration_parts(summary: dict[str, Any]) -> list[Part]:
    """Describe a calibration.

    Args:
        summary: What `summarise_calibration` gathers.
    """
    return [
        Paragraph(_opening(summary), role="asked"),
        *_evidence(summary),
        *_fits(summary),
        *_left(summary),
        *recovery_parts(summary),
        held_out(summary),
        marks_held(summary),
        *readings_compared(summary),
        Sources(summary["bibliography"]),
        Paragraph(_USING_RECORDS if summary.get("folder") else ""),
        where_kept(summary),
    ]


def _opening(summary: dict[str, Any]) -> str:
    settings = f", with {', '.join(summary['overrides'])}" if summary["overrides"] else ""
    return (
        f"{summary['scenario']}{settings}, held to {summary['evidence_label']}: {counted(summary['budget'], 'draw')} "
        f"of seed {summary['seed']} from the ranges of its figures under each theory, each lived through once on luck "
        f"of its own. {summary['evidence_statement']} {summary['illustrative']}"
    )


def _evidence(summary: dict[str, Any]) -> Iterator[Part]:
    """Set out what was asked of every draw, and name the targets that were not asked, by the reason."""
    asked = [_asked(target) for target in summary["targets"] if target["use"] == "fit"]
    yield Table(_TARGETS, asked, title="What was asked of every draw")
    reasons: dict[str, list[str]] = {}
    for name, why in summary["left_out"].items():
        reasons.setdefault(why, []).append(name)
    yield Listing([f"Not asked: {', '.join(names)} ({why})." for why, names in reasons.items()])


def _asked(target: dict[str, Any]) -> tuple[str, str, str]:
    return target["label"], _bounds(target), target["because"]


def _bounds(target: dict[str, Any]) -> str:
    low, high = target["at_least"], target["at_most"]
    if low is not None and high is not None:
        return f"{number(low)} to {number(high)}"
    return f"from {number(low)}" if high is None else f"up to {number(high)}"


def _target(target: Any) -> dict[str, Any]:
    return {
        "target": target.name,
        "label": target.label,
        "record": target.record,
        "sources": list(target.sources),
        "use": target.use,
        "recorded": target.recorded,
        "at_least": target.accepted.at_least,
        "at_most": target.accepted.at_most,
        "because": target.accepted.because,
        "put_in": target.put_in,
    }


def _fits(summary: dict[str, Any]) -> Iterator[Part]:
    """Set out under which theories draws fit, and what to know of that."""
    several = len(summary["fits"]) > 1
    title = "Which theories fit" if several else "Whether it fits"
    yield Table(_FITS, [_fit_cells(row) for row in summary["fits"]], title=title)
    yield Paragraph(_widened(summary))
    yield Paragraph(_more(summary))
    yield Paragraph(summary["reading"] if several else "")


def _fit_cells(row: dict[str, Any]) -> tuple[str, ...]:
    interval = f"({100 * row['share_low']:.1f} to {100 * row['share_high']:.1f})"
    return (
        row["theory"],
        row["verdict"],
        f"{row['draws']:,}",
        f"{row['draws'] - row['even']:,}",
        f"{row['within']:,}",
        f"{percent(row['share'])} {interval}",
        f"{row['hardest']}, {percent(row['hardest_met'])}",
    )


def _widened(summary: dict[str, Any]) -> str:
    """Say where numbers rest on widened tolerances."""
    named = [f"{row['theory']} ({row['tolerance']:.3g}-fold)" for row in summary["fits"] if row["tolerance"] > 1]
    return f"Tolerances were widened, and all that follows rests on that, under {', '.join(named)}." if named else ""


def _more(summary: dict[str, Any]) -> str:
    """Say what to do where few draws fit."""
    few = [row["theory"] for row in summary["fits"] if row["within"] < ENOUGH]
    if not few:
        return ""
    more = max(2 * FREE, 2 * summary["budget"])
    return (
        f"Fewer than {ENOUGH} draws meet every target under {', '.join(few)}; --budget {more} may show more of them: "
        f"where few of the first {FREE} fit, further ones are guided to where they may."
    )


def _left(summary: dict[str, Any]) -> Iterator[Part]:
    """Say what the evidence leaves, and set out the figures that were moved."""
    yield Listing(summary["sentences"], title="What the evidence leaves", role="found")
    moved = [row for row in summary["figures"] if row["moved"]]
    yield Table(_LEFT, [_left_cells(row, summary["interval"]) for row in moved])
    if moved:
        yield Paragraph(_reading_of_left(f"{100 * summary['interval']:g} %"))


def _left_cells(row: dict[str, Any], level: float) -> tuple[str, ...]:
    ends = (before(row, level), ends_left(row, " to "), number(row["value"]))
    return row["theory"], row["figure"], row["unit"], *ends


def _reading_of_left(level: str) -> str:
    """Say how to read what is left of figures."""
    return (
        f"Left: the interval that holds {level} of the draws that were kept, without a digit beyond its Monte Carlo "
        f"error; before: the middle {level} of the range that was put in. "
        "Only figures are listed in which kept draws differ from the others by more than luck; of those listed, up "
        "to one in twenty may be there by luck. Figures hang together: not every combination from these intervals fits."
    )
