"""What must agree across the tables of a scenario: order of dates and numbers, names, sources, size."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from kfor_sim.errors import Fault
from kfor_sim.mechanisms import SLOTS
from kfor_sim.mechanisms.options import TABLE, Own
from kfor_sim.policies.levers import NATION
from kfor_sim.scenario.figures import shown
from kfor_sim.scenario.keypaths import children, entries_by_date, nodes, path_parts, path_text
from kfor_sim.scenario.lines import Path
from kfor_sim.scenario.size import MEMORY_LIMIT, gibibytes, memory_estimate
from kfor_sim.scenario.suggestions import did_you_mean
from kfor_sim.scenario.tables import Tables
from kfor_sim.scenario.theories import theories

LONGEST_YEARS = 40
ORDERED = (
    ("arms.floor", "arms.start"),
    ("hardship.floor", "hardship.start"),
    ("legitimacy.low", "legitimacy.high"),
    ("displacement.flight_level", "displacement.return_level"),
    ("mechanisms.deterrence.calm", "mechanisms.deterrence.severe"),
)
BEGINNINGS = (("population", "returned"), ("deployment", "arrivals"))  # lists that tell how the theatre began
ON_THE_STREET = ("unrest.stand_down", "unrest.arrest")


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known of a scenario when its tables are held against one another.

    Attributes:
        content: The merged scenario as written.
        parts: Its tables that have no fault of their own.
        values: Its figures that have none.
        sources: Keys of all sources.
        tables: Its CSV tables; None if they have faults.
        locate: Gives the text of a path, with its line.
    """

    content: Mapping[str, Any]
    parts: Mapping[str, Any]
    values: Mapping[str, float]
    sources: Collection[str]
    tables: Tables | None
    locate: Callable[[Path], str]

    def fault(self, path: str, what: str, remedy: str = "") -> Fault:
        """A fault at a path."""
        return Fault(self.locate(path_parts(path)), what, remedy)


def check(found: Findings) -> list[Fault]:
    """Everything that does not agree."""
    of_days = (_dates, _beginnings, _nations, _series, _events)
    of_names = (_options, _theory_name, _places, _leavers, _sources)
    return [fault for one in (*of_days, *_OF_VALUES, *of_names) for fault in one(found)]


def check_values(parts: Mapping[str, Any], values: Mapping[str, float], tables: Tables) -> list[Fault]:
    """Everything that does not agree among the numbers of a scenario that is otherwise in order."""
    found = Findings({}, parts, values, (), tables, path_text)
    return [fault for one in _OF_VALUES for fault in one(found)]


def _dates(found: Findings) -> Iterator[Fault]:
    start, end = found.parts.get("start"), found.parts.get("end")
    if start is None or end is None:
        return
    if start >= end:
        yield found.fault("end", f"{end} is not after the start, {start}")
    elif (end - start).days > LONGEST_YEARS * 366:
        yield found.fault("end", f"{end} is more than {LONGEST_YEARS} years after the start, {start}")


def _beginnings(found: Findings) -> Iterator[Fault]:
    """A start in the midst of how things began: refugees would never return, the first deployment never end."""
    start = found.parts.get("start")
    for table, key in BEGINNINGS:
        entries = getattr(found.parts.get(table), key, ())
        if start is not None and entries and start > entries[0].on:
            first, name = entries[0].on, f"{table}.{key}"
            remedy = f"start on {first}, or write {name} anew from your own start"
            yield found.fault("start", f"{start} is after the first day of {name}, {first}", remedy)


def _nations(found: Findings) -> Iterator[Fault]:
    """Days on which no nation is there to send the troops that are required."""
    start, end = found.parts.get("start"), found.parts.get("end")
    if start is None or end is None or found.tables is None:
        return
    covered = start
    for entry, leaves in sorted((row.entry or start, row.exit or date.max) for row in found.tables.contingents):
        if entry <= covered:
            covered = max(covered, leaves)
    if covered <= end:
        remedy = f"at least one must be there on every day up to {end}"
        yield found.fault("tables.contingents", f"no nation is in the theatre on {covered}", remedy)


def _series(found: Findings) -> Iterator[Fault]:
    for path, value in nodes(found.parts):
        entries = entries_by_date(value) or ()
        for position, (before, after) in enumerate(pairwise(entries), start=1):
            if before[0] >= after[0]:
                where = path_text((*path, position, "on"))
                yield found.fault(
                    where, f"{after[0]} does not come after {before[0]}", "put the entries in order of date"
                )


def _returns(found: Findings) -> Iterator[Fault]:
    people = [path for path in found.values if path.startswith("population.returned[")]
    for before, after in pairwise(people):
        if found.values[after] < found.values[before]:
            what = f"{shown(found.values[after])} is less than the {shown(found.values[before])} before it"
            yield found.fault(after, what, "these are totals and cannot fall")
    abroad = found.values.get("population.refugees_abroad")
    for path in people if abroad is not None else ():
        if abroad is not None and found.values[path] > abroad:
            yield found.fault(path, f"{shown(found.values[path])} is more than the {shown(abroad)} abroad")


def _order(found: Findings) -> Iterator[Fault]:
    for low, high in ORDERED:
        if low in found.values and high in found.values and found.values[low] > found.values[high]:
            what = f"{shown(found.values[low])} is above {high}, {shown(found.values[high])}"
            yield found.fault(low, what, f"{low} <= {high}")


