"""What kept draws show of each target, in tolerances, theory by theory; patterns as shares of draws that meet them."""

from __future__ import annotations

from math import cos, inf, isinf, radians, sin
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Rectangle

from kfor_sim.calibration.posterior import interval_of
from kfor_sim.calibration.settling import Asked
from kfor_sim.measures import MEASURES
from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from kfor_sim.calibration import Calibration, Fit
    from kfor_sim.scenario.evidence import Target

    Floats = NDArray[np.float64]

_FAR = 4.0  # tolerances at which an interval is cut
_SIDE, _CLEAR = 5.5, 0.2  # tolerances at the edge of a cell; inches of one from which its bounds can be written
_LEFT, _RIGHT = 3.3, 0.3  # inches beside the cells
_ROW = 0.4, 0.8  # inches of a row at least and at most
_VERDICT, _HELD, _SCALE = 0.55, 0.42, 0.3  # inches for the verdicts, the heading of what is held out, and the numbers
_SLANTED, _SLANT = 3, 28  # theories from which on headings are slanted, and by how many degrees
_SMALLEST = 9.5
_BAND, _NONE = style.lighter(style.lighter(style.BLUE)), "#efefef"
_FEWEST = 10  # kept draws below which each is drawn by itself
_FITTING = ("fits", "fits in few draws", "fits only nearly")
_INSIDE = {"fits": style.BLUE, "fits in few draws": "white", "fits only nearly": "white", "no fit found": "white"}
_READ = (
    "Kept are simulated worlds that meet every target, or come nearest to it. Line and mark: the interval and the "
    "middle of what they show; upright band: what is accepted, from −1 to 1 tolerance; arrow: beyond 4 of them. Mark "
    "filled: fits; hollow: only nearly, or few; cross: single worlds, too few. Bar: the share of all draws, kept or "
    "not, that meet a target with one bound. Below the theories: how many draws meet every target."
)
_UNITS = {"1": "", "share": "", "person": " persons", "week": " weeks", "municipality": " municipalities"}
_NO_CHOICE = "That more draws of one theory fit than of another does not make it the likelier one."


def fit(found: Calibration) -> Axes:
    """Draw the picture in a new pyplot figure, as a notebook shows it; gives the panel of all cells."""
    return in_notebook(_draw, found)


def figure_fit(found: Calibration) -> Figure:
    """Draw the picture in a figure that pyplot does not know."""
    return for_files(_draw, found)


def in_tolerances(shown: Floats, target: Target) -> Floats:
    """Put what draws showed on the scale of the picture: -1 and 1 are the bounds of what is accepted.

    Args:
        shown: What they showed; those with nothing to measure are left out.
        target: A target with two bounds.
    """
    asked = Asked.of([target])
    scaled = asked.scaled(shown[~np.isnan(shown), np.newaxis])[:, 0]
    away: Floats = np.nan_to_num((scaled - asked.centres) / asked.halves, nan=0.0, posinf=1e9, neginf=-1e9)
    return away


def _draw(found: Calibration, figure: Figure) -> Axes:
    """Targets below each other, those that are held out at the end; theories beside each other."""
    fits = list(found.fits.values())
    used, held = ([one for one in fits[0].targets if one.use == use] for use in ("fit", "held-out"))
    notes = (_READ, _NO_CHOICE)
    foot = style.foot_height(figure, found, *notes) + _SCALE
    slanted = len(fits) > _SLANTED
    slant = radians(_SLANT if slanted else 0)
    names = [style.inches(each.theory, size=style.SMALL, weight="bold") if slanted else 0.0 for each in fits]
    top = 1.0 + max(names) * sin(slant)
    extra = _VERDICT + (_HELD if held else 0.0)
    tall = float(np.clip((style.HEIGHT - top - foot - extra) / len(fits[0].targets), *_ROW))
    down = extra + tall * len(fits[0].targets)
    figure.set_figheight(max(style.HEIGHT, top + down + foot))
    room = style.WIDTH - _LEFT - _RIGHT
    ends = [(room - name * cos(slant)) / (column + 0.5) for column, name in enumerate(names)]  # of slanted headings
    wide = min(room / len(fits), *ends)
    height, across = figure.get_figheight(), wide * len(fits)
    place = (_LEFT / style.WIDTH, 1 - (top + down) / height, across / style.WIDTH, down / height)
    panel = figure.add_axes(place, xlim=(0, across), ylim=(down, 0))  # a unit of it is an inch
    panel.set_axis_off()
    for column, each in enumerate(fits):
        _head(panel, each, (column + 0.5) * wide, wide, slanted=slanted)
    above = _VERDICT
    for targets, heading in ((used, ""), (held, "held out: never used in the fit")):
        if targets and heading:
            panel.text(-0.12, above + _HELD - 0.1, heading, size=style.SMALL, weight="bold", ha="right", va="bottom")
            panel.plot([-_LEFT + 0.35, wide * len(fits)], [above + 0.08] * 2, color=style.INK, lw=1, clip_on=False)
            above += _HELD
        for target in targets:
            _label(panel, target, above + tall / 2)
            for column, each in enumerate(fits):
                _cell(panel, each, target, (column * wide, above), (wide, tall))
            above += tall
    for column in range(len(fits)):
        _scale(panel, (column + 0.5) * wide, above, wide)
    style.head(figure, f"Held to the record: {_verdicts(fits)}")
    style.foot(figure, found, *notes)
    return panel


def _verdicts(fits: Sequence[Fit]) -> str:
    """Say whether all theories fit, which columns tell by name; of one alone, whether it does."""
    if len(fits) == 1:
        theory, verdict = fits[0].theory, fits[0].verdict
        return f"{theory} {verdict}" if verdict in _FITTING else f"no fit is found for {theory}"
    if all(each.verdict == _FITTING[0] for each in fits):
        return "draws that fit are found under every theory"
    if all(each.verdict in _FITTING[:2] for each in fits):
        return "draws fit under every theory, under some too few"
    return "under some theories no draw fits"


