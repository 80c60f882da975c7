"""Which assumptions move a result most, taken from an audit or a sensitivity analysis that lies in the same folder."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kfor_sim.digits import counted
from kfor_sim.errors import KforError
from kfor_sim.inventory import inventory
from kfor_sim.report.keeping import sentences_in
from kfor_sim.report.parts import Table
from kfor_sim.report.sensitivity import figures_table
from kfor_sim.report.stored import Stored, stored
from kfor_sim.scenario import theories

ANALYSES = ("audit", "sensitivity")
_TO_RANK_BY = ("deaths", "riot_weeks", "security_mean")  # that a schedule alone is audited by, the first that moves


@dataclass(frozen=True, slots=True)
class Influence:
    """A ranking of assumptions.

    Attributes:
        folder: The folder of the analysis.
        names: The schedules that it is about.
        words: What was ranked by.
        sentences: What it found, whether the order is settled.
        table: The figures that were weighed one by one; None where nothing moves what was asked.
        under: The theory that it was made under; empty where the result knows no other.
        resolution: Persons that a simulated resident stood for, where that is not as in the result; else 0.
    """

    folder: str
    names: tuple[str, ...]
    words: str
    sentences: tuple[str, ...]
    table: Table | None
    under: str = ""
    resolution: int = 0

    @property
    def caution(self) -> str:
        """What sets it apart from the result beside which it stands; empty for nothing."""
        said = [
            f"under `{self.under}` alone" if self.under else "",
            f"with one simulated resident for {counted(self.resolution, 'person')}, which is not the resolution here"
            if self.resolution
            else "",
        ]
        return f"It was made {' and '.join(filter(None, said))}." if any(said) else ""


def influences_on(result: Stored) -> list[Influence]:
    """Find the analyses of the very same schedules, or of some of them, audits first.

    An analysis counts if its schedules assume the same as those of the result; replicates, seed and interval may
    differ, and the resolution, which is said then. Of several that ask the same, one of the same resolution counts
    first, then an audit before a sensitivity analysis, then the newest.
    """
    wanted = _assumed(result, "at_any_resolution")
    if not wanted:
        return []
    found = [each for each in _analyses(result.output) if _assumed(each, "at_any_resolution").items() <= wanted.items()]
    asked = {_asked(each): each for each in sorted(found, key=lambda each: _standing(each, result))}
    return [_influence_of(each, result) for each in asked.values()]


def _influence_of(analysis: Stored, result: Stored) -> Influence:
    """Take the ranking from an audit or a sensitivity analysis."""
    told, names = told_by(analysis.document), tuple(each["name"] for each in analysis.schedules)
    under = analysis.theories[0]["name"] if len(result.theories) > 1 else ""
    resolution = 0 if _is_as_fine(analysis, result) else int(analysis.schedules[0]["persons_per_resident"])
    sentences = tuple(sentences_in(analysis.document))
    return Influence(analysis.path.name, names, told["words"], sentences, ranking(told), under, resolution)


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
    names = [each["name"] for each in schedules]
    theory = schedules[0]["theory_name"]
    laid = ["--theory", theory] if theory in theories() else []
    asked = [names[0], names[-1]] if len(names) > 1 else [names[0], "--metric", _metric_that_moves(schedules[0])]
    return shlex.join(["kfor-sim", "audit", *asked, *laid])


def _metric_that_moves(schedule: Mapping[str, Any]) -> str:
    """Name a metric of which an audit has something to say: not one that came out as nought."""
    values = {row["name"]: row["value"] for row in schedule["came_out"]}
    return next((name for name in _TO_RANK_BY if values.get(name, "0").strip("0.") != ""), _TO_RANK_BY[-1])


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
    return told_by(analysis.document)["words"], tuple(each["name"] for each in analysis.schedules)


def _standing(analysis: Stored, result: Stored) -> tuple[bool, bool, float]:
    """Order analyses so that the last of those that ask the same is the one to take."""
    return _is_as_fine(analysis, result), analysis.kind == "audit", analysis.found.changed


def _is_as_fine(analysis: Stored, result: Stored) -> bool:
    return _assumed(analysis, "assumptions").items() <= _assumed(result, "assumptions").items()


def _assumed(result: Stored, whole: str) -> dict[str, str]:
    """Give the hash of what each schedule assumes, with the resolution (`assumptions`) or `at_any_resolution`."""
    return {each["name"]: each[whole] for each in result.schedules}
