"""Reading the shipped data files that are no scenarios: TOML, held against a table, every fault at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from kfor_sim.errors import Fault, ScenarioError

Table = TypeVar("Table")


def as_table(kind: type[Table], content: Mapping[str, Any], *, file: str | Path) -> Table:
    """Hold what a file says against a table.

    Args:
        kind: The table, or a type such as ``dict[str, Entry]``.
        content: What the file says.
        file: The file, for messages.

    Raises:
        ScenarioError: It does not fit; every fault at once.
    """
    try:
        return TypeAdapter(kind).validate_python(content)
    except ValidationError as error:
        faults = (Fault(".".join(map(str, each["loc"])), each["msg"]) for each in error.errors())
        raise ScenarioError(Path(file).name, tuple(faults)) from None
