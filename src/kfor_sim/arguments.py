"""The arguments of a run: checked, and laid over the scenario as chosen figures."""

from __future__ import annotations

import operator
import os
from collections.abc import Iterator
from typing import SupportsIndex

from kfor_sim.errors import InputError
from kfor_sim.scenario import Scenario
from kfor_sim.scenario.keypaths import demand_at
from kfor_sim.scenario.size import MEMORY_LIMIT, gibibytes, memory_estimate
from kfor_sim.scenario.varied import with_values

_WORKERS_A_PROCESSOR = 4
_LAST_REPLICATE = 2**63 - 1  # what an address has room for
_BECAUSE = "given when the run was started"


def with_arguments(scenario: Scenario, **numbers: SupportsIndex | None) -> Scenario:
    """Lay arguments over the figures of ``[run]``, so that the key of a run and the stored scenario carry them.

    Args:
        scenario: The scenario as loaded.
        **numbers: Figures of ``[run]`` by name; None leaves one as it is.

    Returns:
        The scenario itself where nothing changes; else one whose changed figures are ``chosen``.

    Raises:
        InputError: A number is not allowed.
        ScenarioError: A figure that is derived from it cannot be computed any more.
    """
    if not isinstance(scenario, Scenario):
        raise InputError(f'run() takes a loaded scenario, not {scenario!r}; write run(load("documented"))')
    wanted = {name: _allowed(name, number) for name, number in numbers.items() if number is not None}
    changed = {name: number for name, number in wanted.items() if number != scenario.value(f"run.{name}")}
    if not changed:
        return scenario
    return with_values(scenario, {f"run.{name}": number for name, number in changed.items()}, because=_BECAUSE)


def _allowed(name: str, number: SupportsIndex) -> int:
    """Demand of an argument what the scenario demands of its figure."""
    demand = demand_at(("run", name))
    whole = _whole(number)
    if demand is None or whole is None or not demand.allows(whole):
        raise InputError(f"{name} must be {demand}; got {number!r}")
    return whole


def _whole(number: SupportsIndex) -> int | None:
    """Take a whole number of any kind; True and 2.0 are none."""
    try:
        return None if isinstance(number, bool) else operator.index(number)
    except TypeError:
        return None


def whole_number(name: str, number: SupportsIndex, *, least: int, most: int) -> int:
    """Demand a whole number within bounds.

    Args:
        name: What it is called.
        number: The number.
        least: The smallest one allowed.
        most: The largest one allowed.

    Raises:
        InputError: It is none, or not within them.
    """
    whole = _whole(number)
    if whole is None or not least <= whole <= most:
        raise InputError(f"{name} must be a whole number from {least} to {most:,}; got {number!r}")
    return whole


def check_workers(workers: SupportsIndex) -> int:
    """Demand a number of workers that this machine can start.

    Raises:
        InputError: It is not allowed.
    """
    most = _WORKERS_A_PROCESSOR * (os.cpu_count() or 1)
    whole = _whole(workers)
    if whole is None or not 1 <= whole <= most:
        raise InputError(f"workers must be a whole number from 1 to {most} on this machine; got {workers!r}")
    return whole


def check_only(only: SupportsIndex) -> int:
    """Demand the number of a replicate.

    Raises:
        InputError: It is not allowed.
    """
    whole = _whole(only)
    if whole is None or not 0 <= whole <= _LAST_REPLICATE:
        raise InputError(f"only must be the number of a replicate, from 0 to {_LAST_REPLICATE:,}; got {only!r}")
    return whole


def fitting_workers(scenario: Scenario, *, given: int | None, missing: int, weeks: int, held: int | None) -> int:
    """Settle how many replicates are computed at a time.

    Args:
        scenario: The scenario with its arguments.
        given: How many the user asks for; None leaves it to the processors and the memory of this machine.
        missing: Replicates to be computed; no more workers than these are used.
        weeks: Recorded weeks.
        held: Replicates whose arrays are held in memory; None where they are written to a folder.

    Raises:
        InputError: So many as the user asks for, or one if nothing is asked for, need more memory than the limit.
    """
    workers = max(min(given or os.cpu_count() or 1, missing), 1)
    while given is None and workers > 1 and _memory(scenario, weeks, workers, held)[1] > MEMORY_LIMIT:
        workers -= 1
    check_memory(scenario, weeks=weeks, workers=workers, held=held)
    return workers


def check_memory(scenario: Scenario, *, weeks: int, workers: int, held: int | None) -> None:
    """Refuse a run that would ask for more memory than the limit.

    Args:
        scenario: The scenario with its arguments.
        weeks: Recorded weeks.
        workers: Replicates computed at a time.
        held: Replicates whose arrays are held in memory; None where they are written to a folder.

    Raises:
        InputError: It would; the text says how much, and what lowers it.
    """
    people, size = _memory(scenario, weeks, workers, held)
    if size <= MEMORY_LIMIT:
        return
    load = f"{people:,} residents" + (f" for each of {workers} workers" if workers > 1 else "")
    load += "" if held is None else f", {held:,} replicates held at a time"
    raise InputError(
        f"the run would need some {gibibytes(size)} of memory ({load}); the limit is {gibibytes(MEMORY_LIMIT)}: "
        + ", or ".join(_remedies(scenario, workers, held))
    )


def _remedies(scenario: Scenario, workers: int, held: int | None) -> Iterator[str]:
    """Say what lowers the memory of this very run."""
    if held is not None:
        yield "give an output folder, so that replicates are not held"
    if workers > 1:
        yield "take fewer workers"
    if scenario.options["population"] == "mean-field":
        yield "lower run.quadrature_points"
    else:
        yield "raise persons_per_resident"


def _memory(scenario: Scenario, weeks: int, workers: int, held: int | None) -> tuple[int, int]:
    """Estimate residents and bytes; on the way to a folder each worker holds a replicate, and the parent one."""
    return memory_estimate(
        scenario.value,
        population=scenario.options["population"],
        weeks=weeks,
        municipalities=len(scenario.tables.municipalities),
        contingents=len(scenario.tables.contingents),
        held=1 + workers if held is None else held,
        workers=workers,
    )
