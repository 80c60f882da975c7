"""`kfor-sim break`: the smallest change of an assumption that turns a claim about schedules round."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kfor_sim.cli.arguments import answer_options, claim_option, complete_scenario, json_option, theory_option
from kfor_sim.cli.command import Command
from kfor_sim.cli.drawing import draw, kept
from kfor_sim.cli.output import put_answer, say

if TYPE_CHECKING:
    from kfor_sim.robustness import Departures, Question

_EXAMPLES = (
    "kfor-sim break documented fast --claim 'deaths(fast) > deaths(documented)'",
    "kfor-sim break documented fast --no-pairs",
    "kfor-sim break documented mine.toml --theory quinlivan --figures violence.",
    "kfor-sim break --claim pace-at-equal-effort    # one of scenarios/conclusions.toml",
)


@click.command(cls=Command, examples=_EXAMPLES)
@click.argument("schedules", nargs=-1, shell_complete=complete_scenario)
@claim_option()
@theory_option()
@click.option("--figures", metavar="PATTERN", help="Only figures whose path has this in it, e.g. violence. or _weeks.")
@click.option("--no-pairs", is_flag=True, help="Leave pairs of options out, which are about half of the work.")
@answer_options()
@json_option()
def command(
    *,
    schedules: tuple[str, ...],
    claim: str | None,
    theory: str | None,
    figures: str | None,
    no_pairs: bool,
    overrides: tuple[str, ...],
    workers: int | None,
    output: Path,
    dask: str | None,
    no_pictures: bool,
    quiet: bool,
    as_json: bool,
    **numbers: int | None,
) -> None:
    """Find the smallest change of an assumption after which a claim no longer holds.

    SCHEDULES are two or more scenarios, each a shipped name or the path of a file; claims are those of `kfor-sim
    robust`. What is changed is changed in all schedules alike: each assumed, calibrated or documented figure along its
    range, then each other option of each slot, then two options together. The answer is sorted by how far one must go,
    in units of a figure's range. A claim that does not hold to begin with leaves nothing to break.

    --replicates is for the claim at the defaults, 12 without it; a change is judged on 4, and on more, up to 16 or
    as many as there, only while luck decides. --set belongs to the defaults, --theory puts others in their place.
    On two processors a quarter of an hour, about half of that with --no-pairs. Runs that the folder knows are used
    again and Ctrl-C keeps what is finished. Results are illustrative.
    """
    from kfor_sim.report.breaking import breaking_text, summarise_breaking
    from kfor_sim.robustness import breakable, depart, departures_of

    question = breakable(schedules, claim=claim, overrides=overrides, **numbers)
    departures = departures_of(question, theory=theory, figures=figures, pairs=not no_pairs)
    if not quiet:
        say(_announcement(question, departures))
    found = depart(question, departures, workers=workers, output=output, progress=not quiet, dask=dask)
    if found.store and found.holds and not no_pictures:
        draw(found, found.store, quiet=quiet)
    put_answer(kept(found, summarise_breaking(found), found.store), breaking_text, as_json=as_json)


def _announcement(question: Question, departures: Departures) -> str:
    """Say what is about to be tried, and how many runs that takes."""
    from kfor_sim.cli.run import size_of
    from kfor_sim.digits import counted
    from kfor_sim.report.text import paragraph

    first = next(iter(question.base.values()))
    few, most = departures.runs(question)
    kinds = [(len(departures.figures), "figure"), (len(departures.changes), "other option")]
    kinds += [(len(departures.pairs), "pair")] if departures.pairs else []
    tried = ", ".join(counted(number, noun) for number, noun in kinds)
    return paragraph(
        f"Claim: {question.claim.text}. {', '.join(question.schedules)}, each: {size_of(first)}. If it holds there: "
        f"{tried}; {few:,} runs where few replicates tell and nothing breaks it, {most:,} at the very most."
    )
