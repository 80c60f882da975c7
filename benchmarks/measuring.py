"""What every benchmark needs: costs taken in turn, the row of a table, and how a table is laid out."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

SEED = 1
"""Seed of every model that a benchmark runs in its own process."""

CLOCK = Path(__file__).parent / "clocking.py"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user asked for.

    Attributes:
        quick: Whether every part stays small.
        mesa_frames: An interpreter that can import mesa-frames.
        picture: Where the part that draws saves its picture.
    """

    quick: bool = False
    mesa_frames: Path | None = None
    picture: Path | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table.

    Attributes:
        what: What was measured.
        seconds: How long it took, the median.
        against: What ran in turn with it.
        ratios: Its time over that of the other, one for each pair.
        mebibytes: The most memory of the largest single process; None where it was not taken.
    """

    what: str
    seconds: float
    against: str
    ratios: tuple[float, ...]
    mebibytes: float | None = None


Finding = Row | str
"""What a part gives: rows of its table, and remarks in words that go below it."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took: wall seconds, and the most memory of the largest single process in MiB."""

    seconds: float
    mebibytes: float


def process_cost(arguments: Sequence[str]) -> Cost:
    """Run Python with some arguments in a folder of its own."""
    command = [sys.executable, str(CLOCK), *arguments]
    with tempfile.TemporaryDirectory() as folder:
        clock = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=False)
    if clock.returncode != 0:
        raise SystemExit(f"python {' '.join(arguments)} failed")
    seconds, mebibytes = clock.stdout.split()
    return Cost(float(seconds), float(mebibytes))


def timed(work: Callable[[], object]) -> float:
    """Take the wall seconds of one call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turn(measures: Sequence[Callable[[], float]], *, runs: int) -> list[tuple[float, ...]]:
    """Take several measures in turn (A B A B ...), after one of each that does not count.

    Args:
        measures: What gives seconds when called.
        runs: How often each counts.

    Returns:
        The figures of each measure, in the order of the runs.
    """
    for measure in measures:
        measure()
    rounds = [[measure() for measure in measures] for _ in range(runs)]
    return list(zip(*rounds, strict=True))


def paired_row(
    what: str, seconds: Sequence[float], against: str, other: Sequence[float], *, mebibytes: float | None = None
) -> Row:
    """Make a row of figures taken in turn."""
    ratios = tuple(mine / its for mine, its in zip(seconds, other, strict=True))
    return Row(what, statistics.median(seconds), against, ratios, mebibytes)


def machine(*packages: str) -> str:
    """Say what the figures depend on: processors, Python and packages, those asked for among them."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "mesa", *packages))
    return f"Measured on {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {versions}."


def said(finding: Finding) -> str:
    """Say a row or a remark in a line of a terminal."""
    if isinstance(finding, str):
        return f"  {finding}"
    memory = "" if finding.mebibytes is None else f", {finding.mebibytes:.0f} MiB"
    return f"  {_ratio(finding):>9} × {finding.against} ({_spread(finding)}): {finding.what}, {_time(finding)}{memory}"


def table(rows: Sequence[Row]) -> Iterator[str]:
    """Lay rows out in Markdown, line by line; a column for memory only where a row has some."""
    with_memory = any(row.mebibytes is not None for row in rows)
    memory = " MiB (largest process) |" if with_memory else ""
    yield f"| what | time |{memory} ratio | lowest – highest | to |"
    yield "|---|---:|" + ("---:|" if with_memory else "") + "---:|---:|---|"
    for row in rows:
        memory = "" if row.mebibytes is None else f"{row.mebibytes:.0f}"
        cells = [
            row.what,
            _time(row),
            *([memory] if with_memory else []),
            f"{_ratio(row)} ×",
            _spread(row),
            row.against,
        ]
        yield "| " + " | ".join(cells) + " |"


def _ratio(row: Row) -> str:
    return _figure(statistics.median(row.ratios))


def _spread(row: Row) -> str:
    return f"{_figure(min(row.ratios))} – {_figure(max(row.ratios))}"


def _time(row: Row) -> str:
    """Say a time in the unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if row.seconds >= size:
            return f"{_figure(row.seconds / size)} {unit}"
    return f"{_figure(row.seconds / 1e-6)} µs"


def _figure(number: float) -> str:
    """Say a number to three digits or so, without an exponent."""
    for least, decimals in ((100, 0), (10, 1), (1, 2)):
        if number >= least:
            return f"{number:,.{decimals}f}"
    return f"{number:.3f}"
