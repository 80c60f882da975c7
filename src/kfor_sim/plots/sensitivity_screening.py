"""All figures screened, how large their effects are and how far these hang on others; and the weighing as it grew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from kfor_sim.digits import counted
from kfor_sim.plots import sensitivity_stage as stage
from kfor_sim.plots import sensitivity_words as words
from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook
from kfor_sim.plots.placement import around, spread
from kfor_sim.sensitivity.study import TOGETHER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kfor_sim.sensitivity import Sensitivity

_LEFT, _EFFECTS, _BETWEEN, _LABELS = 1.5, 4.5, 0.75, 2.75  # inches: left, of the left panel, between, for labels
_TALL, _LABEL, _LINE = 3.9, 0.42, 0.155  # inches of the panels at least, of a label, and of a line of it
_AXIS = 0.75  # inches below the panels
_CLEAR, _GLYPH = 0.42, 0.12  # inches between the panel and a label, and between a label and its mark
_NAMED = 8  # figures that are named at the left; the others have the marks that they have at the right
_DODGED = 0.36  # of the distance of two parts of the design, for the marks at one of them
_REST: dict[str, Any] = {"ls": "", "marker": "o", "ms": 4.5, "mfc": style.GREY, "mec": "white", "mew": 0.4}


def screening(found: Sensitivity) -> Axes:
    """Draw how all figures were screened, on a figure of pyplot."""
    return in_notebook(_draw, found)


def figure_screening(found: Sensitivity) -> Figure:
    """Draw the picture in a figure that pyplot does not know."""
    return for_files(_draw, found)


def _draw(found: Sensitivity, figure: Figure) -> Axes:
    """Effects to the left, total indices on growing parts of the design to the right."""
    figures = counted(len(found.plan.ranges), "figure")
    head, notes = stage.Head.of(found, before=f"All {figures}"), _notes(found)
    lines = _lines(found)
    width = style.WIDTH
    top, bottom = head.height + stage.HEADED, style.foot_height(figure, found, *notes) + _AXIS
    height = max(style.HEIGHT, top + bottom + max(_TALL, _LABEL * len(lines)))
    figure.set_figheight(height)
    up, tall = bottom / height, (height - top - bottom) / height
    right = _LEFT + _EFFECTS + _BETWEEN
    effects = figure.add_axes((_LEFT / width, up, _EFFECTS / width, tall))
    grown = figure.add_axes((right / width, up, (width - right - _LABELS - stage.EDGE) / width, tall))
    _effects(effects, found, lines)
    _growth(grown, found, lines)
    stage.heading(figure, "Effect of moving each over its range", _key(found), left=stage.EDGE, down=head.height)
    stage.heading(figure, "Total index as the design grew", [], left=right, down=head.height)
    told = "share of the variance, alone and with others"
    figure.text(right / width, 1 - (head.height + 0.3) / height, told, size=style.SMALL, va="top")
    head.draw(figure)
    style.foot(figure, found, *notes)
    return effects


def _notes(found: Sensitivity) -> tuple[str, ...]:
    """Say how to read it."""
    effort = found.plan.effort
    return (
        f"Left: {found.study.asked.trajectories} trajectories move one figure after the other. Above the dashed line, "
        "effects differ by more than their size: the figure works together with others, or not in a straight line.",
        f"Lines at marks: {100 * effort.level:g} % intervals; an arrow where one goes on beyond 0 or 1. Right: an "
        "order that changes as the design grows is not settled.",
    )


def _lines(found: Sensitivity) -> dict[str, style.Line]:
    """How each figure that was weighed singly is drawn, the largest total first, and the group of all others."""
    last = found.study.last
    names = [last.names[place] for place in found.study.places]
    return style.schedule_lines([*names, *([TOGETHER] if TOGETHER in last.names else [])], baseline=TOGETHER)


def _effects(panel: Axes, found: Sensitivity, lines: Mapping[str, style.Line]) -> None:
    """Draw the size of each figure's effect against how far it hangs on the others."""
    asked = found.study.asked
    for place, name in enumerate(asked.names):
        size, error, sigma = asked.size[place], asked.size_error[place], asked.spread[place]
        is_weighed = name in lines
        colour = style.INK if is_weighed else style.GREY
        panel.plot(
            [max(size - error, 0), size + error], [sigma, sigma], color=colour, lw=1.4 if is_weighed else 0.6,
            solid_capstyle="butt", gid="weighed interval" if is_weighed else "interval",
            zorder=2.5 if is_weighed else 2,
        )  # fmt: skip
        look = _look(lines[name]) if is_weighed else _REST
        panel.plot(size, sigma, gid="weighed" if is_weighed else "screened", zorder=4 if is_weighed else 3, **look)
    most = max(float((asked.size + np.nan_to_num(asked.size_error)).max()), float(asked.spread.max()))
    if most:
        panel.plot([0, most], [0, most], color=style.FAINT, lw=1, ls=(0, (5, 3)), zorder=1, gid="guide")
        panel.xaxis.set_major_locator(MaxNLocator(nbins=5))
        panel.yaxis.set_major_locator(MaxNLocator(nbins=5))
    else:
        panel.set(xticks=[0], yticks=[0])
    panel.set_xlim(-0.02 * most, 1.04 * most or 1)
    panel.set_ylim(-0.02 * most, 1.1 * float(asked.spread.max()) or 1)
    for axis in (panel.xaxis, panel.yaxis):
        axis.set_major_formatter(FuncFormatter(stage.outcome_axis))
    panel.grid(visible=True, axis="both")
    panel.tick_params(labelsize=style.SMALL)
    unit = f", {found.plan.unit}" if found.plan.unit not in ("", "1") else ""
    panel.set_xlabel(f"mean size of the effect (μ*{unit})", size=style.SMALL, loc="left")
    width, told = style.WIDTH, f"standard deviation of the effect (σ{unit})"
    panel.figure.text(
        stage.EDGE / width, panel.get_position().y1, told, rotation=90, size=style.SMALL, ha="left", va="top"
    )
    if most:
        _label(panel, found, list(found.study.singly[:_NAMED]))
    else:
        told = "no figure moves what is asked"
        panel.text(0.5, 0.5, told, transform=panel.transAxes, ha="center", size=style.TEXT, style="italic")


