"""Who the force was made of: the contingents as stacked areas over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook
from kfor_sim.plots.picking import largest
from kfor_sim.plots.timeline import Moment, label_ends, share_weeks, stage, thousands, week_numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kfor_sim.results import Result

_NAMED = 10  # nations with an area of their own; the others are put together by category
_HATCHES = ("", "///", "...")  # one for each time the palette begins anew
_NARROW = 0.02  # of the whole in the last week; a narrower area is named where it is widest
NOTE = (
    "Strengths of nations are a reconstruction from pledges of 1999, single figures and the table of late 2009, "
    "scaled to the total; assumed between."
)


def strengths(result: Result) -> Axes:
    """Draw the contingents on a figure of pyplot."""
    return in_notebook(_draw, result)


def figure_contingents(result: Result) -> Figure:
    """Draw the contingents in a figure that pyplot does not know."""
    return for_files(_draw, result)


def _draw(result: Result, figure: Figure) -> Axes:
    """One panel, the nations that leave above it."""
    title = f"{result.scenario.title}: simulated strength by contingent"
    (panel,) = stage(figure, result, title=title, heights=(1,), moments=exits(result), notes=(NOTE,))
    return contingents(result, panel)


def exits(result: Result) -> list[Moment]:
    """The nations that leave within the period, in order of date."""
    scenario = result.scenario
    leaving = [(row.exit, row.nation) for row in scenario.tables.contingents if row.exit]
    leaving += [(leaver.leaves, leaver.nation) for leaver in getattr(scenario.document.drawdown, "exits", ())]
    return [Moment(day, f"{nation} out") for day, nation in sorted(leaving) if scenario.start <= day <= scenario.end]


def contingents(result: Result, panel: Axes) -> Axes:
    """Draw the strength of the largest nations and of the others by category, one on the other, at the median."""
    top = draw_areas(result, panel, outcome="contingent_strength")
    panel.set_ylim(0, 1.05 * max(top, 1.0))
    thousands(panel)
    style.caption(panel, "Strength by contingent (persons)")
    return panel


def draw_areas(
    result: Result,
    panel: Axes,
    *,
    outcome: str,
    over_replicates: Callable[..., NDArray[Any]] = np.median,
    since: int = 0,
    inside: bool = True,
) -> float:
    """Draw an outcome by contingent as stacked areas, each named; gives the height of the stack.

    Args:
        result: The run.
        panel: Where to.
        outcome: An outcome by contingent.
        over_replicates: What sums it up over the replicates; means add up, medians need not.
        since: The first week that is drawn.
        inside: Whether an area that is narrow at the end is named inside it; else all are named at the right.
    """
    share_weeks(panel, result)
    names, areas = _areas(over_replicates(result.outcome(outcome), axis=0), result, since)
    looks = [_look(number, name) for number, name in enumerate(names)]
    below = np.zeros(areas.shape[1])
    days = week_numbers(result)
    total = areas.sum(axis=0)
    ends: list[tuple[float, str, str]] = []
    for name, area, (colour, hatch) in zip(names, areas, looks, strict=True):
        above = below + area
        panel.fill_between(days, below, above, facecolor=colour, hatch=hatch, edgecolor="white", lw=0.6, label=name)
        if not inside or area[-1] > _NARROW * total[-1]:
            ends.append((float((below[-1] + above[-1]) / 2), name, colour))
        else:
            widest = int(area.argmax())
            _name_inside(panel, name, at=(days[widest], float((below[widest] + above[widest]) / 2)))
        below = above
    top = float(below.max()) if below.size else 0.0
    panel.set_ylim(0, 1.05 * max(top, 1.0))
    label_ends(panel, ends)
    return top


def _name_inside(panel: Axes, name: str, *, at: tuple[float, float]) -> None:
    """Name an area inside it, to the right of where it is widest."""
    panel.annotate(
        name, xy=at, xytext=(8, 0), textcoords="offset points", size=style.SMALL, va="center", gid="inside",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2},
    )  # fmt: skip


def _areas(weekly: NDArray[Any], result: Result, since: int) -> tuple[list[str], NDArray[Any]]:
    """Names and weekly numbers of what is stacked, from the bottom: the largest nations, then the others."""
    strength = np.where(np.arange(len(weekly))[:, np.newaxis] < since, 0.0, weekly)
    own = largest(strength, count=_NAMED)
    names = [result.contingents[number] for number in own]
    areas = [strength[:, number] for number in own]
    categories = [row.category for row in result.scenario.tables.contingents]
    for category in dict.fromkeys(categories):
        others = [
            n for n, other in enumerate(categories) if other == category and n not in own and strength[:, n].any()
        ]
        if others:
            names.append(f"{len(others)} other {_plural(category, len(others))}")
            areas.append(strength[:, others].sum(axis=1))
    if not areas:
        return [], np.zeros((0, result.weeks))
    return names, np.array(areas)


def _plural(category: str, count: int) -> str:
    """How a group of nations is called."""
    word = "nation" if category == "other" else category
    return word if count == 1 else f"{word}s"


def _look(number: int, name: str) -> tuple[str, str]:
    """Colour and hatching of an area; no two have the same."""
    if name[0].isdigit():
        return style.lighter(style.GREY), ("", "--", "||")[number % 3]
    return style.PALETTE[number % len(style.PALETTE)], _HATCHES[number // len(style.PALETTE)]
