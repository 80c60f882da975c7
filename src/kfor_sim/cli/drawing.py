"""What a command leaves in the folder of its result beside tables: pictures, and what a page is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kfor_sim.cli.output import say

if TYPE_CHECKING:
    from kfor_sim.folders import Folder
    from kfor_sim.report.pictures import Shown


def draw(shown: Shown, folder: Folder, *, quiet: bool, what: str = "the picture") -> None:
    """Draw what a command has found, save it in its folder, and say so before; Matplotlib is imported here."""
    from kfor_sim.report.pictures import save_pictures

    if not quiet:
        say(f"Drawing {what} ...")
    save_pictures(shown, folder)


def kept(found: Shown, summary: dict[str, Any], folder: Folder | None) -> dict[str, Any]:
    """Keep the document of an answer in its folder, from which `kfor-sim report` makes a page, and give it back."""
    from kfor_sim.report.keeping import keep_document

    keep_document(found, summary, folder)
    return summary
