"""Running an ensemble: what is stored is used again, the rest is computed, and the result is handed over."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import SupportsIndex

from kfor_sim.arguments import check_memory, check_only, check_workers, fitting_workers, with_arguments
from kfor_sim.dimensions import Dimensions
from kfor_sim.errors import LostJobs, RunInterrupted, WorkerError
from kfor_sim.executors import LOCAL, Executor, Keeper, check_place, completed, open_executor
from kfor_sim.export import Tables, Timings, has_tables
from kfor_sim.key import key_of_run
from kfor_sim.prepare import prepare
from kfor_sim.progress import Progress
from kfor_sim.replicate import Finished, World, finished
from kfor_sim.results import Result
from kfor_sim.resuming import resuming_command
from kfor_sim.scenario import Scenario
from kfor_sim.store import Memory, Store


@dataclass(frozen=True, slots=True)
class Ensemble:
    """What one scenario asks for, and what of it is there already.

    Attributes:
        scenario: The scenario with the arguments of the run.
        wanted: The numbers of the replicates.
        key: The key of the run.
        dimensions: The names along the axes of the arrays.
        shelf: Where replicates are kept.
        reused: The numbers of those that are there.
        only: Whether a single replicate was asked for by its number.
    """

    scenario: Scenario
    wanted: tuple[int, ...]
    key: str
    dimensions: Dimensions
    shelf: Memory | Store
    reused: tuple[int, ...]
    only: bool = False

    @classmethod
    def of(cls, scenario: Scenario, *, output: str | Path | None = None, only: int | None = None) -> Ensemble:
        """Look up what is there.

        Args:
            scenario: The scenario with the arguments of the run.
            output: A folder of results; None keeps all in memory.
            only: The number of a single replicate.

        Raises:
            KforError: It needs too much memory, or the folder cannot be used.
        """
        wanted = wanted_of(scenario, only)
        key, dimensions = key_of_run(scenario), Dimensions.of(scenario)
        held = len(wanted) if output is None else None
        check_memory(scenario, weeks=dimensions.calendar.weeks, workers=1, held=held)  # before a folder is made
        shelf = Memory() if output is None else Store(output, name=scenario.name, key=key, dimensions=dimensions)
        return cls(scenario, wanted, key, dimensions, shelf, shelf.finished(wanted), only is not None)

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of those to be computed."""
        return tuple(sorted(set(self.wanted) - set(self.reused)))

    @property
    def name(self) -> str:
        """What the progress calls it."""
        return self.scenario.name

    @property
    def fills_the_disk(self) -> bool:
        """Whether what it keeps is worth a word on room."""
        return self.shelf.folder is not None

    @property
    def world(self) -> World:
        """What its replicates share."""
        return world_of(self.scenario, self.key)

    def fitting(self, given: int | None) -> int:
        """Settle how many replicates are computed at a time on this machine; `fitting_workers` says how."""
        held = len(self.wanted) if self.shelf.folder is None else None
        weeks = self.dimensions.calendar.weeks
        return fitting_workers(self.scenario, given=given, missing=len(self.missing), weeks=weeks, held=held)

    def alone(self, replicate: int) -> str:
        """Write out the command that computes one replicate alone, or the call; empty where there is no folder."""
        if self.shelf.folder is None:
            return ""
        command = resuming_command(self.scenario, output=self.shelf.folder.parent, workers=1, only=replicate)
        return command or f"the same call of run() with only={replicate}"


def wanted_of(scenario: Scenario, only: int | None) -> tuple[int, ...]:
    """Number the replicates that a scenario asks for, or give the only one."""
    return tuple(range(int(scenario.value("run.replicates")))) if only is None else (only,)


def world_of(scenario: Scenario, key: str) -> World:
    """Put together what the replicates of a scenario share; ``key`` is the key of the run."""
    return World(prepare(scenario), int(scenario.value("run.seed")), key)


