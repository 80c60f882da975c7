"""What was set on the command line: ``path=value`` laid over a merged scenario."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from kfor_sim.errors import Fault
from kfor_sim.scenario.figures import shown
from kfor_sim.scenario.honesty import chosen_instead, forsake_source, is_figure, is_moved
from kfor_sim.scenario.keypaths import children, demand_at, field_at, path_parts, path_text
from kfor_sim.scenario.limits import Demand
from kfor_sim.scenario.lines import Path
from kfor_sim.scenario.overlays import COMMAND_LINE, Merged
from kfor_sim.scenario.reading import TomlFile
from kfor_sim.scenario.suggestions import did_you_mean

BECAUSE = "set on the command line"
CHANGED_THEORY = " (changed)"

_POLICY: Path = ("drawdown", "policy")
_COMMAND_LINE = TomlFile(COMMAND_LINE, {}, {})


def set_values(merged: Merged, overrides: Sequence[str]) -> list[Fault]:
    """Lay values over a scenario; figures become ``chosen``.

    Args:
        merged: The scenario, changed in place.
        overrides: Texts such as ``unrest.deterrence=3.0`` or ``theory.deterrence=none``; a changed policy comes first,
            since it replaces the whole table of the drawdown.

    Returns:
        What is wrong with them.
    """
    faults: list[Fault] = []
    for text in sorted(overrides, key=lambda text: not text.replace(" ", "").startswith("drawdown.policy=")):
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name or not value:
            faults.append(Fault(f"--set {shown(text)[1:-1]}", "is not path=value", "such as unrest.deterrence=3.0"))
            continue
        problem = _set(merged, name, value)
        if problem:
            faults.append(Fault(f"{path_text(path_parts(name)) or shown(name)} (--set)", *problem))
    return faults


def _set(merged: Merged, name: str, value: str) -> tuple[str, str] | None:
    """Set one value; says what is wrong with it, if anything is."""
    path = path_parts(name)
    if len(path) > 1 and path[-1] == "value" and demand_at(path[:-1]):
        path = path[:-1]
    demand, field = demand_at(path), field_at(path)
    table = _table_of(merged.content, path)
    if field is None or table is None or path_text(path) not in (name, name.removesuffix(".value")):
        return "there is no such path in this scenario", did_you_mean(name, settable(merged.content), "paths")
    try:
        entry = _figure(value, demand) if demand else _plain(value, field)
    except ValueError as error:
        return shown(value) + " " + str(error.args[0]), str(error.args[1])
    if path == _POLICY and table.get("policy") != value:
        merged.content["drawdown"] = table = {"because": BECAUSE}
        merged.origins["drawdown",] = _COMMAND_LINE
    if path[-1] == "on" and is_moved(table, {"on": entry}):
        _answer_for_day(merged, table, path[:-1])
    table[path[-1]] = entry
    merged.origins[path] = _COMMAND_LINE
    if path[0] == "theory" and path[-1] != "name":
        _rename_theory(table)
    return None


def _rename_theory(theory: dict[Any, Any]) -> None:
    """Say in the name of a theory that one of its options is another."""
    name = theory.get("name")
    if isinstance(name, str):
        theory["name"] = name.removesuffix(CHANGED_THEORY) + CHANGED_THEORY


def _answer_for_day(merged: Merged, table: dict[Any, Any], path: Path) -> None:
    """Take the figures of an entry, or an event, whose day is set from the source that told the day."""
    if path[0] == "events":
        forsake_source(table)
        table["because"] = BECAUSE
    for key, figure in table.items():
        if is_figure(figure):
            table[key] = chosen_instead(figure, BECAUSE)
            merged.origins[(*path, key)] = _COMMAND_LINE


def settable(content: Any, start: Path = ()) -> Iterator[str]:
    """Paths of a scenario that hold a figure or a plain value."""
    for key, value in children(content):
        path = (*start, key)
        if demand_at(path) or not isinstance(value, dict | list):
            yield path_text(path)
        else:
            yield from settable(value, path)


def _table_of(content: Any, path: Path) -> dict[Any, Any] | None:
    """The table that holds the last key of a path."""
    for part in path[:-1]:
        try:
            content = content[part]
        except (KeyError, IndexError, TypeError):
            return None
    return content if isinstance(content, dict) else None


def _figure(value: str, demand: Demand) -> dict[str, Any]:
    """A figure from the number in a text."""
    try:
        number: float = int(value)
    except ValueError:
        try:
            number = float(value)
        except ValueError:
            raise ValueError("is not a number", f"wanted {demand}") from None
    return {"value": number, "unit": demand.unit, "basis": "chosen", "because": BECAUSE}


def _plain(value: str, field: FieldInfo) -> str | bool | int | date:
    """A text, date or truth value, as the field wants it."""
    kinds = [kind for kind in get_args(field.annotation) or (field.annotation,) if kind is not NoneType]
    if get_origin(field.annotation) is Literal or str in kinds:
        return int(value) if value.isdecimal() and int in map(type, kinds) else value
    if bool in kinds:
        if value not in ("true", "false"):
            raise ValueError("is neither true nor false", "")
        return value == "true"
    if date in kinds:
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("is no date", "write it as 1999-06-12") from None
    raise ValueError("cannot be set here", "it is a table or a list; set one of its figures, or write an overlay")
