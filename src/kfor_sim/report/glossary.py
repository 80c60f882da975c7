"""The glossary in words: what a term means, what else there is to know, and where it stands in the code."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kfor_sim.report.parts import Paragraph, Part, Table, text_of
from kfor_sim.report.text import PAGE_WIDTH, Column

if TYPE_CHECKING:
    from kfor_sim.glossary import Explanation

_FACTS = (Column("about"), Column("what there is to know", wraps=True))
_ILLUSTRATIVE = "Illustrative: these are words for the model, not for the world."
_MOST = 6  # entries that are set out in full; of more, the others are named


def summarise_explanation(explanation: Explanation) -> dict[str, Any]:
    """Gather what there is to say of a word, in the keys of the JSON."""
    return {
        "word": explanation.word,
        "scenario": explanation.scenario,
        "entries": [asdict(entry) | {"facts": dict(entry.facts)} for entry in explanation.entries],
    }


def explanation_text(summary: dict[str, Any], *, width: int = PAGE_WIDTH) -> str:
    """Set out what a word means, for reading.

    Args:
        summary: What `summarise_explanation` gathers.
        width: Characters of a line.
    """
    return text_of(explanation_parts(summary), width=width)


def explanation_parts(summary: dict[str, Any]) -> list[Part]:
    """Describe what a word means: for each entry its meaning and a table of facts."""
    entries = summary["entries"]
    parts: list[Part] = []
    for entry in entries[:_MOST]:
        rows = [*entry["facts"].items(), ("where", "; ".join(entry["where"]))]
        parts += [Paragraph(f"`{entry['term']}` ({entry['kind']}): {entry['meaning']}"), Table(_FACTS, rows)]
    if rest := [entry["term"] for entry in entries[_MOST:]]:
        parts.append(Paragraph(f"So is part of: {', '.join(rest)}. Ask for one by its whole name."))
    return [*parts, Paragraph(f"Values are those of `{summary['scenario']}`. {_ILLUSTRATIVE}")]
