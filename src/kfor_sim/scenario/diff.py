"""What exactly differs between two scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from kfor_sim.scenario.html import number_text, table
from kfor_sim.scenario.keypaths import path_text
from kfor_sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

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


class Differences(tuple[Difference, ...]):
    """What differs between two scenarios, in the order of the file."""

    __slots__ = ()

    def frame(self) -> pd.DataFrame:
        """Give a row for each difference: columns path, left and right."""
        import pandas as pd

        return pd.DataFrame([asdict(each) for each in self], columns=list(Difference.__slots__))

    def _repr_html_(self) -> str:
        """The differences as a table, for notebooks."""
        rows = [(each.path, _told(each.left), _told(each.right)) for each in self]
        return table(("where", "first", "second"), rows, caption=f"{len(rows)} of what a scenario says differ")


def diff(left: Scenario, right: Scenario) -> Differences:
    """Every number and text that differs between two scenarios in their resolved form, names left out.

    Args:
        left: The one that is compared with.
        right: The other.

    Returns:
        Differences in the order of the file; what only the second scenario has comes last. They show themselves in a
        notebook.

    Example:
        >>> from kfor_sim import diff, load
        >>> found = diff(load("minimal"), load("minimal", overrides=["unrest.threshold=0.2"]))
        >>> [(each.left, each.right) for each in found if each.path == "unrest.threshold.value"]
        [(0.1, 0.2)]
    """
    first, second = (dict(_leaves(scenario.resolved(), ())) for scenario in (left, right))
    paths = dict.fromkeys([*first, *second])
    pairs = ((path, first.get(path), second.get(path)) for path in paths)
    return Differences(Difference(*pair) for pair in pairs if pair[1] != pair[2])


def _told(leaf: Leaf) -> str:
    """Write a number or a text; a dash where there is none."""
    if leaf is None:
        return "–"
    return number_text(leaf) if isinstance(leaf, int | float) and not isinstance(leaf, bool) else str(leaf)


def _leaves(node: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str, Leaf]]:
    """Numbers and texts with their paths."""
    if isinstance(node, dict | list):
        for key, child in node.items() if isinstance(node, dict) else enumerate(node):
            if path or key not in ("name", "extends"):
                yield from _leaves(child, (*path, key))
    else:
        yield path_text(path), node
