"""Folders of results: every file in them appears whole or not at all, and none lies outside the output folder."""

from __future__ import annotations

import errno
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from kfor_sim.errors import OutputError
from kfor_sim.names import UNUSABLE, half_name, half_written

_DAY = 24 * 3600


class Folder:
    """A folder inside the output folder; every file in it appears whole or not at all.

    Attributes:
        folder: ``<output>/<name>``.
    """

    def __init__(self, output: str | Path, name: str, *, holding: str = "") -> None:
        """Make the folder, or find it.

        Args:
            output: The folder in which results lie.
            name: The name of a folder, as `names` makes it.
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
        self._sweep()

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """Open a file of the folder for writing; it takes its name once it is complete and on the disk.

        Raises:
            OutputError: The file cannot be written.
        """
        path = self.folder / name
        with output_faults(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.parent.resolve() != self.folder.resolve() / path.parent.relative_to(self.folder):
                raise OutputError(f"{path.parent} is a link that leaves {self.folder}; remove it")
        temporary = path.with_name(half_name(path.name))
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

    def remove(self, name: str) -> None:
        """Remove a file of the folder, if it is there.

        Raises:
            OutputError: It cannot be removed.
        """
        with output_faults(self.folder / name):
            (self.folder / name).unlink(missing_ok=True)

    def put_aside(self, name: str) -> str:
        """Rename a file that cannot be used, so that a sound one can take its place.

        Returns:
            The name that it has now, without its folder; empty where somebody else has taken it away.

        Raises:
            OutputError: It cannot be renamed.
        """
        path = self.folder / name
        aside = path.with_name(f"{path.name}{UNUSABLE}")
        with output_faults(path):
            try:
                path.replace(aside)
            except FileNotFoundError:
                return ""
        return aside.name

    def _sweep(self) -> None:
        """Remove what writers that were killed have left half done; a living one writes at least once a day."""
        for half in self.folder.rglob(".*"):
            with suppress(OSError):
                if half_written(half.name) and time.time() - half.stat().st_mtime > _DAY:
                    half.unlink()


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
    if error.errno == errno.ENOENT:
        return "it was taken away meanwhile; the same command goes on with what is left"
    return f"{error.strerror or error}; choose another folder with --output"
