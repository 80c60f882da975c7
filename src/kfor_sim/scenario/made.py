"""Tables made at run time, from what policies and mechanisms declare; they live here so that they can be pickled."""

from __future__ import annotations

from typing import Any

from pydantic import create_model

from kfor_sim.scenario.figures import Strict

_MADE: dict[str, type[Strict]] = {}


def __getattr__(name: str) -> type[Strict]:
    """Give a table that was made, as if it stood here."""
    if name not in _MADE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _MADE[name]


def made(name: str, words: str | None, fields: dict[str, Any]) -> type[Strict]:
    """Make a table.

    Args:
        name: What its class is called.
        words: What it is for.
        fields: Its fields as pydantic takes them.

    Raises:
        ValueError: There is one of that name.
    """
    if name in _MADE:
        raise ValueError(f"two tables are called {name}")
    _MADE[name] = create_model(name, __base__=Strict, __doc__=words, __module__=__name__, **fields)
    return _MADE[name]
