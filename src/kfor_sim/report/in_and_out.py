"""A table "put in, came out": what a scenario was given, what the model made of it, and which inputs that leans on.

Rows are derived from the scenario (its levers, events, dated series, starting values, mechanisms, ledger) and from the
declared metrics of a result. One thing has to be said by hand, and is said once, in `LEANINGS`: which inputs the
equations of docs/model.md put closest to a metric. How far a number really hangs on a figure is measured by
`kfor-sim sensitivity`, not here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from math import isfinite, nan
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from kfor_sim.digits import counted, honest
from kfor_sim.mechanisms import SLOTS
from kfor_sim.report.description import describe
from kfor_sim.report.ledger import MEANINGS, counts_text
from kfor_sim.report.text import number
from kfor_sim.scenario.keypaths import entries_by_date, nodes, path_text
from kfor_sim.scenario.table_rows import COMMUNITIES

if TYPE_CHECKING:
    import pandas as pd

    from kfor_sim.results import Result
    from kfor_sim.scenario import Scenario
    from kfor_sim.scenario.ledger import Ledger, LedgerRow

Side = Literal["put in", "came out"]

RULE = (
    "Who mobilised when is put in, never found: all simulated residents follow one rule, and communities differ only "
    "by population, place, exposure and dated events, which are inputs."
)
MEASURED = "What a number leans on most directly is read off the equations; how far is what sensitivity measures."

_DEATHS = ("violence.everyday_rate", "violence.everyday_lethality", "theory.policing", "police", "events")
_CROWDS = ("events", "tension", "population.mobilisable_share", "unrest.threshold", "theory.deterrence", "drawdown")
_SECURITY = ("security.tolerance", "security.severity", "violence.everyday_rate", "events", "displacement")


@dataclass(frozen=True, slots=True)
class Leaning:
    """What metrics of one kind lean on.

    Attributes:
        group: Under which heading they are told.
        inputs: The inputs nearest to them in the equations: a figure, a table of figures, a slot as ``theory.SLOT``, or
            ``events``, which stands for the sizes of the dated events.
    """

    group: str
    inputs: tuple[str, ...]


LEANINGS: Mapping[str, Leaning] = {
    "strength": Leaning("the force", ("drawdown", "deployment.arrivals", "rotation.tour_weeks")),
    "troop_years": Leaning("the force", ("drawdown", "reserve.size")),
    "shortfall": Leaning("the force", ("drawdown", "rotation.tour_weeks", "nations", "deployment.arrivals")),
    "deaths_everyday": Leaning("harm", (*_DEATHS[:-1], "arms.floor")),
    "deaths_intercommunal": Leaning(
        "harm", ("violence.attack_rate", "violence.intercommunal_lethality", "events", "unrest.threshold", "drawdown")
    ),
    "deaths": Leaning("harm", (*_DEATHS, "violence.intercommunal_lethality")),
    "displaced": Leaning("harm", ("population.refugees_abroad", "population.returned", "displacement")),
    "attacks": Leaning("harm", ("violence.everyday_rate", "theory.policing", "police", "violence.attack_rate")),
    "riot_weeks": Leaning("unrest", (*_CROWDS, "report.riot_share")),
    "riot_synchrony": Leaning("unrest", (*_CROWDS, "tension.contagion", "report.riot_share")),
    "crowd": Leaning("unrest", _CROWDS),
    "peak_active": Leaning("unrest", _CROWDS),
    "worst_municipality": Leaning("security", _SECURITY),
    "security": Leaning("security", _SECURITY),
    "away": Leaning("security", ("population.refugees_abroad", "population.returned", "displacement")),
    "weeks_below_floor": Leaning("security", ("security.floors", *_SECURITY)),
    "recovery_weeks": Leaning("recovery", ("events", "security.memory_weeks", "report", "tension.half_life_weeks")),
}
"""By how the names of metrics begin; of several beginnings the longest counts."""

GROUPS = ("the force", "harm", "unrest", "security", "recovery")
"""The headings of what came out, in their order."""

_RECOVERY = "recovery_weeks_"
_CLAIMED = re.compile(r"([a-z][\w.-]*)\(")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was put in, or that came out.

    Attributes:
        side: Which of the two.
        group: The heading under which it stands.
        name: What the program calls it: the path of a figure, the key of an event or slot, or a metric.
        what: What it is, in words.
        value: How much, or which; of what came out the median over the replicates.
        unit: Its unit, as so many of it are called; empty where it has none.
        low: The lower end: of a figure's range, or of the interval of the replicates.
        high: The upper end.
        basis: On what an input rests (documented, assumed, ...); a pinned level is one that a source states.
        leans_on: Of what came out, the inputs nearest to it, each with its basis.
    """

    side: Side
    group: str
    name: str
    what: str
    value: str
    unit: str = ""
    low: str = ""
    high: str = ""
    basis: str = ""
    leans_on: tuple[str, ...] = ()


