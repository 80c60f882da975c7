"""Where a claim fails: worlds in the plane of what the rule names, and beside it the regrets of each schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kfor_sim.plots import discovery_words as words
from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook
from kfor_sim.plots.equifinality import scale, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from kfor_sim.discovery import Discovery
    from kfor_sim.discovery.regretting import Regretted
    from kfor_sim.discovery.rule import Rule

    Flags = NDArray[np.bool_]

_MARKS = {  # marker, colour inside, colour of the edge, size in points squared
    "holds": ("o", style.BLUE, "white", 34),
    "fails": ("X", style.RED, "white", 46),
}
_SAID = {"holds": "the claim holds", "fails": "it fails"}
_EDGE, _GAP, _LABELS, _LAST = (
    0.35,
    0.55,
    3.15,
    0.2,
)  # inches: at the sides, between halves, for names, for a last number
_HALF = 0.52  # of the width, for the worlds
_TITLE, _BOLD = 0.37, 0.88  # inches of a line of the title; bold letters are wider
_NUMBERS, _BELOW = 1.15, 1.1  # inches left of a plane, and below it: numbers, axis, legend
_HEAD, _TICKS, _ROW = 0.1, 0.32, 0.28  # inches above and below the name of a metric, of numbers, of a row at least
_SPREAD, _FAINT, _MOST = 0.62, 0.25, 4  # of a row, for its dots; how faint worlds are; metrics at most


def discovery(found: Discovery) -> Axes:
    """Draw where the claim fails, and what each schedule may cost, on a figure of pyplot."""
    return in_notebook(_draw, found)


def figure_discovery(found: Discovery) -> Figure:
    """Draw the picture in a figure that pyplot does not know."""
    return for_files(_draw, found)


def _draw(found: Discovery, figure: Figure) -> Axes:
    """Worlds to the left, with the box of the surest rule; regrets to the right, metric by metric."""
    rule, width = words.shown_rule(found), figure.get_figwidth()
    half = _EDGE + _HALF * (width - 2 * _EDGE)
    title = style.wrapped(words.title(found), size=style.TITLE, room=_BOLD * (width - 2 * _EDGE))
    about = style.wrapped(words.about_worlds(found), size=style.SMALL, room=half - _EDGE)
    beside = style.wrapped(words.about_regrets(found), size=style.SMALL, room=width - _EDGE - half - _GAP)
    notes = words.notes(found)
    metrics, schedules = words.shown_metrics(found)[:_MOST], found.plan.question.schedules
    top = 0.75 + _TITLE * len(title) + style.LINE * max(len(about), len(beside))
    foot = style.foot_height(figure, found, *notes) + 0.15
    heads = [_name_lines(found, name, width - _EDGE - half - _GAP) for name in metrics]
    said = _HEAD + style.LINE * max(map(len, heads), default=0)
    strips = len(metrics) * (said + _TICKS + _ROW * len(schedules))
    rows = _BELOW + _ROW * len(found.shares)
    height = max(style.HEIGHT, top + foot + max(strips, rows))
    figure.set_figheight(height)
    heading = height - 0.25 - _TITLE * len(title)
    panel = _worlds(found, rule, figure, (_EDGE, foot + _BELOW, half - _EDGE, height - top - foot - _BELOW))
    _above(figure, (_EDGE, heading), "Where it fails", about)
    _above(figure, (half + _GAP, heading), "What each schedule may cost", beside)
    names = max(style.inches(name, size=style.SMALL) for name in schedules) + 0.12
    left, tall = half + _GAP + min(names, _LABELS), (height - top - foot) / max(len(metrics), 1)
    for place, (name, lines) in enumerate(zip(metrics, heads, strict=True)):
        down = height - top - place * tall
        box = (left, down - tall + _TICKS, width - _EDGE - _LAST - left, tall - _TICKS - said)
        _strip([each for each in found.regrets if each.metric.name == name], figure, box, left - half - _GAP)
        at = ((half + _GAP) / width, (down - said + _HEAD / 2) / height)
        figure.text(*at, "\n".join(lines), size=style.SMALL, weight="bold", va="bottom", linespacing=1.2)
    figure.text(
        _EDGE / width, 1 - 0.2 / height, "\n".join(title), size=style.TITLE, weight="bold", va="top", linespacing=1.15
    )
    style.foot(figure, found, *notes)
    return panel


def _worlds(found: Discovery, rule: Rule | None, figure: Figure, box: tuple[float, float, float, float]) -> Axes:
    """Draw worlds in the plane of two figures, or by theory along one, or the shares of failures by theory."""
    left, up, wide, tall = box
    is_plane = rule is not None and len(rule.bounds) > 1
    labels = [share.label for share in found.shares.values()]
    names = 0.1 + max(style.inches(label, size=style.SMALL) for label in labels)
    room = _NUMBERS if is_plane else min(names, _LABELS)
    width, height = figure.get_size_inches()
    panel = figure.add_axes(((left + room) / width, up / height, (wide - room) / width, tall / height))
    panel.tick_params(labelsize=style.SMALL)
    panel.grid(visible=True, axis="x")
    if rule is None or not rule.bounds:
        _shares(found, rule, panel)
    elif is_plane:
        _plane(found, rule, panel)
    else:
        _rows(found, rule, panel)
    if not is_plane:
        panel.set_yticks(
            range(len(labels)), [style.fitted(label, size=style.SMALL, room=room - 0.1) for label in labels]
        )
        panel.tick_params(axis="y", length=0)
        panel.grid(visible=False, axis="y")
        panel.set_ylim(len(labels) - 0.4, -0.6)
    _legend(figure, panel, rule, at=(left / width, (up - 0.62) / height))
    return panel


def _plane(found: Discovery, rule: Rule, panel: Axes) -> None:
    """Two figures of the rule; worlds that the rest of it leaves out are faint."""
    sample, (first, second) = found.sample, rule.bounds[:2]
    x, y = (sample.figures[:, sample.paths.index(bound.path)] for bound in (first, second))
    _dots(panel, x, y, sample.fails, ~_rest(found, rule))
    (left, right), (low, high) = panel.get_xlim(), panel.get_ylim()
    _box(panel, (max(first.low, left), min(first.high, right)), (max(second.low, low), min(second.high, high)))
    panel.set_xlim(left, right)
    panel.set_ylim(low, high)
    panel.set_xlabel(words.axis(found, first.path), size=style.SMALL, loc="left")
    panel.set_ylabel(words.axis(found, second.path), size=style.SMALL)
    panel.yaxis.set_major_formatter(FuncFormatter(_written))
    panel.xaxis.set_major_formatter(FuncFormatter(_written))
    panel.xaxis.set_major_locator(MaxNLocator(nbins=5))


def _rows(found: Discovery, rule: Rule, panel: Axes) -> None:
    """One figure of the rule, theory by theory."""
    sample, (bound,) = found.sample, rule.bounds
    x = sample.figures[:, sample.paths.index(bound.path)]
    y = sample.theory.astype(np.float64)
    for place in range(len(sample.theories)):
        here = sample.theory == place
        y[here] += _SPREAD * spread(x[here])
    _dots(panel, x, y, sample.fails, np.zeros(len(x), dtype=bool))
    left, right = panel.get_xlim()
    for place, name in enumerate(sample.theories):
        if name in rule.theories:
            _box(panel, (max(bound.low, left), min(bound.high, right)), (place - 0.42, place + 0.42))
    panel.set_xlim(left, right)
    panel.set_xlabel(words.axis(found, bound.path), size=style.SMALL, loc="left")
    panel.xaxis.set_major_formatter(FuncFormatter(_written))
    panel.xaxis.set_major_locator(MaxNLocator(nbins=4))


def _shares(found: Discovery, rule: Rule | None, panel: Axes) -> None:
    """The share of worlds in which the claim fails, theory by theory, with Wilson's intervals."""
    for place, (name, share) in enumerate(found.shares.items()):
        if not share.n:
            panel.text(0.5, place, "nothing is known", ha="center", va="center", size=style.SMALL, style="italic")
            continue
        panel.plot(
            [1 - share.high, 1 - share.low], [place, place], color=style.RED, lw=2, solid_capstyle="butt", clip_on=False
        )
        panel.plot([1 - share.holds], [place], marker="X", ms=9, color=style.RED, mec="white", ls="none", clip_on=False)
        if rule and name in rule.theories:
            _box(panel, (0, 1), (place - 0.42, place + 0.42))
    panel.set_xlim(0, 1)
    panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f} %"))
    panel.set_xlabel("share of worlds in which the claim fails", size=style.SMALL, loc="left")


