"""Who acts and who is left: those whom a cop in view keeps quiet (run 1), and the two groups of Model II."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator, PercentFormatter

from kfor_sim.digits import counted
from kfor_sim.docking.outbursts import Waits, extinction
from kfor_sim.docking.survival import survival
from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files
from kfor_sim.plots.lattice_stage import GROUPS, Cited, finish, label, line_of, span_of, tell, thousands, worlds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from kfor_sim.docking import Life

    Lives = Mapping[str, Sequence[Life]]

_LEFT, _RIGHT, _TOP = 1.05, 1.9, 0.7  # inches beside the panels and for the title
_COLUMNS = 4  # lives drawn of each name
_ROW = 2.3  # inches of a row
_MEMBERS = ("first_group", "second_group")
_SHIFT = 0.17  # of a row, by which the shares with and without a cop in view stand apart
_FEW = 0.2  # of those who would act: fewer hide it


@dataclass(frozen=True, slots=True)
class _Sight:
    """Those who decided with or without a cop in view: columns of the series, words, and mark."""

    decided: str
    acted: str
    words: str
    marker: str


_SIGHTS = (
    _Sight("watched", "watched_active", "a cop in view", "s"),
    _Sight("unwatched", "unwatched_active", "no cop in view", "o"),
)


def figure_groups(lives_by_name: Lives) -> Figure:
    """Draw how many members the two groups of Model II have until one has died out, a row a name, for a few lives.

    Args:
        lives_by_name: Lives by the name of their run, or of run and rule; the first four of each are drawn.

    Raises:
        InputError: There are no lives.
    """
    return for_files(_draw_groups, lives_by_name)


def figure_deception(lives_by_rule: Lives) -> Figure:
    """Draw the share of those whom grievance alone would move that is active, with and without a cop in view.

    Args:
        lives_by_rule: Lives of one run by rule, in the order of the rows.

    Raises:
        InputError: There are no lives.
    """
    return for_files(_draw_deception, lives_by_rule, size=(style.WIDTH, 5.8))


def _draw_groups(by_name: Lives, figure: Figure) -> Axes:
    """A row a name, a column a life; a row shares its time."""
    cited = Cited.all_of(by_name)
    notes = (f"{worlds(cited.lives)} Cross: a group has died out.",)
    foot = style.foot_height(figure, cited, *notes)
    figure.set_figheight(max(style.HEIGHT, _TOP + 0.3 + foot + 0.35 + len(by_name) * _ROW))
    width, height = figure.get_size_inches()
    each = (height - _TOP - 0.15 - foot - 0.35) / len(by_name)
    columns = min(_COLUMNS, max(len(lives) for lives in by_name.values()))
    wide = (width - _LEFT - _RIGHT - 0.2 * (columns - 1)) / columns
    most = max(int(life[group].max()) for lives in by_name.values() for life in lives[:_COLUMNS] for group in _MEMBERS)
    panels: list[Axes] = []
    for row, (name, lives) in enumerate(by_name.items()):
        top = height - _TOP - 0.15 - row * each
        first: Axes | None = None
        for column, life in enumerate(lives[:_COLUMNS]):
            left = _LEFT + column * (wide + 0.2)
            box = (left / width, (top - each + 0.42) / height, wide / width, (each - 1.12) / height)
            panel = figure.add_axes(box, sharex=first, sharey=panels[0] if panels else None)
            _groups(panel, life)
            panel.tick_params(labelleft=column == 0)
            if first is None:
                first = panel
                panel.set_title(label(name), pad=26)
                tell(panel, _ends_told(lives), up=0.1, size=style.SMALL)
                panel.set_ylabel("members")
            panels.append(panel)
        if first is not None:
            first.set_xlim(0, 1.15 * max(life.steps for life in lives[:_COLUMNS]))
        if row == 0:
            _name_groups(panels[-1], lives[:_COLUMNS][-1])
        panels[-1].annotate("step", xy=(1, 0), xycoords="axes fraction", xytext=(8, -5), textcoords="offset points",
                            va="top", size=style.SMALL, annotation_clip=False)  # fmt: skip
    panels[0].set_ylim(0, 1.05 * most)
    finish(figure, cited, *notes, title=_groups_title(by_name))
    return panels[0]


def _groups(panel: Axes, life: Life) -> None:
    """Draw the members of both groups, and mark the end of one of them."""
    steps = np.arange(life.steps + 1)
    for group, line in zip(_MEMBERS, GROUPS, strict=True):
        panel.plot(steps, life[group], color=line.colour, ls=line.dashes, lw=2)
        if life[group][-1] == 0:
            panel.plot(life.steps, 0, ls="", marker="X", ms=10, mfc=style.INK, mec="white", clip_on=False, zorder=5)
    for axis in (panel.xaxis, panel.yaxis):
        axis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10], integer=True))
    thousands(panel)


def _name_groups(panel: Axes, life: Life) -> None:
    """Name the two lines beside the last panel of the first row, the larger group above."""
    order = sorted(zip(_MEMBERS, GROUPS, strict=True), key=lambda each: -int(life[each[0]][-1]))
    wide = panel.get_position().width * style.WIDTH
    for (_, line), up in zip(order, (0.8, 0.4), strict=True):
        panel.plot(
            [1 + 0.15 / wide, 1 + 0.6 / wide], [up, up], transform=panel.transAxes, color=line.colour, ls=line.dashes,
            lw=2, clip_on=False, gid="sample",
        )  # fmt: skip
        panel.text(
            1 + 0.68 / wide, up, line.label, transform=panel.transAxes, va="center", color=style.darker(line.colour),
            size=style.SMALL,
        )  # fmt: skip


def _ends_told(lives: Sequence[Life]) -> str:
    """In how many lives a group dies out, and when."""
    found = survival(Waits.together([extinction(life) for life in lives]))
    if not found.over:
        return f"{counted(len(lives), 'replicate')}: both groups are left after {found.longest:,.0f} steps"
    times = [life.steps for life in lives if extinction(life).over[0]]
    return f"a group dies out in {found.over} of {counted(len(lives), 'replicate')}, in step {span_of(times)}"


def _groups_title(by_name: Lives) -> str:
    """In which runs a group dies out."""
    ends: dict[str, list[bool]] = {}
    for lives in by_name.values():
        for life in lives:
            ends.setdefault(life.lattice.name, []).append(bool(extinction(life).over[0]))
    dying = [run for run, over in ends.items() if all(over)]
    living = [run for run, over in ends.items() if not any(over)]
    if len(dying) + len(living) < len(ends):
        count = sum(sum(over) for over in ends.values())
        return f"One of two groups dies out in {count} of {sum(len(over) for over in ends.values())} replicates"
    parts = [f"one of two groups dies out in {' and '.join(dying)}"] if dying else []
    parts += [f"both live on in {' and '.join(living)}"] if living else []
    text = "; ".join(parts)
    return text[:1].upper() + text[1:]


def _draw_deception(by_rule: Lives, figure: Figure) -> Axes:
    """A row a rule; a small mark a life, a large one for all."""
    cited = Cited.all_of(by_rule)
    notes = (
        f"{worlds(cited.lives)} Of agents whom grievance alone would move, at each turn. Large: all replicates "
        "together; small: each of them.",
    )
    width, height = figure.get_size_inches()
    bottom, left = style.foot_height(figure, cited, *notes) + 0.75, 2.35
    box = (left / width, bottom / height, (width - left - 1.1) / width, (height - _TOP - 0.25 - bottom) / height)
    panel = figure.add_axes(box)
    for row, (rule, lives) in enumerate(by_rule.items()):
        for sight, shift in zip(_SIGHTS, (_SHIFT, -_SHIFT), strict=True):
            _share(panel, lives, sight, line_of(rule, row), at=row + shift)
    panel.set_yticks(range(len(by_rule)), [label(rule) for rule in by_rule], size=style.TEXT)
    panel.tick_params(axis="y", length=0, pad=14)
    panel.set_ylim(len(by_rule) - 0.5, -0.5)
    panel.set_xlim(0, 1)
    panel.xaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    panel.grid(visible=True, axis="x")
    panel.grid(visible=False, axis="y")
    panel.set_xlabel("share that is active, of those whom grievance alone would move")
    finish(figure, cited, *notes, title=_deception_title(by_rule))
    return panel


def _share(panel: Axes, lives: Sequence[Life], sight: _Sight, line: style.Line, *, at: float) -> None:
    """Draw the share of each life and of all together, and write it beside the marks where there is room."""
    shares, colour = _shares(lives, sight), line.colour
    if not shares.size:
        panel.text(0.01, at, f"{sight.words}: nobody", size=style.TEXT, va="center", gid="told")
        return
    panel.plot(shares, np.full(shares.size, at), ls="", marker=sight.marker, ms=5, mfc=style.lighter(colour),
               mec=style.darker(colour), mew=0.6, alpha=0.7, clip_on=False)  # fmt: skip
    whole, of = _whole(lives, sight), sum(int(life[sight.decided].sum()) for life in lives)
    panel.plot(whole, at, ls="", marker=sight.marker, ms=13, mfc=colour, mec=style.INK, mew=1.2, clip_on=False,
               zorder=4)  # fmt: skip
    right = whole < 0.5
    text = f"{sight.words}: {_percent(whole)} of {of:,} turns"
    panel.annotate(
        text, xy=(shares.max() if right else shares.min(), at),
        xytext=(14 if right else -14, 0), textcoords="offset points", ha="left" if right else "right", va="center",
        size=style.TEXT, annotation_clip=False, gid="told", label=f"{line.label}, {text}",
    )  # fmt: skip


def _percent(share: float) -> str:
    """A share with one decimal, whole where it is none or all."""
    return f"{100 * share:.0f} %" if share in (0, 1) else f"{100 * share:.1f} %"


def _shares(lives: Sequence[Life], sight: _Sight) -> NDArray[np.float64]:
    """The share that is active in each life in which anybody had to decide."""
    pairs = [(int(life[sight.acted].sum()), int(life[sight.decided].sum())) for life in lives]
    return np.array([acted / decided for acted, decided in pairs if decided])


def _whole(lives: Sequence[Life], sight: _Sight) -> float:
    """The share that is active in all lives together; NaN where nobody had to decide."""
    decided = sum(int(life[sight.decided].sum()) for life in lives)
    return sum(int(life[sight.acted].sum()) for life in lives) / decided if decided else nan


def _deception_title(by_rule: Lives) -> str:
    """What a cop in view does."""
    watched, unwatched = ([_whole(lives, sight) for lives in by_rule.values()] for sight in _SIGHTS)
    if max(watched) < _FEW and min(unwatched) > 1 - _FEW:
        return "Who would rebel hides it while a cop is in view"
    return "What a cop in view does to those who would rebel"
