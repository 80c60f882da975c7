"""The stage of every picture over time: a title, labelled dates above, panels that share the weeks, and the foot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.ticker import StrMethodFormatter
from numpy.typing import NDArray

from kfor_sim.plots import style
from kfor_sim.plots.placement import spread, stairs

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kfor_sim.plots.picking import Band
    from kfor_sim.plots.style import Shown
    from kfor_sim.results import Result

LEFT, RIGHT = 0.85, 2.25  # inches beside the panels; labels of lines stand at the right
_TOP, _BOTTOM = 0.75, 0.75  # inches for the title, and for the years and the first line of the foot
_ROW, _GAP = 0.205, 0.62  # inches of a row of date labels, and between two panels
_LEAST = 1.7  # inches of the least tall panel
_LABEL = 1.25 * style.SMALL / 72  # inches from one label at the end of a line to the next


@dataclass(frozen=True, slots=True)
class Moment:
    """A date that is marked in a picture."""

    on: date
    label: str


def day_number(day: date) -> float:
    """A date as Matplotlib counts it, in days."""
    return float(date2num(day))


def week_numbers(result: Result) -> NDArray[np.float64]:
    """The first day of each week as Matplotlib counts it, shape (week,)."""
    return np.array([day_number(day) for day in result.dates])


def moments_of(result: Result) -> list[Moment]:
    """The events of the scenario within the period, in order of date."""
    scenario = result.scenario
    return [Moment(event.on, event.label) for event in scenario.events if scenario.start <= event.on <= scenario.end]


def stage(
    figure: Figure,
    result: Result,
    *,
    title: str,
    heights: Sequence[float],
    moments: Sequence[Moment],
    notes: Sequence[str] = (),
    credited: Shown | None = None,
    labels: int = 0,
) -> list[Axes]:
    """Lay out a figure: title, labelled dates, panels under each other, foot.

    The figure grows where many dates need many rows of labels, or many lines need names.

    Args:
        figure: Empty, as wide as it shall be.
        result: Whose weeks the panels share.
        title: Of the whole picture.
        heights: The panels from the top, each in parts of the height that is left.
        moments: Dates to mark, in order.
        notes: Lines above the mark at the bottom.
        credited: What the mark names; ``result`` where nothing else is drawn.
        labels: How many lines of a panel are named at their right end.

    Returns:
        The panels from the top, with the time axis and the lines of the dates in place.
    """
    width = figure.get_size_inches()[0] - LEFT - RIGHT
    placed = _rows(result, moments, width=width)
    strip = _ROW * (max((row for _, _, row in placed), default=-1) + 1)
    bottom = _BOTTOM + style.LINE * (len(style.foot_lines(figure, credited or result, *notes)) - 1)
    fixed = _TOP + strip + _GAP * len(heights) + bottom
    least = max(_LEAST, labels * _LABEL)
    free = max(figure.get_size_inches()[1] - fixed, least * sum(heights) / min(heights))
    figure.set_figheight(fixed + free)
    panels: list[Axes] = []
    top = fixed + free - _TOP - strip
    for part in heights:
        tall = free * part / sum(heights)
        top -= _GAP + tall
        panels.append(_panel(figure, result, left=LEFT, bottom=top, width=width, height=tall, above=panels))
    _mark_moments(panels, moments)
    _write_moments(panels[0], placed, unit=_ROW / (free * heights[0] / sum(heights)))
    style.head(figure, title)
    style.foot(figure, credited or result, *notes)
    return panels


def _mark_moments(panels: Iterable[Axes], moments: Sequence[Moment]) -> None:
    """Draw the line of each date through all panels."""
    for panel in panels:
        for moment in moments:
            panel.axvline(day_number(moment.on), color=style.FAINT, lw=0.8, ls=(0, (2, 2)), zorder=0.5)


def _panel(
    figure: Figure, result: Result, *, left: float, bottom: float, width: float, height: float, above: Sequence[Axes]
) -> Axes:
    """Add one panel, in inches from the bottom left; only the lowest one keeps the names of the years."""
    across, up = figure.get_size_inches()
    box = (left / across, bottom / up, width / across, height / up)
    panel = figure.add_axes(box, sharex=above[0] if above else None)
    share_weeks(panel, result)
    for upper in above:
        upper.tick_params(labelbottom=False)
    return panel


def share_weeks(panel: Axes, result: Result) -> None:
    """Give a panel the time axis of a run."""
    panel.set_xlim(day_number(result.dates[0]), day_number(result.scenario.end))
    locator = AutoDateLocator(minticks=4, maxticks=12)
    panel.xaxis.set_major_locator(locator)
    panel.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))


def _rows(result: Result, moments: Sequence[Moment], *, width: float) -> list[tuple[date, str, int]]:
    """Date, text that fits and row of each label."""
    days = (result.scenario.end - result.dates[0]).days or 1
    places = [(moment.on - result.dates[0]).days / days * width for moment in moments]
    rooms = [width - place + RIGHT - 0.15 for place in places]
    labels = [
        style.fitted(moment.label, size=style.SMALL, room=room) for moment, room in zip(moments, rooms, strict=True)
    ]
    rows = stairs(places, [style.inches(label, size=style.SMALL) + 0.15 for label in labels])
    return [(moment.on, label, row) for moment, label, row in zip(moments, labels, rows, strict=True)]


def _write_moments(panel: Axes, placed: Iterable[tuple[date, str, int]], *, unit: float) -> None:
    """Write the labels of dates above a panel, each at the head of its line; ``unit`` is a row in heights of it."""
    base = 1 + 0.34 / _ROW * unit
    for on, label, row in placed:
        head = base + (row + 0.75) * unit
        transform = panel.get_xaxis_transform()
        at = day_number(on)
        panel.plot([at, at], [1, head], transform=transform, color=style.FAINT, lw=0.8, clip_on=False)
        panel.annotate(
            label, xy=(at, head), xycoords=transform, xytext=(3, -1), textcoords="offset points",
            size=style.SMALL, va="top", ha="left", annotation_clip=False, gid="moment",
        )  # fmt: skip


def draw_band(panel: Axes, result: Result, values: Band, line: style.Line, *, width: float = 2.0) -> None:
    """Draw the median as a line and the interval as a band of the same colour."""
    days = week_numbers(result)
    panel.fill_between(days, values.low, values.high, color=line.colour, alpha=0.22, lw=0)
    panel.plot(days, values.middle, color=line.colour, ls=line.dashes, lw=width, label=line.label)


def label_ends(panel: Axes, ends: Sequence[tuple[float, str, str]]) -> None:
    """Name lines at their right end, moved apart where they would meet; call it when the limits are final.

    Args:
        panel: Where the lines are.
        ends: Of each line the value in the last week, its name and its colour.
    """
    height = panel.get_window_extent().height / panel.figure.dpi
    to_axes = panel.transData + panel.transAxes.inverted()
    wanted = [float(to_axes.transform((panel.get_xlim()[1], value))[1]) for value, _, _ in ends]
    placed = spread(wanted, gap=_LABEL / height, low=0.0, high=1.0)
    for (_, name, colour), start, stop in zip(ends, wanted, placed, strict=True):
        ink = style.darker(colour)
        panel.plot([1, 1.012], [start, stop], transform=panel.transAxes, color=ink, lw=1, clip_on=False)
        panel.text(1.016, stop, name, transform=panel.transAxes, size=style.SMALL, color=ink, va="center", gid="end")


def explain(panel: Axes, result: Result) -> None:
    """Say above a panel what its lines and bands are."""
    count, share = len(result.replicates), result.scenario.value("run.interval")
    text = f"line: median of {count} replicates; band: {share:.0%} of them" if count > 1 else "a single draw"
    panel.text(
        1, 1.035, text, transform=panel.transAxes, size=style.SMALL, color=style.FAINT, ha="right", va="bottom",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
    )  # fmt: skip


def thousands(panel: Axes) -> None:
    """Write the numbers of the vertical axis with a comma between thousands."""
    panel.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
