"""The arguments of a run: checked, and laid over the scenario as chosen figures."""

from __future__ import annotations

import operator
import os
from dataclasses import replace
from typing import SupportsIndex

from kfor_sim.errors import InputError
from kfor_sim.scenario import Scenario
from kfor_sim.scenario.derive import evaluate
from kfor_sim.scenario.figures import Chosen
from kfor_sim.scenario.keypaths import demand_at, figures_in, parts_of
from kfor_sim.scenario.size import MEMORY_LIMIT, gibibytes, memory_estimate

_WORKERS_A_PROCESSOR = 4
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
    """
    if not isinstance(scenario, Scenario):
        raise InputError(f'run() takes a loaded scenario, not {scenario!r}; write run(load("documented"))')
    wanted = {name: _allowed(name, number) for name, number in numbers.items() if number is not None}
    changed = {name: number for name, number in wanted.items() if number != scenario.value(f"run.{name}")}
    if not changed:
        return scenario
    unit = {name: getattr(scenario.document.run, name).unit for name in changed}
    chosen = {
        name: Chosen(value=number, unit=unit[name], basis="chosen", because=_BECAUSE)
        for name, number in changed.items()
    }
    table = scenario.document.run.model_copy(update=chosen)
    document = scenario.document.model_copy(update={"run": table})
    values, faults = evaluate(figures_in(parts_of(document)))
    if faults:
        raise InputError("; ".join(map(str, faults)))
    return replace(scenario, document=document, values=values)


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


def check_memory(scenario: Scenario, *, weeks: int, held: int, workers: int) -> None:
    """Refuse a run that would ask for more memory than the limit.

    Args:
        scenario: The scenario with its arguments.
        weeks: Recorded weeks.
        held: Replicates whose arrays are in memory together.
        workers: Replicates computed at a time.

    Raises:
        InputError: It would; the text says how much, and what lowers it.
    """
    people, size = memory_estimate(
        scenario.value,
        population=scenario.options["population"],
        weeks=weeks,
        municipalities=len(scenario.tables.municipalities),
        contingents=len(scenario.tables.contingents),
        held=held,
        workers=workers,
    )
    if size > MEMORY_LIMIT:
        raise InputError(
            f"the run would need some {gibibytes(size)} of memory ({people:,} residents for each of {workers} workers, "
            f"{held:,} replicates held at a time); the limit is {gibibytes(MEMORY_LIMIT)}: give an output folder, so "
            "that replicates are not held, take fewer workers, or raise persons_per_resident"
        )
