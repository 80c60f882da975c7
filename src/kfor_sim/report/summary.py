"""What a run leaves to be read: metrics with honest digits, what was put in, one sentence, sources, files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from math import isfinite
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from kfor_sim.report.bibliography import bibliography
from kfor_sim.report.description import levers_of
from kfor_sim.report.sentences import ANECDOTE, conditional_sentence, digits
from kfor_sim.report.text import PAGE_WIDTH, Column, number, paragraph, table
from kfor_sim.scenario import Citation

if TYPE_CHECKING:
    from kfor_sim.results import Result

_METRICS = (
    Column("metric", wraps=True),
    Column("median", right=True),
    Column("low", right=True),
    Column("high", right=True),
    Column("unit"),
)
_PINNED = (Column("from"), Column("set to", right=True), Column("strength in that week", right=True), Column("basis"))
_PINNED_TITLE = "Troops set by the scenario (pinned, not a result)"
_PINNED_WHY = (
    "The first deployment follows its own record of arrivals; later, contingents follow what is set in their weeks of "
    "rotation, so that strength comes near it."
)
_IN_SHORT = (
    "deaths",
    "deaths_intercommunal",
    "displaced_person_weeks",
    "riot_weeks",
    "worst_municipality",
    "troop_years",
)
_IN_SHORT_GROUPS = ("security_", "recovery_weeks_")
_TABLES = "tables"  # what a source is cited for when only rows of tables rest on it


def summarise(result: Result) -> dict[str, Any]:
    """Gather what a run has to say, fit for JSON; null stands where there is no number."""
    from kfor_sim.results import ILLUSTRATIVE

    scenario = result.scenario
    metrics = [_plain(row) for row in result.summary().to_dict("records")]
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "hash": scenario.hash,
        "key": result.key,
        "seed": result.seed,
        "replicates": len(result.replicates),
        "reused": result.reused,
        "weeks": result.weeks,
        "interval": scenario.value("run.interval"),
        "illustrative": ILLUSTRATIVE,
        "sentence": conditional_sentence(scenario.name, metrics, replicates=len(result.replicates)),
        "metrics": metrics,
        "pinned": _pinned(result),
        "folder": str(result.folder) if result.folder else None,
        "files": sorted(_named(path) for path in result.folder.iterdir()) if result.folder else [],
        "bibliography": [asdict(citation) for citation in scenario.bibliography],
    }


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    """Replace what JSON has no number for."""
    return {key: None if isinstance(value, float) and not isfinite(value) else value for key, value in row.items()}


def _named(path: Path) -> str:
    return f"{path.name}/" if path.is_dir() else path.name


def _pinned(result: Result) -> list[dict[str, Any]]:
    """Gather the strengths that the scenario sets by date, each with the median strength of its week."""
    strength = result.outcome("strength")
    pinned = []
    for lever in levers_of(result.scenario):
        day = date.fromisoformat(lever["on"]) if lever["on"] else result.dates[0]
        week = (day - result.dates[0]).days // 7
        is_level = lever["unit"] == "person" and (lever["on"] or lever["path"] == "drawdown.troops")
        if is_level and 0 <= week < result.weeks:
            reached = float(median(strength[:, week].tolist()))
            pinned.append({"on": str(day), "set": lever["value"], "strength": reached, "basis": lever["basis"]})
    return pinned


def summary_text(summary: dict[str, Any], *, width: int = PAGE_WIDTH) -> str:
    """Set out what a run has to say, for reading."""
    rows = [_cells(metric, summary["replicates"]) for metric in summary["metrics"] if _is_short(metric)]
    parts = [
        paragraph(f"{summary['title']}. {summary['illustrative']}", width=width),
        table(_METRICS, rows, width=width),
        paragraph(_reading(summary), width=width),
        _pinned_text(summary["pinned"], width),
        paragraph(summary["sentence"], width=width),
        _sources(summary["bibliography"], width),
        _folder(summary, width),
    ]
    return "\n\n".join(part for part in parts if part)


def _is_short(metric: dict[str, Any]) -> bool:
    """Whether a metric belongs to the short table; a recovery from nothing does not."""
    name = metric["metric"]
    return metric["n"] > 0 and (name in _IN_SHORT or name.startswith(_IN_SHORT_GROUPS))


def _cells(metric: dict[str, Any], replicates: int) -> tuple[str, ...]:
    """Write a row of the short table; what not every replicate has says in how many it was found."""
    label = metric["label"]
    if metric["n"] < replicates:
        label += f" (in {metric['n']} of {replicates})"
    if metric["censored"]:
        label += f" (not over by the end in {metric['censored']})"
    unit = "" if metric["unit"] == "1" else metric["unit"]
    bounds = [digits(metric, part) if replicates > 1 else "" for part in ("low", "high")]
    return label, digits(metric), *bounds, unit


def _reading(summary: dict[str, Any]) -> str:
    """Say how to read the table."""
    if summary["replicates"] == 1:
        return ANECDOTE
    share = f"{100 * summary['interval']:g} %"
    return (
        f"Low and high enclose {share} of the {summary['replicates']} replicates; no digit is printed that they do not "
        f"support. That is the spread of luck alone: other assumptions move the numbers further."
    )


def _pinned_text(pinned: Sequence[dict[str, Any]], width: int) -> str:
    """Set out the strengths that were put in, and say that they were."""
    if not pinned:
        return ""
    rows = [(mark["on"], number(mark["set"]), number(mark["strength"]), mark["basis"]) for mark in pinned]
    parts = [_PINNED_TITLE, table(_PINNED, rows, width=width)]
    if any(mark["set"] != mark["strength"] for mark in pinned):
        parts.append(paragraph(_PINNED_WHY, width=width))
    return "\n\n".join(parts)


def _sources(entries: Sequence[dict[str, Any]], width: int) -> str:
    """List the sources of figures and events, and count those of rows of tables."""
    cited = [Citation(**entry) for entry in entries if tuple(entry["cited_for"]) != (_TABLES,)]
    others = len(entries) - len(cited)
    rest = f"\nand for rows of the tables {others} more: see `bibliography` in manifest.json" if others else ""
    return f"Sources of this run\n{bibliography(cited, width=width)}{rest}" if entries else ""


def _folder(summary: dict[str, Any], width: int) -> str:
    """Say where the files are, and what is new."""
    if not summary["folder"]:
        return ""
    reused = summary["reused"]
    fresh = summary["replicates"] - reused
    lines = [f"Results: {summary['folder']}", paragraph(", ".join(summary["files"]), indent=2, width=width)]
    if reused:
        lines.append(f"Of the replicates, {reused} lay there already and were used again; {fresh} computed now.")
    return "\n".join(lines)
