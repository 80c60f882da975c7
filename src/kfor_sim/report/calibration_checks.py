"""What checks say of a calibration, in words: known truths, what was held out, and another reading of the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from typing import Any

from kfor_sim.calibration.fitting import Fit
from kfor_sim.digits import counted
from kfor_sim.report.calibration_words import ends_left, percent
from kfor_sim.report.parts import Listing, Paragraph, Part, Table
from kfor_sim.report.text import Column, number
from kfor_sim.scenario.evidence import evidence

_RECOVERY = (
    Column("theory"),
    Column("truths", right=True),
    Column("too few like it", right=True),
    Column("held", right=True),
    Column("narrowest interval", wraps=True),
    Column("held", right=True),
    Column("interval", right=True),
)
_HELD_OUT = (
    Column("theory"),
    Column("held out", wraps=True),
    Column("on record", right=True),
    Column("kept draws", right=True),
    Column("met by", right=True),
)
_READINGS = (
    Column("theory"),
    Column("reading", wraps=True),
    Column("meet all", right=True),
    Column("interval", right=True),
    Column("kept", right=True),
)
_BY_READING = (
    Column("theory"),
    Column("figure", wraps=True),
    Column("reading", wraps=True),
    Column("left", right=True),
    Column("scenario", right=True),
)


def recovered(fit: Fit) -> dict[str, Any]:
    """Sum up how often known truths were found under a theory."""
    from scipy.special import ndtri
    from scipy.stats import binomtest

    found = fit.recovery
    share = float(found.held.mean() / found.truths)
    error = float(ndtri((1 + fit.level) / 2)) * found.spread / sqrt(found.truths)
    most = int(found.width.argmin())
    sure = binomtest(int(found.held[most]), found.truths).proportion_ci(confidence_level=fit.level, method="exact")
    return {
        "theory": fit.theory,
        "truths": found.truths,
        "too_few": found.too_few,
        "share": share,
        "low": share - error,
        "high": share + error,
        "figure": fit.draws.ranges[most].path,
        "figure_held": int(found.held[most]),
        "figure_low": float(sure.low),
        "figure_high": float(sure.high),
    }


def recovery_parts(summary: dict[str, Any]) -> Iterator[Part]:
    """Say whether the method finds known truths.

    Args:
        summary: A calibration.
    """
    title = "Whether the method finds what it should"
    if not summary["recovery"]:
        yield Paragraph("Too few draws to say; raise --budget.", title=title)
        return
    yield Table(_RECOVERY, [_recovery_cells(row) for row in summary["recovery"]], title=title)
    yield Paragraph(_reading_of_recovery(summary))


def _recovery_cells(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        row["theory"],
        f"{row['truths']:,}",
        f"{row['too_few']:,}",
        f"{100 * row['share']:.1f} %",
        row["figure"],
        f"{row['figure_held']:,}",
        f"{100 * row['figure_low']:.0f} to {100 * row['figure_high']:.0f} %",
    )


def _reading_of_recovery(summary: dict[str, Any]) -> str:
    """Say how known truths were looked for, and where that can hardly fail."""
    level = f"{100 * summary['interval']:g} %"
    note = (
        f"Each draw in turn was taken for the truth, what it showed, missed within the tolerances, for the record, and "
        f"the others for the draws: intervals of {level} should hold {level} of truths, over all figures (the first "
        "`held`) and of the one whose intervals are narrowest (the second, with the exact binomial interval)."
    )
    if not any(t["use"] == "fit" and None not in (t["at_least"], t["at_most"]) for t in summary["targets"]):
        note += (
            " Where the evidence is patterns alone, as here, draws that show the same patterns share one answer, so "
            "that this check can hardly fail: it says more with --evidence full."
        )
    return note


def held_out(summary: dict[str, Any]) -> Table:
    """Set out what kept draws show of targets that no fit was asked for.

    Args:
        summary: A calibration.
    """
    rows = [_held_out_cells(row) for row in summary["shown"] if row["use"] == "held-out"]
    return Table(_HELD_OUT, rows, title="Held out: what no fit was asked for")


def _held_out_cells(row: dict[str, Any]) -> tuple[str, ...]:
    kept = "–" if row["low"] is None else f"{row['low']:.2g} to {row['high']:.2g}"
    return row["theory"], row["label"], number(row["recorded"]), kept, percent(row["met_by_kept"])


def marks_held(summary: dict[str, Any]) -> Listing:
    """State the coverage of strengths that no fit saw.

    Args:
        summary: A calibration.
    """
    told = list(_coverage(summary)) if summary["marks"] else []
    return Listing(told, title="Held out: strengths that no fit saw")


def _coverage(summary: dict[str, Any]) -> Iterator[str]:
    """Say for each stretch of years and each theory how many recorded strengths its band holds."""
    for years, entry in evidence().marks.items():
        of_years = [row for row in summary["marks"] if row["years"] == years]
        for theory in dict.fromkeys(row["theory"] for row in of_years):
            marks = [row for row in of_years if row["theory"] == theory]
            yield f"{entry.label}, under {theory}: {_band(marks, summary['interval'])}"
        if summary["finds_its_strength"] and not of_years:
            yield f"{entry.label}: none; --set end={entry.window[1]} lets the scenario run as long, if it is short."
    yield "Strengths of neighbouring months hang together, so that these are far fewer checks than they look."


def _band(marks: Sequence[dict[str, Any]], level: float) -> str:
    """Say how many marks the band of kept draws holds, and which lie outside."""
    inside = sum(row["inside"] for row in marks)
    out = ", ".join(f"{row['on']} ({row['troops']:,})" for row in marks if not row["inside"])
    return (
        f"the {100 * level:g} % band of kept draws holds {inside} of {counted(len(marks), 'recorded strength')} "
        f"({100 * inside / len(marks):.0f} %){f'; outside: {out}' if out else ''}."
    )


def readings_compared(summary: dict[str, Any]) -> Iterator[Part]:
    """Say what the choice between readings of 2003 changes, where it can change anything.

    Args:
        summary: A calibration.
    """
    if not summary["depends_on_reading"]:
        return
    labels = {name: reading.label for name, reading in evidence().readings.items()}
    title = f"The strength in 2003, read in two ways (chosen: {summary['reading_label']})"
    yield Table(_READINGS, [_reading_cells(row, labels) for row in summary["readings"]], title=title)
    left = [
        (row["theory"], row["figure"], labels[row["reading"]], ends_left(row, " to "), number(row["value"]))
        for row in sorted(summary["left_by_reading"], key=lambda row: (row["theory"], row["figure"]))
        if row["median"] is not None
    ]
    yield Table(_BY_READING, left)


def _reading_cells(row: dict[str, Any], labels: Mapping[str, str]) -> tuple[str, ...]:
    return (
        row["theory"],
        labels[row["reading"]],
        percent(row["share"]),
        f"{100 * row['share_low']:.0f} to {100 * row['share_high']:.0f} %",
        str(row["kept"]) if row["tolerance"] == 1 else f"{row['kept']} ({row['tolerance']:.3g}-fold)",
    )
