"""`kfor-sim claims`: what was published of models like this one, and what we say of ours, checked seed by seed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kfor_sim.cli.arguments import json_option, place_options, seed_option
from kfor_sim.cli.command import Command
from kfor_sim.cli.drawing import draw, kept
from kfor_sim.cli.output import page_width, put, put_answer, put_json, say

if TYPE_CHECKING:
    from kfor_sim.scenario.claim_register import RegisteredClaim

_EXAMPLES = (
    "kfor-sim claims",
    "kfor-sim claims --seeds 20    # quicker, and more of them cannot be told",
    "kfor-sim claims epstein-run-5",
    "kfor-sim claims --list",
)


def complete_claim(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[Any]:
    """Offer the claims that begin like this."""
    from click.shell_completion import CompletionItem

    from kfor_sim.scenario.claim_register import claim_register

    return [CompletionItem(name) for name in claim_register() if name.startswith(incomplete)]


@click.command(cls=Command, examples=_EXAMPLES)
@click.argument("names", metavar="[CLAIM]...", nargs=-1, shell_complete=complete_claim)
@click.option("--markdown", is_flag=True, help="Print the verdicts as tables in Markdown.")
@click.option("--list", "only_list", is_flag=True, help="List the claims and check none.")
@click.option(
    "--seeds",
    metavar="N",
    type=click.IntRange(1, 10_000),
    help="How many replicates of each; without it as many as each claim says, mostly 100.",
)
@seed_option()
@place_options()
@json_option()
def command(
    *,
    names: tuple[str, ...],
    markdown: bool,
    only_list: bool,
    seeds: int | None,
    seed: int | None,
    workers: int | None,
    output: Path,
    dask: str | None,
    no_pictures: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Check claims about models of this kind, published ones and our own.

    CLAIM is the name of a claim in scenarios/claims.toml; without any all are checked, which takes some minutes. Most
    are about Epstein's model of civil violence (2002), on which the field leans: a small lattice is lived through with
    the mobilisation and deterrence of the main model, under three readings of the ratio of cops to active agents, as
    it is printed, rounded, and rounded down. The verdict is: reproduced, not reproduced, depends on the ratio rule, or
    not enough seeds to tell.

    The lattice needs an optional part: pip install 'kfor-sim[docking]'. Lives that the folder knows are used again;
    Ctrl-C keeps what is finished. Results are illustrative.
    """
    from kfor_sim.register.register import check_claims, chosen
    from kfor_sim.report.claims import described, list_text, register_markdown, register_text, summarise_register

    if markdown and (as_json or only_list):
        raise click.UsageError("--markdown prints verdicts as tables and goes with neither --json nor --list")
    claims = chosen(names)
    if only_list:
        listed = [described(name, claim) for name, claim in claims.items()]
        if as_json:
            put_json({"claims": listed})
        else:
            put(list_text(listed, width=page_width()))
        return
    if not quiet:
        say(_announcement(claims, seeds))
    given = {} if seed is None else {"seed": seed}
    found = check_claims(names, seeds=seeds, workers=workers, output=output, progress=not quiet, dask=dask, **given)
    if found.store and not no_pictures and any(claim.picture for claim in claims.values()):
        draw(found, found.store, quiet=quiet, what="pictures")
    summary = kept(found, summarise_register(found), found.store)
    if markdown:
        put(register_markdown(summary))
    else:
        put_answer(summary, register_text, as_json=as_json)


def _announcement(claims: dict[str, RegisteredClaim], seeds: int | None) -> str:
    """Say what is about to be checked, and how many runs that takes."""
    from kfor_sim.digits import counted
    from kfor_sim.register.register import runs_asked
    from kfor_sim.report.text import paragraph

    runs = runs_asked(claims, seeds)
    if not runs:
        return f"{counted(len(claims), 'claim')}, for which nothing has to be lived through."
    lattice = "; each worker first compiles the lattice, some seconds" if any(c.runs for c in claims.values()) else ""
    told = f"{counted(runs, 'run')}, fewer where the folder knows some{lattice}"
    return paragraph(f"{counted(len(claims), 'claim')}: {told}.")
