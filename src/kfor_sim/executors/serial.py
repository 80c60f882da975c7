"""One job after the other, in this process."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from kfor_sim.executors.interface import Job


class Serial:
    """Computes each job as it is handed in."""

    lanes = room = 1
    losses: tuple[type[BaseException], ...] = ()

    def share(self, value: Any) -> Any:
        """Give the value itself."""
        return value

    def submit(self, job: Job, handle: Any, number: int) -> Future[Any]:
        """Compute a job; Ctrl-C leaves it at once."""
        future: Future[Any] = Future()
        try:
            future.set_result(job(handle, number))
        except Exception as error:  # it belongs to the job, whoever reads its result gets it
            future.set_exception(error)
        return future

    def hands_in_again(self, error: BaseException, losses: int) -> bool:  # noqa: ARG002 - nothing is lost here
        """Never: nothing is lost here."""
        return False

    def check(self) -> None:
        """All is well."""

    def abandon(self) -> None:
        """There is nobody to end."""

    def __enter__(self) -> Serial:
        """Open it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
