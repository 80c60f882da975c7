"""The removal of folders of results: what is ours goes, everything else stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kfor_sim.inventory.folder import ResultFolder, Role

_ORDER: tuple[Role, ...] = ("half-written", "unused", "made", "replicate", "trial", "manifest", "folder")


@dataclass(frozen=True, slots=True)
class Removal:
    """What became of a folder that was to be removed.

    Attributes:
        name: The folder.
        size: Bytes that were freed.
        left: What is not ours and was left, by its path inside the folder, which therefore stays.
        failed: What could not be removed, and why.
    """

    name: str
    size: int
    left: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]

    @property
    def gone(self) -> bool:
        """Whether the folder itself is gone."""
        return not self.left and not self.failed


def remove(folder: ResultFolder) -> Removal:
    """Remove what is ours of a folder, and the folder itself if nothing else is in it.

    The manifest goes last, so that what is left after Ctrl-C is still a folder of results and the rest can follow.
    """
    freed, failed = 0, []
    for item in sorted(folder.files, key=lambda item: _ORDER.index(item.role or "folder")):
        reason = _attempt((folder.path / item.name).unlink)
        freed += 0 if reason else item.size
        failed += [(item.name, reason)] if reason else []
    for name in sorted(folder.having("folder"), reverse=True):  # what still holds something stays
        _attempt((folder.path / name).rmdir)
    if not failed and not folder.foreign:
        reason = _attempt(folder.path.rmdir)
        failed += [(".", reason)] if reason else []
    return Removal(folder.name, freed, folder.foreign, tuple(failed))


def _attempt(removal: Callable[[], object]) -> str:
    """Remove something and say why that failed; what has vanished is as good as removed."""
    try:
        removal()
    except FileNotFoundError:
        pass
    except OSError as error:
        return error.strerror or str(error)
    return ""
