"""`kfor-sim run`: an ensemble of a scenario, from the command line to a folder of results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kfor_sim.cli.arguments import ensemble_options, json_option, scenario_argument
from kfor_sim.cli.command import Command
from kfor_sim.cli.drawing import draw, kept
from kfor_sim.cli.dry_run import put_cost
from kfor_sim.cli.output import put_answer, say

if TYPE_CHECKING:
    from kfor_sim.scenario import Scenario

_EXAMPLES = (
    "kfor-sim run documented",
    "kfor-sim run documented --replicates 100 --seed 7",
    "kfor-sim run documented --theory quinlivan",
    "kfor-sim run documented --set unrest.deterrence=3.0 --set theory.deterrence=ratio-floor",
    "kfor-sim run my-scenario.toml --output my-results --json > summary.json",
    "kfor-sim run documented --replicates 1000 --dry-run",
    "kfor-sim run documented --replicates 1000 --dask tcp://scheduler:8786",
)

_COARSE = 20  # persons a resident above which crowds were measured to shrink by more than a few per cent


@click.command(cls=Command, examples=_EXAMPLES)
@scenario_argument()
@ensemble_options()
@click.option(
    "--only",
    metavar="N",
    type=click.IntRange(min=0),
    help="Just the replicate of this number, from 0, to repeat it alone.",
)
@json_option()
def command(
    *,
    scenario: str,
    theory: str | None,
    overrides: tuple[str, ...],
    workers: int | None,
    output: Path,
    dask: str | None,
    dry_run: bool,
    only: int | None,
    no_pictures: bool,
    quiet: bool,
    as_json: bool,
    **numbers: int | None,
) -> None:
    """Run an ensemble of a scenario and save tables, pictures and a manifest in a folder.

    SCENARIO is a shipped name or the path of a file. What is not given here is taken from the scenario. Replicates that
    are in the folder already are used again; Ctrl-C keeps what is finished. Results are illustrative.
    """
    from kfor_sim.arguments import with_arguments
    from kfor_sim.report.summary import summarise, summary_text
    from kfor_sim.report.text import paragraph
    from kfor_sim.running import run
    from kfor_sim.scenario import load
    from kfor_sim.store import Store

    chosen = with_arguments(load(scenario, theory=theory, overrides=overrides), **numbers)
    if dry_run:
        put_cost([chosen], output=output, workers=workers, dask=dask, as_json=as_json, quiet=quiet, only=only)
        return
    if not quiet:
        say(paragraph(f"{chosen.name}: {size_of(chosen, only=only)}."))
    result = run(chosen, workers=workers, output=output, progress=not quiet, dask=dask, only=only)
    folder = result.shelf if isinstance(result.shelf, Store) and only is None else None
    if folder and not no_pictures:
        draw(result, folder, quiet=quiet, what="pictures")
    put_answer(kept(result, summarise(result), folder), summary_text, as_json=as_json)


def size_of(scenario: Scenario, *, only: int | None = None) -> str:
    """Say how much is about to be run: weeks, replicates or the only one, and as what people take part."""
    from kfor_sim.digits import counted
    from kfor_sim.prepare import calendar_of

    replicates = counted(int(scenario.value("run.replicates")), "replicate")
    replicates = replicates if only is None else f"replicate {only} alone"
    weeks, seed = calendar_of(scenario).weeks, f"{scenario.value('run.seed'):.0f}"
    return f"{weeks} weeks, {replicates} of seed {seed}, {_people(scenario)}"


def _people(scenario: Scenario) -> str:
    """Say as what people take part."""
    from kfor_sim.digits import counted
    from kfor_sim.scenario.size import residents

    population, persons = scenario.options["population"], scenario.value("run.persons_per_resident")
    if population != "individuals":
        return f"population {population}"
    total, share = scenario.value("population.total"), scenario.value("population.mobilisable_share")
    number = residents(total, share, persons, 0)
    coarse = " (coarse: smaller crowds than at 10, more riots in small places)" if persons > _COARSE else ""
    return f"some {number:,} simulated residents, each for {counted(int(persons), 'person')}{coarse}"
