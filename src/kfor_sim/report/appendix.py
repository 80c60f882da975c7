"""The appendix of a page: every figure that was used, every source, and how the result came about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kfor_sim.digits import counted
from kfor_sim.names import REPORT, replicate_of
from kfor_sim.report import html
from kfor_sim.report.again import NOT_TOLD, command_to_repeat
from kfor_sim.report.kinds import KINDS, SAID_BY_TABLES
from kfor_sim.report.ledger import MEANINGS, remark, span
from kfor_sim.report.parts import Table
from kfor_sim.report.stored import Stored
from kfor_sim.report.text import Column, number
from kfor_sim.scenario.ledger import LedgerRow

_TABLES = ["tables"]  # what a source is cited for when only rows of tables rest on it
_LEDGER = (Column("figure"), Column("value", right=True), Column("unit", wraps=True), Column("range", wraps=True))
_FILES = (Column("file"), Column("BLAKE2b of its content", wraps=True))
_RUNS = (Column("schedule"), Column("key of the run", wraps=True), Column("hash of its numbers", wraps=True))


def ledger_html(result: Stored) -> str:
    """Set out every figure, by basis, and what other schedules have instead."""
    figures, several = result.in_and_out["figures"], len(result.theories) > 1
    folded = [
        html.folded(
            f"{basis}: {counted(len(rows), 'figure')}",
            html.table(_figures(rows, f"{basis}: {MEANINGS[basis]}", several=several)),
        )
        for basis in MEANINGS
        if (rows := [row for row in figures if row["basis"] == basis])
    ]
    told = html.paragraphs([KINDS[result.kind].varied, _whose_figures(result)])
    return "\n".join(filter(None, [told, *folded, *_others(result), *_under_others(result)]))


def _whose_figures(result: Stored) -> str:
    """Say whose figures come first, where theories bring figures of their own."""
    if len(result.theories) < 2 or result.kind in SAID_BY_TABLES:
        return ""
    return f"Below are the figures under `{result.theories[0]['name']}`, and then what other theories have instead."


def _under_others(result: Stored) -> Iterator[str]:
    """Say which figures the other theories have instead; in runs and comparisons, schedules have said so."""
    for theory in result.theories[1:] if result.kind not in SAID_BY_TABLES else ():
        rows = [row for row in theory["instead"] if not row["path"].startswith("drawdown")]
        if rows:
            title = f"What `{theory['name']}` has instead"
            yield html.folded(
                f"under `{theory['name']}`: {counted(len(rows), 'figure')}", html.table(_figures(rows, title))
            )


def _others(result: Stored) -> Iterator[str]:
    """Say in which figures the other schedules differ from the first."""
    for name, rows in result.in_and_out["instead"].items():
        without = result.in_and_out["without"][name]
        if rows or without:
            left = f"Not in it: {', '.join(f'`{path}`' for path in without)}." if without else ""
            body = html.table(_figures(rows, f"What `{name}` has instead")) if rows else ""
            both = "\n".join(filter(None, [body, html.paragraphs([left])]))
            yield html.folded(f"`{name}` instead: {counted(len(rows), 'figure')}", both)


def _figures(rows: Sequence[Mapping[str, Any]], title: str, *, several: bool = False) -> Table:
    entries = [LedgerRow(**{key: value for key, value in row.items() if key != "idle"}) for row in rows]
    cells = [(f"`{row.path}`", number(row.value), row.unit, span(row.low, row.high)) for row in entries]
    not_read = " (read under none of the theories)" if several else " (not read by the mechanisms chosen)"
    unread = [not_read if row.get("idle") else "" for row in rows]
    remarks = [f"{remark(row)}{note}" for row, note in zip(entries, unread, strict=True)]
    return Table(_LEDGER, cells, title=title, remarks=remarks)


def bibliography_html(result: Stored) -> str:
    """List every source with its key: those of figures and events, of rows of tables, and of figures not read."""
    entries = result.document["bibliography"]
    cited = [each for each in entries if each["cited_for"] != _TABLES]
    of_rows = [each for each in entries if each["cited_for"] == _TABLES]
    others = {"And for rows of tables": of_rows, "And for figures that are not read here": result.in_and_out["sources"]}
    folded = [
        html.folded(f"{title}: {counted(len(rows), 'source')}", html.bibliography(rows, keyed=True))
        for title, rows in others.items()
        if rows
    ]
    return "\n".join(filter(None, [html.bibliography(cited, keyed=True), *folded]))


def every_source(result: Stored) -> list[Mapping[str, Any]]:
    """Give every source of a page, those of figures that are not read among them."""
    return [*result.document["bibliography"], *result.in_and_out["sources"]]


def keys_of_sources(result: Stored) -> list[str]:
    """Give the keys to which a reader can be led; those of rows of tables are addresses."""
    return [each["key"] for each in every_source(result) if not html.is_web(each["key"])]


def manifest_html(result: Stored) -> str:
    """Say how the result came about, so that it can be made again and held against this page."""
    manifest = result.manifest
    versions = ", ".join(f"{name} {version}" for name, version in manifest["versions"].items())
    replicates = [name for name in manifest["files"] if replicate_of(name) is not None]
    pairs = [
        ("kind", result.kind),
        ("command", f"`{command_to_repeat(result)}`"),
        ("what it leaves open", NOT_TOLD),
        ("key", f"`{manifest['key']}`"),
        ("seed", str(manifest["seed"])),
        ("versions", versions),
        ("machine", str(manifest.get("machine", ""))),
        ("settings", ", ".join(f"`{each}`" for each in manifest.get("overrides", ()))),
        ("theories", ", ".join(manifest.get("theories", ()))),
        ("replicates kept", str(len(replicates)) if replicates else ""),
    ]
    files = [name for name in manifest["files"] if name not in (*replicates, REPORT)]
    hashes = manifest.get("hashes", {})
    cells = [(f"`{name}`", f"`{hashes[name]}`" if name in hashes else "") for name in files]
    title = f"Files in the folder `{result.path.name}`, as they were; where it lies, `kfor-sim results --verify` tells"
    hashed = Table(_FILES, cells, title=f"{title} whether they still are")
    return "\n".join(filter(None, [html.terms(pairs), _keys(result), html.table(hashed)]))


def _keys(result: Stored) -> str:
    """Set the keys of the runs and the hashes of the numbers of each schedule."""
    told = result.manifest["runs"] if result.kind == "comparison" else []
    runs = {each["name"]: each["key"] for each in told}
    rows = [(f"`{each['name']}`", runs.get(each["name"], ""), each["hash"]) for each in result.schedules]
    under = f" under `{result.theories[0]['name']}`" if len(result.theories) > 1 else ""
    return html.table(Table(_RUNS, rows, title=f"Schedules{under}")) if rows else ""
