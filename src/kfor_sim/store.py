"""Where replicates are kept: in memory, or as a folder of files that a later run can use again."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from numpy.typing import NDArray

from kfor_sim.dimensions import Dimensions
from kfor_sim.errors import OutputError
from kfor_sim.folders import Folder
from kfor_sim.model.outcomes import OUTCOMES
from kfor_sim.model.record import Recorded
from kfor_sim.names import REPLICATES, file_name, folder_name
from kfor_sim.packing import Layout, is_sound, unpacked

_OUTCOMES = tuple(outcome.name for outcome in OUTCOMES)


class Shelf(Protocol):
    """Anything that keeps packed replicates and gives their arrays back."""

    def save(self, replicate: int, content: bytes) -> None:
        """Keep a finished replicate as `packing.packed` made it."""

    def arrays(self, replicate: int) -> Recorded:
        """Give all arrays of a replicate."""

    def array(self, replicate: int, outcome: str) -> NDArray[Any]:
        """Give one outcome of a replicate, shape (week, *dimensions)."""


class Memory:
    """Replicates kept in memory for as long as their result lives, packed as in files."""

    folder = None
    set_aside: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._kept: dict[int, bytes] = {}

    def finished(self, replicates: Iterable[int]) -> tuple[int, ...]:
        """Say which replicates are there."""
        return tuple(replicate for replicate in replicates if replicate in self._kept)

    def save(self, replicate: int, content: bytes) -> None:
        """Keep a finished replicate."""
        self._kept[replicate] = content

    def arrays(self, replicate: int) -> Recorded:
        """Give all arrays of a replicate."""
        return unpacked(io.BytesIO(self._kept[replicate]), _OUTCOMES)

    def array(self, replicate: int, outcome: str) -> NDArray[Any]:
        """Give one outcome of a replicate, shape (week, *dimensions)."""
        return unpacked(io.BytesIO(self._kept[replicate]), (outcome,))[outcome]


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
        super().__init__(output, folder_name(name, key), holding=REPLICATES)
        self.key = key
        self.set_aside: tuple[str, ...] = ()
        self._layout: Layout = {outcome.name: (outcome.dtype, dimensions.shape(outcome)) for outcome in OUTCOMES}

    def finished(self, replicates: Iterable[int]) -> tuple[int, ...]:
        """Say which replicates are there, whole and of this run; other files in their place are set aside."""
        return tuple(replicate for replicate in replicates if self._has(replicate))

    def save(self, replicate: int, content: bytes) -> None:
        """Keep a finished replicate."""
        with self.writing(file_name(replicate)) as file:
            file.write(content)

    def arrays(self, replicate: int) -> Recorded:
        """Give all arrays of a replicate."""
        return self._read(replicate, _OUTCOMES)

    def array(self, replicate: int, outcome: str) -> NDArray[Any]:
        """Give one outcome of a replicate, shape (week, *dimensions)."""
        return self._read(replicate, (outcome,))[outcome]

    def _has(self, replicate: int) -> bool:
        """Whether a replicate is there and sound; a file that is not is looked at twice before it is set aside.

        Another process may just have set it aside itself, or put a sound one in its place.
        """
        path = self.folder / file_name(replicate)
        try:
            if any(self._is_sound(path, replicate) for _ in range(2)):
                return True
        except OSError:
            return False  # not there, or not to be read: it is computed, and what can be written takes its place
        aside = self.put_aside(file_name(replicate))
        self.set_aside += (aside,) if aside else ()
        return False

    def _is_sound(self, path: Path, replicate: int) -> bool:
        return is_sound(path.read_bytes(), key=self.key, replicate=replicate, layout=self._layout)

    def _read(self, replicate: int, names: tuple[str, ...]) -> Recorded:
        try:
            with (self.folder / file_name(replicate)).open("rb") as file:
                return unpacked(file, names)
        except Exception as error:  # a damaged file can raise anything
            what = f"replicate {replicate} in {self.folder} cannot be read any more"
            raise OutputError(f"{what}; run again to compute it anew") from error
