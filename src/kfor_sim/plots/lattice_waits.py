"""How long the lattice waits: for an outburst, or until a group has died out; shares still waiting, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from math import isinf
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import StrMethodFormatter

from kfor_sim.digits import counted
from kfor_sim.docking.outbursts import Waits, extinction, waits
from kfor_sim.docking.survival import Survival, survival
from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files
from kfor_sim.plots.lattice_stage import Cited, finish, label, line_of, worlds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kfor_sim.docking import Life

    Lives = Mapping[str, Sequence[Life]]

_LEFT, _RIGHT, _TOP = 1.1, 4.1, 0.7  # inches beside the panel and for the title
_SAMPLE, _ENTRY = 0.62, 0.72  # inches of a sample of a line, and from one name to the next
_WIDTHS = (4.4, 3.0, 1.8)  # of lines in turn, so that lines that coincide all show
_FAR = 30  # the longest wait over the shortest median from where on the scale is logarithmic


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is waited for, in words."""

    waits: Callable[[Life], Waits]
    title: str
    share: str
    wait: str
    never: str
    until: str
    note: str


_OUTBURSTS = _Kind(
    waits,
    "How long until the next outburst",
    "share of waits that last longer",
    "wait",
    "no outburst",
    "in",
    "A wait begins with the run or with the end of an outburst; one that the end of the run cuts off is not over.",
)
_EXTINCTION = _Kind(
    extinction,
    "How long until a group has died out",
    "share of replicates with both groups left",
    "replicate",
    "both groups are left",
    "after",
    "A replicate in which both groups are left at the end is not over.",
)


def figure_waiting(lives_by_rule: Lives) -> Figure:
    """Draw the share of waits for an outburst that last longer than a time.

    Args:
        lives_by_rule: Lives of one run by rule.

    Raises:
        InputError: There are no lives.
    """
    return for_files(lambda lives, figure: _draw(lives, figure, _OUTBURSTS), lives_by_rule)


def figure_extinction(lives_by_name: Lives) -> Figure:
    """Draw the share of lives of Model II in which both groups are left after a time.

    Args:
        lives_by_name: Lives by the name of their run, or of run and rule.

    Raises:
        InputError: There are no lives.
    """
    return for_files(lambda lives, figure: _draw(lives, figure, _EXTINCTION), lives_by_name)


def _draw(by_name: Lives, figure: Figure, kind: _Kind) -> Axes:
    """One panel of staircases, their names to the right of it."""
    cited = Cited.all_of(by_name)
    found = {name: survival(Waits.together([kind.waits(life) for life in lives])) for name, lives in by_name.items()}
    notes = (
        f"Estimate of Kaplan and Meier; bands: 95 % interval, each {kind.wait} taken as independent. {kind.note}",
        worlds(cited.lives),
    )
    figure.set_figheight(max(style.HEIGHT, 3.1 + len(found) * _ENTRY))
    width, height = figure.get_size_inches()
    bottom = style.foot_height(figure, cited, *notes) + 0.75
    top = height - _TOP - 0.3
    box = (_LEFT / width, bottom / height, (width - _LEFT - _RIGHT) / width, (top - bottom) / height)
    panel = figure.add_axes(box)
    for place, (name, each) in enumerate(found.items()):
        _staircase(
            panel,
            each,
            line_of(name, place),
            width=_WIDTHS[place % len(_WIDTHS)],
            faintly=0.22 if len(found) < 4 else 0.12,
        )
    _axes(panel, found, kind)
    _never(panel, by_name, found, kind)
    _names(panel, found, kind, inches=top - bottom)
    finish(figure, cited, *notes, title=_title(found, kind))
    return panel


def _staircase(panel: Axes, found: Survival, line: style.Line, *, width: float, faintly: float) -> None:
    """Draw one curve to the longest wait, its interval, and its median."""
    steps, share = np.append(found.steps, found.longest), np.append(found.share, found.share[-1])
    sure = np.isfinite(found.low) & np.isfinite(found.high)
    panel.fill_between(
        steps, np.append(np.where(sure, found.low, np.nan), np.nan), np.append(found.high, np.nan), step="post",
        color=line.colour, alpha=faintly, lw=0,
    )  # fmt: skip
    panel.plot(
        steps, share, color=line.colour, ls=line.dashes, lw=width, drawstyle="steps-post", solid_capstyle="butt",
        dash_capstyle="butt", gid="curve",
    )  # fmt: skip
    if not isinf(found.median):
        panel.plot(found.median, 0.5, ls="", marker=line.marker, ms=9, mfc="white", mec=style.darker(line.colour),
                   mew=2, zorder=5)  # fmt: skip


