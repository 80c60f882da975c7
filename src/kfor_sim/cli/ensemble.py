"""`kfor-sim ensemble`: what a claim comes to in worlds that fit the record, or in all from the ranges."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kfor_sim.cli.arguments import claim_option, complete_scenario, evidence_options, json_option, world_options
from kfor_sim.cli.command import Command
from kfor_sim.cli.drawing import draw, kept
from kfor_sim.cli.output import put_answer, say

if TYPE_CHECKING:
    from kfor_sim.equifinality import Plan

_EXAMPLES = (
    "kfor-sim ensemble documented --posterior    # against fast",
    "kfor-sim ensemble documented cliff --posterior --claim 'deaths(cliff) > deaths(documented)'",
    "kfor-sim ensemble documented fast --posterior --theories default,quinlivan,no-effect --worlds 100",
    "kfor-sim ensemble documented fast    # worlds from the ranges, whether they fit or not",
)


@click.command(cls=Command, examples=_EXAMPLES)
@click.argument("schedules", nargs=-1, required=True, shell_complete=complete_scenario)
@click.option("--posterior", is_flag=True, help="Only worlds that fit the evidence; without it all from the ranges.")
@claim_option()
@click.option(
    "--theories", metavar="A,B", help="Only these; without it the scenario's own mechanisms and all theories."
)
@click.option("--worlds", metavar="N", type=click.IntRange(1, 100_000), help="Worlds for each theory at most; 40.")
@evidence_options()
@world_options()
@json_option()
def command(
    *,
    schedules: tuple[str, ...],
    posterior: bool,
    claim: str | None,
    theories: str | None,
    worlds: int | None,
    evidence: str,
    reading: str,
    budget: int | None,
    overrides: tuple[str, ...],
    workers: int | None,
    output: Path,
    dask: str | None,
    no_pictures: bool,
    quiet: bool,
    as_json: bool,
    **numbers: int | None,
) -> None:
    """Ask what a claim comes to in many worlds: draws from the ranges that fit the record equally well.

    SCHEDULES are scenarios, each a shipped name or the path of a file; one alone is held against fast. A world is a
    draw of all assumed figures with the luck it was lived through on. With --posterior only worlds count in which the
    first schedule fits the evidence (`kfor-sim calibrate` says which); then nothing but the schedule is changed. The
    answer is the share of worlds in which the claim holds, under each theory: where theories that fit the record
    equally well disagree, the evidence does not settle it.

    A claim is an inequality over metric(schedule), such as 'deaths(fast) > deaths(documented)'; without one, the last
    schedule is claimed to be less secure than the first. Runs that the folder knows are used again; Ctrl-C keeps what
    is finished. Results are illustrative.
    """
    from kfor_sim.equifinality import carry_out, plan_of
    from kfor_sim.report.equifinality import equifinality_text, summarise_equifinality

    if not posterior and (budget is not None or evidence != "brief" or reading != "brief"):
        raise click.UsageError("--evidence, --reading and --budget say what worlds are fitted to; add --posterior")
    asked = None if theories is None else [name.strip() for name in theories.split(",") if name.strip()]
    plan = plan_of(
        schedules,
        posterior=posterior,
        claim=claim,
        theories=asked,
        evidence=evidence,
        reading=reading,
        budget=budget,
        worlds=worlds,
        overrides=overrides,
        **numbers,
    )
    if not quiet:
        say(_announcement(plan))
    found = carry_out(plan, workers=workers, output=output, progress=not quiet, dask=dask)
    if found.store and not no_pictures:
        draw(found, found.store, quiet=quiet)
    put_answer(kept(found, summarise_equifinality(found), found.store), equifinality_text, as_json=as_json)


def _announcement(plan: Plan) -> str:
    """Say what is about to be asked, and how many runs that takes at most."""
    from kfor_sim.cli.run import size_of
    from kfor_sim.digits import counted
    from kfor_sim.report.text import paragraph

    question, subject = plan.question, plan.subject
    others = plan.worlds * (len(question.schedules) - plan.is_fitted)
    runs = len(subject.under) * (others + (subject.budget if plan.is_fitted else 0))
    first = f"{subject.base.name} is calibrated, then " if plan.is_fitted else ""
    return paragraph(
        f"Claim: {question.claim.text}. {first}{', '.join(question.schedules)} in up to {plan.worlds} worlds under "
        f"each of {counted(len(subject.under), 'set')} of mechanisms: {counted(runs, 'run')} at most, fewer where the "
        f"folder knows some; each: {size_of(subject.base)}."
    )
