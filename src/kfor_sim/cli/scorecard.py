"""`kfor-sim scorecard`: which patterns of the record the model yields without their being put in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kfor_sim.cli.arguments import answer_options, json_option, scenario_argument, theory_option
from kfor_sim.cli.command import Command
from kfor_sim.cli.drawing import draw, kept
from kfor_sim.cli.output import put_answer, say

if TYPE_CHECKING:
    from kfor_sim.scorecard.planning import Plan

_EXAMPLES = (
    "kfor-sim scorecard documented",
    "kfor-sim scorecard documented --theory quinlivan",
    "kfor-sim scorecard mine.toml --theory default    # the scenario's own mechanisms, in detail",
)


@click.command(cls=Command, examples=_EXAMPLES)
@scenario_argument()
@theory_option()
@answer_options()
@json_option()
def command(
    *,
    scenario: str,
    theory: str | None,
    overrides: tuple[str, ...],
    workers: int | None,
    output: Path,
    dask: str | None,
    no_pictures: bool,
    quiet: bool,
    as_json: bool,
    **numbers: int | None,
) -> None:
    """Say which patterns of the record the model yields without their being put in.

    SCENARIO is a shipped name or the path of a file. Each pattern of scenarios/targets.toml is measured, and measured
    again with its own input knocked out: the trends, the troops, the spark. It counts only if it outlasts that, is not
    coded in, set by hand or fitted, and is not of the event that a theory was made from. Without --theory all theories
    are asked, with six replicates each; with it one in detail. There is no total: patterns are neither independent nor
    of equal weight.

    Runs that the folder knows are used again; Ctrl-C keeps what is finished. Results are illustrative.
    """
    from kfor_sim.report.scorecard import scorecard_text, summarise_scorecard
    from kfor_sim.scorecard import carry_out, plan_of

    plan = plan_of(scenario, theory=theory, overrides=overrides, **numbers)
    if not quiet:
        say(_announcement(plan))
    found = carry_out(plan, workers=workers, output=output, progress=not quiet, dask=dask)
    if found.store and not no_pictures:
        draw(found, found.store, quiet=quiet)
    put_answer(kept(found, summarise_scorecard(found), found.store), scorecard_text, as_json=as_json)


def _announcement(plan: Plan) -> str:
    """Say what is about to be asked, and how many runs that takes."""
    from kfor_sim.cli.run import size_of
    from kfor_sim.digits import counted
    from kfor_sim.report.text import paragraph

    subject = plan.subject
    under = subject.theories[0] if subject.alone else f"{len(subject.theories)} theories"
    return paragraph(
        f"Scorecard of {subject.base.name} under {under}, each pattern as it is and with its own input knocked out: "
        f"{counted(plan.runs, 'run')}, fewer where the folder knows some; each: {size_of(subject.base)}."
    )
