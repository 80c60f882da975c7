"""What the model must not be used for, and what is not in it: said with every audit, and in docs/limits.md."""

from __future__ import annotations

from functools import cache

from pydantic import Field

from kfor_sim.scenario.data_files import as_table
from kfor_sim.scenario.figures import Strict, Text
from kfor_sim.scenario.location import scenario_folder
from kfor_sim.scenario.reading import read_toml

FILE = "omissions.toml"


class Omissions(Strict):
    """What a reader of any result has to know."""

    must_not_be_used_for: tuple[Text, ...] = Field(strict=False, min_length=1, description="Uses, a sentence each.")
    not_in_the_model: tuple[Text, ...] = Field(strict=False, min_length=1, description="What is left out.")


@cache
def omissions() -> Omissions:
    """The shipped list.

    Raises:
        ScenarioError: The file has been changed, and not for the better.
    """
    return as_table(Omissions, read_toml(scenario_folder() / FILE).content, file=FILE)
