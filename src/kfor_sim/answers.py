"""Answers: what many small ensembles gave to one question, kept as a folder of tables with a manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, Protocol, TypeVar

import pandas as pd

from kfor_sim.export import put_manifest, versions, write_csv, write_json
from kfor_sim.folders import Folder
from kfor_sim.names import MANIFEST, answer_folder_name
from kfor_sim.results import ILLUSTRATIVE
from kfor_sim.scenario import Citation

_SCHEMA = 1


class Answered(Protocol):
    """A dataclass with a field ``store``: the folder where it is kept, None if nowhere."""

    kind: ClassVar[str]
    """The command that gives such answers."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def about(self) -> str:
        """The scenario by which its folder is called."""

    @property
    def key(self) -> str:
        """What it depends on, as a hash."""

    @property
    def bibliography(self) -> tuple[Citation, ...]:
        """What it rests on."""

    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Give its tables by the names of their files."""

    def told(self) -> dict[str, Any]:
        """Say how the tables came about, in the keys of the manifest."""


class Shown:
    """What an answer is beside its fields: something that a notebook shows."""

    __slots__ = ()

    def _repr_html_(self: Answered) -> str:
        """The answer as the command line prints it, for notebooks."""
        from kfor_sim.report.showing import shown

        return shown(self)


Given = TypeVar("Given", bound=Answered)


def kept(
    found: Given, output: str | Path | None, *, documents: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
) -> Given:
    """Write tables and manifest of an answer; the same answer always gives the same bytes.

    Args:
        found: The answer.
        output: The folder of results; None keeps nothing.
        documents: What is written as JSON beside the tables, by the names of the files.

    Returns:
        The answer, with its folder.

    Raises:
        OutputError: The folder cannot be made or written to.
    """
    if output is None:
        return found
    store = Folder(output, answer_folder_name(found.kind, found.about, found.key))
    store.remove(MANIFEST)  # whatever happens in between, no tables are taken for those of another answer
    hashes = {name: write_csv(store, name, frame) for name, frame in found.tables().items()}
    hashes |= {name: write_json(store, name, document) for name, document in documents.items()}
    manifest = {
        "schema": _SCHEMA,
        "kind": found.kind,
        "illustrative": ILLUSTRATIVE,
        **found.told(),
        "versions": versions(),
        "files": list(hashes),
        "bibliography": [asdict(citation) for citation in found.bibliography],
        "hashes": hashes,
    }
    put_manifest(store, manifest)
    return replace(found, store=store)