def in_and_out(result: Result) -> list[Row]:
    """Set what was put into a run beside what came out of it."""
    return [*put_in(result.scenario), *came_out(result)]


def frame_of(rows: Iterable[Row]) -> pd.DataFrame:
    """Give rows as a tidy table, a column for each attribute; what is leaned on as one text."""
    import pandas as pd

    columns = list(Row.__slots__)
    return pd.DataFrame([asdict(row) | {"leans_on": "; ".join(row.leans_on)} for row in rows], columns=columns)


def put_in(scenario: Scenario) -> list[Row]:
    """Tell what a scenario puts into the model: levels, dated series, events, starting values, people, mechanisms."""
    told = describe(scenario)
    rows = {row.path: row for row in scenario.ledger}
    return [
        *_levels(told, rows),
        *_events(told, rows),
        *_dated(scenario),
        *_figures("where it starts", [row for path, row in rows.items() if path.endswith(".start")]),
        *_people(scenario, rows),
        *mechanisms(scenario),
        *_counted(scenario),
    ]


def came_out(result: Result) -> list[Row]:
    """Tell what a run made of it: strength, harm by stream, unrest, security by community, recovery."""
    summed: list[dict[str, Any]] = [
        {str(key): value for key, value in row.items()} for row in result.summary().to_dict("records")
    ]
    known = [metric for metric in (*_strengths(result), *summed, *_of_weeks(result)) if metric["n"]]
    ordered = sorted(known, key=lambda metric: place_of(metric["metric"]))
    ledger, several = result.scenario.ledger, len(result.replicates) > 1
    return [_measured(result.scenario, metric, ledger, several=several) for metric in ordered]


def came_out_of_answer(scenarios: Mapping[str, Scenario], sentences: Sequence[str], asked: str) -> list[Row]:
    """Tell what an answer said, and which inputs the numbers lean on that it was asked about.

    Args:
        scenarios: Those that were asked about, of which options and bases are read: one under each theory.
        sentences: What came out, in conditional sentences.
        asked: The claim or difference; its metrics are read off it.
    """
    metrics = [name for name in dict.fromkeys(_CLAIMED.findall(asked)) if _beginning(name)]
    inputs = dict.fromkeys(each for name in metrics for each in leaning_of(name).inputs)
    named = tuple(dict.fromkeys(each for scenario in scenarios.values() for each in leans_on(scenario, inputs)))
    return [Row("came out", "the answer", "", sentence, "", leans_on=named) for sentence in sentences]


def place_of(metric: str) -> tuple[int, int]:
    """Say where a metric stands among those that came out: by its heading, then by what it leans on."""
    return GROUPS.index(leaning_of(metric).group), list(LEANINGS).index(_beginning(metric))


def leaning_of(metric: str) -> Leaning:
    """Say what a metric leans on.

    Raises:
        KeyError: No kind of metric begins like this.
    """
    return LEANINGS[_beginning(metric) or metric]


def leans_on(
    scenario: Scenario, inputs: Iterable[str], *, event: str = "", ledger: Ledger | None = None
) -> Iterator[str]:
    """Name inputs with what they rest on; what a scenario does not have is left out.

    Args:
        scenario: The scenario.
        inputs: As `Leaning.inputs` has them.
        event: The key of the one event that counts; all where none is named.
        ledger: Its ledger, where the caller has it at hand.
    """
    rows = list(ledger or scenario.ledger)
    for name in inputs:
        yield from _event_sizes(scenario, rows, only=event) if name == "events" else _named(scenario, rows, name)


def _beginning(metric: str) -> str:
    """Find the kind of a metric; empty where there is none."""
    kinds = [kind for kind in LEANINGS if metric.startswith(kind)]
    return max(kinds, key=len, default="")


def _named(scenario: Scenario, rows: Sequence[LedgerRow], name: str) -> Iterator[str]:
    """Name a slot with its option, a figure with its basis, or a table of figures with theirs."""
    slot = name.removeprefix("theory.")
    if slot != name:
        yield f"`{name}` = {scenario.options[slot]}"
        return
    inside = (f"{name}.", f"{name}[")
    found = [row for row in rows if row.path == name or row.path.startswith(inside)]
    if found:
        yield f"`{name}` ({_bases(found)})"


def _event_sizes(scenario: Scenario, rows: Sequence[LedgerRow], *, only: str) -> Iterator[str]:
    """Name the events that move something, with what their sizes rest on; of a fitted one, to what it was fitted."""
    for event in scenario.events:
        sizes = [row for row in rows if row.path.startswith(f"events.{event.key}.")]
        if sizes and only in ("", event.key):
            fitted = next((row.note.partition(";")[0] for row in sizes if row.basis == "calibrated" and row.note), "")
            yield f"{event.label} (date put in; {_sizes(sizes)}{fitted and f': {fitted}'})"


