"""What a compiled kernel would win: the residents' step by numba on the same boxes, its first use included."""

from __future__ import annotations

import importlib.util
import statistics
import time
from collections.abc import Iterator, Sequence

from kfor_sim.model.parameters import Parameters
from measuring import Finding, Settings, machine, paired_row
from replaying import STREAMS, Week, demand_equal, full_scale, lived_and_timed, recorded, settled

TITLE = "The residents' step, compiled"
ABOUT = (
    "The same boxes and rule as loops that numba compiles, beside kfor-sim's NumPy in one process; both live through"
    " every week and must give the same crowds in every round, to the last bit. Not adopted: the residents are a fifth"
    " of the week (see below, where the time of a week goes), so that even a kernel that took no time would not make a"
    " run one and a half times as fast, and each process pays for numba's first use."
)
LEFT_OUT = "Left out: numba is not installed here; `pip install numba`."
_FULL, _LARGE = 114_000, 1_900_000


def measure(settings: Settings) -> Iterator[Finding]:
    """Compare at full scale and far beyond it, if numba is here."""
    if importlib.util.find_spec("numba") is None:
        yield LEFT_OUT
        return
    began = time.perf_counter()
    import numba  # noqa: F401 - its import is part of its first use

    seconds = time.perf_counter() - began
    parameters = full_scale()
    record = recorded(parameters)[: 60 if settings.quick else None]
    firsts = []
    for residents in (_FULL,) if settings.quick else (_FULL, _LARGE):
        row, first = _compared(parameters, record, residents)
        firsts.append(first)
        yield row
    yield f"First use in a process: {seconds:.2f} s to import numba, {firsts[0]:.2f} s to compile."
    yield machine("numba")


def _compared(parameters: Parameters, record: Sequence[Week], residents: int) -> tuple[Finding, float]:
    """Live through the record side by side; gives the row and the seconds of the kernel's first week."""
    from compiled_peer import CompiledResidents

    population, compiled = settled(parameters, residents), CompiledResidents(parameters, STREAMS, residents)
    mine, its = [], []
    for week in record:
        seconds, active = lived_and_timed(population, week)
        its_seconds, crowds = lived_and_timed(compiled, week)
        demand_equal(active, crowds, who="numba", week=week)
        mine.append(seconds)
        its.append(its_seconds)
    number = f"{population.cell.size:,} residents"
    what = f"NumPy (kfor-sim's step), mean of {len(record) - 1} weeks, {number}"
    row = paired_row(what, [statistics.mean(mine[1:])], "the compiled step", [statistics.mean(its[1:])])
    return row, its[0]
