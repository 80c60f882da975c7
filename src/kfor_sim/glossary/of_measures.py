"""Entries of what is measured: weekly outcomes, and metrics, which are one number a run."""

from __future__ import annotations

from collections.abc import Iterator

from kfor_sim.glossary.entries import Entry, line_of, place_of, told
from kfor_sim.metrics import Marks, Metric, metrics_of
from kfor_sim.model.outcomes import OUTCOMES, Outcome
from kfor_sim.prepare import calendar_of
from kfor_sim.scenario import Scenario

_BETTER = {"lower": "lower is better", "higher": "higher is better", None: "neither direction is better"}
_FLOOR = "weeks_below_floor"
_COUNTED = {
    "deaths": "simulated people killed in everyday and in intercommunal violence, added up over places and weeks",
    "deaths_intercommunal": "of these, those killed by crowds, across communities and within",
    "displaced_person_weeks": "each simulated person away from home counts one in each week; refugees of the start too",
    "riot_weeks": "one for each municipality and week in which more than a share of {report_riot_share} "
    "(`report.riot_share`) of the people present are on the street",
    "riot_synchrony": "the week with most municipalities in riot, as riot_weeks counts them",
    "attacks": "attacks of both streams, deadly or not",
    "peak_active": "simulated residents on the street, all places and communities, in the week with most of them",
    "security_": "the simulated security level, an index from 0 to 1 that says how little violence people met of late "
    "(1: none); people away from home count as 0, where the label does not say otherwise",
    "security_at_home_": "the same index for those at home alone",
    "away_": "the share of people with a home in the theatre who are not there",
    "worst_municipality": "the mean security level of the municipality in which it is lowest",
    "weeks_below_floor": "weeks in which the security level lies under one of `security.floors`; a claim may leave the "
    "floor out of the name and means the middle one",
    "recovery_weeks_": "weeks until the security of those whom the event does not stir up is back within "
    "{report_recovery_tolerance} of its mean of the {report_recovery_baseline_weeks} weeks before; infinite where it "
    "is not over by the end",
    "troop_years": "troops there, reserve included, added up over the weeks, in years of one person",
    "shortfall_person_weeks": "what is required of the contingents and not there, after the first deployment",
}
"""How metrics are counted, by the beginning of their names; docs/model.md has the equations."""


def metrics(scenario: Scenario) -> Iterator[Entry]:
    """Explain every metric of a scenario."""
    for metric in metrics_of(Marks.of(scenario, calendar_of(scenario))):
        yield Entry(
            term=metric.name,
            kind="metric",
            meaning=f"{metric.label[0].upper()}{metric.label[1:]}: one number for each run of the model.",
            facts=told(
                (
                    ("counted", _counted(metric.name, scenario)),
                    ("unit", _unit(metric)),
                    ("ranks", _BETTER[metric.better]),
                )
            ),
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


def _counted(name: str, scenario: Scenario) -> str:
    """Say how a metric is counted, with the figures that decide it; the longest beginning of its name tells which."""
    beginning = max((each for each in _COUNTED if name.startswith(each)), key=len, default="")
    values = {
        path.replace(".", "_"): f"{value:g}" for path, value in scenario.values.items() if path.startswith("report.")
    }
    return _COUNTED.get(beginning, "").format_map(values)


def _families(name: str) -> tuple[str, ...]:
    """Give the words for metrics of which there are several, such as one for each floor, and as claims name them."""
    if not name.startswith(_FLOOR):
        return ()
    return (f"{_FLOOR}_lowest_community",) if name.endswith("_lowest_community") else (_FLOOR,)
