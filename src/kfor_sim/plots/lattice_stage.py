"""What all pictures of the lattice share: looks of rules and groups, the credit, words, panels, and a text instead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import StrMethodFormatter

from kfor_sim.digits import honest
from kfor_sim.docking import RULES
from kfor_sim.docking.outbursts import outbursts
from kfor_sim.errors import InputError
from kfor_sim.names import SHOWN
from kfor_sim.plots import style

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from kfor_sim.docking import Lattice, Life

RULE_LINES: dict[str, style.Line] = {
    "ratio-literal": style.Line("C / A as printed", style.BLUE, "-", "o"),
    "ratio-floor": style.Line("C / A rounded down", style.ORANGE, (0, (6, 1.5)), "s"),
    "ratio-round": style.Line("C / A rounded", style.VIOLET, (0, (6, 1.5, 1.2, 1.5)), "D"),
}
GROUPS = style.Line("first group", style.BLUE), style.Line("second group", style.ORANGE, (0, (4, 1.2)))
BAR = style.Line("bar", style.INK, (0, (2, 2)))
_OTHERS = tuple(colour for colour in style.PALETTE if colour not in {line.colour for line in RULE_LINES.values()})
_OTHER_MARKERS = "os^Dv"
_OTHER_DASHES = ("-", (0, (6, 1.5)), (0, (6, 1.5, 1.2, 1.5)), (0, (2, 1.2)), (0, (9, 2, 3, 2)))
THIN, _FAINTLY = 0.9, 0.55  # points and opacity of one replicate among many
DRAWN = 20
"""Replicates of which a line is drawn each; all are counted."""
_TOLD = "told"  # marks the words that say in a picture what it shows


@dataclass(frozen=True, eq=False, slots=True)
class Cited:
    """What a picture of lives credits.

    Attributes:
        lives: All that are drawn or counted.
    """

    lives: tuple[Life, ...]

    @classmethod
    def all_of(cls, *parts: Mapping[str, Sequence[Life]]) -> Cited:
        """Credit all lives of some mappings.

        Raises:
            InputError: There is none, or a name without any.
        """
        if not parts or not all(parts) or not all(lives for part in parts for lives in part.values()):
            raise InputError("a picture of the lattice needs at least one replicate under each name")
        return cls(tuple(life for part in parts for lives in part.values() for life in lives))

    @property
    def lattices(self) -> tuple[Lattice, ...]:
        """The lattices, each once."""
        return tuple({life.lattice.key: life.lattice for life in self.lives}.values())

    @property
    def credit(self) -> str:
        """Which lives, in a few words: runs, replicates, seed, keys."""
        runs = dict.fromkeys(f"{lattice.name} ({lattice.run.title.lower()})" for lattice in self.lattices)
        numbers = dict.fromkeys(life.replicate for life in self.lives)
        seeds = ", ".join(str(seed) for seed in dict.fromkeys(lattice.seed for lattice in self.lattices))
        keys = ", ".join(lattice.key[:SHOWN] for lattice in self.lattices)
        drawn = f"{len(numbers)} replicates" if len(numbers) > 1 else f"replicate {next(iter(numbers))} (a single draw)"
        drawn = f"{drawn}, seed {seeds}, key {keys}"
        return f"lattice of Epstein 2002, {', '.join(runs)}: {drawn}"


def line_of(name: str, place: int) -> style.Line:
    """How a rule is drawn, or what has another name, by its place among the others."""
    if name in RULE_LINES:
        return RULE_LINES[name]
    for line in RULE_LINES.values():
        if name.endswith(line.label):
            return replace(line, label=name)
    turn = place % len(_OTHER_DASHES)
    return style.Line(name, _OTHERS[place % len(_OTHERS)], _OTHER_DASHES[turn], _OTHER_MARKERS[turn])


def only_where(rules: Collection[str], among: Collection[str]) -> str:
    """Say under which rules something is seen that is seen under some of them."""
    if set(rules) == set(among):
        return "under every rule" if len(rules) > 1 else f"with {label(next(iter(rules)))}"
    if RULES[0] in among and set(rules) == set(among) - {RULES[0]} and len(rules) > 1:
        return "only where the ratio is rounded"
    return f"only with {' and '.join(label(rule) for rule in rules)}"


def label(name: str) -> str:
    """A rule in words; another name as it is."""
    return RULE_LINES[name].label if name in RULE_LINES else name


def tipped(lives: Sequence[Life]) -> list[bool]:
    """Tell of each life whether there is an outburst in it."""
    return [bool(outbursts(life)[0].size) for life in lives]


def mean_of(values: Sequence[float]) -> str:
    """A mean with the digits that it deserves."""
    array = np.asarray(values, dtype=float)
    return honest(float(array.mean()), float(array.std(ddof=1)) if array.size > 1 else 0.0, array.size)


def span_of(values: Sequence[float]) -> str:
    """The lowest and the highest of some whole numbers; one where they agree."""
    return f"{min(values):,} to {max(values):,}" if min(values) < max(values) else f"{min(values):,}"


def worlds(lives: Sequence[Life]) -> str:
    """Say what kinds of worlds lives were lived in, for a line below the picture: what they share, then each run."""
    kinds = {life.lattice.name: life.lattice for life in lives}
    figures = lives[0].lattice.figures
    return (
        f"C cops and A active agents in view. {figures.side} x {figures.side} sites, {figures.agents:,} agents at the "
        "start. "
        f"{'; '.join(_kind(lattice, named=len(kinds) > 1) for lattice in kinds.values())}."
    )


def _kind(lattice: Lattice, *, named: bool) -> str:
    """What a run is: legitimacy, cops, jail."""
    run = lattice.run
    jail = "jail for good" if np.isinf(run.jail) else f"jail for up to {run.jail:g} steps"
    courses = f"{_course(run.legitimacy, 'legitimacy')}, {_course(run.cops, 'cops')}"
    text = f"{courses}, {jail}"
    return f"{lattice.name}: {text}" if named else text[:1].upper() + text[1:]


def _course(course: object, noun: str) -> str:
    """A level that changes between two steps, or does not."""
    start, end = (float(getattr(course, each)) for each in ("start", "end"))
    return f"{noun} {start:g}" if start == end else f"{noun} from {start:g} to {end:g}"


def levels(course: object, steps: int) -> NDArray[np.float64]:
    """Give the level at each step, from the start to the last one, shape (steps + 1,)."""
    first, last, start, end = (float(getattr(course, each)) for each in ("first", "last", "start", "end"))
    return np.interp(np.arange(steps + 1), [first, last], [start, end])


def tell(panel: Axes, text: str, *, up: float, left: bool = True, size: float = style.SMALL, aloud: str = "") -> None:
    """Write above a panel what it shows.

    Args:
        panel: Where.
        text: The words.
        up: Inches from the upper edge of the panel.
        left: Whether they begin at its left, or end at its right.
        size: Of the words, in points.
        aloud: What is read out instead, where the words need their surroundings.
    """
    panel.annotate(
        text, xy=(0 if left else 1, 1), xycoords="axes fraction", xytext=(0, 72 * up), textcoords="offset points",
        size=size, ha="left" if left else "right", va="bottom", annotation_clip=False, gid=_TOLD, label=aloud,
    )  # fmt: skip


def draw_bar(panel: Axes, life: Life, *, labelled: bool = True, size: float = style.SMALL) -> None:
    """Draw the bar over which active agents are an outburst, and name it right of the panel."""
    bar = life.lattice.figures.outburst
    panel.axhline(bar, color=BAR.colour, lw=1.1, ls=BAR.dashes, gid="bar", zorder=3)
    if labelled:
        panel.annotate(
            f"outburst:\nmore than {bar}", xy=(1, bar), xycoords=panel.get_yaxis_transform(), xytext=(6, 0),
            textcoords="offset points", size=size, va="center", ha="left", annotation_clip=False, gid="bar",
        )  # fmt: skip


def draw_thin(panel: Axes, across: NDArray[np.float64], up: NDArray[np.int64], line: style.Line, *, of: int) -> None:
    """Draw one replicate of so many: fainter where there are many, so that each is seen."""
    panel.plot(across, up, color=style.darker(line.colour), lw=THIN if of > 1 else 1.6, alpha=_FAINTLY if of > 4 else 1)


def lines_of(lives: Sequence[Life]) -> str:
    """Say which replicates have a line."""
    most = max(life.replicate for life in lives) + 1
    return (
        "One line a replicate." if most <= DRAWN else f"One line a replicate, for the first {DRAWN}; all are counted."
    )


def headroom(lives: Sequence[Life], *, share: float = 0.08) -> tuple[float, float]:
    """Limits of an axis of active agents that holds all lives and the bar."""
    highest = max(max(int(life["active"].max()), life.lattice.figures.outburst) for life in lives)
    return -0.015 * highest, highest * (1 + share)


def thousands(panel: Axes) -> None:
    """Write numbers of both axes with a comma between thousands."""
    for axis in (panel.xaxis, panel.yaxis):
        axis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))


def finish(figure: Figure, cited: Cited, *notes: str, title: str) -> None:
    """Write the title and the foot."""
    style.head(figure, title)
    style.foot(figure, cited, *notes)


def alternative(figure: Figure) -> str:
    """Say what a picture of the lattice shows, for those who cannot see it: its title and the words of its panels."""
    return " ".join(_sentences(figure))


def _sentences(figure: Figure) -> Iterator[str]:
    yield f"{figure.texts[0].get_text()}."
    for panel in figure.axes:
        told = [
            " ".join((str(text.get_label()) or text.get_text()).split())
            for text in panel.texts
            if text.get_gid() == _TOLD
        ]
        if told:
            heading = panel.get_title(loc="left")
            yield f"{heading}: {'; '.join(told)}." if heading else f"{'; '.join(told)}."
    yield " ".join(figure.texts[-1].get_text().split())
