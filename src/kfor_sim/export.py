"""What a folder of results holds beside the replicates: tidy tables, and a manifest that says how they came about."""

from __future__ import annotations

import gzip
import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import pandas as pd

from kfor_sim.folders import Folder, output_faults
from kfor_sim.results import ILLUSTRATIVE, Result
from kfor_sim.store import Store, file_name
from kfor_sim.tidy import theatre_frame
from kfor_sim.version import NUMBERS, __version__

MANIFEST = "manifest.json"
_SCHEMA = 1
_TABLES = ("summary.csv", "metrics.csv", "series.csv.gz")
_OF_THE_OCCASION = ("timings", "files")  # what a manifest says of the run that wrote it, not of its numbers
_LEVEL = 6  # of gzip; 9 was measured to save 4 % of the bytes for three times the time
_DIGITS = "%.9g"  # single precision in full; the same bytes for the same numbers


@dataclass(frozen=True, slots=True)
class Timings:
    """How long it took to compute what was not there.

    Attributes:
        seconds: All of it.
        replicates: How many replicates were computed.
    """

    seconds: float
    replicates: int


def keep_tables(result: Result, store: Store, timings: Timings) -> None:
    """Write tables and manifest, unless those of this very result are there already.

    Raises:
        OutputError: A file cannot be written.
    """
    manifest = _manifest(result, timings)
    if timings.replicates or not _is_told(store, manifest):
        _write_tables(result, store)
        put_manifest(store, manifest)


def _is_told(store: Store, manifest: dict[str, Any]) -> bool:
    """Whether the folder has the tables and the manifest of this result."""
    try:
        told = json.loads((store.folder / MANIFEST).read_text(encoding="utf-8"))
        return all(told[name] == manifest[name] for name in manifest if name not in _OF_THE_OCCASION) and all(
            (store.folder / name).is_file() for name in _TABLES
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _write_tables(result: Result, store: Store) -> None:
    """Write summary.csv, metrics.csv and series.csv.gz; the same result always gives the same bytes."""
    with store.writing("series.csv.gz") as file, gzip.GzipFile("", "wb", _LEVEL, fileobj=file, mtime=0) as packed:
        for replicate, weekly in result.weekly():
            frame = theatre_frame(weekly, result.dimensions, replicate)
            header = replicate == result.replicates[0]
            packed.write(frame.to_csv(index=False, header=header, float_format=_DIGITS, lineterminator="\n").encode())
    write_csv(store, "summary.csv", result.summary())
    write_csv(store, "metrics.csv", result.metrics(), index=True)


def write_csv(folder: Folder, name: str, frame: pd.DataFrame, *, index: bool = False) -> None:
    """Write a table; the same numbers always give the same bytes.

    Args:
        folder: Where to.
        name: The name of the file.
        frame: The table.
        index: Whether its index is a column of the file.

    Raises:
        OutputError: The file cannot be written.
    """
    text = frame.to_csv(index=index, float_format=_DIGITS, lineterminator="\n")
    with folder.writing(name) as file:
        file.write(text.encode())


def add_to_manifest(folder: Folder, files: Sequence[str]) -> None:
    """Enter files that were added to the folder later, such as pictures.

    Args:
        folder: The folder; it has a manifest.
        files: Names relative to the folder.

    Raises:
        OutputError: The manifest cannot be read or written.
    """
    with output_faults(folder.folder / MANIFEST):
        manifest = json.loads((folder.folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"] = list(dict.fromkeys([*manifest["files"], *files]))
    put_manifest(folder, manifest)


def put_manifest(folder: Folder, manifest: dict[str, Any]) -> None:
    """Write a manifest as it stands.

    Raises:
        OutputError: The file cannot be written.
    """
    text = json.dumps(manifest, indent=2, ensure_ascii=False, allow_nan=False)
    with folder.writing(MANIFEST) as file:
        file.write(f"{text}\n".encode())


def versions() -> dict[str, Any]:
    """Name the versions on which numbers rest."""
    return {
        "kfor-sim": __version__,
        "numbers": NUMBERS,
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "mesa": version("mesa"),
    }


def _manifest(result: Result, timings: Timings) -> dict[str, Any]:
    """Say how the tables came about; manifest.schema.json describes it, and no path of this machine is in it."""
    scenario = result.scenario
    return {
        "schema": _SCHEMA,
        "illustrative": ILLUSTRATIVE,
        "name": scenario.name,
        "title": scenario.title,
        "hash": scenario.hash,
        "key": result.key,
        "seed": result.seed,
        "replicates": list(result.replicates),
        "versions": versions(),
        "machine": platform.machine(),
        "timings": {
            "computed": timings.replicates,
            "reused": result.reused,
            "seconds": round(timings.seconds, 2),
            "seconds_per_replicate": round(timings.seconds / timings.replicates, 3) if timings.replicates else None,
        },
        "files": [*_TABLES, *map(file_name, result.replicates)],
        "bibliography": [asdict(citation) for citation in scenario.bibliography],
        "scenario": scenario.resolved(),
    }