def _dots(panel: Axes, x: words.Floats, y: words.Floats, fails: Flags, faint: Flags) -> None:
    """Draw a dot for each world, by mark and colour."""
    for kind, here in {"holds": ~fails, "fails": fails}.items():
        marker, inside, edge, size = _MARKS[kind]
        for which, alpha in ((here & ~faint, 0.9), (here & faint, _FAINT)):
            panel.scatter(
                x[which], y[which], s=size, marker=marker, color=inside, edgecolors=edge, linewidths=0.6, alpha=alpha,
                label=kind if alpha > _FAINT else f"{kind}, faint", zorder=3,
            )  # fmt: skip


def _rest(found: Discovery, rule: Rule) -> Flags:
    """Say which worlds meet all that a rule demands beside the two figures that are drawn, shape (world,)."""
    return type(rule)(rule.bounds[2:], rule.theories, rule.among).inside(found.sample)


def _box(panel: Axes, across: tuple[float, float], along: tuple[float, float]) -> None:
    """Draw the box of a rule."""
    corner, wide, tall = (across[0], along[0]), across[1] - across[0], along[1] - along[0]
    panel.add_patch(Rectangle(corner, wide, tall, facecolor=style.ORANGE, alpha=0.16, edgecolor="none", zorder=1))
    panel.add_patch(
        Rectangle(
            corner, wide, tall, facecolor="none", edgecolor=style.INK, lw=1.4, ls=(0, (4, 2)), zorder=2, gid="box"
        )
    )


