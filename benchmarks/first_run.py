"""What a first run costs: start-up, imports, the default run and full scale, as ratios measured side by side.

    python benchmarks/first_run.py            prints the table
    python benchmarks/first_run.py --write    also puts it into benchmarks/README.md

Each figure is that of a whole process. Pairs are run in turn (A B A B ...), and the median of the ratios is given, so
that a machine whose speed drifts does not decide the outcome.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).parent / "README.md"
MARK = "<!-- written by first_run.py; do not edit below -->\n"

NOTHING = ["-c", "pass"]
HELP = ["-m", "kfor_sim", "--help"]
IMPORTS = ["-c", "import kfor_sim.ensemble, kfor_sim.plots.gallery"]
ONE = ["-m", "kfor_sim", "run", "documented", "--replicates", "1", "--quiet", "--no-pictures"]
FULL = [*ONE, "--resolution", "1"]
DEFAULT = ["-m", "kfor_sim", "run", "documented", "--workers", "2", "--quiet"]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took: wall seconds, and the most memory of the largest single process in MiB."""

    seconds: float
    mebibytes: float


def cost(arguments: list[str]) -> Cost:
    """Run Python with some arguments in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"python {' '.join(arguments)} failed")
    per_mebibyte = 2**20 if sys.platform == "darwin" else 2**10
    return Cost(seconds, usage.ru_maxrss / per_mebibyte)


def paired(arguments: list[str], beside: list[str], *, runs: int) -> tuple[Cost, float]:
    """Measure a command and another in turn: the first one's medians, and the median ratio of their times."""
    cost(arguments)
    cost(beside)
    pairs = [(cost(arguments), cost(beside)) for _ in range(runs)]
    middle = Cost(statistics.median(first.seconds for first, _ in pairs), max(first.mebibytes for first, _ in pairs))
    return middle, statistics.median(first.seconds / second.seconds for first, second in pairs)


def rows() -> list[str]:
    """Measure everything and lay it out as a table."""
    cases = [
        ("`kfor-sim --help`", HELP, "`python -c pass`", NOTHING, 15),
        ("imports of `run` (model, tables, pictures)", IMPORTS, "`python -c pass`", NOTHING, 7),
        ("`run documented --replicates 1 --no-pictures`", ONE, "those imports alone", IMPORTS, 5),
        ("the same with `--resolution 1` (full scale)", FULL, "the default resolution", ONE, 3),
        ("`run documented --workers 2` (20 replicates, pictures)", DEFAULT, "1 replicate, no pictures", ONE, 3),
    ]
    table = ["| command | seconds | MiB (largest process) | ratio of seconds to |", "|---|---|---|---|"]
    for label, arguments, other, beside, runs in cases:
        taken, ratio = paired(arguments, beside, runs=runs)
        table.append(f"| {label} | {taken.seconds:.2f} | {taken.mebibytes:.0f} | {ratio:.1f} × {other} |")
        print(table[-1], flush=True)
    return table


def main() -> None:
    """Measure, print, and write where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="put the table into benchmarks/README.md")
    arguments = parser.parse_args()
    table = rows()
    if arguments.write:
        machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        text = README.read_text(encoding="utf-8").split(MARK)[0]
        README.write_text(f"{text}{MARK}\nMeasured on {machine}.\n\n" + "\n".join(table) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
