"""Which assumption matters: what is asked at the ends of ranges, and what each figure explains of the variance."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from kfor_sim.plots import sensitivity_stage as stage
from kfor_sim.plots import sensitivity_words as words
from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook
from kfor_sim.sensitivity.study import TOGETHER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kfor_sim.sensitivity import Sensitivity

_NAMES, _BARS, _GAP, _TOLD = 2.95, 4.1, 0.4, 2.3  # inches: for names, of the bars, between panels, for the worth
_ROW = 0.75, 1.0  # inches of a row at least and at most
_LABEL, _CLEAR = 0.95, 0.08  # inches at both sides of the bars, for the ends of ranges, and before these
_ASIDE = 0.2  # inches before the margin
_THICK, _DODGE = 0.5, 0.15  # of a row: a bar, and how far apart the two indices stand from its middle
_ENDS: dict[str, dict[str, Any]] = {
    "low": {"facecolor": style.lighter(style.ORANGE), "edgecolor": style.darker(style.ORANGE), "hatch": "////"},
    "high": {"facecolor": style.BLUE, "edgecolor": style.darker(style.BLUE)},
}
_LOOKS: dict[str, dict[str, Any]] = {
    "first": {"ls": "", "marker": "o", "ms": 8.5, "mfc": "white", "mec": style.darker(style.ORANGE), "mew": 1.8},
    "total": {"ls": "", "marker": "D", "ms": 8, "mfc": style.BLUE, "mec": style.darker(style.BLUE), "mew": 1},
}
_NAMED = {"first": "alone (first-order)", "total": "with others (total)"}


@dataclass(frozen=True, slots=True)
class _End:
    """What is asked at one end of a range.

    Attributes:
        name: ``low`` or ``high``.
        value: The end itself, written.
        reached: What is asked there; None where the end contradicts another figure, not finite without a size.
        middle: What is asked as the scenario has it.
    """

    name: str
    value: str
    reached: float | None
    middle: float

    @property
    def beyond(self) -> float:
        """By how much it moves what is asked; 0 where that cannot be said."""
        return self.reached - self.middle if self.reached is not None and isfinite(self.reached) else 0.0

    @property
    def told(self) -> str:
        """What stands at the end of its bar."""
        if self.reached is None:
            return f"{self.value}: impossible"
        return self.value if isfinite(self.reached) else f"{self.value}: no size"


def tornado(found: Sensitivity) -> Axes:
    """Draw what each figure does to the answer, on a figure of pyplot."""
    return in_notebook(_draw, found)


def figure_tornado(found: Sensitivity) -> Figure:
    """Draw the picture in a figure that pyplot does not know."""
    return for_files(_draw, found)


def _draw(found: Sensitivity, figure: Figure) -> Axes:
    """Bars to the left, shares of the variance to the right, what knowing is worth at the margin."""
    rows = stage.rows_of(found.frame())[: len(found.study.singly)]
    together = [found.others()] if TOGETHER in found.study.last.names else []
    ends = {row["figure"]: _ends(found, row) for row in rows}
    head, notes = stage.Head.of(found), _notes(found, [end for pair in ends.values() for end in pair])
    left, width = stage.EDGE + _NAMES, style.WIDTH
    right = left + _BARS + _GAP
    below = style.wrapped(words.with_unit_asked(found.plan), size=style.SMALL, room=_BARS)
    top = head.height + stage.HEADED
    bottom = style.foot_height(figure, found, *notes) + 0.5 + style.LINE * len(below)
    depth = len(rows) + len(together)
    height = max(style.HEIGHT, top + bottom + _ROW[0] * depth)
    tall = min(height - top - bottom, _ROW[1] * depth)
    figure.set_figheight(height)
    up = (height - top - tall) / height
    bars = figure.add_axes((left / width, up, _BARS / width, tall / height))
    shares = figure.add_axes(
        (right / width, up, (width - right - _TOLD - stage.EDGE) / width, tall / height), sharey=bars
    )
    for place, row in enumerate(rows):
        _bars(bars, ends[row["figure"]], place)
        _name(bars, row, place)
    if together:
        _name_others(bars, words.others(found), len(rows))
    _axis(bars, found, list(ends.values()))
    bars.set_xlabel("\n".join(below), size=style.SMALL, loc="left")
    _shares(shares, [*rows, *together], found)
    bars.set_ylim(depth - 0.45, -0.55)
    known = width - stage.EDGE - _TOLD + _ASIDE
    for text, handles, start in (
        ("What is asked at the ends of each range", _bar_key(found), stage.EDGE),
        ("How much it explains", _index_key(), right),
        ("Were it known", [], known),
    ):
        stage.heading(figure, text, handles, left=start, down=head.height)
    head.draw(figure)
    style.foot(figure, found, *notes)
    return bars


def _ends(found: Sensitivity, row: Mapping[str, Any]) -> tuple[_End, _End]:
    """Give both ends of a figure's range with what is asked there."""
    reached = found.ends[row["figure"]]
    low, high = (words.at_end(row[name], _unit(row)) for name in ("low", "high"))
    return _End("low", low, reached.low, found.as_it_is), _End("high", high, reached.high, found.as_it_is)


