"""The phase picture: presence against grievance, the closed form's tipping line, and each schedule's path on it."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any

import numpy as np

from kfor_sim.model.tipping import presence_for, tipping_presence
from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook
from kfor_sim.plots.picking import week_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from kfor_sim.comparison import Comparison
    from kfor_sim.results import Result
    from kfor_sim.scenario import Scenario

_COLUMNS = 4
_PER_THOUSAND = 1000
_POINTS = 400
_SHARES = (0.02, 0.10)  # of those who might be mobilised: the contours beside the line
_QUARTER = 13  # weeks
_YEARS = 4  # between labelled years
_USUAL = 0.97  # of the weeks lie inside the axis; weeks in which troops rush to people attacked may leave it
_SIDE = (-12.0, 5.0)  # points from the path to its labels: below the first path, above the second
NOTE = (
    "Presence: troops and police on the street. Grievance: hardship times distrust, and tension. Below the tipping "
    "line, more than half of those whom hardship moves are out, if nobody rests and a community is alone."
)
UNDRAWN = (
    "Presence: troops and police on the street. Grievance: hardship times distrust, and tension. The tipping line is "
    "that of the deterrence `ratio-literal`; where a schedule has another, none is drawn."
)


def phase(comparison: Comparison) -> Axes:
    """Draw the phase picture in a new pyplot figure, as a notebook shows it; gives the first panel."""
    return in_notebook(_draw, comparison, size=_size(comparison))


def figure_phase(comparison: Comparison) -> Figure:
    """Draw the phase picture in a figure that pyplot does not know."""
    return for_files(_draw, comparison, size=_size(comparison))


def _size(comparison: Comparison) -> tuple[float, float]:
    rows = -(-len(comparison.names) // _COLUMNS)
    return style.WIDTH, max(style.HEIGHT, 1.95 + 3.4 * rows)


def _draw(comparison: Comparison, figure: Figure) -> Axes:
    """One panel a schedule, the baseline first, on shared axes."""
    names = (comparison.baseline, *comparison.others)
    columns = min(len(names), _COLUMNS)
    rows = -(-len(names) // columns)
    peoples = stirred(comparison.results[comparison.baseline].scenario)
    paths = {name: [path(comparison.results[name], each) for each in peoples] for name in names}
    right = 1.05 * max(float(np.nanmax(across)) for each in paths.values() for across, _ in each)
    top = 1.25 * max(float(np.nanquantile(up, _USUAL)) for each in paths.values() for _, up in each)
    panels: list[Axes] = []
    for number, name in enumerate(names):
        panel = figure.add_subplot(
            rows, columns, number + 1, sharex=panels[0] if panels else None, sharey=panels[0] if panels else None
        )
        panels.append(panel)
        panel.set(xlim=(0, right), ylim=(0, top))
        background(comparison.results[name].scenario, panel, is_named=number == 0)
        for people, (across, up), side in zip(peoples, paths[name], cycle(_SIDE), strict=False):
            _trace(panel, comparison.results[name], people, across, up, side=side)
        style.caption(panel, style.fitted(name, size=style.HEADING, room=0.86 * style.WIDTH / columns, weight="bold"))
        panel.tick_params(labelbottom=number + columns >= len(names), labelleft=number % columns == 0)
        panel.set_xlabel("grievance G = H (1 − L) + σ" if number + columns >= len(names) else "")
        panel.set_ylabel("presence per 1,000 people" if number % columns == 0 else "")
    drawn = all(comparison.results[name].scenario.options["deterrence"] == "ratio-literal" for name in names)
    weeks = "Path: medians of the replicates, thick by quarter, thin by week; dots: 1 January."
    notes = NOTE if drawn else UNDRAWN, f"{weeks} Grey dashes: this share of those who might be mobilised is out."
    height, foot = figure.get_size_inches()[1], style.foot_height(figure, comparison, *notes)
    bottom, top = (foot + 0.75) / height, 1 - 1.0 / height
    figure.subplots_adjust(left=0.06, right=0.985, top=top, bottom=bottom, wspace=0.08, hspace=0.2)
    style.head(figure, "Where crowds tip in the model: presence against grievance, year by year")
    style.foot(figure, comparison, *notes)
    return panels[0]


def stirred(scenario: Scenario) -> tuple[str, ...]:
    """Name the communities whose tension an event raises, in order of the events; the first one where there is none."""
    known = [shift.communities for event in scenario.events for shift in event.tension]
    names = dict.fromkeys(name for communities in known for name in communities)
    return tuple(names) or tuple(style.COMMUNITIES)[:1]


def path(result: Result, community: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Give grievance and presence per 1,000 people as one community meets them, medians over replicates, by week.

    Both are means over the places where it is at home, weighted by its people there.
    """
    index = result.communities.index(community)
    people = result.outcome("at_home")[..., index].astype(np.float64)
    everybody = result.outcome("present").sum(axis=3).astype(np.float64)
    grievance = np.where(people > 0, result.outcome("grievance")[..., index], 0.0)
    density = np.divide(result.outcome("presence"), everybody, out=np.zeros(people.shape), where=everybody > 0)
    whole = people.sum(axis=2)
    felt = [
        np.divide((values * people).sum(axis=2), whole, out=np.full(whole.shape, np.nan), where=whole > 0)
        for values in (grievance, _PER_THOUSAND * density)
    ]
    return np.median(felt[0], axis=0), np.median(felt[1], axis=0)


