"""What every executor can do: `concurrent.futures`, with what all jobs share sent once to each worker."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Protocol

LOCAL = "local"
"""Stands for the address of a Dask cluster that is started on this machine."""

Job = Callable[[Any, int], Any]
"""A function of what all jobs share and of a number; it can be imported by its name on every worker."""


class Executor(Protocol):
    """A place where jobs are computed.

    Attributes:
        lanes: How many jobs are computed at a time.
        room: How many may be on their way, those that wait for a lane among them.
        losses: Exceptions of a future that mean that its worker died and not that its job failed.
    """

    @property
    def lanes(self) -> int:
        """How many jobs are computed at a time."""

    @property
    def room(self) -> int:
        """How many may be on their way, those that wait for a lane among them."""

    losses: tuple[type[BaseException], ...]

    def share(self, value: Any) -> Any:
        """Take what all jobs share; gives a handle on it. It travels to each worker once."""

    def submit(self, job: Job, handle: Any, number: int) -> Future[Any]:
        """Hand in a job; a worker computes ``job(shared, number)``."""

    def hands_in_again(self, error: BaseException, losses: int) -> bool:
        """Tell whether a job that was lost in this way, for this many times, is worth another worker."""

    def check(self) -> None:
        """Raise a KforError if nothing can come back any more; called while nothing does."""

    def abandon(self) -> None:
        """End all workers at once; what they have in work is lost."""

    def __enter__(self) -> Executor:
        """Open it."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
