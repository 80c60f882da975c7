"""Paths of keys: as text (``drawdown.waypoints[2].troops``), as parts, and what the schema wants there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from kfor_sim.scenario.figures import Figure
from kfor_sim.scenario.limits import Demand, demand_in
from kfor_sim.scenario.lines import Path
from kfor_sim.scenario.schema import Document

_PART = re.compile(r"([^.\[\]]+)|\[(\d{1,6})\]")


def path_text(path: Path) -> str:
    """A path as text: dots between keys, numbers of list entries (from 0) in brackets."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{_printable(part)}" for part in path)
    return text.removeprefix(".")


def path_parts(text: str) -> Path:
    """A path from its text."""
    return tuple(int(index) if index else key for key, index in _PART.findall(text))


def _printable(part: str) -> str:
    """A key without characters that would break a line, shortened."""
    clean = "".join(character if character.isprintable() else "?" for character in part)
    return clean if len(clean) <= 40 else f"{clean[:37]}..."


def field_at(path: Path) -> FieldInfo | None:
    """The field that the schema has at a path; None where it has none, or for the entries of a list."""
    kind: Any = Document
    found: FieldInfo | None = None
    for part in path:
        found, kind = _below(kind, part)
        if kind is None:
            return None
    return found


def keys_at(path: Path) -> tuple[str, ...]:
    """The keys that the schema allows in the table at a path."""
    kind: Any = Document
    for part in path:
        kind = _below(kind, part)[1]
    return tuple(key for model in _models(kind) for key in _fields(model))


def demand_at(path: Path) -> Demand | None:
    """What the schema demands of the figure at a path; None where no figure belongs."""
    field = field_at(path)
    return demand_in(field.metadata) if field else None


def _below(kind: Any, part: str | int) -> tuple[FieldInfo | None, Any]:
    """The field and the type one step below a type."""
    if isinstance(part, int):
        return None, get_args(kind)[0] if get_origin(kind) is tuple else None
    if get_origin(kind) is dict:
        return None, get_args(kind)[1]
    for model in _models(kind):
        field = _fields(model).get(part)
        if field:
            return field, field.annotation
    return None, None


def _models(kind: Any) -> tuple[type[BaseModel], ...]:
    """The tables that may stand where a type is wanted; none for a figure, whose keys follow its basis."""
    kinds = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    return tuple(
        one for one in kinds if isinstance(one, type) and issubclass(one, BaseModel) and not issubclass(one, Figure)
    )


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a table by the keys of the file."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def children(node: Any) -> Iterable[tuple[Any, Any]]:
    """Keys and values of a table, numbers and entries of a list, nothing of anything else."""
    return node.items() if isinstance(node, dict) else enumerate(node if isinstance(node, list) else ())


def nodes(parts: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    """Everything in the tables of a scenario, with its path, in the order of the schema; figures are not opened."""
    for key, value in parts.items():
        yield from _nodes((key,), value)


def _nodes(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    yield path, value
    if isinstance(value, Figure):
        return
    for key, child in parts_of(value).items():
        yield from _nodes((*path, key), child)


def parts_of(value: Any) -> dict[Any, Any]:
    """What is inside a table or list, by the keys of the file; nothing for anything else."""
    if isinstance(value, BaseModel):
        return {key: getattr(value, name) for name, key in _keys(type(value))}
    if isinstance(value, tuple):
        return dict(enumerate(value))
    return dict(value) if isinstance(value, Mapping) else {}


def _keys(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """Attribute and key of each field."""
    return ((name, field.alias or name) for name, field in model.model_fields.items())


def figures_in(parts: Mapping[str, Any]) -> dict[str, Figure]:
    """Every figure of the tables of a scenario, by its path."""
    return {path_text(path): value for path, value in nodes(parts) if isinstance(value, Figure)}


def entries_by_date(value: object) -> tuple[tuple[date, Figure], ...] | None:
    """The days and figures of a dated series; None if the value is not one."""
    if not isinstance(value, tuple) or not value or not isinstance(getattr(value[0], "on", None), date):
        return None
    return tuple((entry.on, _figure_of(entry)) for entry in value)


def _figure_of(entry: BaseModel) -> Figure:
    """The one figure of an entry of a dated series."""
    return next(value for _, value in entry if isinstance(value, Figure))
