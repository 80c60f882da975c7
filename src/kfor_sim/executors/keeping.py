"""Keeping what comes back from an executor, so that Ctrl-C at any moment costs nothing that was computed."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any

from kfor_sim.executors.interface import Executor


class Keeper:
    """Keeps results as they come.

    Attributes:
        kept: How many it has kept.
    """

    def __init__(self, keep: Callable[[Any], object], *, kept: Callable[[Any], object]) -> None:
        """Say what to do with a result.

        Args:
            keep: Keeps it; after Ctrl-C in the middle it is called again with the same one.
            kept: Called with it afterwards, while results come undisturbed.
        """
        self._save, self._tell = keep, kept
        self._in_hand: Any = None
        self.kept = 0

    def take(self, results: Iterator[Any]) -> None:
        """Keep each result and tell of it."""
        for self._in_hand in results:
            result = self._in_hand
            self._keep()
            self._tell(result)

    def take_what_is_on_its_way(self, results: Generator[Any, None, None], executor: Executor) -> None:
        """After Ctrl-C, keep what is in hand and in work; a second Ctrl-C drops it."""
        try:
            self._keep()
            self._in_hand = results.throw(KeyboardInterrupt())
            while True:
                self._keep()
                self._in_hand = next(results)
        except StopIteration:
            pass
        except KeyboardInterrupt:  # the end of the results, or the user again
            executor.abandon()

    def _keep(self) -> None:
        """Keep what is in hand."""
        if self._in_hand is not None:
            self._save(self._in_hand)
            self._in_hand = None
            self.kept += 1
