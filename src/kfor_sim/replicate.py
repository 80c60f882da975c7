"""One replicate: a scenario lived through once, from its address (seed, replicate)."""

from __future__ import annotations

import platform
from dataclasses import dataclass, field

from kfor_sim.errors import InputError
from kfor_sim.model.parameters import Parameters
from kfor_sim.model.record import Recorded
from kfor_sim.packing import packed
from kfor_sim.version import NUMBERS, __version__

Finished = tuple[int, bytes]
"""The number of a replicate, and its arrays packed."""


def _made_by() -> tuple[str, int, str]:
    """Name what decides about bits beside the address: program, version of the numbers, type of processor."""
    return __version__, NUMBERS, platform.machine()


@dataclass(frozen=True, slots=True)
class World:
    """All that the replicates of an ensemble share, sent once to each worker.

    Attributes:
        parameters: The scenario in plain numbers.
        seed: The seed of the ensemble.
        key: The key of the run.
        made_by: Program, version of the numbers and type of processor of whoever asks.
    """

    parameters: Parameters
    seed: int
    key: str
    made_by: tuple[str, int, str] = field(default_factory=_made_by)


def run_replicate(parameters: Parameters, *, seed: int, replicate: int) -> Recorded:
    """Live through one replicate.

    Args:
        parameters: The scenario in plain numbers.
        seed: The seed of the ensemble.
        replicate: The number of the replicate; alone or among others it gives the same bits.

    Returns:
        The weekly outcomes, arrays of shape (week, *dimensions) by name.
    """
    from kfor_sim.model.model import KforModel, forget  # Mesa takes a second to import: only where it is needed

    model = KforModel(parameters, seed_of_run=seed, replicate=replicate, collect=False)
    try:
        return model.run().arrays
    finally:
        forget(model)  # memory stays flat over an ensemble


def finished(world: World, replicate: int) -> Finished:
    """Live through one replicate and pack it, wherever this is called; the job of an ensemble.

    Raises:
        InputError: As `lived` raises it.
    """
    return replicate, packed(lived(world, replicate), key=world.key, replicate=replicate)


def lived(world: World, replicate: int) -> Recorded:
    """Live through one replicate where its bits are those of whoever asks.

    Returns:
        The weekly outcomes, as `run_replicate` gives them.

    Raises:
        InputError: The worker that was asked has another version of the program, or another type of processor.
    """
    if world.made_by != _made_by():
        raise InputError(
            f"a worker has kfor-sim {_words(_made_by())}, this is {_words(world.made_by)}: its bits could differ; "
            "install the same version on every worker, on one type of processor"
        )
    try:
        return run_replicate(world.parameters, seed=world.seed, replicate=replicate)
    except Exception as error:
        error.add_note(f"in replicate {replicate} of seed {world.seed}")
        raise


def _words(made_by: tuple[str, int, str]) -> str:
    return "{} (numbers {}) on {}".format(*made_by)
