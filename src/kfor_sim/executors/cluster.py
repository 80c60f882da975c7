"""On workers of a Dask cluster, by Dask's own `concurrent.futures` interface; the optional part ``cluster``."""

from __future__ import annotations

import logging
import re
import time
from concurrent.futures import CancelledError, Future
from contextlib import ExitStack
from typing import Any

from kfor_sim.errors import ClusterError, InputError, MissingExtraError
from kfor_sim.executors.interface import LOCAL, Job
from kfor_sim.executors.processes import quiet_start, refuse_in_a_worker

_ADDRESS = re.compile(r"(tcp|tls|ws|wss)://[^\s/:]+:\d{1,5}")
_AHEAD = 2  # jobs on their way for each thread of the cluster: one in work, one that waits beside it
_CONNECT = 10  # seconds to reach a scheduler
_FIRST_WORKER = 60  # seconds that a cluster may be without a worker


class Cluster:
    """The workers of a Dask cluster, as many as it has.

    A job whose worker died is handed to another one by Dask's scheduler, by its own rule
    (``distributed.scheduler.allowed-failures``: 3 times unless the cluster says otherwise; on ``local`` once).
    """

    def __init__(self, address: str, *, workers: int) -> None:
        """Connect to a scheduler, or start a cluster on this machine.

        Args:
            address: Of the scheduler, such as ``tcp://scheduler:8786``; ``local`` starts one here.
            workers: Processes of a cluster on this machine.

        Raises:
            InputError: It is no address.
            MissingExtraError: Dask is not installed.
            ClusterError: The scheduler cannot be reached, or has no worker.
        """
        refuse_in_a_worker()
        if address != LOCAL and not _ADDRESS.fullmatch(address):
            raise InputError(
                f"dask takes the address of a scheduler, tcp://scheduler:8786 say, or local; got '{address}'"
            )
        try:
            import distributed
        except ImportError:
            raise MissingExtraError("cluster", "--dask") from None
        self._address = address
        self._open = ExitStack()
        self.losses: tuple[type[BaseException], ...] = (distributed.scheduler.KilledWorker, CancelledError)
        try:
            self._client = self._open.enter_context(self._connected(distributed, workers))
            self._client.wait_for_workers(1, timeout=_FIRST_WORKER)
        except (OSError, ValueError, RuntimeError) as error:  # TimeoutError is an OSError
            self._open.close()
            raise ClusterError(self._unopened(error)) from None
        self._executor = self._client.get_executor(pure=False)
        self._alone_since: float | None = None
        self._look()

    @property
    def lanes(self) -> int:
        """How many threads the cluster's workers have together."""
        return self._threads

    @property
    def room(self) -> int:
        """Jobs on their way, so that no worker waits for the network."""
        return _AHEAD * self._threads

    def share(self, value: Any) -> Any:
        """Send to the scheduler what all jobs share, as a job of its own that gives it back.

        Workers take it from one another, and the scheduler has it made again where all that had it died.
        """
        self._look()
        return self._client.submit(_same, value, pure=False)

    def submit(self, job: Job, handle: Any, number: int) -> Future[Any]:
        """Hand a job to the scheduler."""
        future: Future[Any] = self._executor.submit(job, handle, number)
        return future

    def hands_in_again(self, error: BaseException, losses: int) -> bool:
        """Once if the scheduler dropped it and still answers; a job that killed its workers has had its tries."""
        if isinstance(error, CancelledError):
            self.check()
        return isinstance(error, CancelledError) and losses == 1

    def check(self) -> None:
        """Demand a scheduler that answers, and workers.

        Raises:
            ClusterError: There is none, or there has been no worker for a minute.
        """
        if self._client.status != "running":
            raise ClusterError(f"the Dask scheduler at {self._address} is gone; {_REMEDY}")
        self._look()

    def _look(self) -> None:
        """Count the cluster's threads."""
        threads = sum(self._client.nthreads().values())
        now = time.monotonic()
        self._alone_since = None if threads else self._alone_since or now
        if self._alone_since is not None and now - self._alone_since > _FIRST_WORKER:
            raise ClusterError(f"the Dask cluster at {self._address} has had no worker for a minute; {_REMEDY}")
        self._threads = max(threads, 1)

    def abandon(self) -> None:
        """Cancel what is on its way."""
        self._executor.shutdown(wait=False)

    def _connected(self, distributed: Any, workers: int) -> Any:
        """Make a client of the cluster."""
        if self._address != LOCAL:
            return distributed.Client(self._address, timeout=_CONNECT, set_as_default=False)
        import dask

        with quiet_start(), dask.config.set({"distributed.scheduler.allowed-failures": 1}):
            cluster = distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
            )
        self._open.enter_context(cluster)
        return distributed.Client(cluster, set_as_default=False)

    def _unopened(self, error: Exception) -> str:
        """Say why there is no cluster, and what to do."""
        if self._address == LOCAL:
            guard = 'in a script of your own, call run() and compare() under `if __name__ == "__main__":`'
            return f"no Dask cluster starts on this machine ({_words(error)}); {guard}"
        return f"no Dask cluster answers at {self._address} ({_words(error)}); {_REMEDY}"

    def __enter__(self) -> Cluster:
        """It is open already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the cluster go; one that was started here ends."""
        self._open.close()


_REMEDY = "finished replicates are kept where there is an output folder, and the same command goes on"


def _same(value: Any) -> Any:
    """Give a value back."""
    return value


def _words(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
