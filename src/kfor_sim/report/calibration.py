"""A calibration in words: what was asked, which theories fit, what the evidence leaves, and what checks say of it."""

from __future__ import annotations

from dataclasses import asdict
from math import sqrt
from typing import Any

from kfor_sim.calibration.calibration import NO_CHOICE, Calibration
from kfor_sim.calibration.fitting import FREE, Fit
from kfor_sim.calibration.record import METHOD, posterior_rows
from kfor_sim.calibration.settling import ENOUGH
from kfor_sim.digits import counted, supported_text
from kfor_sim.report.bibliography import short_bibliography
from kfor_sim.report.text import PAGE_WIDTH, Column, files_in, folder_text, number, paragraph, plain_rows, table
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
_LITTLE = 0.005  # shares below it would round to nothing
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
        "recovery": [_recovered(each) for each in found.fits.values() if each.recovery.truths],
        "shown": plain_rows(found.targets()),
        "marks": plain_rows(found.marks()),
        "readings": plain_rows(found.readings()),
        "left_by_reading": plain_rows(found.left_by_reading()),
        "reading": NO_CHOICE,
        "folder": str(found.folder) if found.folder else None,
        "files": files_in(found.folder),
        "bibliography": [asdict(citation) for citation in found.bibliography],
    }


def left_sentence(fit: Fit) -> str:
    """Say in one sentence what the evidence leaves under a theory: of the figure that it has moved most surely."""
    if fit.posterior is None:
        return f"Under {fit.theory}, no interval can be given: {fit.sentence}"
    moved = sum(row["moved"] for row in posterior_rows(fit))
    further = f"; it moves {counted(moved - 1, 'further figure')}" if moved > 1 else ""
    return f"Under {fit.theory}, {left_clause(fit)}{further}{widened(fit)}."


def left_clause(fit: Fit) -> str:
    """Say what the evidence leaves of the figure that luck explains least, for a fit that has intervals."""
    rows = posterior_rows(fit)
    first = min(rows, key=lambda row: row["alone"])
    clause = f"the evidence leaves {left_words(first, level=fit.level)}"
    return clause if first["moved"] else f"{clause}, no further from what was put in than luck takes it"


def widened(fit: Fit) -> str:
    """Say by how much tolerances were widened, to end a clause; nothing where they were not."""
    return f", tolerances being widened {fit.settled.factor:.3g}-fold" if fit.settled.factor > 1 else ""


def left_words(row: dict[str, Any], *, level: float) -> str:
    """Say of a figure between what the evidence leaves it, and between what as much of its range lies."""
    unit = "" if row["unit"] == "1" else f" {row['unit']}"
    return f"{row['figure']} between {_left(row, ' and ')}{unit} (before: {_before(row, level)})"


def _before(row: dict[str, Any], level: float) -> str:
    """Give the middle part of a range that holds as much as an interval does."""
    spare = (1 - level) / 2 * (row["high"] - row["low"])
    ends = (row["low"] + spare, row["high"] - spare)
    return " to ".join(number(float(f"{end:.3g}")) for end in ends)


def calibration_text(summary: dict[str, Any], *, width: int = PAGE_WIDTH) -> str:
    """Set out a calibration for reading.

    Args:
        summary: What `summarise_calibration` gathers.
        width: Characters of a line.
    """
    several = len(summary["fits"]) > 1
    parts = [
        paragraph(_opening(summary), width=width),
        "What was asked of every draw\n\n"
        + table(_TARGETS, [_asked(t) for t in summary["targets"] if t["use"] == "fit"], width=width),
        _left_out_text(summary, width),
        ("Which theories fit\n\n" if several else "Whether it fits\n\n")
        + table(_FITS, [_fit_cells(row) for row in summary["fits"]], width=width),
        _widened_text(summary, width),
        _more_text(summary, width),
        paragraph(summary["reading"], width=width) if several else "",
        "What the evidence leaves\n\n" + "\n".join(paragraph(s, hanging=4, width=width) for s in summary["sentences"]),
        _left_text(summary, width),
        _recovery_text(summary, width),
        _held_out_text(summary, width),
        _marks_text(summary, width),
        _readings_text(summary, width),
        short_bibliography(summary["bibliography"], width=width),
        _records_text(summary, width),
        folder_text(summary),
    ]
    return "\n\n".join(part for part in parts if part)


def _opening(summary: dict[str, Any]) -> str:
    settings = f", with {', '.join(summary['overrides'])}" if summary["overrides"] else ""
    return (
        f"{summary['scenario']}{settings}, held to {summary['evidence_label']}: {counted(summary['budget'], 'draw')} "
        f"of seed {summary['seed']} from the ranges of its figures under each theory, each lived through once on luck "
        f"of its own. {summary['evidence_statement']} {summary['illustrative']}"
    )


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


def _left_out_text(summary: dict[str, Any], width: int) -> str:
    """Name the targets that are not asked, by the reason."""
    reasons: dict[str, list[str]] = {}
    for name, why in summary["left_out"].items():
        reasons.setdefault(why, []).append(name)
    return "\n".join(
        paragraph(f"Not asked: {', '.join(names)} ({why}).", hanging=4, width=width) for why, names in reasons.items()
    )


