"""`kfor-sim audit`: on one page, what a conclusion rests on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kfor_sim.cli.arguments import analysis_options
from kfor_sim.cli.command import Command
from kfor_sim.cli.drawing import draw, kept
from kfor_sim.cli.dry_run import put_cost_of_answer
from kfor_sim.cli.output import put_answer, say
from kfor_sim.cli.sensitivity import announcement

_EXAMPLES = (
    "kfor-sim audit documented fast    # that fast is less secure",
    "kfor-sim audit documented fast --metric weeks_below_floor",
    "kfor-sim audit documented cliff --claim 'deaths(cliff) > deaths(documented)' --theory quinlivan",
    "kfor-sim audit documented --metric deaths    # a number, no conclusion",
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
    """Say on one page what a conclusion rests on, and which assumption would overturn it.

    SCENARIO and AGAINST are shipped names or paths of files. The conclusion is that AGAINST is less secure; with
    --metric that it does worse on that, with --claim what you write. The page names the figures by basis, how good and
    how old their sources are and where they disagree, the assumptions in the order of their influence on the
    conclusion (as `kfor-sim sensitivity`, whose runs it shares), the value at which one of them overturns it, if one
    does, what is not in the model, and five points of honest use. It is printed, and written as audit.html beside its
    tables.

    Needs an optional part: pip install 'kfor-sim[analysis]'. Runs that the folder knows are used again; Ctrl-C keeps
    what is finished. Results are illustrative.
    """
    from kfor_sim.audit import carry_out, plan_of
    from kfor_sim.report.audit import audit_text, summarise_audit
    from kfor_sim.report.audit_page import write_page
    from kfor_sim.report.text import files_in

    plan = plan_of(scenario, against, blocks=asked.pop("samples"), **asked)
    first = next(iter(plan.analysis.schedules.values()))
    if dry_run:
        put_cost_of_answer(first, plan.runs, workers=workers, dask=dask, as_json=as_json, quiet=quiet)
        return
    if not quiet:
        say(announcement(plan.analysis, runs=plan.runs, workers=workers, dask=dask))
    found = carry_out(plan, workers=workers, output=output, progress=not quiet, dask=dask)
    if found.store and not no_pictures:
        draw(found, found.store, quiet=quiet)
    summary = kept(found, summarise_audit(found), found.store)
    if found.store:
        write_page(summary, found.store)
        summary["files"] = files_in(found.folder)
    put_answer(summary, audit_text, as_json=as_json)
