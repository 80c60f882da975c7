"""The lattice over time: outbursts, cops withdrawn, legitimacy lost; small multiples of the rules for the ratio."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator

from kfor_sim.digits import counted
from kfor_sim.docking.outbursts import outbursts, tipping
from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files
from kfor_sim.plots.lattice_stage import (
    DRAWN,
    Cited,
    draw_bar,
    draw_thin,
    finish,
    headroom,
    label,
    levels,
    line_of,
    lines_of,
    mean_of,
    only_where,
    span_of,
    tell,
    thousands,
    tipped,
    worlds,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kfor_sim.docking import Life

    Lives = Mapping[str, Sequence[Life]]

_LEFT, _RIGHT, _TOP = 1.0, 1.4, 0.7  # inches beside the panels and for the title
_STRIP, _WORDS = 0.42, 0.36  # inches of the strip of legitimacy, and of the words below it
_WHY_CALM = "Towards the end all is calm since those who would be active have been jailed for good before."
_BESIDE, _BETWEEN = 0.35, 0.4  # inches from one panel to the next, and from one row to the next


def figure_outbursts(lives_by_rule: Lives) -> Figure:
    """Draw the active agents of one life under each rule, and tell how many outbursts all lives have.

    Args:
        lives_by_rule: Lives of one run by rule, in the order of the panels; the first one of each is drawn.

    Raises:
        InputError: There are no lives.
    """
    return for_files(_draw_outbursts, lives_by_rule)


def figure_cop_reduction(lives_by_rule: Lives) -> Figure:
    """Draw active agents against the cops that are left, a line a life, and tell how many lives tip.

    Args:
        lives_by_rule: Lives of a run whose cops are withdrawn, by rule, in the order of the panels.

    Raises:
        InputError: There are no lives.
    """
    return for_files(_draw_cop_reduction, lives_by_rule)


def figure_legitimacy(gradual_by_rule: Lives, sudden_by_rule: Lives) -> Figure:
    """Draw active agents while legitimacy is lost gradually (above) and at once (below), a column a rule.

    Args:
        gradual_by_rule: Lives of one run by rule, in the order of the columns; may be empty.
        sudden_by_rule: Lives of the other run, by the same rules; may be empty, but not both.

    Raises:
        InputError: There are no lives.
    """
    rows = {"gradual loss": gradual_by_rule, "sudden loss": sudden_by_rule}
    given = {name: by_rule for name, by_rule in rows.items() if by_rule}
    return for_files(_draw_legitimacy, given, size=(style.WIDTH, 8.2 if len(given) > 1 else style.HEIGHT))


def _draw_outbursts(by_rule: Lives, figure: Figure) -> Axes:
    """One panel a rule, one above the other."""
    cited = Cited.all_of(by_rule)
    first = cited.lives[0]
    notes = (f"{worlds(cited.lives)} Lines: replicate {first.replicate}; words: all.",)
    height, width = style.HEIGHT, style.WIDTH
    bottom = style.foot_height(figure, cited, *notes) + 0.75
    top = height - _TOP - 0.4
    tall, gap = (top - bottom - 0.5 * (len(by_rule) - 1)) / len(by_rule), 0.5
    panels: list[Axes] = []
    for place, (rule, lives) in enumerate(by_rule.items()):
        shared = panels[0] if panels else None
        low = top - place * (tall + gap) - tall
        box = (_LEFT / width, low / height, (width - _LEFT - _RIGHT) / width, tall / height)
        panel = figure.add_axes(box, sharex=shared, sharey=shared)
        panel.plot(np.arange(lives[0].steps + 1), lives[0]["active"], color=style.darker(line_of(rule, place).colour),
                   lw=0.9)  # fmt: skip
        draw_bar(panel, lives[0])
        panel.set_title(label(rule))
        tell(panel, _outbursts_told(lives), up=0.1, left=False, size=style.TEXT)
        panel.tick_params(labelbottom=place == len(by_rule) - 1)
        panel.yaxis.set_major_locator(MaxNLocator(4, integer=True))
        panels.append(panel)
    panels[0].set_xlim(0, max(lives[0].steps for lives in by_rule.values()))
    panels[0].set_ylim(*headroom([lives[0] for lives in by_rule.values()]))
    panels[-1].set_xlabel("step")
    thousands(panels[-1])
    panels[len(panels) // 2].set_ylabel("active agents")
    seen = [rule for rule, lives in by_rule.items() if any(tipped(lives))]
    title = f"Society bursts out again and again {only_where(seen, by_rule)}" if seen else "Society never bursts out"
    finish(figure, cited, *notes, title=title)
    return panels[0]


def _outbursts_told(lives: Sequence[Life]) -> str:
    """How many outbursts a life has."""
    counts = [int(outbursts(life)[0].size) for life in lives]
    if not any(counts):
        return f"no outburst in {counted(len(lives), 'replicate')} of {counted(lives[0].steps, 'step')}"
    if len(lives) == 1:
        return f"{counted(counts[0], 'outburst')} in the one replicate"
    return f"{mean_of(counts)} outbursts on average, {span_of(counts)} in {len(lives)} replicates"


def _draw_cop_reduction(by_rule: Lives, figure: Figure) -> Axes:
    """One panel a rule, side by side; the cops go as one reads."""
    cited = Cited.all_of(by_rule)
    notes = (f"{lines_of(cited.lives)} {_WHY_CALM} {worlds(cited.lives)}",)
    height, width = style.HEIGHT, style.WIDTH
    bottom = (style.foot_height(figure, cited, *notes) + 0.75) / height
    grid = figure.add_gridspec(
        1, len(by_rule), left=_LEFT / width, right=1 - _RIGHT / width, bottom=bottom, top=1 - (_TOP + 0.85) / height,
        wspace=0.1,
    )  # fmt: skip
    panels: list[Axes] = []
    for place, (rule, lives) in enumerate(by_rule.items()):
        shared = panels[0] if panels else None
        panel = figure.add_subplot(grid[place], sharex=shared, sharey=shared)
        for life in lives[:DRAWN]:
            draw_thin(
                panel, levels(life.lattice.run.cops, life.steps), life["active"], line_of(rule, place), of=len(lives)
            )
        draw_bar(panel, lives[0], labelled=place == len(by_rule) - 1)
        _mark_tipping(panel, lives)
        panel.set_title(label(rule), pad=44)
        tell(panel, _tipping_told(lives), up=0.12)
        panel.set_xlabel("cops left")
        panel.tick_params(labelleft=place == 0)
        panels.append(panel)
    most = max(float(life["cops"].max()) for life in cited.lives)
    panels[0].set_xlim(most, 0)
    panels[0].set_ylim(*headroom(cited.lives, share=0.2))
    panels[0].set_ylabel("active agents")
    tip = [rule for rule, lives in by_rule.items() if _cops_at_first(lives)]
    end = f"society tips {only_where(tip, by_rule)}" if tip else "society never tips"
    finish(figure, cited, *notes, title=f"Take the cops away: {end}")
    return panels[0]


def _cops_at_first(lives: Sequence[Life]) -> list[int]:
    """How many cops are left when a life tips, for each that does."""
    found = ((life, tipping(life)) for life in lives)
    return [int(life["cops"][step]) for life, step in found if step is not None]


def _tipping_told(lives: Sequence[Life]) -> str:
    """How many lives tip while there are cops, and how far the others come."""
    tips = len(_cops_at_first(lives))
    highest = max(int(life["active"].max()) for life in lives)
    return f"{tips} of {len(lives)} tip while cops are left;\nat most {counted(highest, 'agent')} active at once"


def _mark_tipping(panel: Axes, lives: Sequence[Life]) -> None:
    """Draw the median number of cops at the first outburst, and write it above all lines."""
    cops = [each for each in _cops_at_first(lives) if each > 0]
    if not cops:
        return
    middle = float(np.median(cops))
    panel.axvline(middle, color=style.INK, lw=1.4, gid="tipping")
    panel.annotate(
        f"first outburst:\nmedian at {middle:g} cops", xy=(middle, 0.985), xycoords=panel.get_xaxis_transform(),
        xytext=(6, 0), textcoords="offset points", va="top", ha="left", size=style.SMALL,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1}, gid="tipping",
    )  # fmt: skip


def _draw_legitimacy(rows: Mapping[str, Lives], figure: Figure) -> Axes:
    """A row of panels for each way in which it is lost, a strip of legitimacy above each of them."""
    cited = Cited.all_of(*rows.values())
    notes = (f"{lines_of(cited.lives)} {worlds(cited.lives)}",)
    width, height = figure.get_size_inches()
    columns = max(len(by_rule) for by_rule in rows.values())
    bottom, above = style.foot_height(figure, cited, *notes) + 0.75, _TOP + 0.4
    wide = (width - _LEFT - _RIGHT - _BESIDE * (columns - 1)) / columns
    tall = (height - above - bottom - _BETWEEN * (len(rows) - 1)) / len(rows) - _STRIP - _WORDS
    panels: list[Axes] = []
    for row, (name, by_rule) in enumerate(rows.items()):
        lowest = row == len(rows) - 1
        top = height - above - row * (_STRIP + _WORDS + tall + _BETWEEN)
        for column, (rule, lives) in enumerate(by_rule.items()):
            left = _LEFT + column * (wide + _BESIDE)
            place = (left / width, (top - _STRIP) / height, wide / width, _STRIP / height)
            strip = figure.add_axes(place, sharex=panels[0] if panels else None)
            _strip(strip, lives[0], named=column == 0)
            place = (left / width, (top - _STRIP - _WORDS - tall) / height, wide / width, tall / height)
            panel = figure.add_axes(place, sharex=strip, sharey=panels[0] if panels else None)
            for life in lives[:DRAWN]:
                draw_thin(panel, np.arange(life.steps + 1.0), life["active"], line_of(rule, column), of=len(lives))
            draw_bar(panel, lives[0], labelled=column == len(by_rule) - 1)
            strip.set_title(label(rule) if row == 0 else "", pad=8)
            told = _explosions_told(lives)
            tell(panel, told, up=0.08, aloud=f"{name}, {label(rule)}: {told}")
            panel.set_ylabel(f"{name}:\nactive agents" if column == 0 else "")
            panel.tick_params(labelleft=column == 0, labelbottom=lowest)
            panel.set_xlabel("step" if lowest else "")
            panels.append(panel)
    panels[0].xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10], integer=True))
    panels[0].set_xlim(0, max(life.steps for life in cited.lives))
    panels[0].set_ylim(*headroom(cited.lives))
    finish(figure, cited, *notes, title=_legitimacy_title(rows))
    return panels[0]


def _strip(strip: Axes, life: Life, *, named: bool) -> None:
    """Draw the course of legitimacy as a light strip, from 0 to 1, with its levels."""
    course = life.lattice.run.legitimacy
    steps, level = np.arange(life.steps + 1), levels(course, life.steps)
    strip.fill_between(steps, level, color="#dedee2", lw=0)
    strip.plot(steps, level, color=style.FAINT, lw=1.4)
    strip.set_ylim(0, 1)
    strip.set_yticks([])
    strip.grid(visible=False)
    strip.tick_params(labelbottom=False, bottom=False)
    for side in ("left", "bottom"):
        strip.spines[side].set_visible(False)
    strip.text(life.steps, level[-1], f"{level[-1]:g} ", size=style.SMALL, ha="right", va="bottom", color=style.FAINT)
    strip.text(0, 0.08, f" {level[0]:g}", size=style.SMALL, ha="left", va="bottom", color=style.INK)
    if named:
        strip.set_ylabel("legitimacy", rotation=0, ha="right", va="center", size=style.SMALL, color=style.FAINT)


def _explosions_told(lives: Sequence[Life]) -> str:
    """In how many lives there is an outburst."""
    highest = max(int(life["active"].max()) for life in lives)
    return f"{sum(tipped(lives))} of {len(lives)} explode, at most {highest:,} active"


def _legitimacy_title(rows: Mapping[str, Lives]) -> str:
    """Under which rules lives explode."""
    rules = dict.fromkeys(rule for by_rule in rows.values() for rule in by_rule)
    seen = [rule for rule in rules if any(any(tipped(by_rule.get(rule, []))) for by_rule in rows.values())]
    return (
        f"Legitimacy lost: some societies explode, {only_where(seen, rules)}"
        if seen
        else ("Legitimacy lost: no society explodes")
    )
