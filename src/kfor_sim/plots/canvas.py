"""Where a picture is drawn: on a figure of pyplot, which a notebook shows, or on one of its own, for files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from kfor_sim.plots import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Subject = TypeVar("Subject")

_SLIDE = style.WIDTH, style.HEIGHT


def in_notebook(
    draw: Callable[[Subject, Figure], Axes], subject: Subject, *, size: tuple[float, float] = _SLIDE
) -> Axes:
    """Draw on a new figure of pyplot.

    Args:
        draw: Fills a figure and gives the panel that a notebook gets.
        subject: What is drawn.
        size: Width and height of the empty figure, in inches.
    """
    with style.look():
        return draw(subject, plt.figure(figsize=size))


def for_files(
    draw: Callable[[Subject, Figure], Axes], subject: Subject, *, size: tuple[float, float] = _SLIDE
) -> Figure:
    """Draw on a figure that pyplot does not know; the arguments are those of `in_notebook`."""
    with style.look():
        figure = Figure(figsize=size)
        draw(subject, figure)
    return figure
