"""What a comparison leaves to be read: the force, paired differences, order, regret, sentences, sources, files."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby, zip_longest
from math import floor, nan
from typing import TYPE_CHECKING, Any

from kfor_sim.comparison import first_directed, signed
from kfor_sim.digits import honest
from kfor_sim.report.bibliography import short_bibliography
from kfor_sim.report.sentences import ANECDOTE
from kfor_sim.report.text import PAGE_WIDTH, Column, paragraph, plain_rows, table
from kfor_sim.scenario import diff

if TYPE_CHECKING:
    from kfor_sim.comparison import Comparison
    from kfor_sim.scenario import Scenario

_FORCE_TITLE = "The force of each schedule (troop-years include the reserve; medians)"
_FORCE = (
    Column("schedule", wraps=True),
    Column("title", wraps=True),
    Column("troop-years", right=True),
    Column("strength at end", right=True),
)
_DIFFERENCES = (
    Column("metric", wraps=True),
    Column("schedule", wraps=True),
    Column("difference", right=True),
    Column("low", right=True),
    Column("high", right=True),
    Column("below", right=True),
    Column("above", right=True),
)
_NARROWEST_LABEL = 22  # characters that the labels of metrics keep beside long names and numbers
_RANKING = (
    Column("place", right=True),
    Column("schedule", wraps=True),
    Column("mean", right=True),
    Column("behind the first", right=True),
    Column("stands there", right=True),
    Column("ahead of the next", right=True),
)
_REGRET = (
    Column("schedule", wraps=True),
    Column("mean", right=True),
    Column("worst", right=True),
    Column("in replicate", right=True),
    Column("no schedule better in", right=True),
)
_SURE, _HARDLY = 0.995, 0.005  # from and below which a whole per cent would say too much
_SCHEDULE_ITSELF = ("title", "question", "purpose", "drawdown")  # and the name of a theory is but a name
_PART_OF_A_FIGURE = re.compile(
    r"(\.(value|unit|basis|because|range|interval|source|as_of|low|high|note|on|from|by)(\[\d\])?|\[\d+\].*)$"
)
_MOST = 8  # differences that are named of one schedule


def summarise_comparison(comparison: Comparison) -> dict[str, Any]:
    """Gather what a comparison has to say, fit for JSON; null stands where there is no number."""
    from kfor_sim.results import ILLUSTRATIVE

    ranked_by = first_directed(comparison.metrics, comparison.chosen)
    folder = comparison.folder
    return {
        "schedules": _schedules(comparison),
        "baseline": comparison.baseline,
        "seed": comparison.seed,
        "replicates": len(comparison.replicates),
        "weeks": comparison.results[comparison.baseline].weeks,
        "interval": comparison.interval,
        "key": comparison.key,
        "illustrative": ILLUSTRATIVE,
        "sentences": list(comparison.sentences()),
        "metrics": plain_rows(comparison.levels(*comparison.chosen)),
        "force": plain_rows(comparison.force()),
        "differences": plain_rows(comparison.differences()),
        "ranking": plain_rows(comparison.ranking(ranked_by.name)) if ranked_by else [],
        "regret": plain_rows(comparison.regret(ranked_by.name)) if ranked_by else [],
        "folder": str(folder) if folder else None,
        "files": sorted(path.name for path in folder.iterdir()) if folder else [],
        "bibliography": [asdict(citation) for citation in comparison.bibliography],
    }


def _schedules(comparison: Comparison) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "title": result.scenario.title,
            "also_differs": also_differs(comparison.results[comparison.baseline].scenario, result.scenario),
            "hash": result.scenario.hash,
            "key": result.key,
            "reused": result.reused,
            "set_aside": list(result.set_aside),
            "folder": str(result.folder) if result.folder else None,
        }
        for name, result in comparison.results.items()
    ]


def also_differs(baseline: Scenario, other: Scenario) -> list[str]:
    """Name what differs between two scenarios beside the schedule itself, whole lists and figures by their path."""
    whole = (_PART_OF_A_FIGURE.sub("", each.path) for each in diff(baseline, other))
    beside = (path for path in whole if path.partition(".")[0] not in _SCHEDULE_ITSELF and path != "theory.name")
    return list(dict.fromkeys(beside))


def comparison_text(summary: dict[str, Any], *, width: int = PAGE_WIDTH) -> str:
    """Set out what a comparison has to say, for reading.

    Args:
        summary: What `summarise_comparison` gathers.
        width: Characters of a line.
    """
    names = ", ".join(schedule["name"] for schedule in summary["schedules"])
    opening = f"{names}, on the same luck. {summary['illustrative']}"
    parts = [
        paragraph(opening, width=width),
        f"{_FORCE_TITLE}\n\n{table(_FORCE, list(_force_rows(summary)), width=width)}",
        "\n".join(paragraph(text, hanging=2, width=width) for text in _also_texts(summary)),
        _differences_text(summary, width),
        _ranking_text(summary, width),
        _regret_text(summary, width),
        "\n\n".join(paragraph(sentence, width=width) for sentence in summary["sentences"]),
        short_bibliography(summary["bibliography"], width=width),
        _folder_text(summary, width),
    ]
    return "\n\n".join(part for part in parts if part)


def _force_rows(summary: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Write a row of the force for each schedule."""
    by_name = {(row["schedule"], row["quantity"]): row for row in summary["force"]}
    for schedule in summary["schedules"]:
        name = schedule["name"]
        numbers = (_level(by_name[name, quantity]) for quantity in ("troop_years", "strength_at_end"))
        yield name, schedule["title"], *numbers


