"""The ledger: every figure of a scenario on a line, with its basis and where it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from kfor_sim.scenario.figures import BASES, Documented, Figure
from kfor_sim.scenario.html import number_text, table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One figure.

    Attributes:
        path: Its name, such as ``unrest.threshold``.
        value: The number; computed where it is derived.
        unit: Its unit.
        basis: documented, assumed, calibrated, derived or chosen.
        source: Key of its source; empty without one.
        as_of: When it held, or where in the source it stands; empty without either.
        low: The lowest plausible value, or the lowest of other sources.
        high: The highest.
        reason: The reason, the expression, or the record of the calibration.
        note: What a reader should know.
    """

    path: str
    value: float
    unit: str
    basis: str
    source: str
    as_of: str
    low: float | None
    high: float | None
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """All figures of a scenario, in the order of the file."""

    rows: tuple[LedgerRow, ...]

    def __len__(self) -> int:
        """The number of figures."""
        return len(self.rows)

    def __iter__(self) -> Iterator[LedgerRow]:
        """The figures, one after the other."""
        return iter(self.rows)

    def counts(self) -> dict[str, int]:
        """How many figures have which basis; bases without a figure count 0."""
        found = Counter(row.basis for row in self.rows)
        return {basis: found[basis] for basis in BASES}

    def where(self, *, basis: str) -> Ledger:
        """The figures of one basis."""
        return Ledger(tuple(row for row in self.rows if row.basis == basis))

    def frame(self) -> pd.DataFrame:
        """The ledger as a pandas table, one figure a row."""
        import pandas as pd

        return pd.DataFrame([asdict(row) for row in self.rows], columns=list(LedgerRow.__slots__))

    def _repr_html_(self) -> str:
        """The ledger as a table, for notebooks."""
        header = ("figure", "value", "unit", "basis", "range", "source", "reason")
        summary = ", ".join(f"{count} {basis}" for basis, count in self.counts().items() if count)
        return table(header, (_cells(row) for row in self), caption=f"{len(self)} figures: {summary}")


def _cells(row: LedgerRow) -> tuple[str, ...]:
    """The texts of a line."""
    source = " ".join(part for part in (row.source, row.as_of) if part)
    return row.path, number_text(row.value), row.unit, row.basis, _span(row), source, row.reason


def _span(row: LedgerRow) -> str:
    """The lowest and the highest value, as text."""
    ends = (row.low, row.high)
    return "" if ends == (None, None) else " to ".join("" if end is None else number_text(end) for end in ends)


def ledger_of(figures: Mapping[str, Figure], values: Mapping[str, float]) -> Ledger:
    """The ledger of figures and their values, both by path."""
    return Ledger(tuple(_row(path, figure, values[path]) for path, figure in figures.items()))


def _row(path: str, figure: Figure, value: float) -> LedgerRow:
    """One line of the ledger."""
    low, high = figure.bounds
    as_of = (figure.as_of or figure.where) if isinstance(figure, Documented) else None
    return LedgerRow(
        path=path,
        value=value,
        unit=figure.unit,
        basis=figure.basis,
        source=figure.cited or "",
        as_of=str(as_of or ""),
        low=low,
        high=high,
        reason=figure.reason,
        note=figure.note or "",
    )
