"""Small tables for notebooks, with every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def number_text(value: float) -> str:
    """A number as a reader writes it: thousands separated, no needless digits."""
    return f"{int(value):,}" if value == int(value) else f"{value:,.6g}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str) -> str:
    """An HTML table.

    Args:
        header: Names of the columns; none for a table without.
        rows: Texts, one for each column.
        caption: What stands above it.
    """
    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    opening = f"<thead><tr>{head}</tr></thead>" if header else ""
    return f"<table><caption>{escape(caption)}</caption>{opening}<tbody>{body}</tbody></table>"
