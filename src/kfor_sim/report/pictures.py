"""The pictures of whatever a command found, drawn and saved beside its tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from matplotlib.figure import Figure

from kfor_sim.comparison import Comparison
from kfor_sim.docking.viewing import LatticeView
from kfor_sim.export import add_to_manifest
from kfor_sim.folders import Folder, output_faults
from kfor_sim.plots import style
from kfor_sim.plots.animation import animation_bytes
from kfor_sim.plots.breaking import figure_breaking
from kfor_sim.plots.gallery import pictures_of, pictures_of_comparison
from kfor_sim.plots.register import pictures_of_register
from kfor_sim.plots.robust import figure_robust
from kfor_sim.plots.scorecard import figure_scorecard
from kfor_sim.register import Register
from kfor_sim.results import Result
from kfor_sim.robustness import Breaking, Robustness
from kfor_sim.scorecard import Scorecard

Shown: TypeAlias = Result | Comparison | Robustness | Breaking | Scorecard | Register | LatticeView

ANIMATION = "lattice.gif"
_FRAMES = 300  # of a longer stretch every second step is shown, or fewer

_OF_ANSWERS: dict[str, Callable[[Any], Figure]] = {
    "robust": figure_robust,
    "break": figure_breaking,
    "scorecard": figure_scorecard,
}


def save_pictures(shown: Shown, folder: Folder, *, progress: bool = False) -> list[Path]:
    """Draw every picture of what a command found, save each as SVG and PNG, and enter them in the manifest.

    Args:
        shown: What is drawn; of a lattice an animation.
        folder: Its folder of results.
        progress: Whether an animation shows a bar on stderr.

    Returns:
        The files.

    Raises:
        OutputError: A file cannot be written.
    """
    is_view = isinstance(shown, LatticeView)
    files = [_animated(shown, folder, progress=progress)] if is_view else _drawn(shown, folder)
    add_to_manifest(folder, [path.name for path in files])
    return files


def _animated(view: Any, folder: Folder, *, progress: bool) -> Path:
    """Write the animation of a lattice."""
    every = -(-(view.last - view.first) // _FRAMES)
    content = animation_bytes(view.life, every=every, first=view.first, last=view.last, shown=progress)
    with folder.writing(ANIMATION) as file:
        file.write(content)
    return folder.folder / ANIMATION


def _drawn(shown: Any, folder: Folder) -> list[Path]:
    """Draw pictures and save them."""
    with output_faults(folder.folder):
        drawn = {stem: draw(shown) for stem, draw in _pictures_of(shown).items()}
        return [path for stem, figure in drawn.items() for path in style.save(figure, folder.folder, stem=stem)]


def _pictures_of(shown: Any) -> Mapping[str, Callable[[Any], Figure]]:
    """How each picture is drawn, by the name of its files."""
    if isinstance(shown, Result):
        return pictures_of(shown)
    if isinstance(shown, Register):
        return pictures_of_register(shown)
    return pictures_of_comparison(shown) if isinstance(shown, Comparison) else {shown.kind: _OF_ANSWERS[shown.kind]}
