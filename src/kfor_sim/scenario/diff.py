"""What exactly differs between two scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kfor_sim.scenario.keypaths import path_text
from kfor_sim.scenario.scenario import Scenario

Leaf = float | str | bool | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One number or text that differs.

    Attributes:
        path: Where, such as ``unrest.threshold.value``.
        left: What the first scenario has; None if nothing.
        right: What the second has; None if nothing.
    """

    path: str
    left: Leaf
    right: Leaf


def diff(left: Scenario, right: Scenario) -> tuple[Difference, ...]:
    """Every number and text that differs between two scenarios in their resolved form, names left out.

    Args:
        left: The one that is compared with.
        right: The other.

    Returns:
        Differences in the order of the file; what only the second scenario has comes last.
    """
    first, second = (dict(_leaves(scenario.resolved(), ())) for scenario in (left, right))
    paths = dict.fromkeys([*first, *second])
    pairs = ((path, first.get(path), second.get(path)) for path in paths)
    return tuple(Difference(*pair) for pair in pairs if pair[1] != pair[2])


def _leaves(node: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str, Leaf]]:
    """Numbers and texts with their paths."""
    if isinstance(node, dict | list):
        for key, child in node.items() if isinstance(node, dict) else enumerate(node):
            if path or key not in ("name", "extends"):
                yield from _leaves(child, (*path, key))
    else:
        yield path_text(path), node
