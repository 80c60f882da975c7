"""Two scenarios side by side: each figure that differs on one line, and each text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kfor_sim.report.text import PAGE_WIDTH, Column, number, table

if TYPE_CHECKING:
    from kfor_sim.scenario import Difference, LedgerRow, Scenario
    from kfor_sim.scenario.diff import Leaf

_ABSENT = "–"


def differences_text(
    left: Scenario, right: Scenario, differences: Sequence[Difference], *, width: int = PAGE_WIDTH
) -> str:
    """Set out what differs, in the order of the file.

    Args:
        left: The scenario that is compared with.
        right: The other.
        differences: What differs between them, leaf by leaf.
        width: Characters of a line.

    Returns:
        A table in which a figure that differs in value, unit or basis takes one line, with its new reason below; a
        figure that differs in its words alone takes one line for each of them.
    """
    if not differences:
        return f"{left.name} and {right.name} say the same."
    ledgers = [{row.path: row for row in scenario.ledger} for scenario in (left, right)]
    rows: dict[str, tuple[str, str, str]] = {}
    for difference in differences:
        path = difference.path.rpartition(".")[0]
        first, second = (ledger.get(path) for ledger in ledgers)
        if _shown(first) == _shown(second):
            rows[difference.path] = (_leaf(difference.left), _leaf(difference.right), "")
        else:
            rows[path] = (_shown(first), _shown(second), second.reason if second else "")
    columns = (Column("path"), Column(left.name, wraps=True), Column(right.name, wraps=True))
    cells = [(path, first, second) for path, (first, second, _) in rows.items()]
    return table(columns, cells, remarks=[remark for *_, remark in rows.values()], width=width)


def _shown(figure: LedgerRow | None) -> str:
    """Write a figure in a few words; a dash stands for one that is not there."""
    if figure is None:
        return _ABSENT
    unit = "" if figure.unit == "1" else f" {figure.unit}"
    return f"{number(figure.value)}{unit}, {figure.basis}"


def _leaf(value: Leaf) -> str:
    """Write a leaf of a scenario as its file would."""
    if value is None:
        return _ABSENT
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else number(value)
