"""`kfor-sim figures`: every figure of a scenario, with its basis and where it comes from."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from kfor_sim.cli.arguments import json_option, scenario_argument, set_option, theory_option
from kfor_sim.cli.command import Command
from kfor_sim.cli.output import page_width, put, put_json
from kfor_sim.report.ledger import MEANINGS, ledger_text

if TYPE_CHECKING:
    from kfor_sim.scenario import Ledger

_EXAMPLES = (
    "kfor-sim figures documented",
    "kfor-sim figures documented --basis assumed",
    "kfor-sim figures documented --csv > figures.csv",
)


@click.command(cls=Command, examples=_EXAMPLES)
@scenario_argument()
@click.option("--basis", type=click.Choice(list(MEANINGS)), help="Only the figures of this basis.")
@theory_option()
@set_option()
@click.option("--csv", "as_csv", is_flag=True, help="Print comma-separated values on stdout, nothing else.")
@json_option()
def command(
    *, scenario: str, basis: str | None, theory: str | None, overrides: tuple[str, ...], as_csv: bool, as_json: bool
) -> None:
    """List every figure of a scenario: value, unit, basis, span, and its reason or source.

    SCENARIO is a shipped name or the path of a file. The basis says what a figure rests on: documented, assumed,
    calibrated, derived or chosen.
    """
    from kfor_sim.scenario import load

    if as_csv and as_json:
        raise click.UsageError("--csv and --json exclude each other; take one of them.")
    loaded = load(scenario, theory=theory, overrides=overrides)
    ledger = loaded.ledger.where(basis=basis) if basis else loaded.ledger
    if as_json:
        figures = [asdict(row) for row in ledger]
        put_json({"scenario": loaded.name, "hash": loaded.hash, "counts": ledger.counts(), "figures": figures})
    elif as_csv:
        put(_csv(ledger))
    else:
        put(ledger_text(ledger, width=page_width()) or f"{loaded.name} has no {basis} figure.")


def _csv(ledger: Ledger) -> str:
    """Write a ledger as comma-separated values, without a line end after the last."""
    from kfor_sim.scenario import LedgerRow

    rows: list[dict[str, Any]] = [asdict(row) for row in ledger]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=LedgerRow.__slots__, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().rstrip("\n")
