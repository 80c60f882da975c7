"""What a run leaves to be read: metrics with honest digits, what was put in, one sentence, sources, files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from kfor_sim.report.description import levers_of
from kfor_sim.report.parts import Group, Paragraph, Part, Sources, Table, text_of, where_kept
from kfor_sim.report.sentences import ANECDOTE, conditional_sentence, digits, percent
from kfor_sim.report.text import PAGE_WIDTH, Column, number, plain_rows
from kfor_sim.scenario.table_rows import COMMUNITIES

if TYPE_CHECKING:
    from kfor_sim.results import Result

_METRICS = (
    Column("metric", wraps=True),
    Column("median", right=True),
    Column("low", right=True),
    Column("high", right=True),
    Column("unit"),
)
_COMMUNITIES = (
    Column("community"),
    Column("security", right=True),
    Column("low", right=True),
    Column("high", right=True),
    Column("of those at home", right=True),
    Column("away from home", right=True),
)
_COMMUNITIES_TITLE = (
    "Security by community, mean of the weeks: an index from 0 to 1; those away from home count as nought"
)
_LEVELS = (Column("from"), Column("set to", right=True), Column("strength in that week", right=True), Column("basis"))
_LEVELS_TITLE = "Troops set by the scenario (an input, not a result)"
_LEVELS_WHY = (
    "The first deployment follows its own dates of arrival; later, contingents follow what is set in their weeks of "
    "rotation, so that strength comes near it."
)
_PINNED = "documented"  # a level of this basis is a mark of the record
_IN_SHORT = (
    "deaths",
    "deaths_intercommunal",
    "displaced_person_weeks",
    "riot_weeks",
    "peak_active",
    "security_mean",
    "worst_municipality",
    "troop_years",
)
_RECOVERY = "recovery_weeks_"
_RECOVERY_WHY = " Weeks until security is back are counted for the communities that the event does not stir up."


def summarise(result: Result) -> dict[str, Any]:
    """Gather what a run has to say, fit for JSON; null stands where there is no number."""
    from kfor_sim.results import ILLUSTRATIVE

    scenario = result.scenario
    metrics = plain_rows(result.summary())
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "hash": scenario.hash,
        "key": result.key,
        "seed": result.seed,
        "replicates": len(result.replicates),
        "reused": result.reused,
        "set_aside": list(result.set_aside),
        "weeks": result.weeks,
        "interval": scenario.value("run.interval"),
        "illustrative": ILLUSTRATIVE,
        "sentence": conditional_sentence(scenario.name, metrics, replicates=len(result.replicates)),
        "metrics": metrics,
        "levels": _levels(result),
        "folder": str(result.folder) if result.folder else None,
        "files": sorted(_named(path) for path in result.folder.glob("[!.]*")) if result.folder else [],
        "bibliography": [asdict(citation) for citation in scenario.bibliography],
    }


def _named(path: Path) -> str:
    return f"{path.name}/" if path.is_dir() else path.name


def _levels(result: Result) -> list[dict[str, Any]]:
    """Gather the strengths that the scenario sets by date, each with the median strength of its week."""
    strength = result.outcome("strength")
    levels = []
    for lever in levers_of(result.scenario):
        day = date.fromisoformat(lever["on"]) if lever["on"] else result.dates[0]
        week = result.dimensions.calendar.week_of(day)
        is_level = lever["unit"] == "person" and (lever["on"] or lever["path"] == "drawdown.troops")
        if is_level and 0 <= week < result.weeks:
            reached = float(median(strength[:, week].tolist()))
            level = {"on": str(day), "set": lever["value"], "strength": reached, "basis": lever["basis"]}
            levels.append(level | {"pinned": lever["basis"] == _PINNED})
    return levels


def summary_text(summary: dict[str, Any], *, width: int = PAGE_WIDTH) -> str:
    """Set out what a run has to say, for reading.

    Args:
        summary: What `summarise` gathers.
        width: Characters of a line.
    """
    return text_of(summary_parts(summary), width=width)


def summary_parts(summary: dict[str, Any]) -> list[Part]:
    """Describe what a run has to say.

    Args:
        summary: What `summarise` gathers.
    """
    rows = [_cells(metric, summary["replicates"]) for metric in summary["metrics"] if _is_short(metric)]
    return [
        Paragraph(f"{summary['title']}. {summary['illustrative']}", role="asked"),
        Table(_METRICS, rows),
        Table(_COMMUNITIES, list(_of_communities(summary)), title=_COMMUNITIES_TITLE),
        Paragraph(_reading(summary)),
        *_set_levels(summary["levels"]),
        Paragraph(summary["sentence"], role="found"),
        Sources(summary["bibliography"], in_full=True),
        _where_kept(summary),
    ]


def _is_short(metric: dict[str, Any]) -> bool:
    """Whether a metric belongs to the short table; a recovery of which nothing is known does not."""
    name = metric["metric"]
    return metric["n"] > 0 and (name in _IN_SHORT or name.startswith(_RECOVERY))


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


def _of_communities(summary: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Write the security of each community beside its two parts: how secure those at home are, and who is away."""
    by_name = {metric["metric"]: metric for metric in summary["metrics"]}
    for name in COMMUNITIES:
        if level := by_name.get(f"security_{name}"):
            bounds = [digits(level, part) if summary["replicates"] > 1 else "" for part in ("low", "high")]
            parts = digits(by_name[f"security_at_home_{name}"]), percent(by_name[f"away_{name}"])
            yield name, digits(level), *bounds, *parts


def _reading(summary: dict[str, Any]) -> str:
    """Say how to read the tables."""
    short = [metric["metric"] for metric in summary["metrics"] if _is_short(metric)]
    recovery = _RECOVERY_WHY if any(name.startswith(_RECOVERY) for name in short) else ""
    if summary["replicates"] == 1:
        return ANECDOTE + recovery
    share = f"{100 * summary['interval']:g} %"
    return (
        f"Low and high enclose {share} of the {summary['replicates']} replicates; no digit is printed that they do not "
        f"support. That is the spread of luck alone: other assumptions move the numbers further.{recovery}"
    )


def _set_levels(levels: Sequence[dict[str, Any]]) -> Iterator[Part]:
    """Set out the strengths that were put in, and say that they were, and which of them are marks of the record."""
    bases = [f"{level['basis']}, pinned" if level["pinned"] else level["basis"] for level in levels]
    rows = [
        (level["on"], number(level["set"]), number(level["strength"]), basis)
        for level, basis in zip(levels, bases, strict=True)
    ]
    yield Table(_LEVELS, rows, title=_LEVELS_TITLE)
    if any(level["set"] != level["strength"] for level in levels):
        yield Paragraph(_LEVELS_WHY)


def _where_kept(summary: dict[str, Any]) -> Group:
    """Say where the files are, and what is new."""
    if not summary.get("folder"):
        return Group(())
    notes, reused = [], summary["reused"]
    if reused:
        fresh = summary["replicates"] - reused
        notes.append(f"Of the replicates, {reused} lay there already and were used again; {fresh} computed now.")
    if summary["set_aside"]:
        notes.append(f"Damaged, set aside and computed anew: {', '.join(summary['set_aside'])}.")
    return where_kept(summary, *notes)