def _also_texts(summary: dict[str, Any]) -> Iterator[str]:
    """Warn where two scenarios differ in more than the schedule, so that nobody lays all to the schedule."""
    for schedule in summary["schedules"]:
        if also := schedule["also_differs"]:
            more = f" and {len(also) - _MOST} more" if len(also) > _MOST else ""
            named = f"{', '.join(also[:_MOST])}{more}"
            yield f"Beside its levers, `{schedule['name']}` differs from {summary['baseline']} in: {named}."


def _level(row: dict[str, Any], part: str = "median") -> str:
    """Write a number with the digits that the replicates support."""
    value, spread = (nan if row[key] is None else row[key] for key in (part, "spread"))
    return honest(value, spread, row["n"])


def _differences_text(summary: dict[str, Any], width: int) -> str:
    """Set out the chosen metrics: each with the baseline's level, and a line for each other schedule."""
    shown = [level["metric"] for level in summary["metrics"]]
    cells = {
        metric: [_cells(row, summary["replicates"]) for row in rows]
        for metric, rows in groupby(summary["differences"], key=lambda row: row["metric"])
        if metric in shown
    }
    room = width - _taken([row for rows in cells.values() for row in rows])
    lines = [
        line
        for level in summary["metrics"]
        for line in _beside(_label(level, summary["baseline"]), cells[level["metric"]], room)
    ]
    title = f"Difference to {summary['baseline']} in the same replicate, by metric"
    return f"{title}\n\n{table(_DIFFERENCES, lines[:-1], width=width)}\n\n{paragraph(_reading(summary), width=width)}"


def _label(level: dict[str, Any], baseline: str) -> str:
    unit = "" if level["unit"] == "1" else f" {level['unit']}s"
    return f"{level['label']} ({baseline}: {_level(level)}{unit})"


def _taken(rows: Sequence[Sequence[str]]) -> int:
    """Measure what the cells beside the labels take of a line, gaps included."""
    columns = zip(*[[column.heading for column in _DIFFERENCES[1:]], *rows], strict=True)
    return sum(max(map(len, column)) + 2 for column in columns)


def _beside(label: str, cells: Sequence[tuple[str, ...]], room: int) -> Iterator[tuple[str, ...]]:
    """Let a label run down beside its rows, and end with an empty line."""
    nothing = ("",) * (len(_DIFFERENCES) - 1)
    words = textwrap.wrap(label, max(room, _NARROWEST_LABEL), break_on_hyphens=False)
    for part, row in zip_longest(words, cells):
        yield part or "", *(row or nothing)
    yield "", *nothing


def _cells(row: dict[str, Any], replicates: int) -> tuple[str, ...]:
    """Write a difference; what not every replicate has says of how many it speaks."""
    bounds = [signed(row, part) if replicates > 1 else "" for part in ("low", "high")]
    of = f" of {row['n']}" if row["n"] < replicates else ""
    return row["schedule"], signed(row), *bounds, f"{row['lower']}{of}", f"{row['higher']}{of}"


