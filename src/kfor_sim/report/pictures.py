"""The pictures of whatever a command found, drawn and saved beside its tables.

What draws an answer is imported when it is asked for: a run is not to wait for what only the register needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from kfor_sim.comparison import Comparison
from kfor_sim.export import add_to_manifest
from kfor_sim.folders import Folder, output_faults
from kfor_sim.plots import style
from kfor_sim.plots.gallery import pictures_of, pictures_of_comparison
from kfor_sim.results import Result

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from kfor_sim.audit import Audit
    from kfor_sim.calibration import Calibration
    from kfor_sim.discovery import Discovery
    from kfor_sim.equifinality import Equifinality
    from kfor_sim.register import Register
    from kfor_sim.robustness import Breaking, Robustness
    from kfor_sim.scorecard import Scorecard
    from kfor_sim.sensitivity import Sensitivity

    Shown: TypeAlias = (
        Result
        | Comparison
        | Robustness
        | Breaking
        | Scorecard
        | Register
        | Calibration
        | Equifinality
        | Sensitivity
        | Audit
        | Discovery
    )

_OF_ANSWERS = {
    "robust": "robust",
    "break": "breaking",
    "scorecard": "scorecard",
    "ensemble": "equifinality",
    "discover": "discovery",
}
"""The module of `plots` that draws an answer of a kind, by a function of its name after ``figure_``."""


def save_pictures(shown: Shown, folder: Folder) -> list[Path]:
    """Draw every picture of what a command found, save each as SVG and PNG, and enter them in the manifest.

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


def _pictures_of(shown: Any) -> Mapping[str, Callable[[Any], Figure]]:
    """How each picture is drawn, by the name of its files."""
    if isinstance(shown, Result):
        return pictures_of(shown)
    if isinstance(shown, Comparison):
        return pictures_of_comparison(shown)
    if shown.kind in _OF_ANSWERS:
        name = _OF_ANSWERS[shown.kind]
        return {shown.kind: getattr(import_module(f"kfor_sim.plots.{name}"), f"figure_{name}")}
    if shown.kind == "calibrate":
        return _of_calibration(shown)
    if shown.kind == "audit":
        return {"tornado": lambda audit: _of_sensitivity()["tornado"](audit.analysis)}
    if shown.kind == "sensitivity":
        return _of_sensitivity()
    from kfor_sim.plots.register import pictures_of_register

    return pictures_of_register(shown)


def _of_calibration(found: Calibration) -> Mapping[str, Callable[[Calibration], Figure]]:
    """Say how the pictures of a calibration are drawn; strengths only where some are left to check by."""
    from kfor_sim.plots.calibration_fit import figure_fit
    from kfor_sim.plots.calibration_marks import figure_marks, has_marks
    from kfor_sim.plots.calibration_pairs import figure_pairs
    from kfor_sim.plots.calibration_posterior import figure_posterior

    drawn = {"posterior": figure_posterior, "pairs": figure_pairs, "fit": figure_fit}
    return drawn | ({"marks": figure_marks} if has_marks(found) else {})


def _of_sensitivity() -> Mapping[str, Callable[[Sensitivity], Figure]]:
    """Say how the pictures of a sensitivity analysis are drawn."""
    from kfor_sim.plots.sensitivity_scatter import figure_scatter
    from kfor_sim.plots.sensitivity_screening import figure_screening
    from kfor_sim.plots.sensitivity_tornado import figure_tornado

    return {"tornado": figure_tornado, "scatter": figure_scatter, "screening": figure_screening}
