"""Packed files by key in ``<output>/trials``: small arrays of many replicates, to which later calls add."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kfor_sim.folders import Folder
from kfor_sim.model.record import Recorded
from kfor_sim.names import TRIALS, label_of, trial_file_name
from kfor_sim.packing import is_whole, packed, unpacked

Content = TypeVar("Content")


class PackedFiles(Folder):
    """One file for each key.

    Two programs that add to one file at a time do not harm it: the last one to write wins, and what the other one had
    added is computed again when it is asked for.

    Attributes:
        set_aside: Names of files that could not be used and were renamed.
    """

    def __init__(self, output: str | Path) -> None:
        """Make the folder, or find it.

        Raises:
            OutputError: It cannot be made or written to, or leads out of the output folder.
        """
        super().__init__(output, TRIALS)
        self.set_aside: tuple[str, ...] = ()

    def look_up(self, key: str, reading: Callable[[Recorded], Content]) -> Content | None:
        """Give the content of a file; one that is not whole, or another's, is set aside.

        It is looked at twice before: another process may just have put a sound one in its place.

        Args:
            key: The key, 64 hexadecimal digits.
            reading: Turns its arrays into content; raises whatever it likes where they are not laid out as they should.

        Returns:
            The content; None where there is none that can be used: it is computed, and takes that place.
        """
        path = self.folder / trial_file_name(key)
        try:
            content = _content(path.read_bytes(), key, reading) or _content(path.read_bytes(), key, reading)
        except OSError:
            return None
        if content is None:
            aside = self.put_aside(path.name)
            self.set_aside += (aside,) if aside else ()
        return content

    def put(self, key: str, arrays: Recorded, *, count: int) -> None:
        """Write a file, all at once.

        Args:
            key: The key.
            arrays: Its arrays by name.
            count: Of how many replicates they are.

        Raises:
            OutputError: It cannot be written.
        """
        content = packed(arrays, key=key, replicate=count)
        with self.writing(trial_file_name(key)) as file:
            file.write(content)


def _content(packed_file: bytes, key: str, reading: Callable[[Recorded], Content]) -> Content | None:
    """Unpack a file; None where it is damaged, or not of this key."""
    said = label_of(packed_file)
    if said is None or said[0] != key or not is_whole(packed_file):
        return None
    try:
        return reading(unpacked(io.BytesIO(packed_file)))
    except Exception:  # whole, but laid out in a way that is not ours; what is raised depends on it
        return None
