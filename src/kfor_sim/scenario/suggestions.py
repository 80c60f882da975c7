"""The closing half of a fault: "did you mean", or the list of what was allowed."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

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
    by_lower = {name.lower(): name for name in names}
    close = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{by_lower[close[0]]}'?"
    return f"{noun}: {listed(names)}" if names else ""
