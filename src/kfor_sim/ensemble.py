"""Running an ensemble: what is stored is used again, the rest is computed, and the result is handed over."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import SupportsIndex

from tqdm import tqdm

from kfor_sim.arguments import check_memory, check_workers, fitting_workers, with_arguments
from kfor_sim.dimensions import Dimensions
from kfor_sim.errors import RunInterrupted
from kfor_sim.executors import lived_through
from kfor_sim.export import Timings, write_manifest, write_tables
from kfor_sim.key import key_of_run
from kfor_sim.prepare import prepare
from kfor_sim.results import Result
from kfor_sim.resuming import resuming_command
from kfor_sim.scenario import Scenario
from kfor_sim.store import Memory, Store


def run(
    scenario: Scenario,
    *,
    replicates: SupportsIndex | None = None,
    seed: SupportsIndex | None = None,
    workers: SupportsIndex | None = 1,
    persons_per_resident: SupportsIndex | None = None,
    output: str | Path | None = None,
    progress: bool = False,
) -> Result:
    """Live through a scenario many times.

    The same scenario, seed and resolution give the same numbers to the last bit, whatever the workers and whichever
    replicates were stored before. A script with more than one worker calls this under ``if __name__ == "__main__":``.

    Args:
        scenario: A loaded scenario.
        replicates: How many replicates; without it the scenario's ``run.replicates``.
        seed: The seed of all draws, 0 included; without it the scenario's ``run.seed``.
        workers: How many replicates are computed at a time, each in a process of its own; None takes as many as there
            are processors, replicates to compute, and memory for.
        persons_per_resident: How many people a simulated resident stands for; 1 is full scale.
        output: A folder of results, where replicates are kept and found again; without it all stays in memory.
        progress: Whether to show a bar on stderr.

    Returns:
        The result; a single replicate is one draw, not a finding.

    Raises:
        KforError: An argument, the scenario or the folder cannot be used, Ctrl-C was pressed, or a worker died.
    """
    chosen = with_arguments(scenario, replicates=replicates, seed=seed, persons_per_resident=persons_per_resident)
    given = None if workers is None else check_workers(workers)
    wanted = range(int(chosen.value("run.replicates")))
    key, dimensions = key_of_run(chosen), Dimensions.of(chosen)
    held, weeks = len(wanted) if output is None else None, dimensions.calendar.weeks
    check_memory(chosen, weeks=weeks, workers=1, held=held)  # before a folder is made
    shelf = Memory() if output is None else Store(output, name=chosen.name, key=key, dimensions=dimensions)
    reused = shelf.finished(wanted)
    timings = _compute(chosen, shelf, wanted, reused, given=given, weeks=weeks, held=held, progress=progress)
    result = Result(chosen, tuple(wanted), key, dimensions, shelf, shelf.folder, len(reused), shelf.set_aside)
    if isinstance(shelf, Store):
        write_tables(result, shelf)
        write_manifest(result, shelf, timings)
    return result


def _compute(
    scenario: Scenario,
    shelf: Memory | Store,
    wanted: Sequence[int],
    reused: Sequence[int],
    *,
    given: int | None,
    weeks: int,
    held: int | None,
    progress: bool,
) -> Timings:
    """Compute what is missing and keep each replicate as soon as it is finished."""
    missing = sorted(set(wanted) - set(reused))
    if not missing:
        return Timings(seconds=0, replicates=0)
    workers = fitting_workers(scenario, given=given, missing=len(missing), weeks=weeks, held=held)
    started, parameters, seed = perf_counter(), prepare(scenario), int(scenario.value("run.seed"))
    side_by_side = f"{scenario.name}, {workers} worker{'s' if workers > 1 else ''}"
    bar = tqdm(total=len(wanted), initial=len(reused), unit="run", desc=side_by_side, disable=not progress)
    with bar, closing(lived_through(parameters, seed=seed, replicates=missing, workers=workers)) as replicates:
        try:
            for replicate, arrays in replicates:
                shelf.save(replicate, arrays)
                bar.update()
        except KeyboardInterrupt:
            kept = len(shelf.finished(wanted))
            raise RunInterrupted(_on_interruption(scenario, shelf.folder, kept, len(wanted), given)) from None
    return Timings(perf_counter() - started, len(missing))


def _on_interruption(scenario: Scenario, folder: Path | None, kept: int, wanted: int, workers: int | None) -> str:
    """Say what is kept and how to go on."""
    if folder is None:
        return f"stopped after {kept} of {wanted} replicates; give an output folder to keep them next time"
    command = resuming_command(scenario, output=folder.parent, workers=workers)
    return f"stopped: {kept} of {wanted} replicates are kept in {folder}; to go on:\n  {command}"
