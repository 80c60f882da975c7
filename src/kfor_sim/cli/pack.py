"""`kfor-sim pack`: results for a class that can install nothing, in one file."""

from __future__ import annotations

import io
import json
import shlex
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kfor_sim.cli.arguments import complete_result, file_option, json_option, output_option
from kfor_sim.cli.command import Command
from kfor_sim.cli.output import put_answer, say

if TYPE_CHECKING:
    from kfor_sim.report.pack import Pack

_EXAMPLES = (
    "kfor-sim pack    # a class of ninety minutes, computed where it is not stored",
    "kfor-sim pack --replicates 5    # quicker, and with wider intervals",
    "kfor-sim pack compare-documented robust-fast --to friday.zip    # results that you have",
)
CLASS = (
    ("run", "minimal"),
    ("run", "documented"),
    ("compare", "documented", "fast", "cliff"),
    ("compare", "equal-linear", "equal-front-loaded", "equal-hold-then-cliff"),
    ("robust", "--claim", "fast-costs-lives"),
    ("robust", "--claim", "cliff-breaks-down"),
)
"""What docs/teaching.md goes through in ninety minutes, in its order."""


@click.command(cls=Command, examples=_EXAMPLES)
@click.argument("results", nargs=-1, shell_complete=complete_result)
@click.option(
    "--replicates",
    metavar="N",
    type=click.IntRange(min=1),
    help="Without RESULTS: how many runs each; as many as scenarios and commands say without it.",
)
@click.option(
    "--workers", metavar="N", type=click.IntRange(min=1), help="Without RESULTS: how many runs are computed at a time."
)
@output_option("Where results have their folders.")
@file_option("The ZIP file to write; class-pack.zip in the output folder without it.")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no messages on stderr.")
@json_option()
def command(
    *,
    results: tuple[str, ...],
    replicates: int | None,
    workers: int | None,
    output: Path,
    to: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Write a pack of results for classes that can install nothing: one ZIP file that a browser opens.

    RESULTS are folders of results as `kfor-sim results` lists them. Without any, the pack holds what the plan for
    ninety minutes in docs/teaching.md goes through: the small town, the documented schedule, schedules compared, pace
    at equal effort, and two claims under every theory, one that survives and one that does not. What is not stored is
    computed, some minutes on two processors; what is stored is used again, and Ctrl-C keeps it. In the pack are a
    start page, a worksheet to fill in first, a report of each result, tables for a spreadsheet and pictures for slides.
    Illustrative is what each of them says.
    """
    from kfor_sim.report.pack import NAME, write_pack
    from kfor_sim.report.stored import stored

    if results and (replicates or workers):
        raise click.UsageError("--replicates and --workers are for a pack without RESULTS; those are stored already.")
    if results:
        found, commands = [stored(name, output) for name in results], {}
    else:
        made = dict(_made(output, replicates=replicates, workers=workers, quiet=quiet))
        found, commands = [stored(str(folder), output) for folder in made], {each.name: made[each] for each in made}
    pack = write_pack(found, to or output / NAME, commands=commands)
    put_answer(_told(pack), _text, as_json=as_json)


def _made(output: Path, *, replicates: int | None, workers: int | None, quiet: bool) -> Iterator[tuple[Path, str]]:
    """Make every result of the class as its command does, and give each folder with the command."""
    from kfor_sim.cli.program import NAME, program

    for words in CLASS:
        asked = [*words, *(("--replicates", str(replicates)) if replicates else ())]
        if not quiet:
            say(f"{shlex.join([NAME, *asked])} ...")
        place = ["--output", str(output), "--json", *(("--workers", str(workers)) if workers else ())]
        printed = io.StringIO()
        with redirect_stdout(printed):
            program.main([*asked, *place, *(("--quiet",) if quiet else ())], NAME, standalone_mode=False)
        yield Path(json.loads(printed.getvalue())["folder"]), shlex.join([NAME, *asked])


def _told(pack: Pack) -> dict[str, Any]:
    """Say what was packed, fit for JSON."""
    return {"pack": str(pack.file), "bytes": pack.size, "results": list(pack.results), "files": list(pack.files)}


def _text(told: dict[str, Any], *, width: int) -> str:
    """Say what was packed, for reading."""
    from kfor_sim.digits import counted, in_bytes
    from kfor_sim.report.text import paragraph

    holds = (
        f"{counted(len(told['results']), 'result')} in {counted(len(told['files']), 'file')}, "
        f"{in_bytes(told['bytes'])}. Unpack it and open kfor-sim/index.html; the worksheet comes first."
    )
    return "\n".join([f"Pack: {told['pack']}", paragraph(holds, indent=2, width=width)])
