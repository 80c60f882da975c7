"""What is asked against each figure that was weighed singly: points of the design, and their mean along the range."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from kfor_sim.digits import counted
from kfor_sim.plots import sensitivity_stage as stage
from kfor_sim.plots import sensitivity_words as words
from kfor_sim.plots import style
from kfor_sim.plots.calibration_posterior import written
from kfor_sim.plots.canvas import for_files, in_notebook
from kfor_sim.plots.equifinality import scale

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from kfor_sim.ranges import Range
    from kfor_sim.sensitivity import Sensitivity

    Floats = NDArray[np.float64]

PARTS = 5
"""Parts of a range of which a mean is drawn."""
_COLUMNS = 5
_LINE, _NUMBERS = 0.19, 0.9  # inches left of the panels: of a line of what is asked, and for numbers
_BETWEEN, _MOST = 0.22, 5.0  # inches between panels, and of a panel's width at most
_TALL = 2.3, 4.2  # inches of a panel at least and at most
_ABOVE, _BELOW = 0.25, 0.4  # inches above a row of panels, and below for numbers
_NAME, _WORD = 0.19, 0.16  # inches of a line of a name, and of words
_LINES = 4  # of words above a panel at most
_DOT: dict[str, Any] = {"ls": "", "marker": "o", "ms": 5, "mfc": style.BLUE, "mec": "white", "mew": 0.4}
_OWN: dict[str, Any] = {"color": style.INK, "lw": 1.3, "ls": (0, (4, 2))}
_MEAN = style.darker(style.RED)


def scatter(found: Sensitivity) -> Axes:
    """Draw the answer along each figure, on a figure of pyplot."""
    return in_notebook(_draw, found)


def figure_scatter(found: Sensitivity) -> Figure:
    """Draw the picture in a figure that pyplot does not know."""
    return for_files(_draw, found)


def means(values: Floats, answers: Floats, low: float, high: float) -> list[tuple[int, float, float]]:
    """Average answers in equal parts of a range.

    Args:
        values: Where in the range, shape (point,).
        answers: Shape (point,).
        low: The lower end of the range.
        high: The upper end.

    Returns:
        For each part in which there is a point its number, the mean, and its standard error; NaN with one point.
    """
    parts = np.clip(np.floor(PARTS * (values - low) / (high - low)), 0, PARTS - 1).astype(int)
    found = []
    for part in np.unique(parts):
        here = answers[parts == part]
        error = here.std(ddof=1) / np.sqrt(len(here)) if len(here) > 1 else np.nan
        found.append((int(part), float(here.mean()), float(error)))
    return found


def _draw(found: Sensitivity, figure: Figure) -> Axes:
    """Small panels with what is asked upwards, the figure with the largest total index first."""
    rows = stage.rows_of(found.frame())[: len(found.study.singly)]
    ranges = {each.path: each for each in found.plan.ranges}
    points = found.points()
    points = points[points["point"].isin([0, points["point"].max()])]
    head, notes = stage.Head.of(found, before="One by one"), _notes(found, points)
    columns, deep = min(len(rows), _COLUMNS), -(-len(rows) // _COLUMNS)
    width = style.WIDTH
    asked = words.with_unit_asked(found.plan)
    label = style.wrapped(asked, size=style.SMALL, room=_TALL[0] + (deep - 1) * (_TALL[0] + 1))
    start = stage.EDGE + _LINE * len(label) + _NUMBERS
    wide = min((width - start - stage.EDGE - _BETWEEN * (columns - 1)) / columns, _MOST)
    names = [words.name_lines(row["figure"], size=style.SMALL, room=wide) for row in rows]
    told = [words.told(row["figure"], size=stage.SMALLEST, room=wide, most=_LINES) for row in rows]
    above = _ABOVE + _WORD * max(map(len, told))
    below = _BELOW + _NAME * (max(map(len, names)) + 1)
    top, foot = head.height + 0.3, style.foot_height(figure, found, *notes) + 0.05
    around = top + foot + deep * (above + below)
    tall = float(np.clip((style.HEIGHT - around) / deep, *_TALL))
    height = max(style.HEIGHT, around + deep * tall)
    figure.set_figheight(height)
    panels: list[Axes] = []
    for number, row in enumerate(rows):
        left = start + (number % columns) * (wide + _BETWEEN)
        up = height - top - (number // columns) * (above + tall + below) - above - tall
        place = (left / width, up / height, wide / width, tall / height)
        panel = figure.add_axes(place, sharey=panels[0] if panels else None)
        _panel(panel, found, ranges[row["figure"]], points)
        _words(panel, row, above=told[number], below=names[number])
        panel.tick_params(labelleft=number % columns == 0)
        panels.append(panel)
    _upwards(panels[0], found, points["asked"].to_numpy(dtype=np.float64))
    middle = (panels[0].get_position().y1 + panels[-1].get_position().y0) / 2
    figure.text(stage.EDGE / width, middle, "\n".join(label), rotation=90, ha="left", va="center", size=style.SMALL)
    stage.key(figure, _handles(), left=stage.EDGE, down=head.height)
    head.draw(figure)
    style.foot(figure, found, *notes)
    return panels[0]


def _notes(found: Sensitivity, points: pd.DataFrame) -> tuple[str, ...]:
    """Say what the dots are."""
    replicates = counted(found.plan.effort.replicates, "replicate")
    rare = f" Half of the variance lies in {found.study.half_in} of them." if found.study.leader else ""
    return (
        f"Dots: the {len(points)} points of the design that are independent of one another, each with all figures "
        f"elsewhere; mean of {replicates}.{rare} Upright strokes: standard error of the mean. Where means stay level, "
        "a figure may still matter together with others.",
        words.CHOSEN,
    )


def _panel(panel: Axes, found: Sensitivity, figure: Range, points: pd.DataFrame) -> None:
    """Draw the points of one figure, and their mean in each part of its range."""
    values = points[figure.path].to_numpy(dtype=np.float64)
    answers = points["asked"].to_numpy(dtype=np.float64)
    around = 0.5 if figure.is_whole else 0.0  # so that each whole number lies inside a part
    low, high = figure.low - around, figure.high + around
    panel.plot(values, answers, alpha=0.45, gid="points", zorder=2, **_DOT)
    panel.axvline(figure.value, gid="own value", zorder=1.5, **_OWN)
    if words.is_signed(found.plan):
        panel.axhline(0, color=style.INK, lw=1, gid="nought", zorder=1.5)
    size = (high - low) / PARTS
    for part, mean, error in means(values, answers, low, high):
        start = low + part * size
        panel.plot([start, start + size], [mean, mean], color=_MEAN, lw=2.6, solid_capstyle="butt", gid="mean")
        if isfinite(error):
            middle = start + size / 2
            panel.plot([middle, middle], [mean - error, mean + error], color=_MEAN, lw=1.4, gid="error", zorder=2.5)
    room = 0.04 * (high - low)
    panel.set_xlim(low - room, high + room)
    panel.set_xticks([figure.low, figure.high], [written(figure.low), written(figure.high)])
    panel.tick_params(labelsize=stage.SMALLEST)
    first, last = panel.get_xticklabels()
    first.set_horizontalalignment("left")  # so that none reaches over to the next panel
    last.set_horizontalalignment("right")


def _words(panel: Axes, row: Mapping[str, Any], *, above: Sequence[str], below: Sequence[str]) -> None:
    """Say above a panel what its figure is, and name it below."""
    panel.set_title("\n".join(above), size=stage.SMALLEST, weight="normal", color=style.FAINT, pad=5)
    unit = [] if row["unit"] == "1" else [f"({row['unit']})"]
    panel.set_xlabel("\n".join([*below, *unit]), size=style.SMALL, loc="left")


def _upwards(panel: Axes, found: Sensitivity, answers: Floats) -> None:
    """Take a scale for what is asked."""
    scale(panel, answers[answers != 0], upright=True)
    signed = words.is_signed(found.plan)
    panel.yaxis.set_major_formatter(FuncFormatter(stage.signed_axis if signed else stage.outcome_axis))
    if found.study.leader is None:
        panel.set(yticks=[answers[0]], ylim=(answers[0] - 1, answers[0] + 1))


def _handles() -> list[Line2D]:
    """Say what is drawn how."""
    return [
        Line2D([], [], label="a point of the design", alpha=0.7, **_DOT),
        Line2D([], [], color=_MEAN, lw=2.6, label="mean of a fifth of the range"),
        Line2D([], [], label="the scenario's own value", **_OWN),
    ]
