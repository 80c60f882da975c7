"""A loaded scenario: its numbers, its words, its ledger, and its two resolved forms."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from kfor_sim.errors import InputError
from kfor_sim.mechanisms import SLOTS
from kfor_sim.scenario.events import Event, LegitimacyEffect, Shift, TensionEffect
from kfor_sim.scenario.figures import Figure
from kfor_sim.scenario.html import table
from kfor_sim.scenario.keypaths import entries_by_date, figures_in, nodes, parts_of, path_text
from kfor_sim.scenario.ledger import Ledger, ledger_of
from kfor_sim.scenario.records import CalibrationRecord
from kfor_sim.scenario.resolved import numeric_content, resolved_form
from kfor_sim.scenario.schema import Document
from kfor_sim.scenario.sources import Citation
from kfor_sim.scenario.suggestions import did_you_mean
from kfor_sim.scenario.tables import Tables
from kfor_sim.scenario.theories import TheoryEntry, theories


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario, checked and complete; nothing in it changes any more.

    Attributes:
        name: Its name: that of a shipped one, or of the file.
        path: Its file.
        extends: Names of its bases, the nearest first.
        document: The whole file with its bases, as checked.
        values: Every figure by path, derived ones computed.
        tables: Places, nations and recorded strengths.
        sources: All sources that it could cite, by key.
        records: The record of the calibration that each calibrated figure names, by the path of the figure.
    """

    name: str
    path: Path = field(repr=False)
    extends: tuple[str, ...]
    document: Document = field(repr=False)
    values: Mapping[str, float] = field(repr=False)
    tables: Tables = field(repr=False)
    sources: Mapping[str, Citation] = field(repr=False)
    records: Mapping[str, CalibrationRecord] = field(default_factory=dict, repr=False)

    def __hash__(self) -> int:
        """By numeric content."""
        return hash(self.hash)

    @property
    def title(self) -> str:
        """A title for pictures and reports."""
        return self.document.title

    @property
    def question(self) -> str:
        """The question that the scenario puts to the model."""
        return self.document.question

    @property
    def purpose(self) -> str:
        """What it is for."""
        return self.document.purpose

    @property
    def start(self) -> date:
        """The first day."""
        return self.document.start

    @property
    def end(self) -> date:
        """The last day."""
        return self.document.end

    @property
    def parts(self) -> dict[str, Any]:
        """Its tables by their keys, in the order of the file."""
        return parts_of(self.document)

    def value(self, path: str) -> float:
        """The number of a figure, such as ``unrest.deterrence`` or ``drawdown.waypoints[2].troops``.

        Counted things come as whole numbers, everything else as floats.

        Raises:
            InputError: There is no such figure.
        """
        if path not in self.values:
            raise InputError(f"{self.name} has no figure '{path}'; {did_you_mean(path, self.values)}")
        return self.values[path]

    def series(self, path: str) -> tuple[tuple[date, float], ...]:
        """The days and numbers of a dated series, such as ``police.local``, in order of date.

        Raises:
            InputError: There is no such series.
        """
        series = {path_text(place): value for place, value in nodes(self.parts) if entries_by_date(value)}
        if path not in series:
            raise InputError(f"{self.name} has no dated series '{path}'; {did_you_mean(path, series)}")
        names = (name for name in self.values if name.startswith(f"{path}["))
        return tuple((entry.on, self.values[name]) for entry, name in zip(series[path], names, strict=True))

    def text(self, path: str) -> str:
        """A plain text, such as ``drawdown.policy``.

        Raises:
            InputError: There is no such text.
        """
        texts = {path_text(place): value for place, value in nodes(self.parts) if isinstance(value, str)}
        if path not in texts:
            raise InputError(f"{self.name} has no text '{path}'; {did_you_mean(path, texts)}")
        return texts[path]

    @property
    def options(self) -> dict[str, str]:
        """The option of each slot."""
        return {slot: getattr(self.document.theory, slot) for slot in SLOTS}

    @property
    def theory_name(self) -> str:
        """What its choice of mechanisms is called."""
        name: str = getattr(self.document.theory, "name")  # noqa: B009 - a table made at run time
        return name

    @property
    def theories(self) -> dict[str, TheoryEntry]:
        """The theories that can be laid over it: the shipped ones, then its own."""
        return {**theories(), **self.document.theories}

    @property
    def theory(self) -> TheoryEntry | None:
        """The theory that it has, if it is a registered one and unchanged."""
        entry = self.theories.get(self.theory_name)
        return entry if entry and entry.taken.items() <= self.options.items() else None

    @property
    def idle(self) -> frozenset[str]:
        """Paths of the figures that only options read which it does not choose."""
        chosen = {path for slot, name in self.options.items() for path in SLOTS[slot].options[name].paths.values()}
        every = {path for slot in SLOTS.values() for option in slot.options.values() for path in option.paths.values()}
        return frozenset(every - chosen)

    @property
    def events(self) -> tuple[Event, ...]:
        """The events in order of date, "all" written out."""
        events = (self._event(key) for key in self.document.events)
        return tuple(sorted(events, key=lambda event: (event.on, event.key)))

    def _event(self, key: str) -> Event:
        """One event as the model receives it."""
        event = self.document.events[key]
        start = path_text(("events", key))
        tension = (self._shift(effect, f"{start}.tension[{n}].size") for n, effect in enumerate(event.tension))
        trust = (self._shift(effect, f"{start}.legitimacy[{n}].shift") for n, effect in enumerate(event.legitimacy))
        return Event(
            key=key,
            on=event.on,
            precision=event.precision,
            label=event.label,
            source=event.source or "",
            because=event.because or "",
            tension=tuple(tension),
            legitimacy=tuple(trust),
            opens_sectors=event.opens_sectors,
            holds_reductions=event.holds_reductions,
            allows_reductions=event.allows_reductions,
        )

    def _shift(self, effect: TensionEffect | LegitimacyEffect, path: str) -> Shift:
        """One jump, with its number."""
        everywhere = tuple(row.name for row in self.tables.municipalities)
        places = everywhere if effect.municipalities == "all" else effect.municipalities
        return Shift(effect.communities, tuple(places), self.values[path])

    @property
    def figures(self) -> dict[str, Figure]:
        """Every figure by path."""
        return figures_in(self.parts)

    @property
    def ledger(self) -> Ledger:
        """Every figure with its basis and where it comes from."""
        return ledger_of(self.figures, self.values)

    @property
    def bibliography(self) -> tuple[Citation, ...]:
        """The sources that this very scenario uses, its tables included, each with what it is cited for."""
        figures = ((path, figure.cited) for path, figure in self.figures.items() if path not in self.idle)
        events = ((path_text(("events", key)), event.source) for key, event in self.document.events.items())
        options = ((f"theory.{slot}", SLOTS[slot].options[name].source) for slot, name in self.options.items())
        theory = ("theory", self.theory.source if self.theory else None)
        cited = _cited((*figures, *events, *options, theory))
        own = {key: replace(self.sources[key], cited_for=tuple(paths)) for key, paths in sorted(cited.items())}
        by_address = {citation.address: key for key, citation in self.sources.items() if citation.address}
        for title, address in self.tables.citations:
            key = by_address.get(address, address or title)
            known = own.get(key) or self.sources.get(key) or Citation(key, title=title, address=address)
            own[key] = replace(known, cited_for=tuple(dict.fromkeys((*known.cited_for, "tables"))))
        return tuple(own.values())

    def resolved(self) -> dict[str, Any]:
        """Everything explicit, fit for JSON; stored with every result."""
        return resolved_form(self)

    def content(self) -> str:
        """What can change a number, as canonical JSON; titles, reasons, sources and labels are left out."""
        return numeric_content(self)

    @property
    def hash(self) -> str:
        """SHA-256 of the numeric content in hexadecimal; the first twelve digits are shown."""
        return hashlib.sha256(self.content().encode()).hexdigest()

    def __str__(self) -> str:
        """One line."""
        return f"{self.name} ({self.hash[:12]}): {self.title}, {self.start} to {self.end}, {len(self.values)} figures"

    def _repr_html_(self) -> str:
        """The scenario on a card, for notebooks."""
        counts = ", ".join(f"{count} {basis}" for basis, count in self.ledger.counts().items() if count)
        rows = [
            ("question", self.question),
            ("period", f"{self.start} to {self.end}"),
            ("policy", self.text("drawdown.policy")),
            (
                "theory",
                f"{self.theory_name}: " + ", ".join(f"{slot} {option}" for slot, option in self.options.items()),
            ),
            ("events", ", ".join(f"{event.label} ({event.on})" for event in self.events)),
            ("figures", counts),
            ("extends", ", ".join(self.extends)),
            ("hash", self.hash[:12]),
        ]
        return table((), [row for row in rows if row[1]], caption=f"{self.title} ({self.purpose})")


def _cited(uses: Iterable[tuple[str, str | None]]) -> dict[str, list[str]]:
    """Paths by the source that they name."""
    cited: dict[str, list[str]] = {}
    for path, source in uses:
        if source:
            cited.setdefault(source, []).append(path)
    return cited
