"""What a folder of results keeps so that a page can be made of it later: the answer's document, and what was put in.

`document.json` is what `--json` prints, without what is of the occasion or of this machine; `in-and-out.json` says what
was put in beside what came out, with the ledger of figures. The same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kfor_sim.comparison import Comparison
from kfor_sim.export import add_to_manifest, write_json
from kfor_sim.folders import Folder
from kfor_sim.names import DOCUMENT, IN_AND_OUT, REPORT
from kfor_sim.report.description import describe
from kfor_sim.report.in_and_out import came_out, came_out_of_answer, put_in
from kfor_sim.results import Result

if TYPE_CHECKING:
    from kfor_sim.report.in_and_out import Row
    from kfor_sim.report.pictures import Shown
    from kfor_sim.scenario import Scenario

_SCHEMA = 1
_OF_THE_OCCASION = frozenset({"folder", "files", "reused", "set_aside", "computed", "seconds"})
_SIZE_AND_LUCK = "run."  # figures of the ensemble, not of the world that is assumed


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
    """Gather what was put in and what came out, schedule by schedule, with every figure of the first."""
    schedules = schedules_of(found)
    results = _results_of(found)
    rows = {name: came_out(result) for name, result in results.items()}
    answer = [] if results else came_out_of_answer(schedules, sentences_in(summary), _asked(summary))
    ledgers = {name: {row.path: asdict(row) for row in each.ledger} for name, each in schedules.items()}
    first = next(iter(ledgers.values()), {})
    idle = next(iter(schedules.values())).idle if schedules else frozenset()
    return {
        "schema": _SCHEMA,
        "schedules": [_schedule(each, rows.get(name, [])) | {"name": name} for name, each in schedules.items()],
        "answer": [asdict(row) for row in answer],
        "figures": [row | {"idle": path in idle} for path, row in first.items()],
        "instead": {
            name: [row for path, row in ledger.items() if first.get(path) != row] for name, ledger in ledgers.items()
        },
        "without": {name: [path for path in first if path not in ledger] for name, ledger in ledgers.items()},
    }


def schedules_of(found: Any) -> Mapping[str, Scenario]:
    """Give the scenarios that something was found about, as they were asked for; none for claims about models."""
    if isinstance(found, Result):
        return {found.scenario.name: found.scenario}
    if isinstance(found, Comparison):
        return {name: result.scenario for name, result in found.results.items()}
    match found.kind:
        case "robust" | "break":
            schedules: Mapping[str, Scenario] = found.question.base
        case "scorecard" | "calibrate":
            schedules = {found.subject.base.name: found.subject.base}
        case "ensemble" | "discover":
            schedules = found.plan.question.base
        case "sensitivity":
            schedules = found.plan.schedules
        case "audit":
            schedules = found.plan.analysis.schedules
        case _:
            schedules = {}
    return schedules


def sentences_in(summary: Mapping[str, Any]) -> list[str]:
    """Find the conditional sentences of an answer, in whichever form it has them."""
    found: list[str] = []
    for part in (summary, summary.get("analysis") or {}):
        said = part.get("sentences") or [part.get("sentence")]
        found += [each for each in said if isinstance(each, str) and each]
    return list(dict.fromkeys(found))


def assumptions_of(scenario: Scenario) -> str:
    """Hash what a scenario assumes of the world, whatever the size and luck of the ensemble: 64 hexadecimal digits."""
    content = json.loads(scenario.content())
    figures = content["figures"].items()
    content["figures"] = {path: value for path, value in figures if not path.startswith(_SIZE_AND_LUCK)}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _results_of(found: Any) -> Mapping[str, Result]:
    if isinstance(found, Result):
        return {found.scenario.name: found}
    return found.results if isinstance(found, Comparison) else {}


def _asked(summary: Mapping[str, Any]) -> str:
    """Read off what was claimed or asked, as a formula; empty where there is none."""
    parts = (summary, summary.get("analysis") or {})
    return next((part[key] for part in parts for key in ("claim", "asked") if isinstance(part.get(key), str)), "")


def _schedule(scenario: Scenario, rows: list[Row]) -> dict[str, Any]:
    """Say what a schedule is, what was put into it, and what came out of it."""
    told = describe(scenario)
    words = ("title", "question", "purpose", "start", "end", "hash", "policy", "theory_name", "theory", "sentence")
    return {
        **{name: told[name] for name in words},
        "assumptions": assumptions_of(scenario),
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
