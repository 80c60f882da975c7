"""Reading one TOML file, with every way in which a file can be unreadable told as a fault."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kfor_sim.errors import Fault, ScenarioError
from kfor_sim.scenario.lines import Path as KeyPath
from kfor_sim.scenario.lines import key_lines

SIZE_LIMIT = 1024 * 1024  # bytes; a scenario is some 25 kB
DEPTH_LIMIT = 12  # tables and lists inside one another; a scenario needs five

_POSITION = re.compile(r"^(.*?)\s*\(at line (\d+), column (\d+)\)$")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A TOML file as read.

    Attributes:
        path: Where it is.
        content: Its tables.
        lines: The line of each key, for faults.
    """

    path: Path
    content: dict[str, Any]
    lines: dict[KeyPath, int]


def read_toml(path: Path) -> TomlFile:
    """Read a file of at most 1 MiB of UTF-8.

    Raises:
        ScenarioError: The file is missing, no file, too big, empty, not UTF-8 or not TOML.
    """
    text = _text(path, _bytes(path))
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refusal(path, _syntax(error)) from None
    if not content:
        raise _refusal(path, ("is empty", "a scenario has at least a title or an `extends`"))
    if _is_deeper(content, DEPTH_LIMIT):
        raise _refusal(path, (f"has more than {DEPTH_LIMIT} tables and lists inside one another", ""))
    return TomlFile(path, content, key_lines(text))


def _refusal(path: Path, reason: tuple[str, str]) -> ScenarioError:
    """An error with a single fault, about the file as a whole."""
    return ScenarioError(path.name, (Fault(str(path), *reason),))


def _bytes(path: Path) -> bytes:
    """The bytes of a file that is there, is a file and is not too big."""
    try:
        if path.is_dir():
            raise _refusal(path, ("is a folder", "name the .toml file in it"))
        if not path.exists():
            raise _refusal(path, ("does not exist", ""))
        if not path.is_file():
            raise _refusal(path, ("is not an ordinary file", ""))
        with path.open("rb") as stream:
            data = stream.read(SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name cannot be used"
        raise _refusal(path, ("cannot be read", why.lower())) from None
    if len(data) > SIZE_LIMIT:
        raise _refusal(path, ("is too big for a scenario", f"the limit is {SIZE_LIMIT // 1024} KiB"))
    return data


def _text(path: Path, data: bytes) -> str:
    """The text of a file, without a byte order mark."""
    if not data.strip():
        raise _refusal(path, ("is empty", "a scenario has at least a title or an `extends`"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        reason = (f"is not UTF-8 text (byte {error.start + 1}, line {line})", "save it as UTF-8")
        raise _refusal(path, reason) from None


def _syntax(error: Exception) -> tuple[str, str]:
    """What the parser says, with line and column in front."""
    if isinstance(error, RecursionError):
        return "has too many tables and lists inside one another", ""
    match = _POSITION.match(str(error))
    if match:
        return f"line {match[2]}, column {match[3]}: not TOML", match[1][:1].lower() + match[1][1:]
    if "at end of document" in str(error):
        return "not TOML at the end of the file", str(error).removesuffix(" (at end of document)").lower()
    return "not TOML", "a number or a date in it cannot be read"


def _is_deeper(content: Any, limit: int) -> bool:
    """Whether tables and lists are nested more than ``limit`` deep."""
    level: list[Any] = [content]
    for _ in range(limit + 1):
        level = [child for parent in level for child in _children(parent)]
    return bool(level)


def _children(node: Any) -> list[Any]:
    """Tables and lists directly inside a table or list."""
    inside = node.values() if isinstance(node, dict) else node
    return [child for child in inside if isinstance(child, dict | list)]
