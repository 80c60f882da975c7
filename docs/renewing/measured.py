"""Numbers of the documents that take a simulation: measured once, kept in `measured.toml`, and set out from there.

They carry the keys of the runs that they were taken from, so that a changed scenario or a changed model shows without
a run; a slow test runs them again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kfor_sim import load, run
from kfor_sim.digits import honest
from kfor_sim.key import key_of_run
from kfor_sim.results import Result
from kfor_sim.scenario.table_rows import COMMUNITIES, HomicideRow
from renewing import documented
from renewing.markdown import number, plain, table

FILE = Path(__file__).parents[1] / "measured.toml"
REFERENCE, CONTROL = "documented", "no-force"
SCENARIOS = (REFERENCE, "fast", "cliff", CONTROL)
REPLICATES = 20
METRICS = ("troop_years", "deaths", "weeks_below_floor_0.7_lowest_community", "riot_weeks")

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that is measured in each replicate.

    Attributes:
        label: What it is.
        measure: Gives it by replicate, shape (replicate,).
    """

    label: str
    measure: Callable[[Result], Values]


def _killed_a_week(result: Result, *, first: date, last: date) -> Values:
    """Count those killed in both streams, a week, in the weeks that begin from one day on and before another."""
    weeks = slice(result.dimensions.calendar.week_of(first), result.dimensions.calendar.week_of(last))
    return _deaths(result)[:, weeks].sum(axis=2).mean(axis=1)


def _deaths(result: Result) -> Values:
    """Count those killed in both streams, shape (replicate, week, community)."""
    both = result.outcome("deaths_everyday") + result.outcome("deaths_intercommunal")
    return both.sum(axis=2, dtype=np.float64)


def _share_of_deaths(result: Result, *, community: str, year: int) -> Values:
    """Give the share of a community among those killed in a year."""
    deaths = _deaths(result)[:, _weeks_of(result, date(year, 1, 1), date(year, 12, 31))].sum(axis=1)
    return deaths[:, result.communities.index(community)] / deaths.sum(axis=1)


def _weeks_of(result: Result, first: date, last: date) -> slice:
    """Give the weeks that a period touches."""
    calendar = result.dimensions.calendar
    return slice(calendar.week_of(first), calendar.week_of(last) + 1)


def _on_street(result: Result, community: str | None = None) -> Values:
    """Count people on the street, all or those of a community, shape (replicate, week)."""
    active = result.outcome("active").sum(axis=2, dtype=np.float64)
    return active.sum(axis=2) if community is None else active[:, :, result.communities.index(community)]


def _crowd(result: Result, *, on: date, community: str | None = None) -> Values:
    """Count people on the street in the week of a day."""
    return _on_street(result, community)[:, result.dimensions.calendar.week_of(on)]


def _crowd_about(result: Result, *, on: date, first: int, last: int, community: str) -> Values:
    """Average people on the street over weeks counted from that of a day, the last one left out."""
    week = result.dimensions.calendar.week_of(on)
    return _on_street(result, community)[:, week + first : week + last].mean(axis=1)


def _strength(result: Result, *, on: date) -> Values:
    """Give the strength in the week of a day."""
    return result.outcome("strength")[:, result.dimensions.calendar.week_of(on)].astype(np.float64)


def _security(result: Result, *, first: date, last: date) -> Values:
    """Average the simulated security level of the theatre over a period."""
    return result.theatre_security()[:, _weeks_of(result, first, last)].mean(axis=1)


def _periods() -> Mapping[str, HomicideRow]:
    """Give the periods of the record of homicides, by the names of what is measured in them."""
    return {f"killed-from-{row.start}": row for row in documented().tables.homicides}


_MARCH, _FEBRUARY = date(2004, 3, 17), date(2008, 2, 17)

_QUANTITIES: dict[str, Quantity] = {
    "crowd-march-2004": Quantity("on the street, week of 17 March 2004", partial(_crowd, on=_MARCH)),
    "serbs-february-2008": Quantity(
        "Serbs on the street, week of 17 February 2008", partial(_crowd, on=_FEBRUARY, community="serb")
    ),
    "serbs-before": Quantity(
        "the same, mean of the 8 weeks before",
        partial(_crowd_about, on=_FEBRUARY, first=-8, last=0, community="serb"),
    ),
    "serbs-after": Quantity(
        "the same, mean of weeks 8 to 16 after",
        partial(_crowd_about, on=_FEBRUARY, first=8, last=17, community="serb"),
    ),
    "strength-2003": Quantity("strength, end of 2003", partial(_strength, on=date(2003, 12, 31))),
    "strength-2008": Quantity("strength, week of 17 February 2008", partial(_strength, on=_FEBRUARY)),
    "security-1999": Quantity(
        "simulated security level, last quarter of 1999",
        partial(_security, first=date(1999, 10, 1), last=date(1999, 12, 31)),
    ),
    "security-2003": Quantity(
        "simulated security level, 2003", partial(_security, first=date(2003, 1, 1), last=date(2003, 12, 31))
    ),
    "serb-share-2000": Quantity(
        "share of Serbs among those killed in 2000", partial(_share_of_deaths, community="serb", year=2000)
    ),
}


