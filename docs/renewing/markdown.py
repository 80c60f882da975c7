"""Tables, texts and links as Markdown that code hosts and the site read alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kfor_sim.report.text import number

__all__ = ["cell", "first_sentence", "number", "plain", "source_link", "table"]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table."""
    lines = (heads, ["---"] * len(heads), *rows)
    return "\n".join(f"| {' | '.join(cell(text) for text in line)} |" for line in lines)


def cell(text: str) -> str:
    """Keep a text from ending its cell."""
    return text.replace("|", "\\|").replace("\n", " ")


def plain(text: str) -> str:
    """Keep stars and dollar signs of a text from becoming slanted letters or mathematics."""
    return text.replace("*", "\\*").replace("$", "\\$")


def first_sentence(text: str) -> str:
    """Take the first sentence of a docstring, on one line."""
    paragraph = " ".join(text.strip().split("\n\n")[0].split())
    return re.split(r"(?<=[.?!])\s+(?=[A-Z`])", paragraph)[0]


def source_link(path: str) -> str:
    """Lead to a file of the package, from the folder of the documents."""
    return f"[`{path}`](../src/kfor_sim/{path})"
