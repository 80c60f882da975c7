"""The levers of the drawdown: one table for each policy, made from what the policy declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from inspect import getdoc
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BeforeValidator, Field

from kfor_sim.policies import POLICIES
from kfor_sim.policies.levers import Levels, Number, WeekOf
from kfor_sim.scenario.figures import Figure, Sentence, Strict, Text, fault, shown
from kfor_sim.scenario.limits import Demand, count_of_troops
from kfor_sim.scenario.made import made
from kfor_sim.scenario.suggestions import did_you_mean


class Waypoint(Strict):
    """A dated level of the force."""

    on: date = Field(description="The day.")
    troops: Annotated[Figure, count_of_troops()] = Field(description="Troops required from that day.")


def _field_of(hint: Any, description: str) -> tuple[Any, Any]:
    """Give the field of a table for a lever of a type, as pydantic takes it."""
    if hint is str:
        return Text, Field(description=description)
    if get_origin(hint) is tuple:
        return tuple[_table_of(get_args(hint)[0]), ...], _list_of(description)  # type: ignore[misc]  # made at run time
    kind = get_args(hint)[1]
    if isinstance(kind, WeekOf):
        return date, Field(description=description)
    if isinstance(kind, Levels):
        return tuple[Waypoint, ...], _list_of(description)
    if not isinstance(kind, Number):
        raise TypeError(f"a lever cannot be {hint}")
    return Annotated[Figure, Demand(kind.unit, 0, kind.high, whole=kind.whole)], Field(description=description)


def _list_of(description: str) -> Any:
    return Field(strict=False, min_length=1, description=description)


def _levers(kind: type[Any]) -> dict[str, Any]:
    """Give the fields of a table for all that a class declares as levers."""
    hints = get_type_hints(kind, include_extras=True)
    return {each.name: _field_of(hints[each.name], each.metadata["description"]) for each in fields(kind)}


def _table_of(kind: type[Any]) -> type[Strict]:
    """Make the table of an entry of a list of levers."""
    if not is_dataclass(kind):
        raise TypeError(f"entries of a list of levers must be dataclasses, {kind} is none")
    return made(kind.__name__, getdoc(kind), _levers(kind))


def _tables() -> Iterator[tuple[str, type[Strict]]]:
    """Make the table of each policy."""
    for name, kind in POLICIES.items():
        head = {
            "policy": (Literal[name], Field(description=(getdoc(kind) or name).splitlines()[0])),
            "because": (Sentence, Field(description="Why this policy, in a sentence.")),
        }
        yield name, made(kind.__name__, getdoc(kind), head | _levers(kind))


TABLES: dict[str, type[Strict]] = dict(_tables())


def keys_of_policy(policy: str) -> tuple[str, ...]:
    """The keys of the drawdown table under a policy."""
    return tuple(TABLES[policy].model_fields)


def _recognise(raw: Any) -> Any:
    """Demand a policy that exists before its levers are looked at."""
    if isinstance(raw, dict):
        policy = raw.get("policy")
        if policy is None:
            raise fault("lacks a `policy`", f"one of {', '.join(TABLES)}")
        if not isinstance(policy, str) or policy not in TABLES:
            raise fault(f"unknown policy {shown(policy)}", did_you_mean(str(policy), TABLES, "policies"))
    return raw


if TYPE_CHECKING:
    Drawdown = Strict
else:
    Drawdown = Annotated[
        Annotated[Union[tuple(TABLES.values())], Field(discriminator="policy")],  # noqa: UP007 - made at run time
        BeforeValidator(_recognise),
    ]
