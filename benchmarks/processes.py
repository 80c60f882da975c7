"""What whole commands cost: start-up, imports, one replicate, full scale and the default run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from measuring import Cost, Finding, Settings, machine, paired_row, process_cost

TITLE = "Whole commands"
ABOUT = "Each is a process of its own, run in turn with the one it is compared with."

NOTHING = ("-c", "pass")
HELP = ("-m", "kfor_sim", "--help")
IMPORTS = ("-c", "import kfor_sim.running, kfor_sim.plots.gallery")
ONE = ("-m", "kfor_sim", "run", "documented", "--replicates", "1", "--quiet", "--no-pictures")
FULL = (*ONE, "--resolution", "1")
DEFAULT = ("-m", "kfor_sim", "run", "documented", "--workers", "2", "--quiet")


@dataclass(frozen=True, slots=True)
class Case:
    """A command, the one beside it, and how many pairs are run."""

    what: str
    arguments: Sequence[str]
    against: str
    beside: Sequence[str]
    runs: int


CASES = (
    Case("`kfor-sim --help`", HELP, "`python -c pass`", NOTHING, 15),
    Case("imports of `run` (model, tables, pictures)", IMPORTS, "`python -c pass`", NOTHING, 7),
    Case("`run documented --replicates 1 --no-pictures`", ONE, "those imports alone", IMPORTS, 5),
    Case("the same with `--resolution 1` (full scale)", FULL, "the default resolution", ONE, 3),
    Case("`run documented --workers 2` (20 replicates, pictures)", DEFAULT, "1 replicate, no pictures", ONE, 3),
)


def measure(settings: Settings) -> Iterator[Finding]:
    """Measure every case; quickly, all but the longest, once each."""
    for case in CASES[:-1] if settings.quick else CASES:
        pairs = _pairs(case, runs=1 if settings.quick else case.runs)
        mine, beside = [first for first, _ in pairs], [second for _, second in pairs]
        yield paired_row(
            case.what,
            [cost.seconds for cost in mine],
            case.against,
            [cost.seconds for cost in beside],
            mebibytes=max(cost.mebibytes for cost in mine),
        )
    yield machine()


def _pairs(case: Case, *, runs: int) -> list[tuple[Cost, Cost]]:
    """Run both commands in turn, once beforehand without counting."""
    pairs = [(process_cost(case.arguments), process_cost(case.beside)) for _ in range(runs + 1)]
    return pairs[1:]
