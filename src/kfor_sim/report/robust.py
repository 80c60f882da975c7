"""A claim under every theory in words: the verdict, a row for each theory, and what each of them says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kfor_sim.comparison import signed
from kfor_sim.report.parts import Group, Listing, Paragraph, Part, Sources, Table, text_of, where_kept
from kfor_sim.report.text import PAGE_WIDTH, Column, files_in, plain_rows
from kfor_sim.results import ILLUSTRATIVE

if TYPE_CHECKING:
    from kfor_sim.robustness import Robustness
    from kfor_sim.scenario import RegisteredConclusion

_ROWS = (
    Column("theory"),
    Column("verdict"),
    Column("difference", right=True),
    Column("low", right=True),
    Column("high", right=True),
    Column("holds in", right=True),
    Column("equal in", right=True),
    Column("fails in", right=True),
)
ALIKE = "These schedules have the same numbers, so that no claim can part them; compare one with another schedule."
NAMES_NOT_COUNTS = (
    "Theories are neither independent nor equally plausible: which of them agree is the finding, not how many."
)


def summarise_robustness(found: Robustness) -> dict[str, Any]:
    """Gather what there is to say, in the keys of the JSON."""
    question, known = found.question, found.question.theories
    entries = {name: known[name] for name in found.answers if name in known}
    return {
        "illustrative": ILLUSTRATIVE,
        "claim": question.claim.text,
        "statement": question.registered.statement if question.registered else None,
        "expected": question.registered.expected if question.registered else None,
        "outcome": _outcome(question.registered),
        "sentence": found.sentence,
        "schedules": [{"name": name, "title": base.title} for name, base in question.base.items()],
        **question.numbers,
        "interval": question.interval,
        "overrides": list(question.overrides),
        "settings": question.settings,
        "alike": len({base.hash for base in question.base.values()}) == 1,
        "key": found.key,
        "theories": [_row(row, entries) for row in plain_rows(found.frame())],
        "reading": NAMES_NOT_COUNTS,
        "folder": str(found.folder) if found.folder else None,
        "files": files_in(found.folder),
        "bibliography": [asdict(citation) for citation in found.bibliography],
    }


def _outcome(registered: RegisteredConclusion | None) -> dict[str, Any] | None:
    """Give what came out when a registered claim was first run, and why."""
    if registered is None or registered.outcome is None:
        return None
    return {"sentence": registered.outcome.sentence, "because": dict(registered.outcome.because)}


def _row(row: dict[str, Any], entries: dict[str, Any]) -> dict[str, Any]:
    """Put the words of a theory beside its numbers."""
    entry = entries.get(row["theory"])
    return {**row, "sentence": entry.sentence if entry else None, "objection": entry.objection if entry else None}


def robustness_text(summary: dict[str, Any], *, width: int = PAGE_WIDTH) -> str:
    """Set out the verdicts for reading.

    Args:
        summary: What `summarise_robustness` gathers.
        width: Characters of a line.
    """
    return text_of(robustness_parts(summary), width=width)


def robustness_parts(summary: dict[str, Any]) -> list[Part]:
    """Describe the verdicts.

    Args:
        summary: What `summarise_robustness` gathers.
    """
    names = ", ".join(schedule["name"] for schedule in summary["schedules"])
    opening = f"{names}{summary['settings']}, on the same luck under each theory. {summary['illustrative']}"
    expected = f"Expected before it was run: {summary['expected']}" if summary["expected"] else ""
    told = [f"{row['theory']}: {row['sentence']}" for row in summary["theories"] if row["sentence"]]
    return [
        Paragraph(opening, role="asked"),
        Paragraph(summary["sentence"], role="found"),
        Table(_ROWS, [_cells(row) for row in summary["theories"]], title=f"The claim: {summary['claim']}"),
        Paragraph(ALIKE if summary["alike"] else ""),
        Paragraph(_reading(summary)),
        Paragraph(expected),
        *_registered(summary["outcome"]),
        Listing(told, title="What the theories say"),
        Sources(summary["bibliography"]),
        where_kept(summary),
    ]


def _registered(outcome: dict[str, Any] | None) -> Iterator[Part]:
    """Set out what came of a registered claim, and the mechanism behind it under each theory."""
    if outcome:
        reasons = [f"{theory}: {why}" for theory, why in outcome["because"].items()]
        yield Group((Paragraph(f"As registered. {outcome['sentence']} Why:"), Listing(reasons)))


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    """Write one theory with the digits that its replicates support."""
    numbers = (signed(row, part) for part in ("mean", "low", "high"))
    counts = (f"{row[part]:.0f}" for part in ("holds_in", "equal_in", "fails_in"))
    return row["theory"], row["verdict"], *numbers, *counts


def _reading(summary: dict[str, Any]) -> str:
    """Say how to read the rows."""
    return (
        f"A difference is what is claimed to be larger less what is claimed to be smaller, the mean of "
        f"{summary['replicates']} paired replicates with Student's {100 * summary['interval']:g} % interval: above 0 "
        "the claim holds. The last columns count replicates. Intervals are of luck alone, for one theory at a time; of "
        f"ten, one may well miss. {summary['reading']}"
    )