def _unit(row: Mapping[str, Any]) -> str:
    """Give the unit that stands at the ends of bars: none where it is a rate, or leaves no room."""
    unit = str(row["unit"])
    ends = [words.at_end(row[name], unit) for name in ("low", "high")]
    fits = all(style.inches(end, size=style.SMALL) <= _LABEL for end in ends)
    return unit if fits and "/" not in unit else "1"


def _notes(found: Sensitivity, ends: Sequence[_End]) -> tuple[str, ...]:
    """Say how to read it."""
    extra = " Impossible: that end contradicts another figure." if any(end.reached is None for end in ends) else ""
    is_still = all(end.reached == end.middle for end in ends)
    extra += " None of them moves what is asked by itself." if is_still else ""
    extra += " No size: nothing to measure there." if any(end.told.endswith("no size") for end in ends) else ""
    level = f"{100 * found.plan.effort.level:g} %"
    return (
        f"Bars: one figure at an end of its range, all others as the scenario has them.{extra} {words.INDICES} "
        "At the margin: how far the spread would shrink at least, on average. "
        f"With {level} intervals; an arrow where one goes on beyond 0 or 1.",
        words.CHOSEN,
    )


def _bars(panel: Axes, ends: tuple[_End, _End], place: int) -> None:
    """Draw the bars of one figure; one above the other where both ends move what is asked the same way."""
    low, high = ends
    is_same_way = low.beyond * high.beyond > 0
    thick = _THICK / 2 if is_same_way else _THICK
    for end, lane, other in ((low, -1, high), (high, 1, low)):
        at = place + (lane * thick / 2 if is_same_way else 0.0)
        if not isfinite(end.middle):
            continue
        if end.reached is not None and isfinite(end.reached):
            panel.barh(at, end.beyond, left=end.middle, height=thick, lw=1, gid=end.name, zorder=2, **_ENDS[end.name])
        side = end.beyond or -other.beyond or lane
        panel.annotate(
            end.told, (end.middle + end.beyond, at), (72 * _CLEAR * (1 if side > 0 else -1), 0),
            textcoords="offset points", ha="left" if side > 0 else "right", va="center", size=style.SMALL,
        )  # fmt: skip


def _axis(panel: Axes, found: Sensitivity, ends: Sequence[tuple[_End, _End]]) -> None:
    """Put the scenario's own value in, and leave room for words at both sides."""
    panel.grid(visible=True, axis="x")
    panel.grid(visible=False, axis="y")
    panel.set_yticks([])
    panel.spines["left"].set_visible(False)
    panel.tick_params(axis="x", labelsize=style.SMALL)
    panel.xaxis.set_major_formatter(
        FuncFormatter(stage.signed_axis if words.is_signed(found.plan) else stage.outcome_axis)
    )
    if not isfinite(found.as_it_is):
        panel.set_xticks([])
        told = "as the scenario has it,\nwhat is asked has no size"
        panel.text(0.5, 0.5, told, transform=panel.transAxes, ha="center", va="center", size=style.SMALL)
        return
    panel.plot(
        [found.as_it_is] * 2, [-0.55, len(ends) - 0.5], color=style.INK, lw=1.6, zorder=3, gid="as it is", clip_on=False
    )
    every = [found.as_it_is, *(end.middle + end.beyond for pair in ends for end in pair)]
    low, high = min(every), max(every)
    if low == high:
        panel.set_xticks([found.as_it_is])
        low, high = low - 1, high + 1
    else:
        panel.xaxis.set_major_locator(MaxNLocator(nbins=4))
    side = max(style.inches(end.told, size=style.SMALL) for pair in ends for end in pair) + 2 * _CLEAR
    room = (high - low) * side / (_BARS - 2 * side)
    panel.set_xlim(low - room, high + room)


