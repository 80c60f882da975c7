"""The pictures of a run or a comparison, drawn and saved beside its tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

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

Drawn = TypeVar("Drawn")


def save_pictures(result: Result, folder: Folder) -> list[Path]:
    """Draw every picture of a run, save each as SVG and PNG, and enter them in the manifest.

    Args:
        result: The run.
        folder: Its folder of results.

    Returns:
        The files.

    Raises:
        OutputError: A file cannot be written.
    """
    return _saved(result, pictures_of(result), folder)


def save_comparison_pictures(comparison: Comparison, folder: Folder) -> list[Path]:
    """Draw every picture of a comparison, save each as SVG and PNG, and enter them in the manifest.

    Args:
        comparison: The comparison.
        folder: Its folder of results.

    Returns:
        The files.

    Raises:
        OutputError: A file cannot be written.
    """
    return _saved(comparison, pictures_of_comparison(comparison), folder)


def save_robustness_pictures(found: Robustness, folder: Folder) -> list[Path]:
    """Draw the picture of a claim under every theory, save it as SVG and PNG, and enter it in the manifest.

    Args:
        found: The verdicts.
        folder: Their folder.

    Returns:
        The files.

    Raises:
        OutputError: A file cannot be written.
    """
    return _saved(found, {"robust": figure_robust}, folder)


def save_scorecard_pictures(found: Scorecard, folder: Folder) -> list[Path]:
    """Draw the picture of a scorecard, save it as SVG and PNG, and enter it in the manifest.

    Args:
        found: The scores.
        folder: Their folder.

    Returns:
        The files.

    Raises:
        OutputError: A file cannot be written.
    """
    return _saved(found, {"scorecard": figure_scorecard}, folder)


def save_breaking_pictures(found: Breaking, folder: Folder) -> list[Path]:
    """Draw the picture of what breaks a claim, save it as SVG and PNG, and enter it in the manifest.

    Args:
        found: What breaks it.
        folder: Its folder.

    Returns:
        The files.

    Raises:
        OutputError: A file cannot be written.
    """
    return _saved(found, {"break": figure_breaking}, folder)


def _saved(shown: Drawn, pictures: Mapping[str, Callable[[Drawn], Figure]], folder: Folder) -> list[Path]:
    with output_faults(folder.folder):
        drawn = {stem: draw(shown) for stem, draw in pictures.items()}
        files = [path for stem, figure in drawn.items() for path in style.save(figure, folder.folder, stem=stem)]
    add_to_manifest(folder, [path.name for path in files])
    return files
