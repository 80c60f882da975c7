"""Every picture of a run, by the name of its files, in the order in which a report shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kfor_sim.plots.contingents import figure_contingents
from kfor_sim.plots.maps import figure_maps, has_map
from kfor_sim.plots.overview import figure_overview
from kfor_sim.plots.violence import figure_violence

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from kfor_sim.results import Result


def pictures_of(result: Result) -> dict[str, Callable[[Result], Figure]]:
    """The pictures that a run has: how each is drawn, by the name of its files."""
    drawn: dict[str, Callable[[Result], Figure]] = {"overview": figure_overview, "violence": figure_violence}
    if has_map(result):
        drawn["maps"] = figure_maps
    drawn["contingents"] = figure_contingents
    return drawn
