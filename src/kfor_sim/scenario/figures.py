"""A figure: one number with its unit and its basis, in the five bases that a number of a scenario can have."""

from __future__ import annotations

import re
from datetime import date
from math import isfinite
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

LARGEST_WHOLE = 2**64  # beyond it no whole number of a scenario makes sense
TEXT_LIMIT = 600  # characters of a title, a reason or a note

_YEAR_MONTH = re.compile(r"(1[89]|20)[0-9]{2}(-(0[1-9]|1[0-2]))?")


def fault(what: str, remedy: str = "") -> PydanticCustomError:
    """A fault to be raised inside a validator; it reaches the user word for word."""
    return PydanticCustomError("kfor_fault", "{what}", {"what": what, "remedy": remedy})


def shown(value: object) -> str:
    """A value as the user wrote it, shortened to fit a line."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    if isinstance(value, bool):
        text = str(value).lower()
    if isinstance(value, float) and abs(value) < 1e15 and value == int(value):
        text = str(int(value))
    text = "".join(character if character.isprintable() else "?" for character in text)
    return text if len(text) <= 60 else f"{text[:57]}..."


def number(value: object) -> float:
    """Demand a finite number; whole numbers stay whole, however large."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise fault(f"{shown(value)} is not a number")
    if isinstance(value, int) and abs(value) > LARGEST_WHOLE:
        raise fault("is a number with too many digits")
    if not isfinite(value):
        raise fault(f"{value} is not a finite number")
    return value


def interval(value: object) -> tuple[float, float]:
    """Demand two finite numbers, the lower first."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise fault(f"{shown(value)} is not a pair of numbers", "write [low, high]")
    low, high = number(value[0]), number(value[1])
    if low >= high:
        raise fault(f"[{shown(low)}, {shown(high)}] is out of order", "the lower number comes first and the two differ")
    return low, high


def text(value: str) -> str:
    """Demand a text on one line."""
    if not value.strip():
        raise fault("is blank")
    if len(value) > TEXT_LIMIT:
        raise fault(f"has {len(value)} characters", f"at most {TEXT_LIMIT}")
    if not value.isprintable():
        raise fault("holds a line break or another character that cannot be printed", "write it on one line")
    return value


def sentence(value: str) -> str:
    """Demand a reason that says something: three words at least."""
    if len(text(value).split()) < 3:
        raise fault(f"{shown(value)} is no reason", "write a sentence of at least three words")
    return value


def dated(value: object) -> date | str:
    """Demand a date, or a year or month as text."""
    if type(value) is date:
        return value
    if isinstance(value, str) and _YEAR_MONTH.fullmatch(value):
        return value
    raise fault(f"{shown(value)} is no date", 'write 1999-06-12, or "1999-06" or "1999" in quotes')


Number = Annotated[float, PlainValidator(number), WithJsonSchema({"type": "number"})]
Interval = Annotated[
    tuple[float, float],
    PlainValidator(interval),
    WithJsonSchema({"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}),
]
Text = Annotated[str, AfterValidator(text)]
Sentence = Annotated[str, AfterValidator(sentence)]
AsOf = Annotated[
    date | str,
    PlainValidator(dated),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}),
]


class Strict(BaseModel):
    """A table of a scenario: types are not converted, unknown keys are refused, nothing changes after loading."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, populate_by_name=False, hide_input_in_errors=True
    )


