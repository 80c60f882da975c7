"""The runs of Epstein's paper (2002) as presets for the lattice: `scenarios/epstein.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import isinf
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_serializer, model_validator

from kfor_sim.scenario.data_files import as_table
from kfor_sim.scenario.figures import Number, Sentence, Strict, Text, fault
from kfor_sim.scenario.location import scenario_folder
from kfor_sim.scenario.reading import read_toml

FILE = "epstein.toml"
_NOT_RUNS = ("source", "lattice", "choices")


Turns = Literal["move, then act", "act, then move", "drawn"]
"""Everybody has one turn in each step, in an order drawn anew; or as many turns are drawn, with replacement."""


class Course(Strict):
    """Something that goes from one level to another, in a straight line between two steps."""

    start: Number = Field(description="Until the first of the two steps.")
    end: Number = Field(description="From the last of them on.")
    first: int = Field(ge=0, description="The step with which it begins to change.")
    last: int = Field(ge=1, description="The step in which it has changed.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.first >= self.last:
            raise fault("has changed before it begins to", "`first` is the earlier step")
        return self


def _course(raw: Any) -> Any:
    """Read a bare number as something that does not change."""
    return {"start": raw, "end": raw, "first": 0, "last": 1} if isinstance(raw, int | float) else raw


class LatticeRun(Strict):
    """One run of the paper."""

    title: Text = Field(description="What it is known for.")
    model: Literal[1, 2] = Field(description="1: rebellion against a centre; 2: violence between two groups.")
    vision: Number = Field(gt=0, description="How far agents and cops see, in sites, as the crow flies.")
    legitimacy: Annotated[Course, BeforeValidator(_course)] = Field(description="L, from 0 to 1.")
    jail: float = Field(gt=0, description="The longest jail term, in steps; inf keeps everybody for good.")
    cops: Annotated[Course, BeforeValidator(_course)] = Field(description="Cops on the lattice.")
    turns: Turns = Field(default="move, then act", description="What a turn is, and whether everybody has one.")
    steps: int = Field(gt=0, description="For how many steps it is followed, unless a group dies out before.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.cops.end > self.cops.start:
            raise fault("sends more cops, which is not provided for", "cops stay or are withdrawn")
        return self

    @field_serializer("jail")
    def _jail(self, jail: float) -> float | str:
        """Write an infinite term as TOML does; JSON has no such number."""
        return "inf" if isinf(jail) else jail

    @property
    def policed(self) -> bool:
        """Whether there ever are cops; where there are none, how C / A is rounded cannot matter."""
        return max(self.cops.start, self.cops.end) > 0


class LatticeFigures(Strict):
    """What all runs share."""

    side: int = Field(gt=2, lt=64, description="Sites along an edge; pairs of neighbours are counted in 16 bits.")
    agents: int = Field(gt=0, description="Agents at the start.")
    deterrence: Number = Field(gt=0, description="k of the ratio rule.")
    threshold: Number = Field(description="T.")
    outburst: int = Field(gt=0, description="More than so many active agents are an outburst.")
    cloning: Number = Field(ge=0, le=1, description="Model II: chance of a clone in each step.")
    longest_life: Number = Field(gt=0, description="Model II: the highest age of death, in steps.")


class _File(Strict):
    """The file."""

    source: Text
    lattice: LatticeFigures
    choices: dict[str, Sentence]
    runs: dict[str, LatticeRun]

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name, run in self.runs.items():
            if self.lattice.agents + run.cops.start > self.lattice.side**2:
                raise fault(f"has more agents and cops than sites in {name}")
        return self


@cache
def _file() -> _File:
    content = read_toml(scenario_folder() / FILE).content
    runs = {name: entry for name, entry in content.items() if name not in _NOT_RUNS}
    head = {name: entry for name, entry in content.items() if name in _NOT_RUNS}
    return as_table(_File, {**head, "runs": runs}, file=FILE)


def lattice_runs() -> Mapping[str, LatticeRun]:
    """The runs by name, in the order of the paper.

    Raises:
        ScenarioError: The file has been changed, and not for the better.
    """
    return _file().runs


def lattice_figures() -> LatticeFigures:
    """What all runs share."""
    return _file().lattice


def lattice_choices() -> Mapping[str, str]:
    """What the paper leaves open and how it was settled, in words."""
    return _file().choices


def lattice_source() -> str:
    """Key of the paper in sources.toml."""
    return _file().source
