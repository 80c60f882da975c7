"""`kfor-sim diff`: exactly what differs between two scenarios."""

from __future__ import annotations

from dataclasses import asdict

import click

from kfor_sim.cli.arguments import json_option, scenario_argument
from kfor_sim.cli.command import Command
from kfor_sim.cli.output import page_width, put, put_json


@click.command(cls=Command, examples=("kfor-sim diff documented no-force", "kfor-sim diff documented mine.toml --json"))
@scenario_argument("left")
@scenario_argument("right")
@json_option()
def command(*, left: str, right: str, as_json: bool) -> None:
    """Show every number and text that differs between two scenarios, bases included.

    LEFT and RIGHT are shipped names or paths of files.
    """
    from kfor_sim.report.differences import differences_text
    from kfor_sim.scenario import diff, load

    first, second = load(left), load(right)
    differences = diff(first, second)
    if as_json:
        document = [asdict(difference) for difference in differences]
        put_json({"left": first.name, "right": second.name, "differences": document})
    else:
        put(differences_text(first, second, differences, width=page_width()))
