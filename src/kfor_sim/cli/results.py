"""`kfor-sim results`: what lies in an output folder, whether it is sound, and its removal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kfor_sim.cli.arguments import complete_result, json_option, output_option
from kfor_sim.cli.command import Command
from kfor_sim.cli.output import page_width, put_answer, say
from kfor_sim.errors import InputError, OutputError

if TYPE_CHECKING:
    from kfor_sim.inventory import Inventory, Removal, ResultFolder

_EXAMPLES = (
    "kfor-sim results",
    "kfor-sim results documented --output my-results",
    "kfor-sim results --verify",
    "kfor-sim results --remove documented-15c69b45564e",
    "kfor-sim results --remove --all --yes --json > removed.json",
)
_DAMAGED = 1  # the exit code where something is not sound
_PATIENCE = 1  # seconds before a bar is shown


@click.command(cls=Command, examples=_EXAMPLES)
@click.argument("names", nargs=-1, shell_complete=complete_result)
@output_option("Where runs and comparisons have their folders.")
@click.option(
    "--verify", is_flag=True, help="Read every replicate and trial and say which are damaged; nothing is changed."
)
@click.option("--remove", "removes", is_flag=True, help="Remove the results of these NAMES, after asking.")
@click.option("--all", "everything", is_flag=True, help="With --remove: all results instead of NAMES.")
@click.option("--yes", "-y", is_flag=True, help="With --remove: do not ask.")
@json_option()
def command(
    *,
    names: tuple[str, ...],
    output: Path,
    verify: bool,
    removes: bool,
    everything: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """List, verify or remove the results in an output folder.

    NAMES are folders of results, scenarios (which stand for all their runs), or how one of these begins; without them
    everything is listed or verified. A run that was stopped is unfinished: the same run goes on with it.

    --verify exits with 1 if a file is damaged or missing. --remove takes away what kfor-sim wrote and leaves whatever
    else lies there; results that are removed can be computed again. Do not remove what a run is working on.
    """
    from kfor_sim.inventory import inventory
    from kfor_sim.report.inventory import listed, listed_text

    _check(names, verify=verify, removes=removes, everything=everything, yes=yes)
    there = inventory(output)
    _check_place(there)
    chosen = there.chosen(names)
    if removes:
        _remove(output, chosen, yes=yes, as_json=as_json)
    elif verify:
        _verify(output, chosen, as_json=as_json)
    else:
        put_answer(listed(output, chosen), listed_text, as_json=as_json)


def _check(names: Sequence[str], *, verify: bool, removes: bool, everything: bool, yes: bool) -> None:
    """Refuse options that do not go together.

    Raises:
        click.UsageError: They do not.
    """
    if verify and removes:
        raise click.UsageError("--verify and --remove exclude each other; take one of them.")
    if (everything or yes) and not removes:
        raise click.UsageError(f"{'--all' if everything else '--yes'} goes with --remove.")
    if names and everything:
        raise click.UsageError("--all stands for every name; leave it out, or the NAMES.")
    if removes and not names and not everything:
        raise click.UsageError("--remove needs the NAMES of what is to go, or --all; `kfor-sim results` lists them.")


def _check_place(there: Inventory) -> None:
    """Refuse an output folder that is itself a folder of results: what is meant is the one around it.

    Raises:
        InputError: It is.
    """
    from kfor_sim.inventory import result_folder

    place = there.output.absolute()
    if not there.results and result_folder(place):
        around = f"name the one around it: --output {place.parent}"
        raise InputError(f"{there.output} is itself a folder of results; {around}")


def _verify(output: Path, chosen: Sequence[ResultFolder], *, as_json: bool) -> None:
    """Read every replicate and tell what is wrong."""
    from tqdm import tqdm

    from kfor_sim.inventory import troubles
    from kfor_sim.report.inventory import verified, verified_text

    total = sum(len(folder.having("replicate") + folder.having("trial")) for folder in chosen)
    with tqdm(total=total, unit="file", desc="reading", delay=_PATIENCE, leave=False) as bar:
        found = [(folder, troubles(folder, checked=bar.update)) for folder in chosen]
    document = verified(output, found)
    put_answer(document, verified_text, as_json=as_json)
    if not document["sound"]:
        raise click.exceptions.Exit(_DAMAGED)


def _remove(output: Path, chosen: Sequence[ResultFolder], *, yes: bool, as_json: bool) -> None:
    """List what would be removed, ask, and remove it."""
    from kfor_sim.inventory import remove
    from kfor_sim.report.inventory import plan_text, removed, removed_text

    if chosen:
        say(plan_text(chosen, width=page_width()))
    agreed = chosen and (yes or _asked())
    removals = [remove(folder) for folder in chosen] if agreed else []
    put_answer(removed(output, removals), removed_text, as_json=as_json)
    _report(removals)


def _asked() -> bool:
    """Ask on stderr whether to remove what was listed.

    Raises:
        InputError: Nobody is there to answer.
    """
    if not sys.stdin.isatty():
        raise InputError("nothing was removed, as there is no terminal to ask on; add --yes to remove it")
    with redirect_stdout(sys.stderr):  # with err=True, some releases of click still write a blank to stdout
        return click.confirm("\nRemove this?")


def _report(removals: Sequence[Removal]) -> None:
    """Tell what could not be removed.

    Raises:
        OutputError: Something could not.
    """
    failed = [
        (f"{removal.name}/{name}".removesuffix("/."), reason) for removal in removals for name, reason in removal.failed
    ]
    if failed:
        name, reason = failed[0]
        more = f", and {len(failed) - 1:,} more" if len(failed) > 1 else ""
        raise OutputError(f"{name}{more} could not be removed: {reason}; mend that and repeat the command")
