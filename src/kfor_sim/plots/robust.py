"""A claim under every theory: a small panel of the schedules for each, and the verdicts as dots with intervals."""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.dates import DateFormatter, YearLocator
from matplotlib.ticker import FuncFormatter

from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook
from kfor_sim.traces import TRACES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from kfor_sim.robustness import Answer, Robustness

    Floats = NDArray[np.float64]

_COLUMNS = 3
_GRID = 0.655  # of the width, for the small panels
_TALL = 1.55  # inches of a row of small panels
_SMALLEST = 9.5
_YEARS = 3  # between labelled years
_FLOOR = re.compile(r"weeks_below_floor_([\d.]+?)(?:_|$)")
_TRACE_OF = (  # what a metric is a number of, by the beginning of its name
    ("deaths_intercommunal", "deaths_intercommunal"),
    ("deaths", "deaths"),
    ("displaced", "displaced"),
    ("away", "displaced"),
    ("riot", "riots"),
    ("peak_active", "active"),
    ("security_mean", "security"),
    ("security_end", "security"),
)
_ADDED_UP = ("deaths", "deaths_intercommunal", "riots")
_MARKS = {
    "holds": ("o", style.BLUE),
    "reversed": ("X", style.RED),
    "fails": ("X", style.RED),
    "no difference": ("s", "white"),
    "undecided": ("D", style.GREY),
}
_FAR = 20  # times the middle size: from there on the scale of the dots is logarithmic
_WORDS = {
    "holds": "holds",
    "reversed": "is reversed",
    "fails": "fails",
    "no difference": "no difference",
    "undecided": "luck decides",
}


def robust(found: Robustness) -> Axes:
    """Draw the picture in a new pyplot figure, as a notebook shows it; gives the first panel."""
    return in_notebook(_draw, found)


def figure_robust(found: Robustness) -> Figure:
    """Draw the picture in a figure that pyplot does not know."""
    return for_files(_draw, found)


def trace_of(metric: str) -> str:
    """Name the weekly series that shows what a metric is a number of; security of the least secure without another."""
    return next((trace for beginning, trace in _TRACE_OF if metric.startswith(beginning)), "security_lowest")


def curve(answer: Answer, schedule: str, trace: str) -> Floats:
    """Give the median over replicates of a series, added up from the start where it counts something, shape (week,)."""
    series = answer.readings[schedule].traces[trace]
    series = np.cumsum(series, axis=1) if trace in _ADDED_UP else series
    middle: Floats = np.median(series, axis=0)
    return middle


