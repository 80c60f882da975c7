"""Handing jobs to an executor: each result is taken exactly once, and what a dead worker lost is handed in again."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from kfor_sim.errors import KforError, LostJobs
from kfor_sim.executors.interface import Executor, Job

_LOOK = 5  # seconds without a result after which the executor is asked whether one can still come
_HOPELESS = 3  # jobs lost for good before any came back: then it is not the jobs


@dataclass(frozen=True, slots=True)
class Part:
    """Jobs that share something.

    Attributes:
        shared: Makes what they share; called when the first of them is handed in, and again where a worker has died.
        numbers: The numbers of the jobs.
    """

    shared: Callable[[], Any]
    numbers: Sequence[int]


def completed(
    executor: Executor, job: Job, shared: Any, numbers: Sequence[int], *, at_once: int | None
) -> Generator[Any, None, None]:
    """Compute jobs and give the result of each as soon as it is there.

    A job whose worker died is handed in once more. If it is lost again, the others go on, and the end says which were
    lost. After Ctrl-C, and where a job fails, the results that are on their way are still given (in this process
    alone none is); a second Ctrl-C drops them.

    Args:
        executor: Where they are computed.
        job: What computes ``(number, outcome)`` from ``shared`` and a number.
        shared: What all jobs share.
        numbers: The numbers of the jobs, each once.
        at_once: How many lanes of the executor may be used; None for all that it has.

    Yields:
        What each job gave, in the order in which they finish.

    Raises:
        LostJobs: Workers died; all other results have been given before, unless no worker could do anything at all.
        RuntimeError: The executor gave a result twice, or one that nobody asked for, or lost one in silence.
    """
    return completed_in_parts(executor, job, [Part(lambda: shared, numbers)], at_once=at_once)


def completed_in_parts(
    executor: Executor, job: Job, parts: Iterable[Part], *, at_once: int | None
) -> Generator[Any, None, None]:
    """Compute jobs of which each part shares something of its own, as `completed` does; no part waits for another.

    Args:
        executor: Where they are computed.
        job: What computes ``(number, outcome)`` from what a part shares and a number.
        parts: The jobs in the order in which they are handed in; each number occurs once in all of them.
        at_once: How many lanes of the executor may be used; None for all that it has.
    """
    hand = _Hand(executor, job, tuple(parts), at_once)
    try:
        while hand.owed:
            yield from hand.next_results()
    except LostJobs:
        raise
    except (Exception, KeyboardInterrupt):
        yield from hand.on_their_way()
        raise
    if hand.lost:
        raise LostJobs(tuple(sorted(hand.lost)), hopeless=not hand.any_came)


class _Hand:
    """The jobs of one call: those that wait, those on their way, those owed, those lost."""

    def __init__(self, executor: Executor, job: Job, parts: tuple[Part, ...], at_once: int | None) -> None:
        self._executor, self._job, self._at_once = executor, job, at_once
        self._part = {number: part for part in parts for number in part.numbers}
        self._waiting = deque(self._part)
        self._shared: tuple[Part, Any] | None = None  # the part of which jobs are handed in, and the handle on it
        self._pending: dict[Future[Any], int] = {}
        self._taken: deque[Any] = deque()
        self._losses: Counter[int] = Counter()
        self.owed = set(self._part)
        self.lost: list[int] = []
        self.any_came = False

    @property
    def _room(self) -> int:
        """How many jobs may be on their way now; a cluster can grow."""
        room, lanes = self._executor.room, self._executor.lanes
        return room if self._at_once is None else max(1, room * min(self._at_once, lanes) // lanes)

    def next_results(self) -> Iterator[Any]:
        """Hand in what there is room for, wait until something is finished, and give it."""
        self._hand_in()
        if not self._pending:
            raise RuntimeError(f"the executor lost jobs in silence: {sorted(self.owed)}")
        # Failures last, so that nothing that finished beside them is lost.
        for future in sorted(self._done(), key=lambda future: (_failed(future), self._pending[future])):
            self._take(future)
            if self._room > 1:
                self._hand_in()  # whoever reads the results may take a while, and the worker is free
            yield from self._given()

    def on_their_way(self) -> Iterator[Any]:
        """Give what is finished or in work, and hand in nothing any more; a second Ctrl-C drops it."""
        try:
            yield from self._given()
            while self._pending:
                for future in self._done():
                    with suppress(Exception):  # what failed or was lost is no result
                        self._keep(future.result(), self._pending[future])
                    del self._pending[future]
                yield from self._given()
        except LostJobs:  # nothing can come any more
            self._executor.abandon()
        except KeyboardInterrupt:
            self._executor.abandon()
            raise

    def _done(self) -> set[Future[Any]]:
        """Wait for results a while; where none comes, ask whether one can.

        Raises:
            LostJobs: None can.
        """
        done, _ = wait(self._pending, timeout=_LOOK, return_when=FIRST_COMPLETED)
        if not done:
            try:
                self._executor.check()
            except KforError as gone:
                raise self._at_an_end(gone) from gone
        return done

    def _at_an_end(self, gone: KforError) -> LostJobs:
        """Say that nothing can come any more, and what was on its way."""
        return LostJobs(tuple(sorted(set(self._pending.values()) & self.owed)), because=str(gone))

    def _hand_in(self) -> None:
        """Hand in as many jobs as there is room for."""
        while self._waiting and len(self._pending) < self._room:
            number = self._waiting.popleft()
            self._pending[self._executor.submit(self._job, self._handle(number), number)] = number

    def _handle(self, number: int) -> Any:
        """Give the handle on what a job shares; that on another part is let go."""
        part = self._part[number]
        if self._shared is None or self._shared[0] is not part:
            self._shared = part, self._executor.share(part.shared())
        return self._shared[1]

    def _given(self) -> Iterator[Any]:
        """Give what has been taken; nothing is lost if Ctrl-C comes in between."""
        while self._taken:
            yield self._taken.popleft()

    def _take(self, future: Future[Any]) -> None:
        """Take the result of a job, or hand it in again if its worker died."""
        number = self._pending[future]
        try:
            self._keep(future.result(), number)
        except self._executor.losses as error:
            self._lose(number, error)
        except Exception:
            del self._pending[future]
            raise
        del self._pending[future]  # last: after Ctrl-C in between, it is still on its way

    def _lose(self, number: int, error: BaseException) -> None:
        """Hand a lost job in again, or give it up."""
        self._losses[number] += 1
        try:
            again = self._executor.hands_in_again(error, self._losses[number])
        except KforError as gone:
            raise self._at_an_end(gone) from error
        if again:
            self._shared = None  # the dead worker may have been the only one to hold it
            self._waiting.appendleft(number)
            return
        self.owed.remove(number)
        self.lost.append(number)
        if len(self.lost) >= _HOPELESS and not self.any_came:
            raise LostJobs(tuple(sorted({*self.lost, *self.owed})), hopeless=True) from error

    def _keep(self, result: Any, number: int) -> None:
        """Keep a result to be given, if it came back under its own number and for the first time."""
        came = result[0]
        if came != number or came not in self.owed:
            raise RuntimeError(f"the executor gave the result of job {came} for job {number}, or gave it twice")
        self._taken.append(result)
        self.owed.remove(came)
        self.any_came = True


def _failed(future: Future[Any]) -> bool:
    return future.cancelled() or future.exception() is not None
