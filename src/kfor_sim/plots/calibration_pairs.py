"""The figures that the evidence says most about, two by two: all draws, and among them those that fit."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator
from scipy.stats import rankdata

from kfor_sim.calibration.record import posterior_rows
from kfor_sim.digits import counted
from kfor_sim.plots import style
from kfor_sim.plots.calibration_posterior import in_words, left_of, written
from kfor_sim.plots.canvas import for_files, in_notebook

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from kfor_sim.calibration import Calibration, Fit
    from kfor_sim.ranges import Range

    Floats = NDArray[np.float64]

_MOST = 4  # figures
_BINS, _AREA = 10, 22.0  # of the range; square points of the mark of a kept draw
_WHOLE = 26  # whole numbers up to which each has a bar of its own
_FEWEST = 5  # kept draws below which no rank correlation is given
_HIGH = 9.2  # inches
_LEFT, _RIGHT, _TOP, _BOTTOM = 1.55, 0.35, 1.4, 0.85  # inches around the grid
_SMALLEST = 9.5
_ALL, _KEPT = style.GREY, style.BLUE


def pairs(found: Calibration) -> Axes:
    """Draw the picture in a new pyplot figure, as a notebook shows it; gives the first panel."""
    return in_notebook(_draw, found, size=(style.WIDTH, _HIGH))


def figure_pairs(found: Calibration) -> Figure:
    """Draw the picture in a figure that pyplot does not know."""
    return for_files(_draw, found, size=(style.WIDTH, _HIGH))


def _draw(found: Calibration, figure: Figure) -> Axes:
    """Scatters below the diagonal, histograms on it, rank correlations above it."""
    fit = next(iter(found.fits.values()))
    chosen = _chosen(fit)
    every = fit.draws.figures[:, chosen]
    kept = every[fit.settled.kept]
    notes = _notes(fit)
    foot = style.foot_height(figure, found, *notes)
    grid = figure.add_gridspec(
        len(chosen), len(chosen), left=_LEFT / style.WIDTH, right=1 - _RIGHT / style.WIDTH, top=1 - _TOP / _HIGH,
        bottom=(foot + _BOTTOM) / _HIGH, wspace=0.1, hspace=0.42,
    )  # fmt: skip
    room = (style.WIDTH - _LEFT - _RIGHT) / len(chosen) - 0.25
    tall = (_HIGH - _TOP - _BOTTOM - foot) / len(chosen)
    diagonal = []
    for row, place in enumerate(chosen):
        for column, beside in enumerate(chosen):
            panel = figure.add_subplot(grid[row, column])
            across, up = fit.draws.ranges[beside], fit.draws.ranges[place]
            if column > row:
                _correlation(panel, kept[:, [column, row]], fit.settled.weights)
                continue
            if column == row:
                _histograms(panel, across, (every[:, row], fit.draws.weights), (kept[:, row], fit.settled.weights))
                _words(panel, across, room=room)
                diagonal.append(panel)
            else:
                _scatter(panel, every[:, [column, row]], kept[:, [column, row]], fit.settled.weights)
                _axis(panel.yaxis, up)
                panel.set_ylim(*_limits(up))
                if column == 0:
                    panel.set_ylabel(_name(up, room=tall), size=_SMALLEST)
            panel.set_xlim(*_limits(across))
            _axis(panel.xaxis, across)
            panel.tick_params(labelsize=_SMALLEST, labelleft=column == 0 < row, labelbottom=row == len(chosen) - 1)
            if row == len(chosen) - 1:
                panel.set_xlabel(_name(across, room=room), size=_SMALLEST)
    figure.align_ylabels()
    _legend(figure, fit)
    style.head(figure, f"Which figures go together in simulated worlds that {_fit_words(fit)}")
    style.foot(figure, found, *notes)
    return diagonal[0]


def _chosen(fit: Fit) -> list[int]:
    """Find the figures that luck explains least, the first of them first; among equals those with less of the range."""
    order = [(inf, 1.0) if row["alone"] is None else (row["alone"], left_of(row)) for row in posterior_rows(fit)]
    return sorted(range(len(order)), key=lambda place: order[place])[:_MOST]


def _fit_words(fit: Fit) -> str:
    """Say of the kept worlds how well they fit."""
    if fit.verdict == "fits":
        return "fit" if fit.settled.within == len(fit.settled.kept) else "fit, or nearly"
    return "nearly fit" if fit.posterior else "come closest"


def _notes(fit: Fit) -> tuple[str, ...]:
    told = (
        "On the diagonal: the share of draws along the range, dashed for all draws, solid for those kept. "
        "Above it: rank correlation of kept draws, from −1 to 1; near 0, the two figures say nothing of each other."
    )
    if len(set(fit.settled.weights)) > 1:
        told += " The larger the mark of a draw, the more it counts."
    if fit.posterior is None:
        return told, "Too few draws fit for intervals; shown are the first figures of the scenario."
    moved = int(fit.posterior.moved.sum())
    which = "none of them clearly moved" if not moved else f"{counted(moved, 'figure')} moved in all"
    return told, f"Shown: the figures whose difference luck explains least; {which} under {fit.theory}."


def _limits(figure: Range) -> tuple[float, float]:
    """The range, with a little room for marks."""
    room = 0.03 * (figure.high - figure.low) + (0.5 if figure.is_whole else 0.0)
    return figure.low - room, figure.high + room


def _axis(axis: Axis, figure: Range) -> None:
    """Put a few plain numbers at an axis."""
    axis.set_major_locator(MaxNLocator(4, integer=figure.is_whole, prune="upper"))
    axis.set_major_formatter(FuncFormatter(lambda value, _: written(value)))


def _name(figure: Range, *, room: float) -> str:
    """The name of a figure, broken at its dots where it is long, with its unit."""
    lines = style.wrapped(figure.path.replace(".", ". "), size=_SMALLEST, room=room)
    unit = [] if figure.unit == "1" else [f"({figure.unit})"]
    return "\n".join([*(line.replace(". ", ".") for line in lines), *unit])


def _scatter(panel: Axes, every: Floats, kept: Floats, weights: Floats) -> None:
    """Draw all draws faintly, and those that are kept by how much they count."""
    panel.plot(*every.T, ls="", marker=".", ms=3.5, color=_ALL, alpha=0.55, mew=0, gid="all")
    panel.scatter(
        kept[:, 0], kept[:, 1], s=_AREA * weights, marker="D", facecolor=_KEPT, edgecolor="white", lw=0.5, zorder=3
    )
    panel.grid(visible=False)


def _histograms(panel: Axes, figure: Range, every: tuple[Floats, Floats], kept: tuple[Floats, Floats]) -> None:
    """Draw how all draws and kept ones lie along the range, each by how much it counts."""
    edges = _edges(figure)
    for (values, weights), colour, dashes, width in ((every, _ALL, "--", 1.4), (kept, _KEPT, "-", 2.2)):
        if len(values):
            shares = np.histogram(values, edges, weights=weights)[0] / weights.sum()
            panel.stairs(shares, edges, color=colour, ls=dashes, lw=width)
    panel.set_ylim(bottom=0)
    panel.set_yticks([])


def _edges(figure: Range) -> Floats:
    """Cut a range into tenths; where it has few whole numbers, around each of them."""
    half, values = (0.5, round(figure.high - figure.low) + 1) if figure.is_whole else (0.0, _BINS)
    bins = values if values <= _WHOLE else _BINS
    edges: Floats = np.linspace(figure.low - half, figure.high + half, bins + 1)
    return edges


def _words(panel: Axes, figure: Range, *, room: float) -> None:
    """Say above a panel in plain words what its figure is."""
    title = "\n".join(style.wrapped(in_words(figure.path), size=_SMALLEST, room=0.9 * room)[:2])  # bold is wider
    panel.set_title(title, size=_SMALLEST, weight="bold", pad=4)


def _correlation(panel: Axes, kept: Floats, weights: Floats) -> None:
    """Write how two figures go together in kept draws: the larger the number, the more closely."""
    panel.set_axis_off()
    found = correlation(kept, weights)
    text, size = "–", float(style.TEXT)
    if found is not None:
        near = round(found, 1) + 0.0
        text, size = (f"{near:+.1f}" if near else "0.0").replace("-", "−"), style.TEXT + 8 * abs(found)
    middle: dict[str, Any] = {"ha": "center", "transform": panel.transAxes}
    panel.text(0.5, 0.48, text, size=size, va="bottom", gid="correlation", **middle)
    panel.text(0.5, 0.42, "rank correlation", size=_SMALLEST, color=style.FAINT, va="top", **middle)


def correlation(values: Floats, weights: Floats) -> float | None:
    """Measure how closely two figures go together: the correlation of their ranks, from -1 to 1.

    Args:
        values: Shape (draw, 2).
        weights: How much each draw counts, shape (draw,).

    Returns:
        None for fewer than five draws, or where a figure is the same in all.
    """
    if len(values) < _FEWEST or not np.ptp(values, axis=0).all():
        return None
    spread = np.cov(rankdata(values, axis=0).T, aweights=weights)
    return float(spread[0, 1] / np.sqrt(spread[0, 0] * spread[1, 1]))


def _legend(figure: Figure, fit: Fit) -> None:
    """Say above the grid what the marks are, with their numbers."""
    label = f"{len(fit.settled.kept)} kept, of which {fit.settled.within} meet every target"
    handles = [
        Line2D([], [], ls="--", lw=1.4, marker=".", color=_ALL, label=f"all {counted(len(fit.draws.numbers), 'draw')}"),
        Line2D([], [], lw=2.2, marker="D", ms=4.8, color=_KEPT, label=label),
    ]
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.35 / style.WIDTH, 1 - 0.72 / _HIGH), ncols=2, borderpad=0,
        title=None, handlelength=3,
    )  # fmt: skip
