"""kfor-sim: an illustrative agent-based simulation of a peacekeeping drawdown.

from kfor_sim import load, run
result = run(load("documented"), replicates=20)
result.summary()
result.plot()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kfor_sim.version import __version__

if TYPE_CHECKING:
    from kfor_sim.ensemble import run
    from kfor_sim.scenario import load, shipped

_HOMES = {"load": "kfor_sim.scenario", "shipped": "kfor_sim.scenario", "run": "kfor_sim.ensemble"}

__all__ = ["__version__", "load", "run", "shipped"]


def __getattr__(name: str) -> Any:
    """Import the public functions when they are first asked for, so that importing the package costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'kfor_sim' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
