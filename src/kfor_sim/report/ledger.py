"""The ledger of figures as text: grouped by basis, each figure with its range and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kfor_sim.report.parts import Table, text_of
from kfor_sim.report.text import PAGE_WIDTH, Column, number

if TYPE_CHECKING:
    from kfor_sim.scenario import Ledger, LedgerRow

MEANINGS = {
    "documented": "a source states it; the span is what other sources say",
    "assumed": "our judgement; the span is as defensible as the value",
    "calibrated": "fitted by us; the span is the interval of the fit",
    "derived": "computed from other figures",
    "chosen": "a lever or a setting, there to be changed",
}

_COLUMNS = (Column("figure"), Column("value", right=True), Column("unit", wraps=True), Column("span", wraps=True))


def ledger_text(ledger: Ledger, *, width: int = PAGE_WIDTH) -> str:
    """Set out a ledger, one table for each basis that occurs in it."""
    return text_of(ledger_parts(ledger), width=width)


def ledger_parts(ledger: Ledger) -> list[Table]:
    """Describe a ledger: a table for each basis that occurs in it, each figure with its reason or source below it."""
    return [_table(ledger.where(basis=basis)) for basis, count in ledger.counts().items() if count]


def counts_text(counts: dict[str, int]) -> str:
    """Say how many figures have which basis, on one line."""
    return ", ".join(f"{count} {basis}" for basis, count in counts.items() if count)


def _table(ledger: Ledger) -> Table:
    """Set out the figures of one basis under what that basis means."""
    basis = ledger.rows[0].basis
    rows = [(row.path, number(row.value), row.unit, span(row.low, row.high)) for row in ledger]
    title = f"{basis} ({len(ledger)}): {MEANINGS[basis]}"
    return Table(_COLUMNS, rows, title=title, remarks=[remark(row) for row in ledger])


def span(low: float | None, high: float | None) -> str:
    """Write two ends, either of which may be open."""
    if low is None and high is None:
        return ""
    return f"{number(low) or '…'} to {number(high) or '…'}"


def remark(row: LedgerRow) -> str:
    """Say where a figure comes from, in the order reason, source, note."""
    dated = f"{row.source}, {row.as_of}" if row.as_of else row.source
    return "; ".join(part for part in (row.reason, dated and f"[{dated}]", row.note) if part)
