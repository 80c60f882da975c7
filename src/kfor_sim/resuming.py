"""The command that goes on with a run, or with a comparison, where it was stopped."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import SupportsIndex

from kfor_sim.arguments import with_arguments
from kfor_sim.errors import KforError
from kfor_sim.key import key_of_run
from kfor_sim.scenario import Scenario, diff, load, shipped
from kfor_sim.scenario.location import scenario_folder
from kfor_sim.scenario.overrides import CHANGED_THEORY

_FOLLOWS = ("title", "theory.name")
_FLAGS = {"replicates": "--replicates", "seed": "--seed", "persons_per_resident": "--resolution"}


def resuming_command(
    scenario: Scenario, *, output: Path, workers: int | None, dask: str | None = None, only: int | None = None
) -> str | None:
    """Write out the command with which the same replicates are found again, whatever was set in the first place.

    Args:
        scenario: The scenario with the arguments of the run.
        output: The folder in which results lie.
        workers: How many replicates the user wanted computed at a time; None where that was left open.
        dask: The cluster that the user named.
        only: The number of a single replicate.

    Returns:
        The command; None where no command line gives this scenario, as when it was changed in Python.
    """
    name, theory = _name(scenario), _theory(scenario)
    settings = list(_settings(scenario, theory))
    if not _is_found_again(scenario, theory, settings):
        return None
    options = shared_options(scenario, theory, settings, output=output, workers=workers, dask=dask)
    return shlex.join(["kfor-sim", "run", name, *options, *(("--only", str(only)) if only is not None else ())])


def comparing_command(
    schedules: Mapping[str, Scenario],
    *,
    baseline: str,
    metrics: Sequence[str],
    output: Path,
    workers: SupportsIndex | None,
    dask: str | None = None,
) -> str | None:
    """Write out the command with which the same comparison goes on.

    Args:
        schedules: The scenarios by name, with the arguments of the comparison.
        baseline: The name of the one that the others are compared with.
        metrics: The metrics asked for; none where that was left open.
        output: The folder in which results lie.
        workers: How many replicates the user wanted computed at a time; None where that was left open.
        dask: The cluster that the user named.

    Returns:
        The command; None where no command line gives these scenarios, as when each was loaded with settings of its own.
    """
    names = [_name(scenario) for scenario in schedules.values()]
    first = next(iter(schedules.values()))
    theory = _theory(first)
    settings = list(dict.fromkeys(each for scenario in schedules.values() for each in _settings(scenario, theory)))
    if not all(_is_found_again(scenario, theory, settings) for scenario in schedules.values()):
        return None
    parts = ["kfor-sim", "compare", *names, "--baseline", baseline]
    parts += ["--metrics", ",".join(metrics)] if metrics else []
    return shlex.join([*parts, *shared_options(first, theory, settings, output=output, workers=workers, dask=dask)])


def shared_options(
    scenario: Scenario,
    theory: str | None,
    settings: Iterable[str],
    *,
    output: Path,
    workers: SupportsIndex | None,
    dask: str | None,
) -> Iterator[str]:
    """Write out the options that find the same replicates again."""
    for figure, flag in _FLAGS.items():
        yield from (flag, str(int(scenario.value(f"run.{figure}"))))
    yield from () if theory is None else ("--theory", theory)
    for setting in settings:
        yield from ("--set", setting)
    yield from () if workers is None else ("--workers", str(workers))
    yield from () if dask is None else ("--dask", dask)
    yield from ("--output", str(output))


def _is_found_again(scenario: Scenario, theory: str | None, settings: Sequence[str]) -> bool:
    """Whether the file of a scenario with these settings gives the same replicates under the same name."""
    numbers = {figure: int(scenario.value(f"run.{figure}")) for figure in _FLAGS}
    try:
        again = with_arguments(load(_name(scenario), theory=theory, overrides=settings), **numbers)
    except KforError:
        return False
    return again.name == scenario.name and key_of_run(again) == key_of_run(scenario)


def is_shipped(scenario: Scenario) -> bool:
    """Tell whether a scenario is one of those that come with the program."""
    return scenario.name in shipped() and scenario.path.parent.resolve() == scenario_folder()


def _name(scenario: Scenario) -> str:
    """Name a scenario so that it is found from here: by its shipped name, or by its path."""
    return scenario.name if is_shipped(scenario) else str(scenario.path)


def _theory(scenario: Scenario) -> str | None:
    """Name the theory that was laid over a scenario's file, if one was."""
    name = scenario.theory_name.removesuffix(CHANGED_THEORY)
    return name if name in scenario.theories and load(_name(scenario)).theory_name != name else None


def _settings(scenario: Scenario, theory: str | None) -> Iterator[str]:
    """Find what differs from the file with a theory laid over it, as ``path=value``."""
    derived = {path for path, figure in scenario.figures.items() if figure.basis == "derived"}
    for difference in diff(load(_name(scenario), theory=theory), scenario):
        path, _, field = difference.path.rpartition(".")
        if difference.path in _FOLLOWS or path in derived or path in {f"run.{figure}" for figure in _FLAGS}:
            continue  # these follow from the others, or have a flag of their own
        if path in scenario.values and field == "value":
            yield f"{path}={difference.right}"
        elif path not in scenario.values and field != "because" and difference.right is not None:
            yield f"{difference.path}={difference.right}"
