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
from kfor_sim.store import Store, output_faults
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
    _write_csv(store, "summary.csv", result.summary(), index=False)
    _write_csv(store, "metrics.csv", result.metrics(), index=True)
    with store.writing("series.csv.gz") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
        for replicate, weekly in result.weekly():
            frame = theatre_frame(weekly, result.dimensions, replicate)
            header = replicate == result.replicates[0]
            packed.write(frame.to_csv(index=False, header=header, float_format=_DIGITS, lineterminator="\n").encode())


def _write_csv(store: Store, name: str, frame: pd.DataFrame, *, index: bool) -> None:
    text = frame.to_csv(index=index, float_format=_DIGITS, lineterminator="\n")
    with store.writing(name) as file:
        file.write(text.encode())


def write_manifest(result: Result, store: Store, timings: Timings) -> None:
    """Write manifest.json; manifest.schema.json in the package describes it, and no path of this machine is in it.

    Raises:
        OutputError: The file cannot be written.
    """
    _write_json(store, _manifest(result, timings))


def add_to_manifest(store: Store, files: Sequence[str]) -> None:
    """Enter files that were added to the folder later, such as pictures.

    Args:
        store: The folder; it has a manifest.
        files: Names relative to the folder.

    Raises:
        OutputError: The manifest cannot be read or written.
    """
    with output_faults(store.folder / MANIFEST):
        manifest = json.loads((store.folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"] = list(dict.fromkeys([*manifest["files"], *files]))
    _write_json(store, manifest)


def _write_json(store: Store, manifest: dict[str, Any]) -> None:
    text = json.dumps(manifest, indent=2, ensure_ascii=False, allow_nan=False)
    with store.writing(MANIFEST) as file:
        file.write(f"{text}\n".encode())


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
        "versions": {
            "kfor-sim": __version__,
            "numbers": NUMBERS,
            "python": platform.python_version(),
            "numpy": version("numpy"),
            "mesa": version("mesa"),
        },
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
