"""The same record, different answers: how worlds fit, and what another schedule would have meant in each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, MultipleLocator, NullLocator

from kfor_sim.plots import equifinality_words as words
from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from kfor_sim.equifinality import Equifinality
    from kfor_sim.equifinality.equifinality import Share
    from kfor_sim.plots.equifinality_words import Seen

    Floats = NDArray[np.float64]

_MARKS = {  # marker, colour inside, colour of the edge, size in points squared
    "holds": ("o", style.BLUE, "white", 34),
    "fails": ("X", style.RED, "white", 46),
    "equal": ("s", "white", style.INK, 26),
    "unknown": (".", style.GREY, style.GREY, 26),
}
_EDGE, _GAP, _LABELS, _TOLD = 0.35, 0.45, 3.15, 2.3  # inches: at the sides, between panels, for names, for shares
_CLEAR, _TITLE, _BOLD = 0.2, 0.37, 0.88  # inches before shares, and of a line of the title; bold letters are wider
_SEEN = 0.4  # of what is left, for the panel of the record
_ROW, _HEADED = (0.3, 0.6), 0.75  # inches of a row at least and at most; rows that the words of a group take
_SPREAD, _GOLDEN = 0.62, (5**0.5 - 1) / 2  # of a row, for its dots; where the next of neighbouring dots stands
_FAR = 50  # times the middle size: from there on a scale is straight near 0 and logarithmic beyond
_TICKS = 3  # at most on each side of 0, where the scale is logarithmic
_HEAVY = 0.25, 4.0  # times the size of a dot, for the weights of worlds


def equifinality(found: Equifinality) -> Axes:
    """Draw the same record and the different answers, on a figure of pyplot."""
    return in_notebook(_draw, found)


def figure_equifinality(found: Equifinality) -> Figure:
    """Draw the picture in a figure that pyplot does not know."""
    return for_files(_draw, found)


def ordered(shares: Iterable[Share]) -> list[Share]:
    """Put theories together by what their worlds say, and there by share, the largest first."""
    return sorted(shares, key=lambda share: (words.SAID.index(share.says), -share.holds if share.n else 0.0))


def kinds(gaps: Floats) -> NDArray[np.str_]:
    """Say of each world whether the claim holds there, fails, finds no difference, or is unknown, shape (world,)."""
    return np.select([gaps > 0, gaps < 0, gaps == 0], ["holds", "fails", "equal"], "unknown")


def spread(values: Floats) -> Floats:
    """Give dots of a row places between -0.5 and 0.5, those of neighbouring values far apart, always the same ones."""
    places = np.empty(len(values))
    places[np.argsort(values, kind="stable")] = (0.5 + _GOLDEN * np.arange(len(values))) % 1 - 0.5
    return places


def _draw(found: Equifinality, figure: Figure) -> Axes:
    """Theories in rows: what the record sees to the left, what is claimed to the right, shares at the margin."""
    shares, question = ordered(found.shares.values()), found.plan.question
    rows, headings = _places(shares)
    seen, notes, width = words.seen(found, shares), words.notes(found), figure.get_figwidth()
    names = 0.1 + max(style.inches(share.label, size=style.SMALL, weight="bold") for share in shares)
    told = max(_TOLD, *(style.inches(words.told(each), size=style.SMALL) for each in shares))
    left, right = _EDGE + min(names, _LABELS), width - _EDGE - told - _CLEAR
    middle = left + _SEEN * (right - left - _GAP) if seen else left
    start = middle + _GAP if seen else left
    about = _lines(seen.words, middle - _EDGE) if seen else []
    others = " or ".join(f'"{name}"' for name in question.schedules[1:])
    again = f"The same worlds, figures and luck alike, had the schedule been {others}."
    above, below = _lines(again, width - _EDGE - start), _lines(words.axis_words(question), width - _EDGE - start)
    title = style.wrapped(words.title(found), size=style.TITLE, room=_BOLD * (width - 2 * _EDGE))
    top = 0.65 + _TITLE * len(title) + style.LINE * max(len(about), len(above))
    bottom = style.foot_height(figure, found, *notes) + 0.5 + style.LINE * (len(below) + 1)
    depth = rows[-1] + 0.55
    height = top + bottom + depth * float(np.clip((style.HEIGHT - top - bottom) / depth, *_ROW))
    figure.set_figheight(height)
    up, tall, heading = bottom / height, (height - top - bottom) / height, height - 0.25 - _TITLE * len(title)
    panel = figure.add_axes((start / width, up, (right - start) / width, tall))
    _fill(panel, shares, rows, [share.gaps for share in shares])
    panel.axvline(0, color=style.INK, lw=1.2, zorder=1.5)
    panel.set_xlabel("\n".join(["← does not hold     holds →", *below]), size=style.SMALL, loc="left")
    panel.xaxis.set_major_formatter(FuncFormatter(_signed))
    _above(figure, (start, heading), "What another schedule would have meant, in the model", above)
    panels = [panel]
    if seen:
        panels.insert(0, figure.add_axes((left / width, up, (middle - left) / width, tall), sharey=panel))
        _record(panels[0], shares, rows, seen)
        _above(figure, (_EDGE, heading), "What the record sees", about)
    panel.set_ylim(depth, 0)
    _name(panels, shares, rows, left - _EDGE, question.own_theory)
    _tell(panels, shares, rows, headings, at=1 + _CLEAR / (right - start))
    head = "\n".join(title)
    figure.text(_EDGE / width, 1 - 0.2 / height, head, size=style.TITLE, weight="bold", va="top", linespacing=1.15)
    style.foot(figure, found, *notes)
    return panels[0]


def _lines(text: str, room: float) -> list[str]:
    return style.wrapped(text, size=style.SMALL, room=room)


def _places(shares: Sequence[Share]) -> tuple[list[float], dict[str, float]]:
    """Give each row its height, and each group that of its heading, in rows from the top."""
    rows: list[float] = []
    headings: dict[str, float] = {}
    down = 0.0
    for share in shares:
        if share.says not in headings:
            headings[share.says] = down
            down += _HEADED
        rows.append(down + 0.5)
        down += 1
    return rows, headings


def _fill(panel: Axes, shares: Sequence[Share], rows: Sequence[float], values: Sequence[Floats]) -> None:
    """Draw the dots of one panel, one set for each kind, on a scale that suits them."""
    x = np.concatenate([np.empty(0), *values])
    y = np.concatenate([row + _SPREAD * spread(each) for row, each in zip(rows, values, strict=True)])
    kind = kinds(np.concatenate([share.gaps for share in shares]))
    weights = np.concatenate([share.worlds.weights for share in shares])
    finite = np.isfinite(x)
    ends = np.append(x[finite], 0.0)
    panel.update_datalim(np.column_stack([ends, np.ones_like(ends)]))
    scale(panel, x[finite & (x != 0)])
    panel.autoscale_view(scaley=False)
    low, high = panel.get_xlim()
    panel.set_xlim(low, high)  # infinite differences stand at the edge
    shown = np.clip(x, low, high)
    for name, (marker, inside, edge, size) in _MARKS.items():
        here = (kind == name) & ~np.isnan(x)
        panel.scatter(
            shown[here], y[here], s=size * np.clip(weights[here], *_HEAVY), marker=marker, color=inside,
            edgecolors=edge, linewidths=0.6, alpha=0.85, label=name, clip_on=False, zorder=3,
        )  # fmt: skip
    panel.grid(visible=True, axis="x")
    panel.grid(visible=False, axis="y")
    panel.tick_params(axis="x", labelsize=style.SMALL)


def _record(panel: Axes, shares: Sequence[Share], rows: Sequence[float], seen: Seen) -> None:
    """Draw what the record sees."""
    _fill(panel, shares, rows, seen.values)
    panel.set_xlim(left=0)
    panel.set_xlabel(seen.axis, size=style.SMALL, loc="left")
    panel.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.7g}"))
    if seen.is_distance:
        panel.axvline(1, color=style.INK, lw=1.2, ls=(0, (4, 2)), zorder=1.5)
        panel.set_xlim(right=max(1.2, panel.get_xlim()[1]))
        panel.xaxis.set_major_locator(MultipleLocator(1))


def scale(panel: Axes, values: Floats, *, upright: bool = False) -> None:
    """Take a scale that is straight near 0 and logarithmic beyond, where worlds differ by orders of magnitude.

    Args:
        panel: The panel, whose horizontal axis it is.
        values: What is shown and has a size other than 0.
        upright: Whether it is the vertical axis instead.
    """
    axis, take = (panel.yaxis, panel.set_yscale) if upright else (panel.xaxis, panel.set_xscale)
    sizes = np.abs(values)
    if sizes.size and sizes.max() > _FAR * np.median(sizes):
        threshold = float(10 ** np.floor(np.log10(np.median(sizes))))
        take("symlog", linthresh=threshold)
        decades = int(np.ceil(np.log10(sizes.max() / threshold)))
        marked = threshold * 10.0 ** np.arange(0, decades + 1, -(-(decades + 1) // _TICKS))
        axis.set_major_locator(FixedLocator([*-marked, 0, *marked]))
    else:
        axis.set_major_locator(MaxNLocator(nbins=4) if sizes.size else FixedLocator([0]))
    axis.set_minor_locator(NullLocator())


def _name(panels: Sequence[Axes], shares: Sequence[Share], rows: Sequence[float], room: float, own: str) -> None:
    """Name the theories left of the first panel, the scenario's own mechanisms in bold."""
    weights = ["bold" if share.theory == own else "normal" for share in shares]
    labels = [
        style.fitted(share.label, size=style.SMALL, room=room - 0.1, weight=weight)
        for share, weight in zip(shares, weights, strict=True)
    ]
    panels[0].set_yticks(rows, labels)
    for panel in panels:
        panel.tick_params(axis="y", length=0, labelsize=style.SMALL, labelleft=panel is panels[0])
    for label, weight in zip(panels[0].get_yticklabels(), weights, strict=True):
        label.set_fontweight(weight)


