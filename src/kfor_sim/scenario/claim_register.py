"""The register of claims, ours and others', each with what is expected and why: `scenarios/claims.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Literal, Self

from pydantic import Field, model_validator

from kfor_sim.errors import Fault, ScenarioError
from kfor_sim.scenario.bounds import Bounds
from kfor_sim.scenario.data_files import as_table
from kfor_sim.scenario.figures import Sentence, Strict, Text, fault
from kfor_sim.scenario.lattice_runs import lattice_runs
from kfor_sim.scenario.location import scenario_folder
from kfor_sim.scenario.reading import read_toml
from kfor_sim.scenario.sources import read_sources

FILE = "claims.toml"

Statistic = Literal[
    "share", "every seed", "mean", "median wait", "difference in shares", "difference in means", "value"
]
"""What is made of the measure: over seeds, or, for a value, of itself, since nothing is drawn."""
Whose = Literal["published", "re-implemented", "quoted", "ours"]
Rule = Literal["ratio-literal", "ratio-round", "ratio-floor"]


class RegisteredClaim(Strict):
    """A claim, and how it is checked."""

    statement: Text = Field(description="The claim in our words, without a full stop.")
    whose: Whose = Field(
        description="published by the paper of its runs, found when these were re-implemented, quoted by a theory as "
        "the size of an effect, or ours about our model."
    )
    source: Text | None = Field(default=None, description="Key of the source; nothing for what is ours or unpublished.")
    where: Text | None = Field(default=None, description="Where in the source.")
    runs: tuple[Text, ...] = Field(
        default=(), max_length=2, strict=False, description="Runs of the lattice; of two the first less the second."
    )
    rules: tuple[Rule, ...] = Field(
        default=("ratio-literal", "ratio-round", "ratio-floor"),
        min_length=1,
        strict=False,
        description="Rules for the ratio C / A under which it is asked.",
    )
    measure: Text = Field(description="The name of the measure.")
    statistic: Statistic = Field(description="What is made of it.")
    expected: Bounds = Field(description="Between what it has to lie for the claim to be reproduced, and why.")
    seeds: int = Field(default=1, ge=1, description="Replicates, unless another number is asked for.")
    picture: Text | None = Field(default=None, description="The picture that shows it.")
    note: Sentence | None = Field(default=None, description="What a reader should know before trusting the verdict.")
    written: date = Field(description="The day on which it was written down, before it was run.")

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.statistic.startswith("difference") != (len(self.runs) == 2):
            raise fault("takes two runs for a difference, and one for anything else of the lattice")
        if self.whose in ("published", "quoted") and not self.source:
            raise fault("names no source", 'write source = "...", a key of sources.toml')
        return self


@cache
def claim_register() -> Mapping[str, RegisteredClaim]:
    """All claims by name, in the order of the file.

    Raises:
        ScenarioError: The file has been changed, and not for the better.
    """
    found = as_table(dict[str, RegisteredClaim], read_toml(scenario_folder() / FILE).content, file=FILE)
    unknown = tuple(_unknown(found))
    if unknown:
        raise ScenarioError(FILE, unknown)
    return found


def _unknown(found: Mapping[str, RegisteredClaim]) -> Iterator[Fault]:
    """Find sources and runs that there are not."""
    sources, runs = read_sources((scenario_folder() / "sources.toml",)), lattice_runs()
    for name, claim in found.items():
        if claim.source and claim.source not in sources:
            yield Fault(f"{name}.source", f"there is no source '{claim.source}' in sources.toml")
        for run in claim.runs:
            if run not in runs:
                yield Fault(f"{name}.runs", f"there is no run '{run}' in epstein.toml")
