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
    name = _name(scenario)
    settings = list(_settings(scenario, name))
    if not _is_found_again(scenario, settings):
        return None
    options = _options(scenario, settings, output=output, workers=workers, dask=dask)
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
    pairs = zip(schedules.values(), names, strict=True)
    settings = list(dict.fromkeys(setting for scenario, name in pairs for setting in _settings(scenario, name)))
    if not all(_is_found_again(scenario, settings) for scenario in schedules.values()):
        return None
    parts = ["kfor-sim", "compare", *names, "--baseline", baseline]
    parts += ["--metrics", ",".join(metrics)] if metrics else []
    first = next(iter(schedules.values()))
    return shlex.join([*parts, *_options(first, settings, output=output, workers=workers, dask=dask)])


def _options(
    scenario: Scenario,
    settings: Iterable[str],
    *,
    output: Path,
    workers: SupportsIndex | None,
    dask: str | None,
) -> Iterator[str]:
    """Write out the options that find the same replicates again."""
    for figure, flag in _FLAGS.items():
        yield from (flag, str(int(scenario.value(f"run.{figure}"))))
    for setting in settings:
        yield from ("--set", setting)
    yield from () if workers is None else ("--workers", str(workers))
    yield from () if dask is None else ("--dask", dask)
    yield from ("--output", str(output))


def _is_found_again(scenario: Scenario, settings: Sequence[str]) -> bool:
    """Whether the file of a scenario with these settings gives the same replicates under the same name."""
    numbers = {figure: int(scenario.value(f"run.{figure}")) for figure in _FLAGS}
    try:
        again = with_arguments(load(_name(scenario), overrides=settings), **numbers)
    except KforError:
        return False
    return again.name == scenario.name and key_of_run(again) == key_of_run(scenario)


def is_shipped(scenario: Scenario) -> bool:
    """Tell whether a scenario is one of those that come with the program."""
    return scenario.name in shipped() and scenario.path.parent.resolve() == scenario_folder()


def _name(scenario: Scenario) -> str:
    """Name a scenario so that it is found from here: by its shipped name, or by its path."""
    return scenario.name if is_shipped(scenario) else str(scenario.path)


def _settings(scenario: Scenario, name: str) -> Iterator[str]:
    """Find what differs from the file, as ``path=value``."""
    derived = {path for path, figure in scenario.figures.items() if figure.basis == "derived"}
    for difference in diff(load(name), scenario):
        path, _, field = difference.path.rpartition(".")
        if path in derived or path in {f"run.{figure}" for figure in _FLAGS} or difference.path == "title":
            continue  # these follow from the others, or have a flag of their own
        if path in scenario.values and field == "value":
            yield f"{path}={difference.right}"
        elif path not in scenario.values and field != "because" and difference.right is not None:
            yield f"{difference.path}={difference.right}"
