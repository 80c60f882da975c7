"""Plain text in columns: numbers, paragraphs and aligned tables that keep to a page's width."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

PAGE_WIDTH = 100  # characters of a line
NARROWEST = 12  # characters that a wrapped column keeps, however narrow the page
_GAP = "  "


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        heading: What stands above it.
        right: Whether it is set flush right, as numbers are.
        wraps: Whether its cells may run over several lines when the table is too wide.
    """

    heading: str
    right: bool = False
    wraps: bool = False


def number(value: float | None) -> str:
    """Write a figure as a reader expects it: thousands separated, no trailing zeros, nothing for an absent one."""
    if value is None:
        return ""
    if value == round(value):
        return f"{value:,.0f}"
    if abs(value) >= 1000:
        return f"{value:,.1f}"
    return f"{value:.6g}"


def plain(value: Any) -> Any:
    """Give a value as JSON has it: nothing where there is no number, or one without a size."""
    return None if isinstance(value, float) and not isfinite(value) else value


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table as JSON has them."""
    return [{str(key): plain(value) for key, value in row.items()} for row in frame.to_dict("records")]


def files_in(folder: Path | None) -> list[str]:
    """Name the files of a folder, in their order; none where there is no folder."""
    return sorted(path.name for path in folder.iterdir() if path.is_file()) if folder else []


def paragraph(text: str, *, indent: int = 0, hanging: int = 0, width: int = PAGE_WIDTH) -> str:
    """Fill lines with the words of a text; an address is never broken.

    Args:
        text: The words.
        indent: Blanks before every line.
        hanging: Further blanks before every line but the first.
        width: Characters of a line.
    """
    return textwrap.fill(
        text,
        max(width, indent + hanging + NARROWEST),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], *, remarks: Sequence[str] = (), width: int = PAGE_WIDTH
) -> str:
    """Set rows in aligned columns under their headings; a column in which nothing stands is left out.

    Args:
        columns: The columns.
        rows: One text for each column in each row.
        remarks: A text for each row, which is set below it; without them, rows stand close.
        width: Characters of a line; columns that wrap give way until the table fits.

    Returns:
        The lines of the table, without a line end after the last.
    """
    columns, rows = used(columns, rows)
    widths = _fitted(columns, [_natural(column, position, rows) for position, column in enumerate(columns)], width)
    lines = [*_lines(columns, [column.heading for column in columns], widths), _GAP.join("─" * size for size in widths)]
    for row, remark in zip_longest(rows, remarks, fillvalue=""):
        lines += _lines(columns, row, widths)
        lines += [paragraph(remark, indent=4, width=width)] if remark else []
    return "\n".join(lines)


def used(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> tuple[list[Column], list[list[str]]]:
    """Give columns and rows without the columns in which nothing stands."""
    kept = [position for position in range(len(columns)) if any(row[position] for row in rows)]
    return [columns[position] for position in kept], [[row[position] for position in kept] for row in rows]


def _natural(column: Column, position: int, rows: Sequence[Sequence[str]]) -> int:
    """Measure the width that a column has when nothing is wrapped."""
    return max([len(column.heading), *(len(row[position]) for row in rows)])


def _fitted(columns: Sequence[Column], natural: Sequence[int], width: int) -> list[int]:
    """Narrow the widest of the wrapping columns until the table fits, or until none can give more."""
    widths = list(natural)
    room = width - len(_GAP) * (len(columns) - 1)
    giving = [position for position, column in enumerate(columns) if column.wraps]
    while sum(widths) > room and giving:
        widest = max(giving, key=widths.__getitem__)
        if widths[widest] <= NARROWEST:
            break
        widths[widest] -= 1
    return widths


def _lines(columns: Sequence[Column], cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Set one row, on as many lines as its longest cell needs."""
    wrapped = [textwrap.wrap(cell, size) or [""] for cell, size in zip(cells, widths, strict=True)]
    height = max(len(lines) for lines in wrapped)
    return [
        _GAP.join(
            _set(lines[level] if level < len(lines) else "", size, column)
            for lines, size, column in zip(wrapped, widths, columns, strict=True)
        ).rstrip()
        for level in range(height)
    ]


def _set(text: str, size: int, column: Column) -> str:
    return text.rjust(size) if column.right else text.ljust(size)
