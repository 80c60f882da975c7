"""What lies in an output folder: which folders are results, what in them is ours, whether it is sound, and its removal.

Only what the program itself could have written counts as ours: a folder with the name that its manifest, or the label
of one of its replicates, calls for, and in it files with the names that the program gives. Everything else is the
user's, and so is every link. Nothing here needs NumPy or a scenario until replicates are verified.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kfor_sim.errors import InputError, OutputError
from kfor_sim.folders import safe_name

Kind = Literal["run", "comparison"]
Role = Literal["manifest", "made", "replicate", "unused", "half-written", "folder"]
What = Literal["damaged", "of another run", "of another number", "unreadable", "missing"]

MANIFEST = "manifest.json"
TABLES: dict[Kind, tuple[str, ...]] = {
    "run": ("summary.csv", "metrics.csv", "series.csv.gz"),
    "comparison": ("metrics.csv", "differences.csv", "ranking.csv", "regret.csv"),
}
PICTURES: dict[Kind, tuple[str, ...]] = {
    "run": ("overview", "violence", "maps", "contingents"),
    "comparison": ("schedules", "frontier", "phase", "differences", "shortfall"),
}
_ENDINGS = ("svg", "png")
_SCHEMA = 1
_COMPARISON = "compare-"
_SHOWN = 12  # hexadecimal digits of a key that name a folder

_NAMED = re.compile(rf"(?P<scenario>.+)-(?P<key>[0-9a-f]{{{_SHOWN}}})")
_KEY = re.compile(r"[0-9a-f]{64}")
_FOLDER = re.compile(r"replicates(/\d{4,}-\d{4,})?")
_REPLICATE = re.compile(r"replicates/(?P<first>\d{4,})-(?P<last>\d{4,})/(?P<number>\d{4,})\.npz")
_EARLIER = re.compile(r"replicates/\d{4,}\.npz")  # where version 0.1 kept replicates
_HALF = re.compile(r"(?P<folder>(?:.*/)?)\.(?P<name>[^/]+)\.(?:\d+-[0-9a-f]{8}\.tmp|part)")
_UNUSABLE = ".unusable"
_TOGETHER = 100  # replicates in one folder

_LABEL = re.compile(rb"(?P<key>[0-9a-f]{64})(?P<number>[0-9a-f]{16})[0-9a-f]{80}")
_LABEL_LENGTH = 160  # bytes at the end of a replicate that say whose it is

_ORDER: tuple[Role, ...] = ("half-written", "unused", "made", "replicate", "manifest", "folder")


@dataclass(frozen=True, slots=True)
class Item:
    """Something in a folder of results.

    Attributes:
        name: Its path inside the folder, with slashes.
        role: What it is to us; None where it is not ours.
        size: Bytes; 0 for a folder.
        changed: When it was changed last, in seconds since 1970.
    """

    name: str
    role: Role | None
    size: int = 0
    changed: float = 0.0


@dataclass(frozen=True, slots=True)
class Told:
    """What a manifest tells.

    Attributes:
        kind: Whether of a run or of a comparison.
        scenarios: The name of the scenario, or of all that are compared.
        key: The key, 64 hexadecimal digits.
        seed: The seed of all draws.
        files: What the folder should hold beside the manifest.
    """

    kind: Kind
    scenarios: tuple[str, ...]
    key: str
    seed: int
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResultFolder:
    """A folder of results as it lies there.

    Attributes:
        path: Where it is.
        told: What its manifest tells; None while a run is unfinished.
        items: All that lies in it; folders that are not ours are not entered.
    """

    path: Path
    told: Told | None
    items: tuple[Item, ...]

    @property
    def name(self) -> str:
        """Its name in the output folder."""
        return self.path.name

    @property
    def kind(self) -> Kind:
        """Whether it is that of a run or of a comparison."""
        return self.told.kind if self.told else "run"

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The scenario of a run, or all that are compared."""
        return self.told.scenarios if self.told else (self.name.rpartition("-")[0],)

    @property
    def files(self) -> tuple[Item, ...]:
        """The files that are ours."""
        return tuple(item for item in self.items if item.role not in (None, "folder"))

    @property
    def foreign(self) -> tuple[str, ...]:
        """What is not ours, by its path inside the folder."""
        return tuple(item.name for item in self.items if item.role is None)

    @property
    def size(self) -> int:
        """Bytes of the files that are ours."""
        return sum(item.size for item in self.files)

    @property
    def changed(self) -> float:
        """When one of our files was changed last, in seconds since 1970."""
        return max((item.changed for item in self.files), default=0.0)

    def having(self, role: Role) -> tuple[str, ...]:
        """Name the items of one role."""
        return tuple(item.name for item in self.items if item.role == role)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A file of results that is not as it should be."""

    file: str
    what: What


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
        exact = exact or [folder for folder in self.results if name and _scenario(folder) == name]
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
            for whole in (_scenario(folder), folder.name):
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

        known = [*dict.fromkeys(_scenario(folder) for folder in self.results if _scenario(folder))]
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


def result_folder(path: Path) -> ResultFolder | None:
    """Look into a folder; None where it is not one of results, or cannot be looked into."""
    named = _NAMED.fullmatch(path.name)
    if not named or named["scenario"] != safe_name(named["scenario"]) or not _stands_here(path):
        return None
    manifest = _manifest(path / MANIFEST)
    told = _told(manifest, path.name)
    if manifest is not None and not told:
        return None  # of something else, or of a folder that was given another name
    try:
        folder = ResultFolder(path, told, tuple(_items(path, _made(told))))
    except OSError:
        return None
    replicates = (path / name for name in folder.having("replicate"))
    return folder if told or any(_key_of(file).startswith(named["key"]) for file in replicates) else None


def troubles(folder: ResultFolder, *, checked: Callable[[], object]) -> tuple[Trouble, ...]:
    """Read every replicate of a folder and say what is wrong; nothing is changed.

    Args:
        folder: The folder.
        checked: Called after each replicate.
    """
    key = folder.told.key if folder.told else folder.name.rpartition("-")[2]
    there = {item.name for item in folder.files}
    expected = folder.told.files if folder.told else ()
    wrong = [Trouble(name, "damaged") for name in folder.having("manifest") if not folder.told]
    wrong += [Trouble(name, "missing") for name in expected if name not in there]
    for name in folder.having("replicate"):
        what = _wrong_with(folder.path / name, key)
        wrong += [Trouble(name, what)] if what else []
        checked()
    return tuple(wrong)


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


def label_of(content: bytes) -> tuple[str, int] | None:
    """Read whose a packed replicate is, from its end: the key of the run and the number; None where it has no label."""
    label = _LABEL.fullmatch(content[-_LABEL_LENGTH:])
    return (label["key"].decode(), int(label["number"], 16)) if label else None


def _scenario(folder: ResultFolder) -> str:
    """Name the scenario of a run; a comparison has several, and goes by the name of its folder alone."""
    return folder.scenarios[0] if folder.kind == "run" else ""


def _stands_here(path: Path) -> bool:
    """Whether a path is a folder that is neither a link nor, on Windows, a junction."""
    try:
        return path.is_dir() and path.resolve() == path.parent.resolve() / path.name
    except OSError:
        return False


def _manifest(file: Path) -> Any:
    """Read a manifest; None where there is none, or one that is damaged."""
    try:
        if file.is_symlink() or not file.is_file():
            return None
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None


def _told(manifest: Any, folder: str) -> Told | None:
    """Take from a manifest what is needed; None where it is not one of ours for a folder of this name."""
    try:
        kind: Kind = "run" if "scenario" in manifest else "comparison"
        first = manifest["name" if kind == "run" else "baseline"]
        key, seed, illustrative = manifest["key"], manifest["seed"], manifest["illustrative"]
        called = f"{'' if kind == 'run' else _COMPARISON}{safe_name(first)}-{key[:_SHOWN]}"
        is_ours = manifest["schema"] == _SCHEMA and illustrative and _KEY.fullmatch(key) and isinstance(seed, int)
        scenarios = (first,) if kind == "run" else tuple(map(str, manifest["names"]))
        told = Told(kind, scenarios, key, seed, tuple(map(str, manifest["files"])))
    except (KeyError, TypeError):
        return None
    return told if is_ours and called == folder else None


def _made(told: Told | None) -> frozenset[str]:
    """Name the tables and pictures that a folder may have, those of its manifest included."""
    kind: Kind = told.kind if told else "run"
    pictures = (f"{stem}.{ending}" for stem in PICTURES[kind] for ending in _ENDINGS)
    listed = (name for name in (told.files if told else ()) if "/" not in name and "\\" not in name)
    return frozenset((*TABLES[kind], *pictures, *listed))


def _items(folder: Path, made: frozenset[str], below: str = "") -> Iterator[Item]:
    """List what lies in a folder of results, our own folders in it included."""
    with os.scandir(folder / below) as entries:
        inside = sorted(entries, key=lambda entry: entry.name)
    for entry in inside:
        name = f"{below}{entry.name}"
        if _FOLDER.fullmatch(name) and _stands_here(Path(entry.path)):
            try:
                yield from _items(folder, made, f"{name}/")
            except OSError:
                yield Item(name, None)  # what cannot be looked into may hold anything
            else:
                yield Item(name, "folder")
        elif entry.is_file(follow_symlinks=False):
            yield from _file(entry, name, made)
        else:
            yield Item(name, None)


def _file(entry: os.DirEntry[str], name: str, made: frozenset[str]) -> Iterator[Item]:
    """Measure a file, unless it has vanished meanwhile."""
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return
    yield Item(name, _role(name, made), status.st_size, status.st_mtime)


def _role(name: str, made: frozenset[str]) -> Role | None:
    """Tell by its name what a file is to us."""
    if name == MANIFEST:
        return "manifest"
    if name in made:
        return "made"
    if _is_replicate(name):
        return "replicate"
    if _EARLIER.fullmatch(name) or (name.endswith(_UNUSABLE) and _is_replicate(name.removesuffix(_UNUSABLE))):
        return "unused"
    half = _HALF.fullmatch(name)
    return "half-written" if half and _role(half["folder"] + half["name"], made) else None


def _is_replicate(name: str) -> bool:
    """Whether a name is that of a replicate, in the folder in which the program keeps that number."""
    parts = _REPLICATE.fullmatch(name)
    if not parts:
        return False
    number = int(parts["number"])
    first = number - number % _TOGETHER
    return (f"{first:04d}", f"{first + _TOGETHER - 1:04d}", f"{number:04d}") == parts.group("first", "last", "number")


def _key_of(file: Path) -> str:
    """Read the key from the label of a replicate; empty where there is none."""
    try:
        with file.open("rb") as opened:
            opened.seek(-_LABEL_LENGTH, os.SEEK_END)
            label = label_of(opened.read())
    except OSError:
        return ""
    return label[0] if label else ""


def _wrong_with(file: Path, key: str) -> What | None:
    """Say what is wrong with a replicate.

    Args:
        file: The file.
        key: The key of its folder, or how it begins.
    """
    from kfor_sim.packing import is_whole

    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return "missing"
    except OSError:
        return "unreadable"
    label = label_of(content)
    if not label or not is_whole(content):
        return "damaged"
    if not label[0].startswith(key):
        return "of another run"
    return None if label[1] == int(file.stem) else "of another number"


def _attempt(removal: Callable[[], object]) -> str:
    """Remove something and say why that failed; what has vanished is as good as removed."""
    try:
        removal()
    except FileNotFoundError:
        pass
    except OSError as error:
        return error.strerror or str(error)
    return ""
