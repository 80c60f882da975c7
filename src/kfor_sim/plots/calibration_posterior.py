"""What the evidence leaves of the ranges: a pale bar for each figure's range, and on it an interval for each theory."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from kfor_sim.calibration.record import posterior_rows
from kfor_sim.digits import counted
from kfor_sim.plots import style
from kfor_sim.plots.canvas import for_files, in_notebook
from kfor_sim.scenario.keypaths import field_at, path_parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kfor_sim.calibration import Calibration

_MOST, _LEAST = 12, 6  # figures shown, and how many where fewer were moved
_COLUMNS = 2  # where one is too tall
_LEFT, _LIST, _BETWEEN = 0.35, 2.75, 0.35  # inches: left of all, for the list of theories, and between columns
_END = 0.8  # inches at both sides of a bar, for the ends of its range
_ABOVE, _SLOT, _BELOW = 0.48, 0.1, 0.17  # inches of a row: name and words, each theory, and what is free below
_BAR = 0.2  # inches of a bar at least
_TOP = 0.85
_SMALLEST = 9.5
_PALE = "#e9e9e9"
_TITLE = "What the evidence leaves of the ranges: "


@dataclass(frozen=True, slots=True)
class _Row:
    """One figure under each theory that reads it, as `posterior_rows` has it."""

    path: str
    under: Mapping[str, Mapping[str, Any]]

    @property
    def order(self) -> tuple[float, float]:
        """How often luck alone makes as large a difference, where it is least often, and what is left of the range."""
        known = [(each["alone"], left_of(each)) for each in self.under.values() if each["alone"] is not None]
        return min(known, default=(inf, 1.0))

    @property
    def is_moved(self) -> bool:
        return any(each["moved"] for each in self.under.values())

    @property
    def unit(self) -> str:
        return str(next(iter(self.under.values()))["unit"])

    @property
    def ends(self) -> tuple[float, float]:
        """The range put in, the widest where theories differ in it."""
        return min(each["low"] for each in self.under.values()), max(each["high"] for each in self.under.values())

    def along(self, value: float) -> float:
        """Say where on the bar a value lies, from 0 to 1."""
        low, high = self.ends
        return (value - low) / (high - low)


def posterior(found: Calibration) -> Axes:
    """Draw the picture in a new pyplot figure, as a notebook shows it; gives the panel of the first figure."""
    return in_notebook(_draw, found)


def figure_posterior(found: Calibration) -> Figure:
    """Draw the picture in a figure that pyplot does not know."""
    return for_files(_draw, found)


def left_of(row: Mapping[str, Any]) -> float:
    """Say what part of its range the evidence leaves a figure, from its row in `posterior_rows`."""
    return float((row["left_high"] - row["left_low"]) / (row["high"] - row["low"]))


def in_words(path: str) -> str:
    """Say in plain words what a figure is."""
    field = field_at(path_parts(path))
    return (field.description if field else None) or path


def _draw(found: Calibration, figure: Figure) -> Axes:
    rows = _rows(found)
    moved = [row for row in rows if row.is_moved]
    shown = rows[: min(max(len(moved), _LEAST), _MOST)]
    theories = [name for name, each in found.fits.items() if each.posterior] or list(found.fits)[:1]
    lines = style.schedule_lines(list(found.fits), baseline=next(iter(found.fits)))
    notes = _notes(found, moved=len(moved), shown=len(shown))
    foot = style.foot_height(figure, found, *notes) + 0.1
    bar = max(_BAR, _SLOT * len(theories))
    tall = _ABOVE + bar + _BELOW
    columns = 1 if tall * len(shown) <= style.HEIGHT - _TOP - foot else _COLUMNS
    deep = -(-len(shown) // columns)
    key = 0.26 * (len(theories) + 7)  # inches of the list to the right
    height = max(style.HEIGHT, _TOP + tall * deep + foot, _TOP + key + foot)
    figure.set_figheight(height)
    wide = (style.WIDTH - _LEFT - _LIST - _BETWEEN * (columns - 1)) / columns
    free = (height - _TOP - foot) / deep
    panels = []
    for number, row in enumerate(shown):
        left = _LEFT + (number // deep) * (wide + _BETWEEN) + _END
        bottom = height - _TOP - (number % deep) * free - _ABOVE - bar
        place = (left / style.WIDTH, bottom / height, (wide - 2 * _END) / style.WIDTH, bar / height)
        panels.append(_panel(figure.add_axes(place), row, theories, lines, wide=wide, bar=bar))
    _key(figure, [lines[name] for name in theories], found.subject.level)
    count = f"{len(moved)} of {counted(len(rows), 'figure')} moved" if moved else "no figure is clearly moved"
    style.head(figure, f"{_TITLE}{count}")
    style.foot(figure, found, *notes)
    return panels[0]


def _rows(found: Calibration) -> list[_Row]:
    """Put the rows of all theories together by figure, those that luck explains least first."""
    under: dict[str, dict[str, Mapping[str, Any]]] = {}
    for theory, each in found.fits.items():
        for row in posterior_rows(each):
            under.setdefault(row["figure"], {})[theory] = row
    return sorted((_Row(path, rows) for path, rows in under.items()), key=lambda row: row.order)


def _notes(found: Calibration, *, moved: int, shown: int) -> tuple[str, ...]:
    """Say what is seen, and what is not shown."""
    told = [
        f"An interval would hold {found.subject.level:.0%} of the simulated worlds that are kept, as they meet every "
        "target or come nearest; its mark is their middle. Moved: they differ from the other draws by more than luck."
    ]
    if not moved:
        told.append("No figure is moved under any theory. Shown: those that luck explains least.")
    elif moved < shown:
        told.append("Shown: what is moved, and the next that luck explains least.")
    elif moved > shown:
        told.append(f"Moved as well, and not shown: {counted(moved - shown, 'figure')}; see posterior.csv.")
    without = [name for name, each in found.fits.items() if not each.posterior]
    if without:
        told.append(f"No interval under {', '.join(without)}: too few draws fit.")
    return tuple(told)


def _panel(
    panel: Axes, row: _Row, theories: Sequence[str], lines: Mapping[str, style.Line], *, wide: float, bar: float
) -> Axes:
    """Draw one figure: its name above, the ends of its range beside, and a line for each theory."""
    panel.set(xlim=(0, 1), ylim=(len(theories), 0))
    panel.set_axis_off()
    for slot, theory in enumerate(theories):
        if theory in row.under:
            _interval(panel, row, row.under[theory], lines[theory], slot)
    gap = 0.08 / (wide - 2 * _END)
    across = panel.get_yaxis_transform()
    for place, value, side in ((-gap, row.ends[0], "right"), (1 + gap, row.ends[1], "left")):
        panel.text(place, len(theories) / 2, written(value), size=_SMALLEST, ha=side, va="center", transform=across)
    up = 1 / bar  # an inch in parts of the bar
    start = -_END / (wide - 2 * _END)
    unit = "" if row.unit == "1" else f" ({row.unit})"
    name = style.fitted(f"{row.path}{unit}", size=style.SMALL, room=wide, weight="bold")
    panel.text(start, 1 + 0.26 * up, name, size=style.SMALL, weight="bold", va="bottom", transform=panel.transAxes)
    words = style.fitted(in_words(row.path), size=_SMALLEST, room=wide)
    panel.text(start, 1 + 0.08 * up, words, size=_SMALLEST, color=style.FAINT, va="bottom", transform=panel.transAxes)
    return panel


def _interval(panel: Axes, row: _Row, under: Mapping[str, Any], line: style.Line, slot: int) -> None:
    """Draw the range, the value of the scenario, and the interval under one theory."""
    low, high, value = (row.along(under[name]) for name in ("low", "high", "value"))
    panel.add_patch(Rectangle((low, slot), high - low, 1, facecolor=_PALE, lw=0))
    panel.plot([value, value], [slot, slot + 1], color=style.INK, lw=1.2, gid="value", clip_on=False)
    if under["median"] is None:
        return
    left, middle, right = (row.along(under[name]) for name in ("left_low", "median", "left_high"))
    panel.plot([left, right], [slot + 0.5] * 2, clip_on=False, gid="interval", **_stroke(line, is_moved=under["moved"]))
    panel.plot(middle, slot + 0.5, clip_on=False, gid="middle", **_mark(line, is_moved=under["moved"]))


def _stroke(line: style.Line, *, is_moved: bool) -> dict[str, Any]:
    return {"color": line.colour, "lw": 2.8 if is_moved else 0.8, "solid_capstyle": "butt"}


def _mark(line: style.Line, *, is_moved: bool) -> dict[str, Any]:
    inside, width = (line.colour, 0.6) if is_moved else ("white", 0.8)
    return {"ls": "", "marker": line.marker, "ms": 6.5 if is_moved else 4.5, "mfc": inside} | {
        "mec": line.colour,
        "mew": width,
    }


def _both(line: style.Line, *, is_moved: bool) -> dict[str, Any]:
    return _mark(line, is_moved=is_moved) | _stroke(line, is_moved=is_moved) | {"ls": "-"}


def _key(figure: Figure, lines: Sequence[style.Line], level: float) -> None:
    """Name the theories at the right, in the order in which they stand in each row, and say what is drawn how."""
    named = [
        Line2D([], [], label=style.fitted(line.label, size=style.SMALL, room=_LIST - 1.0), **_both(line, is_moved=True))
        for line in lines
    ]
    ink = style.Line("", style.GREY)
    drawn = [
        Line2D([], [], label="moved", **_both(ink, is_moved=True)),
        Line2D([], [], label="not moved", **_both(ink, is_moved=False)),
        Patch(facecolor=_PALE, label="range put in"),
        Line2D([], [], color=style.INK, ls="", marker="|", ms=11, mew=1.2, label="the scenario's value"),
    ]
    height, left = figure.get_figheight(), (style.WIDTH - _LIST + 0.3) / style.WIDTH
    for title, handles, down in (
        ("In each row from the top", named, _TOP + 0.05),
        (f"Intervals of {level:.0%}", drawn, _TOP + 0.55 + 0.25 * len(named)),
    ):
        box = figure.legend(
            handles=handles, title=title, loc="upper left", bbox_to_anchor=(left, 1 - down / height),
            fontsize=style.SMALL, title_fontproperties={"size": style.SMALL, "weight": "bold"}, alignment="left",
            borderpad=0, labelspacing=0.45, handlelength=2.2,
        )  # fmt: skip
        box.set_in_layout(False)


def written(value: float) -> str:
    """A value as people write it."""
    text = f"{value:,.0f}" if value == round(value) else f"{value:,.4g}"
    return text.replace("-", "−")
