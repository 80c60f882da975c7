"""What lies in an output folder, what is wrong with it, and what was removed: as documents, and as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kfor_sim.digits import counted, in_bytes
from kfor_sim.inventory import Removal, ResultFolder, Trouble
from kfor_sim.report.text import PAGE_WIDTH, Column, paragraph, table

_ABSENT = "–"

_COLUMNS = (
    Column("name"),
    Column("what"),
    Column("scenario", wraps=True),
    Column("replicates", right=True),
    Column("seed", right=True),
    Column("size", right=True),
    Column("changed"),
)
_WRONG = (Column("file"), Column("what"))

_NONE = "There are no results in {output}. `kfor-sim run documented` makes some; --output names another folder."
_LEFT = "Not made by kfor-sim and therefore left, with the folders they lie in:"

Document = dict[str, Any]


def listed(output: Path, folders: Iterable[ResultFolder]) -> Document:
    """Gather what an output folder holds, fit for JSON."""
    rows = [_row(folder) for folder in folders]
    stored = sum(row["replicates"] or 0 for row in rows)
    return {"output": str(output), "results": rows, "replicates": stored, "bytes": sum(row["bytes"] for row in rows)}


def verified(output: Path, troubles: Sequence[tuple[ResultFolder, Sequence[Trouble]]]) -> Document:
    """Gather what a check has found, fit for JSON."""
    rows = [
        {
            "name": folder.name,
            "replicates": len(folder.having("replicate")),
            "troubles": [asdict(trouble) for trouble in wrong],
            "half_written": list(folder.having("half-written")),
            "unused": list(folder.having("unused")),
            **_trials(folder),
        }
        for folder, wrong in troubles
    ]
    sound = not any(row["troubles"] for row in rows)
    return {
        "output": str(output),
        "results": rows,
        "replicates": sum(len(folder.having("replicate")) for folder, _ in troubles),
        "sound": sound,
    }


def removed(output: Path, removals: Sequence[Removal]) -> Document:
    """Gather what was removed, fit for JSON."""
    rows = [
        {
            "name": removal.name,
            "bytes": removal.size,
            "gone": removal.gone,
            "left": list(removal.left),
            "failed": [{"file": name, "reason": reason} for name, reason in removal.failed],
        }
        for removal in removals
    ]
    return {"output": str(output), "results": rows, "bytes": sum(row["bytes"] for row in rows)}


def listed_text(document: Document, *, width: int = PAGE_WIDTH) -> str:
    """Set out what an output folder holds."""
    rows = document["results"]
    if not rows:
        return paragraph(_NONE.format(**document), width=width)
    return f"{table(_COLUMNS, [_cells(row) for row in rows], width=width)}\n\n{_sum(document)}"


def verified_text(document: Document, *, width: int = PAGE_WIDTH) -> str:
    """Say what a check has found."""
    rows = document["results"]
    if not rows:
        return paragraph(_NONE.format(**document), width=width)
    wrong = [(f"{row['name']}/{trouble['file']}", trouble["what"]) for row in rows for trouble in row["troubles"]]
    trials = _count_of_trials(rows)
    read = counted(document["replicates"], "replicate") + (f" and {counted(trials, 'trial')}" if trials else "")
    checked = f"{read} read in {counted(len(rows), 'folder')} of results: "
    told = f"{checked}{'not all is sound' if wrong else 'all sound'}."
    parts = [paragraph(told, width=width)]
    if wrong:
        anew = "The same command again sets damaged files aside and computes anew what is missing here."
        parts += [table(_WRONG, wrong, width=width), paragraph(anew, width=width)]
    halves = "Half-written, by a run that is at work or was killed; a run clears those that are older than an hour:"
    parts += _files(halves, rows, "half_written", width=width)
    unused = "Not used: set aside because they were damaged, or kept by an earlier version; you can delete them:"
    return "\n\n".join([*parts, *_files(unused, rows, "unused", width=width)])


def removed_text(document: Document, *, width: int = PAGE_WIDTH) -> str:
    """Say what was removed."""
    rows = document["results"]
    if not rows:
        return "Nothing was removed."
    gone = sum(row["gone"] for row in rows)
    freed = f"{counted(gone, 'folder')} of results removed, {in_bytes(document['bytes'])} freed."
    return "\n\n".join([paragraph(freed, width=width), *_files(_LEFT, rows, "left", width=width)])


def plan_text(folders: Sequence[ResultFolder], *, width: int = PAGE_WIDTH) -> str:
    """Set out what would be removed."""
    document = listed(Path(), folders)
    rows = [{"name": folder.name, "left": folder.foreign} for folder in folders]
    return "\n\n".join(
        ["To be removed:", listed_text(document, width=width), *_files(_LEFT, rows, "left", width=width)]
    )


def _row(folder: ResultFolder) -> Document:
    is_run = folder.kind == "run"
    return {
        "name": folder.name,
        "kind": folder.kind,
        "finished": folder.told is not None or folder.kind == "trials",
        "scenarios": list(folder.scenarios),
        "replicates": len(folder.having("replicate")) if is_run else None,
        "seed": folder.told.seed if folder.told else None,
        "bytes": folder.size,
        "changed": datetime.fromtimestamp(folder.changed, UTC).isoformat(timespec="seconds"),
        **_trials(folder),
    }


def _trials(folder: ResultFolder) -> Document:
    """Count the trials in the folder of trials; other rows say nothing of them."""
    return {"trials": len(folder.having("trial"))} if folder.kind == "trials" else {}


_ANSWERS = {"robust": "robustness check", "break": "stress test", "scorecard": "scorecard"}


def _count_of_trials(rows: Iterable[Document]) -> int:
    return sum(row.get("trials", 0) for row in rows)


def _cells(row: Document) -> tuple[str, ...]:
    """Write a row of the table; a dash stands for what is unknown, or what a comparison does not have."""
    day = datetime.fromisoformat(row["changed"]).astimezone()
    return (
        row["name"],
        _what(row),
        counted(row["trials"], "scenario") if "trials" in row else ", ".join(row["scenarios"]),
        _ABSENT if row["replicates"] is None else f"{row['replicates']:,}",
        _ABSENT if row["seed"] is None else str(row["seed"]),
        in_bytes(row["bytes"]),
        f"{day:%Y-%m-%d}",
    )


def _what(row: Document) -> str:
    return str(row["kind"]) if row["finished"] else "unfinished"


def _sum(document: Document) -> str:
    """Sum a list up: ``2 runs, 1 comparison, 9 trials; 40 replicates; 12 MB in all``."""
    kinds = Counter(_what(row) for row in document["results"])
    kinds["trials"] = _count_of_trials(document["results"])
    nouns = {"run": "run", "comparison": "comparison", "unfinished": "unfinished run", **_ANSWERS, "trials": "trial"}
    parts = ", ".join(counted(kinds[kind], noun) for kind, noun in nouns.items() if kinds[kind])
    return f"{parts}; {counted(document['replicates'], 'replicate')}; {in_bytes(document['bytes'])} in all."


def _files(heading: str, rows: Sequence[Document], field: str, *, width: int) -> list[str]:
    """List the files that rows have in one field, below a heading; nothing where there are none."""
    files = [f"  {_printable(row['name'] + '/' + name)}" for row in rows for name in row[field]]
    return ["\n".join([paragraph(heading, width=width), *files])] if files else []


def _printable(name: str) -> str:
    """Write a name as it is, or with escapes where it would do something to a terminal."""
    return name if name.isprintable() else ascii(name)