class Figure(Strict):
    """A number with its unit and its basis; one of the five kinds below."""

    unit: Text = Field(description="The unit; each figure has one that the model expects.")
    basis: str = Field(description="documented, assumed, calibrated, derived or chosen.")
    note: Text | None = Field(default=None, description="What a reader should know before trusting the number.")

    @property
    def written(self) -> float | None:
        """The number as written; None for a derived figure."""
        return getattr(self, "value", None)

    @property
    def cited(self) -> str | None:
        """Key of the source that the figure names, if it names one."""
        return getattr(self, "source", None)

    @property
    def reason(self) -> str:
        """Why the number is what it is, in the words of the file; empty for a documented one."""
        return ""

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The lowest and highest plausible value, where the file gives them."""
        return None, None


class Documented(Figure):
    """A source states the number."""

    basis: Literal["documented"] = Field(description="A source states the number.")
    value: Number = Field(description="The number, in its unit.")
    source: Text = Field(description="Key of the source in sources.toml.")
    as_of: AsOf | None = Field(default=None, description="When the number held: a date, or a year or month in quotes.")
    where: Text | None = Field(default=None, description="Where in the source it stands: a page or a table.")
    low: Number | None = Field(default=None, description="The lowest number that other sources give.")
    high: Number | None = Field(default=None, description="The highest number that other sources give.")

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """What other sources say."""
        return self.low, self.high

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.as_of is None and self.where is None:
            raise fault("a documented figure lacks `as_of`", 'write as_of = 1999-06-12, or where = "page 3"')
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        if not low <= self.value <= high:
            raise fault(f"value {shown(self.value)} is not between low and high", "low <= value <= high")
        return self


class Assumed(Figure):
    """Our judgement, with the range in which it could as well lie."""

    basis: Literal["assumed"] = Field(description="Our judgement; a dimension of every sensitivity analysis.")
    value: Number = Field(description="The number, in its unit.")
    range: Interval = Field(description="[low, high]: the values that are as defensible; holds the value.")
    because: Sentence = Field(description="The reason, in a sentence.")
    source: Text | None = Field(default=None, description="Key of a source that supports it.")

    @property
    def reason(self) -> str:
        """The sentence under `because`."""
        return self.because

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The range."""
        return self.range

    @model_validator(mode="after")
    def _check(self) -> Self:
        _demand_inside(self.value, self.range, "range")
        return self


class Calibrated(Figure):
    """Fitted by us to targets of the record."""

    basis: Literal["calibrated"] = Field(description="Fitted by us to targets of the record.")
    value: Number = Field(description="The number, in its unit.")
    by: Text = Field(description="The record of the calibration.")
    interval: Interval = Field(description="[low, high]: the interval of the fit; holds the value.")

    @property
    def reason(self) -> str:
        """The record of the calibration."""
        return f"calibrated by {self.by}"

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The interval of the fit."""
        return self.interval

    @model_validator(mode="after")
    def _check(self) -> Self:
        _demand_inside(self.value, self.interval, "interval")
        return self


class Derived(Figure):
    """Computed from other figures; it has no value of its own."""

    basis: Literal["derived"] = Field(description="Computed from other figures.")
    from_: Text = Field(alias="from", description="The expression: + - * / ( ) min max over names of figures.")

    @property
    def reason(self) -> str:
        """The expression."""
        return f"= {self.from_}"


class Chosen(Figure):
    """A lever or a setting: what the user compares."""

    basis: Literal["chosen"] = Field(description="A lever or a setting.")
    value: Number = Field(description="The number, in its unit.")
    because: Sentence = Field(description="The reason, in a sentence.")
    source: Text | None = Field(default=None, description="Key of a source that supports it.")

    @property
    def reason(self) -> str:
        """The sentence under `because`."""
        return self.because


BASES: dict[str, type[Figure]] = {
    "documented": Documented,
    "assumed": Assumed,
    "calibrated": Calibrated,
    "derived": Derived,
    "chosen": Chosen,
}


def _demand_inside(value: float, limits: tuple[float, float], name: str) -> None:
    """Demand that a value lies in its own range or interval."""
    low, high = limits
    if not low <= value <= high:
        raise fault(
            f"value {shown(value)} is outside its {name} [{shown(low)}, {shown(high)}]",
            f"widen the {name} or change the value",
        )


def keys_of(basis: str) -> tuple[str, ...]:
    """The keys that a figure of this basis may have, those that it shares with the others last."""
    fields = BASES[basis].model_fields.items()
    own = [field.alias or name for name, field in fields if name not in Figure.model_fields]
    return (*own, *Figure.model_fields)
