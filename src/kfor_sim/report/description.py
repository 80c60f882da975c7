"""A scenario described: what it asks, its lever and levels, its timeline, its theory and what its figures rest on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kfor_sim.report.ledger import counts_text, span
from kfor_sim.report.text import PAGE_WIDTH, Column, number, paragraph, table
from kfor_sim.report.theories import sentence_of

if TYPE_CHECKING:
    from kfor_sim.scenario import Event, Scenario, Shift
    from kfor_sim.scenario.ledger import LedgerRow

_LEVER = (
    Column("lever"),
    Column("name", wraps=True),
    Column("from"),
    Column("value", right=True),
    Column("unit"),
    Column("basis"),
    Column("span", wraps=True),
)
_TIMELINE = (Column("date"), Column("event", wraps=True), Column("put in", wraps=True), Column("source", wraps=True))
_THEORY = (Column("slot"), Column("option"), Column("offered", wraps=True))
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def describe(scenario: Scenario) -> dict[str, Any]:
    """Gather what is worth knowing about a scenario before running it, fit for JSON."""
    from kfor_sim.mechanisms import SLOTS

    return {
        "name": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "purpose": scenario.purpose,
        "extends": list(scenario.extends),
        "file": _file(scenario),
        "hash": scenario.hash,
        "start": str(scenario.start),
        "end": str(scenario.end),
        "policy": scenario.text("drawdown.policy"),
        "because": scenario.text("drawdown.because"),
        "levers": levers_of(scenario),
        "events": [_event(event, len(scenario.tables.municipalities)) for event in scenario.events],
        "figures": scenario.ledger.counts(),
        "theory_name": scenario.theory_name,
        "sentence": sentence_of(scenario),
        "theory": scenario.options,
        "offered": {name: list(slot.options) for name, slot in SLOTS.items()},
    }


def _file(scenario: Scenario) -> str:
    """Name the file of a scenario without a path of this machine: as it is found from here, or by its name alone."""
    from kfor_sim.resuming import is_shipped

    path, here = scenario.path.resolve(), Path.cwd().resolve()
    if path.is_relative_to(here):
        return str(path.relative_to(here))
    return f"{path.name}, shipped with kfor-sim" if is_shipped(scenario) else path.name


def levers_of(scenario: Scenario) -> list[dict[str, Any]]:
    """Gather the levers of the drawdown: figures with the day and the name that stand beside them, and bare days."""
    rows = {row.path: row for row in scenario.ledger if row.path.startswith("drawdown.")}
    return list(_levers(scenario.resolved()["drawdown"], "drawdown", rows, day=None, name=None))


def _levers(
    table: dict[str, Any], path: str, rows: dict[str, LedgerRow], *, day: str | None, name: str | None
) -> Iterator[dict[str, Any]]:
    """Go through a table of levers, entries of lists included."""
    for key, value in table.items():
        here = f"{path}.{key}"
        if here in rows:
            row = rows[here]
            level = {"path": here, "name": name, "on": day, "value": row.value, "unit": row.unit}
            yield level | {"basis": row.basis, "low": row.low, "high": row.high}
        elif isinstance(value, list):
            for number, entry in enumerate(value):
                words = [text for text in entry.values() if isinstance(text, str)]
                days = [text for text in words if _DAY.fullmatch(text)]
                names = [text for text in words if text not in days]
                beside = {"day": next(iter(days), None), "name": next(iter(names), None)}
                yield from _levers(entry, f"{here}[{number}]", rows, **beside)
        elif isinstance(value, str) and _DAY.fullmatch(value) and key != "on":
            lever = {"path": here, "name": name, "on": value, "value": None, "unit": None}
            yield lever | {"basis": None, "low": None, "high": None}


def _event(event: Event, places: int) -> dict[str, Any]:
    """Gather what is known of an event, with what it puts into the model in words."""
    effects = [*_effects("tension", event.tension, places), *_effects("legitimacy", event.legitimacy, places)]
    return {
        "key": event.key,
        "on": str(event.on),
        "precision": event.precision,
        "label": event.label,
        "source": event.source,
        "because": event.because,
        "effects": [*effects, *_rulings(event)],
    }


def _rulings(event: Event) -> Iterator[str]:
    """Say what an event changes for the force."""
    if event.opens_sectors:
        yield "contingents may leave their sectors"
    if event.holds_reductions:
        yield "no reductions of the force from now on"
    if event.allows_reductions:
        yield "reductions of the force allowed again"


def _effects(state: str, shifts: Iterable[Shift], places: int) -> list[str]:
    """Say what an event does to a state, for whom and where."""
    return [
        f"{state} {shift.amount:+g}: {', '.join(shift.communities)}; "
        + ("everywhere" if len(shift.municipalities) == places else ", ".join(shift.municipalities))
        for shift in shifts
    ]


def description_text(description: dict[str, Any], *, width: int = PAGE_WIDTH) -> str:
    """Set out a description for reading."""
    return "\n\n".join(
        [
            _head(description, width),
            f"Lever: policy {description['policy']}\n"
            + paragraph(description["because"], indent=2, width=width)
            + f"\n\n{table(_LEVER, [_lever_cells(lever) for lever in description['levers']], width=width)}",
            "Timeline\n\n" + table(_TIMELINE, [_event_cells(event) for event in description["events"]], width=width),
            f"Theory: {description['theory_name']}\n"
            + paragraph(description["sentence"], indent=2, width=width)
            + f"\n\n{table(_THEORY, _theory_rows(description), width=width)}",
            f"Figures: {sum(description['figures'].values())}, of them {counts_text(description['figures'])}",
        ]
    )


def _head(description: dict[str, Any], width: int) -> str:
    """Set out what a scenario is: name, question, purpose, bases, period."""
    lines = {
        "question": description["question"],
        "purpose": description["purpose"],
        "bases": ", then ".join(description["extends"]) or "none",
        "period": f"{description['start']} to {description['end']}",
        "content": description["hash"][:12],
        "file": description["file"],
    }
    entries = [paragraph(f"{name:<10}{text}", hanging=10, width=width) for name, text in lines.items()]
    return "\n".join([f"{description['name']}: {description['title']}", *entries])


def _lever_cells(lever: dict[str, Any]) -> tuple[str, ...]:
    ends = span(lever["low"], lever["high"])
    path = lever["path"].removeprefix("drawdown.")
    figure = number(lever["value"]), lever["unit"] or "", lever["basis"] or ""
    return path, lever["name"] or "", lever["on"] or "", *figure, ends


def _event_cells(event: dict[str, Any]) -> tuple[str, ...]:
    digits = {"year": 4, "month": 7}.get(event["precision"], 10)
    return event["on"][:digits], event["label"], "; ".join(event["effects"]), event["source"]


def _theory_rows(description: dict[str, Any]) -> list[tuple[str, ...]]:
    offered = description["offered"]
    return [(slot, option, ", ".join(offered[slot])) for slot, option in description["theory"].items()]
