"""What a scenario stands on: figures by basis, how good and how old their sources are, where sources disagree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kfor_sim.scenario import Citation, Scenario
from kfor_sim.scenario.sources import TIERS

UNGRADED = "not graded"
"""Sources of the literature, and tables of our own."""
_TABLES = ("tables",)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Grade:
    """Sources of one kind.

    Attributes:
        tier: A, B, C, or not graded.
        meaning: What that is.
        sources: How many of those that figures and events name.
        figures: How many documented figures rest on them.
        oldest, newest: Years of those that say theirs; None where none does.
        undated: How many do not.
    """

    tier: str
    meaning: str
    sources: int
    figures: int
    oldest: int | None
    newest: int | None
    undated: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A documented figure of which other sources say something else.

    Attributes:
        figure: Its path.
        used: What the scenario has.
        low, high: The lowest and highest that a source says.
        unit: Its unit.
        source: Key of the source of what is used.
        as_of: When it held, or where it stands.
        note: What a reader should know.
    """

    figure: str
    used: float
    low: float
    high: float
    unit: str
    source: str
    as_of: str
    note: str

    @property
    def apart(self) -> float:
        """How far the sources lie apart, as a share of what is used; infinity where that is nought."""
        return (self.high - self.low) / abs(self.used) if self.used else float("inf")


@dataclass(frozen=True, slots=True)
class Grounds:
    """What one scenario stands on.

    Attributes:
        counts: Figures by basis.
        idle: Figures that the chosen mechanisms do not read.
        grades: Sources by tier.
        of_tables: Sources that only rows of tables name.
        disagreements: Where sources disagree, the furthest apart first.
    """

    counts: Mapping[str, int]
    idle: int
    grades: tuple[Grade, ...]
    of_tables: int
    disagreements: tuple[Disagreement, ...]


def grounds_of(scenario: Scenario) -> Grounds:
    """Gather what a scenario stands on."""
    cited = [citation for citation in scenario.bibliography if citation.cited_for != _TABLES]
    by_key = {citation.key: citation for citation in cited}
    rests = [
        by_key[figure.cited].tier
        for figure in scenario.figures.values()
        if figure.basis == "documented" and figure.cited in by_key
    ]
    return Grounds(
        counts=scenario.ledger.counts(),
        idle=len(scenario.idle),
        grades=tuple(_graded(cited, rests)),
        of_tables=len(scenario.bibliography) - len(cited),
        disagreements=tuple(sorted(_disagreements(scenario), key=lambda each: -each.apart)),
    )


def year_of(citation: Citation) -> int | None:
    """Read the year of a source: its own, or the last one that its title names; None where neither does."""
    if citation.year.isdigit():
        return int(citation.year)
    named = _YEAR.findall(citation.title)
    return int(named[-1]) if named else None


def _graded(cited: Iterable[Citation], rests: list[str]) -> Iterable[Grade]:
    """Sum the sources of each tier up."""
    every = list(cited)
    for tier, meaning in ({**TIERS, "": "literature, and reports of others"}).items():
        having = [citation for citation in every if citation.tier == tier]
        years = [year for year in map(year_of, having) if year is not None]
        oldest, newest = (min(years), max(years)) if years else (None, None)
        undated = len(having) - len(years)
        yield Grade(tier or UNGRADED, meaning, len(having), rests.count(tier), oldest, newest, undated)


def _disagreements(scenario: Scenario) -> Iterable[Disagreement]:
    """Find the documented figures of which other sources say something else."""
    for row in scenario.ledger.where(basis="documented"):
        low, high = (row.value if end is None else end for end in (row.low, row.high))
        if low < high:
            yield Disagreement(row.path, row.value, low, high, row.unit, row.source, row.as_of, row.note)
