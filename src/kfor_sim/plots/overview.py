"""Troops above security: what was required and what stood there, and the simulated security level by community."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook
from kfor_sim.plots.picking import Band, band, recorded
from kfor_sim.plots.timeline import (
    day_number,
    draw_band,
    explain,
    label_ends,
    moments_of,
    share_weeks,
    stage,
    thousands,
    week_numbers,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kfor_sim.results import Result
    from kfor_sim.scenario.table_rows import StrengthRow

_ACTUAL = style.Line("simulated strength", style.BLUE)


def overview(result: Result) -> Axes:
    """Draw troops above security in a new pyplot figure, as a notebook shows it.

    Returns:
        The upper panel; its ``figure`` holds both.
    """
    return in_notebook(_draw, result)


def figure_overview(result: Result) -> Figure:
    """Draw troops above security in a figure that pyplot does not know."""
    return for_files(_draw, result)


def _draw(result: Result, figure: Figure) -> Axes:
    """Both panels, the events above them."""
    title = f"{result.scenario.title}: simulated strength and security"
    upper, lower = stage(figure, result, title=title, heights=(1, 1.15), moments=moments_of(result))
    troops(result, upper)
    security(result, lower)
    return upper


def troops(result: Result, panel: Axes) -> Axes:
    """Draw required and simulated strength, and the marks of the record.

    Filled marks are recorded strengths that this scenario takes as input; open marks are recorded strengths that it
    does not use.
    """
    share_weeks(panel, result)
    strength = band(result.outcome("strength"), interval=result.scenario.value("run.interval"))
    required = np.median(result.outcome("required"), axis=0)
    draw_band(panel, result, strength, _ACTUAL)
    panel.plot(week_numbers(result), required, color=style.INK, ls=(0, (4, 2)), lw=1.4, label="required")
    used, unused = recorded(result.scenario)
    _marks(panel, unused, face="white", label="recorded, not used")
    _marks(panel, used, face=style.INK, label="recorded, taken as input")
    panel.set_ylim(0, 1.08 * max([*strength.high, *required, *(row.troops for row in used + unused), 1.0]))
    thousands(panel)
    style.caption(panel, "Strength of the force (persons)")
    handles, labels = panel.get_legend_handles_labels()
    panel.legend(handles, labels, loc="upper right", bbox_to_anchor=(1, 1), labelspacing=0.35)
    return panel


def _marks(panel: Axes, rows: Sequence[StrengthRow], *, face: str, label: str) -> None:
    """Marks of recorded strengths."""
    if rows:
        days, values = [day_number(row.on) for row in rows], [row.troops for row in rows]
        panel.plot(
            days, values, ls="", marker="o", ms=6.5, mfc=face, mec=style.INK, mew=1.2, label=label,
            clip_on=False, zorder=4,
        )  # fmt: skip


def security(result: Result, panel: Axes) -> Axes:
    """Draw the simulated security level of each community that has people, and of the theatre."""
    share_weeks(panel, result)
    interval = result.scenario.value("run.interval")
    levels = result.community_security()
    drawn = [
        (style.community(name), band(levels[:, :, number], interval=interval))
        for number, name in enumerate(result.communities)
        if np.isfinite(levels[:, :, number]).all()
    ]
    for line, values in drawn:
        draw_band(panel, result, values, line)
    theatre = band(result.theatre_security(), interval=interval)
    panel.plot(week_numbers(result), theatre.middle, color=style.INK, lw=2.4, label=style.THEATRE.label)
    panel.set_ylim(0, 1.02)
    style.caption(panel, "Simulated security level (1: no violence)")
    explain(panel, result)
    ends: list[tuple[style.Line, Band]] = [*drawn, (style.THEATRE, theatre)]
    label_ends(panel, [(float(values.middle[-1]), line.label, line.colour) for line, values in ends])
    return panel
