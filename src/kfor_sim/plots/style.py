"""The one look of every picture: colours, line styles, sizes for a projector, the mark 'illustrative', and saving.

The colours are the six of Matplotlib's ``petroff6``, and for schedules, of which there may be more, the ten of
``petroff10``; they stay apart under the three colour-vision deficiencies. No picture leaves a distinction to colour
alone.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from matplotlib import colors, style
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from kfor_sim.names import half_name
from kfor_sim.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, ORANGE, RED, PURPLE, GREY, VIOLET = "#5790fc", "#f89c20", "#e42536", "#964a8b", "#9c9ca1", "#7a21dd"
PALETTE = (BLUE, ORANGE, RED, PURPLE, GREY, VIOLET)
SCHEDULES = (
    *("#3f90da", "#e76300", "#bd1f01", "#832db6", "#ffa90e", "#717581", "#a96b59", "#92dadd", "#94a4a2", "#b9ac70"),
)
_DASHES: tuple[Any, ...] = ((0, (6, 1.5)), "-", (0, (6, 1.5, 1.2, 1.5)), (0, (2, 1.2)), (0, (9, 2, 3, 2)))
_MARKERS = "sD^vP<X>*p"
INK, FAINT = "#222222", "#595959"

WIDTH, HEIGHT, DOTS = 13.333, 7.5, 150  # inches of a slide, dots an inch
TITLE, HEADING, TEXT, SMALL = 19, 14, 12.5, 11  # points
LINE, _EDGE = 0.22, 0.12  # inches of a line of the foot, and below it

METADATA: dict[str, dict[str, Any]] = {"svg": {"Date": None, "Creator": "kfor-sim"}, "png": {"Software": None}}
"""What files say of themselves, by ending: nothing that changes from one day to the next."""

_LOOK: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": TEXT,
    "text.color": INK,
    "text.parse_math": False,  # a dollar sign in somebody's title is a dollar sign
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": HEADING,
    "axes.titleweight": "bold",
    "axes.titlepad": 8,
    "grid.color": "#e3e3e3",
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.8,
    "legend.frameon": True,
    "legend.framealpha": 1.0,
    "legend.edgecolor": "white",
    "legend.facecolor": "white",
    "legend.fontsize": SMALL,
    "legend.borderaxespad": 0,
    "figure.dpi": 100,
    "svg.hashsalt": "kfor-sim",
    "svg.fonttype": "path",
}


class Shown(Protocol):
    """What a picture is drawn from: a run, or a comparison of runs."""

    @property
    def credit(self) -> str:
        """Which runs, in a few words: names, replicates, seed, key."""


@dataclass(frozen=True, slots=True)
class Line:
    """How one group of people or one schedule is drawn: in words, colour, line style, and mark where it is a point."""

    label: str
    colour: str
    dashes: Any = "-"
    marker: str = "o"


COMMUNITIES: dict[str, Line] = {
    "albanian": Line("Albanian", BLUE),
    "serb": Line("Serb", ORANGE, (0, (6, 1.5))),
    "roma-ashkali-egyptian": Line("Roma, Ashkali, Egyptian", VIOLET, (0, (6, 1.5, 1.2, 1.5))),
    "other": Line("other communities", GREY, (0, (1.5, 1.2))),
}
THEATRE = Line("theatre (all)", INK)


def look() -> AbstractContextManager[None]:
    """The style as a context, whatever the reader's own settings are."""
    return style.context(["default", _LOOK])


def schedule_lines(names: Sequence[str], *, baseline: str) -> dict[str, Line]:
    """How schedules are drawn, by name: the baseline in ink, the others apart by colour, dashes and mark.

    The first ten beside the baseline have a colour and a mark of their own; after thirty of them looks come again.
    """
    others = [name for name in names if name != baseline]
    lines = {baseline: Line(baseline, INK)}
    for number, name in enumerate(others):
        turn = number // len(SCHEDULES)
        dashes, marker = _DASHES[(number + turn) % len(_DASHES)], _MARKERS[(number + turn) % len(_MARKERS)]
        lines[name] = Line(name, SCHEDULES[number % len(SCHEDULES)], dashes, marker)
    return {name: lines[name] for name in names}


def community(name: str) -> Line:
    """How a community is drawn; one that the style does not know is drawn in ink under its own name."""
    return COMMUNITIES.get(name, Line(name, INK, ":"))


