"""What the evidence leaves of a figure, in the words that calibrations and ensembles share."""

from __future__ import annotations

from typing import Any

from kfor_sim.calibration.fitting import Fit
from kfor_sim.calibration.record import posterior_rows
from kfor_sim.digits import counted, supported_text
from kfor_sim.report.text import number

_LITTLE = 0.005  # shares below it would round to nothing


def left_sentence(fit: Fit) -> str:
    """Say in one sentence what the evidence leaves under a theory: of the figure that it has moved most surely."""
    if fit.posterior is None:
        return f"Under {fit.theory}, no interval can be given: {fit.sentence}"
    moved = sum(row["moved"] for row in posterior_rows(fit))
    further = f"; it moves {counted(moved - 1, 'further figure')}" if moved > 1 else ""
    return f"Under {fit.theory}, {left_clause(fit)}{further}{widened(fit)}."


def left_clause(fit: Fit) -> str:
    """Say what the evidence leaves of the figure that luck explains least, for a fit that has intervals."""
    rows = posterior_rows(fit)
    first = min(rows, key=lambda row: row["alone"])
    clause = f"the evidence leaves {left_words(first, level=fit.level)}"
    return clause if first["moved"] else f"{clause}, no further from what was put in than luck takes it"


def widened(fit: Fit) -> str:
    """Say by how much tolerances were widened, to end a clause; nothing where they were not."""
    return f", tolerances being widened {fit.settled.factor:.3g}-fold" if fit.settled.factor > 1 else ""


def left_words(row: dict[str, Any], *, level: float) -> str:
    """Say of a figure between what the evidence leaves it, and between what as much of its range lies."""
    unit = "" if row["unit"] == "1" else f" {row['unit']}"
    return f"{row['figure']} between {ends_left(row, ' and ')}{unit} (before: {before(row, level)})"


def before(row: dict[str, Any], level: float) -> str:
    """Give the middle part of a range that holds as much as an interval does."""
    spare = (1 - level) / 2 * (row["high"] - row["low"])
    ends = (row["low"] + spare, row["high"] - spare)
    return " to ".join(number(float(f"{end:.3g}")) for end in ends)


def ends_left(row: dict[str, Any], between: str) -> str:
    """Give the ends of the interval that is left of a figure, without a digit beyond their errors."""
    ends = ((row["left_low"], row["low_error"]), (row["left_high"], row["high_error"]))
    return between.join(supported_text(value, error) for value, error in ends)


def percent(share: float | None) -> str:
    """Write a share without making nothing of little."""
    if share is None:
        return "–"
    return "under 1 %" if 0 < share < _LITTLE else f"{100 * share:.0f} %"
