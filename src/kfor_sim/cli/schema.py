"""`kfor-sim schema`: the JSON Schema of scenario files."""

from __future__ import annotations

import click

from kfor_sim.cli.command import Command
from kfor_sim.cli.output import put_json


@click.command(cls=Command, examples=("kfor-sim schema > scenario.schema.json",))
def command() -> None:
    """Print the JSON Schema of scenario files, with which editors check and complete while one types."""
    from kfor_sim.scenario import schema

    put_json(schema())
