"""The municipalities as small maps at a few dates, coloured by their simulated security level."""

from __future__ import annotations

from math import cos, isfinite, radians
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import colormaps
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PatchCollection
from matplotlib.colors import Normalize
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from kfor_sim.errors import InputError
from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook
from kfor_sim.plots.picking import map_weeks, municipal_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kfor_sim.results import Result

CREDIT = "Borders: made with Natural Earth."
_COLOURS = "cividis"  # runs evenly from dark to light and is read alike with every colour vision
_HEIGHT, _MARGIN, _ROW_HEIGHT, _BAR = 8.0, 0.35, 2.45, 0.16  # inches
_ROWS_FROM = 6.7  # inches from the bottom to the top of the maps

ROWS = (("all people at home", False), ("people at home outside the largest community of their municipality", True))


def has_map(result: Result) -> bool:
    """Whether the scenario says what its municipalities look like."""
    return bool(result.scenario.tables.polygons)


def maps(result: Result) -> Axes:
    """Draw the municipalities at five dates on a figure of pyplot; gives the first map.

    Raises:
        InputError: The scenario has no outlines of municipalities.
    """
    if not has_map(result):
        raise InputError(f"{result.scenario.name} has no outlines of municipalities, so that there is no map of it")
    return in_notebook(_draw, result, size=(style.WIDTH, _HEIGHT))


def figure_maps(result: Result) -> Figure:
    """Draw the municipalities at five dates in a figure that pyplot does not know."""
    return for_files(_draw, result, size=(style.WIDTH, _HEIGHT))


def _draw(result: Result, figure: Figure) -> Axes:
    """Two rows of maps at five dates.

    Dates are half a year after the start, the weeks around events that move tension, and the end. Colour is the mean
    security of people at home, at the median of the replicates: of all, and of those outside the largest community of
    their municipality, whom a mean over all would hide.
    """
    weeks = map_weeks(result.scenario, result.dates)
    rows = [(label, _levels(result, weeks, minority=minority)) for label, minority in ROWS]
    scale = Normalize(_lowest([values for _, levels in rows for values in levels]), 1.0)
    panels = []
    for row, (label, levels) in enumerate(rows):
        _write_row(figure, row, label)
        for number, (week, values) in enumerate(zip(weeks, levels, strict=True)):
            panel = figure.add_axes(_box(number, len(weeks), row=row))
            draw_map(panel, result, dict(zip(result.municipalities, values.tolist(), strict=True)), scale=scale)
            if row == 0:
                panel.set_title(week_title(result.dates[week]), loc="center", size=style.TEXT)
            panels.append(panel)
    empty = any(np.isnan(values).any() for _, levels in rows for values in levels)
    _colour_bar(figure, scale, empty=empty)
    style.head(figure, f"{result.scenario.title}: simulated security level by municipality")
    style.foot(figure, result, f"People at home, median of {len(result.replicates)} replicates. {CREDIT}")
    return panels[0]


def _levels(result: Result, weeks: Sequence[int], *, minority: bool) -> list[NDArray[Any]]:
    """Security of each municipality in some weeks, shape (municipality,) each; of the minorities alone where asked."""
    security, people = result.outcome("security"), result.outcome("at_home")
    if minority:
        home = people[0, -1] + result.outcome("displaced")[0, -1]
        people = np.where(np.arange(home.shape[1]) == home.argmax(axis=1)[:, np.newaxis], 0, people)
    return [municipal_mean(security[:, week], people[:, week]) for week in weeks]


def draw_map(
    panel: Axes,
    result: Result,
    values: Mapping[str, float],
    *,
    scale: Normalize,
    colours: str = _COLOURS,
    borders: str = "white",
) -> Axes:
    """Draw each municipality in the colour of its value; hatched where the value is not a number.

    Args:
        panel: Where to.
        result: Whose scenario holds the outlines.
        values: A value for each municipality.
        scale: What the ends of the colours stand for.
        colours: The name of the colours.
        borders: The colour of the lines between municipalities.
    """
    polygons = result.scenario.tables.polygons
    patches = [(_patch(ring), values[name]) for name, rings in polygons.items() for ring in rings]
    known = [(patch, value) for patch, value in patches if isfinite(value)]
    outlines = [patch for patch, _ in known]
    filled = PatchCollection(outlines, cmap=colours, norm=scale, edgecolor=borders, linewidth=0.7, match_original=False)
    filled.set_array(np.array([value for _, value in known]))
    panel.add_collection(filled)
    for patch in (patch for patch, value in patches if not isfinite(value)):
        patch.set(facecolor="white", edgecolor=style.GREY, hatch="////", linewidth=0.7)
        panel.add_patch(patch)
    corners = np.concatenate([np.asarray(ring) for rings in polygons.values() for ring in rings])
    (west, south), (east, north) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    panel.set(xlim=(west, east), ylim=(south, north), aspect=1 / cos(radians((south + north) / 2)))
    panel.margins(0.02)
    panel.axis("off")
    return panel


def _patch(ring: Sequence[tuple[float, float]]) -> PathPatch:
    """One outline, closed."""
    return PathPatch(Path(np.asarray(ring), closed=True))


def _lowest(levels: Sequence[NDArray[Any]]) -> float:
    """Where the colours begin: the lowest level shown, rounded down to tenths, and 0 for a bare result."""
    known = np.concatenate([values[np.isfinite(values)] for values in levels])
    return float(np.floor(10 * known.min()) / 10) if known.size and known.min() < 1 else 0.0


def _box(number: int, count: int, *, row: int) -> tuple[float, float, float, float]:
    """Where a map stands in the figure, in parts of it."""
    width = (style.WIDTH - 2 * _MARGIN) / count
    bottom = _ROWS_FROM - (row + 1) * _ROW_HEIGHT - 0.35 * row
    left = _MARGIN + (number + 0.02) * width
    return (left / style.WIDTH, bottom / _HEIGHT, 0.96 * width / style.WIDTH, _ROW_HEIGHT / _HEIGHT)


def _write_row(figure: Figure, row: int, label: str) -> None:
    """Say above a row of maps whose security it shows."""
    top = _ROWS_FROM - row * (_ROW_HEIGHT + 0.35) + (0.42 if row == 0 else 0.08)
    figure.text(_MARGIN / style.WIDTH, top / _HEIGHT, label, size=style.TEXT, weight="bold", va="bottom")


def week_title(day: date) -> str:
    """A date as a title."""
    return f"week of {day.day} {day:%b %Y}"


def _colour_bar(figure: Figure, scale: Normalize, *, empty: bool) -> None:
    """Say what the colours stand for, and the hatching if there is any."""
    bottom, height = 1.05 / _HEIGHT, _BAR / _HEIGHT
    bar = figure.add_axes((0.3, bottom, 0.4, height))
    figure.colorbar(ScalarMappable(scale, colormaps[_COLOURS]), cax=bar, orientation="horizontal")
    bar.grid(visible=False)
    note = "hatched: nobody there; " if empty else ""
    for place, text, side in ((0.29, f"{note}less secure", "right"), (0.71, "1: no violence", "left")):
        figure.text(place, bottom + height / 2, text, ha=side, va="center", size=style.SMALL)
