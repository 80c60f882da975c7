"""The audit as text: the sentence, what the conclusion stands on, assumptions in order, points of honest use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from kfor_sim.audit import Audit
from kfor_sim.report.audit_words import five_points, the_sentence
from kfor_sim.report.ledger import MEANINGS, counts_text
from kfor_sim.report.parts import Listing, Paragraph, Part, Sources, Table, text_of, where_kept
from kfor_sim.report.sensitivity import figures_table, summarise_sensitivity
from kfor_sim.report.text import PAGE_WIDTH, Column, files_in, number, plain_rows
from kfor_sim.results import ILLUSTRATIVE
from kfor_sim.scenario.omissions import omissions

BASES = (Column("basis"), Column("figures", right=True), Column("what that means", wraps=True))
SOURCES = (
    Column("tier"),
    Column("what that is", wraps=True),
    Column("sources", right=True),
    Column("documented figures", right=True),
    Column("years", right=True),
    Column("undated", right=True),
)
DISAGREE = (
    Column("figure"),
    Column("used", right=True),
    Column("lowest", right=True),
    Column("highest", right=True),
    Column("source"),
    Column("as of"),
)


def summarise_audit(found: Audit) -> dict[str, Any]:
    """Gather what there is to say, in the keys of the JSON.

    Args:
        found: The audit.
    """
    conclusion, turning = found.plan.conclusion, found.turning
    analysis = summarise_sensitivity(found.analysis)
    first, grounds = next(iter(found.grounds.items()))
    limits = omissions()
    return {
        "illustrative": ILLUSTRATIVE,
        "title": conclusion.title if conclusion else found.plan.analysis.words.replace("`", ""),
        "claim": conclusion.claim.text if conclusion else None,
        "words": conclusion.words if conclusion else None,
        "verdict": turning.default.verdict if turning else None,
        "sentence": the_sentence(found),
        "key": found.key,
        "basis": {
            name: {"counts": dict(each.counts), "not_read": each.idle, "sources_of_tables": each.of_tables}
            for name, each in found.grounds.items()
        },
        "baseline": first,
        "sources": [asdict(each) for each in grounds.grades],
        "disagreements": plain_rows(found.disagreements()),
        "assumptions": plain_rows(found.frame()),
        "analysis": analysis,
        "not_in_the_model": list(limits.not_in_the_model),
        "must_not_be_used_for": list(limits.must_not_be_used_for),
        "five_points": [asdict(each) for each in five_points(found)],
        "folder": str(found.folder) if found.folder else None,
        "files": files_in(found.folder),
        "bibliography": [asdict(citation) for citation in found.bibliography],
    }


def audit_text(summary: dict[str, Any], *, width: int = PAGE_WIDTH) -> str:
    """Set the audit out for reading.

    Args:
        summary: What `summarise_audit` gathers.
        width: Characters of a line.
    """
    return text_of(audit_parts(summary), width=width)


def audit_parts(summary: dict[str, Any]) -> list[Part]:
    """Describe the audit.

    Args:
        summary: What `summarise_audit` gathers.
    """
    analysis, first = summary["analysis"], summary["baseline"]
    points = [f"{each['name']}: {each['text']}" for each in summary["five_points"]]
    return [
        Paragraph(f"Audit: {summary['title']}. {summary['illustrative']}", role="asked"),
        Paragraph(summary["sentence"], role="found"),
        Table(BASES, bases(summary), title=f"Figures by basis ({first})"),
        Listing(of_each(summary), hanging=2),
        Table(SOURCES, sources(summary), title=f"Sources of figures and events ({first})"),
        *_disagreements(summary),
        Paragraph(" ".join(analysis["sentences"]), title="Assumptions by their influence"),
        *([figures_table(analysis)] if analysis["leader"] else []),
        Listing(summary["not_in_the_model"], title="Not in the model", mark="- ", hanging=2),
        Listing(points, title="Five points of honest use", ordered=True),
        Sources(summary["bibliography"]),
        where_kept(summary),
    ]


def bases(summary: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Give a row for each basis: its name, how many figures have it, what it means."""
    counts = summary["basis"][summary["baseline"]]["counts"]
    return [(basis, str(count), MEANINGS[basis]) for basis, count in counts.items() if count]


def sources(summary: dict[str, Any]) -> list[tuple[str, ...]]:
    """Give a row for each tier: what it is, how many sources, documented figures that rest on them, their years."""
    return [
        (
            each["tier"],
            each["meaning"],
            str(each["sources"]),
            str(each["figures"]),
            _years(each),
            str(each["undated"]),
        )
        for each in summary["sources"]
        if each["sources"]
    ]


def _years(grade: dict[str, Any]) -> str:
    """Write the years of a tier."""
    if grade["oldest"] is None:
        return ""
    return "–".join(str(year) for year in dict.fromkeys((grade["oldest"], grade["newest"])))


def disagreements(summary: dict[str, Any]) -> list[tuple[str, ...]]:
    """Give a row for each figure of which sources disagree: what is used, lowest, highest, source, and when.

    What several schedules have alike stands there once.
    """
    rows = [
        (row["figure"], *(number(row[part]) for part in ("used", "low", "high")), row["source"], row["as_of"])
        for row in summary["disagreements"]
    ]
    return list(dict.fromkeys(rows))


def of_each(summary: dict[str, Any]) -> list[str]:
    """Say of each schedule what its figures rest on, and what of them is not read."""
    return [
        f"{name}: {counts_text(each['counts'])}; {each['not_read']} of them are not read under these mechanisms, and "
        f"{each['sources_of_tables']} further sources stand behind rows of its tables."
        for name, each in summary["basis"].items()
    ]


def _disagreements(summary: dict[str, Any]) -> Iterator[Part]:
    rows = disagreements(summary)
    yield Table(DISAGREE, rows, title="Where sources disagree")
    note = "These figures were not varied below; set one by --set to see what hangs on it."
    yield Paragraph(note if rows else "Sources disagree on no figure.")
