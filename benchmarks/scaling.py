"""How cost grows: with residents, with weeks, with replicates and with workers; a table, and one picture of slopes."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from kfor_sim.model.parameters import Parameters
from kfor_sim.prepare import prepare
from kfor_sim.replicate import run_replicate
from kfor_sim.scenario import load
from measuring import SEED, Cost, Finding, Settings, in_turn, machine, paired_row, process_cost, timed
from replaying import resized

TITLE = "How cost grows"
ABOUT = (
    "A replicate is timed in the benchmark's own process, an ensemble as a whole command that writes to a folder,"
    " without pictures. A slope is that of a straight line through all points on logarithmic axes: 1 means that twice"
    " as much takes twice as long, 0 that it takes no longer; starting Python and Mesa is part of an ensemble."
)

DRAWS = True
INK = "#1b4f8a"
ENSEMBLE = ("-m", "kfor_sim", "run", "documented", "--quiet", "--no-pictures")


@dataclass(frozen=True, slots=True)
class Curve:
    """Figures against a size.

    Attributes:
        label: What sets this curve apart from another one in the same panel.
        sizes: The sizes, ascending.
        figures: Seconds or MiB of every run for each size, in turn.
    """

    label: str
    sizes: tuple[int, ...]
    figures: tuple[tuple[float, ...], ...]

    @property
    def middle(self) -> list[float]:
        """The median figure of each size."""
        return [statistics.median(figures) for figures in self.figures]

    @property
    def slope(self) -> float:
        """The slope of the medians on logarithmic axes."""
        return float(np.polyfit(np.log(self.sizes), np.log(self.middle), 1)[0])


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of the picture: what grows, against what, in which unit."""

    what: str
    size: str
    unit: str
    curves: tuple[Curve, ...]

    @property
    def title(self) -> str:
        """What is drawn against what."""
        return f"{self.what.capitalize()} against {self.size}"

    @property
    def slopes(self) -> str:
        """The slope of each curve."""
        slopes = [f"{curve.slope:.2f}" + (f" ({curve.label})" if curve.label else "") for curve in self.curves]
        return f"slope {', '.join(slopes)}"


def measure(settings: Settings) -> Iterator[Finding]:
    """Measure all four, and draw them where a picture is asked for."""
    panels = []
    for panel in (_by_residents, _by_weeks):
        panels.append(panel(quick=settings.quick))
        yield from _rows(panels[-1])
    workers = _ensembles(quick=settings.quick)
    panels.append(_panel_of(workers, "an ensemble", "seconds", lambda cost: cost.seconds))
    panels.append(_panel_of(workers, "the largest process", "MiB", lambda cost: cost.mebibytes))
    yield from _rows(panels[2], memory=panels[3])
    yield from _worker_rows(panels[2])
    yield from (f"{panel.title}: {panel.slopes}." for panel in panels)
    yield machine()
    if settings.picture is not None:
        drawn(panels).savefig(settings.picture, dpi=150)


def _by_residents(*, quick: bool) -> Panel:
    """Time one replicate with ever more residents for the same people."""
    documented = prepare(load("documented"))
    per_resident = (100, 10, 1) if quick else (100, 30, 10, 3, 1)
    worlds = [resized(documented, round(documented.mobilisable.sum() / persons)) for persons in per_resident]
    if not quick:
        worlds.append(resized(documented, 1_900_000))
    sizes = tuple(int(np.ceil(world.mobilisable / world.setting.persons_per_resident).sum()) for world in worlds)
    curve = Curve("", sizes, _replicates(worlds, runs=1 if quick else 5))
    return Panel("a replicate", "simulated residents", "seconds", (curve,))


def _by_weeks(*, quick: bool) -> Panel:
    """Time one replicate with ever later ends."""
    years = (2000, 2004) if quick else (2000, 2001, 2002, 2004, 2008)
    worlds = [prepare(load("documented", overrides=[f"end={year}-12-31"])) for year in years]
    sizes = tuple(world.setting.weeks for world in worlds)
    curve = Curve("", sizes, _replicates(worlds, runs=1 if quick else 5))
    return Panel("a replicate", "weeks", "seconds", (curve,))


