"""`kfor-sim report`: a result as one page that needs no other file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kfor_sim.cli.arguments import complete_result, file_option, json_option, output_option
from kfor_sim.cli.command import Command
from kfor_sim.cli.output import put_answer

if TYPE_CHECKING:
    from kfor_sim.report.result_page import Report
    from kfor_sim.report.stored import Stored

_EXAMPLES = (
    "kfor-sim report documented    # the run of it, if there is one alone",
    "kfor-sim report compare-documented",
    "kfor-sim report compare-documented-5a93ee65d797 --to for-class.html",
    "kfor-sim report my-results/audit-fast-ff77d1cd5c74",
    "kfor-sim results    # which results there are",
)


@click.command(cls=Command, examples=_EXAMPLES)
@click.argument("result", shell_complete=complete_result)
@output_option("Where results have their folders.")
@file_option("Write the page there; without it as report.html into the folder of the result.")
@json_option()
def command(*, result: str, output: Path, to: Path | None, as_json: bool) -> None:
    """Write a result as one HTML page that needs no other file, for a screen, a phone, or paper.

    RESULT is the name of its folder or how that begins, a scenario that has one run, or the path of the folder;
    `kfor-sim results` lists them. The page says what was asked, what came out if the assumptions hold, and what not to
    conclude; then pictures in words as well, tables, what was put in beside what came out, every figure with its
    source, the bibliography and the manifest. It loads nothing from anywhere.

    Nothing is computed: all of it lies in the folder. Where an audit of the same schedules lies beside the result, the
    assumptions are ranked; the page says which command would do it otherwise. Illustrative is what it says of itself,
    on each printed page too.
    """
    from kfor_sim.report.result_page import report_of
    from kfor_sim.report.stored import stored
    from kfor_sim.report.writing import write_report

    found = stored(result, output)
    made = report_of(found)
    put_answer(_told(found, made, write_report(made, found, to)), _text, as_json=as_json)


def _told(found: Stored, made: Report, file: Path) -> dict[str, Any]:
    """Say where the page is and what it holds, fit for JSON."""
    return {
        "report": str(file),
        "bytes": len(made.text.encode()),
        "title": made.title,
        "result": found.path.name,
        "kind": found.kind,
        "sections": list(made.sections),
        "pictures": list(made.pictures),
        "figures": made.figures,
        "sources": made.sources,
        "ranked_by": list(made.ranked_by),
    }


def _text(told: dict[str, Any], *, width: int) -> str:
    """Say where the page is and what it holds, for reading."""
    from kfor_sim.digits import counted, in_bytes
    from kfor_sim.report.text import paragraph

    pictures = counted(len(told["pictures"]), "picture") if told["pictures"] else "no pictures"
    ranked = f"assumptions ranked by {', '.join(told['ranked_by'])}" if told["ranked_by"] else ""
    figures = f"{counted(told['figures'], 'figure')} with their sources" if told["figures"] else ""
    held = [pictures, figures, ranked]
    inside = f"{told['title']}: {', '.join(part for part in held if part)}; {in_bytes(told['bytes'])}."
    return f"Report: {told['report']}\n{paragraph(inside, indent=2, width=width)}"
