"""A result as its folder holds it: found by name or path, whole, and fit for a page; otherwise what to do instead."""

from __future__ import annotations

import io
import json
import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kfor_sim.errors import InputError
from kfor_sim.folders import Folder
from kfor_sim.inventory import PICTURES, Inventory, ResultFolder, inventory
from kfor_sim.names import DOCUMENT, IN_AND_OUT, MANIFEST, content_hash
from kfor_sim.report.keeping import SCHEMA

_COMMANDS = {"comparison": "compare"}  # kinds that are not called as the command that makes them
_RUNS: Mapping[str, type] = {"comparison": list, "claims": dict}  # kinds of whose runs a page tells
_OF_ONE = {
    "lattice": "an animation is no answer to be reported; `kfor-sim claims` checks what the lattice shows",
    "trials": "these are single runs that answers share; name the answer instead",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A finished result and its documents.

    Attributes:
        found: Its folder.
        manifest: What its manifest says.
        document: What the command printed with `--json`, less what was of the occasion.
        in_and_out: What was put in and what came out.
    """

    found: ResultFolder
    manifest: Mapping[str, Any]
    document: Mapping[str, Any]
    in_and_out: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """Of what it is: a run, a comparison, or an answer."""
        return self.found.kind

    @property
    def path(self) -> Path:
        """Its folder."""
        return self.found.path

    @property
    def output(self) -> Path:
        """The output folder that it lies in."""
        return self.path.parent

    @property
    def schedules(self) -> list[dict[str, Any]]:
        """What is known of each schedule, the first being the one that others are held against."""
        return list(self.in_and_out["schedules"])

    @property
    def theories(self) -> list[dict[str, Any]]:
        """What is known of each theory under which they were run; none for claims about models."""
        return list(self.in_and_out["theories"])

    @property
    def pictures(self) -> dict[str, Path]:
        """The pictures that are there, by name."""
        made = self.found.having("made")
        names = {stem: f"{stem}.svg" for stem in PICTURES[self.found.kind]}
        return {stem: self.path / name for stem, name in names.items() if name in made}

    def folder(self) -> Folder:
        """Open its folder for writing.

        Raises:
            OutputError: It cannot be written to.
        """
        return Folder(self.output, self.path.name)


def stored(name: str, output: Path) -> Stored:
    """Find a result and read it.

    Args:
        name: The name of its folder, how that begins, a scenario that has one run, or a path.
        output: The folder of results.

    Raises:
        InputError: There is none, there are several, or it is not fit for a page; the text says what to do.
        OutputError: The output folder cannot be read.
    """
    found = _found(name, output)
    if found.kind in _OF_ONE:
        raise InputError(f"{found.name} cannot be reported: {_OF_ONE[found.kind]}")
    if not found.told:
        again = command_of(found)
        raise InputError(
            f"{found.name} is unfinished or its {MANIFEST} is damaged; `{again}` goes on with it, then report"
        )
    return Stored(found, _manifest(found), _sound(found, DOCUMENT), _of_this_form(found))


def command_of(found: ResultFolder) -> str:
    """Say how a result is made again here, as far as its manifest tells."""
    names = [] if found.kind == "claims" else list(found.scenarios)
    place = [] if found.path.parent.name == "results" else ["--output", str(found.path.parent)]
    return shlex.join(["kfor-sim", verb_of(found.kind), *names, *place])


def verb_of(kind: str) -> str:
    """Name the command that makes results of a kind."""
    return _COMMANDS.get(kind, kind)


def _found(name: str, output: Path) -> ResultFolder:
    """Find the one folder of results that is meant.

    Raises:
        InputError: There is none, or there are several.
    """
    path = Path(name)
    if (len(path.parts) > 1 or path.is_absolute() or name in (".", "..")) and path.parent != output:
        whole = Path(os.path.abspath(path))  # noqa: PTH100 (resolve() would follow links, which are left alone)
        output, name = whole.parent, whole.name
    there = inventory(output)
    try:
        chosen = there.chosen([name])
    except InputError:
        _demand_no_damage(name, there)
        raise
    if len(chosen) > 1:
        raise InputError(f"'{name}' could be {', '.join(each.name for each in chosen)}; write more of it")
    return chosen[0]


def _demand_no_damage(name: str, there: Inventory) -> None:
    """Say of a folder that is meant, and is passed over since nobody can tell what it holds, that it is damaged.

    Raises:
        InputError: Its manifest is no JSON.
    """
    word = Path(name).name
    meant = sorted(other for other in there.others - there.links if word and other.startswith(word))
    for other in meant:
        try:
            json.loads((there.output / other / MANIFEST).read_text(encoding="utf-8"))
        except ValueError:
            raise InputError(
                f"{MANIFEST} of {other} is damaged, so that nobody can tell what the folder holds; the command that "
                "made it writes it anew, and what is stored is used again"
            ) from None
        except OSError:
            continue


def _manifest(found: ResultFolder) -> dict[str, Any]:
    """Read the manifest, which has to say what a page repeats.

    Raises:
        InputError: It does not.
    """
    manifest = _read(found, MANIFEST)
    versions = manifest.get("versions")
    lacks = [] if isinstance(versions, dict) and "kfor-sim" in versions else ["versions.kfor-sim"]
    lacks += ["runs"] if _RUNS.get(found.kind) and not isinstance(manifest.get("runs"), _RUNS[found.kind]) else []
    if lacks:
        again = f"`{command_of(found)}`, with the options it was made with, writes it anew"
        raise InputError(
            f"{MANIFEST} of {found.name} lacks {' and '.join(lacks)}; {again}; what is stored is used again"
        )
    return manifest


def _of_this_form(found: ResultFolder) -> dict[str, Any]:
    """Read what was put in and what came out, in the form that a page is made of.

    Raises:
        InputError: It is not there or not sound, or another version of kfor-sim wrote it.
    """
    document = _sound(found, IN_AND_OUT)
    if (form := document.get("schema")) != SCHEMA:
        again = f"`{command_of(found)}`, with the options it was made with, writes it anew"
        raise InputError(
            f"{IN_AND_OUT} of {found.name} was written by another version of kfor-sim (form {form}, needed {SCHEMA}). "
            f"{again}; what is stored is used again"
        )
    return document


def _sound(found: ResultFolder, name: str) -> dict[str, Any]:
    """Read a document that a page is made of.

    Raises:
        InputError: It is not there, or not as it was written.
    """
    again = f"`{command_of(found)}`, with the options it was made with, {{}}; what is stored is used again"
    told = found.told.hashes.get(name) if found.told else None
    if told is None:
        why = "it was made by an earlier version, from Python, or as a part of another result"
        raise InputError(f"{found.name} has no {name}, of which a page is made: {why}. {again.format('adds it')}")
    try:
        content = (found.path / name).read_bytes()
    except OSError:
        content = b""
    if content_hash(io.BytesIO(content)) != told:
        raise InputError(f"{name} of {found.name} is damaged or missing. {again.format('writes it anew')}")
    return _read(found, name)


def _read(found: ResultFolder, name: str) -> dict[str, Any]:
    """Read a JSON file that was found to be sound.

    Raises:
        InputError: It has been changed meanwhile.
    """
    try:
        document: dict[str, Any] = json.loads((found.path / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{name} of {found.name} cannot be read: {error}") from None
    return document
