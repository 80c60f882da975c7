"""Where replicates are computed: here, in processes of this machine, or on a Dask cluster; the bits are the same.

interface       what an executor can do
serial          one job after the other, in this process
processes       side by side in processes of this machine
cluster         on workers of a Dask cluster (optional part)
keeping         keeps what comes back, so that Ctrl-C at any moment costs nothing that was computed
completing      hands jobs to an executor, takes each result exactly once, hands in again what a dead worker lost
"""

from __future__ import annotations

from kfor_sim.errors import InputError
from kfor_sim.executors.cluster import Cluster, check_address
from kfor_sim.executors.completing import Part, completed, completed_in_parts
from kfor_sim.executors.interface import LOCAL, Executor
from kfor_sim.executors.keeping import Keeper
from kfor_sim.executors.processes import Processes
from kfor_sim.executors.serial import Serial

__all__ = [
    "LOCAL",
    "Executor",
    "Keeper",
    "Part",
    "check_place",
    "completed",
    "completed_in_parts",
    "open_executor",
]


def check_place(*, workers: int | None, dask: str | None) -> None:
    """Demand that workers and a cluster are not asked for together, and of a cluster an address.

    Args:
        workers: How many processes of this machine the user asks for; None leaves it open.
        dask: The address of a Dask scheduler, ``local``, or None.

    Raises:
        InputError: They are, or it is none.
    """
    if dask is None:
        return
    check_address(dask)
    if dask != LOCAL and workers not in (None, 1):
        raise InputError("workers are processes of this machine, a Dask cluster has its own; leave one of the two out")


def open_executor(*, workers: int, dask: str | None = None) -> Executor:
    """Open the executor that was asked for; use it as a context manager.

    Args:
        workers: How many processes of this machine; 1 means this one.
        dask: The address of a Dask scheduler, or ``local`` for a cluster of processes on this machine; None for none.

    Raises:
        MissingExtraError: Dask is not installed.
        ClusterError: The cluster cannot be reached, or has no worker.
    """
    if dask is not None:
        return Cluster(dask, workers=workers)
    return Serial() if workers == 1 else Processes(workers)
