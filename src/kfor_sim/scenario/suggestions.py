"""The closing half of a fault: "did you mean", or the list of what was allowed."""

from __future__ import annotations

from collections.abc import Iterable

from kfor_sim.suggestions import closest

SHOWN = 12  # names in a list before it is cut


def listed(names: Iterable[str]) -> str:
    """Names with commas between them, cut after a dozen."""
    every = list(names)
    tail = f" and {len(every) - SHOWN} more" if len(every) > SHOWN else ""
    return ", ".join(every[:SHOWN]) + tail


def did_you_mean(word: str, allowed: Iterable[str], noun: str = "allowed") -> str:
    """A remedy for an unknown name.

    Args:
        word: What the user wrote.
        allowed: The names that exist.
        noun: How the list is introduced when nothing is close, such as ``shipped scenarios``.

    Returns:
        ``did you mean 'x'?`` if a name is close, otherwise the list of names.
    """
    names = list(allowed)
    if meant := closest(word, names):
        return f"did you mean '{meant}'?"
    return f"{noun}: {listed(names)}" if names else ""
