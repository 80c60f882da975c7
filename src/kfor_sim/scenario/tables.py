"""The tables of a scenario (places, neighbours, nations, troops by nation, recorded strength), read and checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from kfor_sim.errors import Fault, ScenarioError
from kfor_sim.scenario import table_checks as checks
from kfor_sim.scenario.polygons import Ring, read_polygons
from kfor_sim.scenario.table_files import MOST_FAULTS, Cells, Columns, read_cells
from kfor_sim.scenario.table_rows import ContingentRow, ContributionRow, HomicideRow, MunicipalityRow, StrengthRow

NEEDED = ("municipalities", "neighbours", "contingents", "contributions")

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything that a scenario takes from its tables.

    Attributes:
        municipalities: The places, in the order of the file.
        neighbours: Pairs of names of places that share a border.
        contingents: The nations, in the order of the file.
        contributions: Troops by nation and date, used or not.
        strength: Recorded strengths of the whole force; may be empty.
        homicides: Recorded homicides by period, marks for pictures alone; may be empty.
        polygons: Outlines by name of the place, for maps; may be empty.
    """

    municipalities: tuple[MunicipalityRow, ...]
    neighbours: tuple[tuple[str, str], ...]
    contingents: tuple[ContingentRow, ...]
    contributions: tuple[ContributionRow, ...]
    strength: tuple[StrengthRow, ...] = ()
    homicides: tuple[HomicideRow, ...] = ()
    polygons: Mapping[str, list[Ring]] = field(default_factory=dict)

    def numeric(self) -> dict[str, list[list[Any]]]:
        """What of each table can change a number: no words and areas, and of troops the used rows.

        The order of places and of nations counts, since random draws are addressed by it; that of other rows does not.
        """
        used = (row for row in self.contributions if row.use)
        return {
            "municipalities": [
                [m.name, m.brigade, *m.population, m.latitude, m.longitude] for m in self.municipalities
            ],
            "neighbours": sorted(sorted(pair) for pair in self.neighbours),
            "contingents": [
                [c.nation, c.category, c.sector, _iso(c.entry), _iso(c.exit), c.may_leave_area, c.may_control_riots]
                for c in self.contingents
            ],
            "contributions": sorted([row.nation, _iso(row.on), row.troops] for row in used),
            "strength": sorted([_iso(row.on), row.troops, row.scope, row.role] for row in self.strength),
        }

    def checksums(self) -> dict[str, str]:
        """SHA-256 of the numeric content of each table, in hexadecimal."""
        texts = {
            name: json.dumps(rows, ensure_ascii=False, separators=(",", ":")) for name, rows in self.numeric().items()
        }
        return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}

    @property
    def citations(self) -> tuple[tuple[str, str], ...]:
        """Title and address of each source that the tables rest on; see ``citations_until``."""
        return self.citations_until(date.max)

    def citations_until(self, end: date) -> tuple[tuple[str, str], ...]:
        """Title and address of each source of the rows that count, in order of first use.

        Args:
            end: Last day of a scenario; recorded strengths after it are not cited, since no picture shows them.

        Returns:
            Each address once; a title without an address only if no other row gives one for it. Unused rows and
            strengths that are context are left out.
        """
        pairs = [*self._cited(end)]
        by_address = {url: (title, url) for title, url in reversed(pairs) if url}
        with_address = {title for title, url in pairs if url}
        merged = (by_address[url] if url else (title, "") for title, url in pairs if url or title not in with_address)
        return tuple(dict.fromkeys(pair for pair in merged if any(pair)))

    def _cited(self, end: date) -> Iterator[tuple[str, str]]:
        yield from ((row.source_title, row.url) for row in self.municipalities)
        yield from ((row.source_title, row.url) for row in self.contingents)
        yield from ((row.exit_source, "") for row in self.contingents)
        yield from ((row.rules_source, row.rules_url) for row in self.contingents)
        yield from ((row.source_title, row.url) for row in self.contributions if row.use)
        marks = (row for row in self.strength if row.role != "context" and row.on <= end)
        yield from ((row.source_title, row.url) for row in marks)
        yield from ((row.source_title, row.url) for row in self.homicides if row.end <= end)


