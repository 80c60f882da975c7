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

from kfor_sim.results import ILLUSTRATIVE, Result
from kfor_sim.store import Folder, Store, output_faults
from kfor_sim.tidy import theatre_frame
from kfor_sim.version import NUMBERS, __version__

MANIFEST = "manifest.json"
_SCHEMA = 1
_TABLES = ("summary.csv", "metrics.csv", "series.csv.gz")
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


def write_tables(result: Result, store: Store) -> None:
    """Write summary.csv, metrics.csv and series.csv.gz; the same result always gives the same bytes.

    Raises:
        OutputError: A file cannot be written.
    """
    write_csv(store, "summary.csv", result.summary())
    write_csv(store, "metrics.csv", result.metrics(), index=True)
    with store.writing("series.csv.gz") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
        for replicate, weekly in result.weekly():
            frame = theatre_frame(weekly, result.dimensions, replicate)
            header = replicate == result.replicates[0]
            packed.write(frame.to_csv(index=False, header=header, float_format=_DIGITS, lineterminator="\n").encode())


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


def write_manifest(result: Result, store: Store, timings: Timings) -> None:
    """Write manifest.json; manifest.schema.json in the package describes it, and no path of this machine is in it.

    Raises:
        OutputError: The file cannot be written.
    """
    put_manifest(store, _manifest(result, timings))


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
        "files": [*_TABLES, *(f"replicates/{replicate:04d}.npz" for replicate in result.replicates)],
        "bibliography": [asdict(citation) for citation in scenario.bibliography],
        "scenario": scenario.resolved(),
    }