def _tell(
    panels: Sequence[Axes], shares: Sequence[Share], rows: Sequence[float], headings: Mapping[str, float], *, at: float
) -> None:
    """Write the shares right of the last panel, group by group, and in the panels where there are no worlds."""
    last = panels[-1]
    for said, down in headings.items():
        last.text(
            at, down + 0.5, said, transform=last.get_yaxis_transform(), va="center", weight="bold", size=style.SMALL
        )
        for panel in panels if down else ():
            panel.axhline(down + 0.12, color=style.GREY, lw=0.8, zorder=1)
    for share, row in zip(shares, rows, strict=True):
        last.text(at, row, words.told(share), transform=last.get_yaxis_transform(), va="center", size=style.SMALL)
        for panel in panels if not share.n else ():
            panel.text(
                0.5, row, share.says, transform=panel.get_yaxis_transform(), ha="center", va="center",
                size=style.SMALL, style="italic", bbox={"facecolor": "white", "edgecolor": "none", "pad": 2},
            )  # fmt: skip


def _above(figure: Figure, at: tuple[float, float], heading: str, lines: Sequence[str]) -> None:
    """Write what a panel shows above it, so many inches from the left and from the bottom."""
    width, height = figure.get_size_inches()
    left, up = at
    figure.text(left / width, up / height, heading, size=style.HEADING, weight="bold", va="top")
    figure.text(left / width, (up - 0.28) / height, "\n".join(lines), size=style.SMALL, va="top", linespacing=1.35)


def _signed(value: float, _: object) -> str:
    """A difference at the axis."""
    return f"{value:+,.7g}".replace("-", "−") if value else "0"
