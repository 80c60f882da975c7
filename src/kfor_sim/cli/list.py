"""`kfor-sim list`: the shipped scenarios and the question that each puts."""

from __future__ import annotations

import click

from kfor_sim.cli.arguments import json_option
from kfor_sim.cli.command import Command
from kfor_sim.cli.output import page_width, put, put_json
from kfor_sim.report.text import Column, table

_COLUMNS = (Column("scenario"), Column("title", wraps=True), Column("question", wraps=True))


@click.command(cls=Command, examples=("kfor-sim list", "kfor-sim list --json"))
@json_option()
def command(*, as_json: bool) -> None:
    """List the shipped scenarios with the question that each puts to the model.

    Every command that takes a scenario takes one of these names, or the path of a file of your own.
    """
    from kfor_sim.scenario import load, shipped

    scenarios = [load(name) for name in shipped()]
    if as_json:
        put_json({"scenarios": [{"name": s.name, "title": s.title, "question": s.question} for s in scenarios]})
    else:
        put(table(_COLUMNS, [(s.name, s.title, s.question) for s in scenarios], width=page_width()))