def _label(panel: Axes, found: Sensitivity, names: list[str]) -> None:
    """Name the figures that were weighed singly, where their names cover nothing."""
    asked, scale = found.study.asked, 72 / panel.figure.dpi
    at = {name: (asked.size[place], asked.spread[place]) for place, name in enumerate(asked.names)}
    marks = {name: scale * panel.transData.transform(place) for name, place in at.items()}
    corner, end = scale * panel.transAxes.transform((0, 0)), scale * panel.transAxes.transform((1, 1))
    widths = [72 * style.inches(name, size=stage.SMALLEST) + 4 for name in names]
    centres = around(
        [(float(x), float(y)) for x, y in (marks[name] for name in names)],
        widths,
        height=1.25 * stage.SMALLEST,
        inside=(corner[0] + 2, corner[1] + 2, end[0], end[1]),
        taken=[(x - 5, y - 5, x + 5, y + 5) for x, y in marks.values()],
    )
    for name, (a, b) in zip(names, centres, strict=True):
        x, y = marks[name]
        line = {"arrowstyle": "-", "color": style.GREY, "lw": 0.8, "shrinkA": 1, "shrinkB": 4}
        panel.annotate(
            name, xy=at[name], xytext=(a - x, b - y), textcoords="offset points", size=stage.SMALLEST, ha="center",
            va="center", zorder=5, gid="name", arrowprops=line,
        )  # fmt: skip


