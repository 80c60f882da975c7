"""The events of a scenario: how they are written, and how the model receives them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from kfor_sim.scenario.figures import Figure, Sentence, Strict, Text, fault, shown
from kfor_sim.scenario.limits import between
from kfor_sim.scenario.suggestions import did_you_mean
from kfor_sim.scenario.table_rows import COMMUNITIES


def known_communities(value: object) -> tuple[str, ...]:
    """Demand "all" or a list of communities."""
    names = COMMUNITIES if value == "all" else _names(value)
    for name in names:
        if name not in COMMUNITIES:
            raise fault(f"unknown community {shown(name)}", did_you_mean(name, COMMUNITIES))
    return names


def place_names(value: object) -> tuple[str, ...] | Literal["all"]:
    """Demand "all" or a list of municipalities; whether they exist is checked against the table."""
    return "all" if value == "all" else _names(value)


def _names(value: object) -> tuple[str, ...]:
    """Demand a list of different names, at least one."""
    if not isinstance(value, list | tuple) or not value or not all(isinstance(name, str) for name in value):
        raise fault(f"{shown(value)} is no list of names", 'write "all", or names in quotes inside [ ]')
    if len(set(value)) < len(value):
        raise fault("names something twice")
    return tuple(value)


_NAMES = {
    "anyOf": [{"const": "all"}, {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True}]
}
_COMMUNITIES = {
    "anyOf": [
        {"const": "all"},
        {"type": "array", "items": {"enum": list(COMMUNITIES)}, "minItems": 1, "uniqueItems": True},
    ]
}


class Reach(Strict):
    """Whom and where an effect of an event reaches."""

    communities: Annotated[tuple[str, ...], PlainValidator(known_communities), WithJsonSchema(_COMMUNITIES)] = Field(
        description='The communities concerned, or "all".'
    )
    municipalities: Annotated[tuple[str, ...] | Literal["all"], PlainValidator(place_names), WithJsonSchema(_NAMES)] = (
        Field(description='The municipalities concerned, by their Serbian names, or "all".')
    )


class TensionEffect(Reach):
    """A jump of tension on the day of the event."""

    size: Annotated[Figure, between(-10, 10, "1")] = Field(description="What is added to tension.")


class LegitimacyEffect(Reach):
    """A jump of legitimacy on the day of the event."""

    shift: Annotated[Figure, between(-1, 1, "1")] = Field(description="What is added to legitimacy.")


class EventTable(Strict):
    """A dated event of the record, with what it changes in the model."""

    on: date = Field(description="The day; the middle or the end of the period where only that is known.")
    precision: Literal["day", "month", "year"] = Field(default="day", description="How exactly the day is known.")
    label: Text = Field(description="A few words for pictures.")
    source: Text | None = Field(default=None, description="Key of the source in sources.toml.")
    because: Sentence | None = Field(default=None, description="Why it is put in, and what of it.")
    low: date | None = Field(default=None, description="The earliest day that sources allow.")
    high: date | None = Field(default=None, description="The latest day that sources allow.")
    opens_sectors: bool = Field(default=False, description="Whether contingents may leave their sectors from then on.")
    holds_reductions: bool = Field(default=False, description="Whether nobody may cut the force from then on.")
    allows_reductions: bool = Field(default=False, description="Whether the force may be cut again from then on.")
    tension: tuple[TensionEffect, ...] = Field(default=(), strict=False, description="Jumps of tension.")
    legitimacy: tuple[LegitimacyEffect, ...] = Field(default=(), strict=False, description="Jumps of legitimacy.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.source is None and self.because is None:
            raise fault("lacks a `source` or a `because`", "an event of the record has a source, a what-if a reason")
        if not (self.low or self.on) <= self.on <= (self.high or self.on):
            raise fault(f"{self.on} is not between low and high", "low <= on <= high")
        if self.holds_reductions and self.allows_reductions:
            raise fault("both holds and allows reductions", "keep one of the two")
        return self


@dataclass(frozen=True, slots=True)
class Shift:
    """A jump of a state on the day of an event.

    Attributes:
        communities: Whom it reaches.
        municipalities: Where; "all" is already written out.
        amount: What is added, in the unit of the state.
    """

    communities: tuple[str, ...]
    municipalities: tuple[str, ...]
    amount: float


@dataclass(frozen=True, slots=True)
class Event:
    """A dated event as the model receives it.

    Attributes:
        key: Its name in the file.
        on: The day.
        precision: How exactly the day is known: day, month or year.
        label: A few words for pictures.
        source: Key of its source; empty where it has none.
        because: Why it is put in; empty where the file does not say.
        tension: Jumps of tension.
        legitimacy: Jumps of legitimacy.
        opens_sectors: Whether contingents may leave their sectors from then on.
        holds_reductions: Whether nobody may cut the force from then on.
        allows_reductions: Whether the force may be cut again from then on.
    """

    key: str
    on: date
    precision: str
    label: str
    source: str
    because: str
    tension: tuple[Shift, ...] = ()
    legitimacy: tuple[Shift, ...] = ()
    opens_sectors: bool = False
    holds_reductions: bool = False
    allows_reductions: bool = False
