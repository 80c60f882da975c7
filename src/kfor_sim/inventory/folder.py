"""One folder of results: whether it is one, and what in it is ours."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from kfor_sim.names import (
    ANIMATION,
    COMMENT,
    DOCUMENT,
    IN_AND_OUT,
    MANIFEST,
    REPLICATES,
    REPORT,
    SHOWN,
    TABLES,
    TABLES_OF_COMPARISON,
    TRIALS,
    UNUSABLE,
    answer_folder_name,
    comparison_folder_name,
    folder_name,
    half_written,
    label_of,
    replicate_of,
    safe_name,
    trial_of,
)

Kind = Literal[
    "run",
    "comparison",
    "robust",
    "break",
    "scorecard",
    "calibrate",
    "ensemble",
    "sensitivity",
    "audit",
    "discover",
    "claims",
    "lattice",
    "trials",
]
Role = Literal["manifest", "made", "replicate", "trial", "unused", "half-written", "folder"]

PICTURES: dict[Kind, tuple[str, ...]] = {
    "run": ("overview", "violence", "maps", "contingents"),
    "comparison": ("schedules", "frontier", "phase", "differences", "shortfall"),
    "robust": ("robust",),
    "break": ("break",),
    "scorecard": ("scorecard",),
    "calibrate": ("posterior", "pairs", "fit", "marks"),
    "ensemble": ("ensemble",),
    "sensitivity": ("tornado", "scatter", "screening"),
    "audit": ("tornado",),
    "discover": ("discover",),
    "claims": ("outbursts", "waiting", "cop-reduction", "legitimacy", "deception", "groups", "extinction"),
    "lattice": (),
    "trials": (),
}
_TABLES: dict[Kind, tuple[str, ...]] = {"run": TABLES, "comparison": TABLES_OF_COMPARISON}
_PAGES = (DOCUMENT, IN_AND_OUT, REPORT)  # of every kind
_ENDINGS = ("svg", "png")
_SCHEMA = 1
_NAMED = re.compile(rf"(?P<scenario>.+)-(?P<key>[0-9a-f]{{{SHOWN}}})")
_KEY = re.compile(r"[0-9a-f]{64}")
_FOLDER = re.compile(rf"{REPLICATES}(/\d{{4,}}-\d{{4,}})?")
_EARLIER = re.compile(rf"{REPLICATES}/\d{{4,}}\.npz")  # where earlier versions kept replicates
_PART = re.compile(r"\.(?P<name>[^/]+)\.part")  # a picture that is being drawn


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
        kind: Of what: a run, a comparison, or an answer.
        scenarios: The name of the scenario, or of all that are compared.
        key: The key, 64 hexadecimal digits.
        seed: The seed of all draws.
        files: What the folder should hold beside the manifest.
        hashes: Of tables, by their names.
    """

    kind: Kind
    scenarios: tuple[str, ...]
    key: str
    seed: int
    files: tuple[str, ...]
    hashes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ResultFolder:
    """A folder of results as it lies there.

    Attributes:
        path: Where it is.
        told: What its manifest tells; None while a run is unfinished, and for trials, which have none.
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
        """Of what it is: a run, a comparison, an answer, or trials."""
        if self.name == TRIALS:
            return "trials"
        return self.told.kind if self.told else "run"

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The scenario of a run, or all that are compared; trials have keys alone."""
        if self.kind == "trials":
            return ()
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

    @property
    def run_of(self) -> str:
        """The scenario of a run; empty for others, which go by the name of their folder alone."""
        return self.scenarios[0] if self.kind == "run" else ""


def result_folder(path: Path) -> ResultFolder | None:
    """Look into a folder; None where it is not one of results, or cannot be looked into."""
    if path.name == TRIALS:
        return _trials(path)
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


