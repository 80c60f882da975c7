"""What a comparison says, in one conditional sentence a schedule: how many more or fewer, and whether luck decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from kfor_sim.comparing import BELOW_FLOOR, LOWEST_COMMUNITY
from kfor_sim.digits import honest

if TYPE_CHECKING:
    from kfor_sim.comparison import Comparison

Difference = Mapping[Any, Any]
"""A row of `Comparison.differences`."""

_EFFORT = "troop_years"
_CLAIMS = 2  # before the effort: a sentence is to be read in one breath
_PHRASES = {  # of metrics that count something: the verb of a schedule, and the noun after a number
    "deaths": ("had", "simulated deaths"),
    "deaths_intercommunal": ("had", "simulated intercommunal deaths"),
    "displaced_person_weeks": ("had", "simulated person-weeks away from home"),
    "riot_weeks": ("had", "municipality-weeks in riot"),
    "attacks": ("had", "attacks"),
    _EFFORT: ("used", "troop-years"),
    "shortfall_person_weeks": ("lacked", "person-weeks of required troops"),
}


def sentences_of(comparison: Comparison) -> tuple[str, ...]:
    """Write one sentence for each schedule other than the baseline.

    Args:
        comparison: The comparison; what is said is about its chosen metrics, and about troop-years.
    """
    names = claimed(comparison.chosen)
    rows = comparison.differences().to_dict("records")
    return tuple(
        sentence(
            [row for row in rows if row["schedule"] == schedule],
            claims=names,
            baseline=comparison.baseline,
            replicates=len(comparison.replicates),
        )
        for schedule in comparison.others
    )


def claimed(chosen: Sequence[str]) -> tuple[str, ...]:
    """Pick the metrics of which a sentence speaks: the first, weeks below a floor if chosen, and the effort last.

    Of weeks below a floor, those of the least secure community say more than those of the theatre, which hides it.
    """
    below = [name for name in chosen if name.startswith(BELOW_FLOOR)]
    floors = sorted(below, key=lambda name: not name.endswith(LOWEST_COMMUNITY))
    picked = dict.fromkeys([*chosen[:1], *floors[:1], *chosen])
    return (*[name for name in picked if name != _EFFORT][:_CLAIMS], _EFFORT)


def sentence(rows: Sequence[Difference], *, claims: Sequence[str], baseline: str, replicates: int) -> str:
    """Say what one schedule changed in the model.

    Args:
        rows: Its differences in all metrics.
        claims: The metrics to speak of, in order.
        baseline: The name of the schedule that it is compared with.
        replicates: How many paired runs there are.

    Returns:
        One conditional sentence: medians of the paired differences, each with the interval that holds the wanted share
        of them, and where that interval holds 0, in how many runs luck turned it round.
    """
    schedule = rows[0]["schedule"]
    how_many = f"{replicates} paired runs" if replicates > 1 else "the one paired run"
    runs = f"On these assumptions, in {how_many} of the model"
    if all(row["equal"] == row["n"] for row in rows):
        every = "every metric of every run" if replicates > 1 else "every metric"
        return f"{runs}, `{schedule}` and `{baseline}` came out the same in {every}: a tie."
    by_name = {row["metric"]: row for row in rows}
    known = [by_name[name] for name in claims if name in by_name and by_name[name]["n"]]
    told = [_claim(row, f"`{baseline}`" if row is known[0] else "") for row in known]
    listed = ", and ".join([", ".join(told[:-1]), told[-1]]) if len(told) > 1 else told[0]
    return f"{runs}, `{schedule}` {listed}."


def _claim(row: Difference, baseline: str) -> str:
    """Say one difference, and what luck has to do with it.

    Args:
        row: The difference.
        baseline: The baseline in backticks; empty where it goes without saying.
    """
    if row["equal"] == row["n"]:
        return _same(row, baseline)
    if row["median"] == 0:
        return _about_the_same(row, baseline)
    is_up = row["median"] > 0 or (not row["median"] < 0 and row["higher"] >= row["lower"])
    than = f" than {baseline}" if baseline else ""
    if not isfinite(row["median"]):
        runs = row["higher" if is_up else "lower"]
        return f"came out {_level(up=is_up)}{than} in {row['label']} in {runs} of {row['n']} runs"
    size, luck = _size(row, up=is_up), _luck(row, up=is_up)
    if phrase := _phrase(row["metric"]):
        verb, noun = phrase
        return f"{verb} {size} {_count(up=is_up)} {noun}{than}{luck}"
    return f"came out {size} {_level(up=is_up)}{than} in {row['label']}{luck}"


def _same(row: Difference, baseline: str) -> str:
    """Say that nothing differs in one metric."""
    if phrase := _phrase(row["metric"]):
        verb, noun = phrase
        return f"{verb} as many {noun}{f' as {baseline}' if baseline else ''} in every run"
    return f"came out level{f' with {baseline}' if baseline else ''} in {row['label']} in every run"


def _about_the_same(row: Difference, baseline: str) -> str:
    """Say that as many replicates lie on one side as on the other, or that most do not differ."""
    phrase = _phrase(row["metric"])
    less, more = (_count if phrase else _level)(up=False), (_count if phrase else _level)(up=True)
    runs = f"({less} in {row['lower']}, the same in {row['equal']}, {more} in {row['higher']} of {row['n']} runs)"
    if phrase:
        verb, noun = phrase
        return f"{verb} about as many {noun}{f' as {baseline}' if baseline else ''} {runs}"
    return f"came out about level{f' with {baseline}' if baseline else ''} in {row['label']} {runs}"


def _phrase(metric: str) -> tuple[str, str] | None:
    """Give verb and noun of a metric that counts something."""
    if not metric.startswith(BELOW_FLOOR):
        return _PHRASES.get(metric)
    floor = metric.removeprefix(BELOW_FLOOR).removesuffix(LOWEST_COMMUNITY)
    whose = "with the least secure community " if metric.endswith(LOWEST_COMMUNITY) else ""
    return "spent", f"weeks {whose}below a security of {floor}"


def _size(row: Difference, *, up: bool) -> str:
    """Write the median, with its interval in brackets where it adds something, counted in the direction said."""
    low, high = ("low", "high") if up else ("high", "low")
    text, *bounds = (_digits(row, part, up=up) for part in ("median", low, high))
    return text if row["n"] == 1 or set(bounds) == {text} else f"{text} [{', '.join(bounds)}]"


def _digits(row: Difference, part: str, *, up: bool) -> str:
    return honest(row[part] if up else -row[part], row["spread"], row["n"])


def _count(*, up: bool) -> str:
    return "more" if up else "fewer"


def _level(*, up: bool) -> str:
    return "higher" if up else "lower"


def _luck(row: Difference, *, up: bool) -> str:
    """Say in how many runs it was the other way round, where the interval as printed holds 0."""
    ends = (_digits(row, part, up=True) for part in ("low", "high"))
    touches_nought = any(not any(digit in "123456789" for digit in end) for end in ends)
    if row["n"] == 1 or not (row["low"] <= 0 <= row["high"] or touches_nought):
        return ""
    reverse = row["lower" if up else "higher"]
    if not reverse:
        return f" (luck alone could undo that: no difference in {row['equal']} of {row['n']} runs)"
    word = (_count if _phrase(row["metric"]) else _level)(up=not up)
    return f" (luck alone could turn that round: {word} in {reverse} of {row['n']} runs)"
