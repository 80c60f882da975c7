"""The levers of the drawdown: one table for each policy."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from kfor_sim.scenario.figures import Figure, Sentence, Strict, fault, shown
from kfor_sim.scenario.limits import count_of_troops
from kfor_sim.scenario.suggestions import did_you_mean


class Waypoint(Strict):
    """A dated level of the force."""

    on: date = Field(description="The day.")
    troops: Annotated[Figure, count_of_troops()] = Field(description="Troops required from that day.")


class Hold(Strict):
    """The force stays at one level."""

    policy: Literal["hold"] = Field(description="The force stays at one level.")
    because: Sentence = Field(description="Why this policy, in a sentence.")
    troops: Annotated[Figure, count_of_troops()] = Field(description="Troops required throughout.")


class Waypoints(Strict):
    """The force follows dated levels, with straight lines between them."""

    policy: Literal["waypoints"] = Field(description="The force follows dated levels.")
    because: Sentence = Field(description="Why this policy, in a sentence.")
    waypoints: tuple[Waypoint, ...] = Field(strict=False, min_length=1, description="The levels, in order of date.")


POLICIES: dict[str, type[Hold] | type[Waypoints]] = {"hold": Hold, "waypoints": Waypoints}


def keys_of_policy(policy: str) -> tuple[str, ...]:
    """The keys of the drawdown table under a policy."""
    return tuple(POLICIES[policy].model_fields)


def _recognise(raw: Any) -> Any:
    """Demand a policy that exists before its levers are looked at."""
    if isinstance(raw, dict):
        policy = raw.get("policy")
        if policy is None:
            raise fault("lacks a `policy`", f"one of {', '.join(POLICIES)}")
        if not isinstance(policy, str) or policy not in POLICIES:
            raise fault(f"unknown policy {shown(policy)}", did_you_mean(str(policy), POLICIES, "policies"))
    return raw


Drawdown = Annotated[
    Annotated[Hold | Waypoints, Field(discriminator="policy")],
    BeforeValidator(_recognise),
]
