"""What a folder of results keeps so that a page can be made of it later: the answer's document, and what was put in.

`document.json` is what `--json` prints, without what is of the occasion or of this machine; `in-and-out.json` says what
was put in beside what came out, with the ledger of figures. The same input gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from kfor_sim.comparison import Comparison
from kfor_sim.export import add_to_manifest, write_json
from kfor_sim.folders import Folder
from kfor_sim.names import DOCUMENT, IN_AND_OUT, REPORT
from kfor_sim.report.assumed import Assumed, assumed_by, hash_of_assumptions
from kfor_sim.report.description import describe
from kfor_sim.report.in_and_out import came_out, came_out_of_answer, mechanisms, put_in
from kfor_sim.report.theories import sentence_of
from kfor_sim.results import Result

if TYPE_CHECKING:
    from kfor_sim.report.in_and_out import Row
    from kfor_sim.report.pictures import Shown
    from kfor_sim.scenario import Scenario

SCHEMA = 2
"""The form of `in-and-out.json`; a page is made of this one alone."""

_OF_THE_OCCASION = frozenset({"folder", "files", "reused", "set_aside", "computed", "seconds"})


def keep_document(found: Shown, summary: dict[str, Any], folder: Folder | None) -> None:
    """Keep in the folder of a result what a page needs, and enter it in the manifest with hashes.

    A page that was made of another document of this result is removed, so that none tells of numbers that have gone.

    Args:
        found: What a command found.
        summary: What it prints with `--json`; the names of the files that are kept are added to its list.
        folder: Where the result is kept; None where it is not, and nothing is done.

    Raises:
        OutputError: A file cannot be written.
    """
    if folder is None:
        return
    kept = {DOCUMENT: lasting(summary), IN_AND_OUT: in_and_out_document(found, summary)}
    before = {name: _content(folder, name) for name in kept}
    hashes = {name: write_json(folder, name, document) for name, document in kept.items()}
    if {name: _content(folder, name) for name in kept} != before:
        folder.remove(REPORT)
    pages = [REPORT] if (folder.folder / REPORT).is_file() else []
    add_to_manifest(folder, [*hashes, *pages], hashes=hashes)
    there = {name for name in summary["files"] if name != REPORT}
    summary["files"] = sorted({*there, *hashes, *pages})


def lasting(document: Any) -> Any:
    """Leave out of a document what is of the occasion or of this machine, and give it as JSON has it."""
    return _without(json.loads(json.dumps(document, default=str)))


def in_and_out_document(found: Shown, summary: Mapping[str, Any]) -> dict[str, Any]:
    """Gather what was put in, theory by theory and schedule by schedule, what came out, and every figure."""
    assumed = assumed_by(found)
    results = _results_of(found)
    rows = {name: came_out(result) for name, result in results.items()}
    each_theory = {name: next(iter(under.values())) for name, under in assumed.theories.items()}
    answer = [] if results else came_out_of_answer(each_theory, sentences_in(summary), _asked(summary))
    ledgers = {name: _ledger(each) for name, each in assumed.schedules.items()}
    first, idle = next(iter(ledgers.values()), {}), assumed.idle
    return {
        "schema": SCHEMA,
        "theories": [_theory(name, under, first) for name, under in assumed.theories.items()],
        "schedules": [
            _schedule(each, rows.get(name, [])) | {"name": name, "title": assumed.titles.get(name, each.title)}
            for name, each in assumed.schedules.items()
        ],
        "answer": [asdict(row) for row in answer],
        "figures": [row | {"idle": path in idle} for path, row in first.items()],
        "instead": {name: _instead(ledger, first) for name, ledger in ledgers.items()},
        "without": {name: [path for path in first if path not in ledger] for name, ledger in ledgers.items()},
        "sources": list(_other_sources(assumed, summary)),
    }


def sentences_in(summary: Mapping[str, Any]) -> list[str]:
    """Find the conditional sentences of an answer, in whichever form it has them."""
    found: list[str] = []
    for part in (summary, summary.get("analysis") or {}):
        said = part.get("sentences") or [part.get("sentence")]
        found += [each for each in said if isinstance(each, str) and each]
    return list(dict.fromkeys(found))


def _results_of(found: Any) -> Mapping[str, Result]:
    if isinstance(found, Result):
        return {found.scenario.name: found}
    return found.results if isinstance(found, Comparison) else {}


def _asked(summary: Mapping[str, Any]) -> str:
    """Read off what was claimed or asked, as a formula; empty where there is none."""
    parts = (summary, summary.get("analysis") or {})
    return next((part[key] for part in parts for key in ("claim", "asked") if isinstance(part.get(key), str)), "")


def _theory(name: str, under: Mapping[str, Scenario], first: Mapping[str, Any]) -> dict[str, Any]:
    """Say what a theory is, which mechanisms it has, and which figures it has otherwise than the first schedule."""
    scenario = next(iter(under.values()))
    ledger = _ledger(scenario)
    return {
        "name": name,
        "sentence": sentence_of(scenario),
        "schedules": list(under),
        "mechanisms": [asdict(row) for row in mechanisms(scenario)],
        "instead": _instead(ledger, first),
    }


def _ledger(scenario: Scenario) -> dict[str, dict[str, Any]]:
    return {row.path: asdict(row) for row in scenario.ledger}


def _instead(ledger: Mapping[str, Any], first: Mapping[str, Any]) -> list[Any]:
    return [row for path, row in ledger.items() if first.get(path) != row]


def _other_sources(assumed: Assumed, summary: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the sources that figures or events name, and the answer's own bibliography does not: of what is not read."""
    listed = {each["key"] for each in summary.get("bibliography", ())}
    known = assumed.sources
    for key, paths in sorted(_cited(assumed.scenarios).items()):
        if key not in listed:
            yield asdict(replace(known[key], cited_for=tuple(paths)))


def _cited(scenarios: Iterable[Scenario]) -> dict[str, dict[str, None]]:
    """Gather the keys that figures and events name, each with the paths that name it."""
    cited: dict[str, dict[str, None]] = {}
    for scenario in scenarios:
        uses = [(row.path, row.source) for row in scenario.ledger]
        uses += [(f"events.{event.key}", event.source) for event in scenario.events]
        for path, key in uses:
            if key:
                cited.setdefault(key, {})[path] = None
    return cited


def _schedule(scenario: Scenario, rows: list[Row]) -> dict[str, Any]:
    """Say what a schedule is, what was put into it, and what came out of it."""
    told = describe(scenario)
    words = ("title", "question", "purpose", "start", "end", "hash", "policy", "theory_name", "theory", "sentence")
    return {
        **{name: told[name] for name in words},
        "assumptions": hash_of_assumptions(scenario),
        "at_any_resolution": hash_of_assumptions(scenario, at_any_resolution=True),
        "persons_per_resident": int(scenario.value("run.persons_per_resident")),
        "counts": told["figures"],
        "put_in": [asdict(row) for row in put_in(scenario)],
        "came_out": [asdict(row) for row in rows],
    }


def _without(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _without(value) for key, value in part.items() if key not in _OF_THE_OCCASION}
    return [_without(each) for each in part] if isinstance(part, list) else part


def _content(folder: Folder, name: str) -> bytes:
    """Read a file that may not be there, or be no file."""
    with suppress(OSError):
        return (folder.folder / name).read_bytes()
    return b""