def _head(panel: Axes, each: Fit, middle: float, wide: float, *, slanted: bool) -> None:
    """Name a theory, and below it say whether it fits."""
    if slanted:
        panel.text(
            middle - 0.1, -0.05, each.theory, size=style.SMALL, rotation=_SLANT, ha="left", va="bottom",
            rotation_mode="anchor", weight="bold",
        )  # fmt: skip
    else:
        name = style.fitted(each.theory, size=style.TEXT, room=wide - 0.1, weight="bold")
        panel.text(middle, -0.05, name, size=style.TEXT, ha="center", va="bottom", weight="bold")
    settled, draws = each.settled, len(each.draws.numbers)
    lines = style.wrapped(each.verdict, size=_SMALLEST, room=wide - 0.12)
    text = "\n".join([*lines, f"{settled.within} of {draws}" if len(settled.kept) else "none kept"])
    panel.text(middle, _VERDICT / 2 - 0.02, text, size=_SMALLEST, ha="center", va="center", linespacing=1.1)


def _label(panel: Axes, target: Target, middle: float) -> None:
    """Name a target, and say what is accepted of it."""
    room = _LEFT - 0.5
    name = style.fitted(target.label, size=style.SMALL, room=room)
    panel.text(-0.12, middle - 0.01, name, size=style.SMALL, ha="right", va="bottom")
    said = style.fitted(_accepted(target), size=_SMALLEST, room=room)
    panel.text(-0.12, middle + 0.02, said, size=_SMALLEST, color=style.FAINT, ha="right", va="top")


def _accepted(target: Target) -> str:
    low, high, unit = target.accepted.lowest, target.accepted.highest, MEASURES[target.measure].unit
    after = _UNITS.get(unit, f" {unit}")
    if isinf(high):
        return f"at least {low:,g}{after}"
    return f"at most {high:,g}{after}" if low == -inf else f"{low:,g} to {high:,g}{after}"


def _cell(panel: Axes, each: Fit, target: Target, corner: tuple[float, float], size: tuple[float, float]) -> None:
    """Draw what kept draws show of one target under one theory."""
    (left, above), (wide, tall) = corner, size
    middle, unit = above + tall / 2, wide / 2 / _SIDE
    empty = target.is_number and not len(each.settled.kept)
    if target.is_number and not empty:
        band = (left + wide / 2 - unit, above), 2 * unit, tall
        panel.add_patch(Rectangle(*band, facecolor=_BAND, lw=0, gid="accepted"))
        _shown(panel, each, target, (left + wide / 2, middle), unit)
    elif empty:
        panel.add_patch(Rectangle(corner, wide, tall, facecolor=_NONE, lw=0, gid="none kept"))
        panel.text(left + wide / 2, middle, "–", size=style.TEXT, ha="center", va="center")
    else:
        share = each.met_by_draws(target)
        full = wide - 0.1
        start = left + 0.05, middle - 0.12
        panel.add_patch(Rectangle(start, full * share, 0.24, facecolor=_BAND, lw=0, gid="share"))
        panel.add_patch(Rectangle(start, full, 0.24, fill=False, edgecolor=style.FAINT, lw=0.8))
        panel.text(left + wide / 2, middle, f"{share:.0%}", size=_SMALLEST, ha="center", va="center")
    panel.add_patch(Rectangle(corner, wide, tall, fill=False, edgecolor="#bdbdbd", lw=0.8))


def _shown(panel: Axes, each: Fit, target: Target, at: tuple[float, float], unit: float) -> None:
    """Draw an interval and its middle in tolerances; single draws where they are too few for one."""
    across, up = at
    showed = each.showed[target.name][each.settled.kept]
    away, weights = in_tolerances(showed, target), each.settled.weights[~np.isnan(showed)]
    few = len(each.settled.kept) < _FEWEST
    look: dict[str, Any] = {"ls": "", "marker": "x" if few else "o", "ms": 6, "mec": style.darker(style.BLUE)} | {
        "mfc": _INSIDE[each.verdict], "mew": 1.2, "clip_on": False
    }  # fmt: skip
    if not len(away):
        panel.text(across, up, "nothing to measure", size=_SMALLEST, ha="center", va="center")
        return
    if few:
        points, low, high = away, float(away.min()), float(away.max())
    else:
        low, middle, high = (float(end) for end in interval_of(away[:, np.newaxis], weights, level=each.level)[:, 0])
        points = np.array([middle])
        ends = np.clip([low, high], -_FAR, _FAR)
        panel.plot(across + ends * unit, [up, up], color=style.darker(style.BLUE), lw=1.8, gid="interval")
    within = points[np.abs(points) <= _FAR]
    panel.plot(across + within * unit, np.full(len(within), up), gid="middle", **look)
    for is_beyond, place, marker in ((low < -_FAR, -_FAR, "<"), (high > _FAR, _FAR, ">")):
        if is_beyond:
            panel.plot(
                across + place * unit, up, gid="beyond", **(look | {"marker": marker, "mfc": style.INK, "ms": 7})
            )


def _scale(panel: Axes, middle: float, above: float, wide: float) -> None:
    """Write a few numbers of tolerances below a column."""
    unit = wide / 2 / _SIDE
    for number in (-_FAR, -1.0, 0.0, 1.0, _FAR) if unit > _CLEAR else (-_FAR, 0.0, _FAR):
        text = f"{number:g}".replace("-", "−")
        panel.text(middle + number * unit, above + 0.04, text, size=_SMALLEST, ha="center", va="top")
