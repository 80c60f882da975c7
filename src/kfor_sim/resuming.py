"""The command that goes on with a run where it was stopped."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from kfor_sim.scenario import Scenario, diff, load, shipped
from kfor_sim.scenario.location import scenario_folder

_FLAGS = {"replicates": "--replicates", "seed": "--seed", "persons_per_resident": "--resolution"}


def resuming_command(scenario: Scenario, *, output: Path, workers: int | None) -> str:
    """Write out the command with which the same replicates are found again, whatever was set in the first place.

    Args:
        scenario: The scenario with the arguments of the run.
        output: The folder in which results lie.
        workers: How many replicates the user wanted computed at a time; None where that was left open.
    """
    name = _name(scenario)
    parts = ["kfor-sim", "run", name]
    for figure, flag in _FLAGS.items():
        parts += [flag, str(int(scenario.value(f"run.{figure}")))]
    for setting in _settings(scenario, name):
        parts += ["--set", setting]
    parts += [] if workers is None else ["--workers", str(workers)]
    return shlex.join([*parts, "--output", str(output)])


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
