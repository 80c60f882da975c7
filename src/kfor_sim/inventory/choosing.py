"""What lies in an output folder, and which of it a user means by a name."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kfor_sim.errors import InputError, OutputError
from kfor_sim.inventory.folder import ResultFolder, result_folder


@dataclass(frozen=True, slots=True)
class Inventory:
    """What lies in an output folder.

    Attributes:
        output: The output folder.
        results: The folders of results, by name.
        links: Names of links, which are left alone wherever they lead.
        others: Names of all that is not results, links included.
    """

    output: Path
    results: tuple[ResultFolder, ...]
    links: frozenset[str]
    others: frozenset[str]

    def chosen(self, names: Sequence[str]) -> tuple[ResultFolder, ...]:
        """Choose folders: by their names, by the names of the scenarios of runs, or by how one of these begins.

        Args:
            names: What the user wrote; none at all chooses everything.

        Raises:
            InputError: A name is unknown, or could be more than one.
        """
        if not names:
            return self.results
        meant = [folder for name in names for folder in self._meant(name)]
        return tuple(folder for folder in self.results if folder in meant)

    def _meant(self, word: str) -> list[ResultFolder]:
        name = Path(word).name if Path(word).parent == self.output else word
        exact = [folder for folder in self.results if folder.name == name]
        exact = exact or [folder for folder in self.results if name and folder.run_of == name]
        if exact:
            return exact
        beginning = self._beginning(name)
        if len(beginning) > 1:
            raise InputError(f"'{word}' could be {', '.join(beginning)}; write more of it")
        if not beginning:
            raise InputError(self._not_there(name, word))
        return next(iter(beginning.values()))

    def _beginning(self, name: str) -> dict[str, list[ResultFolder]]:
        """Find the scenarios, or else the folders, that begin with a name."""
        found: dict[str, list[ResultFolder]] = {}
        for folder in self.results:
            for whole in (folder.run_of, folder.name):
                if name and whole.startswith(name):
                    found.setdefault(whole, []).append(folder)
                    break
        return found

    def _not_there(self, name: str, word: str) -> str:
        """Say why a name chooses nothing."""
        if name in self.links:
            return f"{self.output / name} is a link, and links are left alone; name the output folder it leads into"
        if name in self.others:
            return f"{self.output / name} is not a folder of results as kfor-sim names and fills them; it is left alone"
        from kfor_sim.scenario.suggestions import did_you_mean

        known = [*dict.fromkeys(folder.run_of for folder in self.results if folder.run_of)]
        known += [folder.name for folder in self.results]
        hint = did_you_mean(name, known, "there are") or "there are no results yet"
        return f"no results of the name '{word}' in {self.output}; {hint}"


def inventory(output: Path) -> Inventory:
    """Look through an output folder.

    Raises:
        OutputError: It is no folder, or cannot be read.
    """
    try:
        with os.scandir(output) as entries:
            links = {entry.name: entry.is_symlink() for entry in entries}
    except FileNotFoundError:
        links = {}
    except OSError as error:
        raise OutputError(f"cannot read {output}: {error.strerror}; name a folder of results with --output") from error
    looked_at = {name: result_folder(output / name) for name in links}
    return Inventory(
        output,
        tuple(folder for _, folder in sorted(looked_at.items()) if folder),
        frozenset(name for name, is_link in links.items() if is_link),
        frozenset(name for name, folder in looked_at.items() if folder is None),
    )
