"""The one look of every picture: colours, line styles, sizes for a projector, the mark 'illustrative', and saving.

The colours are the six of Matplotlib's ``petroff6``, which stay apart under the three colour-vision deficiencies; no
picture leaves a distinction to colour alone.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib import colors, style
from matplotlib.textpath import TextPath

from kfor_sim.version import __version__

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kfor_sim.results import Result

BLUE, ORANGE, RED, PURPLE, GREY, VIOLET = "#5790fc", "#f89c20", "#e42536", "#964a8b", "#9c9ca1", "#7a21dd"
PALETTE = (BLUE, ORANGE, RED, PURPLE, GREY, VIOLET)
INK, FAINT = "#222222", "#595959"

WIDTH, HEIGHT, DOTS = 13.333, 7.5, 150  # inches of a slide, dots an inch
TITLE, HEADING, TEXT, SMALL = 19, 14, 12.5, 11  # points

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


@dataclass(frozen=True, slots=True)
class Line:
    """How one group of people is drawn: in words, colour and line style."""

    label: str
    colour: str
    dashes: Any = "-"


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


def inches(text: str, *, size: float) -> float:
    """How wide a text of that size, in points, is drawn."""
    with look():
        return float(TextPath((0, 0), text, size=size).get_extents().width) / 72 if text.strip() else 0.0


def fitted(text: str, *, size: float, room: float) -> str:
    """The text, or as much of it as fits into ``room`` inches with dots at its end."""
    if inches(text, size=size) <= room:
        return text
    kept = text
    while kept and inches(kept + " …", size=size) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()} …"


def provenance(result: Result) -> str:
    """The mark of every picture: what it is, what it is not, and which run it shows."""
    count = len(result.replicates)
    draws = "1 replicate (a single draw)" if count == 1 else f"{count} replicates"
    run = f"scenario {result.scenario.name}, {draws}, seed {result.seed}, key {result.key[:12]}"
    return f"Illustrative simulation, not a forecast. kfor-sim {__version__}, {run}"


def caption(panel: Axes, text: str) -> None:
    """Write what a panel shows above it, clear of the lines of dates that run behind."""
    panel.set_title(text, bbox={"facecolor": "white", "edgecolor": "none", "pad": 2.5})


def head(figure: Figure, title: str) -> None:
    """Write the title of a picture at its top left."""
    width, height = figure.get_size_inches()
    text = fitted(title, size=TITLE, room=0.92 * width)
    figure.text(0.35 / width, 1 - 0.2 / height, text, size=TITLE, weight="bold", va="top", ha="left")


def foot(figure: Figure, result: Result, *notes: str) -> None:
    """Write the mark 'illustrative' at the bottom, and what else a reader must know above it."""
    width, height = figure.get_size_inches()
    lines = [*notes, fitted(provenance(result), size=SMALL, room=width - 0.7)]
    text = "\n".join(lines)
    figure.text(0.35 / width, 0.12 / height, text, size=SMALL, color=FAINT, va="bottom", ha="left", linespacing=1.35)


def save(figure: Figure, folder: Path, *, stem: str) -> list[Path]:
    """Write a picture as SVG and PNG; the same picture always gives the same bytes.

    A half-written file never stands under the final name.

    Args:
        figure: The picture.
        folder: Where to; it exists.
        stem: Name of the files without ending.

    Returns:
        The two files.

    Raises:
        OSError: The folder cannot be written to.
    """
    written = []
    for ending, metadata in (("svg", {"Date": None, "Creator": "kfor-sim"}), ("png", {"Software": None})):
        path = folder / f"{stem}.{ending}"
        part = folder / f".{stem}.{ending}.part"
        try:
            with look():
                figure.savefig(part, format=ending, dpi=DOTS, metadata=metadata)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        written.append(path)
    return written
