"""`kfor-sim calibrate`: what the evidence leaves of the ranges of a scenario, under each theory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kfor_sim.cli.arguments import (
    evidence_options,
    json_option,
    scenario_argument,
    theory_option,
    world_options,
)
from kfor_sim.cli.command import Command
from kfor_sim.cli.drawing import draw, kept
from kfor_sim.cli.output import put_answer, say

if TYPE_CHECKING:
    from kfor_sim.calibration import Subject

_EXAMPLES = (
    "kfor-sim calibrate documented",
    "kfor-sim calibrate documented --evidence full --budget 500    # homicides and March 2004 too",
    "kfor-sim calibrate conditions --theory default --set end=2011-12-31    # strengths as a check",
    "kfor-sim calibrate conditions --theory default --reading history",
)


@click.command(cls=Command, examples=_EXAMPLES)
@scenario_argument()
@theory_option()
@evidence_options()
@world_options()
@json_option()
def command(
    *,
    scenario: str,
    theory: str | None,
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
    seed: int | None,
    persons_per_resident: int | None,
) -> None:
    """Ask what the evidence leaves of the ranges that figures carry, and which theories fit at all.

    SCENARIO is a shipped name or the path of a file. Each assumed figure is drawn from its range, many times, and every
    draw is lived through once on luck of its own. Draws that meet every target of scenarios/targets.toml are kept: they
    are the worlds that the record leaves possible. Where too few meet all, tolerances are widened and told; beyond 256
    draws, further ones are guided to where they may fit, and weighted. Known truths are recovered as a check of the
    method. Without --theory the scenario's own mechanisms and all theories are asked.

    Draws that the folder knows are used again, and a larger budget goes on from a smaller one; Ctrl-C keeps what is
    finished. `kfor-sim ensemble` asks what a claim comes to in the worlds that were kept. Results are illustrative.
    """
    from kfor_sim.calibration import carry_out, subject_of
    from kfor_sim.report.calibration import calibration_text, summarise_calibration

    subject = subject_of(
        scenario,
        theories=None if theory is None else (theory,),
        evidence_set=evidence,
        reading=reading,
        budget=budget,
        overrides=overrides,
        seed=seed,
        persons_per_resident=persons_per_resident,
    )
    if not quiet:
        say(announcement(subject))
    found = carry_out(subject, workers=workers, output=output, progress=not quiet, dask=dask)
    if found.store and not no_pictures:
        draw(found, found.store, quiet=quiet, what="pictures")
    put_answer(kept(found, summarise_calibration(found), found.store), calibration_text, as_json=as_json)


def announcement(subject: Subject) -> str:
    """Say what is about to be asked, and how many runs that takes."""
    from kfor_sim.cli.run import size_of
    from kfor_sim.digits import counted
    from kfor_sim.report.text import paragraph
    from kfor_sim.scenario.evidence import evidence

    theories = list(subject.under)
    under = theories[0] if len(theories) == 1 else f"{len(theories)} theories"
    runs = counted(subject.budget * len(theories), "run")
    return paragraph(
        f"{subject.base.name} under {under}, held to {evidence().sets[subject.evidence].label}: {runs}, fewer where "
        f"the folder knows some; each: {size_of(subject.base)}."
    )