def _reading(summary: dict[str, Any]) -> str:
    """Say how to read the differences."""
    if summary["replicates"] == 1:
        return ANECDOTE
    return (
        f"A difference is the median of {summary['replicates']} paired ones; low and high are the quantiles that "
        f"enclose {100 * summary['interval']:g} % of them, and the last columns count the replicates below and above "
        f"{summary['baseline']}. No digit is printed that they do not support. That is the spread of luck alone: other "
        "assumptions move the numbers further."
    )


def _ranking_text(summary: dict[str, Any], width: int) -> str:
    """Set out the order by the first chosen metric that has a better direction."""
    rows = summary["ranking"]
    if not rows:
        return ""
    level = next(level for level in summary["metrics"] if level["metric"] == rows[0]["metric"])
    if rows[0]["place"] is None:
        return paragraph(f"No order by {level['label']}: it has no value in some of the runs.", width=width)
    title = f"Order in the model by {level['label']} (mean; {level['better']} is better)"
    shared = [row["place"] for row in rows]
    cells = [
        (
            f"{row['place']:.0f}{' (tie)' if shared.count(row['place']) > 1 else ''}",
            row["schedule"],
            _level(row, "mean"),
            _behind(row),
            _chance(row["at_place"], row["n"]),
            _chance(row["ahead"], row["n"]),
        )
        for row in rows
    ]
    words = paragraph(_order(rows), width=width)
    return f"{paragraph(title, width=width)}\n\n{table(_RANKING, cells, width=width)}\n\n{words}"


def _behind(row: dict[str, Any]) -> str:
    """Write the mean paired distance to the first place; the first has none."""
    if not row["behind"]:
        return ""
    return honest(row["behind"], nan if row["behind_spread"] is None else row["behind_spread"], row["n"])


def _order(rows: Sequence[dict[str, Any]]) -> str:
    """Say how sure the order is, and how sure luck makes one look."""
    if len({row["place"] for row in rows}) == 1:
        return "All schedules tie: they have the same values in every replicate."
    if rows[0]["whole"] is None:
        return "Of a single replicate nobody can say how far luck made this order."
    return (
        f"Drawn anew from the {rows[0]['n']} replicates, the whole order comes out like this with a probability of "
        f"{_chance(rows[0]['whole'], rows[0]['n'])}. That is luck alone, given every assumption; and between two "
        "schedules that do not differ, luck gives 90 % or more in one comparison of five."
    )


def _chance(probability: float | None, n: int) -> str:
    """Write a probability in per cent, never surer than so many replicates that all agree can make anybody."""
    if probability is None:
        return ""
    surest = 1 - 0.5**n
    if probability >= min(surest, _SURE):
        return f"over {min(floor(100 * surest), 99)} %"
    return "under 1 %" if probability < _HARDLY else f"{100 * probability:.0f} %"


def _regret_text(summary: dict[str, Any], width: int) -> str:
    """Set out how far each schedule lies behind the one that did best in the very same replicate."""
    rows = [row for row in summary["regret"] if row["n"]]
    if not rows:
        return ""
    level = next(level for level in summary["metrics"] if level["metric"] == rows[0]["metric"])
    unit = "" if level["unit"] == "1" else f", in {level['unit']}s"
    title = f"Regret by {level['label']}{unit}: distance to the schedule that did best in the very same replicate"
    cells = [
        (
            row["schedule"],
            _level(row, "mean"),
            _level(row, "worst"),
            f"{row['worst_replicate']:.0f}",
            f"{row['times_best']} of {row['n']}",
        )
        for row in rows
    ]
    return f"{paragraph(title, width=width)}\n\n{table(_REGRET, cells, width=width)}"


def _folder_text(summary: dict[str, Any], width: int) -> str:
    """Say where the files are, and which ensembles were there already."""
    if not summary["folder"]:
        return ""
    lines = [
        f"Results: {summary['folder']}",
        paragraph(", ".join(summary["files"]), indent=2, width=width),
        "Ensembles:",
    ]
    for schedule in summary["schedules"]:
        reused = f" ({schedule['reused']} of {summary['replicates']} lay there already)" if schedule["reused"] else ""
        lines.append(f"  {schedule['folder']}{reused}")
        if schedule["set_aside"]:
            lines.append(f"    damaged, set aside and computed anew: {', '.join(schedule['set_aside'])}")
    return "\n".join(lines)
