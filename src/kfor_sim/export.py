"""What a folder of results holds beside the replicates: tidy tables, and a manifest that says how they came about."""

from __future__ import annotations

import gzip
import io
import json
import platform
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any

import pandas as pd

from kfor_sim.folders import Folder, output_faults
from kfor_sim.names import MANIFEST, METRICS, SERIES, SUMMARY, TABLES, content_hash, file_name
from kfor_sim.results import ILLUSTRATIVE, Result
from kfor_sim.store import Store
from kfor_sim.tidy import theatre_frame
from kfor_sim.version import NUMBERS, __version__

_SCHEMA = 1
_AT_A_TIME = 2  # replicates whose series are written when one is finished: what was there before must catch up
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


class Tables:
    """The tables of a run, written while its replicates are computed: summary, metrics and series.

    A context manager; `close` completes them. Whatever ends before that leaves the folder as it was.
    """

    def __init__(self, result: Result, store: Store, *, kept: Iterable[int]) -> None:
        """Prepare to write.

        Args:
            result: The result; not all of its replicates need be on the shelf yet.
            store: Its folder.
            kept: The numbers of those that are.
        """
        self._result, self._store = result, store
        self._kept = set(kept)
        self._left = deque(result.replicates)
        self._weekly = result.weekly()
        self._open = ExitStack()

    def add(self, replicate: int) -> None:
        """Take note that a replicate is on the shelf now, and write what is next, a little at a time.

        Raises:
            OutputError: A file cannot be written.
        """
        self._kept.add(replicate)
        for _ in range(_AT_A_TIME):
            if self._left and self._left[0] in self._kept:
                self._write_next()

    def close(self, timings: Timings) -> None:
        """Write what is left, and the manifest; the same result always gives the same bytes.

        The old manifest goes first and the new one comes last, with a hash of each table: whatever happens in between,
        and whoever else writes here, tables of another run are never taken for those of this one.

        Raises:
            OutputError: A file cannot be written.
        """
        while self._left:
            self._write_next()
        self._packed.close()
        with output_faults(self._store.folder / SERIES):
            self._file.flush()
            hashes = {SERIES: _hash_of(Path(self._file.name))}
        self._store.remove(MANIFEST)
        self._open.close()
        hashes[SUMMARY] = write_csv(self._store, SUMMARY, self._result.summary())
        hashes[METRICS] = write_csv(self._store, METRICS, self._result.metrics(), index=True)
        put_manifest(self._store, {**_manifest(self._result, timings), "hashes": hashes})

    def _write_next(self) -> None:
        """Write the weekly series of the next replicate, in the order of their numbers."""
        is_first = len(self._left) == len(self._result.replicates)
        self._left.popleft()
        replicate, weekly = next(self._weekly)
        frame = theatre_frame(weekly, self._result.dimensions, replicate)
        text = frame.to_csv(index=False, header=is_first, float_format=_DIGITS, lineterminator="\n")
        with output_faults(self._store.folder / SERIES):
            self._packed.write(text.encode())

    def __enter__(self) -> Tables:
        """Open the file of the series, under a name of its own until it is complete."""
        self._file = self._open.enter_context(self._store.writing(SERIES))
        self._packed = gzip.GzipFile("", "wb", _LEVEL, fileobj=self._file, mtime=0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Drop what was not completed."""
        with suppress(OSError):  # on a full disk, say; the file is dropped in any case
            self._packed.close()
        self._open.__exit__(kind or _Dropped, error or _Dropped(), trace)


class _Dropped(Exception):  # noqa: N818 (nothing went wrong)
    """Tells a file that it will not be completed."""


def has_tables(result: Result, store: Store) -> bool:
    """Tell whether the folder has the tables and the manifest of this very result, whole."""
    expected = json.loads(json.dumps(_manifest(result, Timings(seconds=0, replicates=0))))
    try:
        told = json.loads((store.folder / MANIFEST).read_text(encoding="utf-8"))
        return all(told[name] == expected[name] for name in expected if name not in _OF_THE_OCCASION) and all(
            _hash_of(store.folder / name) == told["hashes"][name] for name in TABLES
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return content_hash(file)


def write_csv(folder: Folder, name: str, frame: pd.DataFrame, *, index: bool = False) -> str:
    """Write a table; the same numbers always give the same bytes.

    Args:
        folder: Where to.
        name: The name of the file.
        frame: The table.
        index: Whether its index is a column of the file.

    Returns:
        The hash of what was written.

    Raises:
        OutputError: The file cannot be written.
    """
    content = frame.to_csv(index=index, float_format=_DIGITS, lineterminator="\n").encode()
    with folder.writing(name) as file:
        file.write(content)
    return content_hash(io.BytesIO(content))


def add_to_manifest(folder: Folder, files: Sequence[str], *, hashes: Mapping[str, str] = MappingProxyType({})) -> None:
    """Enter files that were added to the folder later, such as pictures.

    Args:
        folder: The folder; it has a manifest.
        files: Names relative to the folder.
        hashes: What `content_hash` gives for those of them whose damage is to be noticed, by their names.

    Raises:
        OutputError: The manifest cannot be read or written.
    """
    with output_faults(folder.folder / MANIFEST):
        try:
            manifest = json.loads((folder.folder / MANIFEST).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return  # another program is writing the same result anew, and enters its own files
    manifest["files"] = list(dict.fromkeys([*manifest["files"], *files]))
    if hashes:
        manifest["hashes"] = {**manifest.get("hashes", {}), **hashes}
    put_manifest(folder, manifest)


def put_manifest(folder: Folder, manifest: dict[str, Any]) -> None:
    """Write a manifest as it stands.

    Raises:
        OutputError: The file cannot be written.
    """
    write_json(folder, MANIFEST, manifest)


def write_json(folder: Folder, name: str, document: Mapping[str, Any]) -> str:
    """Write a document as it stands; the same content always gives the same bytes.

    Returns:
        The hash of what was written.

    Raises:
        OutputError: The file cannot be written.
    """
    content = f"{json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)}\n".encode()
    with folder.writing(name) as file:
        file.write(content)
    return content_hash(io.BytesIO(content))


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
        "files": [*TABLES, *map(file_name, result.replicates)],
        "bibliography": [asdict(citation) for citation in scenario.bibliography],
        "scenario": scenario.resolved(),
    }
