"""A numbered list of the sources that a scenario uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kfor_sim.report.text import PAGE_WIDTH, paragraph
from kfor_sim.scenario import Citation

_TABLES = "tables"  # what a source is cited for that only rows of tables name
_TITLE = "Sources of the figures and events of this run"


def full_bibliography(entries: Sequence[Mapping[str, Any]], *, width: int = PAGE_WIDTH) -> str:
    """List the sources of figures and events with their addresses, and count those of rows of tables.

    Args:
        entries: Citations as JSON has them.
        width: Characters of a line.
    """
    cited = [Citation(**entry) for entry in _of_figures(entries)]
    others = len(entries) - len(cited)
    rest = f"\nand for rows of the tables {others} more: see `bibliography` in manifest.json" if others else ""
    return f"{_TITLE}\n{bibliography(cited, width=width)}{rest}"


def short_bibliography(entries: Sequence[Mapping[str, Any]], *, width: int = PAGE_WIDTH) -> str:
    """Name the sources of figures and events in short, and count those of rows of tables.

    Args:
        entries: Citations as JSON has them.
        width: Characters of a line.
    """
    cited = _of_figures(entries)
    words = dict.fromkeys(f"{entry['author'] or entry['title']} {entry['year']}".strip() for entry in cited)
    if not words:
        return ""
    others = len(entries) - len(cited)
    rest = f"; and {others} for rows of the tables" if others else ""
    where = "in full in `bibliography` of manifest.json"
    return paragraph(f"Sources of the figures and events, {where}: {'; '.join(words)}{rest}.", width=width)


def _of_figures(entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Give the sources that more than rows of tables rest on."""
    return [entry for entry in entries if tuple(entry["cited_for"]) != (_TABLES,)]


def bibliography(citations: Sequence[Citation], *, width: int = PAGE_WIDTH) -> str:
    """List sources: number, author, title, year and address.

    Args:
        citations: The sources, in the order in which they are numbered.
        width: Characters of a line; an address longer than that is kept whole.
    """
    digits = len(str(len(citations)))
    return "\n".join(
        paragraph(f"{position:>{digits}}. {citation.entry}", hanging=digits + 2, width=width)
        for position, citation in enumerate(citations, start=1)
    )
