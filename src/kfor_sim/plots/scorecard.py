"""The scorecard: patterns by theories in words, hatched where they do not count; or one theory with its knock-outs."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, isinf
from typing import TYPE_CHECKING

from matplotlib.patches import Rectangle

from kfor_sim.digits import honest
from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook
from kfor_sim.scorecard.knock_outs import KNOCK_OUTS
from kfor_sim.scorecard.scorecard import NO_TOTAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kfor_sim.scenario.targets import PatternTarget
    from kfor_sim.scorecard import Score, Scorecard, Tested, Value

_COUNTS = (
    "A pattern counts where it is there and outlasts the knock-out of its own input, unless it is put in, set by hand, "
    "fitted, or of the event that the theory was made from. Below each word: the median of the measure."
)
_FILLS = {"yes": style.lighter(style.BLUE), "partly": style.lighter(style.lighter(style.BLUE)), "no": "white"}
_HATCH = "////"
_LEFT, _RIGHT = 2.75, 0.25  # inches
_HEADS = 1.72, 1.02  # inches above the cells: with slanted headings, and with level ones
_SLANT = 28
_SMALLEST = 9.5
_ROOM = 0.1  # inches left and right of words in a cell
_AFTERWARDS = {
    ("stays", True): "stays",
    ("stays", False): "gone",
    ("goes", True): "goes, as it must",
    ("goes", False): "there all the same",
    ("nothing", True): "nothing, as it must",
    ("nothing", False): "flares all the same",
}
_MARKS = (
    ("yes", "yes, counts", "yes", False),
    ("partly", "partly, counts", "partly", False),
    ("yes", "there, but does not count", "(yes)", True),
    ("no", "not there", "no", False),
    ("", "not scored: made from the event, or not in the scenario", "–", False),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes:
        word: The word in it.
        note: A line below it, in small type.
        fill: Its colour.
        hatched: Whether it does not count.
    """

    word: str
    note: str = ""
    fill: str = "white"
    hatched: bool = False


def scorecard(found: Scorecard) -> Axes:
    """Draw the picture in a new pyplot figure, as a notebook shows it."""
    return in_notebook(_draw, found)


def figure_scorecard(found: Scorecard) -> Figure:
    """Draw the picture in a figure that pyplot does not know."""
    return for_files(_draw, found)


def _draw(found: Scorecard, figure: Figure) -> Axes:
    subject = found.subject
    if subject.alone:
        theory = subject.theories[0]
        title = f"What {subject.base.name} yields of the record under {theory}"
        heads = ["as it is", "its input knocked out", "knocked out as well", "yielded"]
        rows = [_told(found.scores[name, theory]) for name in subject.targets]
    else:
        title = f"What {subject.base.name} yields of the record, theory by theory"
        heads = list(subject.theories)
        rows = [[_cell(found.scores[name, theory]) for theory in heads] for name in subject.targets]
    notes = (_COUNTS, NO_TOTAL)
    foot = style.foot_height(figure, found, *notes) + 0.42
    panel = _grid(figure, list(subject.targets.values()), heads, rows, foot=foot, slanted=not subject.alone)
    _legend(figure, up=foot - 0.3)
    style.head(figure, title)
    style.foot(figure, found, *notes)
    return panel


def _grid(
    figure: Figure,
    targets: Sequence[PatternTarget],
    heads: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    foot: float,
    slanted: bool,
) -> Axes:
    """Draw cells with their headings; a unit of the axes is an inch."""
    width, height = figure.get_size_inches()
    top = _HEADS[0] if slanted else _HEADS[1]
    across, down = width - _LEFT - _RIGHT, height - top - foot
    panel = figure.add_axes((_LEFT / width, foot / height, across / width, down / height))
    panel.set_xlim(0, across)
    panel.set_ylim(down, 0)
    panel.set_axis_off()
    size = across / len(heads), down / len(rows)
    for row, (target, cells) in enumerate(zip(targets, rows, strict=True)):
        label = style.fitted(f"{row + 1}  {target.label}", size=style.TEXT, room=_LEFT - 0.5)
        panel.text(-0.1, (row + 0.5) * size[1], label, ha="right", va="center", size=style.TEXT)
        for column, cell in enumerate(cells):
            _put(panel, cell, (column * size[0], row * size[1]), size)
    for column, head in enumerate(heads):
        _head(panel, head, (column + 0.5) * size[0], slanted=slanted)
    return panel


def _head(panel: Axes, head: str, across: float, *, slanted: bool) -> None:
    if slanted:
        panel.text(across - 0.1, -0.1, head, size=style.SMALL, rotation=_SLANT, ha="left", va="bottom", weight="bold")
    else:
        panel.text(across, -0.1, head, size=style.TEXT, ha="center", va="bottom", weight="bold")


