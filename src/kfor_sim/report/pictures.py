"""The pictures of a run, a comparison or an answer, drawn and saved beside its tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from matplotlib.figure import Figure

from kfor_sim.comparison import Comparison
from kfor_sim.export import add_to_manifest
from kfor_sim.folders import Folder, output_faults
from kfor_sim.plots import style
from kfor_sim.plots.breaking import figure_breaking
from kfor_sim.plots.gallery import pictures_of, pictures_of_comparison
from kfor_sim.plots.robust import figure_robust
from kfor_sim.plots.scorecard import figure_scorecard
from kfor_sim.results import Result
from kfor_sim.robustness import Breaking, Robustness
from kfor_sim.scorecard import Scorecard

Shown: TypeAlias = Result | Comparison | Robustness | Breaking | Scorecard

_OF_ANSWERS: dict[str, Callable[[Any], Figure]] = {
    "robust": figure_robust,
    "break": figure_breaking,
    "scorecard": figure_scorecard,
}


def save_pictures(shown: Shown, folder: Folder) -> list[Path]:
    """Draw every picture of a run, a comparison or an answer, save each as SVG and PNG, and enter them in the manifest.

    Args:
        shown: What is drawn.
        folder: Its folder of results.

    Returns:
        The files.

    Raises:
        OutputError: A file cannot be written.
    """
    with output_faults(folder.folder):
        drawn = {stem: draw(shown) for stem, draw in _pictures_of(shown).items()}
        files = [path for stem, figure in drawn.items() for path in style.save(figure, folder.folder, stem=stem)]
    add_to_manifest(folder, [path.name for path in files])
    return files


def _pictures_of(shown: Shown) -> Mapping[str, Callable[[Any], Figure]]:
    """How each picture is drawn, by the name of its files."""
    if isinstance(shown, Result):
        return pictures_of(shown)
    return pictures_of_comparison(shown) if isinstance(shown, Comparison) else {shown.kind: _OF_ANSWERS[shown.kind]}
