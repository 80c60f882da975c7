"""The rows of the tables of a scenario, and how each is read from its cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from kfor_sim.scenario.table_files import Cells, Columns

COMMUNITIES = ("albanian", "serb", "roma-ashkali-egyptian", "other")
CATEGORIES = ("member", "partner", "other")
PRECISIONS = ("day", "month", "year")
ROLES = ("pinned", "check", "context")
SCOPES = ("total", "in-kosovo", "unspecified")
THEATRE_WIDE = "theatre-wide"
SUM_TOLERANCE = 0.0025  # share of a total by which its communities may miss it; the widest gap of the record is 0.24 %


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    """A municipality and who lived there.

    Attributes:
        name: Its name in the model.
        name_sq: Its name in Albanian.
        district: The district it belonged to.
        brigade: The brigade area it lay in; contingents are kept to such areas by sector limits.
        brigade_evidence: How well the area is known: documented, partly or inferred.
        population: People by community, in the order of ``COMMUNITIES``.
        population_total: The total that the source gives, which may miss the sum a little.
        latitude: Degrees north.
        longitude: Degrees east.
        area_km2: Area of its polygon in square kilometres; 0 where it is not given.
        ne_code: Key of its polygon in Natural Earth.
        source_title: Where the row comes from.
        url: Address of the source.
        note: What a reader should know.
    """

    name: str
    name_sq: str
    district: str
    brigade: str
    brigade_evidence: str
    population: tuple[int, int, int, int]
    population_total: int
    latitude: float
    longitude: float
    area_km2: float
    ne_code: str
    source_title: str
    url: str
    note: str

    COLUMNS: ClassVar[Columns] = Columns(
        required=("name", "brigade", "population_total", *COMMUNITIES, "latitude", "longitude"),
        optional=("name_sq", "district", "brigade_evidence", "area_km2", "ne_code", "source_title", "url", "note"),
    )

    @classmethod
    def read(cls, row: Cells) -> MunicipalityRow:
        """Read a row; its communities must add up to its total within ``SUM_TOLERANCE``."""
        before = len(row.faults)
        albanian, serb, roma, other = (row.count(community) for community in COMMUNITIES)
        total = row.count("population_total")
        gap = albanian + serb + roma + other - total
        if len(row.faults) == before and abs(gap) > SUM_TOLERANCE * total:
            what = f"communities add up to {total + gap:,}, the total is {total:,}"
            row.fault(what, f"they may differ by {SUM_TOLERANCE:.2%} at most")
        return cls(
            name=row.text("name"),
            name_sq=row.note("name_sq"),
            district=row.note("district"),
            brigade=row.text("brigade"),
            brigade_evidence=row.note("brigade_evidence"),
            population=(albanian, serb, roma, other),
            population_total=total,
            latitude=row.number("latitude", -90, 90),
            longitude=row.number("longitude", -180, 180),
            area_km2=row.number("area_km2", 0, 1e7) if row.note("area_km2") else 0.0,
            ne_code=row.note("ne_code"),
            source_title=row.note("source_title"),
            url=row.note("url"),
            note=row.note("note"),
        )


_RULES = ("may_leave_area", "may_control_riots", "rules_evidence", "rules_source", "rules_url")


@dataclass(frozen=True, slots=True)
class ContingentRow:
    """A nation in the force.

    Attributes:
        nation: Its name.
        category: member (of NATO at the time), partner or other.
        sector: The brigade area it served in, or ``theatre-wide``.
        sector_evidence: documented, inferred, or theatre-wide where no source names an area.
        entry: When it came; None means from the start or not known.
        exit: When it left; None means it stayed.
        exit_source: Where the exit comes from.
        may_leave_area: Whether its troops may be sent out of their sector, under its own rules.
        may_control_riots: Whether they may act against a crowd, under its own rules.
        rules_evidence: How well these rules are known: documented, inferred or assumed; empty where the table has none.
        rules_source: Where the rules come from.
        rules_url: Address of that source.
        source_title: Where the sector comes from; for a nation without one, where its presence does.
        url: Address of that source.
        note: What a reader should know.
    """

    nation: str
    category: str
    sector: str
    sector_evidence: str
    entry: date | None
    exit: date | None
    exit_source: str
    may_leave_area: bool
    may_control_riots: bool
    rules_evidence: str
    rules_source: str
    rules_url: str
    source_title: str
    url: str
    note: str

    COLUMNS: ClassVar[Columns] = Columns(
        required=("nation", "category", "sector", "sector_evidence"),
        optional=("entry", "exit", "exit_source", *_RULES, "source_title", "url", "note"),
    )

    @classmethod
    def read(cls, row: Cells) -> ContingentRow:
        """Read a row; a nation cannot leave before it came."""
        entry, leaves = row.optional_day("entry"), row.optional_day("exit")
        if entry and leaves and leaves <= entry:
            row.fault(f"exit {leaves} is not after entry {entry}")
        sector, evidence = row.text("sector"), row.choice("sector_evidence", ("documented", "inferred", THEATRE_WIDE))
        if (sector == THEATRE_WIDE) != (evidence == THEATRE_WIDE):
            row.fault(f"sector is '{sector}' and sector_evidence is '{evidence}'", f"both or none are {THEATRE_WIDE}")
        return cls(
            nation=row.text("nation"),
            category=row.choice("category", CATEGORIES),
            sector=sector,
            sector_evidence=evidence,
            entry=entry,
            exit=leaves,
            exit_source=row.note("exit_source"),
            may_leave_area=row.flag("may_leave_area"),
            may_control_riots=row.flag("may_control_riots"),
            rules_evidence=row.choice("rules_evidence", ("", "documented", "inferred", "assumed")),
            rules_source=row.note("rules_source"),
            rules_url=row.note("rules_url"),
            source_title=row.note("source_title"),
            url=row.note("url"),
            note=row.note("note"),
        )


@dataclass(frozen=True, slots=True)
class ContributionRow:
    """What one source says about the troops of one nation at one date.

    Attributes:
        on: The date; a month is placed on its 15th, a year on 1 July.
        precision: How much of the date the source supports: day, month or year.
        nation: The nation.
        category: Its category at that date: member, partner or other.
        troops: Persons.
        qualifier: In what sense: deployed, approx, pledged, planned ...
        use: Whether the nation's weight over time goes through this row.
        use_note: Why or why not.
        source_title: Where the row comes from.
        url: Address of the source.
        note: What a reader should know.
    """

    on: date
    precision: str
    nation: str
    category: str
    troops: int
    qualifier: str
    use: bool
    use_note: str
    source_title: str
    url: str
    note: str

    COLUMNS: ClassVar[Columns] = Columns(
        required=("date", "nation", "troops", "use"),
        optional=("precision", "category", "qualifier", "use_note", "source_title", "url", "note"),
    )

    @classmethod
    def read(cls, row: Cells) -> ContributionRow:
        """Read a row; the reason is asked for where a row is not used."""
        use = row.choice("use", ("yes", "no")) == "yes"
        if not use and not row.note("use_note"):
            row.fault("is not used and does not say why", "write the reason in use_note")
        on, precision = _dated(row)
        return cls(
            on=on,
            precision=precision,
            nation=row.text("nation"),
            category=row.choice("category", CATEGORIES) if row.note("category") else "",
            troops=row.count("troops"),
            qualifier=row.note("qualifier"),
            use=use,
            use_note=row.note("use_note"),
            source_title=row.note("source_title"),
            url=row.note("url"),
            note=row.note("note"),
        )


@dataclass(frozen=True, slots=True)
class StrengthRow:
    """What one source says about the strength of the whole force at one date.

    Attributes:
        on: The date; a month is placed on its 15th, a year on 1 July.
        precision: How much of the date the source supports: day, month or year.
        troops: Persons.
        scope: total, in-kosovo, or unspecified.
        qualifier: In what sense: deployed, approx, planned, derived ...
        role: pinned (an input of the reference scenario), check (a mark outside the fit) or context (neither).
        source_key: Key of the source in sources.toml; may be empty.
        source_title: Where the row comes from.
        tier: A (NATO, UN, a parliament), B (press) or C (blog, wiki, forum); may be empty.
        url: Address of the source.
        note: What a reader should know.
    """

    on: date
    precision: str
    troops: int
    scope: str
    qualifier: str
    role: str
    source_key: str
    source_title: str
    tier: str
    url: str
    note: str

    COLUMNS: ClassVar[Columns] = Columns(
        required=("date", "troops", "scope", "role"),
        optional=("precision", "qualifier", "source_key", "source_title", "tier", "url", "note"),
    )

    @classmethod
    def read(cls, row: Cells) -> StrengthRow:
        """Read a row."""
        on, precision = _dated(row)
        return cls(
            on=on,
            precision=precision,
            troops=row.count("troops"),
            scope=row.choice("scope", SCOPES),
            qualifier=row.note("qualifier"),
            role=row.choice("role", ROLES),
            source_key=row.note("source_key"),
            source_title=row.note("source_title"),
            tier=row.choice("tier", ("A", "B", "C")) if row.note("tier") else "",
            url=row.note("url"),
            note=row.note("note"),
        )


@dataclass(frozen=True, slots=True)
class HomicideRow:
    """How many people were recorded as killed in a period; a mark for pictures, never an input.

    Attributes:
        start: First day of the period.
        end: Last day of it.
        deaths: Persons.
        source_title: Where the row comes from.
        url: Address of the source.
        note: What a reader should know.
    """

    start: date
    end: date
    deaths: int
    source_title: str
    url: str
    note: str

    COLUMNS: ClassVar[Columns] = Columns(required=("start", "end", "deaths"), optional=("source_title", "url", "note"))

    @classmethod
    def read(cls, row: Cells) -> HomicideRow:
        """Read a row; a period ends after it starts."""
        start, end = row.day("start"), row.day("end")
        if end <= start:
            row.fault(f"end {end} is not after start {start}")
        return cls(
            start=start,
            end=end,
            deaths=row.count("deaths"),
            source_title=row.note("source_title"),
            url=row.note("url"),
            note=row.note("note"),
        )


def _dated(row: Cells) -> tuple[date, str]:
    """Date and precision of a row; a date that names no day cannot be precise to the day."""
    finest = {4: 2, 7: 1}.get(len(row.note("date")), 0)
    precision = row.choice("precision", PRECISIONS) if row.note("precision") else PRECISIONS[finest]
    if precision in PRECISIONS[:finest]:
        row.fault(f"precision is '{precision}' and date is '{row.note('date')}'", f"at best {PRECISIONS[finest]}")
    return row.day("date"), precision