def darker(colour: str) -> str:
    """The same hue, dark enough for text on white."""
    red, green, blue = colors.to_rgb(colour)
    return colors.to_hex((0.62 * red, 0.62 * green, 0.62 * blue))


def lighter(colour: str) -> str:
    """The same hue, half way to white."""
    red, green, blue = colors.to_rgb(colour)
    return colors.to_hex(((1 + red) / 2, (1 + green) / 2, (1 + blue) / 2))


@lru_cache(maxsize=4096)
def inches(text: str, *, size: float, weight: str = "normal") -> float:
    """How wide a text of that size, in points, is drawn, by the corners of its outline: quick, and never too little."""
    if not text.strip():
        return 0.0
    with look():
        corners = TextPath((0, 0), text, size=size, prop=FontProperties(weight=weight)).vertices
    return float(np.ptp(np.asarray(corners)[:, 0])) / 72


def fitted(text: str, *, size: float, room: float, weight: str = "normal") -> str:
    """The text, or as much of it as fits into ``room`` inches with dots at its end."""
    if inches(text, size=size, weight=weight) <= room:
        return text
    kept = text
    while kept and inches(kept + " …", size=size, weight=weight) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()} …"


def wrapped(text: str, *, size: float, room: float) -> list[str]:
    """The text in lines that fit into ``room`` inches, broken between words; a longer word is cut."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and inches(joined, size=size) <= room:
            lines[-1] = joined
        else:
            lines.append(word)
    return [fitted(line, size=size, room=room) for line in lines]


def provenance(shown: Shown) -> str:
    """The mark of every picture: what it is, what it is not, and which runs it shows."""
    return f"Illustrative simulation, not a forecast. kfor-sim {__version__}, {shown.credit}"


def caption(panel: Axes, text: str) -> None:
    """Write what a panel shows above it, clear of the lines of dates that run behind."""
    panel.set_title(text, bbox={"facecolor": "white", "edgecolor": "none", "pad": 2.5})


def head(figure: Figure, title: str) -> None:
    """Write the title of a picture at its top left."""
    width, height = figure.get_size_inches()
    text = fitted(title, size=TITLE, room=width - 0.7, weight="bold")
    figure.text(0.35 / width, 1 - 0.2 / height, text, size=TITLE, weight="bold", va="top", ha="left")


def foot_lines(figure: Figure, shown: Shown, *notes: str) -> list[str]:
    """The lines at the bottom of a picture: its notes, then the mark 'illustrative', broken where they are too long."""
    room = figure.get_size_inches()[0] - 0.7
    return [line for text in (*notes, provenance(shown)) for line in wrapped(text, size=SMALL, room=room)]


def foot_height(figure: Figure, shown: Shown, *notes: str) -> float:
    """How many inches from the bottom the foot of a picture takes."""
    return _EDGE + LINE * len(foot_lines(figure, shown, *notes))


def foot(figure: Figure, shown: Shown, *notes: str) -> None:
    """Write the mark 'illustrative' at the bottom, and what else a reader must know above it."""
    width, height = figure.get_size_inches()
    text = "\n".join(foot_lines(figure, shown, *notes))
    figure.text(
        0.35 / width, _EDGE / height, text, size=SMALL, color=FAINT, va="bottom", ha="left", linespacing=1.35,
    )  # fmt: skip


def save(figure: Figure, folder: Path, *, stem: str) -> list[Path]:
    """Write a picture as SVG and PNG; the same picture always gives the same bytes.

    Args:
        figure: The picture.
        folder: Where to; it exists.
        stem: Name of the files without ending.

    Returns:
        The two files.

    Raises:
        OSError: The folder cannot be written to.
    """
    return [save_as(figure, folder / f"{stem}.{ending}") for ending in METADATA]


def save_as(figure: Figure, path: Path, *, description: str = "") -> Path:
    """Write a picture as one file; a half-written file never stands under the final name.

    Args:
        figure: The picture.
        path: Where to; its ending is one of `METADATA`, its folder exists.
        description: A text for those who cannot see it, kept inside an SVG.

    Returns:
        The file.

    Raises:
        OSError: The folder cannot be written to.
    """
    ending = path.suffix.removeprefix(".")
    told = {"Description": description} if description and ending == "svg" else {}
    part = path.with_name(half_name(path.name))  # of its own: two programs may draw the same picture
    try:
        with look():
            figure.savefig(part, format=ending, dpi=DOTS, metadata=METADATA[ending] | told)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path
