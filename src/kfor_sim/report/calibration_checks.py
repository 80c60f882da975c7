"""What checks say of a calibration, in words: known truths, what was held out, and another reading of the record."""

from __future__ import annotations

from math import sqrt
from typing import Any

from kfor_sim.calibration.fitting import Fit
from kfor_sim.digits import counted
from kfor_sim.report.calibration_words import ends_left, percent
from kfor_sim.report.text import Column, number, paragraph, table
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


def recovery_text(summary: dict[str, Any], width: int) -> str:
    """Say whether the method finds known truths."""
    head = "Whether the method finds what it should"
    if not summary["recovery"]:
        return f"{head}\n\n" + paragraph("Too few draws to say; raise --budget.", width=width)
    rows = [
        (
            row["theory"],
            f"{row['truths']:,}",
            f"{row['too_few']:,}",
            f"{100 * row['share']:.1f} %",
            row["figure"],
            f"{row['figure_held']:,}",
            f"{100 * row['figure_low']:.0f} to {100 * row['figure_high']:.0f} %",
        )
        for row in summary["recovery"]
    ]
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
    return f"{head}\n\n{table(_RECOVERY, rows, width=width)}\n\n{paragraph(note, width=width)}"


def held_out_text(summary: dict[str, Any], width: int) -> str:
    """Set out what kept draws show of targets that no fit was asked for."""
    rows = [
        (
            row["theory"],
            row["label"],
            number(row["recorded"]),
            "–" if row["low"] is None else f"{row['low']:.2g} to {row['high']:.2g}",
            percent(row["met_by_kept"]),
        )
        for row in summary["shown"]
        if row["use"] == "held-out"
    ]
    return f"Held out: what no fit was asked for\n\n{table(_HELD_OUT, rows, width=width)}" if rows else ""


def marks_text(summary: dict[str, Any], width: int) -> str:
    """State the coverage of strengths that no fit saw."""
    level, told = f"{100 * summary['interval']:g} %", []
    for years, entry in evidence().marks.items():
        for theory in dict.fromkeys(row["theory"] for row in summary["marks"]):
            marks = [row for row in summary["marks"] if row["theory"] == theory and row["years"] == years]
            if marks:
                inside = sum(row["inside"] for row in marks)
                out = ", ".join(f"{row['on']} ({row['troops']:,})" for row in marks if not row["inside"])
                outside = f"; outside: {out}" if out else ""
                told.append(
                    f"{entry.label}, under {theory}: the {level} band of kept draws holds {inside} of "
                    f"{counted(len(marks), 'recorded strength')} ({100 * inside / len(marks):.0f} %){outside}."
                )
        if summary["finds_its_strength"] and not any(row["years"] == years for row in summary["marks"]):
            told.append(
                f"{entry.label}: none; --set end={entry.window[1]} lets the scenario run as long, if it is short."
            )
    if not summary["marks"]:
        return ""
    told.append("Strengths of neighbouring months hang together, so that these are far fewer checks than they look.")
    return "Held out: strengths that no fit saw\n\n" + "\n".join(paragraph(t, hanging=4, width=width) for t in told)


def readings_text(summary: dict[str, Any], width: int) -> str:
    """Say what the choice between readings of 2003 changes, where it can change anything."""
    if not summary["depends_on_reading"]:
        return ""
    labels = {name: reading.label for name, reading in evidence().readings.items()}
    rows = [
        (
            row["theory"],
            labels[row["reading"]],
            percent(row["share"]),
            f"{100 * row['share_low']:.0f} to {100 * row['share_high']:.0f} %",
            str(row["kept"]) if row["tolerance"] == 1 else f"{row['kept']} ({row['tolerance']:.3g}-fold)",
        )
        for row in summary["readings"]
    ]
    head = f"The strength in 2003, read in two ways (chosen: {summary['reading_label']})"
    text = f"{head}\n\n{table(_READINGS, rows, width=width)}"
    left = [
        (row["theory"], row["figure"], labels[row["reading"]], ends_left(row, " to "), number(row["value"]))
        for row in sorted(summary["left_by_reading"], key=lambda row: (row["theory"], row["figure"]))
        if row["median"] is not None
    ]
    return f"{text}\n\n{table(_BY_READING, left, width=width)}" if left else text
