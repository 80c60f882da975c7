"""A loaded scenario with other numbers in it: what a draw from its ranges is, without reading its file again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from kfor_sim.errors import Fault, ScenarioError
from kfor_sim.scenario.checks import check_values
from kfor_sim.scenario.derive import evaluate
from kfor_sim.scenario.figures import Chosen, shown
from kfor_sim.scenario.keypaths import demand_at, figures_in, parts_of, path_parts
from kfor_sim.scenario.lines import Path
from kfor_sim.scenario.scenario import Scenario


def varied(scenario: Scenario, values: Mapping[str, float], *, because: str) -> Scenario:
    """Give figures of a scenario other values; they become ``chosen``.

    Args:
        scenario: The scenario.
        values: Numbers by the paths of figures that the scenario has.
        because: Why they are what they are, in a sentence.

    Raises:
        ScenarioError: A number is not allowed, or the numbers contradict one another; every fault at once. Levers of
            the drawdown are held against one another where a policy is made of them, not here.
    """
    faults = tuple(_not_allowed(scenario, values))
    if faults:
        raise ScenarioError(scenario.name, faults)
    changed = with_values(scenario, values, because=because)
    faults = tuple(check_values(changed.parts, changed.values, changed.tables))
    if faults:
        raise ScenarioError(scenario.name, faults)
    return changed


def with_values(scenario: Scenario, values: Mapping[str, float], *, because: str) -> Scenario:
    """Lay numbers over a scenario, and compute anew what is derived from them.

    Raises:
        ScenarioError: A derived figure cannot be computed any more, or is not allowed.
    """
    document, known = scenario.document, scenario.figures
    for path, value in values.items():
        figure = Chosen(value=value, unit=known[path].unit, basis="chosen", because=because)
        document = _replaced(document, path_parts(path), figure)
    computed, faults = evaluate(figures_in(parts_of(document)))
    if faults:
        raise ScenarioError(scenario.name, tuple(faults))
    return replace(scenario, document=document, values=computed)


def _not_allowed(scenario: Scenario, values: Mapping[str, float]) -> Iterator[Fault]:
    """Name the numbers that the schema refuses, and paths that hold no figure."""
    known = scenario.values
    for path, value in values.items():
        demand = demand_at(path_parts(path))
        if path not in known or demand is None:
            yield Fault(path, "there is no such figure in this scenario")
        elif not demand.allows(value):
            yield Fault(path, f"{shown(value)} is not allowed", f"wanted {demand}")


def _replaced(node: Any, path: Path, figure: Chosen) -> Any:
    """Copy a table, or a list of tables, with another figure at a path."""
    if not path:
        return figure
    key, below = path[0], path[1:]
    if isinstance(node, BaseModel):
        name = next(name for name, field in type(node).model_fields.items() if (field.alias or name) == key)
        return node.model_copy(update={name: _replaced(getattr(node, name), below, figure)})
    if isinstance(node, tuple):
        return tuple(_replaced(one, below, figure) if place == key else one for place, one in enumerate(node))
    return {**node, key: _replaced(node[key], below, figure)}
