"""The lattice itself, step by step, as an animated GIF: who stands where, beside how many are active by then."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from PIL import Image
from tqdm import tqdm

from kfor_sim.docking import series
from kfor_sim.errors import InputError
from kfor_sim.plots import style
from kfor_sim.plots.lattice_stage import Cited, draw_bar, label, thousands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage
    from matplotlib.text import Annotation
    from numpy.typing import NDArray

    from kfor_sim.docking import Life

    Pixels = NDArray[np.uint8]

_SIZE, _DOTS = (8.4, 4.9), 100  # inches, and dots an inch
_EDGE, _LEFT, _ABOVE = 3.2, 0.3, 0.62  # inches: the lattice, and left of it and above
_GAP, _RIGHT, _UNDER = 0.85, 1.05, 0.42  # inches beside the series, and above the lower edge of the lattice
_TITLE, _TEXT, _SMALL = 13, 10.5, 8.5  # points
_QUICKEST = 20.0  # frames a second that all programs show
_MOST = 1000  # frames
_COLOURS = 256  # of a GIF
_EMPTY = "#ffffff"
_ONE_GROUP = (("quiet", "#c9dcfe"), ("active", style.RED))
_TWO_GROUPS = (  # active is darker than quiet in grey as well
    ("first, quiet", "#a9c8fe"),
    ("first, active", "#1c3c8c"),
    ("second, quiet", "#fde0b6"),
    ("second, active", "#8a4b00"),
)


def animation_bytes(
    life: Life,
    *,
    every: int = 1,
    first: int = 0,
    last: int | None = None,
    frames_per_second: float = 10.0,
    shown: bool = False,
) -> bytes:
    """Draw the lattice as an animated GIF; the same life gives the same bytes.

    Args:
        life: One that was lived with ``frames=True``.
        every: How many steps lie between two frames.
        first: The step of the first frame.
        last: The step of the last one; without it the last step of the life.
        frames_per_second: At most 20, which all programs show.
        shown: Whether a bar on stderr shows how it goes.

    Raises:
        InputError: The life has no frames, or the steps are not among them.
    """
    steps = _steps(life, every=every, first=first, last=last)
    if not 0 < frames_per_second <= _QUICKEST:
        raise InputError(f"an animation shows up to {_QUICKEST:g} frames per second; got {frames_per_second:g}")
    with style.look():
        scene = _Scene.of(life, steps)
        palette = _palette([scene.show(steps[place]) for place in (0, len(steps) // 2, -1)])
        drawn = (scene.show(step) for step in tqdm(steps, desc="animation", unit="frame", disable=not shown))
        frames = [_with_palette(pixels, palette) for pixels in drawn]
    content = BytesIO()
    frames[0].save(
        content, format="GIF", save_all=True, append_images=frames[1:], duration=round(1000 / frames_per_second),
        loop=0, optimize=False,
    )  # fmt: skip
    return content.getvalue()


def _steps(life: Life, *, every: int, first: int, last: int | None) -> list[int]:
    """The steps that are shown, the last one always among them.

    Raises:
        InputError: The life has no frames, or the steps are not among them.
    """
    if life.frames is None:
        raise InputError("this life was lived without frames; live(lattice, replicate, frames=True) keeps them")
    end = life.steps if last is None else last
    if every < 1:
        raise InputError(f"frames must be at least one step apart; got every={every}")
    if not 0 <= first <= end <= life.steps:
        raise InputError(f"the life has the steps 0 to {life.steps}; got {first} to {end}")
    steps = list(range(first, end + 1, every))
    steps += [end] if steps[-1] != end else []
    if len(steps) > _MOST:
        wanted = -(-(end - first) // (_MOST - 1))
        raise InputError(f"an animation has at most {_MOST:,} frames; got {len(steps):,}, every={wanted} is enough")
    return steps


def _palette(frames: Sequence[Pixels]) -> Pixels:
    """The colours that are seen most often, of which all frames are made, shape (colour, 3): a fill stays as it is."""
    colours, counts = np.unique(np.concatenate([frame.reshape(-1, 3) for frame in frames]), axis=0, return_counts=True)
    return colours[np.argsort(-counts, kind="stable")[:_COLOURS]]


def _with_palette(pixels: Pixels, palette: Pixels) -> Image.Image:
    """A frame in the colours of the palette: each pixel in the nearest of them, which Pillow would only come near."""
    wide = pixels.astype(np.int32)
    codes, where = np.unique(wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2], return_inverse=True)
    colours = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1)
    nearest = np.square(colours[:, np.newaxis] - palette.astype(np.int32)).sum(axis=2).argmin(axis=1)
    frame = Image.fromarray(nearest.astype(np.uint8)[where].reshape(pixels.shape[:2]))
    frame.putpalette(palette.tobytes())
    return frame


@dataclass(frozen=True, eq=False, slots=True)
class _Scene:
    """What is drawn, of which a few parts change from frame to frame.

    Attributes:
        canvas: The whole.
        life: What is shown.
        frames: What is on each site after each step.
        first: The first step of the series.
        sites: The lattice, but for cops.
        cops: Their marks.
        line: Active agents until now.
        now: The mark at its end.
        words: What step it is, and how many are active.
    """

    canvas: FigureCanvasAgg
    life: Life
    frames: NDArray[np.int8]
    first: int
    sites: AxesImage
    cops: Line2D
    line: Line2D
    now: Line2D
    words: Annotation

    @classmethod
    def of(cls, life: Life, steps: Sequence[int]) -> _Scene:
        """Lay out the picture for some steps of a life, which has frames."""
        frames = np.zeros((0, 1, 1), np.int8) if life.frames is None else life.frames
        figure = Figure(figsize=_SIZE, dpi=_DOTS)
        canvas = FigureCanvasAgg(figure)
        width, height = _SIZE
        low = height - _ABOVE - _EDGE
        lattice = figure.add_axes((_LEFT / width, low / height, _EDGE / width, _EDGE / height))
        sites, cops = _lattice(lattice, life, frames.shape[1])
        left = _LEFT + _EDGE + _GAP
        box = (left / width, (low + _UNDER) / height, (width - left - _RIGHT) / width, (_EDGE - _UNDER - 0.45) / height)
        panel = figure.add_axes(box)
        words = _series(panel, life, steps)
        (line,) = panel.plot([], [], color=style.darker(style.RED), lw=1.3)
        (now,) = panel.plot([], [], ls="", marker="o", ms=6, color=style.darker(style.RED), clip_on=False, zorder=4)
        _around(figure, life)
        return cls(canvas, life, frames, steps[0], sites, cops, line, now, words)

    def show(self, step: int) -> Pixels:
        """Draw a step; gives the pixels, shape (height, width, 3)."""
        frame, active = self.frames[step], self.life["active"]
        self.sites.set_data(np.where(frame == series.COP, series.EMPTY, frame))
        down, across = np.nonzero(frame == series.COP)
        self.cops.set_data(across, down)
        self.line.set_data(np.arange(self.first, step + 1), active[self.first : step + 1])
        self.now.set_data([step], [active[step]])
        self.words.set_text(_told(self.life, step))
        self.canvas.draw()
        return np.asarray(self.canvas.buffer_rgba())[..., :3].copy()


def _kinds(life: Life) -> tuple[tuple[str, str], ...]:
    """Names and colours of agents, in the order in which `series` numbers them."""
    return _TWO_GROUPS if life.lattice.run.model == 2 else _ONE_GROUP


def _lattice(panel: Axes, life: Life, side: int) -> tuple[AxesImage, Line2D]:
    """An empty lattice, with the key to it below."""
    colours = [_EMPTY, *(colour for _, colour in _kinds(life))]
    sites = panel.imshow(
        np.zeros((side, side)), cmap=ListedColormap(colours), vmin=-0.5, vmax=len(colours) - 0.5,
        interpolation="nearest", aspect="equal",
    )  # fmt: skip
    cop = {"ls": "", "marker": "o", "mfc": "white", "mec": style.INK, "mew": 1.0}
    (cops,) = panel.plot([], [], ms=0.55 * 72 * _EDGE / side, **cop)  # type: ignore[arg-type]
    panel.set(xticks=[], yticks=[], xlim=(-0.5, side - 0.5), ylim=(side - 0.5, -0.5))
    panel.grid(visible=False)
    for spine in panel.spines.values():
        spine.set_visible(True)
    handles: list[Patch | Line2D] = [
        Patch(facecolor=colour, edgecolor=style.FAINT, lw=0.5, label=name) for name, colour in _kinds(life)
    ]
    if life.lattice.run.policed:
        handles.append(Line2D([], [], ms=5, label="cop", **cop))  # type: ignore[arg-type]
    columns = len(handles) if len(handles) < 4 else (len(handles) + 1) // 2
    panel.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0, -0.02), ncols=columns, fontsize=_SMALL,
        handlelength=1.1, handletextpad=0.4, columnspacing=0.9, borderpad=0.2, labelspacing=0.3,
    )  # fmt: skip
    return sites, cops


def _series(panel: Axes, life: Life, steps: Sequence[int]) -> Annotation:
    """An empty series of active agents, as far as the steps go, with room for words above."""
    bar = life.lattice.figures.outburst if life.lattice.run.model == 1 else 1
    highest = max(int(life["active"][steps[0] : steps[-1] + 1].max()), bar)
    panel.set_xlim(steps[0], max(steps[-1], steps[0] + 1))
    panel.set_ylim(0, 1.08 * highest)
    if life.lattice.run.model == 1:
        draw_bar(panel, life, size=_SMALL)
    for axis in (panel.xaxis, panel.yaxis):
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10], integer=True))
    thousands(panel)
    panel.tick_params(labelsize=_SMALL)
    panel.set_xlabel("step", size=_TEXT)
    panel.set_ylabel("active agents", size=_TEXT)
    return panel.annotate(
        "", xy=(0, 1), xycoords="axes fraction", xytext=(0, 6), textcoords="offset points", size=_TEXT, va="bottom",
        annotation_clip=False,
    )  # fmt: skip


def _told(life: Life, step: int) -> str:
    """What step it is, and what a reader cannot count himself."""
    parts = [f"Step {step:,} of {life.steps:,}: {life['active'][step]:,} active"]
    if life.lattice.run.model == 2:
        parts[0] += f",\n{life['first_group'][step]:,} and {life['second_group'][step]:,} in the groups"
    else:
        parts[0] += f",\n{life['jailed'][step]:,} in jail"
    if life.lattice.run.policed:
        parts.append(f"{life['cops'][step]:,} cops")
    return ", ".join(parts)


def _around(figure: Figure, life: Life) -> None:
    """Write the title, and at the bottom the mark 'illustrative' with the credit."""
    width, height = _SIZE
    lattice = life.lattice
    title = f"{lattice.run.title} ({lattice.name}), {label(lattice.rule)}"
    room = width - 2 * _LEFT
    figure.text(
        _LEFT / width, 1 - 0.16 / height, style.fitted(title, size=_TITLE, room=room, weight="bold"), size=_TITLE,
        weight="bold", va="top",
    )  # fmt: skip
    text = style.provenance(Cited((life,)))
    figure.text(
        _LEFT / width, 0.1 / height, "\n".join(style.wrapped(text, size=_SMALL, room=room)), size=_SMALL,
        color=style.FAINT, va="bottom", linespacing=1.3,
    )  # fmt: skip
