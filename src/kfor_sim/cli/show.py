"""`kfor-sim show`: what a scenario is about."""

from __future__ import annotations

import click

from kfor_sim.cli.arguments import json_option, scenario_argument, set_option, theory_option
from kfor_sim.cli.command import Command
from kfor_sim.cli.output import put_answer

_EXAMPLES = ("kfor-sim show documented", "kfor-sim show my-scenario.toml", "kfor-sim show documented --json")


@click.command(cls=Command, examples=_EXAMPLES)
@scenario_argument()
@theory_option()
@set_option()
@json_option()
def command(*, scenario: str, theory: str | None, overrides: tuple[str, ...], as_json: bool) -> None:
    """Describe a scenario: its question, its lever and levels, its timeline, its theory, its figures by basis.

    SCENARIO is a shipped name or the path of a file. What the timeline puts in is an input, never a finding.
    """
    from kfor_sim.report.description import describe, description_text
    from kfor_sim.scenario import load

    put_answer(describe(load(scenario, theory=theory, overrides=overrides)), description_text, as_json=as_json)
