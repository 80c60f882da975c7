"""`kfor-sim theories`: the rival theories, the slots and options they are made of, and what speaks against each."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kfor_sim.cli.arguments import complete_scenario, complete_theory, json_option
from kfor_sim.cli.command import Command
from kfor_sim.cli.output import put, put_answer, say

if TYPE_CHECKING:
    from kfor_sim.scenario import Scenario

_REFERENCE = "documented"
_ENDINGS = (".svg", ".png")
_EXAMPLES = (
    "kfor-sim theories",
    "kfor-sim theories quinlivan",
    "kfor-sim theories --options",
    "kfor-sim theories --of my-scenario.toml    # those of your own file as well",
    "kfor-sim theories --markdown > docs/theories.md",
    "kfor-sim theories --picture curves.svg",
)


@click.command(cls=Command, examples=_EXAMPLES)
@click.argument("name", required=False, shell_complete=complete_theory)
@click.option(
    "--of",
    "scenario",
    metavar="SCENARIO",
    shell_complete=complete_scenario,
    help=f"Over which scenario; one of your own brings its own theories.  [default: {_REFERENCE}]",
)
@click.option("--options", "of_slots", is_flag=True, help="List the slots: the question of each, and its options.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print the page docs/theories.md on stdout, no more.")
@click.option(
    "--picture",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw what each rule of deterrence makes of the force, as .svg or .png.",
)
@json_option()
def command(
    *,
    name: str | None,
    scenario: str | None,
    of_slots: bool,
    as_markdown: bool,
    picture: Path | None,
    as_json: bool,
) -> None:
    """List the rival theories of how presence and security hang together, or say everything about one.

    A slot is a question about how the world works, an option is an answer to it, and a theory is a named bundle of
    options with figures, a source and the strongest objection. NAME is a theory; `default` stands for the scenario's
    own mechanisms. Wherever a scenario is named, `--theory NAME` lays one over it.
    """
    from kfor_sim.scenario import load

    _demand_one_thing(name, scenario, of_slots=of_slots, as_markdown=as_markdown, picture=picture, as_json=as_json)
    own = load(scenario or _REFERENCE)
    if picture:
        _draw(own, picture)
    elif as_markdown:
        from kfor_sim.report.theories_page import page

        put(page(own).rstrip("\n"))
    elif name:
        _tell(name, own, scenario or _REFERENCE, as_json=as_json)
    else:
        from kfor_sim.report.theories import overview, overview_text, slots_of, slots_text

        gathered, text_of = (slots_of(own), slots_text) if of_slots else (overview(own), overview_text)
        put_answer(gathered, text_of, as_json=as_json)


def _demand_one_thing(
    name: str | None,
    scenario: str | None,
    *,
    of_slots: bool,
    as_markdown: bool,
    picture: Path | None,
    as_json: bool,
) -> None:
    """Demand that a call asks for one thing only.

    Raises:
        click.UsageError: It asks for several that exclude each other.
    """
    asked = {"NAME": name, "--options": of_slots, "--markdown": as_markdown, "--picture": picture}
    several = [word for word, value in asked.items() if value]
    if len(several) > 1:
        raise click.UsageError(f"{' and '.join(several)} exclude each other; take one of them.")
    if as_json and (as_markdown or picture):
        raise click.UsageError(f"--json and {several[0]} exclude each other; take one of them.")
    if as_markdown and scenario:
        raise click.UsageError(
            f"--markdown prints the page of the shipped theories, over {_REFERENCE}; leave --of out."
        )
    if picture and picture.suffix not in _ENDINGS:
        raise click.UsageError(f"--picture wants a name that ends in {' or '.join(_ENDINGS)}, not '{picture}'.")


def _tell(name: str, own: Scenario, scenario: str, *, as_json: bool) -> None:
    """Say everything about one theory."""
    from kfor_sim.report.theories import demand_theory, detail, detail_text
    from kfor_sim.scenario import load

    demand_theory(name, own)
    laid_over = name in own.theories and name != own.theory_name
    words = ["kfor-sim", "run", scenario, *(("--theory", name) if laid_over else ())]
    under = load(scenario, theory=name) if laid_over else own
    put_answer(detail(own, under, command=shlex.join(words)), detail_text, as_json=as_json)


def _draw(own: Scenario, picture: Path) -> None:
    """Draw the curves of deterrence into a file.

    Raises:
        OutputError: It cannot be written.
    """
    from kfor_sim.curves import curves_of
    from kfor_sim.folders import output_faults
    from kfor_sim.plots import style
    from kfor_sim.plots.curves import description, figure_curves

    shown = curves_of(own)
    with output_faults(picture.parent):
        style.save_as(figure_curves(shown), picture, description=description(shown))
    say(f"Drawn: {picture}")
