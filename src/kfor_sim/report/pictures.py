"""The pictures of a run, drawn and saved beside its tables."""

from __future__ import annotations

from pathlib import Path

from kfor_sim.plots import style
from kfor_sim.plots.overview import figure_overview
from kfor_sim.results import Result
from kfor_sim.store import output_faults

PICTURES = {"overview": figure_overview}  # by the name of their files, in the order in which a report shows them


def save_pictures(result: Result, folder: Path) -> list[Path]:
    """Draw every picture and save each as SVG and PNG.

    Args:
        result: The run.
        folder: Where to; it exists.

    Returns:
        The files.

    Raises:
        OutputError: A file cannot be written.
    """
    with output_faults(folder):
        return [path for stem, draw in PICTURES.items() for path in style.save(draw(result), folder, stem=stem)]
