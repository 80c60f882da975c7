"""Where replicates are kept: in memory, or as a folder of files that a later run can use again."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import numpy as np
from numpy.typing import NDArray

from kfor_sim.dimensions import Dimensions
from kfor_sim.errors import OutputError
from kfor_sim.key import SHOWN
from kfor_sim.model.outcomes import OUTCOMES
from kfor_sim.model.record import Recorded

_ADDRESS = "address"  # the entry of a file that says whose replicate it is
_LONGEST_NAME = 60


class Shelf(Protocol):
    """Anything that keeps replicates and gives their arrays back."""

    def save(self, replicate: int, arrays: Recorded) -> None:
        """Keep a finished replicate."""

    def arrays(self, replicate: int) -> Recorded:
        """Give all arrays of a replicate."""

    def array(self, replicate: int, outcome: str) -> NDArray[Any]:
        """Give one outcome of a replicate, shape (week, *dimensions)."""


class Memory:
    """Replicates kept in memory for as long as their result lives."""

    folder = None
    set_aside: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._kept: dict[int, Recorded] = {}

    def finished(self, replicates: Iterable[int]) -> tuple[int, ...]:
        """Say which replicates are there."""
        return tuple(replicate for replicate in replicates if replicate in self._kept)

    def save(self, replicate: int, arrays: Recorded) -> None:
        """Keep a finished replicate."""
        self._kept[replicate] = arrays

    def arrays(self, replicate: int) -> Recorded:
        """Give all arrays of a replicate."""
        return self._kept[replicate]

    def array(self, replicate: int, outcome: str) -> NDArray[Any]:
        """Give one outcome of a replicate, shape (week, *dimensions)."""
        return self._kept[replicate][outcome]


class Folder:
    """A folder inside the output folder; every file in it appears whole or not at all.

    Attributes:
        folder: ``<output>/<name>``.
    """

    def __init__(self, output: str | Path, name: str, *, holding: str = "") -> None:
        """Make the folder, or find it.

        Args:
            output: The folder in which results lie.
            name: The name of a folder, as `safe_name` makes it.
            holding: A folder in it that is made as well.

        Raises:
            OutputError: The folder cannot be made or written to.
        """
        if "\0" in str(output):
            raise OutputError("the name of an output folder cannot hold a null character; choose another --output")
        self.folder = Path(output) / name
        innermost = self.folder / holding
        with output_faults(self.folder):
            innermost.mkdir(parents=True, exist_ok=True)
            if innermost.resolve() != Path(output).resolve() / name / holding:
                raise OutputError(f"{self.folder} is a link that leaves {output}; remove it or choose another --output")
            with tempfile.TemporaryFile(dir=innermost):
                pass  # a read-only folder is noticed before anything is computed

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """Open a file of the folder for writing; it takes its name once it is complete and on the disk.

        Raises:
            OutputError: The file cannot be written.
        """
        path = self.folder / name
        # A name of its own for each writer: two processes on one folder do not meet.
        temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
        with output_faults(path):
            try:
                with temporary.open("xb") as file:
                    yield file
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(path)
            except BaseException:
                with suppress(OSError):
                    temporary.unlink(missing_ok=True)
                raise


class Store(Folder):
    """A folder of one key's replicates, tables and pictures.

    Scenarios that have the same name and the same numbers share a folder, since they share a key. Their words may
    differ: tables, pictures and the manifest are those of the run that came last, with its title, reasons and sources.

    Attributes:
        folder: ``<output>/<scenario>-<first digits of the key>``.
        key: The key of the run.
        set_aside: Names of files that could not be used and were renamed.
    """

    def __init__(self, output: str | Path, *, name: str, key: str, dimensions: Dimensions) -> None:
        """Make the folder, or find it.

        Args:
            output: The folder in which results lie.
            name: The name of the scenario; characters that have no place in a name of a folder are replaced.
            key: The key of the run.
            dimensions: The axes that stored arrays must have.

        Raises:
            OutputError: The folder cannot be made or written to.
        """
        super().__init__(output, f"{safe_name(name)}-{key[:SHOWN]}", holding="replicates")
        self.key = key
        self.set_aside: tuple[str, ...] = ()
        self._dimensions = dimensions

    def finished(self, replicates: Iterable[int]) -> tuple[int, ...]:
        """Say which replicates are there, whole and of this run; other files in their place are set aside."""
        found = []
        for replicate in replicates:
            path = self._path(f"{replicate:04d}.npz")
            if not path.exists():
                continue
            if self._is_sound(replicate):
                found.append(replicate)
            else:
                self._put_aside(path)
        return tuple(found)

    def save(self, replicate: int, arrays: Recorded) -> None:
        """Keep a finished replicate; the same arrays always give the same bytes."""
        packed = io.BytesIO()
        entries: dict[str, Any] = {_ADDRESS: np.array(self._address(replicate)), **arrays}
        np.savez_compressed(packed, **entries)
        with self.writing(f"replicates/{replicate:04d}.npz") as file:
            file.write(packed.getbuffer())

    def arrays(self, replicate: int) -> Recorded:
        """Give all arrays of a replicate."""
        return self._read(replicate, tuple(outcome.name for outcome in OUTCOMES))

    def array(self, replicate: int, outcome: str) -> NDArray[Any]:
        """Give one outcome of a replicate, shape (week, *dimensions)."""
        return self._read(replicate, (outcome,))[outcome]

    def _path(self, name: str) -> Path:
        return self.folder / "replicates" / name

    def _address(self, replicate: int) -> str:
        return json.dumps({"key": self.key, "replicate": replicate})

    def _is_sound(self, replicate: int) -> bool:
        """Whether the file of a replicate can be read to its end, belongs to this run and has the right shapes."""
        try:
            with self._opened(replicate) as file:
                is_ours = str(file[_ADDRESS]) == self._address(replicate)
                return is_ours and all(
                    (array := file[outcome.name]).shape == self._dimensions.shape(outcome)
                    and array.dtype == outcome.dtype
                    for outcome in OUTCOMES
                )
        except Exception:  # a damaged file can raise anything
            return False

    @contextmanager
    def _opened(self, replicate: int) -> Iterator[Any]:
        # NumPy leaves the file open where the archive is damaged; opened here, it is closed in any case.
        with self._path(f"{replicate:04d}.npz").open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            yield file

    def _put_aside(self, path: Path) -> None:
        aside = path.with_name(f"{path.name}.unusable")
        with output_faults(path):
            path.replace(aside)
        self.set_aside = (*self.set_aside, aside.name)

    def _read(self, replicate: int, names: tuple[str, ...]) -> Recorded:
        try:
            with self._opened(replicate) as file:
                return {name: file[name] for name in names}
        except Exception as error:  # a damaged file can raise anything
            what = f"replicate {replicate} in {self.folder} cannot be read any more"
            raise OutputError(f"{what}; run again to compute it anew") from error


def safe_name(name: str) -> str:
    """Make a name of a folder from a scenario's: letters, digits, dots and dashes, never a way to another folder."""
    kept = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")
    return kept[:_LONGEST_NAME] or "scenario"


@contextmanager
def output_faults(path: Path) -> Iterator[None]:
    """Turn what the system says about a file into what the user can do.

    Raises:
        OutputError: In place of any OSError.
    """
    try:
        yield
    except OSError as error:
        raise OutputError(f"cannot write {path}: {_remedy(error)}") from error


def _remedy(error: OSError) -> str:
    """Say what is wrong and what helps."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full; free some space and run again, finished replicates are kept"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "it is read-only or you have no permission; choose another folder with --output"
    if error.errno in (errno.EEXIST, errno.ENOTDIR, errno.EISDIR):
        return "a file stands where a folder should be, or the reverse; choose another folder with --output"
    return f"{error.strerror or error}; choose another folder with --output"
