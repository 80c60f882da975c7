"""Unit costs of a run: what docs/scale.md multiplies; each step in turn with living through a run."""

from __future__ import annotations

import pickle
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from kfor_sim import load, run
from kfor_sim.executors import Executor, completed, open_executor
from kfor_sim.export import Tables
from kfor_sim.packing import packed
from kfor_sim.replicate import World, run_replicate
from kfor_sim.running import Ensemble
from kfor_sim.store import Store
from measuring import Finding, Row, Settings, in_turn, machine, paired_row, timed

TITLE = "Unit costs of a run"
ABOUT = (
    "Of `documented` at its default resolution, in one process, each step in turn with living through a run. Handing in"
    " and taking back is the time that 500 jobs take which do nothing, over 500, on two workers that are there already."
)

LIVING = "living through a run"
JOBS = 500


def measure(settings: Settings) -> Iterator[Finding]:
    """Measure every step."""
    runs = 2 if settings.quick else 9
    ensemble = Ensemble.of(load("documented"))
    world = ensemble.world
    arrays = run_replicate(world.parameters, seed=world.seed, replicate=0)
    content = packed(arrays, key=world.key, replicate=0)
    living = _living(world)
    with tempfile.TemporaryDirectory() as folder:
        steps = {
            "packing and sealing it": lambda: packed(arrays, key=world.key, replicate=0),
            "saving it (write, fsync, rename)": _saving(ensemble, content, Path(folder)),
            "its rows of the tables": _tabulating(Path(folder, "tables")),
        }
        for what, step in steps.items():
            mine, beside = in_turn([lambda step=step: timed(step), lambda: timed(living)], runs=runs)
            yield paired_row(what, mine, LIVING, beside)
        yield from _handing(world, living, runs=runs)
        yield from _sizes(world, content, Path(folder, "tables"))
    yield machine("distributed") if find_spec("distributed") else machine()


def _living(world: World) -> Callable[[], object]:
    return lambda: run_replicate(world.parameters, seed=world.seed, replicate=1)


def _saving(ensemble: Ensemble, content: bytes, folder: Path) -> Callable[[], object]:
    """Give what saves one replicate."""
    store = Store(folder, name="saved", key=ensemble.key, dimensions=ensemble.dimensions)
    return lambda: store.save(0, content)


def _tabulating(folder: Path) -> Callable[[], object]:
    """Give what writes the rows of one replicate, read back from its file, into tables that are open."""
    result = run(load("documented"), replicates=2, output=folder)
    shelf = result.shelf
    if not isinstance(shelf, Store):
        raise SystemExit("a run with an output folder has a store")

    def tabulate() -> None:
        vars(result).pop("_rows", None)
        with Tables(result, shelf, kept=()) as tables:
            tables.add(0)

    return tabulate


def _handing(world: World, living: Callable[[], object], *, runs: int) -> Iterator[Row]:
    """Measure what an executor costs for each job, on workers that are there already."""
    places = {"processes of this machine": None, "Dask, a scheduler and two workers here": "local"}
    for what, dask in places.items():
        if dask and not find_spec("distributed"):
            continue
        with open_executor(workers=2, dask=dask) as executor:
            _hand(executor, world)
            each = [_hand(executor, world) / JOBS for _ in range(runs)]
        beside = [timed(living) for _ in range(runs)]
        yield paired_row(f"handing in and taking back, {what}", each, LIVING, beside)


def _hand(executor: Executor, world: World) -> float:
    """Give the seconds of jobs that do nothing."""
    began = time.perf_counter()
    if len(list(completed(executor, nothing, world, range(JOBS), at_once=None))) != JOBS:
        raise SystemExit("an executor lost jobs")
    return time.perf_counter() - began


def nothing(_world: World, number: int) -> tuple[int, None]:
    """Do nothing."""
    return number, None


def _sizes(world: World, content: bytes, folder: Path) -> Iterator[str]:
    """Say what travels and what is kept."""
    (results,) = folder.iterdir()
    series = (results / "series.csv.gz").stat().st_size / 2
    rows = (results / "metrics.csv").read_bytes().splitlines()[1:]
    metrics = statistics.mean(map(len, rows))
    yield f"Sent to a worker once for each ensemble: {len(pickle.dumps(world)) / 1e3:,.0f} kB."
    yield f"Sent back and stored for each run: {len(content) / 1e3:,.0f} kB."
    yield f"In series.csv.gz for each run: {series / 1e3:,.0f} kB; in metrics.csv: {metrics / 1e3:.1f} kB."
