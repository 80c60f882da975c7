"""`kfor-sim compare`: several schedules on the same luck, from the command line to a folder of results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kfor_sim.cli.arguments import complete_scenario, ensemble_options, json_option
from kfor_sim.cli.command import Command
from kfor_sim.cli.drawing import draw, kept
from kfor_sim.cli.dry_run import put_cost
from kfor_sim.cli.output import put_answer, say
from kfor_sim.cli.run import size_of

if TYPE_CHECKING:
    from kfor_sim.comparing import Plan

_EXAMPLES = (
    "kfor-sim compare documented no-force",
    "kfor-sim compare no-force mine.toml documented --baseline documented --replicates 50",
    "kfor-sim compare documented no-force --metrics riot_weeks,deaths,security_serb",
    "kfor-sim compare documented fast --theory quinlivan    # laid over both",
    "kfor-sim compare documented no-force --set unrest.deterrence=3.0    # changed in both",
    "kfor-sim compare documented no-force --json > comparison.json",
)


@click.command(cls=Command, examples=_EXAMPLES)
@click.argument("schedules", nargs=-1, required=True, shell_complete=complete_scenario)
@click.option("--baseline", metavar="NAME", help="The schedule that the others are compared with; else the first.")
@click.option(
    "--metrics",
    metavar="A,B",
    help="What the text speaks of; the first that has a better direction ranks. The tables hold all metrics.",
)
@ensemble_options()
@json_option()
def command(
    *,
    schedules: tuple[str, ...],
    baseline: str | None,
    metrics: str | None,
    theory: str | None,
    overrides: tuple[str, ...],
    workers: int | None,
    output: Path,
    dask: str | None,
    dry_run: bool,
    no_pictures: bool,
    quiet: bool,
    as_json: bool,
    **numbers: int | None,
) -> None:
    """Compare schedules on the same luck, replicate by replicate, and save tables, pictures and a manifest.

    SCHEDULES are two or more scenarios, each a shipped name or the path of a file. All get the replicates, seed and
    resolution of the baseline unless they are given here, the same --theory, and every --set. Ensembles that the folder
    has are used again, so that one more schedule costs one more ensemble; Ctrl-C keeps what is finished. Results are
    illustrative: an order holds in the model, given its assumptions; `kfor-sim robust` asks whether it holds under
    other theories.
    """
    from kfor_sim.comparing import carry_out, plan_of
    from kfor_sim.report.comparison import comparison_text, summarise_comparison
    from kfor_sim.scenario import load

    asked = [name.strip() for name in metrics.split(",")] if metrics is not None else None
    loaded = [load(schedule, theory=theory, overrides=overrides) for schedule in schedules]
    plan = plan_of(loaded, baseline=baseline, metrics=asked, **numbers)
    if dry_run:
        put_cost([*plan.schedules.values()], output=output, workers=workers, dask=dask, as_json=as_json, quiet=quiet)
        return
    if not quiet:
        say(_announcement(plan))
    comparison = carry_out(plan, workers=workers, output=output, progress=not quiet, dask=dask)
    if comparison.store and not no_pictures:
        draw(comparison, comparison.store, quiet=quiet, what="pictures")
    put_answer(kept(comparison, summarise_comparison(comparison), comparison.store), comparison_text, as_json=as_json)


def _announcement(plan: Plan) -> str:
    """Say what is about to be run."""
    from kfor_sim.report.text import paragraph

    each = size_of(plan.schedules[plan.baseline])
    return paragraph(f"{', '.join(plan.schedules)}, on the same luck; each: {each}. Baseline: {plan.baseline}.")