def quantities() -> dict[str, Quantity]:
    """Give everything that is measured, by name."""
    killed = {
        name: Quantity(_killed(row), partial(_killed_a_week, first=row.start, last=row.end))
        for name, row in _periods().items()
    }
    return killed | _QUANTITIES


def _killed(row: HomicideRow) -> str:
    """Say whose deaths a period of the record counts."""
    return f"killed a week, {_day(row.start)} to {_day(row.end)}"


def measure(output: str | Path | None = None) -> str:
    """Live through the scenarios and write what is measured, as TOML; some half a minute on one core.

    Args:
        output: A folder of results in which replicates are looked for and kept; without it nothing is kept.
    """
    lines = [
        "# Measured by `python docs/renew.py --measure`; median, low and high of the 90 % interval of the replicates,",
        "# and their standard deviation. A slow test measures them again.",
        "",
        f"replicates = {REPLICATES}",
        "",
        "[keys]",
        *(f'{name} = "{key_of_run(load(name))}"' for name in SCENARIOS),
    ]
    results = {name: run(load(name), replicates=REPLICATES, output=output) for name in SCENARIOS}
    reference = results[REFERENCE].metrics()
    for name, result in results.items():
        metrics = result.metrics()
        lines += ["", f"[{name}]"]
        lines += [_line(quantity, each.measure(result)) for quantity, each in quantities().items()]
        lines += [_line(f'"{metric}"', metrics[metric].to_numpy()) for metric in METRICS]
        lines += [
            _line(f'"{metric}-against-{REFERENCE}"', (metrics[metric] - reference[metric]).to_numpy())
            for metric in METRICS
        ]
    return "\n".join(lines) + "\n"


def _line(name: str, values: Values) -> str:
    """Write what was measured of one quantity."""
    return f"{name} = [{', '.join(f'{value:.9g}' for value in _summed_up(values))}]"


def _summed_up(values: Values) -> tuple[float, ...]:
    """Give median, low, high and spread."""
    low, median, high = np.quantile(values, (0.05, 0.5, 0.95))
    return float(median), float(low), float(high), float(values.std(ddof=1))


