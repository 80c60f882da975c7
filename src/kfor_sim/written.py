"""What the program is, as hashes of its files, so that nothing stored is used that an earlier one gave."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from kfor_sim.scenario.location import scenario_folder

_PACKAGE = Path(__file__).parent


@cache
def hash_of_files(*names: str) -> str:
    """Hash some files of the package.

    Args:
        names: Their paths inside it, with slashes.
    """
    return _hashed(_PACKAGE / name for name in names)


@cache
def hash_of_program() -> str:
    """Hash all of the program's files and of the shipped scenarios and tables."""
    shipped = (path for path in scenario_folder().rglob("*") if path.is_file())
    return _hashed([*sorted(_PACKAGE.rglob("*.py")), *sorted(shipped)])


def _hashed(paths: Iterable[Path]) -> str:
    """Hash names and content, the same on every system."""
    found = hashlib.sha256()
    for path in paths:
        content = path.read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return found.hexdigest()