def _legend(figure: Figure, panel: Axes, rule: Rule | None, *, at: tuple[float, float]) -> None:
    """Say below the worlds what marks mean."""
    kinds = list(_MARKS) if panel.collections else []
    handles: list[Line2D | Rectangle] = [
        Line2D([], [], marker=_MARKS[kind][0], color=_MARKS[kind][1], mec="white", ms=8, ls="none", label=_SAID[kind])
        for kind in kinds
    ]
    if not kinds:
        handles = [Line2D([], [], marker="X", color=style.RED, mec="white", ms=9, lw=2, label="share, with interval")]
    if rule:
        handles.append(
            Rectangle(
                (0, 0), 1, 1, facecolor=style.lighter(style.ORANGE), edgecolor=style.INK, ls="--", label="the rule"
            )
        )
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=at, ncols=3, fontsize=style.SMALL, handletextpad=0.5,
        columnspacing=1.6, borderpad=0,
    )  # fmt: skip


def _name_lines(found: Discovery, name: str, room: float) -> list[str]:
    """Name a metric in lines that fit."""
    asked = next(each for each in found.plan.metrics if each.name == name)
    return style.wrapped(words.metric(asked), size=style.SMALL, room=_BOLD * room)


def _strip(rows: Sequence[Regretted], figure: Figure, box: tuple[float, float, float, float], names: float) -> None:
    """Draw the regrets by one metric: a dot for each world, and a bar that nine of ten do not exceed."""
    left, up, wide, tall = box
    width, height = figure.get_size_inches()
    panel = figure.add_axes((left / width, up / height, wide / width, tall / height))
    values = np.concatenate([each.distances[np.isfinite(each.distances)] for each in rows])
    scale(panel, values[values > 0])
    lines = style.schedule_lines([each.schedule for each in rows], baseline=rows[0].schedule)
    for place, each in enumerate(rows):
        known = each.distances[np.isfinite(each.distances)]
        line = lines[each.schedule]
        panel.scatter(
            known, place + _SPREAD * spread(known), s=12, marker=line.marker, color=line.colour, alpha=0.45,
            linewidths=0, label=each.schedule, clip_on=False, zorder=2,
        )  # fmt: skip
        if np.isfinite(each.mostly):
            panel.plot([each.mostly] * 2, [place - 0.42, place + 0.42], color=style.INK, lw=2.4, zorder=3, gid="p90")
    panel.set_ylim(len(rows) - 0.5, -0.5)
    panel.set_xlim(0, 1.04 * max(values.max(initial=0.0), *(each.mostly for each in rows if np.isfinite(each.mostly))))
    room = names - 0.1
    panel.set_yticks(range(len(rows)), [style.fitted(e.schedule, size=style.SMALL, room=room) for e in rows])
    panel.tick_params(axis="both", length=0, labelsize=style.SMALL)
    panel.xaxis.set_major_formatter(FuncFormatter(_written))
    if panel.get_xscale() == "linear":
        panel.xaxis.set_major_locator(MaxNLocator(nbins=4))
    panel.grid(visible=True, axis="x")
    panel.grid(visible=False, axis="y")


def _written(value: float, _: object) -> str:
    """A number at an axis, in full."""
    return f"{value:,.12g}"


def _above(figure: Figure, at: tuple[float, float], heading: str, lines: Sequence[str]) -> None:
    """Write what a half shows above it, so many inches from the left and from the bottom."""
    width, height = figure.get_size_inches()
    left, up = at
    figure.text(left / width, up / height, heading, size=style.HEADING, weight="bold", va="top")
    figure.text(left / width, (up - 0.28) / height, "\n".join(lines), size=style.SMALL, va="top", linespacing=1.35)