def _sizes(rows: Sequence[LedgerRow]) -> str:
    """Say on what the sizes of an event rest."""
    return f"size{'s' if len(rows) > 1 else ''} {' and '.join(dict.fromkeys(row.basis for row in rows))}"


def _bases(rows: Sequence[LedgerRow]) -> str:
    """Say on what figures rest; of several, how many on what."""
    counts = dict(Counter(row.basis for row in rows))
    return next(iter(counts)) if len(rows) == 1 else counts_text(counts)


def _levels(told: Mapping[str, Any], rows: Mapping[str, LedgerRow]) -> Iterator[Row]:
    """Give the levers of the schedule, with their days; a level that a source states is pinned."""
    group = "levels of the force"
    yield Row(
        "put in", group, "drawdown.policy", f"rule of the schedule: {told['because']}", told["policy"], basis="chosen"
    )
    for lever in told["levers"]:
        path, day = lever["path"], lever["on"]
        called = re.sub(r"\[\d+\]", "", path).rpartition(".")[2].replace("_", " ")
        if lever["value"] is None:
            yield Row("put in", group, path, called, day, basis="chosen")
            continue
        what = ", ".join(part for part in (called, lever["name"], day and f"from {day}") if part)
        yield _figure(group, rows[path], what, is_level=bool(day) or path == "drawdown.troops")


def _figure(group: str, row: LedgerRow, what: str = "", *, is_level: bool = False) -> Row:
    """Give one figure; a level of the force that a source states is pinned."""
    basis = f"{row.basis}, pinned" if is_level and row.basis == "documented" else row.basis
    low, high = ("" if end is None else number(end) for end in (row.low, row.high))
    value = number(row.value)
    unit, said = unit_of(value, row.unit), what or f"`{row.path}`"
    return Row("put in", group, row.path, said, value, unit, low, high, basis=basis)


def _figures(group: str, rows: Iterable[LedgerRow]) -> Iterator[Row]:
    return (_figure(group, row) for row in rows)


def unit_of(value: str, unit: str) -> str:
    """Give a unit as so many of it are called: persons, municipalities; empty for pure numbers and shares."""
    if unit in ("", "1", "share"):
        return ""
    if value == "1" or "/" in unit:
        return unit
    return f"{unit[:-1]}ies" if unit.endswith("ity") else f"{unit}s"


def _events(told: Mapping[str, Any], rows: Mapping[str, LedgerRow]) -> Iterator[Row]:
    """Give the events with their dates, their places, and what they do."""
    for event in told["events"]:
        sizes = [row for path, row in rows.items() if path.startswith(f"events.{event['key']}.")]
        what = f"{event['label']}: {'; '.join(event['effects']) or 'marks the date, moves nothing'}"
        dated = f"date: {event['source'] or 'assumed'}"
        basis = f"{dated}; {_sizes(sizes)}" if sizes else dated
        yield Row("put in", "dated events", f"events.{event['key']}", what, event["on"], basis=basis)


def _dated(scenario: Scenario) -> Iterator[Row]:
    """Give the ends and the extremes of each dated series outside the schedule, police and returns among them."""
    by_path = {row.path: row for row in scenario.ledger}
    for place, value in nodes(scenario.parts):
        path = path_text(place)
        if place[0] == "drawdown" or not entries_by_date(value):
            continue
        rows = [row for name, row in by_path.items() if name.startswith(f"{path}[")]
        told = ", then ".join(_turns([row.value for row in rows], [str(day) for day, _ in scenario.series(path)]))
        what = f"`{path}`, {counted(len(rows), 'dated value')}"
        yield Row("put in", "dated series", path, what, told, unit_of("", rows[0].unit), basis=_bases(rows))


def _turns(values: Sequence[float], days: Sequence[str]) -> Iterator[str]:
    """Tell the first and the last value of a series, and its most and its least where they lie between; with dates."""
    last = len(values) - 1
    words = {values.index(max(values)): "up to ", values.index(min(values)): "down to "}
    ends = dict.fromkeys((0, last), "")
    inner = {place: said for place, said in words.items() if values[place] not in (values[0], values[last])}
    for place, said in sorted({**inner, **ends}.items()):
        yield f"{said}{number(values[place])} ({days[place]})"


