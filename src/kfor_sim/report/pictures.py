"""The pictures of a run, drawn and saved beside its tables."""

from __future__ import annotations

from pathlib import Path

from kfor_sim.export import add_to_manifest
from kfor_sim.plots import style
from kfor_sim.plots.gallery import pictures_of
from kfor_sim.results import Result
from kfor_sim.store import Store, output_faults


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
        drawn = {stem: draw(result) for stem, draw in pictures_of(result).items()}
        files = [path for stem, figure in drawn.items() for path in style.save(figure, store.folder, stem=stem)]
    add_to_manifest(store, [path.name for path in files])
    return files
