"""What a run says, in one conditional sentence: if the assumptions held, this would follow, in so many of the runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kfor_sim.digits import honest
from kfor_sim.scenario.table_rows import COMMUNITIES

_HUNDRED = 100

Summary = Mapping[str, Any]
"""One metric over the replicates: metric, label, unit, median, low, high, spread, n, censored."""

ANECDOTE = "One run is an anecdote: another draw of luck gives other numbers. Ask for more with --replicates."


def conditional_sentence(scenario: str, metrics: Sequence[Summary], *, replicates: int) -> str:
    """Say what happened to people in a simulation, and under which condition.

    Args:
        scenario: The name of the scenario whose assumptions are the condition.
        metrics: Its metrics over the replicates; deaths, the security of each community and its share away are used.
        replicates: How many replicates there are.

    Returns:
        One sentence: deaths, and the security of the community that had least of it, or of all that tie in the digits
        printed, with the share of it that is away from home and counts as 0 there. Half of the runs lie on the stated
        side of a median; with a single replicate there are no sides.
    """
    by_name = {metric["metric"]: metric for metric in metrics}
    several = replicates > 1
    claims = [_killed(by_name["deaths"], several=several)]
    secure = [by_name[name] for name in map("security_{}".format, COMMUNITIES) if _is_known(by_name.get(name))]
    if secure:
        least = min(secure, key=lambda metric: float(metric["median"]))
        level = digits(least), percent(_away(least, by_name))
        tied = [each for each in secure if (digits(each), percent(_away(each, by_name))) == level]
        whose = _whose(tied, among=len(secure))
        each_of = "each" if len(tied) > 1 else "it"
        claims.append(_least_secure(whose, least, _away(least, by_name), each_of, several=several))
    each = ", each" if several and len(claims) > 1 else ""
    runs = f"{each} in half of the {replicates} simulated runs" if several else " in the one simulated run"
    return f"If the assumptions of `{scenario}` held, {', and '.join(claims)}{runs}."


def digits(metric: Summary, part: str = "median", *, times: float = 1) -> str:
    """Write the median or a bound of a metric with the digits that the replicates support; a dash for none."""
    spread = metric["spread"]
    if metric[part] is None:
        return "–"
    return honest(times * metric[part], float("nan") if spread is None else times * spread, metric["n"])


def percent(share: Summary) -> str:
    """Write the median of a share in per cent, with the digits that the replicates support; a dash for none."""
    return "–" if share["median"] is None else f"{digits(share, times=_HUNDRED)} %"


def _is_known(metric: Summary | None) -> bool:
    return metric is not None and metric["median"] is not None


def _killed(deaths: Summary, *, several: bool) -> str:
    if deaths["median"] == 0:
        return "nobody would be killed"
    return f"{'at least ' if several else ''}about {digits(deaths)} simulated people would be killed"


def _away(security: Summary, by_name: Mapping[str, Summary]) -> Summary:
    return by_name[security["metric"].replace("security_", "away_", 1)]


def _whose(tied: Sequence[Summary], *, among: int) -> str:
    """Name the least secure community; where communities tie, all of them, and none where all do."""
    if len(tied) == among > 1:
        return "every community"
    names = ", ".join(each["metric"].removeprefix("security_").title() for each in tied)
    return f"the least secure communit{'y' if len(tied) == 1 else 'ies'} ({names})"


def _least_secure(whose: str, security: Summary, away: Summary, each_of: str, *, several: bool) -> str:
    level = f"about {digits(security)}{' or less' if several else ''}"
    absent = f" ({percent(away)} of {each_of} away from home, counted as nought)" if away["median"] else ""
    return f"the simulated security level of {whose} would average {level}{absent}"
