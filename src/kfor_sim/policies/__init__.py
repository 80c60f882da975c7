"""Drawdown policies, one in each file, and the name under which a scenario file asks for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kfor_sim.policies.hold import Hold
from kfor_sim.policies.waypoints import Waypoints

if TYPE_CHECKING:
    from kfor_sim.model.agents.policy import Policy
    from kfor_sim.model.calendar import Calendar
    from kfor_sim.scenario import Scenario

POLICIES: dict[str, Callable[[Scenario, Calendar], Policy]] = {
    "hold": Hold.of,
    "waypoints": Waypoints.of,
}


def policy_of(scenario: Scenario, calendar: Calendar) -> Policy:
    """Make the policy that a scenario names, with its levers."""
    return POLICIES[scenario.text("drawdown.policy")](scenario, calendar)
