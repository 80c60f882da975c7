"""A long ensemble: how well two workers share it, whether its memory stays flat, what `kill -9` in its middle costs."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from measuring import Finding, Settings, machine, paired_row, process_cost

TITLE = "A long ensemble"
ABOUT = (
    "`kfor-sim run documented --no-pictures` as a whole command that writes to a folder, one pair of runs. Parallel"
    " efficiency is the time of one worker over twice that of two. The killed one is ended with its workers by"
    " `kill -9` once half of its replicates are stored, and started again by the same command."
)

FEW, MANY = 100, 1000
QUICK = (10, 20)


def measure(settings: Settings) -> Iterator[Finding]:
    """Run it with one worker, with two, and with two and a kill in the middle."""
    few, many = QUICK if settings.quick else (FEW, MANY)
    with tempfile.TemporaryDirectory() as folder:
        costs = {
            (number, workers): process_cost(command(number, workers, Path(folder, f"{number}-{workers}")))
            for number in (few, many)
            for workers in (1, 2)
        }
        for (number, workers), cost in costs.items():
            base = costs[number, 1]
            what = f"{number:,} replicates, {workers} worker{'s' if workers > 1 else ''}"
            against = f"{number:,} replicates, 1 worker"
            yield paired_row(what, [cost.seconds], against, [base.seconds], mebibytes=cost.mebibytes)
        alone, together = costs[many, 1].seconds, costs[many, 2].seconds
        yield f"Parallel efficiency of two workers over {many:,} replicates: {alone / together / 2:.3f}."
        yield from _killed(many, Path(folder, "killed"), together)
        bits = {digest(Path(folder, name)) for name in (f"{many}-1", f"{many}-2", "killed")}
        yield f"All three folders of {many:,} replicates hold the same bytes, timings apart: {len(bits) == 1}."
        size = sum(path.stat().st_size for path in Path(folder, f"{many}-2").rglob("*") if path.is_file())
        yield f"A folder of {many:,} replicates takes {size / 1e6:,.0f} MB."
    yield machine()


def command(replicates: int, workers: int, output: Path) -> list[str]:
    """Write out the arguments of Python."""
    words = ["-m", "kfor_sim", "run", "documented", "--quiet", "--no-pictures"]
    return [*words, "--replicates", str(replicates), "--workers", str(workers), "--output", str(output)]


def _killed(replicates: int, output: Path, undisturbed: float) -> Iterator[Finding]:
    """Kill a run in its middle and start it again."""
    began = time.perf_counter()
    running = subprocess.Popen(
        [sys.executable, *command(replicates, 2, output)], stdout=subprocess.DEVNULL, start_new_session=True
    )
    while _stored(output) < replicates // 2 and running.poll() is None:
        time.sleep(0.2)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    stored, before = _stored(output), time.perf_counter() - began
    after = process_cost(command(replicates, 2, output)).seconds
    what = f"{replicates:,} replicates, 2 workers, killed at {stored} and started again"
    yield paired_row(what, [before + after], f"{replicates:,} replicates, 2 workers", [undisturbed])
    yield f"The kill cost {before + after - undisturbed:.1f} s; {stored} replicates were found again."


def _stored(output: Path) -> int:
    return len(list(output.rglob("*.npz")))


def digest(folder: Path) -> str:
    """Hash all files but manifests, whose timings differ, and what a killed writer left half done."""
    found = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.name != "manifest.json" and path.suffix != ".tmp":
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()
