"""What a field demands of its figure: the unit, and validators named by what they demand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from kfor_sim.scenario.figures import BASES, Assumed, Calibrated, Chosen, Derived, Documented, Figure, fault, shown
from kfor_sim.scenario.suggestions import did_you_mean

LARGEST = 1e12  # no figure of a scenario is larger; keeps sums finite
LARGEST_SEED = 2**63 - 1
MOST_PEOPLE = 100_000_000  # outcomes are stored as 32-bit whole numbers; sums of several counts fit as well
MOST_TROOPS = 1_000_000

_AnyFigure = Annotated[Documented | Assumed | Calibrated | Derived | Chosen, Field(discriminator="basis")]


@dataclass(frozen=True, slots=True)
class Demand:
    """What one field of the schema demands of its figure.

    Attributes:
        unit: The unit that must be written.
        low: The smallest value allowed.
        high: The largest value allowed.
        above: Whether ``low`` itself is excluded.
        whole: Whether only whole numbers make sense.
    """

    unit: str
    low: float
    high: float
    above: bool = False
    whole: bool = False

    def __str__(self) -> str:
        """In words, for a fault."""
        kind = "a whole number" if self.whole else "a number"
        if self.high >= LARGEST and self.high != LARGEST_SEED:
            return f"{kind} above {_plain(self.low)}" if self.above else f"{kind} of {_plain(self.low)} or more"
        start = f"above {_plain(self.low)} and up" if self.above else f"from {_plain(self.low)}"
        return f"{kind} {start} to {_plain(self.high)}"

    @property
    def example(self) -> str:
        """How such a figure is written."""
        return f'{{ value = ..., unit = "{self.unit}", basis = "chosen", because = "..." }}'

    def allows(self, value: float) -> bool:
        """Whether a value satisfies limits and wholeness."""
        inside = self.low < value <= self.high if self.above else self.low <= value <= self.high
        return inside and (not self.whole or value == int(value))

    def check(self, figure: Figure) -> Figure:
        """Demand unit and limits of a figure, its bounds included; a derived value is checked once it is known."""
        if figure.unit != self.unit:
            raise fault(f'unit "{shown(figure.unit)[1:-1]}" is not the one expected', f'write unit = "{self.unit}"')
        for name, value in zip(("value", "low", "high"), (figure.written, *figure.bounds), strict=True):
            if value is not None and not self.allows(value):
                raise fault(f"{name} {shown(value)} is not allowed", f"wanted {self}")
        return figure

    def _recognise(self, raw: Any) -> Any:
        """Demand a table with a known basis before its keys are looked at."""
        if not isinstance(raw, dict):
            value = shown(raw) if isinstance(raw, int | float) and not isinstance(raw, bool) else "..."
            raise fault(f"{shown(raw)} is no figure", f"write {self.example.replace('...', value, 1)}")
        basis = raw.get("basis")
        if basis is None:
            raise fault("lacks a `basis`", f"one of {', '.join(BASES)}")
        if not isinstance(basis, str) or basis not in BASES:
            raise fault(f"unknown basis {shown(basis)}", did_you_mean(str(basis), BASES))
        return raw

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Check the form first, the five bases next, unit and limits last."""
        figure = handler.generate_schema(_AnyFigure)
        checked = core_schema.no_info_after_validator_function(self.check, figure)
        return core_schema.no_info_before_validator_function(self._recognise, checked)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The five bases, with unit and limits of this field."""
        lowest = {"exclusiveMinimum" if self.above else "minimum": self.low}
        value = {"type": "integer" if self.whole else "number", **lowest, "maximum": self.high}
        return {"allOf": [{"properties": {"unit": {"const": self.unit}, "value": value}}, handler(schema)]}


def _plain(value: float) -> str:
    """A number without needless digits, thousands separated."""
    return f"{int(value):,}" if value == int(value) else str(value)


def positive(unit: str, *, up_to: float = LARGEST) -> Demand:
    """Demand a number above zero."""
    return Demand(unit, 0, up_to, above=True)


def non_negative(unit: str, *, up_to: float = LARGEST) -> Demand:
    """Demand zero or more."""
    return Demand(unit, 0, up_to)


def unit_interval(unit: str = "share") -> Demand:
    """Demand a number from 0 to 1."""
    return Demand(unit, 0, 1)


def between(low: float, high: float, unit: str) -> Demand:
    """Demand a number from ``low`` to ``high``."""
    return Demand(unit, low, high)


def weeks(*, up_to: int = 5_200) -> Demand:
    """Demand a duration of at least one week."""
    return Demand("week", 1, up_to)


def whole_weeks(*, at_least: int = 1, up_to: int = 5_200) -> Demand:
    """Demand a whole number of weeks."""
    return Demand("week", at_least, up_to, whole=True)


def counted(unit: str, *, at_least: int = 0, up_to: int = 10_000_000) -> Demand:
    """Demand a whole number."""
    return Demand(unit, at_least, up_to, whole=True)


def count_of_people(*, at_least: int = 0) -> Demand:
    """Demand a whole number of people."""
    return counted("person", at_least=at_least, up_to=MOST_PEOPLE)


def count_of_troops() -> Demand:
    """Demand a whole number of troops or police officers."""
    return counted("person", up_to=MOST_TROOPS)


def demand_in(metadata: list[Any]) -> Demand | None:
    """The demand among the metadata of a field, if it is a field for a figure."""
    return next((item for item in metadata if isinstance(item, Demand)), None)
