"""The audit as one HTML file that needs no other, in the frame of all pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kfor_sim.export import add_to_manifest
from kfor_sim.folders import Folder
from kfor_sim.names import SHOWN
from kfor_sim.report import html
from kfor_sim.report.audit import BASES, DISAGREE, SOURCES, bases, disagreements, of_each, sources
from kfor_sim.report.ledger import span
from kfor_sim.report.page import Picture, Section, figure, page
from kfor_sim.report.parts import Table
from kfor_sim.report.pictures_in_words import Told, in_words
from kfor_sim.report.sensitivity import interval_text, percent_text, verdict
from kfor_sim.report.svg import inlined
from kfor_sim.report.text import Column, number

PAGE = "audit.html"
OF_AN_AUDIT_ALONE = ("bases", "sources", "disagreements", "points")
"""The sections that no report of another kind of result has."""

_PICTURE = "tornado"
_WEIGHED = (
    Column("figure"),
    Column("basis and range", wraps=True),
    Column("alone"),
    Column("with others"),
    Column("knowing it"),
    Column("conclusion lost"),
    Column("because", wraps=True),
)


def write_page(summary: dict[str, Any], folder: Folder) -> Path:
    """Write the page into the folder of an audit, with its picture where there is one, and enter it in the manifest.

    Args:
        summary: What `summarise_audit` gathers.
        folder: The folder.

    Returns:
        The file.

    Raises:
        OutputError: It cannot be written.
    """
    drawing = inlined(folder.folder / f"{_PICTURE}.svg", prefix=f"{_PICTURE}-")
    with folder.writing(PAGE) as file:
        file.write(audit_page(summary, drawing=drawing).encode())
    add_to_manifest(folder, [PAGE])
    return folder.folder / PAGE


def audit_page(summary: dict[str, Any], *, drawing: str = "") -> str:
    """Set the audit out as HTML.

    Args:
        summary: What `summarise_audit` gathers.
        drawing: The tornado, as `svg.inlined` gives it; empty for none.
    """
    foot = f"{summary['illustrative']} Key {summary['key'][:SHOWN]}, seed {summary['analysis']['seed']}."
    return page(
        f"Audit: {summary['title']}",
        illustrative=summary["illustrative"],
        lead=f'<div class="found">{html.paragraphs([summary["sentence"]])}</div>\n',
        sections=sections_of(summary, drawing=drawing),
        foot=foot,
    )


def sections_of(summary: Mapping[str, Any], *, drawing: str = "") -> list[Section]:
    """Give the sections of the page.

    Args:
        summary: What `summarise_audit` gathers.
        drawing: The tornado, as `svg.inlined` gives it; empty for none.
    """
    told = dict(summary)
    grounds = Table(BASES, bases(told), title=summary["baseline"])
    points = [f"*{point['name']}*: {point['text'].replace('*', '')}" for point in summary["five_points"]]
    cited = [each for each in summary["bibliography"] if tuple(each["cited_for"]) != ("tables",)]
    return [
        Section("bases", "Figures by basis", f"{html.table(grounds)}\n{html.listing(of_each(told))}"),
        Section("sources", "Sources of figures and events", html.table(Table(SOURCES, sources(told)))),
        Section("disagreements", "Where sources disagree", _disagreeing(told)),
        Section("influence", "Assumptions by their influence", _influence(summary, drawing)),
        Section("omitted", "Not in the model", html.listing(summary["not_in_the_model"])),
        Section("points", "Five points of honest use", html.listing(points, ordered=True)),
        Section("cited", "Sources", html.bibliography(cited, keyed=True)),
    ]


def of_the_assumptions(summary: Mapping[str, Any]) -> str:
    """Set the figures that were weighed singly, and where along them the conclusion is lost."""
    if not summary["analysis"]["leader"]:
        return ""
    is_walked = summary["verdict"] == "holds"
    rows = [
        (
            f"`{row['figure']}`",
            f"{verdict(row)}, {span(row['low'], row['high'])} {row['unit']}".removesuffix(" 1"),
            interval_text(row, "first"),
            interval_text(row, "total"),
            percent_text(row, "knowing"),
            _lost(row) if is_walked else "",
            row["because"],
        )
        for row in summary["assumptions"]
        if row["total"] is not None
    ]
    level = f"{100 * summary['analysis']['interval']:g} % intervals"
    caption = (
        f"Shares of the variance, alone and with others, and what knowing the figure would take off the spread; {level}"
    )
    return html.table(Table(_WEIGHED, rows, title=caption))


def _influence(summary: Mapping[str, Any], drawing: str) -> str:
    told = in_words(_PICTURE, Told(summary["analysis"]))
    drawn = figure(Picture(_PICTURE, drawing, told.title, (told.axes, told.numbers))) if drawing else ""
    sentences = html.paragraphs([" ".join(summary["analysis"]["sentences"])])
    return "\n".join(filter(None, [sentences, drawn, of_the_assumptions(summary)]))


def _disagreeing(summary: dict[str, Any]) -> str:
    rows: Iterable[tuple[str, ...]] = disagreements(summary)
    if not rows:
        return "<p>Sources disagree on no figure.</p>"
    title = "Not varied here: what other sources say of documented figures"
    return html.table(Table(DISAGREE, list(rows), title=title))


def _lost(row: Mapping[str, Any]) -> str:
    """Say where a conclusion is lost along a figure."""
    if not row["walked"]:
        return "not walked along"
    sides = (("lost_below", "below"), ("lost_above", "above"))
    return (
        " and ".join(f"{side} {number(row[name])}" for name, side in sides if row[name] is not None) or "at neither end"
    )
