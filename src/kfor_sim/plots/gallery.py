"""Every picture of a run or a comparison, by the name of its files, in the order in which a report shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kfor_sim.plots.contingents import figure_contingents
from kfor_sim.plots.differences import figure_differences
from kfor_sim.plots.frontier import figure_frontier
from kfor_sim.plots.maps import figure_maps, has_map
from kfor_sim.plots.overview import figure_overview
from kfor_sim.plots.phase import figure_phase
from kfor_sim.plots.schedules import figure_schedules
from kfor_sim.plots.shortfall import figure_shortfall, has_shortfall
from kfor_sim.plots.violence import figure_violence

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from kfor_sim.comparison import Comparison
    from kfor_sim.results import Result


def pictures_of(result: Result) -> dict[str, Callable[[Result], Figure]]:
    """The pictures that a run has: how each is drawn, by the name of its files."""
    drawn: dict[str, Callable[[Result], Figure]] = {"overview": figure_overview, "violence": figure_violence}
    if has_map(result):
        drawn["maps"] = figure_maps
    drawn["contingents"] = figure_contingents
    return drawn


def pictures_of_comparison(comparison: Comparison) -> dict[str, Callable[[Comparison], Figure]]:
    """The pictures that a comparison has: how each is drawn, by the name of its files."""
    drawn: dict[str, Callable[[Comparison], Figure]] = {
        "schedules": figure_schedules,
        "frontier": figure_frontier,
        "phase": figure_phase,
    }
    if has_map(comparison.results[comparison.baseline]):
        drawn["differences"] = figure_differences
    if has_shortfall(comparison):
        drawn["shortfall"] = figure_shortfall
    return drawn
