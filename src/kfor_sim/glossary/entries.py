"""One entry of the glossary, and how a place in the code is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from inspect import getfile, getsourcelines
from pathlib import Path
from typing import Any, Literal

Kind = Literal[
    "figure",
    "table of figures",
    "slot",
    "option",
    "theory",
    "policy",
    "lever",
    "metric",
    "outcome",
    "event",
    "basis",
    "source",
    "scenario",
    "word",
]

_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one word means.

    Attributes:
        term: The word, as scenario files, tables and commands write it.
        kind: What sort of word it is.
        meaning: What it means, in a sentence.
        facts: What else there is to know, each with what it is: ``("unit", "share")``.
        where: Where it stands: a scenario file, or a file of the package with the line.
        also: Shorter words by which it is found as well.
    """

    term: str
    kind: Kind
    meaning: str
    facts: tuple[tuple[str, str], ...]
    where: tuple[str, ...]
    also: tuple[str, ...] = ()

    def means(self, word: str) -> bool:
        """Tell whether a word is the entry's own, or one by which it is found as well, whatever the case."""
        return word.lower() in (each.lower() for each in (self.term, *self.also))


def told(facts: Iterable[tuple[str, str | None]]) -> tuple[tuple[str, str], ...]:
    """Keep the facts that say something."""
    return tuple((name, text) for name, text in facts if text)


def place_of(written: Callable[..., Any] | type[Any]) -> str:
    """Name the file and line in which a function or class begins: ``kfor_sim/mechanisms/trust.py:31``."""
    function = written.func if isinstance(written, partial) else written
    path = Path(getfile(function)).resolve().relative_to(_PACKAGE)
    return f"{_PACKAGE.name}/{path.as_posix()}:{getsourcelines(function)[1]}"


def line_of(file: str, text: str) -> str:
    """Name the line of a file of the package on which a text stands first.

    Args:
        file: The file below the package, with slashes.
        text: The text.

    Raises:
        ValueError: It stands nowhere in it.
    """
    lines = (_PACKAGE / file).read_text(encoding="utf-8").splitlines()
    number = next((number for number, line in enumerate(lines, start=1) if text in line), None)
    if number is None:
        raise ValueError(f"{file} does not name {text}")
    return f"{_PACKAGE.name}/{file}:{number}"
