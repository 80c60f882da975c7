"""Loading a scenario: read, merge, check, and only then hand over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import ValidationError

from kfor_sim.errors import Fault, ScenarioError
from kfor_sim.scenario.checks import Findings, check
from kfor_sim.scenario.derive import evaluate
from kfor_sim.scenario.faults import faults_of
from kfor_sim.scenario.figures import TEXT_LIMIT, Calibrated, shown
from kfor_sim.scenario.keypaths import figures_in, parts_of, path_parts
from kfor_sim.scenario.location import file_inside, scenario_folder
from kfor_sim.scenario.overlays import Merged, is_shipped_name, lay, merged, shipped_path
from kfor_sim.scenario.overrides import set_values
from kfor_sim.scenario.records import CalibrationRecord, record_of_figure
from kfor_sim.scenario.scenario import Scenario
from kfor_sim.scenario.schema import Document, TableFiles
from kfor_sim.scenario.sound import sound_figures, sound_parts
from kfor_sim.scenario.sources import Citation, read_sources
from kfor_sim.scenario.suggestions import did_you_mean
from kfor_sim.scenario.tables import read_tables
from kfor_sim.scenario.theories import TheoryEntry, overlay_of

CHANGED = ", with other settings"  # ends a title that has no room for what was set

Result = TypeVar("Result")


def load(
    name: str | Path,
    *,
    theory: str | None = None,
    overrides: Sequence[str] = (),
    theories: Mapping[str, TheoryEntry] = MappingProxyType({}),
) -> Scenario:
    """Load a scenario, with its bases, a theory laid over it, and whatever was set on the command line.

    Args:
        name: A shipped name such as ``documented``, or the path of a file; a text that ends in ``.toml`` or holds a
            separator is a path.
        theory: The name of a theory, shipped or of the scenario's own; without it the mechanisms stay as they are.
        overrides: Texts such as ``unrest.deterrence=3.0``; the figures become ``chosen``.
        theories: Theories that ``theory`` may name beside these two, as another scenario's own.

    Returns:
        The scenario, complete and checked: ``value(path)`` gives a figure in the unit that it states, ``ledger`` all of
        them with basis and source.

    Raises:
        ScenarioError: Something is wrong; every fault at once, one line each.

    Example:
        >>> town = load("minimal", overrides=["drawdown.troops=800"])
        >>> town.value("drawdown.troops"), town.figures["drawdown.troops"].basis
        (800, 'chosen')
        >>> town.figures["unrest.threshold"].basis
        'assumed'
    """
    is_shipped = isinstance(name, str) and is_shipped_name(name)
    path = shipped_path(str(name)) if is_shipped else Path(name)
    laid = merged(path)
    bundle = None if theory is None else overlay_of(laid, theory, theories)
    if bundle:
        lay(laid, bundle)
    changes = [overrides] if isinstance(overrides, str) else list(overrides)
    unset = set_values(laid, changes)
    faults = [*laid.faults, *unset]
    _drop_events(laid)
    _name_what_if(laid, path.stem, () if unset else changes, theory if bundle else None)
    document, parts = _documents(laid, faults)
    sources = _collected(lambda: _sources(laid), faults) or {}
    records, unrecorded = _records(laid, parts)
    tables = _collected(lambda: read_tables(_table_paths(laid, parts["tables"])), faults) if "tables" in parts else None
    figures = figures_in(parts) if document else sound_figures(laid.content)
    values, wrong = evaluate(figures, partial=document is None)
    faults.extend(Fault(laid.locate(path_parts(fault.path)), fault.what, fault.remedy) for fault in wrong)
    faults.extend(check(Findings(laid.content, parts, values, sources, tables, laid.locate)))
    faults.extend(unrecorded)
    if faults or document is None or tables is None:
        raise ScenarioError(str(name), tuple(dict.fromkeys(faults)))
    bases = tuple(file.path.stem for file in laid.files[1:])
    return Scenario(path.stem, path, bases, document, values, tables, sources, records)


def _documents(laid: Merged, faults: list[Fault]) -> tuple[Document | None, dict[str, Any]]:
    """The whole document if it fits the schema, and in any case those of its tables that do."""
    try:
        document = Document.model_validate(laid.content)
    except ValidationError as error:
        faults.extend(faults_of(error.errors(include_url=False, include_input=False), laid.content, laid.locate))
        return None, sound_parts(laid.content)
    return document, parts_of(document)


def _collected(read: Callable[[], Result], faults: list[Fault]) -> Result | None:
    """What a reader gives, or None and its faults among the others."""
    try:
        return read()
    except ScenarioError as error:
        faults.extend(error.faults)
        return None


def _sources(laid: Merged) -> dict[str, Citation]:
    """The shipped sources, and those beside any file of the chain."""
    folders = dict.fromkeys([scenario_folder(), *(file.path.parent.resolve() for file in reversed(laid.files))])
    return read_sources(tuple(path for folder in folders if (path := folder / "sources.toml").is_file()))


def _records(laid: Merged, parts: Mapping[str, Any]) -> tuple[dict[str, CalibrationRecord], list[Fault]]:
    """The record that each calibrated figure names, by the path of the figure, and what is wrong with them."""
    found: dict[str, CalibrationRecord] = {}
    faults: list[Fault] = []
    others = [file.path.parent for file in laid.files]
    for path, figure in figures_in(parts).items():
        if isinstance(figure, Calibrated):
            where = path_parts(path)
            file = laid.origin(where)
            own = [file.path.parent] if file else []
            try:
                found[path] = record_of_figure(figure, path, [*own, *others, scenario_folder()])
            except ScenarioError as error:
                faults.extend(Fault(laid.locate(where), fault.what, fault.remedy) for fault in error.faults)
    return found, faults


def _table_paths(laid: Merged, names: TableFiles) -> dict[str, Path]:
    """The file of each table: beside the scenario that names it, in ``tables/`` there, or the shipped one.

    Raises:
        ScenarioError: A name leaves its folder.
    """
    found: dict[str, Path] = {}
    faults: list[Fault] = []
    for key, name in names:
        file = laid.origin(("tables", key))
        if name is not None and file is not None:
            place = _place(name, file.path.parent)
            if isinstance(place, Path):
                found[key] = place
            else:
                faults.append(Fault(laid.locate(("tables", key)), *place))
    if faults:
        raise ScenarioError("tables", tuple(faults))
    return found


def _place(name: str, folder: Path) -> Path | tuple[str, str]:
    """The file of one table, or what is wrong with its name."""
    roots = (folder, folder / "tables", scenario_folder() / "tables")
    places = [file_inside(root, name) for root in roots]
    if places[0] is None:
        return f"{shown(name)} leaves the folder", "name a file in the same folder"
    existing = next((place for place in places if place and place.is_file()), None)
    if existing:
        return existing
    there = [path.name for root in (folder, roots[-1]) for path in sorted(root.iterdir())]
    remedy = did_you_mean(name, [other for other in there if other.endswith((".csv", ".geojson"))], "files")
    return f"there is no file {shown(name)} beside it or in tables/", remedy


def _drop_events(laid: Merged) -> None:
    """Leave out events of a base that a later file has put outside the period by moving the start or the end."""
    events = laid.content.get("events")
    for key, event in list(events.items()) if isinstance(events, dict) else ():
        day = event.get("on") if isinstance(event, dict) else None
        if type(day) is date and any(_is_cut_off(laid, key, day, bound) for bound in ("start", "end")):
            del laid.content["events"][key]


def _name_what_if(laid: Merged, name: str, changes: Sequence[str], theory: str | None) -> None:
    """Keep the title and question of a base from standing over something else that was made of it."""
    if len(laid.files) > 1:
        base = laid.files[1].path.stem
        if laid.rank(("title",)) > 0:
            laid.content["title"] = f"{name}, a what-if on {base}"
        if laid.rank(("question",)) > 0:
            laid.content["question"] = f"What does the model make of this change to {base}?"
    levers = [change.strip() for change in changes if not change.strip().startswith("run.")]
    title = laid.content.get("title")
    if (levers or theory) and isinstance(title, str) and len(title) <= TEXT_LIMIT:
        named = f"{title}, under {theory}" if theory else title
        named = f"{named}, with {', '.join(levers)}" if levers else named
        laid.content["title"] = named if len(named) <= TEXT_LIMIT else title[: TEXT_LIMIT - len(CHANGED)] + CHANGED


def _is_cut_off(laid: Merged, key: str, day: date, bound: str) -> bool:
    """Whether a bound that was set later than the event leaves it outside."""
    limit = laid.content.get(bound)
    if type(limit) is not date or laid.rank((bound,)) >= laid.rank(("events", key)):
        return False
    return day < limit if bound == "start" else day > limit
