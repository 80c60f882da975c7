"""Where a key stands: line numbers of the dotted keys of a TOML text, which the standard library does not give."""

from __future__ import annotations

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]

_BARE_OR_QUOTED = r"""[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*'"""
_DOTTED = rf"(?:{_BARE_OR_QUOTED})(?:\s*\.\s*(?:{_BARE_OR_QUOTED}))*"
_HEADER = re.compile(rf"^\s*(\[\[?)\s*({_DOTTED})\s*\]")
_KEY = re.compile(rf"^\s*({_DOTTED})\s*=")
_PART = re.compile(_BARE_OR_QUOTED)
_TOKEN = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}]')


def key_lines(text: str) -> dict[Path, int]:
    """Find the line of every table and key of a valid TOML text.

    Args:
        text: The text of the file. Keys inside inline tables are not listed: they share the line of their table.

    Returns:
        Line numbers from 1, by path; entries of an array of tables are numbered from 0.
    """
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in _logical_lines(text):
        header = _HEADER.match(line)
        if header:
            table = _below_arrays(_parts(header[2]), counts, is_array=header[1] == "[[")
            for length in range(1, len(table) + 1):
                found.setdefault(table[:length], number)
        elif key := _KEY.match(line):
            found.setdefault(table + _parts(key[1]), number)
    return found


def line_of(path: Path, lines: dict[Path, int]) -> int | None:
    """The line of a key, or of the nearest table around it; None when nothing of it is in the file."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def _parts(dotted: str) -> Path:
    """A dotted key taken apart, quotes removed."""
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def _below_arrays(name: Path, counts: dict[Path, int], *, is_array: bool) -> Path:
    """The path of a header, with the number of the entry wherever a part of it is an array of tables."""
    path: Path = ()
    for position, part in enumerate(name):
        path += (part,)
        if is_array and position == len(name) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path += (counts[path],)
    return path


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines that may start a key or a table: those inside a longer text, list or inline table are passed over."""
    depth, quotes = 0, ""
    for number, line in enumerate(text.split("\n"), start=1):
        if not depth and not quotes:
            yield number, line
        if not (depth or quotes) and _HEADER.match(line):
            continue
        depth, quotes = _after(line, depth, quotes)


def _after(line: str, depth: int, quotes: str) -> tuple[int, str]:
    """Open brackets and open triple quotes at the end of a line."""
    position = 0
    while position < len(line):
        if quotes:
            end = line.find(quotes, position)
            if end < 0:
                return depth, quotes
            position, quotes = end + 3, ""
            continue
        token = _TOKEN.search(line, position)
        if token is None:
            break
        position = token.end()
        if token[0] in ('"""', "'''"):
            quotes = token[0]
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
    return depth, quotes
