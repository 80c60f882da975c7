"""Entries of what a scenario file holds: figures, their tables, events, the five bases, sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from inspect import getdoc

from kfor_sim.glossary.entries import Entry, line_of, told
from kfor_sim.mechanisms import SLOTS
from kfor_sim.scenario import Event, LedgerRow, Scenario, Shift
from kfor_sim.scenario.figures import BASES, keys_of
from kfor_sim.scenario.html import number_text
from kfor_sim.scenario.keypaths import field_at, path_parts

READ_BY = {
    "run": ("replicate.py", "model/model.py"),
    "population": ("prepare.py", "model/state.py"),
    "drawdown": ("levers.py",),
    "review": ("model/agents/headquarters.py",),
    "reserve": ("model/agents/headquarters.py",),
    "rotation": ("model/agents/contingent.py",),
    "nations": ("model/agents/contingent.py", "model/processes/burden_sharing.py"),
    "record": ("scenario/derive.py",),
    "deployment": ("model/processes/deployment.py",),
    "presence": ("model/processes/police.py", "model/model.py"),
    "police": ("model/processes/police.py",),
    "unrest": ("model/processes/mobilisation.py",),
    "tension": ("model/processes/tension.py",),
    "violence": ("model/processes/violence.py",),
    "arms": ("mechanisms/disarmament.py",),
    "displacement": ("model/processes/displacement.py", "mechanisms/communities.py"),
    "security": ("model/processes/security.py",),
    "report": ("metrics.py",),
    "hardship": ("model/processes/reconstruction.py",),
    "legitimacy": ("mechanisms/trust.py",),
    "events": ("model/model.py",),
}
"""Which file of the package takes up the figures of a table; those that an option reads stand in the option's file."""

_ENTRY = re.compile(r"\[\d+\]")


def figures(scenario: Scenario) -> Iterator[Entry]:
    """Explain every figure of a scenario."""
    for row in scenario.ledger:
        yield Entry(
            term=row.path,
            kind="figure",
            meaning=_meaning(row.path),
            facts=told(_facts(row, scenario)),
            where=(f"table [{_table(row.path)}] of {_files(scenario)}", *_read_in(row.path)),
            also=(row.path.rpartition(".")[2], _ENTRY.sub("", row.path)),
        )


def tables(scenario: Scenario) -> Iterator[Entry]:
    """Explain every table that has figures, with the figures in it."""
    by_table: dict[str, list[LedgerRow]] = {}
    for row in scenario.ledger:
        by_table.setdefault(row.path.partition(".")[0], []).append(row)
    for name, rows in by_table.items():
        kind = getattr(type(scenario.document).model_fields.get(name), "annotation", None)
        yield Entry(
            term=name,
            kind="table of figures",
            meaning=_first_line(getdoc(kind) if isinstance(kind, type) else "") or _meaning(name),
            facts=(("figures", ", ".join(dict.fromkeys(_ENTRY.sub("[…]", row.path) for row in rows))),),
            where=(f"table [{name}] of {_files(scenario)}",),
        )


def events(scenario: Scenario) -> Iterator[Entry]:
    """Explain every dated event: what it puts in, and why."""
    for event in scenario.events:
        yield Entry(
            term=f"events.{event.key}",
            kind="event",
            meaning=f"{event.label}. An input of the scenario, never a finding.",
            facts=told(_of_event(event, scenario)),
            where=(f"table [events.{event.key}] of {_files(scenario)}", "kfor_sim/model/model.py"),
            also=(event.key,),
        )


def bases() -> Iterator[Entry]:
    """Explain the five bases."""
    for name, kind in BASES.items():
        yield Entry(
            term=name,
            kind="basis",
            meaning=_first_line(getdoc(kind)),
            facts=(("a figure of it names", ", ".join(keys_of(name))),),
            where=(line_of("scenario/figures.py", f"class {kind.__name__}("),),
        )