def _draw(found: Robustness, figure: Figure) -> Axes:
    """Small panels to the left, verdicts to the right."""
    metric, _ = found.question.claim.terms[0]
    trace, rows = trace_of(metric), -(-len(found.answers) // _COLUMNS)
    notes = _notes(found)
    foot = style.foot_height(figure, found, *notes)
    figure.set_figheight(max(style.HEIGHT, 1.75 + rows * _TALL + foot))
    height = figure.get_figheight()
    top, bottom = 1 - 1.3 / height, (foot + 0.55) / height
    grid = figure.add_gridspec(rows, _COLUMNS, left=0.06, right=_GRID, top=top, bottom=bottom, wspace=0.08, hspace=0.42)
    lines = style.schedule_lines(found.question.schedules, baseline=found.question.schedules[0])
    panels: list[Axes] = []
    for number, answer in enumerate(found.answers.values()):
        first = panels[0] if panels else None
        panel = figure.add_subplot(grid[number // _COLUMNS, number % _COLUMNS], sharex=first, sharey=first)
        _panel(panel, found, answer, trace, lines)
        panel.tick_params(labelbottom=number + _COLUMNS >= len(found.answers), labelleft=number % _COLUMNS == 0)
        panels.append(panel)
    figure.text(0.35 / style.WIDTH, 1 - 0.78 / height, _heading(metric, trace), size=style.TEXT, va="top")
    _legend(figure, lines, up=(foot + 0.02) / height)
    dots = figure.add_axes((_GRID + 0.15, bottom, 0.97 - _GRID - 0.15, top - bottom))
    _dots(dots, found)
    style.head(figure, f"Does it hold? {found.question.title}")
    style.foot(figure, found, *notes)
    return panels[0]


def _heading(metric: str, trace: str) -> str:
    added = ", added up from the start" if trace in _ADDED_UP else ""
    floor = _FLOOR.match(metric)
    line = f"; dotted: the floor of {floor[1]}" if floor else ""
    return f"{TRACES[trace].label}{added}: median of the replicates under each theory{line}"


def _notes(found: Robustness) -> tuple[str, ...]:
    share = f"{100 * found.question.interval:g}"
    return (
        "Dots: mean paired difference, what is claimed to be larger less what is claimed to be smaller, with "
        f"Student's {share} % interval over {found.question.replicates} replicates: circle, it holds; cross, it does "
        "not; square, no difference; diamond, luck decides.",
        "Theories are neither independent nor equally plausible: which of them agree is the finding, not how many.",
    )


def _panel(panel: Axes, found: Robustness, answer: Answer, trace: str, lines: Mapping[str, style.Line]) -> None:
    """Draw the schedules under one theory."""
    if floor := _FLOOR.match(found.question.claim.terms[0][0]):
        panel.axhline(float(floor[1]), color=style.INK, lw=0.8, ls=(0, (1, 2)))
    for schedule, line in lines.items():
        dates = np.asarray(found.dates, dtype="datetime64[D]")
        panel.plot(dates, curve(answer, schedule, trace), color=line.colour, ls=line.dashes, lw=1.7)
    verdict = _WORDS[answer.judgement.verdict]
    room = (_GRID - 0.06) * style.WIDTH / _COLUMNS - 0.2
    words = style.fitted(f"{answer.theory}: {verdict}", size=_SMALLEST, room=room, weight="bold")
    panel.set_title(words, size=_SMALLEST, pad=4)
    panel.margins(x=0)
    panel.xaxis.set_major_locator(YearLocator(_YEARS))
    panel.xaxis.set_major_formatter(DateFormatter("%Y"))
    panel.locator_params(axis="y", nbins=4)
    panel.tick_params(labelsize=_SMALLEST)


def _legend(figure: Figure, lines: Mapping[str, style.Line], *, up: float) -> None:
    """Name the schedules below the small panels."""
    from matplotlib.lines import Line2D

    handles = [Line2D([], [], color=line.colour, ls=line.dashes, lw=2, label=name) for name, line in lines.items()]
    figure.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.06, up), ncols=len(handles), fontsize=style.SMALL,
        handlelength=3.2,
    )  # fmt: skip


def _dots(panel: Axes, found: Robustness) -> None:
    """Draw the mean gap under each theory with its interval, in the order of the small panels."""
    frame = found.frame()
    for row, each in enumerate(frame.to_dict("records")):
        mark, colour = _MARKS[each["verdict"]]
        if not isfinite(each["mean"]):
            panel.text(
                0.5, row, "no size", transform=panel.get_yaxis_transform(), ha="center", va="center", size=style.SMALL
            )
            continue
        if isfinite(each["low"]):
            panel.plot([each["low"], each["high"]], [row, row], color=style.INK, lw=1.6, solid_capstyle="butt")
        panel.plot(each["mean"], row, ls="", marker=mark, ms=8, mfc=colour, mec=style.INK, mew=1, clip_on=False)
    panel.axvline(0, color=style.INK, lw=1)
    panel.set_yticks(range(len(frame)), list(frame["theory"]))
    panel.set_ylim(len(frame) - 0.4, -0.6)
    panel.grid(visible=True, axis="x")
    panel.grid(visible=False, axis="y")
    panel.tick_params(axis="y", length=0, labelsize=style.SMALL)
    panel.tick_params(axis="x", labelsize=_SMALLEST)
    _scale(panel, frame["mean"].to_numpy(dtype=np.float64))
    panel.set_xlabel("← fails   holds →", size=style.SMALL)
    panel.set_title("Paired difference", size=style.HEADING)


def _scale(panel: Axes, means: Floats) -> None:
    """Take a scale that is straight near 0 and logarithmic beyond, where theories differ by orders of magnitude."""
    sizes = np.abs(means[np.isfinite(means) & (means != 0)])
    if sizes.size > 1 and sizes.max() > _FAR * np.median(sizes):
        panel.set_xscale("symlog", linthresh=float(10 ** np.floor(np.log10(np.median(sizes)))))
    else:
        panel.locator_params(axis="x", nbins=4)
    panel.xaxis.set_major_formatter(FuncFormatter(_signed))


def _signed(value: float, _: object) -> str:
    """A difference at the axis."""
    return f"{value:+,.3g}".replace("-", "−") if value else "0"
