"""Entries of what is measured: weekly outcomes, and metrics, which are one number a run."""

from __future__ import annotations

from collections.abc import Iterator

from kfor_sim.glossary.entries import Entry, line_of, place_of
from kfor_sim.metrics import Marks, Metric, metrics_of
from kfor_sim.model.outcomes import OUTCOMES, Outcome
from kfor_sim.prepare import calendar_of
from kfor_sim.scenario import Scenario

_BETTER = {"lower": "lower is better", "higher": "higher is better", None: "neither direction is better"}
_FLOOR = "weeks_below_floor"


def metrics(scenario: Scenario) -> Iterator[Entry]:
    """Explain every metric of a scenario."""
    for metric in metrics_of(Marks.of(scenario, calendar_of(scenario))):
        yield Entry(
            term=metric.name,
            kind="metric",
            meaning=f"{metric.label[0].upper()}{metric.label[1:]}: one number for each run of the model.",
            facts=(("unit", _unit(metric)), ("ranks", _BETTER[metric.better])),
            where=(place_of(metric.compute),),
            also=_families(metric.name),
        )


def outcomes() -> Iterator[Entry]:
    """Explain every weekly outcome."""
    for outcome in OUTCOMES:
        yield Entry(
            term=outcome.name,
            kind="outcome",
            meaning=f"{outcome.label[0].upper()}{outcome.label[1:]}: a number for each week of a run of the model.",
            facts=(
                ("unit", _unit(outcome)),
                ("counted by", ", ".join(("week", *outcome.dimensions))),
                ("in Python", f'result.frame("{outcome.name}")'),
            ),
            where=(line_of("model/outcomes.py", f'"{outcome.name}"'),),
        )


def _unit(measured: Metric | Outcome) -> str:
    return "a number without one" if measured.unit == "1" else measured.unit


def _families(name: str) -> tuple[str, ...]:
    """Give the words for metrics of which there are several, such as one for each floor."""
    return (_FLOOR,) if name.startswith(_FLOOR) else ()
