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
from kfor_sim.plots.gallery import pictures_of, pictures_of_comparison
from kfor_sim.results import Result

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


def _saved(shown: Drawn, pictures: Mapping[str, Callable[[Drawn], Figure]], folder: Folder) -> list[Path]:
    with output_faults(folder.folder):
        drawn = {stem: draw(shown) for stem, draw in pictures.items()}
        files = [path for stem, figure in drawn.items() for path in style.save(figure, folder.folder, stem=stem)]
    add_to_manifest(folder, [path.name for path in files])
    return files