def _name(panel: Axes, row: Mapping[str, Any], place: int) -> None:
    """Name a figure left of its bars, in small letters what it rests on and what it is."""
    name = words.name_lines(row["figure"], size=style.SMALL, room=_NAMES - 0.25)
    aside = "" if row["unit"] in (_unit(row), "share") else f", in {words.many(2, row['unit'])}"
    told = words.told(
        row["figure"],
        size=stage.SMALLEST,
        room=_NAMES - 0.15,
        most=max(4 - len(name), 1),
        before=f"{row['basis']}{aside}. ",
    )
    _beside(panel, place, name, told)


def _name_others(panel: Axes, count: int, place: int) -> None:
    """Name the group of those that were not weighed singly, below a line."""
    _beside(panel, place, [TOGETHER], [f"{count} figures" if count > 1 else "1 figure"])
    panel.axhline(place - 0.5, color=style.GREY, lw=0.8, zorder=1)
    panel.text(
        0.5, place, "not moved one by one", transform=panel.get_yaxis_transform(), ha="center", va="center",
        size=style.SMALL, style="italic", color=style.FAINT, bbox={"facecolor": "white", "edgecolor": "none", "pad": 2},
    )  # fmt: skip


def _beside(panel: Axes, place: int, name: Sequence[str], told: Sequence[str]) -> None:
    """Write a name in large letters and words in small ones, both together in the middle of a row."""
    start, across = -_NAMES / _BARS, panel.get_yaxis_transform()
    tall = [0.2] * len(name) + [0.17] * len(told)
    down = -sum(tall) / 2
    for number, line in enumerate((*name, *told)):
        is_name = number < len(name)
        panel.annotate(
            line, (start, place), (0, -72 * (down + tall[number] / 2)), xycoords=across, textcoords="offset points",
            va="center", size=style.SMALL if is_name else stage.SMALLEST, weight="bold" if is_name else "normal",
            color=style.INK if is_name else style.FAINT,
        )  # fmt: skip
        down += tall[number]


def _shares(panel: Axes, rows: Sequence[Mapping[str, float]], found: Sensitivity) -> None:
    """Draw the indices of each row, and write at the margin what knowing it is worth."""
    panel.set_xlim(-stage.OUTSIDE, 1 + stage.OUTSIDE)
    panel.xaxis.set_major_locator(MultipleLocator(0.25))
    panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    panel.tick_params(axis="x", labelsize=style.SMALL)
    panel.tick_params(axis="y", length=0, labelleft=False)
    panel.grid(visible=True, axis="x")
    panel.grid(visible=False, axis="y")
    panel.spines["left"].set_visible(False)
    panel.set_xlabel("share of the variance", size=style.SMALL, loc="left")
    for place, row in enumerate(rows):
        for name, way in (("first", -_DODGE), ("total", _DODGE)):
            stage.mark_index(panel, place + way, row, name, _LOOKS[name])
        told = f"spread {words.worth(row)}" if found.study.leader else "nothing to shrink"
        panel.annotate(
            told, (1, place), (72 * _ASIDE, 0), xycoords=panel.get_yaxis_transform(), textcoords="offset points",
            va="center", size=style.SMALL,
        )  # fmt: skip
    if TOGETHER in found.study.last.names:
        panel.axhline(len(rows) - 1.5, color=style.GREY, lw=0.8, zorder=1)


def _bar_key(found: Sensitivity) -> list[Any]:
    value = f": {words.in_unit(found.as_it_is, found.plan.unit)}" if isfinite(found.as_it_is) else ""
    return [
        Patch(label="low end", lw=1, **_ENDS["low"]),
        Patch(label="high end", lw=1, **_ENDS["high"]),
        Line2D([], [], color=style.INK, lw=1.6, label=f"as the scenario has it{value}"),
    ]


def _index_key() -> list[Any]:
    return [Line2D([], [], label=_NAMED[name], **look) for name, look in _LOOKS.items()]
