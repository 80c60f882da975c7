"""What a comparison leaves to be read: the force, paired differences, order, regret, sentences, sources, files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from math import floor, nan
from typing import TYPE_CHECKING, Any

from kfor_sim.comparison import first_directed, signed
from kfor_sim.digits import honest
from kfor_sim.report.parts import Group, Listing, Paragraph, Part, Sources, Table, text_of, where_kept
from kfor_sim.report.sentences import ANECDOTE
from kfor_sim.report.text import PAGE_WIDTH, Column, plain_rows
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
    Column("schedule", wraps=True),
    Column("difference", right=True),
    Column("low", right=True),
    Column("high", right=True),
    Column("below", right=True),
    Column("above", right=True),
)
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
    return text_of(comparison_parts(summary), width=width)


def comparison_parts(summary: dict[str, Any]) -> list[Part]:
    """Describe what a comparison has to say.

    Args:
        summary: What `summarise_comparison` gathers.
    """
    names = ", ".join(schedule["name"] for schedule in summary["schedules"])
    return [
        Paragraph(f"{names}, on the same luck. {summary['illustrative']}", role="asked"),
        Table(_FORCE, list(_force_rows(summary)), title=_FORCE_TITLE),
        Listing(list(_also_texts(summary)), hanging=2),
        _differences(summary),
        Paragraph(_reading(summary)),
        *_ranked(summary),
        _regrets(summary),
        *(Paragraph(sentence, role="found") for sentence in summary["sentences"]),
        Sources(summary["bibliography"]),
        _where_kept(summary),
    ]


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


def _level(row: Mapping[str, Any], part: str = "median") -> str:
    """Write a number with the digits that the replicates support."""
    value, spread = (nan if row[key] is None else row[key] for key in (part, "spread"))
    return honest(value, spread, row["n"])


def _differences(summary: dict[str, Any]) -> Table:
    """Set out the chosen metrics: each with the baseline's level, and a row for each other schedule."""
    by_metric = {
        metric: [_cells(row, summary["replicates"]) for row in rows]
        for metric, rows in groupby(summary["differences"], key=lambda row: row["metric"])
    }
    labelled = [
        (_label(level, summary["baseline"]), row) for level in summary["metrics"] for row in by_metric[level["metric"]]
    ]
    return Table(
        _DIFFERENCES,
        [row for _, row in labelled],
        title=f"Difference to {summary['baseline']} in the same replicate, by metric",
        groups=[label for label, _ in labelled],
        groups_heading="metric",
    )


def _label(level: Mapping[str, Any], baseline: str) -> str:
    return f"{level['label']} ({baseline}: {level_in_unit(level)})"


def level_in_unit(level: Mapping[str, Any]) -> str:
    """Write a level of the baseline with its unit, and the digits that the replicates support."""
    unit = "" if level["unit"] == "1" else f" {level['unit']}s"
    return f"{_level(level)}{unit}"


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


def _ranked(summary: dict[str, Any]) -> Iterator[Part]:
    """Set out the order by the first chosen metric that has a better direction."""
    rows = summary["ranking"]
    if not rows:
        return
    level = next(level for level in summary["metrics"] if level["metric"] == rows[0]["metric"])
    if rows[0]["place"] is None:
        yield Paragraph(f"No order by {level['label']}: it has no value in some of the runs.")
        return
    title = f"Order in the model by {level['label']} (mean; {level['better']} is better)"
    yield Table(_RANKING, list(_places(rows)), title=title)
    yield Paragraph(_order(rows))


def _places(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    """Write a row of the order for each schedule."""
    shared = [row["place"] for row in rows]
    for row in rows:
        yield (
            f"{row['place']:.0f}{' (tie)' if shared.count(row['place']) > 1 else ''}",
            row["schedule"],
            _level(row, "mean"),
            _behind(row),
            _chance(row["at_place"], row["n"]),
            _chance(row["ahead"], row["n"]),
        )


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


def _regrets(summary: dict[str, Any]) -> Table:
    """Set out how far each schedule lies behind the one that did best in the very same replicate."""
    rows = [row for row in summary["regret"] if row["n"]]
    return Table(_REGRET, [_regret_cells(row) for row in rows], title=_regret_title(summary) if rows else "")


def _regret_title(summary: dict[str, Any]) -> str:
    asked = summary["regret"][0]["metric"]
    level = next(level for level in summary["metrics"] if level["metric"] == asked)
    unit = "" if level["unit"] == "1" else f", in {level['unit']}s"
    return f"Regret by {level['label']}{unit}: distance to the schedule that did best in the very same replicate"


def _regret_cells(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        row["schedule"],
        _level(row, "mean"),
        _level(row, "worst"),
        f"{row['worst_replicate']:.0f}",
        f"{row['times_best']} of {row['n']}",
    )


def _where_kept(summary: dict[str, Any]) -> Group:
    """Say where the files are, and which ensembles were there already."""
    if not summary.get("folder"):
        return Group(())
    lines = ["Ensembles:"]
    for schedule in summary["schedules"]:
        reused = f" ({schedule['reused']} of {summary['replicates']} lay there already)" if schedule["reused"] else ""
        lines.append(f"  {schedule['folder']}{reused}")
        if schedule["set_aside"]:
            lines.append(f"    damaged, set aside and computed anew: {', '.join(schedule['set_aside'])}")
    return where_kept(summary, *lines)
