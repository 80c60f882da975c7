"""Where the page of a result is written: into its folder, entered in the manifest, or wherever it is wanted."""

from __future__ import annotations

from pathlib import Path

from kfor_sim.errors import OutputError
from kfor_sim.export import add_to_manifest
from kfor_sim.folders import output_faults
from kfor_sim.names import REPORT, half_name
from kfor_sim.report.result_page import Report
from kfor_sim.report.stored import Stored


def write_report(report: Report, result: Stored, to: Path | None = None) -> Path:
    """Write a page.

    Args:
        report: The page.
        result: The result that it is of.
        to: The file; None for the folder of the result, where it is entered in the manifest.

    Returns:
        The file.

    Raises:
        OutputError: It cannot be written.
    """
    if to is not None:
        return _elsewhere(report, to)
    folder = result.folder()
    with folder.writing(REPORT) as file:
        file.write(report.text.encode())
    add_to_manifest(folder, [REPORT])
    return folder.folder / REPORT


def _elsewhere(report: Report, to: Path) -> Path:
    """Write a page into a folder that is there; it appears whole or not at all."""
    if not to.parent.is_dir():
        raise OutputError(f"cannot write {to}: there is no folder {to.parent}; make it, or choose another --to")
    half = to.with_name(half_name(to.name))
    with output_faults(to):
        try:
            half.write_bytes(report.text.encode())
            half.replace(to)
        finally:
            half.unlink(missing_ok=True)
    return to
