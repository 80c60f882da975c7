"""People on the street above weekly homicides: how often crowds formed, and how many people were killed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter, NullLocator

from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook
from kfor_sim.plots.picking import Band, band, trailing_mean
from kfor_sim.plots.timeline import day_number, draw_band, explain, label_ends, moments_of, stage

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kfor_sim.results import Result

_MEAN_OF = 8  # weeks over which deaths are averaged, so that single weeks do not hide the level
_FEWEST = 100.0  # persons below which the axis of crowds is linear
_DEATHS = style.Line("simulated deaths", style.RED)


def violence(result: Result) -> Axes:
    """Draw people on the street above weekly deaths on a figure of pyplot; gives the upper panel."""
    return in_notebook(_draw, result)


def figure_violence(result: Result) -> Figure:
    """Draw people on the street above weekly deaths in a figure that pyplot does not know."""
    return for_files(_draw, result)


def _draw(result: Result, figure: Figure) -> Axes:
    """Both panels, the events above them."""
    title = f"{result.scenario.title}: simulated crowds and deaths"
    upper, lower = stage(figure, result, title=title, heights=(1, 1), moments=moments_of(result))
    crowds(result, upper)
    deaths(result, lower)
    return upper


def crowds(result: Result, panel: Axes) -> Axes:
    """Draw the simulated residents on the street by community, on an axis that is linear near nought, then by tens."""
    interval = result.scenario.value("run.interval")
    active = result.outcome("active").sum(axis=2, dtype=float)
    drawn = [
        (style.community(name), band(active[:, :, number], interval=interval))
        for number, name in enumerate(result.communities)
        if active[:, :, number].any()
    ]
    for line, values in drawn:
        draw_band(panel, result, values, line, width=1.4)
    panel.set_yscale("symlog", linthresh=_FEWEST, linscale=0.6)
    panel.set_ylim(0, 2.0 * max([_FEWEST, *(float(values.high.max()) for _, values in drawn)]))
    panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    panel.yaxis.set_minor_locator(NullLocator())
    style.caption(panel, "Simulated residents on the street (persons)")
    explain(panel, result)
    label_ends(panel, [(_late(values), line.label, line.colour) for line, values in drawn])
    return panel


def deaths(result: Result, panel: Axes) -> Axes:
    """Draw the weekly deaths of both streams, with the recorded homicides of each period as a bar at their mean."""
    interval = result.scenario.value("run.interval")
    weekly = result.outcome("deaths_everyday").sum(axis=(2, 3)) + result.outcome("deaths_intercommunal").sum(
        axis=(2, 3)
    )
    values = band(trailing_mean(weekly, weeks=_MEAN_OF), interval=interval)
    draw_band(panel, result, values, _DEATHS)
    tops = [float(values.high.max()), 1.0]
    label = "recorded homicides, mean of a period (the defaults were set by hand with these in view)"
    for row in result.scenario.tables.homicides:
        start, end = day_number(row.start), day_number(row.end)
        mean = row.deaths / (end - start) * 7
        panel.plot([start, end], [mean, mean], color=style.INK, lw=3.2, solid_capstyle="butt", label=label, zorder=4)
        label = "_more of the same"
        tops.append(mean)
    panel.set_ylim(0, 1.08 * max(tops))
    style.caption(panel, f"Simulated deaths a week, mean of {_MEAN_OF} weeks (persons)")
    handles, labels = panel.get_legend_handles_labels()
    panel.legend(handles, labels, loc="upper right")
    return panel


def _late(values: Band) -> float:
    """Where a line is named: its mean level in the last weeks."""
    return float(np.mean(values.middle[-_MEAN_OF:]))
