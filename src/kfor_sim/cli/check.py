"""`kfor-sim check`: whether a scenario file can be run, and everything that is wrong with it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from kfor_sim.cli.arguments import json_option, scenario_argument
from kfor_sim.cli.command import Command
from kfor_sim.cli.failures import BAD_INPUT
from kfor_sim.cli.output import page_width, put, put_json
from kfor_sim.errors import Fault, ScenarioError
from kfor_sim.report.ledger import counts_text
from kfor_sim.report.text import paragraph

if TYPE_CHECKING:
    from kfor_sim.scenario import Scenario


@click.command(cls=Command, examples=("kfor-sim check my-scenario.toml", "kfor-sim check my-scenario.toml --json"))
@scenario_argument("file")
@json_option()
@click.pass_context
def command(context: click.Context, *, file: str, as_json: bool) -> None:
    """Check a scenario file with its bases and tables, and report every fault at once.

    FILE is the path of a file or a shipped name. Faults give exit code 2; with --json they are part of the document.
    """
    from kfor_sim.prepare import prepare
    from kfor_sim.scenario import load

    try:
        scenario = load(file)
        prepare(scenario)
        for theory in scenario.document.theories:  # what is wrong with its figures shows only where it is laid over
            prepare(load(file, theory=theory))
    except ScenarioError as error:
        if not as_json:
            raise
        put_json(_document(file, {}, error.faults))
        context.exit(BAD_INPUT)
    counts = _counts(scenario)
    if as_json:
        put_json(_document(file, counts, ()))
    else:
        put(paragraph(_praise(scenario, counts), width=page_width()))


def _counts(scenario: Scenario) -> dict[str, int]:
    """Count what a scenario holds."""
    return {
        "figures": len(scenario.ledger),
        "events": len(scenario.events),
        "municipalities": len(scenario.tables.municipalities),
        "contingents": len(scenario.tables.contingents),
        "sources": len(scenario.bibliography),
    }


def _document(file: str, counts: dict[str, int], faults: tuple[Fault, ...]) -> dict[str, Any]:
    """Gather the verdict in the keys of the JSON."""
    return {"file": file, "ok": not faults, "counts": counts, "faults": [asdict(fault) for fault in faults]}


def _praise(scenario: Scenario, counts: dict[str, int]) -> str:
    """Say that a scenario is sound, and what it holds."""
    listed = ", ".join(f"{count} {name}" for name, count in counts.items())
    return f"{scenario.name} is ok: {listed}. Figures: {counts_text(scenario.ledger.counts())}."
