"""A commented overlay for whoever writes a what-if: the levers of its base, and a menu of what else can be changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from inspect import getdoc
from typing import Any

from kfor_sim.mechanisms import SLOTS
from kfor_sim.policies import POLICIES
from kfor_sim.report.ledger import remark, span
from kfor_sim.report.text import paragraph
from kfor_sim.scenario import LedgerRow, Scenario

_WIDTH = 118  # characters of a line of notes
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TAKEN_OVER = "taken over from `{name}`; say why, if you change it"
_HEAD = (
    "A what-if over `{name}`. Lines that begin with # are notes; take the # away to use what stands behind it. "
    "A word that you do not know: `kfor-sim explain WORD`.",
    "",
    "  kfor-sim check {file}",
    "  kfor-sim diff {base} {file}",
    "  kfor-sim compare {base} {file}",
)
_EXPECTED = (
    "1. What do you expect, and why? Write it down before you run anything: afterwards everything looks plain.",
    "     I expect that ...",
    "     because ...",
    "     I would give it up if ...",
)
_SCHEDULE = (
    "2. The schedule: levers that you can pull. Below stand those of `{name}`. Change the numbers and give your "
    "reasons; what you chose is `chosen`, whatever the record says of the old number.",
    "",
    "Policy `{policy}`: {meaning}",
    "Others, each with levers of its own (`kfor-sim explain NAME`): {others}.",
)
_ASSUMED = (
    "3. Assumptions: figures that nobody has measured (or that were fitted). The least known of each table "
    "stands here, with what would be as defensible; `kfor-sim figures {base} --basis assumed` lists all {count}. "
    "Change one at a time, or you learn nothing.",
)
_MECHANISMS = (
    "4. How troops are thought to work: one option for each slot (`kfor-sim theories --options`). "
    "A whole theory is laid over without touching this file: `kfor-sim run {file} --theory NAME`.",
)
_EVENTS = ("5. What happened: an event is an input. `NAME = false` strikes it out.",)
_SIZE = ("6. The size of a run. One replicate is an anecdote.",)


def overlay_text(base: Scenario, *, name: str, extends: str) -> str:
    """Write an overlay that can be run as it is, and is like its base until somebody changes it.

    Args:
        base: The scenario that it extends.
        name: What it is to be called, without the ending of the file.
        extends: How the file is to name its base.

    Returns:
        The text of the TOML file.
    """
    words = {"name": base.name, "base": extends, "file": f"{name}.toml"}
    return "\n".join(
        [
            *_notes(_HEAD, words),
            "",
            "schema = 1",
            f"extends = {_string(extends)}",
            f"title = {_string(f'{name}: a what-if over {base.name}')}",
            'question = "What if ... ?"',
            'purpose = "what-if"',
            "",
            *_notes(_EXPECTED, words),
            "",
            *_schedule(base, words),
            "",
            *_assumptions(base, words),
            "",
            *_mechanisms(base, words),
            "",
            *_events(base, words),
            *_size(base, words),
            "",
        ]
    )


def _schedule(base: Scenario, words: Mapping[str, str]) -> Iterator[str]:
    """Repeat the levers of the base as figures that were chosen, each below what it means."""
    levers = base.resolved()["drawdown"]
    policy = levers["policy"]
    meaning = (getdoc(POLICIES[policy]) or "").partition("\n")[0]
    others = ", ".join(other for other in POLICIES if other != policy)
    yield from _notes(_SCHEDULE, {**words, "policy": policy, "meaning": meaning, "others": others})
    yield "[drawdown]"
    yield from _entries(levers, base)
    for key, entries in levers.items():
        for entry in entries if isinstance(entries, list) else ():
            yield f"[[drawdown.{key}]]"
            yield from _entries(entry, base)


def _entries(levers: Mapping[str, Any], base: Scenario) -> Iterator[str]:
    """Write the levers of one table, lists of tables apart."""
    for key, lever in levers.items():
        if isinstance(lever, dict):
            reason = _TAKEN_OVER.format(name=base.name)
            yield f"{key} = {_chosen(lever['value'], lever['unit'], reason)}"
        elif not isinstance(lever, list):
            yield f"{key} = {lever if _DAY.fullmatch(str(lever)) else _string(str(lever))}"


def _assumptions(base: Scenario, words: Mapping[str, str]) -> Iterator[str]:
    """Offer the least known figure of each table, with its range and the reason for it."""
    yield from _notes(_ASSUMED, {**words, "count": str(base.ledger.counts()["assumed"])})
    offered = [row for row in base.ledger if row.path not in base.idle and _is_offered(row)]
    for table in dict.fromkeys(_table(row) for row in offered):
        row = max((row for row in offered if _table(row) == table), key=_unknown)
        yield "#"
        yield from _notes((f"  {span(row.low, row.high)}: {remark(row)}",), {})
        yield f"# [{table}]"
        yield f"# {row.path.rpartition('.')[2]} = {_chosen(row.value, row.unit, _TAKEN_OVER.format(name=base.name))}"


def _is_offered(row: LedgerRow) -> bool:
    """Tell whether a figure has a range, and stands in a table that is not offered elsewhere in the file."""
    is_plain = "[" not in row.path and _table(row).partition(".")[0] not in ("drawdown", "events", "run")
    return is_plain and row.basis in ("assumed", "calibrated")


def _table(row: LedgerRow) -> str:
    return row.path.rpartition(".")[0]


def _unknown(row: LedgerRow) -> float:
    """Measure how little is known of a figure: the width of its range by its value."""
    low, high = row.low or 0.0, row.high or 0.0
    return (high - low) / (abs(row.value) or (high + low) / 2 or 1.0)


def _mechanisms(base: Scenario, words: Mapping[str, str]) -> Iterator[str]:
    """Offer every slot with its options."""
    yield from _notes(_MECHANISMS, words)
    yield "#"
    yield "# [theory]"
    for slot in SLOTS.values():
        others = ", ".join(name for name in slot.options if name != base.options[slot.name])
        yield f"# {slot.name} = {_string(base.options[slot.name])}    # or {others}"


def _events(base: Scenario, words: Mapping[str, str]) -> Iterator[str]:
    """Offer to strike out each event."""
    if base.events:
        yield from _notes(_EVENTS, words)
        yield "#"
        yield "# [events]"
        yield from (f"# {event.key} = false    # {event.on}: {event.label}" for event in base.events)
        yield ""


def _size(base: Scenario, words: Mapping[str, str]) -> Iterator[str]:
    """Offer to change the number of replicates."""
    yield from _notes(_SIZE, words)
    yield "#"
    yield "# [run]"
    yield f"# replicates = {_chosen(base.value('run.replicates'), 'run', 'as many as my patience allows')}"


def _chosen(value: float, unit: str, reason: str) -> str:
    """Write a figure that somebody chose."""
    number = f"{int(value):_}" if value == int(value) else f"{value!r}"
    return f'{{ value = {number}, unit = {_string(unit)}, basis = "chosen", because = {_string(reason)} }}'


def _notes(lines: tuple[str, ...], words: Mapping[str, str]) -> Iterator[str]:
    """Set notes behind the mark of a comment; those that stand back stay on lines of their own."""
    for line in lines:
        told = line.format_map(words) if words else line
        filled = [told] if told.startswith("  ") else paragraph(told, width=_WIDTH).splitlines() or [""]
        yield from (f"# {each}".rstrip() for each in filled)


def _string(text: str) -> str:
    """Write a text as TOML has it."""
    return json.dumps(text, ensure_ascii=False)
