"""What breaks a claim: along each figure's range where it holds and where it is lost, and beside it other options."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from kfor_sim.digits import counted, honest
from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook
from kfor_sim.robustness.telling import in_unit, name_of, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kfor_sim.robustness import Breaking
    from kfor_sim.robustness.departures import FigureRange
    from kfor_sim.robustness.searching import Way

_MOST = 14  # figures with a row of their own
_CLOSEST = 8  # figures shown where none breaks the claim
_ROW, _BAR = 0.42, 0.17  # inches of a row, and of its bar
_PATHS, _BARS, _ENDS, _LIST = 3.9, 7.4, 8.75, 9.25  # inches from the left: where bars begin and end, and the rest
_GAP, _LOW = 0.13, 0.95  # inches between a bar and the ends of its range, and between it and the path
_LINE = 0.205  # inches of a line of the list of options
_TOP, _SECOND = 1.5, 0.26  # inches above the panels, and for a claim that is too long for the title
_TITLE = "What breaks it? "
_SMALLEST = 9.5
_OPEN = (0, (2, 1.5))  # dashes around a part of which nothing is known
_WAYS_OFF = {  # how the part of a range is drawn in which the claim is lost
    "reversed": ("reversed", "////", style.RED),
    "fails": ("fails", "////", style.RED),
    "no difference": ("no difference", "xxxx", style.PURPLE),
    "undecided": ("luck decides", "....", style.GREY),
}
_MARKS = {
    "holds": ("o", style.BLUE, "holds"),
    "reversed": ("X", style.RED, "reversed"),
    "fails": ("X", style.RED, "fails"),
    "no difference": ("s", "white", "no difference"),
    "undecided": ("D", style.GREY, "luck decides"),
    "not possible": ("x", style.INK, "not possible"),
}


def breaking(found: Breaking) -> Axes:
    """Draw the picture in a new pyplot figure, as a notebook shows it; gives the panel of the figures."""
    return in_notebook(_draw, found)


def figure_breaking(found: Breaking) -> Figure:
    """Draw the picture in a figure that pyplot does not know."""
    return for_files(_draw, found)


@dataclass(frozen=True, slots=True)
class _Row:
    """A figure and its ways to the ends of its range."""

    figure: FigureRange
    ways: tuple[Way, ...]

    def along(self, value: float) -> float:
        """Where a value lies between the ends of the range, from 0 to 1."""
        return (value - self.figure.low) / (self.figure.high - self.figure.low)


def _draw(found: Breaking, figure: Figure) -> Axes:
    """Ranges to the left, options to the right."""
    rows, lines = _rows(found), list(_list(found))
    notes = _notes(found)
    foot = style.foot_height(figure, found, *notes)
    room, above = max(len(rows) * _ROW, len(lines) * _LINE), _TOP + _SECOND * (not _is_short(found))
    figure.set_figheight(max(style.HEIGHT, above + room + 0.55 + foot))
    height = figure.get_figheight()
    top, bottom = 1 - above / height, (foot + 0.5) / height
    panel = figure.add_axes((_PATHS / style.WIDTH, bottom, (_BARS - _PATHS) / style.WIDTH, top - bottom))
    _frame(panel, inches=(top - bottom) * height)
    for place, row in enumerate(rows):
        _bar(panel, row, -(place + 0.6) * _ROW)
        _texts(panel, found, row, -(place + 0.6) * _ROW)
    if not rows:
        panel.text(0, -0.4, "No figure was changed.", size=style.TEXT)
    _options(figure, lines, top=top, bottom=bottom)
    _headings(figure, found, rows, up=1 - (above - 0.12) / height)
    _legend(figure, rows, up=(foot + 0.12) / height)
    _marks(figure, [verdict for verdict, _, _ in lines], up=(foot + 0.12) / height)
    style.foot(figure, found, *notes)
    return panel


def _rows(found: Breaking) -> list[_Row]:
    """The figures along which the claim is lost, the nearest first; if there are none, those that come closest."""
    ways = found.crossings[:] or found.closest[:_CLOSEST]
    by_path = {way.figure.path: way.figure for way in ways}
    rows = [
        _Row(figure, tuple(way for way in found.ways if way.figure.path == path)) for path, figure in by_path.items()
    ]
    return rows[:_MOST]


def _frame(panel: Axes, *, inches: float) -> None:
    """An empty panel, from 0 to 1 across, and in inches from its top down."""
    panel.set_xlim(0, 1)
    panel.set_ylim(-inches, 0)
    panel.grid(visible=False)
    panel.set_xticks([])
    panel.set_yticks([])
    for spine in panel.spines.values():
        spine.set_visible(False)


def _bar(panel: Axes, row: _Row, middle: float) -> None:
    """Draw a range: where the claim holds, where that is not known, where it is lost, and the default."""
    for way in row.ways:
        for start, end, kind in _parts(way):
            _part(panel, row.along(start), row.along(end), middle, kind)
    default = row.along(row.figure.default)
    panel.plot(default, middle, ls="", marker="D", ms=8, mfc=style.INK, mec="white", mew=1, clip_on=False, zorder=4)


def _parts(way: Way) -> Iterator[tuple[float, float, str]]:
    """Cut the way from the default to an end into parts; where the claim is lost, as the nearest value tried has it."""
    lost = way.lost
    if way.end.found.judgement is None:
        yield way.figure.default, way.end.value, "not possible"
        return
    if lost is None:
        yield way.figure.default, way.end.value, "holds"
        return
    yield way.figure.default, way.holds_at, "holds"
    yield way.holds_at, lost.value, "between"
    beyond = sorted((step for step in way.steps if step.found.is_lost), key=lambda step: abs(step.value - lost.value))
    start = lost.value
    for near, far in pairwise(beyond):
        if near.found.verdict != far.found.verdict:
            edge = (near.value + far.value) / 2
            yield start, edge, near.found.verdict
            start = edge
    yield start, way.end.value, way.end.found.verdict


def _part(panel: Axes, start: float, end: float, middle: float, kind: str) -> None:
    """Draw one part of a range."""
    place, width = (min(start, end), middle - _BAR / 2), abs(end - start)
    look: dict[str, Any] = {"facecolor": "white", "edgecolor": style.FAINT, "linestyle": _OPEN}
    if kind == "holds":
        look = {"facecolor": style.BLUE, "edgecolor": style.INK}
    elif kind in _WAYS_OFF:
        _, hatch, colour = _WAYS_OFF[kind]
        look = {"facecolor": "white", "edgecolor": style.darker(colour), "hatch": hatch}
    panel.add_patch(Rectangle(place, width, _BAR, lw=0.9, clip_on=False, **look))


def _texts(panel: Axes, found: Breaking, row: _Row, middle: float) -> None:
    """Write the path, the default, both ends, how far it is, and above the bar the value at which the claim is lost."""
    figure = row.figure
    gap, start = _GAP / (_BARS - _PATHS), -_LOW / (_BARS - _PATHS)
    room = _PATHS - _LOW - 0.3
    size = style.SMALL if style.inches(figure.path, size=style.SMALL) <= room else _SMALLEST
    path = style.fitted(figure.path, size=size, room=room)
    panel.text(start, middle + 0.02, path, size=size, ha="right", va="bottom")
    default = style.fitted(f"default {in_unit(figure, figure.default)}", size=_SMALLEST, room=room)
    panel.text(start, middle - 0.01, default, size=_SMALLEST, color=style.FAINT, ha="right", va="top")
    panel.text(-gap, middle, shown(figure, figure.low), size=_SMALLEST, ha="right", va="center")
    panel.text(1 + gap, middle, shown(figure, figure.high), size=_SMALLEST, ha="left", va="center")
    lost = sorted((way for way in row.ways if way.lost), key=lambda way: way.distance)
    far = (_ENDS - _PATHS) / (_BARS - _PATHS)
    if lost:
        panel.text(far, middle, f"{lost[0].distance:.2f}", size=style.SMALL, weight="bold", ha="right", va="center")
    _values(panel, middle + _BAR / 2 + 0.015, list(_labels(found, row)))


def _labels(found: Breaking, row: _Row) -> Iterator[tuple[float, str]]:
    """What is written above a bar, and where: the value at which the claim is lost, or what is left of it."""
    for way in row.ways:
        if way.lost:
            yield row.along(way.lost.value), in_unit(row.figure, way.lost.value)
        elif not found.crossings and way.end.found.judgement:
            link = way.end.found.judgement.link
            yield row.along(way.end.value), f"difference {honest(link.mean, link.spread, link.n)}"


def _values(panel: Axes, bottom: float, labels: Sequence[tuple[float, str]]) -> None:
    """Write labels above a bar, over their places as far as they fit beside each other and between its ends."""
    widths = [style.inches(text, size=_SMALLEST) / (_BARS - _PATHS) for _, text in labels]
    reached = 0.0
    starts: list[float] = []
    order = sorted(range(len(labels)), key=lambda number: labels[number][0])
    for number in order:
        start = max(reached, min(labels[number][0] - widths[number] / 2, 1 - widths[number]))
        starts.append(start)
        reached = start + widths[number] + 0.02
    over = max(reached - 0.02 - 1, 0.0)
    for number, start in zip(order, starts, strict=True):
        panel.text(max(start - over, 0), bottom, labels[number][1], size=_SMALLEST, ha="left", va="bottom")


def _is_short(found: Breaking) -> bool:
    """Whether the claim has room in the title."""
    return style.inches(_TITLE + found.question.title, size=style.TITLE, weight="bold") <= style.WIDTH - 0.7


def _headings(figure: Figure, found: Breaking, rows: Sequence[_Row], *, up: float) -> None:
    """Say what the picture asks and answers, and head its columns."""
    answer = _answer(found, len(rows))
    style.head(figure, _TITLE + (found.question.title if _is_short(found) else ""))
    for line, text in enumerate((answer,) if _is_short(found) else (found.question.title, answer)):
        fitted = style.fitted(text, size=style.TEXT, room=style.WIDTH - 0.7)
        down = (0.74 + _SECOND * line) / figure.get_figheight()
        figure.text(0.35 / style.WIDTH, 1 - down, fitted, size=style.TEXT, va="top")
    ends = (("low end of the range", _PATHS, "left"), ("high end", _BARS, "right"))
    for text, inches, side in ends:
        figure.text(inches / style.WIDTH, up, text, size=_SMALLEST, color=style.FAINT, ha=side, va="bottom")
    if found.crossings:
        figure.text(
            _ENDS / style.WIDTH, up, "of the range\nto go", size=_SMALLEST, color=style.FAINT, ha="right", va="bottom",
            linespacing=1.1,
        )  # fmt: skip
    figure.text(_LIST / style.WIDTH, up, "Other options", size=style.HEADING, weight="bold", ha="left", va="bottom")


def _answer(found: Breaking, rows: int) -> str:
    """What the picture answers, in a line."""
    figures = counted(len(found.departures.figures), "figure")
    paths = len({way.figure.path for way in found.crossings})
    if paths:
        rest = f", {paths - rows} more in departures.csv" if paths > rows else ""
        return f"Along {paths} of {figures} the claim is lost, the nearest first{rest}."
    if found.breaking_options or found.breaking_pairs:
        return f"No end of the ranges of {figures} breaks it, but options do. Below: figures that come closest."
    return f"No end of the ranges of {figures} breaks it, and no option. Below: figures that come closest."


def _list(found: Breaking) -> Iterator[tuple[str, str, bool]]:
    """The lines of the list of options: the verdict, the words, and whether they are to stand out."""
    lost, pairs = found.breaking_options, found.breaking_pairs
    others = {change: each for change, each in found.options.items() if change not in lost}
    for change, each in (*lost.items(), *others.items()):
        yield each.verdict, change.name, each.is_lost
    if found.pairs:
        yield "", f"Pairs of these: {len(pairs)} of {len(found.pairs)} break it", True
    elif not found.departures.with_pairs:
        yield "", "Pairs were not tried", False
    for pair, each in list(pairs.items())[:_CLOSEST]:
        yield each.verdict, name_of(pair), False
    if len(pairs) > _CLOSEST:
        yield "", f"and {len(pairs) - _CLOSEST} more, in departures.csv", False


def _options(figure: Figure, lines: Sequence[tuple[str, str, bool]], *, top: float, bottom: float) -> None:
    """List the options, each with a mark of its verdict."""
    width = style.WIDTH - _LIST - 0.3
    panel = figure.add_axes((_LIST / style.WIDTH, bottom, width / style.WIDTH, top - bottom))
    _frame(panel, inches=(top - bottom) * figure.get_figheight())
    panel.set_xlim(0, width)
    for place, (verdict, text, stands_out) in enumerate(lines):
        middle = -(place + 0.5) * _LINE
        if verdict:
            mark, colour, _ = _MARKS[verdict]
            panel.plot(0.1, middle, ls="", marker=mark, ms=6.5, mfc=colour, mec=style.INK, mew=0.9, clip_on=False)
        start, size = (0.28 if verdict else 0.0), (style.SMALL if stands_out else _SMALLEST)
        weight = "bold" if stands_out else "normal"
        words = style.fitted(text, size=size, room=width - start, weight=weight)
        panel.text(start, middle, words, size=size, weight=weight, va="center_baseline")


def _legend(figure: Figure, rows: Sequence[_Row], *, up: float) -> None:
    """Explain the parts of the bars that there are."""
    kinds = {kind for row in rows for way in row.ways for start, end, kind in _parts(way) if start != end}
    handles: list[Patch | Line2D] = [
        Line2D([], [], ls="", marker="D", ms=8, mfc=style.INK, mec="white", label="default"),
    ]
    if "holds" in kinds:
        handles.append(Patch(facecolor=style.BLUE, edgecolor=style.INK, label="claim holds"))
    if "between" in kinds:
        handles.append(Patch(facecolor="white", edgecolor=style.FAINT, linestyle=_OPEN, label="lost in between"))
    for kind, (label, hatch, colour) in _WAYS_OFF.items():
        if kind in kinds:
            handles.append(Patch(facecolor="white", edgecolor=style.darker(colour), hatch=hatch, label=label))
    if "not possible" in kinds:
        handles.append(Patch(facecolor="white", edgecolor=style.FAINT, linestyle=_OPEN, label="not possible"))
    figure.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.35 / style.WIDTH, up), ncols=len(handles),
        fontsize=_SMALLEST, handlelength=1.8, columnspacing=1.2, handletextpad=0.5,
    )  # fmt: skip


def _marks(figure: Figure, verdicts: Sequence[str], *, up: float) -> None:
    """Explain the marks of the list that there are."""
    handles = [
        Line2D([], [], ls="", marker=mark, ms=7, mfc=colour, mec=style.INK, mew=0.9, label=label)
        for verdict, (mark, colour, label) in _MARKS.items()
        if verdict in verdicts
    ]
    if handles:
        figure.legend(
            handles=handles, loc="lower left", bbox_to_anchor=(_LIST / style.WIDTH, up), ncols=len(handles),
            fontsize=_SMALLEST, handlelength=1, columnspacing=0.9, handletextpad=0.3,
        )  # fmt: skip


def _notes(found: Breaking) -> tuple[str, ...]:
    link = found.default.link
    difference = honest(link.mean, link.spread, link.n)
    above = "where the claim is lost" if found.crossings else "what is left of the difference at that end"
    return (
        f"At the defaults the claim holds: difference {difference} in the mean of {found.question.replicates} paired "
        f"replicates (what is claimed to be larger less the other, {honest(link.mean_low, link.spread, link.n)} to "
        f"{honest(link.mean_high, link.spread, link.n)}). One assumption is changed at a time, in all schedules alike.",
        f"A range is what is as defensible as the default, not a probability. Above the bars: {above}.",
    )