def _people(scenario: Scenario, rows: Mapping[str, LedgerRow]) -> Iterator[Row]:
    """Give the populations: the figures, and the shares of communities by the table of municipalities."""
    yield from _figures(
        "people", [row for path, row in rows.items() if path.startswith("population.") and "[" not in path]
    )
    places = scenario.tables.municipalities
    totals = np.sum([row.population for row in places], axis=0)
    shares = zip(COMMUNITIES, totals / totals.sum(), strict=True)
    told = ", ".join(f"{name} {_percent(share)}" for name, share in shares if share)
    what = f"shares by community, {len(places)} municipalit{'y' if len(places) == 1 else 'ies'}"
    yield Row("put in", "people", "tables.municipalities", what, told, basis="table of municipalities")


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.1 else f"{100 * share:.1f} %"


def mechanisms(scenario: Scenario) -> Iterator[Row]:
    """Give the mechanism that was chosen for each slot."""
    for slot, option in scenario.options.items():
        statement = SLOTS[slot].options[option].statement.rstrip(".")
        what = f"`theory.{slot}`: {statement}"
        group = f"mechanisms (`{scenario.theory_name}`)"
        yield Row("put in", group, f"theory.{slot}", what, option, basis="chosen")


def _counted(scenario: Scenario) -> Iterator[Row]:
    """Say how many figures there are on each basis."""
    counts = {basis: count for basis, count in scenario.ledger.counts().items() if count}
    for basis, count in counts.items():
        yield Row("put in", f"all figures ({sum(counts.values())})", "", MEANINGS[basis], f"{count}", basis=basis)


def _measured(scenario: Scenario, metric: Mapping[str, Any], ledger: Ledger, *, several: bool) -> Row:
    """Give what came out of one metric, with the digits that the replicates support."""
    name, leaning = metric["metric"], leaning_of(metric["metric"])
    value, low, high = (_digits(metric, part) for part in ("median", "low", "high"))
    named = tuple(leans_on(scenario, leaning.inputs, event=_event_in(name, scenario), ledger=ledger))
    unit, ends = unit_of(value, metric["unit"]), (low, high) if several else ("", "")
    return Row("came out", leaning.group, name, metric["label"], value, unit, *ends, leans_on=named)


def _event_in(metric: str, scenario: Scenario) -> str:
    """Find the event that a metric is about; empty where it is about none."""
    return next(
        (event.key for event in scenario.events if metric in (f"crowd_{event.key}", f"{_RECOVERY}{event.key}")), ""
    )


def _digits(metric: Mapping[str, Any], part: str) -> str:
    value, spread = (nan if metric[key] is None else float(metric[key]) for key in (part, "spread"))
    return honest(value, spread, metric["n"])


def _strengths(result: Result) -> Iterator[dict[str, Any]]:
    """Measure the strength in the weeks of the dates that the schedule names, and in the last."""
    strength = result.outcome("strength")
    days = sorted({lever["on"] for lever in describe(result.scenario)["levers"] if lever["on"]})
    weeks = {result.dimensions.calendar.week_of(date.fromisoformat(day)): day for day in days}
    for week, day in weeks.items():
        if 0 <= week < result.weeks:
            there = f"strength there in the week of {day}"
            yield _summed_up(result, f"strength_{day}", there, "person", strength[:, week])
    yield _summed_up(result, "strength_end", "strength there in the last week", "person", strength[:, -1])


def _of_weeks(result: Result) -> list[dict[str, Any]]:
    """Measure what no metric has: deaths in everyday violence, and the crowd that follows each event."""
    week_of, end = result.dimensions.calendar.week_of, result.weeks
    sparks = {event.key: event for event in result.scenario.events if event.tension and 0 <= week_of(event.on) < end}
    killed: list[float] = []
    crowds: dict[str, list[float]] = {key: [] for key in sparks}
    for _, weekly in result.weekly():
        killed.append(weekly.total("deaths_everyday"))
        active = weekly.arrays["active"].sum(axis=(1, 2), dtype=np.float64)
        for key, seen in crowds.items():
            week = week_of(sparks[key].on)
            seen.append(float(active[week : week + 2].max()))
    rows = [_summed_up(result, "deaths_everyday", "deaths, everyday violence", "person", killed)]
    for key, seen in crowds.items():
        label = f"most people on the street in the two weeks from: {sparks[key].label}"
        rows.append(_summed_up(result, f"crowd_{key}", label, "person", seen))
    return rows


def _summed_up(result: Result, name: str, label: str, unit: str, values: Any) -> dict[str, Any]:
    """Sum up numbers, one for each replicate, as `Result.summary` does."""
    found = np.asarray(values, dtype=np.float64)
    tail = (1 - result.scenario.value("run.interval")) / 2
    low, median, high = (float(each) for each in np.quantile(found, (tail, 0.5, 1 - tail)))
    spread = float(found.std(ddof=1)) if len(found) > 1 else nan
    ends = {"median": median, "low": low, "high": high, "spread": spread if isfinite(spread) else nan}
    return {"metric": name, "label": label, "unit": unit, "n": len(found), **ends}
