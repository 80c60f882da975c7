"""Bounds: what a measure has to lie between, and why there."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from kfor_sim.scenario.figures import Number, Sentence, Strict, fault


class Bounds(Strict):
    """What a measure has to lie between, and why there."""

    at_least: Number | None = Field(default=None, description="The lowest number that is enough.")
    at_most: Number | None = Field(default=None, description="The highest number that is not too much.")
    because: Sentence = Field(description="Why the bound lies there.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise fault("has no bound", "write at_least = or at_most =")
        if self.lowest > self.highest:
            raise fault("lies above its own upper bound")
        return self

    @property
    def lowest(self) -> float:
        """The lower bound, or minus infinity."""
        return float("-inf") if self.at_least is None else self.at_least

    @property
    def highest(self) -> float:
        """The upper bound, or infinity."""
        return float("inf") if self.at_most is None else self.at_most

    def holds(self, value: float) -> bool:
        """Whether a number lies within; one that is none does not."""
        return self.lowest <= value <= self.highest