def _trials(path: Path) -> ResultFolder | None:
    """Look into the folder of trials; None where nothing in it is one."""
    try:
        folder = ResultFolder(path, None, tuple(_flat(path, _role_of_trial)) if _stands_here(path) else ())
    except OSError:
        return None
    return folder if any(_key_of(path / name) == trial_of(name) for name in folder.having("trial")) else None


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
        kind: Kind = manifest.get("kind", "run" if "scenario" in manifest else "comparison")
        key, seed, illustrative = manifest["key"], manifest["seed"], manifest["illustrative"]
        first, called = _called(manifest, kind, key)
        is_ours = manifest["schema"] == _SCHEMA and illustrative and _KEY.fullmatch(key) and isinstance(seed, int)
        scenarios = (first,) if kind == "run" else tuple(map(str, manifest["names"]))
        told = Told(kind, scenarios, key, seed, tuple(map(str, manifest["files"])), dict(manifest.get("hashes", {})))
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return told if is_ours and called == folder else None


def _called(manifest: Any, kind: Kind, key: str) -> tuple[str, str]:
    """Read a scenario's name off a manifest, and what the folder must be called."""
    if kind == "run":
        return manifest["name"], folder_name(manifest["name"], key)
    if kind == "comparison":
        return manifest["baseline"], comparison_folder_name(manifest["baseline"], key)
    return manifest["names"][0], answer_folder_name(str(kind), manifest["names"][-1], key)


def _made(told: Told | None) -> frozenset[str]:
    """Name the tables and pictures that a folder may have, those of its manifest included."""
    kind: Kind = told.kind if told else "run"
    pictures = (f"{stem}.{ending}" for stem in PICTURES[kind] for ending in _ENDINGS)
    animations = (ANIMATION,) if kind == "lattice" else ()
    listed = (name for name in (told.files if told else ()) if "/" not in name and "\\" not in name)
    return frozenset((*_PAGES, *_TABLES.get(kind, ()), *pictures, *animations, *listed))


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
            yield from _file(entry, name, partial(_role, made=made))
        else:
            yield Item(name, None)


def _flat(folder: Path, role: Callable[[str], Role | None]) -> Iterator[Item]:
    """List what lies in a folder that has none of ours in it."""
    with os.scandir(folder) as entries:
        inside = sorted(entries, key=lambda entry: entry.name)
    for entry in inside:
        if entry.is_file(follow_symlinks=False):
            yield from _file(entry, entry.name, role)
        else:
            yield Item(entry.name, None)


def _file(entry: os.DirEntry[str], name: str, role: Callable[[str], Role | None]) -> Iterator[Item]:
    """Measure a file, unless it has vanished meanwhile."""
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return
    yield Item(name, role(name), status.st_size, status.st_mtime)


def _role(name: str, *, made: frozenset[str]) -> Role | None:
    """Tell by its name what a file is to us."""
    if name == MANIFEST:
        return "manifest"
    if name in made:
        return "made"
    if replicate_of(name) is not None:
        return "replicate"
    if _EARLIER.fullmatch(name) or (name.endswith(UNUSABLE) and replicate_of(name.removesuffix(UNUSABLE)) is not None):
        return "unused"
    folder, slash, last = name.rpartition("/")
    part = _PART.fullmatch(last)
    whole = half_written(last) or (part["name"] if part else "")
    return "half-written" if whole and _role(folder + slash + whole, made=made) else None


def _role_of_trial(name: str) -> Role | None:
    """Tell by its name what a file is to us in the folder of trials."""
    if trial_of(name):
        return "trial"
    if name.endswith(UNUSABLE) and trial_of(name.removesuffix(UNUSABLE)):
        return "unused"
    return "half-written" if trial_of(half_written(name)) else None


def _key_of(file: Path) -> str:
    """Read the key from the label of a replicate or trial; empty where there is none."""
    try:
        with file.open("rb") as opened:
            opened.seek(-COMMENT, os.SEEK_END)
            said = label_of(opened.read())
    except OSError:
        return ""
    return said[0] if said else ""
