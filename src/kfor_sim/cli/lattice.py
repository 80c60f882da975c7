"""`kfor-sim lattice`: one life of Epstein's lattice to be looked at, site by site, for a lecture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kfor_sim.cli.arguments import json_option, output_option, seed_option
from kfor_sim.cli.command import Command
from kfor_sim.cli.output import put_answer, say

_RULES = ("ratio-literal", "ratio-round", "ratio-floor")
_EXAMPLES = (
    "kfor-sim lattice run-5 --rule ratio-floor    # cops are withdrawn, and society tips",
    "kfor-sim lattice run-5 --rule ratio-literal    # the same luck, the ratio as printed: it does not",
    "kfor-sim lattice run-7",
)


def complete_run(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[Any]:
    """Offer the runs that begin like this."""
    from click.shell_completion import CompletionItem

    from kfor_sim.scenario.lattice_runs import lattice_runs

    return [CompletionItem(name, help=run.title) for name, run in lattice_runs().items() if name.startswith(incomplete)]


@click.command(cls=Command, examples=_EXAMPLES)
@click.argument("run", shell_complete=complete_run)
@click.option(
    "--rule",
    type=click.Choice(_RULES),
    default="ratio-floor",
    show_default=True,
    help="How the ratio of cops to active agents is read: as it is printed, rounded, or rounded down.",
)
@seed_option()
@click.option(
    "--replicate", metavar="N", type=click.IntRange(min=0), default=0, show_default=True, help="Which life of them."
)
@click.option(
    "--steps", metavar="N", type=click.IntRange(1, 20_000), help="For how many steps; as long as the run says."
)
@click.option(
    "--from",
    "first",
    metavar="STEP",
    type=click.IntRange(min=0),
    help="Where the animation begins; without it shortly before the first outburst, or most activity.",
)
@click.option(
    "--to",
    "last",
    metavar="STEP",
    type=click.IntRange(min=1),
    help="Where it ends; without it a hundred steps later, of runs 6 to 8 at the end.",
)
@output_option("Where each life gets a folder of its own.")
@click.option("--no-pictures", is_flag=True, help="Leave the animation out.")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no messages on stderr.")
@json_option()
def command(
    *,
    run: str,
    rule: str,
    seed: int | None,
    replicate: int,
    steps: int | None,
    first: int | None,
    last: int | None,
    output: Path,
    no_pictures: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Animate one run of Epstein's model of civil violence.

    RUN is one of the paper's, run-1 to run-8 (scenarios/epstein.toml): 1 individual deception, 2 outbursts, 3 gradual
    and 4 sudden loss of legitimacy, 5 cop reductions, 6 peaceful coexistence, 7 ethnic cleansing, 8 peacekeepers. Who
    acts is decided by the functions of the main model. Rules share their luck: the same seed and replicate begin alike
    under all of them.

    Writes series.csv and lattice.gif. The lattice needs an optional part: pip install 'kfor-sim[docking]'. Results are
    illustrative.
    """
    from kfor_sim.docking.lattice import lattice_of
    from kfor_sim.docking.viewing import view_lattice
    from kfor_sim.report.animation import save_animation
    from kfor_sim.report.lattice import lattice_text, summarise_lattice

    chosen = lattice_of(run, rule)  # an unknown name is refused before anything else is said
    if not quiet:
        say(f"Living through {chosen.name}, after some seconds of compiling ...")
    given = {} if seed is None else {"seed": seed}
    view = view_lattice(run, rule, replicate=replicate, steps=steps, first=first, last=last, output=output, **given)
    if view.store and not no_pictures:
        if not quiet:
            say("Drawing the animation ...")
        save_animation(view, view.store, progress=not quiet)
    put_answer(summarise_lattice(view), lattice_text, as_json=as_json)
