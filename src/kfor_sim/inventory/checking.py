"""Whether the replicates of a folder, or its trials, are sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kfor_sim.inventory.folder import ResultFolder
from kfor_sim.names import content_hash, label_of, trial_of

What = Literal["damaged", "of another run", "of another number", "unreadable", "missing"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A file of results that is not as it should be."""

    file: str
    what: What


def troubles(folder: ResultFolder, *, checked: Callable[[], object]) -> tuple[Trouble, ...]:
    """Read every replicate or trial of a folder and say what is wrong; nothing is changed.

    Args:
        folder: The folder.
        checked: Called after each of them.
    """
    key = folder.told.key if folder.told else folder.name.rpartition("-")[2]
    there = {item.name for item in folder.files}
    expected = folder.told.files if folder.told else ()
    wrong = [Trouble(name, "damaged") for name in folder.having("manifest") if not folder.told]
    wrong += [Trouble(name, "missing") for name in expected if name not in there]
    if folder.told:
        wrong += [Trouble(name, "damaged") for name, told in folder.told.hashes.items() if not _is(folder, name, told)]
    for name in folder.having("replicate"):
        file = folder.path / name
        what = _wrong_with(file, key, number=int(file.stem))
        wrong += [Trouble(name, what)] if what else []
        checked()
    for name in folder.having("trial"):
        what = _wrong_with(folder.path / name, trial_of(name))
        wrong += [Trouble(name, what)] if what else []
        checked()
    return tuple(wrong)


def _is(folder: ResultFolder, name: str, told: str) -> bool:
    """Whether a table is what the manifest tells, or not there, which is another trouble."""
    if name not in folder.having("made"):
        return True
    try:
        with (folder.path / name).open("rb") as file:
            return content_hash(file) == told
    except OSError:
        return False


def _wrong_with(file: Path, key: str, *, number: int | None = None) -> What | None:
    """Say what is wrong with a replicate or trial.

    Args:
        file: The file.
        key: The key that it should have, or how that begins.
        number: The number of a replicate.
    """
    from kfor_sim.packing import is_whole

    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return "missing"
    except OSError:
        return "unreadable"
    said = label_of(content)
    if not said or not is_whole(content):
        return "damaged"
    if not said[0].startswith(key):
        return "of another run"
    return None if number in (None, said[1]) else "of another number"
