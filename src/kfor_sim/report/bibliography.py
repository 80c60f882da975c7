"""A numbered list of the sources that a scenario uses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kfor_sim.report.text import PAGE_WIDTH, paragraph

if TYPE_CHECKING:
    from kfor_sim.scenario import Citation


_TABLES = "tables"  # what a source is cited for that rows of tables name


def short_bibliography(entries: Sequence[dict[str, Any]], *, width: int = PAGE_WIDTH) -> str:
    """Name the sources of figures and events in short, and count those of rows of tables.

    Args:
        entries: Citations as JSON has them.
        width: Characters of a line.
    """
    cited = [entry for entry in entries if tuple(entry["cited_for"]) != (_TABLES,)]
    words = dict.fromkeys(f"{entry['author'] or entry['title']} {entry['year']}".strip() for entry in cited)
    if not words:
        return ""
    others = len(entries) - len(cited)
    rest = f"; and {others} for rows of the tables" if others else ""
    where = "in full in `bibliography` of manifest.json"
    return paragraph(f"Sources of the figures and events, {where}: {'; '.join(words)}{rest}.", width=width)


def bibliography(citations: Sequence[Citation], *, width: int = PAGE_WIDTH) -> str:
    """List sources: number, author, title, year and address.

    Args:
        citations: The sources, in the order in which they are numbered.
        width: Characters of a line; an address longer than that is kept whole.
    """
    digits = len(str(len(citations)))
    return "\n".join(
        paragraph(f"{position:>{digits}}. {entry(citation)}", hanging=digits + 2, width=width)
        for position, citation in enumerate(citations, start=1)
    )


def entry(citation: Citation) -> str:
    """Write one source on one line; what was not recorded is left out, a year that the title names is not repeated."""
    year = citation.year if citation.year not in citation.title else ""
    parts = [part.rstrip(".") for part in (citation.author, citation.title, year) if part]
    return ". ".join(parts) + "." + (f" {citation.address}" if citation.address else "")
