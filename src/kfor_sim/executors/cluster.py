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
from kfor_sim.version import __version__

_ADDRESS = re.compile(r"(tcp|tls|ws|wss)://[^\s/:]+:\d{1,5}")
_AHEAD = 2  # jobs on their way for each thread of the cluster: one in work, one that waits beside it
_CONNECT = 10  # seconds to reach a scheduler
_NO_DASHBOARD = "127.0.0.1:0"  # Dask opens a port for it in any case: a free one, for this machine alone
_DEAF = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started the worker"
_COUNT = 2  # seconds between two looks at how many workers there are
_LEFT, _FIRST = 60, 600  # seconds that a cluster may be without a worker: after it had some, and before


class Cluster:
    """The workers of a Dask cluster, as many as it has at the time.

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
            ClusterError: The scheduler cannot be reached, or kfor-sim is not installed there.
        """
        refuse_in_a_worker()
        check_address(address)
        try:
            import distributed
        except ImportError:
            raise MissingExtraError("cluster", "--dask") from None
        _silence()
        self._address = address
        self._open = ExitStack()
        self.losses: tuple[type[BaseException], ...] = (distributed.scheduler.KilledWorker, CancelledError)
        try:
            self._client = self._open.enter_context(self._connected(distributed, workers))
        except (OSError, ValueError, RuntimeError) as error:  # TimeoutError is an OSError
            self._open.close()
            raise ClusterError(self._unopened(error)) from None
        self._executor = self._client.get_executor(pure=False)
        self._threads = self._had_any = 0
        self._alone_since = time.monotonic()
        self._looked_at = -float(_COUNT)
        try:
            self._demand_kfor_sim()
            self._look()
        except ClusterError:
            self._open.close()
            raise

    @property
    def lanes(self) -> int:
        """How many threads the cluster's workers have together now; 1 while it has none."""
        self._look()
        return max(self._threads, 1)

    @property
    def room(self) -> int:
        """Jobs on their way, so that no worker waits for the network."""
        return _AHEAD * self.lanes

    def share(self, value: Any) -> Any:
        """Send to the scheduler what all jobs share, as a job of its own that gives it back.

        Workers take it from one another, and the scheduler has it made again where all that had it died.

        Raises:
            ClusterError: The scheduler is gone.
        """
        self.check()
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
            ClusterError: There is none, or there has been no worker for long.
        """
        if self._client.status != "running":
            raise ClusterError(f"the Dask scheduler at {self._address} is gone; {_REMEDY}")
        self._look()

    def abandon(self) -> None:
        """Cancel what is on its way."""
        self._executor.shutdown(wait=False)

    def _look(self) -> None:
        """Count the cluster's threads, now and then.

        Raises:
            ClusterError: The scheduler does not answer, or there has been no worker for long.
        """
        now = time.monotonic()
        if now - self._looked_at < _COUNT:
            return
        self._looked_at = now
        try:
            self._threads = sum(self._client.nthreads().values())
        except Exception as error:  # Dask says in many ways that nobody is there
            raise ClusterError(f"the Dask scheduler at {self._address} is gone; {_REMEDY}") from error
        self._had_any = max(self._had_any, self._threads)
        if self._threads:
            self._alone_since = now
        elif now - self._alone_since > (_LEFT if self._had_any else _FIRST):
            which = (
                "no worker is left in the Dask cluster" if self._had_any else "no worker has come to the Dask cluster"
            )
            raise ClusterError(f"{which} at {self._address}; {_REMEDY}")

    def _demand_kfor_sim(self) -> None:
        """Ask scheduler and workers which version of this package they have, in a way that needs it nowhere.

        Raises:
            ClusterError: One of them has none, or another one.
        """

        def version_there() -> str:  # travels by value, since it has no name that could be imported
            from importlib.util import find_spec

            if find_spec("kfor_sim") is None:
                return ""
            from kfor_sim.version import __version__ as found

            return found

        try:
            answers = {"the scheduler": self._client.run_on_scheduler(version_there), **self._client.run(version_there)}
        except Exception as error:  # Dask says in many ways that nobody is there
            raise ClusterError(self._unopened(error)) from error
        others = [f"{who} has {found or 'none'}" for who, found in answers.items() if found != __version__]
        if others:
            raise ClusterError(
                f"the Dask cluster at {self._address} needs kfor-sim {__version__}, as this is, on the scheduler and "
                f"every worker; {', '.join(others)}. Install it there: pip install 'kfor-sim=={__version__}'"
            )

    def _connected(self, distributed: Any, workers: int) -> Any:
        """Make a client of the cluster."""
        if self._address != LOCAL:
            return distributed.Client(self._address, timeout=_CONNECT, set_as_default=False)
        import dask

        settings = {"distributed.scheduler.allowed-failures": 1, "distributed.worker.preload": [_DEAF]}
        with quiet_start(), dask.config.set(settings):
            cluster = distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=_NO_DASHBOARD, silence_logs=logging.CRITICAL
            )
        self._open.enter_context(cluster)
        return distributed.Client(cluster, set_as_default=False)

    def _unopened(self, error: Exception) -> str:
        """Say why there is no cluster, and what to do."""
        if self._address == LOCAL:
            guard = 'in a script of your own, call run() and compare() under `if __name__ == "__main__":`'
            return f"no Dask cluster starts on this machine ({_words(error)}); {guard}"
        check = "check the address, and that its scheduler runs and can be reached from here"
        return f"no Dask cluster answers at {self._address} ({_words(error)}); {check}"

    def __enter__(self) -> Cluster:
        """It is open already."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the cluster go; one that was started here ends."""
        self._open.close()


_REMEDY = "finished replicates are kept where there is an output folder, and the same command goes on"


def check_address(address: str) -> None:
    """Demand what can be the address of a scheduler.

    Raises:
        InputError: It cannot.
    """
    if address != LOCAL and not _ADDRESS.fullmatch(address):
        raise InputError(f"dask takes the address of a scheduler, tcp://scheduler:8786 say, or local; got '{address}'")


def _silence() -> None:
    """Let Dask's loggers, each of which has a level of its own, keep still: what matters is said in our words."""
    for name in logging.root.manager.loggerDict:
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _same(value: Any) -> Any:
    """Give a value back."""
    return value


def _words(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
