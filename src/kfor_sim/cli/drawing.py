"""Drawing pictures for a command, which is when Matplotlib is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kfor_sim.cli.output import say

if TYPE_CHECKING:
    from kfor_sim.folders import Folder
    from kfor_sim.report.pictures import Shown


def draw(shown: Shown, folder: Folder, *, quiet: bool, what: str = "the picture") -> None:
    """Draw what a command has found, save it in its folder, and say so before."""
    from kfor_sim.report.pictures import save_pictures

    if not quiet:
        say(f"Drawing {what} ...")
    save_pictures(shown, folder)
