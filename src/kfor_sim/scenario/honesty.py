"""Honest citations: what an overlay must own up to when it changes a number or a day that a source states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kfor_sim.scenario.figures import shown
from kfor_sim.scenario.lines import Path

MOVED = " (moved)"

_REMEDY = 'write basis = "chosen" for a what-if, or name another source'
_SAID_BY_THE_SOURCE = ("source", "precision", "low", "high")  # what an event's source says of its day

Complaint = tuple[Path, str, str]
"""Where, what is wrong, what would be right."""


def is_figure(value: Any) -> bool:
    """Whether a table is meant as a figure."""
    return isinstance(value, dict) and not {"value", "unit", "basis"}.isdisjoint(value)


def complaints(old: Any, new: Any, path: Path) -> Iterator[Complaint]:
    """Changed numbers that keep their source: the list of citations would lie.

    Args:
        old: A figure or list of the base.
        new: What takes its place.
        path: Where both stand.

    Yields:
        A complaint for each figure that is neither what its source stated before nor called chosen.
    """
    if is_figure(old) and is_figure(new):
        yield from _about_a_figure(old, new, path)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _about_a_list(old, new, path)


def _about_a_figure(old: dict[str, Any], new: dict[str, Any], path: Path) -> Iterator[Complaint]:
    """A documented figure gives way to a chosen one, to itself, or to that of another source."""
    if old.get("basis") != "documented" or new.get("basis") == "chosen":
        return
    other_source = new.get("basis") == "documented" and new.get("source") != old.get("source")
    same = new.get("basis") == "documented" and new.get("value") == old.get("value")
    if not (other_source or same):
        what = f"replaces a documented figure ({shown(old.get('value'))}, {shown(old.get('source'))})"
        yield path, what, _REMEDY


def _about_a_list(old: list[Any], new: list[Any], path: Path) -> Iterator[Complaint]:
    """What cites a source of the old list must stand in the old list: the same day, value and source."""
    cited = [figure["source"] for _, _, figure in _figures_of(old, path) if "source" in figure]
    stated = [_statement(day, figure) for _, day, figure in _figures_of(old, path) if _is_documented(figure)]
    for place, day, figure in _figures_of(new, path):
        source, value = figure.get("source"), figure.get("value")
        if _is_documented(figure) and source in cited and _statement(day, figure) not in stated:
            when = "" if day is None else f" on {shown(day)}"
            yield place, f"the list that it replaces has no {shown(value)}{when} from {shown(source)}", _REMEDY


def _figures_of(entries: list[Any], path: Path) -> list[tuple[Path, Any, dict[str, Any]]]:
    """The figures of the entries of a list, each with its path and its day; None for entries without one."""
    return [
        ((*path, position, key), entry.get("on"), value)
        for position, entry in enumerate(entries)
        if isinstance(entry, dict)
        for key, value in entry.items()
        if is_figure(value)
    ]


def _statement(day: Any, figure: dict[str, Any]) -> tuple[Any, ...]:
    """What a figure says that its source says."""
    return day, figure.get("value"), figure.get("source")


def _is_documented(figure: dict[str, Any]) -> bool:
    return figure.get("basis") == "documented"


def is_moved(event: dict[str, Any], over: dict[str, Any]) -> bool:
    """Whether what is laid over an event puts it on another day."""
    return "on" in event and "on" in over and over["on"] != event["on"]


def forsake_source(event: dict[str, Any]) -> None:
    """Take from an event that goes to another day what its source said of the old one, and say so in its label."""
    for key in _SAID_BY_THE_SOURCE:
        event.pop(key, None)
    if isinstance(event.get("label"), str):
        event["label"] = event["label"].removesuffix(MOVED) + MOVED


def chosen_instead(figure: dict[str, Any], because: str) -> dict[str, Any]:
    """A figure as the user's own choice; a derived one stays derived and says so in its note."""
    if "value" not in figure:
        return {**figure, "note": because}
    kept: dict[str, Any] = {key: figure[key] for key in ("value", "unit") if key in figure}
    return {**kept, "basis": "chosen", "because": because}