def read() -> Mapping[str, Any]:
    """Read what was measured last."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def outdated() -> list[str]:
    """Name the scenarios whose numbers were measured with other figures, or another version of the numbers."""
    kept = read()["keys"]
    return [name for name in SCENARIOS if kept.get(name) != key_of_run(load(name))]


def shown(quantity: str, scenario: str, *, spread: bool = True) -> str:
    """Write a measured number with honest digits, and the interval of the replicates in brackets.

    Args:
        quantity: Its name in the file.
        scenario: Whose.
        spread: Whether the interval is wanted.
    """
    kept = read()
    *values, deviation = kept[scenario][quantity]
    median, low, high = (honest(value, deviation, kept["replicates"]) for value in values)
    return f"{median} [{low}, {high}]" if spread else median


def without_troops() -> str:
    """Set out the record, `documented` and `no-force` side by side."""
    both = (REFERENCE, CONTROL)
    rows = [
        (_killed(row), f"{row.deaths * 7 / (row.end - row.start).days:.2g}", *(shown(name, each) for each in both))
        for name, row in _periods().items()
    ]
    participants = number(documented().value("record.riot_participants"))
    for quantity, record in (("crowd-march-2004", participants), ("serbs-february-2008", "not counted")):
        rows.append((_QUANTITIES[quantity].label, record, *(shown(quantity, name) for name in both)))
    around = (
        f"{shown('serbs-before', name, spread=False)} and {shown('serbs-after', name, spread=False)}" for name in both
    )
    rows.append(("the same, mean of the 8 weeks before, and of weeks 8 to 16 after", "not counted", *around))
    return table(("persons", "record", *(f"`{name}`" for name in both)), rows)


def _day(day: date) -> str:
    """Write a day as people do."""
    return f"{day.day} {day:%B %Y}"


def put_in_came_out() -> str:
    """Set out, result by result of `documented`, what was put in, what came out, and what may be said of it."""
    scenario = documented()

    def figure(path: str) -> str:
        return f"`{path}` {number(scenario.value(path))} ({scenario.figures[path].basis})"

    came = partial(shown, scenario=REFERENCE)
    first, *_, last = _periods()
    rows = [
        (
            "the force of 2003 and 2008",
            f"both levels: {figure('drawdown.waypoints[2].troops')}, {figure('drawdown.waypoints[3].troops')}",
            f"{came('strength-2003')} at the end of 2003, {came('strength-2008')} in the week of 17 February 2008",
            "Nothing: the marks are pinned. Nations change strength at rotations of their own, which is the whole "
            "difference.",
        ),
        (
            "fewer simulated deaths as years go by",
            f"{figure('violence.everyday_rate')} and {figure('arms.floor')}, fitted to homicides on record; police by "
            "a dated series",
            f"{came(first)} a week in the first summer, {came(last)} in the first half of 2002",
            "That the level fits is the fit's doing. What the fall owes to troops: compare `no-force`, where the same "
            f"weeks have {shown(first, CONTROL)} and {shown(last, CONTROL)}.",
        ),
        (
            "security better in 2003 than in 1999",
            f"trends towards set levels: {figure('hardship.floor')}, {figure('legitimacy.high')}, and their speeds",
            f"simulated level {came('security-1999')} in the last quarter of 1999, {came('security-2003')} in 2003",
            'Ask `no-trends` and `no-force` which of it is left; the record\'s "improved" has no unit.',
        ),
        (
            "the crowds of March 2004",
            f"the day, the community, all places at once, {figure('events.march-2004.tension[0].size')}, fitted to "
            f"{number(scenario.value('record.riot_participants'))} participants",
            f"{came('crowd-march-2004')} on the street; without any troops {shown('crowd-march-2004', CONTROL)}",
            "Neither that it happened nor its size is a finding. That troops hardly change it under `default` is one, "
            "about the model.",
        ),
        (
            "who was on the street",
            "the communities that an event excites",
            "the same communities",
            "Nothing. Who mobilised is put in, never found.",
        ),
        (
            "minorities as victims of crowds",
            f"{figure('violence.within_share')}: nearly all attacks cross the line between communities",
            "nearly all attacks cross it",
            "Nothing.",
        ),
        (
            "who was killed",
            "that everyday violence strikes communities in proportion to their people present "
            f"([7.6](model.md#76-violence)): Serbs are {100 * _share_of_people('serb'):.1f} % by the table",
            f"{_percent('serb-share-2000')} of those killed in 2000, both streams together, are Serbs; 33 % on record",
            "That the model is wrong here. A rule that sounds like none (everybody as likely as the next) is put in as "
            "much as any other; no figure weighs it, so that no fit can mend it.",
        ),
    ]
    heads = ("result", "put in", "came out (median, 90 % of the replicates)", "what may be said")
    return table(heads, [[plain(text) for text in row] for row in rows])


def _share_of_people(community: str) -> float:
    """Give the share of a community among the people of the table of municipalities."""
    counts = np.array([row.population for row in documented().tables.municipalities])
    return float(counts[:, COMMUNITIES.index(community)].sum() / counts.sum())


def _percent(quantity: str) -> str:
    """Write a share in hundredths."""
    median, low, high, _ = read()[REFERENCE][quantity]
    return f"{100 * median:.0f} % [{100 * low:.0f}, {100 * high:.0f}]"


def what_a_class_sees() -> str:
    """Set out what a comparison of three schedules shows, as paired differences to the first."""
    heads = (
        "schedule",
        "troop-years",
        "simulated deaths",
        "weeks of the least secure community below 0.7",
        "municipality-weeks in riot",
        "on the street, week of 17 March 2004",
    )
    return table(heads, [_seen(name) for name in SCENARIOS if name != CONTROL])


def _seen(name: str) -> tuple[str, ...]:
    """Write the row of a schedule: the reference in numbers, the others by how far they lie from it."""
    among = "" if name == REFERENCE else f"-against-{REFERENCE}"
    signed = (shown(f"{metric}{among}", name, spread=metric != "troop_years") for metric in METRICS)
    return f"`{name}`", *(_with_sign(text) if among else text for text in signed), shown("crowd-march-2004", name)


def _with_sign(text: str) -> str:
    """Write a plus before differences above nought."""
    return text if text.startswith(("-", "0")) else f"+{text}"


def what_pairing_buys() -> str:
    """Say how many unrelated pairs would tell as much as the paired ones, metric by metric."""
    heads = (
        "schedule",
        "metric",
        "spread of the paired difference",
        "of two unrelated runs",
        "20 pairs tell as much as",
    )
    compared = [name for name in SCENARIOS if name not in (REFERENCE, CONTROL)]
    return table(heads, (_bought(name, metric) for name in compared for metric in ("deaths", "riot_weeks")))


def _bought(name: str, metric: str) -> tuple[str, ...]:
    """Compare the spread of a paired difference with that of a difference of two unrelated runs."""
    kept = read()
    paired = kept[name][f"{metric}-against-{REFERENCE}"][-1]
    unrelated = float(np.hypot(kept[name][metric][-1], kept[REFERENCE][metric][-1]))
    pairs = REPLICATES * (unrelated / paired) ** 2
    return (
        f"`{name}`",
        f"`{metric}`",
        f"{paired:.2g}",
        f"{unrelated:.2g}",
        f"{float(f'{pairs:.2g}'):,.0f} unrelated ones",
    )