def background(scenario: Scenario, panel: Axes, *, is_named: bool) -> Axes:
    """Draw the tipping line, two contours of the crowd beside it, and shade what lies below: for the ratio rule."""
    if scenario.options["deterrence"] != "ratio-literal":
        return panel
    mobilisable = scenario.value("population.mobilisable_share")
    figures = {"deterrence": scenario.value("unrest.deterrence"), "threshold": scenario.value("unrest.threshold")}
    right, top = panel.get_xlim()[1], panel.get_ylim()[1]
    grievance = np.linspace(0, right, _POINTS)
    scale = _PER_THOUSAND * mobilisable
    line = np.minimum(scale * tipping_presence(grievance, **figures), 10 * top)
    panel.fill_between(grievance, 0, line, color="#f3e3d3", lw=0, zorder=0)
    panel.plot(grievance, line, color=style.INK, lw=1.8, zorder=1)
    for share in _SHARES:
        contour = scale * presence_for(share, grievance, **figures)
        panel.plot(grievance, contour, color=style.GREY, lw=1, ls=(0, (3, 2)), zorder=1)
        if is_named:
            _name_contour(panel, grievance, contour, f"{share:.0%}", top)
    if is_named:
        at = int(np.argmin(np.abs(grievance - 0.93 * right)))
        panel.annotate(
            "tipping line", xy=(grievance[at], line[at]), xytext=(0.985 * right, 0.12 * top), size=style.SMALL,
            ha="right", va="center", zorder=5, arrowprops={"arrowstyle": "-", "color": style.FAINT, "lw": 0.8},
        )  # fmt: skip
    return panel


def _name_contour(panel: Axes, grievance: NDArray[Any], contour: NDArray[Any], name: str, top: float) -> None:
    """Write the share on the street at a contour where it leaves the panel."""
    known = np.flatnonzero(np.isfinite(contour) & (contour < 0.97 * top))
    if known.size:
        at = int(known[-1])
        panel.text(
            grievance[at], contour[at], f" {name}", size=style.SMALL - 1, color=style.FAINT, va="top", ha="left",
            clip_on=True,
        )  # fmt: skip


def _trace(panel: Axes, result: Result, community: str, across: NDArray[Any], up: NDArray[Any], *, side: float) -> None:
    """Draw the path of one community, its years as dots, some of them named ``side`` points above."""
    line = style.community(community)
    ink = style.darker(line.colour)
    panel.plot(across, up, color=line.colour, lw=0.7, alpha=0.5, zorder=2)
    panel.plot(*by_quarter(across, up), color=line.colour, ls=line.dashes, lw=2, label=line.label, zorder=2.5)
    years = sorted({day.year for day in result.dates})[1:]
    at = _first_weeks(result, years)
    panel.plot(across[at], up[at], ls="", marker="o", ms=4.5, mfc=line.colour, mec=style.INK, mew=0.6, zorder=3)
    named = {years[number]: at[number] for number in range(0, len(years), _YEARS)}
    for year, week in named.items():
        words = f"{line.label} {year}" if year == years[0] else str(year)
        panel.annotate(
            words, xy=(across[week], up[week]), xytext=(0, side), textcoords="offset points", size=9.5, color=ink,
            ha="center", zorder=4, gid="year",
        )  # fmt: skip


def by_quarter(across: NDArray[Any], up: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Give the medians of each quarter of a year, in which single weeks do not count."""
    starts = range(0, len(across), _QUARTER)
    middle = [[float(np.median(values[start : start + _QUARTER])) for start in starts] for values in (across, up)]
    return np.array(middle[0]), np.array(middle[1])


def _first_weeks(result: Result, years: Sequence[int]) -> list[int]:
    """Number the week that holds the first day of each year."""
    return [week_of(result.dates[0].replace(year=year, month=1, day=1), result.dates) for year in years]
