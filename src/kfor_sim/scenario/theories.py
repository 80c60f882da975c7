"""Theories: named bundles of options with figures of their own, shipped ones and those of a user's file.

A theory is laid over a scenario like an overlay: it says which option it takes in the slots that it has a view on, and
what its figures are; everything else stays as the scenario has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, ValidationError, field_validator

from kfor_sim.errors import Fault, ScenarioError
from kfor_sim.mechanisms import SLOTS
from kfor_sim.scenario.data_files import as_table
from kfor_sim.scenario.figures import Sentence, Strict, Text, fault, shown
from kfor_sim.scenario.lines import Path as KeyPath
from kfor_sim.scenario.location import scenario_folder
from kfor_sim.scenario.made import made
from kfor_sim.scenario.reading import TomlFile, read_toml
from kfor_sim.scenario.suggestions import did_you_mean
from kfor_sim.scenario.theory import OptionOf

if TYPE_CHECKING:
    from kfor_sim.scenario.overlays import Merged

FILE = "theories.toml"
TABLE = "theories"  # of a scenario file, for theories of the user's own
NOT_FOR_THEORIES = (
    *("title", "question", "purpose", "start", "end", "schema", "theory", "theories"),
    *("run", "tables", "drawdown", "events", "report"),
)


def _options_table() -> type[Strict]:
    """Make the table of the options that a theory takes; slots that it has no view on are left out."""
    fields: dict[str, Any] = {
        slot.name: (Annotated[str, OptionOf(slot.name)], Field(default=None, description=slot.question))
        for slot in SLOTS.values()
    }
    return made("Options", "Options by slot.", fields)


if TYPE_CHECKING:
    Options = Strict
else:
    Options = _options_table()


class TheoryEntry(Strict):
    """A theory: a view of how presence and security hang together."""

    label: Text = Field(description="What it is called in tables and pictures.")
    sentence: Sentence = Field(description="What it says, in one plain sentence.")
    source: Text | None = Field(default=None, description="Key of what it is taken from, in sources.toml.")
    simplified: Sentence = Field(description="What of the source is left out, or put simply.")
    objection: Sentence = Field(description="The strongest objection to it.")
    objection_source: Text | None = Field(default=None, description="Key of who raised the objection.")
    made_from: tuple[Text, ...] = Field(
        default=(), strict=False, description="Keys of events that it was made from, and is never scored on."
    )
    options: Options = Field(description="The options that it takes.")
    figures: dict[str, Any] = Field(
        default_factory=dict, description="Its figures, under the paths that they have in a scenario."
    )

    @field_validator("figures")
    @classmethod
    def _only_figures(cls, figures: dict[str, Any]) -> dict[str, Any]:
        """Demand nothing of a schedule, of a run, of what happened or of what is counted: that is not for a theory."""
        for key in figures:
            if key in NOT_FOR_THEORIES:
                raise fault(f"a theory cannot change {key}", "write it in a scenario of its own")
        return figures

    @property
    def taken(self) -> dict[str, str]:
        """The options that it takes, by slot."""
        return {slot: option for slot in SLOTS if (option := getattr(self.options, slot)) is not None}


@cache
def theories() -> Mapping[str, TheoryEntry]:
    """The theories that come with the program, in the order of the file.

    Raises:
        ScenarioError: The file has been changed, and not for the better.

    Example:
        >>> from kfor_sim import theories
        >>> list(theories())[:3]
        ['quinlivan', 'friedman', 'epstein']
    """
    return as_table(dict[str, TheoryEntry], _shipped_file().content, file=FILE)


def overlay_of(laid: Merged, name: str, known: Mapping[str, TheoryEntry]) -> TomlFile | None:
    """Make an overlay of a theory.

    Args:
        laid: The merged scenario that it is for, whose own theories count as well.
        name: Its name, or that of the theory that the scenario has already.
        known: Theories of other files that count as well.

    Returns:
        The overlay, with the lines of the file in which the theory stands; None where the scenario's own mechanisms go
        by that name and no theory does, and for one of the user's own that has faults, which the schema will find.

    Raises:
        ScenarioError: There is no such theory.
    """
    own, here = (laid.content.get(key) for key in (TABLE, "theory"))
    every = {*theories(), *known, *(own if isinstance(own, dict) else ())}
    if isinstance(here, dict) and name == here.get("name") and name not in every:
        return None
    if isinstance(own, dict) and name in own:
        file = laid.origin((TABLE, name)) or laid.files[0]
        return _overlay(name, own[name], (TABLE, name), file)
    if name in known:
        return TomlFile(Path(f"theory {name}"), _content(name, known[name]), {})
    if name not in theories():
        fault = Fault("theory", f"there is no theory {shown(name)}", did_you_mean(name, sorted(every), "theories"))
        raise ScenarioError(laid.files[0].path.name, (fault,))
    return _overlay(name, _shipped_file().content[name], (name,), _shipped_file())


def _overlay(name: str, raw: Any, start: KeyPath, file: TomlFile) -> TomlFile | None:
    """An overlay of a theory as it stands in a file; None where it has faults."""
    try:
        entry = TheoryEntry.model_validate(raw)
    except ValidationError:
        return None
    return TomlFile(file.path, _content(name, entry), dict(_lines(file, start)))


def _content(name: str, entry: TheoryEntry) -> dict[str, Any]:
    """A theory's options and figures as a scenario file has them."""
    return {**entry.figures, "theory": {"name": name, **entry.taken}}


def _lines(file: TomlFile, start: KeyPath) -> Iterator[tuple[KeyPath, int]]:
    """The lines of a theory's options and figures, under the paths that they have in a scenario."""
    places: dict[KeyPath, KeyPath] = {(*start, "options"): ("theory",), (*start, "figures"): ()}
    for path, line in file.lines.items():
        for prefix, instead in places.items():
            if path[: len(prefix)] == prefix:
                yield (*instead, *path[len(prefix) :]), line


@cache
def _shipped_file() -> TomlFile:
    return read_toml(scenario_folder() / FILE)