def _axes(panel: Axes, found: Mapping[str, Survival], kind: _Kind) -> None:
    """Set the axes: as far as any line falls, and logarithmic across where some wait much longer than others."""
    falling = [each for each in found.values() if each.over] or list(found.values())
    longest, middle = max(each.longest for each in falling), min(each.median for each in falling)
    if longest > _FAR * middle:
        panel.set_xscale("log")
        panel.set_xlim(max(1.0, 0.8 * min(float(each.steps[1]) for each in falling)), longest)
        panel.set_xlabel("steps (logarithmic)")
    else:
        panel.set_xlim(0, 1.06 * longest)
        panel.set_xlabel("steps")
    panel.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    panel.grid(visible=True, axis="x")
    panel.set_ylim(-0.02, 1.1)
    panel.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25 %", "50 %", "75 %", "100 %"])
    panel.set_ylabel(kind.share)


def _never(panel: Axes, by_name: Lives, found: Mapping[str, Survival], kind: _Kind) -> None:
    """Write above a line that never falls that nothing is ever seen."""
    flat = [name for name, each in found.items() if each.over == 0]
    if not flat:
        return
    names = ", ".join(label(name) for name in flat)
    steps = max(life.steps for name in flat for life in by_name[name])
    room = style.WIDTH - _LEFT - _RIGHT - 0.2
    text = style.fitted(f"{names}: {kind.never} {kind.until} {steps:,} steps →", size=style.SMALL, room=room)
    panel.text(
        0.99, 1.022, text, transform=panel.get_yaxis_transform(), size=style.SMALL, ha="right", va="bottom",
        gid="never",
    )  # fmt: skip


def _names(panel: Axes, found: Mapping[str, Survival], kind: _Kind, *, inches: float) -> None:
    """Name the lines right of the panel, each beside a sample of it, the longest wait at the top."""
    wide = style.WIDTH - _LEFT - _RIGHT
    order = sorted(found, key=lambda name: -found[name].median)
    places = {name: place for place, name in enumerate(found)}
    for row, name in enumerate(order):
        line, middle = line_of(name, places[name]), 1 - (0.62 + row * _ENTRY) / inches
        start = 1 + 0.25 / wide
        panel.plot(
            [start, start + _SAMPLE / wide], [middle, middle], transform=panel.transAxes, color=line.colour,
            ls=line.dashes, lw=_WIDTHS[places[name] % len(_WIDTHS)], clip_on=False, solid_capstyle="butt",
            dash_capstyle="butt", gid="sample",
        )  # fmt: skip
        room, left = _RIGHT - _SAMPLE - 0.5, start + (_SAMPLE + 0.12) / wide
        head = style.fitted(line.label, size=style.TEXT, room=room, weight="bold")
        if not isinf(found[name].median):
            panel.plot(
                start + _SAMPLE / 2 / wide, middle, transform=panel.transAxes, ls="", marker=line.marker, ms=9,
                mfc="white", mec=style.darker(line.colour), mew=2, clip_on=False,
            )  # fmt: skip
        panel.text(left, middle, head, transform=panel.transAxes, size=style.TEXT, weight="bold", va="bottom",
                   color=style.darker(line.colour))  # fmt: skip
        told = _told(found[name], kind)
        panel.text(left, middle - 0.05 / inches, told, transform=panel.transAxes, va="top", size=style.SMALL,
                   gid="told", label=f"{line.label}: {told}")  # fmt: skip


def _told(found: Survival, kind: _Kind) -> str:
    """How many waits there are, how many are not over, and the median."""
    left = found.waits - found.over
    over = "all over" if left == 0 else "none over" if found.over == 0 else f"{left:,} not over"
    middle = "median not seen" if isinf(found.median) else f"median {found.median:,.0f} steps"
    return f"{counted(found.waits, kind.wait)}, {over};\n{middle}"


def _title(found: Mapping[str, Survival], kind: _Kind) -> str:
    """What is seen: who waits how long."""
    seen = sorted({each.median for each in found.values() if not isinf(each.median)})
    if not seen:
        return f"{kind.title}: longer than half of the runs last"
    span = f"{seen[0]:,.0f}" if seen[0] == seen[-1] else f"{seen[0]:,.0f} to {seen[-1]:,.0f}"
    never = any(each.over == 0 for each in found.values())
    return f"{kind.title}: median {span} steps{', or never' if never else ''}"