def sources(scenario: Scenario) -> Iterator[Entry]:
    """Explain every source that a scenario uses, but for those that only rows of tables rest on."""
    for citation in scenario.bibliography:
        if citation.cited_for != ("tables",):
            yield Entry(
                term=citation.key,
                kind="source",
                meaning=citation.entry,
                facts=told((("tier", citation.tier), ("note", citation.note), ("for", ", ".join(citation.cited_for)))),
                where=(f"entry [{citation.key}] of scenarios/sources.toml",),
            )


def _meaning(path: str) -> str:
    """Say what a figure is, as the schema has it."""
    field = field_at(path_parts(path))
    return (field.description if field else None) or ""


def _facts(row: LedgerRow, scenario: Scenario) -> Iterator[tuple[str, str | None]]:
    """Say everything that the ledger knows of a figure."""
    yield "value", f"{number_text(row.value)} {row.unit}".removesuffix(" 1")
    yield "unit", "a number without one" if row.unit == "1" else row.unit
    yield "basis", f"{row.basis}: {_first_line(getdoc(BASES[row.basis]))}"
    if row.low is not None or row.high is not None:
        ends = ("…" if end is None else number_text(end) for end in (row.low, row.high))
        yield {"documented": "other sources"}.get(row.basis, "range"), " to ".join(ends)
    yield {"derived": "computed from", "calibrated": "fitted by"}.get(row.basis, "because"), row.reason
    if row.source:
        yield "source", f"{scenario.sources[row.source].entry}{f' ({row.as_of})' if row.as_of else ''}"
    yield "note", row.note
    yield "read by", _readers(row.path, scenario)


def _readers(path: str, scenario: Scenario) -> str:
    """Name the options that read a figure, the one that is taken among them."""
    readers = [
        f"{slot.name} = {name}{' (taken)' if scenario.options[slot.name] == name else ''}"
        for slot in SLOTS.values()
        for name, option in slot.options.items()
        if path in option.paths.values()
    ]
    idle = "; none of them is taken here, so that the figure does nothing" if path in scenario.idle else ""
    return ", ".join(readers) + idle


def _read_in(path: str) -> tuple[str, ...]:
    """Name the files that take up a figure: those of the options that read it, else that of its table."""
    slots = [slot for slot in SLOTS.values() for each in slot.options.values() if path in each.paths.values()]
    if slots:
        return tuple(dict.fromkeys(f"kfor_sim/mechanisms/{slot.name}.py" for slot in slots))
    return tuple(f"kfor_sim/{file}" for file in READ_BY[path.partition(".")[0]])


def _of_event(event: Event, scenario: Scenario) -> Iterator[tuple[str, str | None]]:
    """Say when an event is, what it puts in, and where that comes from."""
    yield "on", f"{event.on}" + ("" if event.precision == "day" else f" (to the {event.precision})")
    yield "tension put in", _shifts(event.tension, scenario)
    yield "legitimacy put in", _shifts(event.legitimacy, scenario)
    said = {
        "sectors are open from then on": event.opens_sectors,
        "the force may not be cut from then on": event.holds_reductions,
        "the force may be cut again": event.allows_reductions,
    }
    yield "changes", "; ".join(words for words, holds in said.items() if holds)
    yield "source", scenario.sources[event.source].entry if event.source else None
    yield "because", event.because


def _shifts(shifts: tuple[Shift, ...], scenario: Scenario) -> str:
    """Say what is added, for whom, and in how many places."""
    places = len(scenario.tables.municipalities)
    return "; ".join(
        f"{shift.amount:+g} for {', '.join(shift.communities)} in "
        + ("all municipalities" if len(shift.municipalities) == places else ", ".join(shift.municipalities))
        for shift in shifts
    )


def _table(path: str) -> str:
    """Name the table in which a figure stands."""
    return _ENTRY.sub("", path).rpartition(".")[0]


def _files(scenario: Scenario) -> str:
    """Name the file of a scenario, and those that it extends."""
    names = [scenario.path.name, *(f"{name.removesuffix('.toml')}.toml" for name in scenario.extends)]
    return " or ".join(dict.fromkeys(names))


def _first_line(text: str | None) -> str:
    return (text or "").partition("\n")[0]