def _growth(panel: Axes, found: Sensitivity, lines: Mapping[str, style.Line]) -> None:
    """Draw the total index of each on a quarter, half and all of the blocks, side by side."""
    rows = stage.rows_of(found.convergence())
    blocks = sorted({row["blocks"] for row in rows})
    ends = []
    for number, (name, line) in enumerate(lines.items()):
        own = [row for row in rows if row["figure"] == name]
        dodge = _DODGED * ((number + 0.5) / len(lines) - 0.5) * 2
        places = [blocks.index(row["blocks"]) + dodge for row in own]
        for place, row in zip(places, own, strict=True):
            stage.mark_index(panel, place, row, "total", _look(line), upright=True)
        values = np.clip([row["total"] for row in own], 0, 1)
        panel.plot(places, values, color=line.colour, ls=line.dashes, lw=1, alpha=0.8, zorder=2)
        ends.append(float(np.nan_to_num(values[-1])))
    panel.set_xlim(-0.5, len(blocks) - 0.5)
    panel.set_ylim(-stage.OUTSIDE, 1 + stage.OUTSIDE)
    panel.set_xticks(range(len(blocks)), [str(each) for each in blocks])
    panel.yaxis.set_major_locator(MultipleLocator(0.25))
    panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    panel.tick_params(labelsize=style.SMALL)
    panel.tick_params(axis="x", length=0)
    panel.set_xlabel("blocks of the design", size=style.SMALL, loc="left")
    _name_ends(panel, found, lines, ends)


def _name_ends(panel: Axes, found: Sensitivity, lines: Mapping[str, style.Line], ends: list[float]) -> None:
    """Name each line at its end, with its index and interval."""
    last = found.study.last
    told = []
    for name in lines:
        place = last.names.index(name)
        count = f" ({counted(words.others(found), 'figure')})" if name == TOGETHER else ""
        index = f"{last.total[place]:.2f} ({last.total_low[place]:.2f} to {last.total_high[place]:.2f})"
        index = index if found.study.leader else "no index"
        told.append([*words.name_lines(name + count, size=stage.SMALLEST, room=_LABELS - _CLEAR), index])
    low, high = panel.get_ylim()
    inch = (high - low) / (panel.bbox.height / panel.figure.dpi)
    half = inch * _LINE * max(map(len, told)) / 2
    downwards = spread(ends[::-1], gap=2 * half + inch * 0.06, low=low + half, high=high - half)
    start, stop = panel.get_xlim()[1], _CLEAR * 72
    aside = np.ptp(panel.get_xlim()) / (panel.bbox.width / panel.figure.dpi)
    for (name, line), lines_told, end, height in zip(lines.items(), told, ends, downwards[::-1], strict=True):
        panel.annotate(
            "\n".join(lines_told), xy=(start, height), xytext=(stop, 0), textcoords="offset points",
            size=stage.SMALLEST, color=style.darker(line.colour), va="center", annotation_clip=False, linespacing=1.1,
            gid="end", weight="bold" if name == found.study.leader else "normal",
        )  # fmt: skip
        glyph = start + aside * (_CLEAR - _GLYPH)
        if found.study.leader:
            panel.plot([start, glyph], [end, height], color=line.colour, lw=0.9, clip_on=False)
        panel.plot(glyph, height, clip_on=False, **_look(line))


def _look(line: style.Line) -> dict[str, Any]:
    """The mark of a figure that was weighed singly."""
    return {"ls": "", "ms": 7.5, "marker": line.marker, "mfc": line.colour, "mec": style.darker(line.colour), "mew": 1}


def _key(found: Sensitivity) -> list[Line2D]:
    """Say what is drawn how."""
    weighed = Line2D([], [], label="weighed singly", **{**_look(style.Line("", style.INK)), "mfc": style.FAINT})
    handles = [weighed, Line2D([], [], color=style.FAINT, lw=1, ls=(0, (5, 3)), label="σ = μ*")]
    if words.others(found):
        handles.insert(1, Line2D([], [], label=counted(words.others(found), "other"), **_REST))
    return handles
