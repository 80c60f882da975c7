"""Epstein's run 2 on the compiled lattice beside Mesa's own example of the model, and what 100 seeds take.

python benchmarks/lattice.py              in full, a minute
python benchmarks/lattice.py --quick      the same made small; the figures mean little
"""

from __future__ import annotations

import importlib.util
import inspect
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from typing import Any

from kfor_sim.docking import Lattice, lattice_of, live
from measuring import Finding, Row, Settings, in_turn, machine, paired_row, said, timed

TITLE = "Epstein's run 2"
ABOUT = (
    "40 × 40 sites, 1,120 agents, 64 cops, vision 7, jail up to 30 steps, 3,000 steps: one life on kfor-sim's lattice,"
    " which numba compiles, in turn with Mesa's own example (`mesa.examples.advanced.epstein_civil_violence`). Mesa"
    " lives through 25 steps at a time, after 25 that do not count, and its time is multiplied up to 3,000. It draws"
    " its numbers of agents and cops cell by cell (0.7 and 0.04 of the cells), sees 112 cells by steps to the side"
    " where the lattice sees 148 sites as the crow flies, and records every agent in every step where the lattice"
    " records totals."
)
LEFT_OUT = "Left out: numba is not installed here; `pip install kfor-sim[docking]`."
RUN, RULE = "run-2", "ratio-round"
SEEDS, WORKERS = 100, 2
MESA_STEPS = 25


def measure(settings: Settings) -> Iterator[Finding]:
    """Compare one life, and live through 100 of them on two workers."""
    if importlib.util.find_spec("numba") is None:
        yield LEFT_OUT
        return
    lattice = lattice_of(RUN, RULE, steps=100 if settings.quick else None)
    short = lattice_of(RUN, RULE, steps=1)
    first, again = timed(lambda: live(short, 0)), timed(lambda: live(short, 0))
    yield from _beside_mesa(lattice, runs=2 if settings.quick else 5)
    yield _seeds(lattice, 2 * WORKERS if settings.quick else SEEDS)
    yield f"First use in a process: {first - again:.1f} s to import numba and to compile; each worker pays for it once."
    yield f"Load of the machine over the last minute, at the end: {os.getloadavg()[0]:.1f}."
    yield machine("numba")


def _beside_mesa(lattice: Lattice, *, runs: int) -> Iterator[Row]:
    """Live through one life in turn with Mesa's example."""
    steps = lattice.run.steps
    step, scale = _mesa(), steps / MESA_STEPS
    ours, mesas = in_turn([lambda: timed(lambda: live(lattice, 0)), lambda: timed(step)], runs=runs)
    against = f"one life of {steps:,} steps, compiled"
    yield paired_row(against, ours, against, ours)
    what = f"Mesa's example, {steps:,} steps ({MESA_STEPS} times {scale:.0f})"
    yield paired_row(what, [seconds * scale for seconds in mesas], against, ours)


def _seeds(lattice: Lattice, seeds: int) -> Row:
    """Live through many lives on two workers, starting these and compiling in each included."""
    from kfor_sim.samples import Asked, Samples

    def read() -> None:
        with Samples(workers=WORKERS) as samples:
            samples.read([Asked(lattice, seeds)], label=RUN)

    seconds = timed(read)
    one = statistics.median(timed(lambda: live(lattice, 0)) for _ in range(3))
    what = f"{seeds} lives on {WORKERS} workers, their start and compiling included"
    return Row(what, seconds, "one life, compiled", (seconds / one,))


def _mesa() -> Callable[[], None]:
    """Make Mesa's example of the run, and give what lives through some steps of it."""
    from mesa.examples.advanced.epstein_civil_violence import model as example

    figures: dict[str, Any] = {
        "citizen_density": 0.7,
        "cop_density": 0.04,
        "citizen_vision": 7,
        "cop_vision": 7,
        "legitimacy": 0.82,
        "max_jail_term": 30,
        "movement": True,
    }
    if "scenario" in inspect.signature(example.EpsteinCivilViolence).parameters:  # Mesa 3.5
        world = example.EpsteinCivilViolence(scenario=example.EpsteinScenario(rng=1, **figures))
    else:
        world = example.EpsteinCivilViolence(seed=1, **figures)

    def some_steps() -> None:
        for _ in range(MESA_STEPS):
            world.step()

    return some_steps


if __name__ == "__main__":
    print(TITLE, flush=True)
    for finding in measure(Settings(quick="--quick" in sys.argv[1:])):
        print(said(finding), flush=True)
