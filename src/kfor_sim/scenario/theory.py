"""The table of a theory: one option for each slot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from kfor_sim.scenario.figures import Strict, Text, fault, shown
from kfor_sim.scenario.slots import SLOTS
from kfor_sim.scenario.suggestions import did_you_mean


@dataclass(frozen=True, slots=True)
class OptionOf:
    """The type of a field that names one option of a slot."""

    slot: str

    def check(self, value: str) -> str:
        """Demand an option that exists in this release."""
        allowed = SLOTS[self.slot]
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
        return {"enum": list(SLOTS[self.slot])}


class Theory(Strict):
    """One mechanism for each slot."""

    name: Text = Field(description="What this choice of mechanisms is called.")
    deterrence: Annotated[str, OptionOf("deterrence")] = Field(description="How presence makes people fear arrest.")
    policing: Annotated[str, OptionOf("policing")] = Field(description="How police and troops share the street.")
    adaptation: Annotated[str, OptionOf("adaptation")] = Field(description="How places adapt to fewer troops.")
    spillover: Annotated[str, OptionOf("spillover")] = Field(description="What becomes of deterred activity.")
    contagion: Annotated[str, OptionOf("contagion")] = Field(description="How tension passes from place to place.")
    communities: Annotated[str, OptionOf("communities")] = Field(description="Whether people leave and return.")
    response: Annotated[str, OptionOf("response")] = Field(description="Where mobile troops may go.")
    trust: Annotated[str, OptionOf("trust")] = Field(description="Whether experience changes legitimacy.")
    population: Annotated[str, OptionOf("population")] = Field(
        description="How the people who might take to the street are represented."
    )
