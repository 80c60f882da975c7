"""What the documents take from the code, one module for each kind; `docs/renew.py` puts it in its places."""

from __future__ import annotations

from functools import cache

from kfor_sim import load
from kfor_sim.scenario import Scenario


@cache
def documented() -> Scenario:
    """Give the reference scenario, read once."""
    return load("documented")
