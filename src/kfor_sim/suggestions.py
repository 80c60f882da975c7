"""The name that was meant by a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def closest(word: str, names: Iterable[str]) -> str | None:
    """Find the name that a word comes close to, whatever the case of either.

    Args:
        word: What the user wrote.
        names: The names that exist.
    """
    by_lower = {name.lower(): name for name in names}
    close = get_close_matches(word.lower(), by_lower, n=1)
    return by_lower[close[0]] if close else None
