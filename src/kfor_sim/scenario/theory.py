"""The table of a theory, one option for each slot; and the table of the figures that options bring along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from kfor_sim.mechanisms import SLOTS, Slot
from kfor_sim.scenario.figures import Figure, Strict, Text, fault, shown
from kfor_sim.scenario.limits import between
from kfor_sim.scenario.made import made
from kfor_sim.scenario.suggestions import did_you_mean


@dataclass(frozen=True, slots=True)
class OptionOf:
    """The type of a field that names one option of a slot."""

    slot: str

    def check(self, value: str) -> str:
        """Demand an option that exists."""
        allowed = SLOTS[self.slot].options
        if value not in allowed:
            raise fault(f"unknown option {shown(value)}", did_you_mean(value, allowed, "options"))
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Text first, then the option."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The list of options."""
        return {"enum": list(SLOTS[self.slot].options)}


def _theory() -> type[Strict]:
    """Make the table that names an option for each slot."""
    name = (Text, Field(description="What this choice of mechanisms is called."))
    slots = {
        slot.name: (Annotated[str, OptionOf(slot.name)], Field(description=slot.question)) for slot in SLOTS.values()
    }
    return made("Theory", "One mechanism for each slot.", {"name": name, **slots})


def _figures_of(slot: Slot) -> type[Strict]:
    """Make the table of the figures that the options of a slot bring along."""
    fields = {
        name: (
            Annotated[Figure, between(own.low, own.high, own.unit)],
            Field(default=None, description=own.description),
        )
        for name, own in slot.own.items()
    }
    return made(f"MechanismsOf{slot.name.capitalize()}", f"Figures of the options of `{slot.name}`.", fields)


def _mechanisms() -> type[Strict]:
    """Make the table of all such figures."""
    fields = {
        slot.name: (_figures_of(slot) | None, Field(default=None, description=f"For the slot `{slot.name}`."))
        for slot in SLOTS.values()
        if slot.own
    }
    return made("Mechanisms", "Figures that only some options need, by slot.", fields)


if TYPE_CHECKING:
    Theory = Strict
    Mechanisms = Strict
else:
    Theory, Mechanisms = _theory(), _mechanisms()
