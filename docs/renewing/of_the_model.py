"""What docs/model.md takes from the model itself: schedule, scales, slots, parameters, policies, outcomes, metrics."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np

from kfor_sim.dimensions import Dimensions
from kfor_sim.mechanisms import SLOTS
from kfor_sim.metrics import Marks, metrics_of
from kfor_sim.model.model import KforModel
from kfor_sim.model.outcomes import OUTCOMES
from kfor_sim.policies import POLICIES
from kfor_sim.policies.levers import Levels, Number
from kfor_sim.prepare import prepare
from kfor_sim.scenario import Scenario
from kfor_sim.scenario.figures import BASES
from renewing import documented
from renewing.markdown import first_sentence, number, plain, source_link, table

GROUPS: dict[str, str] = {
    "run": "how a run is made",
    "population": "places and people",
    "drawdown": "the levers of the drawdown",
    "review": "headquarters' reviews",
    "reserve": "the reserve",
    "rotation": "rotation of the contingents",
    "nations": "what nations decide for themselves",
    "record": "figures of the record from which others are derived",
    "deployment": "where troops stand",
    "presence": "what part of them is among people",
    "police": "police in service, and how soon they count",
    "unrest": "mobilisation and its end",
    "tension": "sparks, spread and decay of tension",
    "violence": "violence in two streams",
    "arms": "arms in private hands",
    "displacement": "displacement and return",
    "security": "the simulated security level",
    "report": "what metrics count; no effect on what happens",
    "hardship": "hardship and reconstruction",
    "legitimacy": "trust in the authorities",
    "events": "sizes of the dated events",
    "mechanisms": "figures that only some options need",
}
"""What the figures of each table of a scenario file are about, in the order of `documented`."""


def schedule() -> str:
    """Give the numbered list of the docstring of `KforModel.step`."""
    lines = (inspect.getdoc(KforModel.step) or "").splitlines()
    return "\n".join(line for line in lines if re.match(r"\d+\. ", line))


def scales() -> str:
    """Say how large the world of `documented` is."""
    scenario = documented()
    parameters, names = prepare(scenario), Dimensions.of(scenario)
    a_resident = parameters.setting.persons_per_resident
    residents = int(np.ceil(parameters.mobilisable / a_resident).sum())
    rows = [
        ("time step", "a week, which begins on a Saturday; within it up to seven daily rounds of decisions"),
        ("period", f"{number(names.calendar.weeks)} weeks, {scenario.start} to {scenario.end}"),
        ("spin-up", f"{parameters.setting.spin_up_weeks} weeks before it, not recorded"),
        ("places", f"{len(names.municipalities)} municipalities, a network of {_borders(parameters)} shared borders"),
        ("communities", ", ".join(names.communities)),
        ("contingents", f"{len(names.contingents)} nations"),
        ("people", number(float(parameters.geography.home.sum()))),
        ("who might be mobilised", f"{number(float(parameters.mobilisable.sum()))} persons"),
        ("simulated residents", f"{number(residents)}, one for {a_resident} persons at the default resolution"),
    ]
    return table(("scale", "in `documented`"), rows)


def _borders(parameters: Any) -> int:
    """Count the pairs of municipalities that share a border."""
    return int(parameters.geography.neighbours.sum()) // 2


def slots() -> str:
    """List the slots, the question of each, its options, and its file; the option of `documented` comes first."""
    taken = documented().options
    rows = (
        (
            f"[`{slot.name}`](theories.md#{slot.name})",
            plain(slot.question),
            ", ".join(_option(name, taken[slot.name]) for name in _first(taken[slot.name], slot.options)),
            source_link(f"mechanisms/{slot.name}.py"),
        )
        for slot in SLOTS.values()
    )
    return table(("slot", "question", "options, that of `documented` first", "file"), rows)


def _first(name: str, names: Iterable[str]) -> list[str]:
    """Put a name before all others."""
    return sorted(names, key=lambda each: each != name)


def _option(name: str, taken: str) -> str:
    return f"**`{name}`**" if name == taken else f"`{name}`"


def parameters() -> str:
    """Count the figures of `documented` by table and basis, with a link to the section in which they are listed."""
    ledger = documented().ledger
    by_group: dict[str, Counter[str]] = {}
    for row in ledger:
        by_group.setdefault(group_of(row.path), Counter())[row.basis] += 1
    rows = [
        (f"[`{group}`](figures.md#{group})", GROUPS[group], *_counts(by_group[group]), str(by_group[group].total()))
        for group in GROUPS
        if group in by_group
    ]
    total = sum(by_group.values(), Counter())
    rows.append(("**all**", "", *_counts(total), str(total.total())))
    return table(("table", "about", *BASES, "figures"), rows)


def _counts(found: Counter[str]) -> list[str]:
    return [str(found[basis] or "") for basis in BASES]


def group_of(path: str) -> str:
    """Give the table of a scenario file in which a figure stands."""
    return path.split(".")[0].split("[")[0]


def policies() -> str:
    """List the policies with what each says, its levers, and its file."""
    rows = (
        (
            f"`{name}`",
            plain(first_sentence(kind.__doc__ or "")),
            "the calendar" if kind.by_calendar else "reviews",
            "; ".join(_levers(kind)),
            source_link(f"policies/{kind.__module__.rsplit('.', 1)[-1]}.py"),
        )
        for name, kind in POLICIES.items()
    )
    return table(("policy", "what it does", "decides by", "levers", "file"), rows)


def _levers(kind: type[Any]) -> Iterator[str]:
    """Name the levers of a class with their units, those of its entries in brackets."""
    hints = get_type_hints(kind, include_extras=True)
    for name in (each.name for each in fields(kind)):
        hint = hints[name]
        if get_origin(hint) is tuple:
            yield f"`{name}` (each: {', '.join(_levers(get_args(hint)[0]))})"
        else:
            yield f"`{name}`{_unit(hint)}"


def _unit(hint: Any) -> str:
    """Give the unit of a lever in brackets; nothing for names."""
    if hint is str:
        return ""
    declared = get_args(hint)[1]
    if isinstance(declared, Number):
        return f" ({declared.unit})"
    return " (dated levels, person)" if isinstance(declared, Levels) else " (day)"


def outcomes() -> str:
    """List the weekly outcomes as they are declared."""
    rows = (
        (f"`{each.name}`", each.label, each.unit, ", ".join(("week", *each.dimensions)), f"`{each.dtype}`")
        for each in OUTCOMES
    )
    return table(("outcome", "what it is", "unit", "counted by", "kept as"), rows)


def metrics() -> str:
    """List the metrics of `documented` as they are declared."""
    rows = (
        (f"`{each.name}`", plain(each.label), each.unit, each.better or "neither")
        for each in metrics_of(_marks(documented()))
    )
    return table(("metric", "what it is", "unit", "better"), rows)


def _marks(scenario: Scenario) -> Marks:
    """Give what a scenario adds to the list of metrics."""
    return Marks.of(scenario, Dimensions.of(scenario).calendar)


def figures() -> str:
    """List every figure of `documented`, table by table, with its value, unit, basis, range and where it comes from."""
    by_group: dict[str, list[Any]] = {}
    for row in documented().ledger:
        by_group.setdefault(group_of(row.path), []).append(row)
    return "\n\n".join(
        f"## {group}\n\n{GROUPS[group][0].upper()}{GROUPS[group][1:]}.\n\n{_ledger(by_group[group])}"
        for group in GROUPS
        if group in by_group
    )


def _ledger(rows: Iterable[Any]) -> str:
    """Write a table of figures."""
    lines = ((f"`{row.path}`", _value(row), row.unit, row.basis, _span(row), _origin(row)) for row in rows)
    return table(("figure", "value", "unit", "basis", "range or other sources", "where from"), lines)


def _value(row: Any) -> str:
    """Write the number; one without a unit, such as a seed, without a comma for thousands."""
    return f"{row.value:g}" if row.unit == "1" else number(row.value)


def _span(row: Any) -> str:
    """Write the lowest and the highest value."""
    if row.low is None and row.high is None:
        return ""
    return f"{number(row.low) or '…'} to {number(row.high) or '…'}"


def _origin(row: Any) -> str:
    """Say where a figure comes from: reason or expression, source, note."""
    reason = f"`{row.reason}`" if row.basis == "derived" else plain(row.reason)
    source = f"[{row.source}](#{row.source})" + (f", {row.as_of}" if row.as_of else "") if row.source else ""
    return "; ".join(part for part in (reason, source, plain(row.note)) if part)
