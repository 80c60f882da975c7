"""From a scenario's name to one merged table: its chain of bases, and how each overlay changes what it extends."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kfor_sim.errors import Fault, ScenarioError
from kfor_sim.scenario.figures import shown
from kfor_sim.scenario.honesty import complaints, forsake_source, is_figure, is_moved
from kfor_sim.scenario.keypaths import path_text
from kfor_sim.scenario.lines import Path as KeyPath
from kfor_sim.scenario.lines import line_of
from kfor_sim.scenario.location import file_inside, scenario_folder, shipped
from kfor_sim.scenario.reading import TomlFile, read_toml
from kfor_sim.scenario.suggestions import did_you_mean
from kfor_sim.suggestions import closest

LONGEST_CHAIN = 8
COMMAND_LINE = Path("--set")  # stands for the file of what was set on the command line


@dataclass(slots=True)
class Merged:
    """A scenario and its bases as one table, and where each part of it was written.

    Attributes:
        files: The files, the user's own first, the last base last.
        content: The merged table, without ``extends``.
        origins: The file that a table, figure, list or text comes from, by path.
        faults: What the overlays may not do.
    """

    files: tuple[TomlFile, ...]
    content: dict[str, Any] = field(default_factory=dict)
    origins: dict[KeyPath, TomlFile] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def origin(self, path: KeyPath) -> TomlFile | None:
        """The file in which a path, or the nearest table around it, was last written."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.origins:
                return self.origins[path[:length]]
        return None

    def forget(self, start: KeyPath) -> None:
        """Forget where the parts of something were written that is no longer there."""
        for path in [path for path in self.origins if path[: len(start)] == start]:
            del self.origins[path]

    def rank(self, path: KeyPath) -> int:
        """How late in the chain a path was written: -1 on the command line, 0 in the user's file, then its bases."""
        file = self.origin(path)
        return next((rank for rank, other in enumerate(self.files) if other is file), -1)

    def locate(self, path: KeyPath) -> str:
        """A path as text, with its line and, where that is not the user's own file, its file."""
        return self.place(path, self.origin(path))

    def place(self, path: KeyPath, file: TomlFile | None) -> str:
        """A path as text, with its line in a given file."""
        line = line_of(path, file.lines) if file else None
        text = path_text(path) or self.files[0].path.name
        if file is not None and file.path == COMMAND_LINE:
            return f"{text} (--set)"
        if file is None or line is None:
            return text
        return f"{text} (line {line})" if file.path == self.files[0].path else f"{text} ({file.path.name}, line {line})"


def is_shipped_name(name: str) -> bool:
    """Whether a text names a shipped scenario; anything with ``.toml`` or a separator is a path."""
    return not (name.endswith(".toml") or "/" in name or "\\" in name)


def shipped_path(name: str) -> Path:
    """The file of a shipped scenario.

    Raises:
        ScenarioError: There is none of this name.
    """
    if name not in shipped():
        meant, all_of_them = closest(name, shipped()), f"shipped scenarios: {', '.join(shipped())}"
        everything = f"did you mean '{meant}'? {all_of_them}" if meant else all_of_them
        if name and Path(f"{name}.toml").is_file():
            everything = f"did you mean the file {name}.toml that lies here?"
        fault = Fault(
            name or '""', "no shipped scenario of this name", f"{everything}; a file of your own ends in .toml"
        )
        raise ScenarioError(name or '""', (fault,))
    return scenario_folder() / f"{name}.toml"


def merged(path: Path) -> Merged:
    """Read a scenario file with all its bases and merge them, the last base first.

    Raises:
        ScenarioError: A file cannot be read, or the chain of bases cannot be followed.
    """
    files = _chain(path)
    result = Merged(files)
    for file in reversed(files):
        content = {key: value for key, value in file.content.items() if key != "extends"}
        _Merge(result, file).tables(result.content, content, ())
    return result


def lay(laid: Merged, file: TomlFile) -> None:
    """Lay one more file over a merged scenario."""
    _Merge(laid, file).tables(laid.content, file.content, ())


