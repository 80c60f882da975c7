"""`kfor-sim new`: a scenario file of one's own, commented, ready to be edited."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click

from kfor_sim.cli.arguments import complete_scenario
from kfor_sim.cli.command import Command
from kfor_sim.cli.output import page_width, put

_EXAMPLES = (
    "kfor-sim new mine    # writes mine.toml here",
    "kfor-sim new slower --extends conditions    # with the levers of another policy",
    "kfor-sim new mine --output my-scenarios",
)
_REFERENCE = "documented"
_ENDING = ".toml"
_RESERVED = {"con", "prn", "aux", "nul", *(f"{device}{number}" for device in ("com", "lpt") for number in range(1, 10))}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


@click.command(cls=Command, examples=_EXAMPLES)
@click.argument("name")
@click.option(
    "--extends",
    metavar="SCENARIO",
    default=_REFERENCE,
    show_default=True,
    shell_complete=complete_scenario,
    help="What it is a what-if over: a shipped name, or the name of a file in the same folder.",
)
@click.option(
    "--output",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    default=".",
    help="Where to write it; without it, here.",
)
def command(*, name: str, extends: str, output: Path) -> None:
    """Write a scenario file of your own: a commented overlay that runs as it is, and waits for your changes.

    NAME becomes NAME.toml. In it stand a place for what you expect, the levers of the schedule that it extends, the
    least known assumptions with their ranges, the slots with their options, and the events, which can be struck out.
    Nothing that exists is overwritten.
    """
    from kfor_sim.folders import Folder
    from kfor_sim.report.scaffold import overlay_text
    from kfor_sim.report.text import paragraph
    from kfor_sim.scenario import load

    stem = _stem(name)
    base = load(_beside(output, extends) if extends.endswith(_ENDING) else extends)
    _demand_room(output / f"{stem}{_ENDING}")
    text = overlay_text(base, name=stem, extends=extends)
    with Folder(output.parent, output.name).writing(f"{stem}{_ENDING}") as file:
        file.write(text.encode())
    written = output / f"{stem}{_ENDING}"
    put(
        paragraph(
            f"Written: {written}. Open it in any editor, change a number and its reason, then", width=page_width()
        )
    )
    first = _beside(output, extends) if extends.endswith(_ENDING) else extends
    put(f"  {shlex.join(['kfor-sim', 'check', str(written)])}")
    put(f"  {shlex.join(['kfor-sim', 'compare', str(first), str(written)])}")


def _stem(name: str) -> str:
    """Take a name without its ending.

    Raises:
        InputError: It cannot be the name of a scenario of one's own.
    """
    from kfor_sim.errors import InputError
    from kfor_sim.scenario import shipped
    from kfor_sim.scenario.location import NOT_SCENARIOS

    stem = name.removesuffix(_ENDING)
    if not _NAME.fullmatch(stem):
        raise InputError(
            f"'{name}' cannot be the name of a scenario; take letters, digits and dashes, 60 at most, and say --output "
            "for another folder"
        )
    if stem.lower() in _RESERVED:
        raise InputError(f"'{stem}' is a device to some systems and cannot be a file there; choose another name")
    if stem in (*shipped(), *NOT_SCENARIOS):
        raise InputError(f"'{stem}' is the name of a file that comes with kfor-sim; choose another, my-{stem} say")
    return stem


def _demand_room(path: Path) -> None:
    """Demand that nothing is overwritten.

    Raises:
        InputError: Something stands there.
    """
    from kfor_sim.errors import InputError

    if path.exists() or path.is_symlink():
        raise InputError(f"{path} is there already; choose another name, or edit that file")


def _beside(output: Path, extends: str) -> Path:
    """Find the base that lies in the same folder.

    Raises:
        InputError: It is to lie elsewhere, where a scenario cannot extend it.
    """
    from kfor_sim.errors import InputError

    name = Path(extends).name
    if name != extends:
        raise InputError(
            f"a scenario extends a file in its own folder; write --extends {name}, and --output its folder"
        )
    return output / extends
