"""How replicates are computed: one after the other, or side by side in processes of their own."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import current_process, get_context

from kfor_sim.errors import InputError, WorkerError
from kfor_sim.model.parameters import Parameters
from kfor_sim.model.record import Recorded

Finished = tuple[int, Recorded]
"""The number of a replicate and its arrays."""

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_AHEAD = 1  # replicates waiting beside those in work, so that no worker idles and memory stays flat


def lived_through(
    parameters: Parameters, *, seed: int, replicates: Sequence[int], workers: int
) -> Generator[Finished, None, None]:
    """Compute replicates and give each as soon as it is finished.

    Args:
        parameters: The scenario in plain numbers.
        seed: The seed of the ensemble.
        replicates: The numbers of the replicates; their arrays do not depend on the order or on the workers.
        workers: How many processes; 1 means this one.

    Yields:
        The number and the arrays of each replicate, in the order in which they finish.

    Raises:
        WorkerError: A worker process died.
        InputError: A worker has been asked to start workers, since a script is not guarded.
    """
    processes = min(workers, len(replicates))
    if processes > 1:
        _refuse_in_a_worker()
        yield from _in_processes(parameters, seed, replicates, processes)
        return
    for replicate in replicates:
        yield replicate, _lived(parameters, seed, replicate)


def _refuse_in_a_worker() -> None:
    """Stop a worker that runs the user's script again from its top: its own workers would wait for ever."""
    if getattr(current_process(), "_inheriting", False):
        raise InputError('more than one worker needs a script whose top is guarded by `if __name__ == "__main__":`')


def _lived(parameters: Parameters, seed: int, replicate: int) -> Recorded:
    """Compute one replicate; a failure says which, so that it can be repeated alone."""
    from kfor_sim.replicate import run_replicate  # Mesa takes a second to import: only where something is computed

    try:
        return run_replicate(parameters, seed=seed, replicate=replicate)
    except Exception as error:
        error.add_note(f"in replicate {replicate} of seed {seed}")
        raise


def _in_processes(parameters: Parameters, seed: int, replicates: Sequence[int], processes: int) -> Iterator[Finished]:
    """Keep the workers busy and hand over what they finish."""
    waiting = iter(replicates)
    pending: dict[Future[Recorded], int] = {}
    task = partial(_lived, parameters, seed)
    with _pool(processes) as pool:
        try:
            _top_up(pool, task, pending, waiting, processes + _AHEAD)
            while pending:
                for future in _done(pending):
                    arrays = future.result()
                    yield pending.pop(future), arrays
                _top_up(pool, task, pending, waiting, processes + _AHEAD)
        except KeyboardInterrupt:
            yield from _in_work(pool, pending)
            raise
        except BrokenProcessPool:
            raise WorkerError(seed, tuple(sorted(pending.values()))) from None


@contextmanager
def _pool(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Open a pool of fresh processes; at the end wait for what they have in work, unless Ctrl-C comes again.

    The parameters travel with each replicate, a fifth of a megabyte, and not with the process: a process that dies
    before it has read what it is started with would leave the parent waiting for ever.
    """
    pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=_begin)
    try:
        yield pool
    finally:
        with _ended_by_second_interrupt(pool):
            pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """Set up a worker: leave Ctrl-C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _top_up(
    pool: ProcessPoolExecutor,
    task: Callable[[int], Recorded],
    pending: dict[Future[Recorded], int],
    waiting: Iterator[int],
    limit: int,
) -> None:
    """Hand in replicates until as many are on their way as the limit allows."""
    with _quiet_start():
        while len(pending) < limit and (replicate := next(waiting, None)) is not None:
            pending[pool.submit(task, replicate)] = replicate


@contextmanager
def _quiet_start() -> Iterator[None]:
    """Let workers that start now inherit one thread each and deafness to Ctrl-C; inside them both come too late."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    is_main = threading.current_thread() is threading.main_thread()
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN) if is_main else None
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name in _ONE_THREAD:
            del os.environ[name]
        os.environ.update({name: value for name, value in before.items() if value is not None})
        if is_main:
            signal.signal(signal.SIGINT, handler)


def _done(pending: dict[Future[Recorded], int]) -> list[Future[Recorded]]:
    """Wait until something is finished; failures last, so that nothing finished beside them is lost."""
    done, _ = wait(pending, return_when=FIRST_COMPLETED)
    return sorted(done, key=lambda future: (future.exception() is not None, pending[future]))


def _in_work(pool: ProcessPoolExecutor, pending: dict[Future[Recorded], int]) -> Iterator[Finished]:
    """After Ctrl-C, hand over what the workers have in work already; a second Ctrl-C drops it."""
    with _ended_by_second_interrupt(pool):
        for future in [future for future in pending if not future.cancel()]:
            with suppress(BrokenProcessPool):
                yield pending[future], future.result()


@contextmanager
def _ended_by_second_interrupt(pool: ProcessPoolExecutor) -> Iterator[None]:
    workers = list((pool._processes or {}).values())  # Python 3.14 has terminate_workers() for this
    try:
        yield
    except KeyboardInterrupt:
        for worker in workers:
            worker.terminate()
        raise