def _fit_cells(row: dict[str, Any]) -> tuple[str, ...]:
    interval = f"({100 * row['share_low']:.1f} to {100 * row['share_high']:.1f})"
    return (
        row["theory"],
        row["verdict"],
        f"{row['draws']:,}",
        f"{row['draws'] - row['even']:,}",
        f"{row['within']:,}",
        f"{_percent(row['share'])} {interval}",
        f"{row['hardest']}, {_percent(row['hardest_met'])}",
    )


def _more_text(summary: dict[str, Any], width: int) -> str:
    """Say what to do where few draws fit."""
    few = [row["theory"] for row in summary["fits"] if row["within"] < ENOUGH]
    if not few:
        return ""
    more = max(2 * FREE, 2 * summary["budget"])
    return paragraph(
        f"Fewer than {ENOUGH} draws meet every target under {', '.join(few)}; --budget {more} may show more of them: "
        f"where few of the first {FREE} fit, further ones are guided to where they may.",
        width=width,
    )


def _widened_text(summary: dict[str, Any], width: int) -> str:
    """Say where numbers rest on widened tolerances."""
    named = [f"{row['theory']} ({row['tolerance']:.3g}-fold)" for row in summary["fits"] if row["tolerance"] > 1]
    if not named:
        return ""
    told = f"Tolerances were widened, and all that follows rests on that, under {', '.join(named)}."
    return paragraph(told, width=width)


def _left_text(summary: dict[str, Any], width: int) -> str:
    """Set out the figures that were moved."""
    moved = [row for row in summary["figures"] if row["moved"]]
    if not moved:
        return ""
    text = table(_LEFT, [_left_cells(row, summary["interval"]) for row in moved], width=width)
    level = f"{100 * summary['interval']:g} %"
    note = (
        f"Left: the interval that holds {level} of the draws that were kept, without a digit beyond its Monte Carlo "
        f"error; before: the middle {level} of the range that was put in. "
        "Only figures are listed in which kept draws differ from the others by more than luck; of those listed, up "
        "to one in twenty may be there by luck. Figures hang together: not every combination from these intervals fits."
    )
    return f"{text}\n\n{paragraph(note, width=width)}"


def _left_cells(row: dict[str, Any], level: float) -> tuple[str, ...]:
    ends = (_before(row, level), _left(row, " to "), number(row["value"]))
    return row["theory"], row["figure"], row["unit"], *ends


def _left(row: dict[str, Any], between: str) -> str:
    ends = ((row["left_low"], row["low_error"]), (row["left_high"], row["high_error"]))
    return between.join(supported_text(value, error) for value, error in ends)


def _recovered(fit: Fit) -> dict[str, Any]:
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


def _recovery_text(summary: dict[str, Any], width: int) -> str:
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


def _held_out_text(summary: dict[str, Any], width: int) -> str:
    rows = [
        (
            row["theory"],
            row["label"],
            number(row["recorded"]),
            "–" if row["low"] is None else f"{row['low']:.2g} to {row['high']:.2g}",
            _percent(row["met_by_kept"]),
        )
        for row in summary["shown"]
        if row["use"] == "held-out"
    ]
    return f"Held out: what no fit was asked for\n\n{table(_HELD_OUT, rows, width=width)}" if rows else ""


def _marks_text(summary: dict[str, Any], width: int) -> str:
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


def _readings_text(summary: dict[str, Any], width: int) -> str:
    """Say what the choice between readings of 2003 changes, where it can change anything."""
    if not summary["depends_on_reading"]:
        return ""
    labels = {name: reading.label for name, reading in evidence().readings.items()}
    rows = [
        (
            row["theory"],
            labels[row["reading"]],
            _percent(row["share"]),
            f"{100 * row['share_low']:.0f} to {100 * row['share_high']:.0f} %",
            str(row["kept"]) if row["tolerance"] == 1 else f"{row['kept']} ({row['tolerance']:.3g}-fold)",
        )
        for row in summary["readings"]
    ]
    head = f"The strength in 2003, read in two ways (chosen: {summary['reading_label']})"
    text = f"{head}\n\n{table(_READINGS, rows, width=width)}"
    left = [
        (row["theory"], row["figure"], labels[row["reading"]], _left(row, " to "), number(row["value"]))
        for row in sorted(summary["left_by_reading"], key=lambda row: (row["theory"], row["figure"]))
        if row["median"] is not None
    ]
    return f"{text}\n\n{table(_BY_READING, left, width=width)}" if left else text


def _records_text(summary: dict[str, Any], width: int) -> str:
    if not summary["folder"]:
        return ""
    return paragraph(
        "To rest a scenario on a fit, copy its record-*.json into calibrations/ beside the scenario file under a name, "
        'and write basis = "calibrated", by = that name, and the interval of the record.',
        width=width,
    )


def _percent(share: float | None) -> str:
    """Write a share without making nothing of little."""
    if share is None:
        return "–"
    return "under 1 %" if 0 < share < _LITTLE else f"{100 * share:.0f} %"