def _replicates(worlds: Sequence[Parameters], *, runs: int) -> tuple[tuple[float, ...], ...]:
    """Time a replicate of each world, in turn."""
    lives = [partial(run_replicate, world, seed=SEED, replicate=0) for world in worlds]
    return tuple(in_turn([partial(timed, life) for life in lives], runs=runs))


def _ensembles(*, quick: bool) -> dict[int, dict[int, list[Cost]]]:
    """Run ensembles of several sizes by one and by two workers, in turn; costs by workers and replicates."""
    sizes = (2, 4) if quick else (5, 10, 20, 40)
    costs: dict[int, dict[int, list[Cost]]] = {workers: {size: [] for size in sizes} for workers in (1, 2)}
    for _ in range(1 if quick else 3):
        for size in sizes:
            for workers, by_size in costs.items():
                by_size[size].append(_ensemble(size, workers))
    return costs


def _ensemble(replicates: int, workers: int) -> Cost:
    """Run a whole command in a folder of its own."""
    return process_cost((*ENSEMBLE, "--replicates", str(replicates), "--workers", str(workers), "--output", "results"))


def _panel_of(costs: dict[int, dict[int, list[Cost]]], what: str, unit: str, figure: Callable[[Cost], float]) -> Panel:
    """Take one figure of the ensembles."""
    curves = [
        Curve(
            f"{workers} worker{'s' if workers > 1 else ''}",
            tuple(by_size),
            tuple(tuple(figure(cost) for cost in taken) for taken in by_size.values()),
        )
        for workers, by_size in costs.items()
    ]
    return Panel(what, "replicates", unit, tuple(curves))


def _rows(panel: Panel, *, memory: Panel | None = None) -> Iterator[Finding]:
    """Make a row for each size, against the smallest one of its curve."""
    for number, curve in enumerate(panel.curves):
        most = [max(figures) for figures in memory.curves[number].figures] if memory else [None] * len(curve.sizes)
        label = f", {curve.label}" if curve.label else ""
        for size, seconds, mebibytes in zip(curve.sizes, curve.figures, most, strict=True):
            what = f"{panel.what}, {size:,} {panel.size}{label}"
            against = f"{curve.sizes[0]:,} {panel.size}{label}"
            yield paired_row(what, seconds, against, curve.figures[0], mebibytes=mebibytes)


def _worker_rows(panel: Panel) -> Iterator[Finding]:
    """Compare two workers with one for each number of replicates."""
    one, two = panel.curves
    for size, alone, together in zip(one.sizes, one.figures, two.figures, strict=True):
        yield paired_row(f"{panel.what}, {size:,} replicates, {two.label}", together, one.label, alone)


def drawn(panels: Sequence[Panel]) -> Figure:
    """Draw the panels, each on logarithmic axes."""
    figure = Figure(figsize=(11, 7.5), layout="constrained")
    for axes, panel in zip(figure.subplots(2, 2).flat, panels, strict=True):
        _draw(axes, panel)
    return figure


def _draw(axes: Axes, panel: Panel) -> None:
    """Draw one panel; curves are told apart by marker and line, not by colour."""
    for curve, marker, line in zip(panel.curves, "os", ("-", "--"), strict=False):
        axes.loglog(curve.sizes, curve.middle, marker + line, color=INK, label=curve.label, markersize=7)
    axes.set_title(f"{panel.title}\n{panel.slopes}", loc="left", fontsize=11.5)
    axes.set_xlabel(panel.size)
    axes.set_ylabel(panel.unit)
    axes.grid(color="#dddddd")
    axes.spines[["top", "right"]].set_visible(False)
    _label_ticks(axes, panel)
    if len(panel.curves) > 1:
        axes.legend(frameon=False)


def _label_ticks(axes: Axes, panel: Panel) -> None:
    """Mark the sizes measured, and leave room above and below what barely grows."""
    sizes = panel.curves[0].sizes
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes], fontsize=9)
    axes.xaxis.set_minor_formatter(NullFormatter())
    middle = [figure for curve in panel.curves for figure in curve.middle]
    axes.set_ylim(min(middle) / 1.6, max(middle) * 1.6)
    plain = FuncFormatter(lambda figure, _: f"{figure:,g}")
    axes.yaxis.set_major_formatter(plain)
    axes.yaxis.set_minor_formatter(plain)
    axes.tick_params(axis="y", which="both", labelsize=9)
