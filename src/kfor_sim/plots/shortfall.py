"""Whose troops were missing: the shortfall of one schedule by nation, beside what was required and what was there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kfor_sim.metrics import Marks
from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook
from kfor_sim.plots.contingents import NOTE, draw_areas, exits
from kfor_sim.plots.timeline import label_ends, stage, thousands, week_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kfor_sim.comparison import Comparison
    from kfor_sim.results import Result

_TOTAL = "shortfall_person_weeks"
_WHAT = (
    "First deployment left out; nations move from half a tour before a change until half a tour after it, which leaves "
    "passing gaps."
)


def shortfall(comparison: Comparison) -> Axes:
    """Draw the schedule with most troops missing in a new pyplot figure; gives the upper panel."""
    return in_notebook(_draw, comparison)


def figure_shortfall(comparison: Comparison) -> Figure:
    """Draw the schedule with most troops missing in a figure that pyplot does not know."""
    return for_files(_draw, comparison, size=(style.WIDTH, style.HEIGHT + 0.8))


def most_missing(comparison: Comparison) -> str:
    """Name the schedule that lacked most troops, by the mean of the replicates."""
    return str(comparison.values(_TOTAL).mean().idxmax())


def has_shortfall(comparison: Comparison) -> bool:
    """Whether any schedule ever lacks troops after the first deployment."""
    return bool((comparison.values(_TOTAL) > 0).any().any())


def _draw(comparison: Comparison, figure: Figure) -> Axes:
    """What was required and there, above what was missing by nation."""
    name = most_missing(comparison)
    result = comparison.results[name]
    upper, lower = stage(
        figure,
        result,
        title=f"{result.scenario.title}: simulated shortfall by nation",
        heights=(0.8, 1.2),
        moments=exits(result),
        notes=(f"Of all schedules compared, `{name}` lacks most. Means of the replicates. {_WHAT}", NOTE),
        credited=comparison,
    )
    deployed = Marks.of(result.scenario, result.dimensions.calendar).deployed
    _force(result, upper, since=deployed)
    top = draw_areas(result, lower, outcome="shortfall", over_replicates=np.mean, since=deployed, inside=False)
    lower.set_ylim(0, 1.08 * max(top, 1.0))
    thousands(lower)
    style.caption(lower, "Required of nations, and neither there nor taken over by others (persons)")
    return upper


def _force(result: Result, panel: Axes, *, since: int) -> None:
    """Draw what was required and what was there, and fill the gap between."""
    days = week_numbers(result)
    required = result.outcome("required").mean(axis=0)
    there = result.outcome("contingent_strength").sum(axis=2).mean(axis=0)
    panel.plot(days, required, color=style.INK, ls=(0, (4, 2)), lw=1.6)
    panel.plot(days, there, color=style.BLUE, lw=2.2)
    is_short = (required > there) & (np.arange(len(days)) >= since)
    panel.fill_between(days, there, required, where=is_short, color=style.RED, alpha=0.22, lw=0)
    panel.set_ylim(0, 1.08 * max(float(required.max()), float(there.max()), 1.0))
    thousands(panel)
    style.caption(panel, "Strength of the contingents, reserve left aside (persons); shaded: missing")
    label_ends(panel, [(float(required[-1]), "required", style.INK), (float(there[-1]), "there", style.BLUE)])
