"""A numbered list of the sources that a scenario uses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kfor_sim.report.text import PAGE_WIDTH, paragraph

if TYPE_CHECKING:
    from kfor_sim.scenario import Citation


def bibliography(citations: Sequence[Citation], *, width: int = PAGE_WIDTH) -> str:
    """List sources: number, author, title, year and address.

    Args:
        citations: The sources, in the order in which they are numbered.
        width: Characters of a line; an address longer than that is kept whole.
    """
    digits = len(str(len(citations)))
    return "\n".join(
        paragraph(f"{position:>{digits}}. {_entry(citation)}", hanging=digits + 2, width=width)
        for position, citation in enumerate(citations, start=1)
    )


def _entry(citation: Citation) -> str:
    """Write one source on one line; what was not recorded is left out, a year that the title names is not repeated."""
    year = citation.year if citation.year not in citation.title else ""
    parts = [part.rstrip(".") for part in (citation.author, citation.title, year) if part]
    return ". ".join(parts) + "." + (f" {citation.address}" if citation.address else "")