def read_tables(paths: Mapping[str, Path]) -> Tables:
    """Read and check the tables of a scenario.

    Args:
        paths: A file for each of ``municipalities``, ``neighbours``, ``contingents`` and ``contributions``;
            ``strength``, ``homicides`` and ``polygons`` may be left out.

    Returns:
        The tables, with places and nations in the order of their files.

    Raises:
        ScenarioError: Something is wrong in any of the files; all faults at once, named by file and line.
    """
    reading = _Reading(paths)
    places = reading.rows("municipalities", MunicipalityRow.COLUMNS, MunicipalityRow.read)
    pairs = reading.rows("neighbours", Columns(("a", "b")), lambda row: (row.text("a"), row.text("b")))
    nations = reading.rows("contingents", ContingentRow.COLUMNS, ContingentRow.read)
    troops = reading.rows("contributions", ContributionRow.COLUMNS, ContributionRow.read)
    strength = reading.rows("strength", StrengthRow.COLUMNS, StrengthRow.read)
    homicides = reading.rows("homicides", HomicideRow.COLUMNS, HomicideRow.read)
    polygons = reading.outlines()
    tables = Tables(
        municipalities=tuple(places.values()),
        neighbours=tuple(pairs.values()),
        contingents=tuple(nations.values()),
        contributions=tuple(troops.values()),
        strength=tuple(strength.values()),
        homicides=tuple(homicides.values()),
        polygons=polygons,
    )
    _check(reading, tables, places, pairs, nations, troops)
    if reading.faults:
        raise ScenarioError("tables", tuple(reading.faults))
    return tables


class _Reading:
    """Files being read: which could be read at all, which are sound, and what is wrong with the others."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self.paths = paths
        missing = (name for name in NEEDED if name not in paths)
        self.faults = [Fault(f"tables.{name}", "missing", f'write {name} = "{name}.csv"') for name in missing]
        self.readable: set[str] = set()
        self.unsound: set[str] = set(NEEDED) - paths.keys()

    def name(self, table: str) -> str:
        """The file name of a table, for faults."""
        return self.paths[table].name

    def rows(self, table: str, columns: Columns, read: Callable[[Cells], Row]) -> dict[str, Row]:
        """The rows without faults of a table, by file and line."""
        if table not in self.paths:
            return {}
        found: list[Fault] = []
        rows: dict[str, Row] = {}
        cells = read_cells(self.paths[table], columns, found)
        if cells or not found:
            self.readable.add(table)
        for cell in cells:
            before = len(found)
            row = read(cell)
            if len(found) == before:
                rows[cell.where] = row
        self.add(table, found)
        return rows

    def outlines(self) -> Mapping[str, list[Ring]]:
        """The polygons, if the scenario has any."""
        if "polygons" not in self.paths:
            return {}
        try:
            polygons = read_polygons(self.paths["polygons"])
        except ScenarioError as error:
            self.add("polygons", error.faults)
            return {}
        return polygons

    def add(self, table: str, faults: Iterable[Fault]) -> None:
        """Keep the faults of a table, as many as a reader can use."""
        found = list(faults)
        if found:
            self.unsound.add(table)
        if len(found) > MOST_FAULTS:
            found = [*found[:MOST_FAULTS], Fault(self.name(table), f"has {len(found) - MOST_FAULTS} more faults")]
        self.faults.extend(found)

    def sound(self, *tables: str) -> bool:
        """Whether nothing is wrong so far with any of some tables, so that others may be held against them."""
        return self.unsound.isdisjoint(tables)


def _check(
    reading: _Reading,
    tables: Tables,
    places: Mapping[str, MunicipalityRow],
    pairs: Mapping[str, tuple[str, str]],
    nations: Mapping[str, ContingentRow],
    troops: Mapping[str, ContributionRow],
) -> None:
    """What must hold inside a table and between two; nothing is held against a table that is faulty itself."""
    names = [row.name for row in tables.municipalities]
    if "municipalities" in reading.readable:
        reading.add("municipalities", checks.check_municipalities(places, reading.name("municipalities")))
    if "contingents" in reading.readable:
        reading.add("contingents", checks.check_contingents(nations, reading.name("contingents")))
    if reading.sound("municipalities"):
        reading.add("neighbours", checks.check_pairs(pairs, names))
        reading.add("contingents", checks.check_sectors(nations, {row.brigade for row in tables.municipalities}))
    if reading.sound("municipalities", "neighbours"):
        reading.add("neighbours", checks.check_connected(names, tables.neighbours, reading.name("neighbours")))
    if "polygons" in reading.paths and reading.sound("municipalities", "polygons"):
        reading.add("polygons", checks.check_polygons(tables.polygons, names, reading.name("polygons")))
    if reading.sound("contingents"):
        reading.add("contributions", checks.check_used(troops, tables.contingents))
    if reading.sound("contingents", "contributions"):
        file = reading.name("contributions")
        reading.add("contributions", checks.check_everyone(tables.contributions, tables.contingents, file))


def _iso(day: date | None) -> str:
    """A date as text, or an empty text for none."""
    return day.isoformat() if day else ""
