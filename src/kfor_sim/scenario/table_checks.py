"""What must hold between the rows of the tables: no doubles, known names, one connected theatre."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from kfor_sim.errors import Fault
from kfor_sim.scenario.suggestions import did_you_mean, listed
from kfor_sim.scenario.table_rows import THEATRE_WIDE, ContingentRow, ContributionRow, MunicipalityRow

MOST_MUNICIPALITIES = 500
MOST_CONTINGENTS = 200

Line = str  # a file and a line, as in ``municipalities.csv:12``


def doubled(names: Mapping[Line, str], noun: str) -> Iterator[Fault]:
    """Each name that stands in more than one row; letter case and spaces do not make names different."""
    first: dict[str, Line] = {}
    for line, name in names.items():
        earlier = first.setdefault(" ".join(name.split()).casefold(), line)
        if name and earlier != line:
            yield Fault(line, f"{noun} '{name}' stands there twice", f"first at {earlier}")


def counted(file: str, count: int, most: int, noun: str) -> Iterator[Fault]:
    """A table without rows, or with more than a run could hold."""
    if not 1 <= count <= most:
        yield Fault(file, f"has {count} {noun}", f"from 1 to {most}")


def check_municipalities(rows: Mapping[Line, MunicipalityRow], file: str) -> Iterator[Fault]:
    """No name twice, people somewhere, a number of places that a run can hold."""
    yield from counted(file, len(rows), MOST_MUNICIPALITIES, "municipalities")
    yield from doubled({line: row.name for line, row in rows.items()}, "municipality")
    if rows and not any(sum(row.population) for row in rows.values()):
        yield Fault(file, "nobody lives in any municipality", "give at least one community a population")


def check_pairs(pairs: Mapping[Line, tuple[str, str]], names: Collection[str]) -> Iterator[Fault]:
    """Known places, no place beside itself, no pair twice."""
    first: dict[frozenset[str], Line] = {}
    for line, pair in pairs.items():
        for name in dict.fromkeys(name for name in pair if name not in names):
            yield Fault(line, f"unknown municipality '{name}'", did_you_mean(name, names))
        if pair[0] == pair[1]:
            yield Fault(line, f"'{pair[0]}' is its own neighbour", "a pair names two municipalities")
        elif first.setdefault(frozenset(pair), line) != line:
            yield Fault(line, f"'{pair[0]}' and '{pair[1]}' are paired twice", f"first at {first[frozenset(pair)]}")


def check_connected(names: Sequence[str], pairs: Iterable[tuple[str, str]], file: str) -> Iterator[Fault]:
    """A way from every place to every other."""
    apart = sorted(unreached(names, pairs))
    if apart:
        yield Fault(file, f"no way leads from {names[0]} to {listed(apart)}", "add the pairs that join them")


def unreached(names: Iterable[str], pairs: Iterable[tuple[str, str]]) -> set[str]:
    """Places that cannot be reached from the first one by going from neighbour to neighbour."""
    beside: dict[str, set[str]] = defaultdict(set)
    for a, b in pairs:
        beside[a].add(b)
        beside[b].add(a)
    waiting = list(names)
    unseen, frontier = set(waiting[1:]), waiting[:1]
    while frontier:
        found = beside[frontier.pop()] & unseen
        unseen -= found
        frontier.extend(found)
    return unseen


def check_contingents(rows: Mapping[Line, ContingentRow], file: str) -> Iterator[Fault]:
    """No nation twice, and a number of them that a run can hold."""
    yield from counted(file, len(rows), MOST_CONTINGENTS, "nations")
    yield from doubled({line: row.nation for line, row in rows.items()}, "nation")


def check_sectors(rows: Mapping[Line, ContingentRow], brigades: Iterable[str]) -> Iterator[Fault]:
    """Sectors are brigade areas of the municipalities, or the whole theatre."""
    sectors = sorted({*brigades, THEATRE_WIDE})
    for line, row in rows.items():
        if row.sector not in sectors:
            yield Fault(line, f"sector '{row.sector}' is no brigade area", did_you_mean(row.sector, sectors))


def check_used(rows: Mapping[Line, ContributionRow], contingents: Sequence[ContingentRow]) -> Iterator[Fault]:
    """Used rows name known nations, each date once, and no troops after a nation left."""
    exits = {row.nation: row.exit for row in contingents}
    first: dict[tuple[str, date], Line] = {}
    for line, row in rows.items():
        if not row.use:
            continue
        if row.nation not in exits:
            yield Fault(line, f"unknown nation '{row.nation}'", did_you_mean(row.nation, exits))
            continue
        earlier = first.setdefault((row.nation, row.on), line)
        if earlier != line:
            yield Fault(line, f"a second figure for {row.nation} on {row.on} is used", f"first at {earlier}; use one")
        leaves = exits[row.nation]
        if leaves and row.on > leaves and row.troops:
            yield Fault(line, f"{row.nation} has {row.troops:,} troops on {row.on}", f"it left on {leaves}")


def check_everyone(rows: Iterable[ContributionRow], contingents: Iterable[ContingentRow], file: str) -> Iterator[Fault]:
    """Each nation has troops in at least one used row."""
    counted_nations = {row.nation for row in rows if row.use and row.troops}
    for contingent in contingents:
        if contingent.nation not in counted_nations:
            yield Fault(file, f"no used row gives troops for {contingent.nation}", "use one, or remove the nation")


def check_polygons(found: Collection[str], names: Collection[str], file: str) -> Iterator[Fault]:
    """One polygon for each municipality, and none for another place."""
    for name in sorted(set(found) - set(names)):
        yield Fault(file, f"polygon of an unknown municipality '{name}'", did_you_mean(name, names))
    missing = sorted(set(names) - set(found))
    if missing:
        yield Fault(file, f"no polygon for {listed(missing)}", "add it, or leave the polygons out of [tables]")
