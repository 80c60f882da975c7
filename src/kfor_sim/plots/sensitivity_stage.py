"""What the pictures of a sensitivity analysis share: question and verdict, headings, indices with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from kfor_sim.plots import sensitivity_words as words
from kfor_sim.plots import style

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kfor_sim.sensitivity import Sensitivity

EDGE = 0.35
"""Inches free at both sides of a picture."""
SMALLEST = 9.5
"""Points of the smallest letters."""
OUTSIDE = 0.08
"""How far an axis of indices reaches beyond 0 and 1, so that arrows have room."""
HEADED = 0.72
"""Inches of a heading and the legend below it."""
_ABOVE, _TITLE, _TEXT = 0.2, 0.37, 0.27  # inches above all, of a line of the question, and of the verdict
_BOLD = 0.88  # bold letters are wider
_ARROW = 0.055  # beyond 0 and 1
_LARGE = (1_000_000_000, " billion"), (1_000_000, " million")


@dataclass(frozen=True, slots=True)
class Head:
    """The question of a picture, and below it whether the answer is settled.

    Attributes:
        lines: Of the question.
        told: Lines of the verdict.
    """

    lines: Sequence[str]
    told: Sequence[str]

    @classmethod
    def of(cls, found: Sensitivity, *, before: str = "") -> Head:
        """Break the words into lines; ``before`` says what the picture looks at."""
        room = style.WIDTH - 2 * EDGE
        told = (words.settled(found), words.spread(found))
        return cls(
            style.wrapped(words.title(found.plan, before=before), size=style.TITLE, room=_BOLD * room),
            [line for each in told for line in style.wrapped(each, size=style.TEXT, room=room)],
        )

    @property
    def height(self) -> float:
        """Inches from the top that it takes."""
        return self._down + _TEXT * len(self.told) + 0.12

    @property
    def _down(self) -> float:
        return _ABOVE + _TITLE * len(self.lines) + 0.06

    def draw(self, figure: Figure) -> None:
        """Write it at the top left."""
        width, height = figure.get_size_inches()
        for lines, down, size, weight in (
            (self.lines, _ABOVE, style.TITLE, "bold"),
            (self.told, self._down, style.TEXT, "normal"),
        ):
            figure.text(
                EDGE / width, 1 - down / height, "\n".join(lines), size=size, weight=weight, va="top", linespacing=1.15
            )


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def heading(figure: Figure, text: str, handles: Sequence[Artist], *, left: float, down: float) -> None:
    """Write what a panel shows above it, and what is drawn how, so many inches from the left and from the top."""
    width, height = figure.get_size_inches()
    figure.text(left / width, 1 - down / height, text, size=style.HEADING, weight="bold", va="top")
    if handles:
        key(figure, handles, left=left, down=down + 0.3)


def key(figure: Figure, handles: Sequence[Artist], *, left: float, down: float) -> None:
    """Write in one line what is drawn how, so many inches from the left and from the top."""
    width, height = figure.get_size_inches()
    box = figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(left / width, 1 - down / height), ncols=len(handles),
        borderpad=0, handlelength=1.8, columnspacing=1.4, handletextpad=0.5,
    )  # fmt: skip
    box.set_in_layout(False)


def mark_index(
    panel: Axes, at: float, row: Mapping[str, float], name: str, look: Mapping[str, Any], *, upright: bool = False
) -> None:
    """Draw an index with its interval on an axis from 0 to 1; an arrow where either goes on beyond.

    Args:
        panel: Where.
        at: Its place on the other axis.
        row: With the index and its interval; NaN, which is not drawn, where nothing differs.
        name: ``first`` or ``total``.
        look: How the mark is drawn, in the words of Matplotlib.
        upright: Whether indices go upwards, not to the right.
    """
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    if not isfinite(value):
        return
    drawn: list[tuple[list[float], dict[str, Any]]] = [
        (np.clip([low, high], 0, 1).tolist(), {"lw": 1.8, "solid_capstyle": "butt", "gid": f"{name} interval"})
    ]
    for is_beyond, end, marker in (
        (min(value, low) < 0, -_ARROW, "v" if upright else "<"),
        (max(value, high) > 1, 1 + _ARROW, "^" if upright else ">"),
    ):
        if is_beyond:
            drawn.append(([end], {"ls": "", "marker": marker, "ms": 6, "mew": 0, "gid": f"{name} beyond"}))
    for places, how in drawn:
        across = [at] * len(places)
        xy = (across, places) if upright else (places, across)
        panel.plot(*xy, color=look["mec"], clip_on=False, zorder=2.5, **how)
    middle = float(np.clip(value, 0, 1))
    panel.plot(*((at, middle) if upright else (middle, at)), clip_on=False, zorder=3, gid=name, **look)


def outcome_axis(value: float, _: object) -> str:
    """A number at an axis."""
    size, unit = next(((size, unit) for size, unit in _LARGE if abs(value) >= size), (1, ""))
    return f"{value / size:,.7g}{unit}".replace("-", "−") if value else "0"


def signed_axis(value: float, place: object) -> str:
    """A difference at an axis."""
    return f"{'+' if value > 0 else ''}{outcome_axis(value, place)}"
