"""The resolved forms of a scenario: everything explicit for people, and the numeric content that names a run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from kfor_sim.policies.levers import NATION
from kfor_sim.scenario.figures import Figure
from kfor_sim.scenario.keypaths import nodes, parts_of, path_text
from kfor_sim.scenario.lines import Path

if TYPE_CHECKING:
    from kfor_sim.scenario.scenario import Scenario


def resolved_form(scenario: Scenario) -> dict[str, Any]:
    """Everything that a scenario says or takes from its bases, fit for JSON; derived figures with their value."""
    form = {key: _plain(value, (key,), scenario.values) for key, value in scenario.parts.items()}
    form["tables"] = {"files": form["tables"], "checksums": scenario.tables.checksums()}
    form["name"] = scenario.name
    form["extends"] = list(scenario.extends)
    return form


def _plain(value: Any, path: Path, values: Mapping[str, float]) -> Any:
    """A part of a scenario as JSON has it: no absent keys, dates as text, derived figures with their value."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | Mapping | BaseModel):
        children = {
            key: _plain(child, (*path, key), values) for key, child in parts_of(value).items() if child is not None
        }
        if isinstance(value, Figure):
            children["value"] = values[path_text(path)]
        return list(children.values()) if isinstance(value, tuple) else children
    if isinstance(value, list):  # of a theory's figures, which are kept as they were written
        return [_plain(child, (*path, position), values) for position, child in enumerate(value)]
    return value


def numeric_content(scenario: Scenario) -> str:
    """What can change a number of a run, as canonical JSON: no titles, reasons, sources or labels."""
    text = scenario.text
    content = {
        "dates": {path_text(path): value.isoformat() for path, value in nodes(scenario.parts) if _is_day(path, value)},
        "figures": {path: canonical(value) for path, value in scenario.values.items()},
        "options": scenario.options,
        "policy": text("drawdown.policy"),
        "nations": {path_text(path): value for path, value in nodes(scenario.parts) if _is_nation(path)},
        "refugee_community": text("population.refugee_community"),
        "reach": {event.key: _reach(event) for event in scenario.events},
        "tables": scenario.tables.checksums(),
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(value: float) -> float:
    """One form for equal numbers: 10 for 10.0, 0 for -0.0."""
    return int(value) if value == int(value) else value


def _is_day(path: tuple[str | int, ...], value: object) -> bool:
    """Whether a value is a date that the model uses; the bounds of an event's date are not."""
    return isinstance(value, date) and (path[0] == "drawdown" or path[-1] in ("start", "end", "on"))


def _is_nation(path: tuple[str | int, ...]) -> bool:
    """Whether a path holds the name of a nation that a policy acts on."""
    return path[0] == "drawdown" and path[-1] == NATION


def _reach(event: Any) -> dict[str, Any]:
    """Whom and where an event reaches, in one order, and what it opens, holds and allows."""
    return {
        "opens_sectors": event.opens_sectors,
        "holds_reductions": event.holds_reductions,
        "allows_reductions": event.allows_reductions,
        "tension": [[sorted(shift.communities), sorted(shift.municipalities)] for shift in event.tension],
        "legitimacy": [[sorted(shift.communities), sorted(shift.municipalities)] for shift in event.legitimacy],
    }
