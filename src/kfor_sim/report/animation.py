"""The animation of a lattice, saved beside its table."""

from __future__ import annotations

from pathlib import Path

from kfor_sim.docking.viewing import LatticeView
from kfor_sim.export import add_to_manifest
from kfor_sim.folders import Folder
from kfor_sim.names import ANIMATION
from kfor_sim.plots.animation import animation_bytes

_FRAMES = 300  # of a longer stretch every second step is shown, or fewer


def save_animation(view: LatticeView, folder: Folder, *, progress: bool = False) -> Path:
    """Draw the stretch that is to be seen, save it as a GIF, and enter it in the manifest.

    Args:
        view: The life, and the stretch of it.
        folder: Its folder of results.
        progress: Whether a bar is shown on stderr.

    Returns:
        The file.

    Raises:
        OutputError: It cannot be written.
    """
    every = -(-(view.last - view.first) // _FRAMES)
    content = animation_bytes(view.life, every=every, first=view.first, last=view.last, shown=progress)
    with folder.writing(ANIMATION) as file:
        file.write(content)
    add_to_manifest(folder, [ANIMATION])
    return folder.folder / ANIMATION
