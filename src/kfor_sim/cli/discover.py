"""`kfor-sim discover`: where a claim fails among rival theories and defensible figures, and what schedules may cost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kfor_sim.cli.arguments import claim_option, complete_scenario, dry_run_option, json_option, world_options
from kfor_sim.cli.command import Command
from kfor_sim.cli.drawing import draw, kept
from kfor_sim.cli.dry_run import put_cost_of_answer, time_words
from kfor_sim.cli.output import put_answer, say

if TYPE_CHECKING:
    from kfor_sim.discovery import Plan

_EXAMPLES = (
    "kfor-sim discover documented fast",
    "kfor-sim discover documented fast --claim 'weeks_below_floor(fast) < 52' --theories default",
    "kfor-sim discover documented fast cliff --worlds 100 --metrics deaths,riot_weeks",
    "kfor-sim discover documented cliff --claim cliff-breaks-down    # a registered claim",
)


@click.command(cls=Command, examples=_EXAMPLES)
@click.argument("schedules", nargs=-1, required=True, shell_complete=complete_scenario)
@claim_option()
@click.option(
    "--theories", metavar="A,B", help="Only these; without it the scenario's own mechanisms and all theories."
)
@click.option("--worlds", metavar="N", type=click.IntRange(1, 100_000), help="Worlds for each theory at most; 40.")
@click.option("--metrics", metavar="A,B", help="By what schedules are regretted; without it a short list.")
@world_options()
@dry_run_option()
@json_option()
def command(
    *,
    schedules: tuple[str, ...],
    claim: str | None,
    theories: str | None,
    worlds: int | None,
    metrics: str | None,
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
    """Find where a claim fails, by a rule that can be read, and what each schedule may cost in the same worlds.

    SCHEDULES are scenarios, each a shipped name or the path of a file; one alone is held against fast. A world is a
    draw of all assumed figures of the first with its luck, under one theory; each schedule is lived through in the very
    same worlds. Draws of one number share their luck under all theories, and intervals count draws. A shallow tree is
    grown on half of them to tell where the claim fails; what it gives is called a rule of failure only if it lasts on
    the other half. Regret is how far a schedule lies behind the one that does best in the same world.

    A claim is an inequality over metric(schedule), such as 'weeks_below_floor(fast) < 52'; without one, the last
    schedule is claimed to be less secure than the first. Experiments are kept as two CSV files that EMA workbench
    reads. Runs that the folder knows are used again; Ctrl-C keeps what is finished. Results are illustrative.
    """
    from kfor_sim.discovery import carry_out, plan_of
    from kfor_sim.discovery.growing import check_installed
    from kfor_sim.report.discovery import discovery_text, summarise_discovery

    check_installed()
    plan = plan_of(
        schedules,
        claim=claim,
        theories=_named(theories),
        metrics=_named(metrics),
        worlds=worlds,
        overrides=overrides,
        **numbers,
    )
    if dry_run:
        first = plan.asked.subject.base
        put_cost_of_answer(first, plan.runs, workers=workers, dask=dask, as_json=as_json, quiet=quiet)
        return
    if not quiet:
        say(_announcement(plan, workers=workers, dask=dask))
    found = carry_out(plan, workers=workers, output=output, progress=not quiet, dask=dask)
    if found.store and not no_pictures:
        draw(found, found.store, quiet=quiet)
    put_answer(kept(found, summarise_discovery(found), found.store), discovery_text, as_json=as_json)


def _named(text: str | None) -> list[str] | None:
    """Read names between commas; None where nothing was said."""
    return None if text is None else [name.strip() for name in text.split(",") if name.strip()]


def _announcement(plan: Plan, *, workers: int | None, dask: str | None) -> str:
    """Say what is about to be asked, and what that costs at most."""
    from kfor_sim.cli.run import size_of
    from kfor_sim.digits import counted
    from kfor_sim.report.text import paragraph

    question, first = plan.question, plan.asked.subject.base
    return paragraph(
        f"Claim: {question.claim.text}. {', '.join(question.schedules)} in up to {plan.asked.worlds} worlds under each "
        f"of {counted(len(plan.theories), 'set')} of mechanisms: "
        f"{time_words(first, plan.runs, workers=workers, dask=dask)}, fewer where the folder knows some. Each: "
        f"{size_of(first)}."
    )
