"""The frontier: what each schedule costs in troop-years against what it changes for people, one mark a schedule."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from matplotlib.ticker import FuncFormatter, MaxNLocator

from kfor_sim.digits import honest
from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook
from kfor_sim.plots.placement import Box, Point, around

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kfor_sim.comparison import Comparison
    from kfor_sim.metrics import Metric

_EFFORT = "troop_years"
_CAPTIONS = {
    "deaths": "Deaths (persons)",
    "displaced_person_weeks": "Person-weeks away from home",
    "riot_weeks": "Municipality-weeks in riot",
}
_FLOORS, _LOWEST = "weeks_below_floor_", "_lowest_community"
_COLUMNS = 3
_LEFT, _RIGHT, _TOP, _BETWEEN, _ABOVE, _AXIS = 0.85, 0.25, 0.75, 0.75, 0.4, 0.85  # inches around the panels
_TALL = 2.25  # inches of a panel
_THOUSAND, _MILLION = 1_000, 1_000_000
_REACH = 4  # points from the middle of a mark to its edge
_FAR = 11  # points between mark and label from which a line joins them
TITLE = "Troop-years against difference in simulated harm (left, down: less)"


@dataclass(frozen=True, slots=True)
class Mark:
    """A schedule in one panel.

    Attributes:
        name: Of the schedule.
        across: Troop-years, the baseline's median plus the paired difference: low end, median and high end.
        up: The paired difference of the harm, likewise; 0 for the baseline.
    """

    name: str
    across: tuple[float, float, float]
    up: tuple[float, float, float]


def frontier(comparison: Comparison) -> Axes:
    """Draw the frontier in a new pyplot figure, as a notebook shows it; gives the first panel."""
    return in_notebook(_draw, comparison)


def figure_frontier(comparison: Comparison) -> Figure:
    """Draw the frontier in a figure that pyplot does not know."""
    return for_files(_draw, comparison)


def _draw(comparison: Comparison, figure: Figure) -> Axes:
    """One panel a kind of harm, all on the same troop-years."""
    metrics = shown(comparison.metrics)
    marks = [marks_of(comparison, metric) for metric in metrics]
    note = _note(comparison, marks)
    rows = -(-len(metrics) // _COLUMNS)
    below = style.foot_height(figure, comparison, note) + _AXIS
    height = max(style.HEIGHT, _TOP + rows * (_ABOVE + _TALL) + (rows - 1) * 0.2 + below)
    figure.set_figheight(height)
    tall = (height - _TOP - below - (rows - 1) * 0.2) / rows - _ABOVE
    panels: list[Axes] = []
    for number, (metric, points) in enumerate(zip(metrics, marks, strict=True)):
        row, column = divmod(number, _COLUMNS)
        top = height - _TOP - row * (_ABOVE + tall + 0.2) - _ABOVE
        panels.append(_panel(figure, column, bottom=top - tall, tall=tall, beside=panels))
        harm(comparison, panels[-1], metric=metric, marks=points)
        is_lowest = number + _COLUMNS >= len(metrics)
        panels[-1].tick_params(labelbottom=is_lowest)
        panels[-1].set_xlabel("troop-years (thousands)" if is_lowest else "")
    style.head(figure, TITLE)
    style.foot(figure, comparison, note)
    for panel, points in zip(panels, marks, strict=True):
        _name_marks(comparison, panel, points)
    return panels[0]


def shown(metrics: Sequence[Metric]) -> list[Metric]:
    """Choose the kinds of harm: deaths, weeks away, riots, and weeks below each floor of the least secure community."""
    floors = [metric for metric in metrics if metric.name.startswith(_FLOORS) and metric.name.endswith(_LOWEST)]
    return [metric for metric in metrics if metric.name in _CAPTIONS] + floors


def _panel(figure: Figure, column: int, *, bottom: float, tall: float, beside: Sequence[Axes]) -> Axes:
    """Add one panel, in inches from the bottom."""
    width, height = figure.get_size_inches()
    wide = (width - _LEFT - _RIGHT - (_COLUMNS - 1) * _BETWEEN) / _COLUMNS
    left = _LEFT + column * (wide + _BETWEEN)
    return figure.add_axes(
        (left / width, bottom / height, wide / width, tall / height), sharex=beside[0] if beside else None
    )


def marks_of(comparison: Comparison, metric: Metric) -> list[Mark]:
    """Give the marks of one kind of harm; schedules for which it has no number are left out."""
    table = comparison.differences(_EFFORT, metric.name)
    gaps: dict[Any, Any] = {(row["schedule"], row["metric"]): row for row in table.to_dict("records")}
    effort = float(comparison.levels(_EFFORT)["median"].iloc[0])
    nothing = {"low": 0.0, "median": 0.0, "high": 0.0}
    marks = []
    for name in comparison.names:
        across, up = (
            tuple(start + gaps.get((name, which), nothing)[part] for part in ("low", "median", "high"))
            for which, start in ((_EFFORT, effort), (metric.name, 0.0))
        )
        if all(isfinite(number) for number in (*across, *up)):
            marks.append(Mark(name, across, up))
    return marks


def harm(comparison: Comparison, panel: Axes, *, metric: Metric, marks: Sequence[Mark]) -> Axes:
    """Draw one kind of harm against troop-years, a mark with its intervals for each schedule."""
    looks = style.schedule_lines(comparison.names, baseline=comparison.baseline)
    for mark in marks:
        look, (_, across, _), (_, up, _) = looks[mark.name], mark.across, mark.up
        panel.plot([across, across], [mark.up[0], mark.up[2]], color=look.colour, lw=2, solid_capstyle="butt")
        panel.plot([mark.across[0], mark.across[2]], [up, up], color=look.colour, lw=2, solid_capstyle="butt")
        panel.plot(
            [across], [up], ls="", marker=look.marker, ms=2 * _REACH, mfc=look.colour, mec="white", mew=0.8,
            label=mark.name, zorder=3,
        )  # fmt: skip
    if not marks:
        panel.text(0.5, 0.5, "nothing to measure", transform=panel.transAxes, ha="center", va="center")
    panel.margins(x=0.14, y=0.16)
    low, high = panel.get_ylim()
    panel.set_ylim(min(low, (low + high) / 2 - 1), max(high, (low + high) / 2 + 1))
    for axis in (panel.xaxis, panel.yaxis):
        axis.set_major_locator(MaxNLocator(5))
    panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _number(value / _THOUSAND)))
    panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _number(value)))
    panel.grid(axis="x")
    style.caption(panel, _caption(metric))
    return panel


def _caption(metric: Metric) -> str:
    """What a panel shows."""
    floor = metric.name.removeprefix(_FLOORS).removesuffix(_LOWEST)
    return _CAPTIONS.get(metric.name, f"Weeks below {floor}, least secure")


def _number(value: float) -> str:
    """A number at an axis: thousands with a comma, millions short."""
    text = f"{value / _MILLION:,.4g} M" if abs(value) >= _MILLION else f"{value:,.6g}"
    return text.replace("-", "−")


def _note(comparison: Comparison, marks: Sequence[Sequence[Mark]]) -> str:
    """What marks and bars are, and who is missing where there is no number."""
    runs, base = len(comparison.replicates), comparison.baseline
    deaths = comparison.levels("deaths").iloc[0]
    own = f"{honest(deaths['median'], deaths['spread'], int(deaths['n']))} deaths"
    if runs == 1:
        text = f"A single draw of each schedule, less that of {base}: no intervals."
    else:
        held = f"{comparison.interval:.0%} of the {runs} paired differences"
        text = (
            f"Up: differences to {base} in the same replicate, which has {own} itself. Mark: median; bars: {held}. "
            "Least secure: the community that is least secure in a week, its people away from home counted as 0."
        )
    absent = [name for name in comparison.names if any(name not in {mark.name for mark in each} for each in marks)]
    return f"{text} No number in some panel for: {', '.join(absent)}." if absent else text


def _name_marks(comparison: Comparison, panel: Axes, marks: Sequence[Mark]) -> None:
    """Name the marks beside them; call it when limits and layout are final."""
    looks = style.schedule_lines(comparison.names, baseline=comparison.baseline)
    room = 0.55 * panel.get_position().width * style.WIDTH
    names = [style.fitted(mark.name, size=style.SMALL, room=room) for mark in marks]
    places = [_points(panel, mark.across[1], mark.up[1]) for mark in marks]
    taken: list[Box] = [(x - _REACH, y - _REACH, x + _REACH, y + _REACH) for x, y in places]
    for mark in marks:
        (left, low), (right, high) = (_points(panel, mark.across[end], mark.up[end]) for end in (0, 2))
        x, y = _points(panel, mark.across[1], mark.up[1])
        taken += [(x - 1.5, low, x + 1.5, high), (left, y - 1.5, right, y + 1.5)]
    edges = panel.get_xlim(), panel.get_ylim()
    (left, low), (right, high) = (_points(panel, *(limits[end] for limits in edges)) for end in (0, 1))
    widths = [72 * style.inches(name, size=style.SMALL) + 4 for name in names]
    inside = (left + 2, low + 2, right, high)
    centres = around(places, widths, height=1.15 * style.SMALL, inside=inside, taken=taken)
    for mark, name, wide, (x, y), (a, b) in zip(marks, names, widths, places, centres, strict=True):
        is_far = abs(a - x) > wide / 2 + _FAR or abs(b - y) > style.SMALL / 2 + _FAR
        line = {"arrowstyle": "-", "color": style.GREY, "lw": 0.7, "shrinkA": 1, "shrinkB": _REACH}
        panel.annotate(
            name, xy=(mark.across[1], mark.up[1]), xytext=(a - x, b - y), textcoords="offset points", size=style.SMALL,
            color=style.darker(looks[mark.name].colour), ha="center", va="center", zorder=4, gid="mark",
            arrowprops=line if is_far else None,
        )  # fmt: skip


def _points(panel: Axes, across: float, up: float) -> Point:
    """Where a value stands, in points from the corner of the figure."""
    x, y = panel.transData.transform((across, up))
    return float(72 * x / panel.figure.dpi), float(72 * y / panel.figure.dpi)
