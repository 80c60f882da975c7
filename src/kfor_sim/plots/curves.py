"""The curves of deterrence: perceived risk against security personnel, a panel for each option, a line each crowd."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kfor_sim.curves import PER_THOUSAND
from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.gridspec import SubplotSpec

    from kfor_sim.curves import Curves

_COLUMNS = 4
_TICKS = (5, 15, 25)  # per 1,000 people
_LOOKS = ((style.BLUE, "-", 5.0), (style.ORANGE, "-", 3.0), (style.VIOLET, (0, (3, 1.4)), 1.6))
"""Colour, dashes and width by crowd, the smallest first; narrower above wider, so that lines that coincide all show."""
_ANY_CROWD = (style.INK, "-", 2.2)
NOTE = (
    "The theatre as one place, all personnel as troops: {share:.1%} of them are among people at a time (E); all of "
    "them are the density D, and the mission's size F. Below the axes: personnel per 1,000 people, and in persons."
)
_KEY = (0.02, 0.82)  # where the key begins in its panel
_ROW, _SAMPLE = 0.16, 0.12  # height of a line of it and length of what it explains, in parts of the panel


def curves(shown: Curves) -> Axes:
    """Draw the curves in a new pyplot figure, as a notebook shows it; gives the first panel."""
    return in_notebook(_draw, shown)


def figure_curves(shown: Curves) -> Figure:
    """Draw the curves in a figure that pyplot does not know."""
    return for_files(_draw, shown)


def description(shown: Curves) -> str:
    """Say what the picture shows, for those who cannot see it; the digest tells whether it still does."""
    options = ", ".join(shown.risk)
    return f"Perceived risk against security personnel per 1,000 people for {options}; curves {shown.digest}"


def _draw(shown: Curves, figure: Figure) -> Axes:
    """One panel an option, on shared axes, and a key in the place after the last."""
    rows = len(shown.risk) // _COLUMNS + 1
    grid = figure.add_gridspec(rows, _COLUMNS)
    panels = [_panel(shown, option, figure, grid[number]) for number, option in enumerate(shown.risk)]
    for number, panel in enumerate(panels):
        panel.tick_params(labelleft=number % _COLUMNS == 0)
        panel.set_ylabel("perceived risk P" if number % _COLUMNS == 0 else "")
    _key(shown, figure, grid[len(panels)])
    note = NOTE.format(share=shown.presence_share)
    height, foot = figure.get_size_inches()[1], style.foot_height(figure, shown, note)
    bottom = (foot + 0.85) / height
    figure.subplots_adjust(left=0.06, right=0.985, top=1 - 1.15 / height, bottom=bottom, wspace=0.1, hspace=0.62)
    style.head(figure, "What the rules of deterrence say: perceived risk by force and by crowd")
    style.foot(figure, shown, note)
    return panels[0]


def _panel(shown: Curves, option: str, figure: Figure, place: SubplotSpec) -> Axes:
    """Draw the curves of one option; one line where it does not look at the crowd."""
    panel = figure.add_subplot(place)
    if shown.sees_crowd(option):
        for risk, (colour, dashes, width) in zip(shown.risk[option], _LOOKS, strict=True):
            panel.plot(shown.density, risk, color=colour, ls=dashes, lw=width, solid_capstyle="butt")
    else:
        colour, dashes, width = _ANY_CROWD
        panel.plot(shown.density[1:], shown.risk[option][0][1:], color=colour, ls=dashes, lw=width)
    panel.set(xlim=(0, shown.density[-1]), ylim=(-0.03, 1.03), xticks=_TICKS, yticks=(0, 0.5, 1))
    panel.set_xticklabels([_tick(density, shown.people) for density in _TICKS], size=style.SMALL)
    takers = f"taken by {', '.join(shown.takers[option]) or 'no theory'}"
    takers = style.fitted(takers, size=style.SMALL, room=0.86 * style.WIDTH / _COLUMNS)
    panel.set_title(option, pad=22)
    panel.text(0, 1.05, takers, size=style.SMALL, color=style.FAINT, transform=panel.transAxes, va="bottom")
    return panel


def _tick(density: float, people: float) -> str:
    """Write a density, and the personnel that it means."""
    return f"{density:g}\n{density / PER_THOUSAND * people:,.0f}"


def _key(shown: Curves, figure: Figure, place: SubplotSpec) -> None:
    """Say what the lines are and what stands below the axes, in a panel of its own."""
    panel = figure.add_subplot(place)
    panel.axis("off")
    panel.set(xlim=(0, 1), ylim=(0, 1))
    left, top = _KEY
    names = [f"{100 * crowd:g}% of the people ({crowd * shown.people:,.0f})" for crowd in shown.crowds]
    lines = [*zip(names, _LOOKS, strict=True), ("whatever the crowd", _ANY_CROWD)]
    panel.text(left, top + _ROW, "On the street:", size=style.SMALL, va="center", weight="bold")
    for row, (name, (colour, dashes, width)) in enumerate(lines):
        height = top - row * _ROW
        panel.plot((left, left + _SAMPLE), (height, height), color=colour, ls=dashes, lw=width)
        panel.text(left + 1.3 * _SAMPLE, height, name, size=style.SMALL, va="center")
