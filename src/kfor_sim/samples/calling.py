"""What one call of samples asks for, what of it is there already, and how the rest is computed and written down."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kfor_sim.computing import Book, Computing
from kfor_sim.errors import LostJobs, WorkerError
from kfor_sim.executors import Part
from kfor_sim.executors.interface import Job
from kfor_sim.model.record import Recorded
from kfor_sim.samples.asking import Asked, SmallWorld
from kfor_sim.samples.keeping import Files, Known, Memory, Shelf


@dataclass(frozen=True, slots=True)
class Task:
    """What the jobs of one world share: the world, and the number of the replicate by the number of the job."""

    world: SmallWorld
    replicates: Mapping[int, int]


def drawn(task: Task, number: int) -> tuple[int, Recorded]:
    """Draw one replicate; the job of samples."""
    return number, task.world.draw(task.replicates[number])


@dataclass(frozen=True, eq=False, slots=True)
class Lot:
    """One world of a call: its key, what is known of it, and how many replicates are wanted."""

    key: str
    world: SmallWorld
    known: Known
    wanted: int

    @property
    def missing(self) -> tuple[int, ...]:
        """Numbers of the replicates to be computed."""
        return tuple(number for number in range(self.wanted) if number not in self.known)


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """All that one call asks for.

    Attributes:
        name: A few words for the bar.
        lots: By key, equal worlds together.
        missing: Lot and replicate of each job, by its number.
    """

    name: str
    lots: dict[str, Lot]
    missing: tuple[tuple[Lot, int], ...]
    fills_the_disk = False

    @classmethod
    def of(cls, name: str, asked: Sequence[Asked], shelf: Shelf) -> Call:
        """Put equal worlds together and look up what is known."""
        most: dict[str, Asked] = {}
        for each in asked:
            key = each.world.key
            if key not in most or most[key].replicates < each.replicates:
                most[key] = each
        lots = {key: Lot(key, each.world, Known(shelf.find(key)), each.replicates) for key, each in most.items()}
        return cls(name, lots, tuple((lot, number) for lot in lots.values() for number in lot.missing))

    @property
    def job(self) -> Job:
        """What draws a replicate."""
        return drawn

    @property
    def wanted(self) -> range:
        """All runs that are asked for."""
        return range(sum(lot.wanted for lot in self.lots.values()))

    @property
    def reused(self) -> range:
        """Those that are there."""
        return range(len(self.wanted) - len(self.missing))

    def parts(self) -> Iterator[Part]:
        """Give the jobs, those of a world together."""
        number = 0
        for lot in self.lots.values():
            replicates = dict(enumerate(lot.missing, start=number))
            number += len(replicates)
            yield Part(partial(Task, lot.world, replicates), tuple(replicates))

    def fitting(self, given: int | None, *, at_most: int) -> int:
        """Settle how many are computed at a time: small worlds need hardly any memory."""
        return max(1, min(given or os.cpu_count() or 1, at_most))

    def on_loss(self, lost: LostJobs, *, output: Path | None) -> WorkerError:
        """Say over which replicates of the first world workers died."""
        lot = self.missing[lost.numbers[0]][0]
        replicates = tuple(self.missing[number][1] for number in lost.numbers if self.missing[number][0] is lot)
        return WorkerError(
            lot.world.seed, replicates, hopeless=lost.hopeless, because=lost.because, kept=output is not None
        )


class Samples(Computing):
    """Draws replicates of small worlds and gives what is kept of them; use it as a context manager.

    The same world and number give the same arrays to the last bit, on any number of workers. What a folder of results
    knows is used again.
    """

    _shelf: Shelf | None = None

    def read(self, asked: Sequence[Asked], *, label: str) -> list[list[Recorded]]:
        """Give the replicates that are asked for; what is not known yet is computed and kept.

        Args:
            asked: What is asked, world by world; equal worlds are computed once.
            label: A few words for the bar.

        Returns:
            For each of them its replicates in order, each as arrays by name.

        Raises:
            KforError: The folder cannot be used, Ctrl-C was pressed, or workers died. What was finished is kept where
                there is a folder.
        """
        if self._shelf is None:
            self._shelf = Memory() if self._output is None else Files(self._output)
        call = Call.of(label, asked, self._shelf)
        if call.missing:
            self.compute(call, Book(call.missing, self._shelf.save))
        known = {key: lot.known for key, lot in call.lots.items()}
        return [[known[each.world.key][number] for number in range(each.replicates)] for each in asked]
