"""What each picture of a result shows, in words: its title, the kind of picture, its axes and units, its numbers.

For those who do not see it, and for all who want to know what to look at. Numbers are those of the documents in the
folder of the result; nothing is computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kfor_sim.comparison import signed
from kfor_sim.report.html import plain
from kfor_sim.report.keeping import sentences_in

_LONGEST = 1600  # characters that a text alternative may have; who wants all reads the tables
_WORST = "worst_municipality"


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a result, from which numbers are taken.

    Attributes:
        document: The answer, as JSON has it.
        schedules: What was put in and came out, schedule by schedule.
    """

    document: Mapping[str, Any]
    schedules: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A kind of picture.

    Attributes:
        title: What it shows.
        axes: What kind of picture it is, with its axes and units.
        numbers: Gives the numbers that matter, in sentences; None where the answer's own sentences do.
    """

    title: str
    axes: str
    numbers: Callable[[Told], Iterator[str]] | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """A picture in words.

    Attributes:
        title: What it shows.
        axes: What kind of picture it is.
        numbers: The numbers that matter, in sentences.
    """

    title: str
    axes: str
    numbers: str

    @property
    def whole(self) -> str:
        """All of it, as plain text."""
        return plain(f"{self.title}. {self.axes} {self.numbers}".strip())


def in_words(stem: str, result: Told) -> Words:
    """Say what a picture of a result shows.

    Args:
        stem: The name of its file, without ending.
        result: What is known of the result.
    """
    drawn = DRAWN[stem]
    numbers = " ".join(drawn.numbers(result) if drawn.numbers else sentences_in(result.document))
    return Words(drawn.title, drawn.axes, _shortened(numbers))


def _shortened(text: str) -> str:
    """Keep whole sentences up to a length."""
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST].rpartition('. ')[0]}. More stands in the tables."


def _values(result: Told, *metrics: str) -> Iterator[str]:
    """Tell, metric by metric, what came out under each schedule, with its interval."""
    for metric in metrics:
        rows = {each["name"]: _row(each, metric) for each in result.schedules}
        known = {name: row for name, row in rows.items() if row}
        if known:
            first = next(iter(known.values()))
            told = [f"{row['value']}{_interval(row)}" for row in known.values()]
            if len(known) > 1:
                told = [f"{name} {value}" for name, value in zip(known, told, strict=True)]
            unit = f" {first['unit']}" if first["unit"] else ""
            yield f"{first['what'][0].upper()}{first['what'][1:]}: {', '.join(told)}{unit}."


def _row(schedule: Mapping[str, Any], metric: str) -> Mapping[str, Any] | None:
    return next((row for row in schedule["came_out"] if row["name"] == metric), None)


def _interval(row: Mapping[str, Any]) -> str:
    return f" ({row['low']} to {row['high']})" if row["low"] and row["low"] != row["high"] else ""


def _like(result: Told, start: str, *, less: Sequence[str] = ()) -> list[str]:
    """Name the metrics of any schedule that begin like this."""
    names = dict.fromkeys(row["name"] for each in result.schedules for row in each["came_out"])
    return [name for name in names if name.startswith(start) and not name.startswith(tuple(less))]


def _communities(result: Told) -> list[str]:
    """Name the mean security of each community and of the theatre."""
    return _like(result, "security_", less=("security_end", "security_at_home"))


def _differences(result: Told, *starts: str) -> Iterator[str]:
    """Tell, metric by metric, what differs from the baseline in the same replicate, with intervals."""
    rows = [row for row in result.document["differences"] if row["metric"].startswith(starts) and row["n"]]
    for metric in dict.fromkeys(row["metric"] for row in rows):
        of = [row for row in rows if row["metric"] == metric]
        told = [f"{row['schedule']} {signed(row)} ({signed(row, 'low')} to {signed(row, 'high')})" for row in of]
        yield f"Difference to {result.document['baseline']} in {of[0]['label']}: {', '.join(told)}."


def _of_overview(result: Told) -> Iterator[str]:
    yield from _values(result, *_like(result, "strength"), *_communities(result))


def _of_violence(result: Told) -> Iterator[str]:
    crowds = _like(result, "crowd_")
    yield from _values(
        result, "peak_active", *crowds, "riot_weeks", "deaths", "deaths_everyday", "deaths_intercommunal"
    )


def _of_maps(result: Told) -> Iterator[str]:
    yield from _values(result, "security_mean", "security_end", _WORST)


def _of_contingents(result: Told) -> Iterator[str]:
    yield from _values(result, *_like(result, "strength"), "troop_years", "shortfall_person_weeks")


def _of_schedules(result: Told) -> Iterator[str]:
    yield from _values(result, "strength_end", "security_mean")
    yield from _differences(result, "security_mean", "weeks_below_floor")


def _of_frontier(result: Told) -> Iterator[str]:
    yield from _values(result, "troop_years")
    yield from _differences(result, "deaths", "displaced_person_weeks", "riot_weeks")
    lowest = [name for name in _like(result, "weeks_below_floor") if name.endswith("_lowest_community")]
    yield from _differences(result, *lowest)


def _of_phase(result: Told) -> Iterator[str]:
    yield from _values(result, "strength_end", "riot_weeks", "riot_synchrony", "peak_active")


def _of_differences(result: Told) -> Iterator[str]:
    starts = [name for name in _communities(result) if name not in ("security_mean", "security_albanian")]
    yield from _differences(result, *starts, _WORST)


def _of_shortfall(result: Told) -> Iterator[str]:
    yield from _values(result, "shortfall_person_weeks")


def _of_scorecard(result: Told) -> Iterator[str]:
    yield str(result.document.get("reading", ""))


def _of_claims(result: Told) -> Iterator[str]:
    for each in result.document.get("claims", ()):
        yield f"{each['name']}: {each['verdict']}."


DRAWN: Mapping[str, Drawn] = {
    "overview": Drawn(
        "Troops above the simulated security level, week by week",
        "Two panels of lines over the same weeks. Above: strength in persons, required (dashed) and there, with "
        "recorded strengths as marks, filled where they were put in and open where they were not used. Below: the "
        "simulated security level from 0 to 1, a line for each community and a thick one for the theatre, with bands "
        "that hold the interval of the replicates.",
        _of_overview,
    ),
    "violence": Drawn(
        "People on the street, and simulated deaths, week by week",
        "Two panels over the same weeks. Above: simulated people on the street in persons. Below: simulated deaths a "
        "week, with homicides on record as bars where there are some.",
        _of_violence,
    ),
    "maps": Drawn(
        "The simulated security level of each municipality at five dates",
        "Small maps of the municipalities, a column for each date, shaded by the simulated security level from 0 to "
        "1, those away from home counted as nought.",
        _of_maps,
    ),
    "contingents": Drawn(
        "Of whose troops the force was made",
        "Stacked areas over the weeks: strength in persons, an area for each of the largest nations and grey ones "
        "for the others, with exits as dated lines.",
        _of_contingents,
    ),
    "schedules": Drawn(
        "The schedules laid over each other: simulated strength and security",
        "Three panels of lines over the same weeks, a line for each schedule, with dated events above. First: "
        "strength in persons. Second: the simulated security level of the least secure community. Third: that of the "
        "theatre. The axes of security do not begin at 0. A grey band holds the interval of the baseline's "
        "replicates.",
        _of_schedules,
    ),
    "frontier": Drawn(
        "What each schedule costs in troop-years, against what it changes for people in the model",
        "Six panels, a mark for each schedule. Across: troop-years in thousands. Up: the difference to the baseline "
        "in the same replicate, in deaths, person-weeks away from home, municipality-weeks in riot, and weeks of the "
        "least secure community below each floor. Left is less force, up is more harm; bars hold the interval of "
        "the paired differences.",
        _of_frontier,
    ),
    "phase": Drawn(
        "Where crowds tip in the model: presence against grievance, year by year",
        "A panel for each schedule. Across: grievance, that is hardship times distrust, and tension. Up: troops and "
        "police on the street per 1,000 people. A black tipping line; in the shaded ground below it more than half "
        "of those whom hardship moves are out. On it the paths of two communities through the years, with a dot for "
        "each 1 January.",
        _of_phase,
    ),
    "differences": Drawn(
        "Where the schedules part: security of minorities by municipality, each schedule minus the baseline",
        "Small maps, a row for each schedule and a column for each of five dates, coloured from −1 (orange: less "
        "secure than under the baseline) over 0 (pale) to +1 (purple: more secure). Hatched: one community alone.",
        _of_differences,
    ),
    "shortfall": Drawn(
        "Whose troops were missing under the schedule that lacked most",
        "Two panels over the same weeks, in persons. Above: strength required (dashed) and there, the gap shaded. "
        "Below: what was required of each nation and neither there nor taken over by others, as stacked areas.",
        _of_shortfall,
    ),
    "robust": Drawn(
        "The claim under every theory",
        "A small panel of the schedules for each theory, and beside them the verdicts: a dot for the mean of what is "
        "claimed with its interval; left of the line the claim fails, right of it it holds.",
    ),
    "break": Drawn(
        "What breaks the claim",
        "A bar for each figure along its range, marked where the claim holds and where it is lost; beside it the "
        "other options of the mechanisms, and pairs of them, with the same marks.",
    ),
    "scorecard": Drawn(
        "The scorecard: patterns of the record that the model yields, and those that were put in",
        "A grid with a row for each pattern and a column for each theory, verdicts in words, hatched where they do "
        "not count; or of one theory, each pattern as it is and with its own input knocked out.",
        _of_scorecard,
    ),
    "posterior": Drawn(
        "What the evidence leaves of the ranges",
        "A pale bar for the range of each figure, in its own unit, and on it an interval for each theory: where "
        "draws lie that fit the record.",
    ),
    "pairs": Drawn(
        "The figures of which the evidence says most, two by two",
        "Small panels, figure against figure in their own units: all draws as pale dots, those that fit as dark ones.",
    ),
    "fit": Drawn(
        "What the draws that were kept show of each target",
        "Panels of the targets, theory by theory; across: how far a draw lies from the target, in tolerances, so "
        "that 1 is just met.",
    ),
    "marks": Drawn(
        "Strength in the worlds that fit, against strengths on record",
        "Lines over the weeks, strength in persons; filled marks were used in the fit, open ones were not.",
    ),
    "ensemble": Drawn(
        "The same record, different answers",
        "A row for each theory. Left: how far its worlds lie from the record. Right: what is claimed in each of "
        "these worlds, a dot for each; left of the line the claim does not hold, right of it it holds, with the "
        "share and its interval.",
    ),
    "tornado": Drawn(
        "Which assumption matters most",
        "A row for each figure that was weighed singly. Left: what is asked at the two ends of the figure's range, "
        "all else as it is, as a bar. Right: the share of the variance that it explains, alone and with others, with "
        "intervals.",
    ),
    "scatter": Drawn(
        "What is asked, against each figure that was weighed singly",
        "A panel for each figure. Across: the figure over its range, in its unit. Up: what is asked, a dot for each "
        "point of the design, and a line for their mean along the range.",
    ),
    "screening": Drawn(
        "All figures screened, and the weighing as it grew",
        "Left: a dot for each figure; across the mean size of its effect, up how far that hangs on the others. "
        "Right: total indices against the blocks of the design.",
    ),
    "discover": Drawn(
        "Where the claim fails, and what each schedule may cost",
        "Left: worlds as dots in the plane of the figures that the rule names, those in which the claim fails "
        "marked. Right: regret of each schedule, the distance to the one that did best in the same world.",
    ),
    "outbursts": Drawn(
        "Outbursts on the lattice", "Active agents against steps, a panel for each rule of the ratio.", _of_claims
    ),
    "waiting": Drawn(
        "How long the lattice waits for an outburst",
        "Shares of lives that still wait, against steps on a logarithmic axis, a line for each rule, with intervals.",
        _of_claims,
    ),
    "cop-reduction": Drawn(
        "Take the cops away",
        "Active agents, up, against cops left, across, a panel for each rule of the ratio.",
        _of_claims,
    ),
    "legitimacy": Drawn(
        "Legitimacy lost slowly, and at once",
        "Active agents against steps, slow loss beside sudden loss, a row for each rule; below, legitimacy itself.",
        _of_claims,
    ),
    "deception": Drawn(
        "Whom a cop in view keeps quiet",
        "Share that is active, of those whom grievance alone would move, with and without a cop in view, by rule.",
        _of_claims,
    ),
    "groups": Drawn(
        "The two groups of Model II", "Members of each group against steps, a panel for each run.", _of_claims
    ),
    "extinction": Drawn(
        "How long until a group has died out",
        "Shares of lives in which both groups are still there, against steps, with intervals.",
        _of_claims,
    ),
}
"""By the name of the file; a test holds this list against the pictures that folders may have."""