def run(
    scenario: Scenario,
    *,
    replicates: SupportsIndex | None = None,
    seed: SupportsIndex | None = None,
    workers: SupportsIndex | None = 1,
    persons_per_resident: SupportsIndex | None = None,
    output: str | Path | None = None,
    progress: bool = False,
    dask: str | None = None,
    only: SupportsIndex | None = None,
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
        dask: The address of a Dask scheduler whose workers compute instead, or ``local`` for a cluster of ``workers``
            processes on this machine; needs the optional part ``cluster``.
        only: The number of a single replicate, from 0, to repeat it alone; it is kept with the others, and the tables
            of the folder are left as they are.

    Returns:
        The result; a single replicate is one draw, not a finding. ``outcome(name)`` has shape (replicate, week,
        *dimensions), in persons, attacks or shares as `kfor-sim explain NAME` says; ``frame(name)`` is the same as a
        tidy table.

    Raises:
        KforError: An argument, the scenario or the folder cannot be used, Ctrl-C was pressed, or workers died.

    Example:
        >>> from kfor_sim import load, run
        >>> result = run(load("minimal"), replicates=1)
        >>> result
        <Result of minimal: one draw, 10 weeks, seed 1999>
        >>> result.outcome("active").shape  # replicate, week, municipality, community
        (1, 10, 1, 4)
        >>> [f"{crowd:.1f}" for crowd in result.outcome("active")[0, :2].sum(axis=(1, 2))]  # as docs/minimal.md has it
        ['1969.9', '1958.9']
    """
    chosen = with_arguments(scenario, replicates=replicates, seed=seed, persons_per_resident=persons_per_resident)
    given = None if workers is None else check_workers(workers)
    ensemble = Ensemble.of(chosen, output=output, only=None if only is None else check_only(only))
    with executor_for([ensemble], given=given, dask=dask) as executor:
        return live(ensemble, executor, given=given, dask=dask, progress=Progress([ensemble], shown=progress))


def executor_for(ensembles: Iterable[Ensemble], *, given: int | None, dask: str | None) -> Executor:
    """Open the executor for all of them: as many workers as the one that can use most.

    Args:
        ensembles: What is to be computed.
        given: How many workers the user asks for; None leaves it to this machine.
        dask: A Dask scheduler's address, or ``local``.

    Raises:
        KforError: There is no memory for a single worker, or no such cluster.
    """
    check_place(workers=given, dask=dask)
    unfinished = [ensemble for ensemble in ensembles if ensemble.missing]
    if not unfinished:
        return open_executor(workers=1)  # a cluster is not troubled for what is there
    elsewhere = dask not in (None, LOCAL)
    workers = 1 if elsewhere else max(ensemble.fitting(given) for ensemble in unfinished)
    return open_executor(workers=workers, dask=dask)


def live(ensemble: Ensemble, executor: Executor, *, given: int | None, dask: str | None, progress: Progress) -> Result:
    """Compute what is missing, keep each replicate as soon as it is finished, and write the tables.

    Args:
        ensemble: What is asked for.
        executor: Where it is computed.
        given: How many workers the user asks for.
        dask: What the user said of a cluster, for the command that goes on.
        progress: Where to show how it goes.

    Raises:
        KforError: Ctrl-C was pressed, workers died, or the folder cannot be written.
    """
    shelf = ensemble.shelf
    result = Result(
        ensemble.scenario,
        ensemble.wanted,
        ensemble.key,
        ensemble.dimensions,
        shelf,
        shelf.folder,
        len(ensemble.reused),
        shelf.set_aside,
    )
    compute = partial(_compute, ensemble, executor, given=given, dask=dask, progress=progress)
    is_told = not ensemble.missing and isinstance(shelf, Store) and has_tables(result, shelf)
    if isinstance(shelf, Memory) or ensemble.only or is_told:
        compute(tables=None)
        return result
    with Tables(result, shelf, kept=ensemble.reused) as tables:
        tables.close(compute(tables=tables))
    return result


def _compute(
    ensemble: Ensemble,
    executor: Executor,
    *,
    given: int | None,
    dask: str | None,
    progress: Progress,
    tables: Tables | None,
) -> Timings:
    """Compute what is missing and keep each replicate as soon as it is finished."""
    if not ensemble.missing:
        return Timings(seconds=0, replicates=0)
    at_once = None if dask else ensemble.fitting(given)
    started, seed = perf_counter(), int(ensemble.scenario.value("run.seed"))
    jobs = completed(executor, finished, ensemble.world, ensemble.missing, at_once=at_once)
    lanes, where = at_once or executor.lanes, "Dask" if dask else ""
    with progress.bar(ensemble, lanes=lanes, where=where) as bar, closing(jobs) as results:

        def kept(result: Finished) -> None:
            replicate, content = result
            bar.advance(len(content))
            if tables is not None:
                tables.add(replicate)

        keeper = Keeper(lambda result: ensemble.shelf.save(*result), kept=kept)
        try:
            keeper.take(results)
        except KeyboardInterrupt:
            bar.finishing()
            keeper.take_what_is_on_its_way(results, executor)
            raise RunInterrupted(_on_interruption(ensemble, keeper.kept + len(ensemble.reused), given, dask)) from None
        except LostJobs as lost:
            alone = ensemble.alone(lost.numbers[0])
            raise WorkerError(seed, lost.numbers, alone, hopeless=lost.hopeless, because=lost.because) from None
    return Timings(perf_counter() - started, len(ensemble.missing))


def _on_interruption(ensemble: Ensemble, kept: int, given: int | None, dask: str | None) -> str:
    """Say what is kept and how to go on."""
    folder, wanted = ensemble.shelf.folder, len(ensemble.wanted)
    if folder is None:
        return f"stopped after {kept} of {wanted} replicates; give an output folder to keep them next time"
    only = ensemble.wanted[0] if ensemble.only else None
    command = resuming_command(ensemble.scenario, output=folder.parent, workers=given, dask=dask, only=only)
    told = f"stopped: {kept} of {wanted} replicates are kept in {folder}"
    return f"{told}; to go on:\n  {command}" if command else f"{told}; the same call of run() goes on"
