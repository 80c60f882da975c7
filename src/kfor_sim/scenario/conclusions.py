"""Conclusions: what was claimed of schedules before it was run, and what came out under each theory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from pydantic import Field

from kfor_sim.scenario.data_files import as_table
from kfor_sim.scenario.figures import Sentence, Strict, Text
from kfor_sim.scenario.location import scenario_folder
from kfor_sim.scenario.reading import read_toml

FILE = "conclusions.toml"


class Outcome(Strict):
    """What came out when a claim was run."""

    ran: date = Field(description="The day.")
    replicates: int = Field(description="Replicates, with the scenarios' own seed and resolution.")
    numbers: int = Field(description="The version of the numbers, as `NUMBERS` counts it.")
    holds: tuple[Text, ...] = Field(default=(), strict=False, description="Theories under which it holds.")
    reversed: tuple[Text, ...] = Field(default=(), strict=False, description="Theories that turn it round.")
    fails: tuple[Text, ...] = Field(default=(), strict=False, description="Theories under which a margin is missed.")
    no_difference: tuple[Text, ...] = Field(
        default=(), strict=False, description="Theories under which nothing differs."
    )
    undecided: tuple[Text, ...] = Field(default=(), strict=False, description="Theories under which luck decides.")
    because: dict[str, Sentence] = Field(description="The mechanism behind it, by theory or for several together.")

    @property
    def theories(self) -> dict[str, tuple[str, ...]]:
        """Names of the theories by what came out under them, in words that follow the claim."""
        groups = {
            "holds": self.holds,
            "is reversed": self.reversed,
            "fails": self.fails,
            "makes no difference": self.no_difference,
            "is left to luck": self.undecided,
        }
        return {words: names for words, names in groups.items() if names}

    @property
    def sentence(self) -> str:
        """What came out, in one sentence."""
        told = (f"{words} under {', '.join(names)}" for words, names in self.theories.items())
        return f"Ran on {self.ran} with {self.replicates} replicates: {'; '.join(told)}."


class RegisteredConclusion(Strict):
    """A claim about schedules, written down before it was run."""

    statement: Text = Field(description="The claim in words, without a full stop.")
    schedules: tuple[Text, ...] = Field(strict=False, min_length=2, description="Schedules, the baseline first.")
    claim: Text = Field(description="The inequality over metric(schedule).")
    written: date = Field(description="The day on which it was written down.")
    expected: Sentence = Field(description="What was expected then, and why.")
    outcome: Outcome | None = Field(default=None, description="What came out.")


@cache
def registered_conclusions() -> Mapping[str, RegisteredConclusion]:
    """The shipped claims about schedules by name.

    Raises:
        ScenarioError: The file has been changed, and not for the better.
    """
    return as_table(dict[str, RegisteredConclusion], read_toml(scenario_folder() / FILE).content, file=FILE)
