"""Schedules laid over each other: strength above the security that the model makes of it, with labels at the lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook
from kfor_sim.plots.picking import band
from kfor_sim.plots.timeline import RIGHT, draw_band, label_ends, moments_of, stage, thousands, week_numbers
from kfor_sim.weekly import last_where_nobody

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from kfor_sim.comparison import Comparison
    from kfor_sim.results import Result

_ROOM = 0.005  # of the security axis below the lowest line
_SETTLED = 52  # weeks after which security no longer rises steeply; what is lower before runs out of the axis


def schedules(comparison: Comparison) -> Axes:
    """Draw the schedules in a new pyplot figure, as a notebook shows it.

    Returns:
        The upper panel; its ``figure`` holds all three.
    """
    return in_notebook(_draw, comparison)


def figure_schedules(comparison: Comparison) -> Figure:
    """Draw the schedules in a figure that pyplot does not know."""
    return for_files(_draw, comparison, size=(style.WIDTH, style.HEIGHT + 1.6))


def _draw(comparison: Comparison, figure: Figure) -> Axes:
    """Strength, the security of the least secure community, and that of the theatre, above each other."""
    result = comparison.results[comparison.baseline]
    share = f"{comparison.interval:.0%} of {len(comparison.replicates)}"
    drawn = f"Lines: medians of the replicates; band: {share} of {comparison.baseline}. "
    axes = "Axes of security do not begin at 0 and leave out what is lower in the first year."
    upper, middle, lower = stage(
        figure,
        result,
        title="Schedules on the same luck: simulated strength and security",
        heights=(1.25, 1, 1),
        moments=moments_of(result),
        notes=(drawn + axes if len(comparison.replicates) > 1 else axes,),
        credited=comparison,
        labels=len(comparison.names),
    )
    strength(comparison, upper)
    security(comparison, middle, of=_least_secure, title="Simulated security level of the least secure community")
    security(comparison, lower, of=_theatre, title="Simulated security level of the theatre (1: no violence)")
    return upper


def strength(comparison: Comparison, panel: Axes) -> Axes:
    """Draw the strength of the force under each schedule."""
    drawn = _lines(comparison, panel, of=lambda result: result.outcome("strength").astype(np.float64))
    panel.set_ylim(0, 1.06 * max(1.0, *(float(line.max()) for line in drawn)))
    thousands(panel)
    style.caption(panel, "Strength of the force (persons)")
    _name_lines(panel)
    return panel


def security(comparison: Comparison, panel: Axes, *, of: Callable[[Result], NDArray[np.float64]], title: str) -> Axes:
    """Draw a security level under each schedule, on an axis that shows the difference."""
    drawn = _lines(comparison, panel, of=of)
    settled = [line[_SETTLED:] if len(line) > _SETTLED else line for line in drawn]
    low, high = float(min(map(np.min, settled))), float(max(map(np.max, settled)))
    reach = max(high - low, 2 * _ROOM)
    panel.set_ylim(max(low - 0.12 * reach, 0.0), min(high + 0.12 * reach, 1.002))
    style.caption(panel, title)
    _name_lines(panel)
    return panel


def _lines(
    comparison: Comparison, panel: Axes, *, of: Callable[[Result], NDArray[np.float64]]
) -> list[NDArray[np.float64]]:
    """Draw a weekly series of each schedule, the baseline on top with its band; gives all that was drawn."""
    looks = style.schedule_lines(comparison.names, baseline=comparison.baseline)
    drawn = []
    for name in (*comparison.others, comparison.baseline):
        result, line = comparison.results[name], looks[name]
        values = band(of(result), interval=comparison.interval)
        drawn.append(values.middle)
        if name == comparison.baseline:
            draw_band(panel, result, values, line, width=2.4)
            drawn += [values.low, values.high]
        else:
            panel.plot(week_numbers(result), values.middle, color=line.colour, ls=line.dashes, lw=1.8, label=name)
    return drawn


def _name_lines(panel: Axes) -> None:
    """Name the lines at their right end; call it when the limits are final."""
    ends = []
    for line in panel.get_lines():
        label = str(line.get_label())
        if not label.startswith("_"):
            last = float(np.asarray(line.get_ydata())[-1])
            ends.append((last, style.fitted(label, size=style.SMALL, room=RIGHT - 0.25), str(line.get_color())))
    label_ends(panel, ends)


def _theatre(result: Result) -> NDArray[np.float64]:
    return result.theatre_security()


def _least_secure(result: Result) -> NDArray[np.float64]:
    lowest: NDArray[np.float64] = np.min(last_where_nobody(result.community_security()), axis=2)
    return lowest
