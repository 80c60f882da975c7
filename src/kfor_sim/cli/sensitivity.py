"""`kfor-sim sensitivity`: which assumption a metric, a difference between two schedules, or a claim hangs on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kfor_sim.cli.arguments import analysis_options
from kfor_sim.cli.command import Command
from kfor_sim.cli.drawing import draw, kept
from kfor_sim.cli.dry_run import put_cost_of_answer, time_words
from kfor_sim.cli.output import put_answer, say

if TYPE_CHECKING:
    from kfor_sim.sensitivity import Plan

_EXAMPLES = (
    "kfor-sim sensitivity documented --metric deaths",
    "kfor-sim sensitivity documented fast --metric weeks_below_floor    # what drives the gap?",
    "kfor-sim sensitivity documented cliff --claim 'deaths(cliff) > deaths(documented)'",
    "kfor-sim sensitivity documented fast --theory quinlivan --samples 192",
    "kfor-sim sensitivity documented fast --dry-run    # what it would cost",
)


@click.command(cls=Command, examples=_EXAMPLES)
@analysis_options()
def command(
    *,
    scenario: str,
    against: str | None,
    workers: int | None,
    output: Path,
    dask: str | None,
    dry_run: bool,
    no_pictures: bool,
    quiet: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    """Rank the assumptions by what they do to a result, all of them varied together over their ranges.

    SCENARIO, and AGAINST if it is given, are shipped names or paths of files. With two, what is analysed is the
    difference AGAINST less SCENARIO on the same luck: which assumption drives the gap? First all figures are screened
    by elementary effects (Morris); then the few with the largest are weighed one by one, and the others as a group, by
    the variance they explain (Sobol's indices, Saltelli's design). Every index has an interval, and the text says
    whether the first place is settled, how much of the spread is luck, and by how much the spread would shrink if a
    figure were known.

    Needs an optional part: pip install 'kfor-sim[analysis]'. Runs that the folder knows are used again, larger designs
    go on from smaller ones, and Ctrl-C keeps what is finished. Results are illustrative.
    """
    from kfor_sim.report.sensitivity import sensitivity_text, summarise_sensitivity
    from kfor_sim.sensitivity import carry_out, plan_of

    plan = plan_of(scenario, against, blocks=asked.pop("samples"), **asked)
    first = next(iter(plan.schedules.values()))
    if dry_run:
        put_cost_of_answer(first, plan.runs, workers=workers, dask=dask, as_json=as_json, quiet=quiet)
        return
    if not quiet:
        say(announcement(plan, runs=plan.runs, workers=workers, dask=dask))
    found = carry_out(plan, workers=workers, output=output, progress=not quiet, dask=dask)
    if found.store and not no_pictures:
        draw(found, found.store, quiet=quiet, what="pictures")
    put_answer(kept(found, summarise_sensitivity(found), found.store), sensitivity_text, as_json=as_json)


def announcement(plan: Plan, *, runs: int, workers: int | None, dask: str | None) -> str:
    """Say what is about to be asked, and what that costs at most."""
    from kfor_sim.cli.run import size_of
    from kfor_sim.digits import counted
    from kfor_sim.report.text import paragraph

    first = next(iter(plan.schedules.values()))
    screening, weighing = plan.effort.points(len(plan.ranges))
    return paragraph(
        f"{plan.words}: {counted(len(plan.ranges), 'figure')} screened at {screening:,} points, then "
        f"{min(plan.effort.singly, len(plan.ranges))} weighed one by one at {weighing:,}; "
        f"{time_words(first, runs, workers=workers, dask=dask)}. Each: {size_of(first)}."
    )
