"""Derived figures: from expressions to numbers, in whatever order they need one another."""

from __future__ import annotations

from collections.abc import Mapping

from kfor_sim.errors import Fault
from kfor_sim.scenario.expressions import Expression, ExpressionError, parse
from kfor_sim.scenario.figures import Derived, Figure, shown
from kfor_sim.scenario.keypaths import demand_at, path_parts
from kfor_sim.scenario.suggestions import did_you_mean

ROUNDING = 1e-9  # by how much, relatively, 0.3 * 15_900 and the like miss a whole number


def evaluate(figures: Mapping[str, Figure], *, partial: bool = False) -> tuple[dict[str, float], list[Fault]]:
    """Compute every derived figure.

    Args:
        figures: All figures of a scenario by path.
        partial: Whether figures of the schema may be missing because they have faults of their own.

    Returns:
        The value of every figure by path, and what is wrong; a figure with a fault has no value.
    """
    work = _Evaluation(figures, partial=partial)
    for path in figures:
        work.value(path)
    return {path: work.values[path] for path in figures if path in work.values}, work.faults


class _Evaluation:
    """Values found so far, and the figures being computed at the moment."""

    def __init__(self, figures: Mapping[str, Figure], *, partial: bool) -> None:
        self.figures = figures
        self.partial = partial
        self.expressions = {path: figure.from_ for path, figure in figures.items() if isinstance(figure, Derived)}
        self.values = {
            path: _typed(path, figure.written) for path, figure in figures.items() if figure.written is not None
        }
        self.faults: list[Fault] = []
        self.failed: set[str] = set()
        self.stack: list[str] = []

    def value(self, path: str) -> float | None:
        """The value of a figure; None once it or a figure that it needs has a fault."""
        if path not in self.values and path not in self.failed:
            try:
                self._derive(path)
            except ExpressionError as error:
                self.failed.add(path)
                self.faults.append(Fault(path, error.what, error.remedy))
        return self.values.get(path)

    def _derive(self, path: str) -> None:
        """Compute one derived figure, after those that it needs."""
        if path in self.stack:
            circle = " -> ".join([*self.stack[self.stack.index(path) :], path])
            raise ExpressionError(
                f"is derived from itself: {circle}", "break the circle with a figure that has a value"
            )
        self.stack.append(path)
        try:
            self._compute(path, parse(self.expressions[path]))
        finally:
            self.stack.pop()

    def _compute(self, path: str, expression: Expression) -> None:
        """Look the names up, compute, check the limits of the field."""
        paths = {name: self._path_of(name, path) for name in expression.names}
        needed = {name: self.value(other) if other else None for name, other in paths.items()}
        known = {name: value for name, value in needed.items() if value is not None}
        if len(known) < len(needed):
            self.failed.add(path)
            return
        result = expression.evaluate(known.__getitem__)
        demand = demand_at(path_parts(path))
        if demand and demand.whole and abs(result - round(result)) <= ROUNDING * max(1.0, abs(result)):
            result = round(result)
        if demand and not demand.allows(result):
            raise ExpressionError(
                f"'{expression.text}' gives {shown(result)}, which is not allowed", f"wanted {demand}"
            )
        self.values[path] = result

    def _path_of(self, name: str, path: str) -> str | None:
        """The figure that a name means: in the same table first, then in the tables around it, then by its full path.

        None if it is in the schema, but its table has a fault.
        """
        table = path
        while table:
            table = table.rpartition(".")[0]
            candidate = f"{table}.{name}" if table else name
            if candidate in self.figures and candidate != path:
                return candidate
            if self.partial and demand_at(path_parts(candidate)) and candidate != path:
                return None
        if path in (name, f"{path.rpartition('.')[0]}.{name}"):
            return path
        raise ExpressionError(
            f"unknown figure '{name}'", did_you_mean(name, self._names_for(path), "figures of the table")
        )

    def _names_for(self, path: str) -> list[str]:
        """Names that a derived figure may use: short ones of its own table, paths of all others."""
        table = path.rpartition(".")[0] + "."
        short = [other.removeprefix(table) for other in self.figures if other.startswith(table) and other != path]
        return [*short, *(other for other in self.figures if "[" not in other)]


def _typed(path: str, value: float) -> float:
    """Counts stay whole numbers; everything else becomes a float."""
    demand = demand_at(path_parts(path))
    return int(value) if demand and demand.whole else float(value)
