"""The pictures of a run, drawn and saved beside its tables."""

from __future__ import annotations

from pathlib import Path

from kfor_sim.export import add_to_manifest
from kfor_sim.plots import style
from kfor_sim.plots.overview import figure_overview
from kfor_sim.results import Result
from kfor_sim.store import Store, output_faults

PICTURES = {"overview": figure_overview}  # by the name of their files, in the order in which a report shows them


def save_pictures(result: Result, store: Store) -> list[Path]:
    """Draw every picture, save each as SVG and PNG, and enter them in the manifest.

    Args:
        result: The run.
        store: Its folder of results.

    Returns:
        The files.

    Raises:
        OutputError: A file cannot be written.
    """
    with output_faults(store.folder):
        files = [path for stem, draw in PICTURES.items() for path in style.save(draw(result), store.folder, stem=stem)]
    add_to_manifest(store, [path.name for path in files])
    return files
