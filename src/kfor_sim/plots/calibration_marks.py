"""Strength in simulated worlds that fit, against strengths on record: filled those of the fit, open the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.dates import DateFormatter, YearLocator
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from kfor_sim.calibration.posterior import interval_of
from kfor_sim.digits import counted
from kfor_sim.errors import InputError
from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook
from kfor_sim.plots.timeline import day_number, thousands
from kfor_sim.prepare import calendar_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kfor_sim.calibration import Calibration, Fit
    from kfor_sim.calibration.marks import Mark

_SAMPLES = 3
_LEFT, _RIGHT, _TOP, _BOTTOM = 0.95, 0.35, 1.2, 1.05  # inches around the panel
_STRENGTH = "strength_on_the_last_day"
_FEW_YEARS = 6  # up to which each year is labelled once
_PALE = style.lighter(style.lighter(style.BLUE))
_SAMPLE = ("-", (0, (5, 1.5)), (0, (1.5, 1.2)))
_LOOKS: dict[str, dict[str, Any]] = {
    "fitted": {"marker": "o", "ms": 9, "mfc": style.INK, "mec": style.INK},
    "inside": {"marker": "o", "ms": 7, "mfc": "white", "mec": style.INK, "mew": 1.6},
    "outside": {"marker": "X", "ms": 9, "mfc": "white", "mec": style.RED, "mew": 1.6},
}


def marks(found: Calibration) -> Axes:
    """Draw the picture in a new pyplot figure, as a notebook shows it.

    Raises:
        InputError: No strength on record is left to check by.
    """
    return in_notebook(_draw, found)


def figure_marks(found: Calibration) -> Figure:
    """Draw the picture in a figure that pyplot does not know.

    Raises:
        InputError: No strength on record is left to check by.
    """
    return for_files(_draw, found)


def has_marks(found: Calibration) -> bool:
    """Whether there is a strength on record that some fit did not see: none where the levels are put in."""
    return any(each.marks for each in found.fits.values())


def _draw(found: Calibration, figure: Figure) -> Axes:
    each = next((each for each in found.fits.values() if each.marks), None)
    if each is None:
        raise InputError(
            f"no strength on record is left to check {found.about} by: its levels are put in, or too few fit"
        )
    notes = _notes(found, each)
    width, height = figure.get_size_inches()
    bottom = style.foot_height(figure, found, *notes) + _BOTTOM
    place = (_LEFT / width, bottom / height, (width - _LEFT - _RIGHT) / width, (height - _TOP - bottom) / height)
    panel = figure.add_axes(place)
    handles = [*_worlds(panel, each), *_recorded(panel, each)]
    _axes(panel, each)
    down = (bottom - 0.35) / height
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.35 / width, down), ncols=3, borderpad=0, handlelength=2.6,
    )  # fmt: skip
    style.caption(panel, f"Strength of the force under {each.theory} (persons)")
    inside = sum(mark.inside for mark in each.marks)
    band = f"the simulated {each.level:.0%} band"
    style.head(figure, f"Strengths on record that no fit saw: {inside} of {len(each.marks)} inside {band}")
    style.foot(figure, found, *notes)
    return panel


def _notes(found: Calibration, each: Fit) -> tuple[str, ...]:
    """Say which worlds are drawn, and where those under other theories are."""
    beside = " The bands under the other theories are in marks.csv." if len(found.fits) > 1 else ""
    kept = counted(len(each.settled.kept), "kept draw")
    return (f"Worlds: {kept} of {len(each.draws.numbers)}, in which the schedule finds its strength itself.{beside}",)


def _worlds(panel: Axes, each: Fit) -> list[Artist]:
    """Draw the band of kept worlds, their middle, and the nearest of them as lines."""
    strength = each.strength[each.settled.kept]
    weeks = [day_number(day) for day in calendar_of(each.draws.scenario).first_days][: strength.shape[1]]
    low, middle, high = interval_of(strength, each.settled.weights, level=each.level)
    panel.fill_between(weeks, low, high, color=_PALE, lw=0, gid="band")
    lines = []
    for number, world in enumerate(strength[:_SAMPLES]):
        (line,) = panel.plot(weeks, world, color=style.FAINT, lw=0.9, ls=_SAMPLE[number], gid="world")
        lines.append(line)
    (line,) = panel.plot(weeks, middle, color=style.darker(style.BLUE), lw=2.6, gid="middle")
    line.set_label("middle of kept worlds")
    lines[0].set_label(f"single worlds, the nearest {len(lines)}")
    return [line, Patch(facecolor=_PALE, label=f"band of {each.level:.0%} of kept worlds"), lines[0]]


def _recorded(panel: Axes, each: Fit) -> list[Line2D]:
    """Draw the strengths on record: filled those of the fit, open those that it never saw, crossed those outside."""
    points = [
        (day_number(target.window[1]), target.recorded)
        for target in each.fitted
        if target.measure == _STRENGTH and target.recorded is not None
    ]
    inside, outside = (_points([mark for mark in each.marks if mark.inside is there]) for there in (True, False))
    told = f"{len(inside)} of {len(each.marks)} inside the {each.level:.0%} band"
    handles = []
    for kind, places, words in (
        ("fitted", points, "on record, used in the fit"),
        ("inside", inside, f"on record, never used: {told}"),
        ("outside", outside, "on record, never used: outside the band"),
    ):
        if places or kind == "inside":
            handles.append(Line2D([], [], ls="", label=words, **_LOOKS[kind]))
        if places:
            panel.plot(*zip(*places, strict=True), ls="", gid=kind, zorder=5, clip_on=False, **_LOOKS[kind])
    return handles


def _points(chosen: Sequence[Mark]) -> list[tuple[float, float]]:
    return [(day_number(mark.on), float(mark.troops)) for mark in chosen]


def _axes(panel: Axes, each: Fit) -> None:
    """Give years and persons, from 0 on."""
    scenario = each.draws.scenario
    panel.set_xlim(day_number(scenario.start), day_number(scenario.end))
    top = max(float(np.max(panel.dataLim.y1)), 1.0)
    panel.set_ylim(0, 1.06 * top)
    thousands(panel)
    panel.xaxis.set_major_locator(YearLocator(1 if scenario.end.year - scenario.start.year <= 2 * _FEW_YEARS else 2))
    panel.xaxis.set_major_formatter(DateFormatter("%Y"))
