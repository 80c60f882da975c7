"""From the levers of a scenario file to the policy that uses them: dates to weeks, levels to one number a week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np

from kfor_sim.errors import Fault, ScenarioError
from kfor_sim.model.calendar import Calendar
from kfor_sim.policies import POLICIES, Policy
from kfor_sim.policies.levers import Levels, Number, WeekOf
from kfor_sim.scenario import Scenario

_TABLE = "drawdown"


def policy_of(scenario: Scenario, calendar: Calendar) -> Policy:
    """Make the policy that a scenario names, with its levers.

    Raises:
        ScenarioError: The levers contradict one another.
    """
    kind = POLICIES[scenario.text(f"{_TABLE}.policy")]
    policy: Policy = _filled(kind, scenario.document.drawdown, _TABLE, scenario, calendar)
    wrong = tuple(Fault(f"{_TABLE}.{lever}", what, remedy) for lever, what, remedy in policy.contradictions())
    if wrong:
        raise ScenarioError(scenario.name, wrong)
    return policy


def _filled(kind: type[Any], table: Any, path: str, scenario: Scenario, calendar: Calendar) -> Any:
    """Fill a class of levers from the table of a file that stands at a path."""
    return kind(**dict(_numbers(kind, table, path, scenario, calendar)))


def _numbers(
    kind: type[Any], table: Any, path: str, scenario: Scenario, calendar: Calendar
) -> Iterator[tuple[str, Any]]:
    """Give each lever of a class as a plain number, name, or list of such."""
    hints = get_type_hints(kind, include_extras=True)
    for name in (each.name for each in fields(kind)):
        here, hint, value = f"{path}.{name}", hints[name], getattr(table, name)
        if get_origin(hint) is tuple:
            (entry, _) = get_args(hint)
            value = tuple(_filled(entry, each, f"{here}[{n}]", scenario, calendar) for n, each in enumerate(value))
        elif hint is not str:
            value = _number(get_args(hint)[1], value, here, scenario, calendar)
        yield name, value


def _number(kind: Number | WeekOf | Levels, value: Any, path: str, scenario: Scenario, calendar: Calendar) -> Any:
    """Translate one lever."""
    if isinstance(kind, WeekOf):
        return calendar.week_of(value)
    if isinstance(kind, Levels):
        return tuple(int(level) for level in np.rint(calendar.weekly(scenario.series(path))))
    number = scenario.value(path)
    return round(number) if kind.whole else number
