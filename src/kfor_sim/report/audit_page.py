"""The audit as one HTML file that needs no other: readable on a screen, on a phone, in the dark, and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from kfor_sim.export import add_to_manifest
from kfor_sim.folders import Folder
from kfor_sim.report.audit import BASES, DISAGREE, SOURCES, bases, disagreements, of_each, sources
from kfor_sim.report.ledger import span
from kfor_sim.report.sensitivity import interval_text, percent_text, verdict
from kfor_sim.report.text import Column, number

PAGE = "audit.html"
_PICTURE = "tornado.svg"
_CODE = re.compile(r"`([^`]*)`")
_STYLE = """
:root { color-scheme: light dark; --ink: #1d1d1f; --paper: #fff; --faint: #595959; --line: #d5d5d5; --box: #f4f6fa; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececee; --paper: #17181b; --faint: #b0b0b5; --line: #45464b; --box: #22252c; }
}
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
.illustrative, footer { color: var(--faint); font-size: .9rem; }
.sentence { background: var(--box); border-left: .3rem solid #5790fc; padding: .9rem 1.1rem; font-size: 1.1rem; }
.table { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; color: var(--faint); padding-bottom: .3rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); }
code { font-size: .92em; overflow-wrap: anywhere; } td code { overflow-wrap: normal; } li { margin: .2rem 0; }
figure { margin: 1rem 0; background: #fff; overflow-x: auto; }
figure svg { width: 100%; min-width: 34rem; height: auto; }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } h2 { break-after: avoid; }
  tr, figure, .sentence { break-inside: avoid; } .table { overflow: visible; } }
"""


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
    picture = folder.folder / _PICTURE
    drawn = picture.read_text(encoding="utf-8") if picture.is_file() else ""
    with folder.writing(PAGE) as file:
        file.write(audit_page(summary, picture=drawn).encode())
    add_to_manifest(folder, [PAGE])
    return folder.folder / PAGE


def audit_page(summary: dict[str, Any], *, picture: str = "") -> str:
    """Set the audit out as HTML.

    Args:
        summary: What `summarise_audit` gathers.
        picture: The tornado as SVG; empty for none.
    """
    analysis, first = summary["analysis"], summary["baseline"]
    title = f"Audit: {summary['title']}"
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="illustrative">{escape(summary["illustrative"])}</p>',
        f'<p class="sentence">{_text(summary["sentence"])}</p>',
        "<h2>Figures by basis</h2>",
        _table(headings(BASES), bases(summary), caption=first),
        _list(of_each(summary)),
        "<h2>Sources of figures and events</h2>",
        _table(headings(SOURCES), sources(summary)),
        "<h2>Where sources disagree</h2>",
        _disagreeing(summary),
        "<h2>Assumptions by their influence</h2>",
        f"<p>{_text(' '.join(analysis['sentences']))}</p>",
        _figure(picture, summary),
        _assumptions(summary) if analysis["leader"] else "",
        "<h2>Not in the model</h2>",
        _list(summary["not_in_the_model"]),
        "<h2>Five points of honest use</h2>",
        "<ol>" + "".join(f"<li><b>{p['name']}</b>: {_text(p['text'])}</li>" for p in summary["five_points"]) + "</ol>",
        "<h2>Sources</h2>",
        _list(_cited(each) for each in summary["bibliography"] if tuple(each["cited_for"]) != ("tables",)),
    ]
    foot = f"{summary['illustrative']} Key {summary['key'][:12]}, seed {analysis['seed']}."
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} (illustrative)</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in parts if part)
        + f"\n</main>\n<footer><p>{escape(foot)}</p></footer>\n</body>\n</html>\n"
    )


def _text(words: str) -> str:
    """Escape a text; what stands between backticks is set as code."""
    return _CODE.sub(r"<code>\1</code>", escape(words, quote=False))


def _table(header: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str = "") -> str:
    """Set a table that can be scrolled where it is too wide."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    body = "".join(f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in row)}</tr>" for row in rows)
    said = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f'<div class="table"><table>{said}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def headings(columns: Iterable[Column]) -> tuple[str, ...]:
    """Give the headings of a table of the text, which the page has too."""
    return tuple(column.heading for column in columns)


def _list(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{_text(each).replace('*', '')}</li>" for each in items) + "</ul>"


def _disagreeing(summary: dict[str, Any]) -> str:
    rows = disagreements(summary)
    if not rows:
        return "<p>Sources disagree on no figure.</p>"
    return _table(headings(DISAGREE), rows, caption="Not varied here: what other sources say of documented figures")


def _assumptions(summary: dict[str, Any]) -> str:
    """Set the figures that were weighed singly, and where along them the conclusion is lost."""
    is_walked = summary["verdict"] == "holds"
    lost = ("conclusion lost",) if is_walked else ()
    header = ("figure", "basis and range", "alone", "with others", "knowing it", *lost, "because")
    rows = [
        (
            f"`{row['figure']}`",
            f"{verdict(row)}, {span(row['low'], row['high'])} {row['unit']}".removesuffix(" 1"),
            interval_text(row, "first"),
            interval_text(row, "total"),
            percent_text(row, "knowing"),
            *((_lost(row),) if is_walked else ()),
            row["because"],
        )
        for row in summary["assumptions"]
        if row["total"] is not None
    ]
    level = f"{100 * summary['analysis']['interval']:g} % intervals"
    caption = (
        f"Shares of the variance, alone and with others, and what knowing the figure would take off the spread; {level}"
    )
    return _table(header, rows, caption=caption)


def _lost(row: dict[str, Any]) -> str:
    """Say where a conclusion is lost along a figure."""
    if not row["walked"]:
        return "not walked along"
    sides = (("lost_below", "below"), ("lost_above", "above"))
    return (
        " and ".join(f"{side} {number(row[name])}" for name, side in sides if row[name] is not None) or "at neither end"
    )


def _figure(picture: str, summary: dict[str, Any]) -> str:
    """Put the tornado into the page, with its words for those who do not see it."""
    start = picture.find("<svg")
    if start < 0:
        return ""
    words = escape(" ".join(summary["analysis"]["sentences"]).replace("`", ""))
    return f'<figure role="img" aria-label="{words}">{picture[start:]}</figure>'


def _cited(entry: dict[str, Any]) -> str:
    parts = [entry["author"], entry["title"], entry["year"] if entry["year"] not in entry["title"] else ""]
    tier = f" (tier {entry['tier']})" if entry["tier"] else ""
    return ". ".join(part.rstrip(".") for part in parts if part) + f".{tier} {entry['address']}".rstrip()
