"""`kfor-sim robust`: whether a claim about schedules holds under every theory, with the same luck in all of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kfor_sim.cli.arguments import answer_options, claim_option, complete_scenario, json_option
from kfor_sim.cli.command import Command
from kfor_sim.cli.drawing import draw, kept
from kfor_sim.cli.output import put_answer, say

if TYPE_CHECKING:
    from kfor_sim.robustness import Question

_EXAMPLES = (
    "kfor-sim robust documented fast",
    "kfor-sim robust documented fast --claim 'deaths(fast) > deaths(documented)'",
    "kfor-sim robust documented mine.toml --theories quinlivan,friedman,no-effect",
    "kfor-sim robust --claim pace-at-equal-effort    # one of scenarios/conclusions.toml",
)


@click.command(cls=Command, examples=_EXAMPLES)
@click.argument("schedules", nargs=-1, shell_complete=complete_scenario)
@claim_option()
@click.option(
    "--theories", metavar="A,B", help="Only these; without it the scenarios' own mechanisms and all theories."
)
@answer_options()
@json_option()
def command(
    *,
    schedules: tuple[str, ...],
    claim: str | None,
    theories: str | None,
    overrides: tuple[str, ...],
    workers: int | None,
    output: Path,
    dask: str | None,
    no_pictures: bool,
    quiet: bool,
    as_json: bool,
    **numbers: int | None,
) -> None:
    """Ask whether a conclusion survives: the same schedules under every theory, with the same luck.

    SCHEDULES are two or more scenarios, each a shipped name or the path of a file. A claim is an inequality over
    metric(schedule), with + - * / and numbers, such as 'deaths(fast) > 1.1 * deaths(documented)'; metrics are those of
    summary.csv. Without one it is claimed that the last schedule is less secure than the first. The verdict names the
    theories under which the claim holds and never counts them, since they are neither independent nor equally
    plausible. Runs that the folder knows are used again; Ctrl-C keeps what is finished. Results are illustrative.
    """
    from kfor_sim.report.robust import robustness_text, summarise_robustness
    from kfor_sim.robustness import answer, question_of

    asked = None if theories is None else [name.strip() for name in theories.split(",") if name.strip()]
    question = question_of(schedules, claim=claim, overrides=overrides, **numbers)
    if not quiet:
        say(_announcement(question))
    found = answer(question, theories=asked, workers=workers, output=output, progress=not quiet, dask=dask)
    if found.store and not no_pictures:
        draw(found, found.store, quiet=quiet)
    put_answer(kept(found, summarise_robustness(found), found.store), robustness_text, as_json=as_json)


def _announcement(question: Question) -> str:
    """Say what is about to be asked."""
    from kfor_sim.cli.run import size_of
    from kfor_sim.report.text import paragraph

    first = next(iter(question.base.values()))
    return paragraph(
        f"Claim: {question.claim.text}. {', '.join(question.schedules)} under each theory, on the same luck; each: "
        f"{size_of(first)}."
    )
