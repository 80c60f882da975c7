"""Side by side in processes of this machine, each with a pool of its own: one that dies takes no other with it."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from multiprocessing import connection, current_process, get_context, parent_process
from typing import Any

from kfor_sim.errors import InputError
from kfor_sim.executors.interface import Job

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_received: dict[int, Any] = {}  # in a worker: what its jobs share, by number


class Processes:
    """Fresh processes (spawned, as every platform can), started when there is work for them.

    A job that a process took with it when it died is handed to another once, to a fresh one if need be.
    """

    losses: tuple[type[BaseException], ...] = (BrokenProcessPool,)

    def __init__(self, workers: int) -> None:
        """Prepare so many processes.

        Raises:
            InputError: This is a worker, which runs an unguarded script again.
        """
        refuse_in_a_worker()
        self._lanes = [_Lane() for _ in range(workers)]
        self._numbers = count()

    @property
    def lanes(self) -> int:
        """How many processes there are."""
        return len(self._lanes)

    @property
    def room(self) -> int:
        """As many jobs as processes: so it is known which job a process took with it."""
        return len(self._lanes)

    def share(self, value: Any) -> _Shared:
        """Number what all jobs share, so that a process knows whether it has it already; packed here, once."""
        return _Shared(next(self._numbers), pickle.dumps(value))

    def submit(self, job: Job, handle: _Shared, number: int) -> Future[Any]:
        """Hand a job to a process that has none."""
        lane = next(lane for lane in self._lanes if lane.is_free)
        return lane.submit(job, handle, number)

    def hands_in_again(self, error: BaseException, losses: int) -> bool:  # noqa: ARG002 - they die in one way
        """Once."""
        return losses == 1

    def check(self) -> None:
        """A process that dies says so by itself."""

    def abandon(self) -> None:
        """End all processes."""
        for lane in self._lanes:
            lane.abandon()

    def __enter__(self) -> Processes:
        """Open it; processes start with the first jobs."""
        return self

    def __exit__(self, *_: object) -> None:
        """Wait for what the processes have in work, unless Ctrl-C is pressed."""
        try:
            for lane in self._lanes:
                lane.close()
        except KeyboardInterrupt:
            self.abandon()
            raise


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all jobs share, packed, and its number."""

    number: int
    packed: bytes


@dataclass(slots=True)
class _Lane:
    """One process at a time, with one job at a time."""

    _pool: ProcessPoolExecutor | None = None
    _holds: int | None = None
    _job: Future[Any] = field(default_factory=Future)

    @property
    def is_free(self) -> bool:
        """Whether its last job is over."""
        return self._pool is None or self._job.done()

    def submit(self, job: Job, shared: _Shared, number: int) -> Future[Any]:
        """Hand a job to the process, or to a fresh one if it has died, with a job or in between."""
        if self._pool is not None:
            try:
                return self._submit(self._pool, job, shared, number)
            except BrokenProcessPool:
                self.close()
        with quiet_start():
            self._pool = ProcessPoolExecutor(1, get_context("spawn"), initializer=_begin)
            return self._submit(self._pool, job, shared, number)

    def _submit(self, pool: ProcessPoolExecutor, job: Job, shared: _Shared, number: int) -> Future[Any]:
        """Hand in a job; what it shares first, if the process does not have it.

        As a job and not with the process: one that died before it read what it is started with would leave the parent
        waiting for ever.
        """
        if self._holds != shared.number:
            pool.submit(_receive, shared)
            self._holds = shared.number
        self._job = pool.submit(_work, job, shared.number, number)
        return self._job

    def close(self) -> None:
        """Wait for the process to finish, and let it go."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        self._pool = self._holds = None

    def abandon(self) -> None:
        """End the process."""
        if self._pool is not None:
            for process in (self._pool._processes or {}).values():  # Python 3.14 has terminate_workers() for this
                process.terminate()


def _begin() -> None:
    """Set up a worker: leave Ctrl-C to the parent, and end when it ends, however that was."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the parent to be gone; a worker that waits for work would not notice, and stay for ever."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _receive(shared: _Shared) -> None:
    """Keep what the next jobs share, in place of what earlier ones did."""
    _received.clear()
    _received[shared.number] = pickle.loads(shared.packed)


def _work(job: Job, shared: int, number: int) -> Any:
    """Do a job."""
    if shared not in _received:
        raise RuntimeError("a worker could not unpack what all jobs share")
    return job(_received[shared], number)


def refuse_in_a_worker() -> None:
    """Stop a worker that runs the user's script again from its top: its own workers would wait for ever.

    Raises:
        InputError: This is one.
    """
    if getattr(current_process(), "_inheriting", False):
        raise InputError('more than one worker needs a script whose top is guarded by `if __name__ == "__main__":`')


@contextmanager
def quiet_start() -> Iterator[None]:
    """Let workers that start now inherit one thread each and deafness to Ctrl-C; inside them both come too late.

    Here Ctrl-C is held back meanwhile and comes through at the end. Windows cannot; there a worker may say so itself.
    """
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    can_hold = hasattr(signal, "pthread_sigmask")
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if can_hold else set()
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name in _ONE_THREAD:
            del os.environ[name]
        os.environ.update({name: value for name, value in before.items() if value is not None})
        if can_hold:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)
