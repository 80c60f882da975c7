"""Drawdown policies, one in each file; every file of this folder is found by itself."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from kfor_sim.policies.interface import Policy, Review, View
from kfor_sim.policies.levers import POLICIES

for _module in sorted(module.name for module in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")

__all__ = ["POLICIES", "Policy", "Review", "View"]
