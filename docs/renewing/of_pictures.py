"""The gallery: every picture of the documents with what it shows, its command, and its text alternative."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "pictures"
FILE = FOLDER / "pictures.toml"


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture.

    Attributes:
        file: Its name in the folder of pictures.
        title: What it is called.
        shows: What to see in it, in a sentence or two.
        alternative: What somebody who cannot see it should hear.
        command: The command that makes it.
        page: The document that discusses it, from the folder of the documents.
        needs: The optional part that the command needs; empty without one.
    """

    file: str
    title: str
    shows: str
    alternative: str
    command: str
    page: str
    needs: str = ""


def declared() -> tuple[Picture, ...]:
    """Read the declaration, in the order of the gallery."""
    entries: Mapping[str, dict[str, str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(Picture(file, **entry) for file, entry in entries.items())


def pictures() -> str:
    """Set out the gallery."""
    return "\n\n".join(_entry(each) for each in declared())


def _entry(picture: Picture) -> str:
    """Set out one picture."""
    part = f" (needs the optional part `{picture.needs}`)" if picture.needs else ""
    return "\n\n".join(
        (
            f"## {picture.title}",
            f"![{picture.alternative}](pictures/{picture.file})",
            picture.shows,
            f"*In words:* {picture.alternative}",
            f"*Made by* `{picture.command}`{part}. *Discussed in* [{Path(picture.page).name}]({picture.page}).",
        )
    )
