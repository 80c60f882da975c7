"""Where the shipped scenarios are: inside the package, or beside it in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kfor_sim.errors import InputError

NOT_SCENARIOS = ("sources", "theories", "targets", "conclusions", "claims", "epstein", "omissions")
"""Other TOML files of the folder."""


@cache
def scenario_folder() -> Path:
    """The folder of the shipped scenarios.

    Raises:
        InputError: Neither the package nor a checkout around it has one.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "scenarios", package.parents[1] / "scenarios"):
        if (folder / "documented.toml").is_file():
            return folder
    raise InputError("the shipped scenarios are missing; install kfor-sim again")


def shipped() -> tuple[str, ...]:
    """Names of the shipped scenarios, the reference first.

    Example:
        >>> from kfor_sim import shipped
        >>> shipped()[:3]
        ('documented', 'cliff', 'conditions')
    """
    names = sorted(path.stem for path in scenario_folder().glob("*.toml") if path.stem not in NOT_SCENARIOS)
    return tuple(sorted(names, key=lambda name: name != "documented"))


def file_inside(folder: Path, name: str) -> Path | None:
    """The path of a name in a folder, links followed; None if it leaves the folder or cannot be followed."""
    try:
        root = folder.resolve()
        path = (root / name).resolve()
        path.is_file()  # a name that is too long shows itself only when it is used
    except (OSError, RuntimeError, ValueError):
        return None
    return path if not Path(name).is_absolute() and path.is_relative_to(root) else None