def _put(panel: Axes, cell: Cell, corner: tuple[float, float], size: tuple[float, float]) -> None:
    """Draw one cell: words stand on white where it is hatched."""
    (left, above), (wide, tall) = corner, size
    panel.add_patch(
        Rectangle(
            corner, wide, tall, facecolor=cell.fill, edgecolor=style.FAINT if cell.hatched else "white",
            hatch=_HATCH if cell.hatched else None, lw=0,
        )
    )  # fmt: skip
    panel.add_patch(Rectangle(corner, wide, tall, fill=False, edgecolor="#bdbdbd", lw=1))
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.2} if cell.hatched else None
    room, middle = wide - 2 * _ROOM, left + wide / 2
    weight = "bold" if cell.word in ("yes", "partly") and cell.fill != "white" else "normal"
    word = style.fitted(cell.word, size=style.TEXT, room=room, weight=weight)
    panel.text(
        middle, above + tall * (0.34 if cell.note else 0.5), word, ha="center", va="center", size=style.TEXT,
        weight=weight, bbox=box,
    )  # fmt: skip
    if cell.note:
        note = style.fitted(cell.note, size=_SMALLEST, room=room)
        panel.text(middle, above + tall * 0.74, note, ha="center", va="center", size=_SMALLEST, bbox=box)


def _cell(score: Score) -> Cell:
    """Show a pattern under one theory: what of it counts is plain, what does not is in brackets and hatched."""
    if score.value is None:
        return Cell("–", fill="#efefef")
    verdict = score.value.verdict
    hatched = verdict != "no" and not score.counts
    counted = str(score.yielded) if score.counts else str(verdict)
    word = f"({verdict})" if hatched else counted
    return Cell(word, _number(score.value), "white" if hatched else _FILLS[counted], hatched)


def _told(score: Score) -> list[Cell]:
    """Show a pattern under one theory in detail: as it is, with inputs knocked out, and what is yielded."""
    if score.value is None:
        return [Cell(score.status, score.why, "#efefef"), *[Cell("", fill="#efefef")] * 3]
    verdict, tests = score.value.verdict, [_afterwards(test) for test in score.tested[:2]]
    tests += [Cell("")] * (2 - len(tests))
    hatched = verdict != "no" and not score.counts
    end = Cell(str(score.yielded), "", _FILLS[str(score.yielded)]) if score.counts else Cell("–", _shortly(score.why))
    word = f"({verdict})" if hatched else str(verdict)
    return [
        Cell(word, _number(score.value, interval=True), "white" if hatched else _FILLS[verdict], hatched),
        *tests,
        end,
    ]


def _shortly(why: str) -> str:
    """The beginning of a reason, without names of figures."""
    return why.partition(":")[0]


def _afterwards(test: Tested) -> Cell:
    """Show what becomes of a pattern when an input is knocked out."""
    label, figure = KNOCK_OUTS[test.knock_out.name].label, _number(test.value)
    if test.unaltered:
        return Cell("nothing changed", f"{label}: {figure}")
    outcome = None if test.survives is None else _AFTERWARDS[test.knock_out.then, test.survives]
    word = f"{test.value.verdict}: {outcome}" if outcome else test.value.verdict
    return Cell(word, f"{label}: {figure}")


def _number(value: Value, *, interval: bool = False) -> str:
    """Write a value with the digits that its replicates support."""
    if not isfinite(value.median):
        return "not over" if isinf(value.median) else "nothing there"
    middle, low, high = (
        honest(each, value.spread, value.n) if isfinite(each) else "…" for each in (value.median, value.low, value.high)
    )
    return f"{middle} [{low}, {high}]" if interval and not (low == high == middle) else middle


def _legend(figure: Figure, *, up: float) -> None:
    """Explain fills and hatching in a line below the cells."""
    width, height = figure.get_size_inches()
    left = 0.35
    panel = figure.add_axes((0, up / height, 1, 0.24 / height))
    panel.set_xlim(0, width)
    panel.set_ylim(0.24, 0)
    panel.set_axis_off()
    for fill, words, inside, hatched in _MARKS:
        colour = _FILLS.get(fill, "#efefef")
        _put(panel, Cell("", fill="white" if hatched else colour, hatched=hatched), (left, 0.0), (0.34, 0.24))
        text = words if inside in words else f"{inside}  {words}"
        panel.text(left + 0.42, 0.12, text, size=style.SMALL, va="center", ha="left")
        left += 0.42 + style.inches(text, size=style.SMALL) + 0.28
