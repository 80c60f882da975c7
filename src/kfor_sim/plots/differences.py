"""Where schedules part: small maps of the security of minorities in each schedule minus the baseline's."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from matplotlib import colormaps
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.ticker import FuncFormatter

from kfor_sim.errors import InputError
from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook
from kfor_sim.plots.maps import CREDIT, draw_map, has_map, week_title
from kfor_sim.plots.picking import map_weeks, municipal_difference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kfor_sim.comparison import Comparison

    Maps = Mapping[str, Sequence[Mapping[str, float]]]

MOST = 4  # schedules with a row of maps
_COLOURS = "PuOr"  # orange below zero, violet above; apart with every colour vision, and none of them a traffic light
_BORDERS = "#c9c9c9"  # to be seen where nothing differs
_LEFT, _HEAD, _DATES, _NAME, _BAR = 0.35, 0.75, 0.4, 0.34, 0.85  # inches beside, above and below the maps
_TALL, _TALLEST = 1.8, 2.4  # inches of a map, and of one that has the figure for itself
_ENDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)  # of security, where the colours may end
TITLE = "Simulated security of minorities by municipality: each schedule minus the baseline"


def difference_maps(comparison: Comparison) -> Axes:
    """Draw the maps of differences in a new pyplot figure, as a notebook shows it.

    Returns:
        The first map; its ``figure`` holds all.

    Raises:
        InputError: The scenarios do not say what their municipalities look like.
    """
    if not has_map(comparison.results[comparison.baseline]):
        raise InputError("there is no map to draw: the baseline names no table of polygons; plot_frontier() needs none")
    return in_notebook(_draw, comparison)


def figure_differences(comparison: Comparison) -> Figure:
    """Draw the maps of differences in a figure that pyplot does not know."""
    return for_files(_draw, comparison)


def _draw(comparison: Comparison, figure: Figure) -> Axes:
    """A row a schedule, the one that parts most from the baseline first; a column a date."""
    baseline = comparison.results[comparison.baseline]
    weeks = map_weeks(baseline.scenario, baseline.dates)
    maps = differences_of(comparison, weeks)
    shown = furthest(maps)
    tall = _TALLEST if len(shown) == 1 else _TALL
    note = _note(comparison, shown)
    below = style.foot_height(figure, comparison, note) + _BAR
    height = _HEAD + _DATES + len(shown) * (_NAME + tall) + below
    figure.set_figheight(height)
    scale = _scale([each for name in shown for each in maps[name]])
    panels: list[Axes] = []
    for row, name in enumerate(shown):
        top = height - _HEAD - _DATES - row * (_NAME + tall)
        _write_name(figure, f"{name} minus {comparison.baseline}", up=top - 0.25)
        for column, values in enumerate(maps[name]):
            panel = figure.add_axes(_box(column, len(weeks), top=top - _NAME, tall=tall, height=height))
            panels.append(draw_map(panel, baseline, values, scale=scale, colours=_COLOURS, borders=_BORDERS))
    for column, week in enumerate(weeks):
        middle = _LEFT + (column + 0.5) * (style.WIDTH - 2 * _LEFT) / len(weeks)
        up = (height - _HEAD - 0.15) / height
        figure.text(middle / style.WIDTH, up, week_title(baseline.dates[week]), size=style.TEXT, ha="center")
    _colour_bar(figure, scale, up=below - 0.3)
    style.head(figure, TITLE)
    style.foot(figure, comparison, note)
    return panels[0]


def differences_of(comparison: Comparison, weeks: Sequence[int]) -> Maps:
    """Give, by schedule other than the baseline, the paired difference of each municipality in some weeks."""
    baseline = comparison.results[comparison.baseline]
    return {
        name: [municipal_difference(comparison.results[name], baseline, week=week) for week in weeks]
        for name in comparison.others
    }


def furthest(maps: Maps) -> list[str]:
    """Name the schedules with the largest differences on their maps, up to ``MOST``, the largest first."""
    sizes = {name: sum(abs(value) for each in rows for value in _known(each)) for name, rows in maps.items()}
    return sorted(maps, key=lambda name: -sizes[name])[:MOST]


def _known(values: Mapping[str, float]) -> list[float]:
    return [value for value in values.values() if isfinite(value)]


def _scale(maps: Sequence[Mapping[str, float]]) -> Normalize:
    """The ends of the colours: as far below zero as above, so that zero has the middle colour."""
    most = max((abs(value) for each in maps for value in _known(each)), default=0.0)
    end = next((end for end in _ENDS if end >= most), _ENDS[-1])
    return Normalize(-end, end)


def _note(comparison: Comparison, shown: Sequence[str]) -> str:
    """What the maps hold, and which schedules have none."""
    runs = len(comparison.replicates)
    of = "a single draw" if runs == 1 else f"median of {runs} paired differences"
    absent = [name for name in comparison.others if name not in shown]
    out = f" Left out, with smaller differences on these dates: {', '.join(absent)}." if absent else ""
    who = "People with a home outside the largest community of their municipality, those away from it as 0"
    return f"{who}; {of}. Hatched: one community alone.{out} {CREDIT}"


def _box(column: int, count: int, *, top: float, tall: float, height: float) -> tuple[float, float, float, float]:
    """Where a map stands in the figure, in parts of it."""
    width = (style.WIDTH - 2 * _LEFT) / count
    left = _LEFT + (column + 0.02) * width
    return (left / style.WIDTH, (top - tall) / height, 0.96 * width / style.WIDTH, tall / height)


def _signed(value: float, _: object) -> str:
    """A difference at the colour bar."""
    return f"{value:+.3g}".replace("-", "−") if value else "0"


def _write_name(figure: Figure, text: str, *, up: float) -> None:
    """Say above a row of maps what is subtracted from what."""
    name = style.fitted(text, size=style.TEXT, room=style.WIDTH - 2 * _LEFT, weight="bold")
    figure.text(_LEFT / style.WIDTH, up / figure.get_figheight(), name, size=style.TEXT, weight="bold", va="bottom")


def _colour_bar(figure: Figure, scale: Normalize, *, up: float) -> None:
    """Say what the colours stand for."""
    height = figure.get_figheight()
    bar = figure.add_axes((0.37, (up - 0.16) / height, 0.3, 0.16 / height))
    figure.colorbar(
        ScalarMappable(scale, colormaps[_COLOURS]), cax=bar, orientation="horizontal", format=FuncFormatter(_signed)
    )
    bar.grid(visible=False)
    bar.set_xticks([float(scale.vmin or 0) * part for part in (1, 0.5, 0, -0.5, -1)])
    for place, text, side in ((0.36, "less secure", "right"), (0.68, "more secure", "left")):
        figure.text(place, (up - 0.08) / height, text, ha=side, va="center", size=style.SMALL)
