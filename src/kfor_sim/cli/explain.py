"""`kfor-sim explain`: what a word of the model means, and where it stands in the code."""

from __future__ import annotations

from typing import Any

import click

from kfor_sim.cli.arguments import complete_scenario, json_option
from kfor_sim.cli.command import Command
from kfor_sim.cli.output import put_answer

_EXAMPLES = (
    "kfor-sim explain unrest.deterrence    # a figure",
    "kfor-sim explain deterrence           # a slot, and the figure of that name",
    "kfor-sim explain ratio-floor          # an option",
    "kfor-sim explain riot_weeks           # a metric",
    "kfor-sim explain conditions           # a policy",
    "kfor-sim explain drawdown --of my-scenario.toml    # a table of figures, with your values",
)
_REFERENCE = "documented"


def _complete_term(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[Any]:
    """Offer the terms that begin like this."""
    from click.shell_completion import CompletionItem

    from kfor_sim.glossary import entries_of
    from kfor_sim.scenario import load

    terms = dict.fromkeys(entry.term for entry in entries_of(load(_REFERENCE)))
    return [CompletionItem(term) for term in terms if term.startswith(incomplete)]


@click.command(cls=Command, examples=_EXAMPLES)
@click.argument("term", shell_complete=_complete_term)
@click.option(
    "--of",
    "scenario",
    metavar="SCENARIO",
    default=_REFERENCE,
    show_default=True,
    shell_complete=complete_scenario,
    help="Whose values are told: a shipped name or the path of a file.",
)
@json_option()
def command(*, term: str, scenario: str, as_json: bool) -> None:
    """Explain a word of the model: its meaning, unit, basis, source, and where it stands in the code.

    TERM is a figure (unrest.deterrence, or deterrence alone), a table of figures, a slot, an option, a theory, a
    policy, a lever, a metric, a weekly outcome, an event, a basis or a source. A word that stands for several things is
    explained as each of them.
    """
    from kfor_sim.glossary import explain
    from kfor_sim.report.glossary import explanation_text, summarise_explanation

    put_answer(summarise_explanation(explain(term, scenario)), explanation_text, as_json=as_json)
