"""Those parts of a faulty scenario that have no fault of their own, so that every fault can be found at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from kfor_sim.scenario.events import EventTable
from kfor_sim.scenario.figures import Figure
from kfor_sim.scenario.keypaths import children, demand_at, path_text
from kfor_sim.scenario.limits import Demand
from kfor_sim.scenario.lines import Path
from kfor_sim.scenario.schema import Document


def sound_parts(content: dict[str, Any]) -> dict[str, Any]:
    """The tables of the schema that can be read, and of the events each one that can."""
    parts = {name: content[name] for name in _adapters() if name in content}
    events = parts.pop("events", None)
    sound = dict(_readable(parts, _adapters()))
    if isinstance(events, dict):
        sound["events"] = dict(_readable(events, dict.fromkeys(events, TypeAdapter(EventTable))))
    return sound


def sound_figures(content: dict[str, Any]) -> dict[str, Figure]:
    """The figures that can be read, by path, those of faulty tables included."""
    raw = {path_text(path): (value, demand) for path, value, demand in _raw_figures(content, ())}
    adapters = {path: _figure_adapter(demand) for path, (_, demand) in raw.items()}
    return dict(_readable({path: value for path, (value, _) in raw.items()}, adapters))


def _readable(raw: dict[str, Any], adapters: dict[str, TypeAdapter[Any]]) -> Iterator[tuple[str, Any]]:
    """What its adapter accepts."""
    for name, value in raw.items():
        try:
            yield name, adapters[name].validate_python(value)
        except ValidationError:
            continue


def _raw_figures(node: Any, path: Path) -> Iterator[tuple[Path, Any, Demand]]:
    """Whatever stands where the schema wants a figure."""
    for key, value in children(node):
        here = (*path, key)
        demand = demand_at(here)
        if demand:
            yield here, value, demand
        else:
            yield from _raw_figures(value, here)


@cache
def _adapters() -> dict[str, TypeAdapter[Any]]:
    """A validator for each field of the document."""
    return {info.alias or name: TypeAdapter(info.rebuild_annotation()) for name, info in Document.model_fields.items()}


@cache
def _figure_adapter(demand: Demand) -> TypeAdapter[Any]:
    """A validator for figures under one demand."""
    return TypeAdapter(Annotated[Figure, demand])
