"""Every source once, by key: reading ``sources.toml`` and the citations that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kfor_sim.errors import Fault, ScenarioError
from kfor_sim.scenario.reading import read_toml
from kfor_sim.scenario.suggestions import did_you_mean

KEYS = ("author", "title", "year", "address", "tier", "note")
TIERS = {
    "A": "NATO, UN, a parliament or a government",
    "B": "press",
    "C": "blog, wiki, forum, copies of others",
}
"""What kinds of source the record has; a source of the literature, or a table of our own, has none of them."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A source that a scenario uses.

    Attributes:
        key: Its name in ``sources.toml``, or the address for a row of a table.
        author: Who wrote or published it; empty where unknown.
        title: What it is called.
        year: When it appeared, as text; empty where unknown.
        address: Where it can be read; empty where it was not recorded.
        tier: A, B or C as `TIERS` has them; empty where it is none of these.
        note: What a reader should know before trusting it.
        cited_for: Paths of the figures, events and tables that rest on it.
    """

    key: str
    author: str = ""
    title: str = ""
    year: str = ""
    address: str = ""
    tier: str = ""
    note: str = ""
    cited_for: tuple[str, ...] = field(default=())

    @property
    def remark(self) -> str:
        """What a reader should know before trusting it, its tier included; may be empty."""
        return "; ".join(filter(None, (self.note, _grade(self.tier))))

    @property
    def entry(self) -> str:
        """It on one line; what was not recorded is left out, a year that the title names is not repeated."""
        year = self.year if self.year not in self.title else ""
        parts = [part.rstrip(".") for part in (self.author, self.title, year) if part]
        return ". ".join(parts) + "." + (f" {self.address}" if self.address else "")

    def __str__(self) -> str:
        """One line of a bibliography."""
        parts = (self.author, self.title, self.year, self.address)
        return ". ".join(part for part in parts if part) + "."


def _grade(tier: str) -> str:
    return f"tier {tier}" if tier else ""


def read_sources(files: tuple[Path, ...]) -> dict[str, Citation]:
    """Read the sources of all folders that a scenario draws on.

    Args:
        files: The ``sources.toml`` files, the shipped one first; later ones may add keys, not change them.

    Returns:
        Citations by key, not yet cited for anything.

    Raises:
        ScenarioError: A file is broken, or a source is; all faults at once.
    """
    found: dict[str, Citation] = {}
    for file in files:
        faults: list[Fault] = []
        for key, entry in read_toml(file).content.items():
            faults.extend(_faults_of(key, entry, file.name))
            if isinstance(entry, Mapping):
                citation = _citation(key, entry)
                if found.setdefault(key, citation) != citation:
                    faults.append(
                        Fault(f"{file.name}: {key}", "is shipped with other content", "use a key of your own")
                    )
        if faults:
            raise ScenarioError(file.name, tuple(faults))
    return found


def _citation(key: str, entry: Mapping[str, Any]) -> Citation:
    """The citation of one table of the file."""
    author, title, year, address, tier, note = (str(entry.get(name, "")) for name in KEYS)
    return Citation(key, author, title, year, address, tier, note)


def _faults_of(key: str, entry: Any, file: str) -> list[Fault]:
    """What is wrong with one source."""
    if not isinstance(entry, Mapping):
        return [Fault(f"{file}: {key}", "is not a table", f'write [{key}] and below it title = "..."')]
    faults = [
        Fault(f"{file}: {key}.{name}", "unknown key", did_you_mean(name, KEYS)) for name in entry if name not in KEYS
    ]
    if not str(entry.get("title", "")).strip():
        faults.append(Fault(f"{file}: {key}.title", "missing", 'write title = "..."'))
    if str(entry.get("tier", "")) not in ("", *TIERS):
        faults.append(Fault(f"{file}: {key}.tier", f"is {entry['tier']!r}", f"write one of {', '.join(TIERS)}"))
    for name in KEYS:
        wanted = (str, int) if name == "year" else (str,)
        if not isinstance(entry.get(name, ""), wanted) or isinstance(entry.get(name), bool):
            faults.append(Fault(f"{file}: {key}.{name}", "is not text", f'write {name} = "..."'))
    return faults
