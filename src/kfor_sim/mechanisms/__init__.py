"""Rival mechanisms: one slot in each file, its options side by side as functions, each with its registry entry."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from kfor_sim.mechanisms.options import SLOTS, Option, Slot

for _module in sorted(module.name for module in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")

__all__ = ["SLOTS", "Option", "Slot"]