def _chain(path: Path) -> tuple[TomlFile, ...]:
    """The file and its bases, in the order in which they extend one another."""
    files = [read_toml(path)]
    while "extends" in files[-1].content:
        base = _base_of(files)
        if base in [file.path.resolve() for file in files]:
            circle = " -> ".join([*(file.path.name for file in files), base.name])
            raise _broken(files, f"extends itself: {circle}", "one of them must stand alone")
        if len(files) == LONGEST_CHAIN:
            raise _broken(files, "the chain of bases is too long", f"at most {LONGEST_CHAIN} files")
        files.append(read_toml(base))
    return tuple(files)


def _base_of(files: list[TomlFile]) -> Path:
    """The file that the last one extends: a shipped scenario or a file in the same folder."""
    name, folder = files[-1].content["extends"], files[-1].path.parent
    if not isinstance(name, str) or not name.strip() or not name.isprintable():
        raise _broken(files, f"{shown(name)} is no name", 'write extends = "documented", or the name of a file')
    if is_shipped_name(name):
        if name not in shipped():
            raise _broken(files, f"unknown scenario {shown(name)}", did_you_mean(name, shipped(), "shipped scenarios"))
        return (scenario_folder() / f"{name}.toml").resolve()
    base = file_inside(folder, name)
    if base is None:
        remedy = "extend a shipped scenario or a file in the same folder"
        raise _broken(files, f"{shown(name)} leaves the folder", remedy)
    if not base.is_file():
        others = [other.name for other in sorted(folder.glob("*.toml")) if other != files[-1].path]
        raise _broken(files, f"there is no file {shown(name)} beside it", did_you_mean(name, others, "files there"))
    return base


def _broken(files: list[TomlFile], what: str, remedy: str) -> ScenarioError:
    """An error about the ``extends`` of the last file of a chain."""
    where = Merged((files[0],), origins={("extends",): files[-1]}).locate(("extends",))
    return ScenarioError(files[0].path.name, (Fault(where, what, remedy),))


@dataclass(frozen=True, slots=True)
class _Merge:
    """One file laid over what came before it."""

    result: Merged
    file: TomlFile

    def tables(self, base: dict[str, Any], over: dict[str, Any], path: KeyPath) -> None:
        """Lay a table over another, key by key; figures, lists and a changed policy replace whole."""
        for key, value in over.items():
            here = (*path, key)
            old = base.get(key)
            if path == ("events",) and value is False and old is not None:
                del base[key]
                self.result.forget(here)
            elif _merges(here, old, value):
                self.result.origins[here] = self.file
                if path == ("events",):
                    self._move(base[key], value, here)
                self.tables(base[key], value, here)
            else:
                self._replace(base, key, value, here)

    def _replace(self, base: dict[str, Any], key: str, value: Any, here: KeyPath) -> None:
        """Put a value in the place of another, and remember where it was written."""
        for path, what, remedy in complaints(base.get(key), value, here):
            self.result.faults.append(Fault(self.result.place(path, self.file), what, remedy))
        base[key] = deepcopy(value)
        self.result.forget(here)
        self._remember(here, value)

    def _remember(self, here: KeyPath, value: Any) -> None:
        """Remember the file of a value, and of each key if it is a table."""
        self.result.origins[here] = self.file
        if isinstance(value, dict) and not is_figure(value):
            for key, child in value.items():
                self._remember((*here, key), child)

    def _move(self, event: dict[str, Any], over: dict[str, Any], here: KeyPath) -> None:
        """Where an event goes to another day, ask for the reason; its source goes unless the overlay names one."""
        if not is_moved(event, over):
            return
        if "because" in over:
            forsake_source(event)
            return
        where = self.result.place((*here, "on"), self.file)
        what = f"moves the event away from {shown(event['on'])} without a reason"
        self.result.faults.append(Fault(where, what, 'write because = "..." beside it'))


def _merges(path: KeyPath, old: Any, new: Any) -> bool:
    """Whether a table is merged key by key rather than replaced."""
    if not isinstance(old, dict) or not isinstance(new, dict) or is_figure(old) or is_figure(new):
        return False
    return path != ("drawdown",) or new.get("policy", old.get("policy")) == old.get("policy")
