"""Which assumptions move a result most, taken from an audit or a sensitivity analysis that lies in the same folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kfor_sim.errors import KforError
from kfor_sim.inventory import inventory
from kfor_sim.report.keeping import sentences_in
from kfor_sim.report.parts import Table
from kfor_sim.report.sensitivity import figures_table
from kfor_sim.report.stored import Stored, stored
from kfor_sim.scenario import theories

ANALYSES = ("audit", "sensitivity")


@dataclass(frozen=True, slots=True)
class Influence:
    """A ranking of assumptions.

    Attributes:
        folder: The folder of the analysis.
        names: The schedules that it is about.
        words: What was ranked by.
        sentences: What it found, whether the order is settled.
        table: The figures that were weighed one by one; None where nothing moves what was asked.
    """

    folder: str
    names: tuple[str, ...]
    words: str
    sentences: tuple[str, ...]
    table: Table | None


def influences_on(result: Stored) -> list[Influence]:
    """Find the analyses of the very same schedules, or of some of them, audits first.

    An analysis counts if its schedules assume the same of the world as those of the result; the size and the luck of
    ensembles may differ. Of several that ask the same, an audit counts before a sensitivity analysis, then the newest.
    """
    wanted = {each["name"]: each["assumptions"] for each in result.schedules}
    if not wanted:
        return []
    found = [each for each in _analyses(result.output) if _assumed(each).items() <= wanted.items()]
    asked = {_asked(each): each for each in sorted(found, key=_standing)}
    return [influence_of(each) for each in asked.values()]


def influence_of(analysis: Stored) -> Influence:
    """Take the ranking from an audit or a sensitivity analysis."""
    told, names = told_by(analysis.document), tuple(each["name"] for each in analysis.schedules)
    return Influence(analysis.path.name, names, told["words"], tuple(sentences_in(analysis.document)), ranking(told))


def told_by(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the sensitivity analysis in a document: the whole, or what an audit holds of it."""
    told: Mapping[str, Any] = document.get("analysis") or document
    return told


def ranking(told: Mapping[str, Any]) -> Table | None:
    """Set the figures that were weighed one by one, in their order; None where nothing moves what was asked."""
    if not told["leader"]:
        return None
    title = (
        f"Shares of the variance of {told['words']}, alone and with others, and what knowing the figure would take off "
        f"the spread; {100 * told['interval']:g} % intervals"
    )
    return figures_table(dict(told), title=title)


def command_to_rank(schedules: Sequence[Mapping[str, Any]]) -> str:
    """Say which command would rank the assumptions."""
    first, *others = (each["name"] for each in schedules)
    theory = schedules[0]["theory_name"]
    laid = f" --theory {theory}" if theory in theories() else ""
    return f"kfor-sim audit {first} {others[-1]}{laid}" if others else f"kfor-sim audit {first} --metric deaths{laid}"


def _analyses(output: Path) -> Iterator[Stored]:
    """Read what analyses there are; those that have no documents are passed over."""
    folders = [each for each in inventory(output).results if each.kind in ANALYSES and each.told]
    for folder in folders:
        try:
            yield stored(folder.name, output)
        except KforError:
            continue


def _asked(analysis: Stored) -> tuple[str, tuple[str, ...]]:
    """Say what was ranked by, and of which schedules."""
    return told_by(analysis.document)["words"], tuple(_assumed(analysis))


def _standing(analysis: Stored) -> tuple[bool, float]:
    """Order analyses so that the last of those that ask the same is the one to take."""
    return analysis.kind == "audit", analysis.found.changed


def _assumed(analysis: Stored) -> dict[str, str]:
    return {each["name"]: each["assumptions"] for each in analysis.schedules}
