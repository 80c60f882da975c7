"""Where the page of a result is written: into its folder, entered in the manifest, or wherever it is wanted."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kfor_sim.errors import OutputError
from kfor_sim.export import add_to_manifest
from kfor_sim.folders import output_faults
from kfor_sim.inventory import result_folder
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
    with whole(to) as half:
        half.write_bytes(report.text.encode())
    return to


@contextmanager
def whole(to: Path) -> Iterator[Path]:
    """Give a path to write what is to appear at another whole or not at all, in a folder that is there.

    Args:
        to: What the user named; of a link, the file that it leads to is meant.

    Raises:
        OutputError: It cannot be written, or must not be replaced.
    """
    file = _file_of_ones_own(to)
    half = file.with_name(half_name(file.name))
    with output_faults(to):
        try:
            yield half
            half.replace(file)
        finally:
            half.unlink(missing_ok=True)


def _file_of_ones_own(to: Path) -> Path:
    """Give the file behind a path that may be (re)placed: one of the user's, never a device or a part of a result.

    Args:
        to: What the user named; of a link, the file that it leads to is meant.

    Raises:
        OutputError: It is no name of a file, or of something else.
    """
    file = Path(os.path.realpath(to))  # of links that go round in circles, one of them
    why = _why_not(to, file)
    if why:
        raise OutputError(f"cannot write {to}: {why}")
    return file


def _why_not(to: Path, file: Path) -> str:
    """Say why nothing may be written there; empty where it may."""
    if not to.name or file.is_dir():
        return "that is a folder; name a file with --to"
    if not file.parent.is_dir():
        return f"there is no folder {file.parent if to.is_symlink() else to.parent}; make it, or choose another --to"
    if os.path.lexists(file) and not file.is_file():
        return "it is no ordinary file, and would be replaced; choose another --to"
    if inside := next((folder for folder in file.parents if result_folder(folder)), None):
        return f"{inside.name} is a folder of results, which holds nothing else; choose another --to"
    return ""