def _floors(found: Findings) -> Iterator[Fault]:
    levels = [path for path in found.values if path.startswith("security.floors[")]
    for before, after in pairwise(levels):
        if found.values[after] <= found.values[before]:
            what = f"{shown(found.values[after])} is not above {shown(found.values[before])}"
            yield found.fault(after, what, "put the lowest floor first")


def _events(found: Findings) -> Iterator[Fault]:
    start, end = found.parts.get("start", date.min), found.parts.get("end", date.max)
    for key, event in found.parts.get("events", {}).items():
        where = path_text(("events", key))
        if not start <= event.on <= end:
            yield found.fault(f"{where}.on", f"{event.on} is outside the scenario", f"from {start} to {end}")


def _places(found: Findings) -> Iterator[Fault]:
    """Municipalities that the table does not have, in faulty events too."""
    known = [row.name for row in found.tables.municipalities] if found.tables else []
    for path, names in _lists_under(found.content.get("events"), ("events",), "municipalities"):
        for name in names if known else ():
            if isinstance(name, str) and name not in known:
                yield Fault(found.locate(path), f"unknown municipality {shown(name)}", did_you_mean(name, known))


def _leavers(found: Findings) -> Iterator[Fault]:
    """Nations that a policy names and the table does not have."""
    known = [row.nation for row in found.tables.contingents] if found.tables else []
    for path, value in nodes(found.parts):
        if known and path[0] == "drawdown" and path[-1] == NATION and value not in known:
            yield Fault(found.locate(path), f"unknown nation {shown(value)}", did_you_mean(str(value), known))


def _lists_under(node: Any, path: Path, key: str) -> Iterator[tuple[Path, list[Any]]]:
    """The lists that stand under a key, wherever it is."""
    for name, value in children(node):
        if name == key and isinstance(value, list):
            yield (*path, name), value
        yield from _lists_under(value, (*path, name), key)


def _sources(found: Findings) -> Iterator[Fault]:
    for path, source in _cited(found.content, ()):
        if source not in found.sources:
            guess = did_you_mean(source, found.sources)
            remedy = f"{guess} or add it" if guess.endswith("?") else "add it"
            what = f"unknown source {shown(source)}"
            yield Fault(found.locate(path), what, f"{remedy} to a sources.toml beside your file")


def _cited(node: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """The sources that figures and events name, those of faulty tables included."""
    for key, value in children(node):
        if key in ("source", "objection_source") and isinstance(value, str):
            yield (*path, key), value
        yield from _cited(value, (*path, key))


def _options(found: Findings) -> Iterator[Fault]:
    """Figures that an option needs and the scenario lacks."""
    theory, written = found.parts.get("theory"), found.content.get(TABLE, {})
    for slot in SLOTS.values() if theory is not None else ():
        option = slot.options[getattr(theory, slot.name)]
        for name, own in option.figures.items():
            table = written.get(slot.name, {}) if isinstance(written, dict) else {}
            if isinstance(own, Own) and isinstance(table, dict) and name not in table:
                what = f'{slot.name} = "{option.name}" needs {option.path_of(name)}'
                remedy = f'write it in [{TABLE}.{slot.name}] with unit = "{own.unit}"'
                yield found.fault(f"theory.{slot.name}", what, remedy)


def _theory_name(found: Findings) -> Iterator[Fault]:
    """Mechanisms that go by the name of a theory which takes others."""
    theory, own = found.parts.get("theory"), found.parts.get("theories", {})
    for taken in own.keys() & theories().keys():
        yield found.fault(f"theories.{taken}", "is the name of a shipped theory", "give yours another name")
    name = getattr(theory, "name", "")
    entry = {**theories(), **own}.get(name)
    for slot, option in entry.taken.items() if entry else ():
        if getattr(theory, slot) != option:
            what = f'"{name}" is a theory that takes {slot} = "{option}"'
            yield found.fault("theory.name", what, "lay it over the scenario with --theory, or give yours another name")


def _closed_form(found: Findings) -> Iterator[Fault]:
    theory = found.parts.get("theory")
    if theory is None or theory.population != "closed-form":
        return
    for path in ON_THE_STREET:
        if found.values.get(path, 0) != 0:
            what = f'population = "closed-form" needs {path} = 0, here it is {shown(found.values[path])}'
            yield found.fault("theory.population", what, "the closed form holds only where nobody leaves the street")


def _size(found: Findings) -> Iterator[Fault]:
    names = ("population.total", "population.mobilisable_share", "run.persons_per_resident")
    grid = ("run.quadrature_points", "unrest.rest_weeks", "unrest.jail_weeks")
    start, end, theory = (found.parts.get(name) for name in ("start", "end", "theory"))
    known = all(name in found.values for name in (*names, *grid))
    if found.tables is None or start is None or end is None or theory is None or not known:
        return
    people, size = memory_estimate(
        found.values.__getitem__,
        population=theory.population,
        weeks=(end - start).days // 7 + 1,
        municipalities=len(found.tables.municipalities),
        contingents=len(found.tables.contingents),
    )
    if size > MEMORY_LIMIT:
        lower = "lower run.quadrature_points" if theory.population == "mean-field" else "raise run.persons_per_resident"
        what = f"a run would need some {gibibytes(size)} of memory ({people:,} residents)"
        yield found.fault("run", what, f"the limit is {gibibytes(MEMORY_LIMIT)}; {lower}")


_OF_VALUES = (_returns, _order, _floors, _closed_form, _size)
