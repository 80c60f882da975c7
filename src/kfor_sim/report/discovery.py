"""Where a claim fails, in words: the rule of failure with coverage and density, and the regrets of each schedule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import groupby
from typing import Any

from kfor_sim.digits import counted, honest, supported_text
from kfor_sim.discovery.discovery import NO_PROBABILITY, Discovery
from kfor_sim.discovery.finding import Judged
from kfor_sim.discovery.growing import DEPTH, FEWEST, LEAF
from kfor_sim.report.parts import Listing, Paragraph, Part, Sources, Table, text_of, where_kept
from kfor_sim.report.text import PAGE_WIDTH, Column, files_in, plain_rows
from kfor_sim.results import ILLUSTRATIVE

_RULES = (
    Column("rule"),
    Column("half"),
    Column("inside", right=True),
    Column("draws", right=True),
    Column("coverage", right=True),
    Column("interval", right=True),
    Column("density", right=True),
    Column("interval", right=True),
    Column("overall", right=True),
)
_REGRETS = (
    Column("regret by"),
    Column("mean", right=True),
    Column("9 in 10 below", right=True),
    Column("worst", right=True),
    Column("in world", wraps=True),
    Column("best in", right=True),
)
_REGRETS_OPENING = (
    "Regret: how far a schedule lies behind the one that does best in the very same world, luck included: on the "
    "mean, in nine worlds of ten, and at worst; and in which share of the worlds no schedule did better."
)
_ONE_DRAW = 1


def summarise_discovery(found: Discovery) -> dict[str, Any]:
    """Gather where a claim fails and what schedules may cost, ready for JSON.

    Args:
        found: The answer.
    """
    question, subject = found.plan.question, found.plan.asked.subject
    return {
        "illustrative": ILLUSTRATIVE,
        "claim": question.claim.text,
        "words": question.words,
        "schedules": list(question.schedules),
        "theories": list(found.shares),
        "worlds": found.worlds,
        "worlds_a_theory": found.plan.asked.worlds,
        "left_out": found.left_out,
        "unknown": found.unknown,
        "failures": int(found.sample.fails.sum()),
        "seed": subject.seed,
        "persons_per_resident": subject.resolution,
        "overrides": list(question.overrides),
        "interval": subject.level,
        "key": found.key,
        "says": found.found.says,
        "sentences": sentences(found),
        "shuffles": found.found.shuffles,
        "lucky": found.found.lucky,
        "rules": plain_rows(found.rules()),
        "regret": [row | {"worst_draw": _whole(row["worst_draw"])} for row in plain_rows(found.frame().astype(object))],
        "minimax": _minimax(found),
        "troop_years": {name: f"{found.effort(name):,.0f}" for name in question.schedules},
        "reading": NO_PROBABILITY,
        "folder": str(found.folder) if found.folder else None,
        "files": files_in(found.folder),
        "bibliography": [asdict(citation) for citation in found.bibliography],
    }


def discovery_text(summary: dict[str, Any], *, width: int = PAGE_WIDTH) -> str:
    """Set out where a claim fails and what schedules may cost.

    Args:
        summary: What `summarise_discovery` gathers.
        width: Characters of a line.
    """
    return text_of(discovery_parts(summary), width=width)


def discovery_parts(summary: dict[str, Any]) -> list[Part]:
    """Describe where a claim fails and what schedules may cost.

    Args:
        summary: What `summarise_discovery` gathers.
    """
    rules = [_rule_cells(row) for row in summary["rules"]]
    return [
        Paragraph(_opening(summary), role="asked"),
        Listing(summary["sentences"], role="found"),
        Table(_RULES, rules),
        Paragraph(_notes(summary) if rules else ""),
        *_regrets(summary),
        Paragraph(summary["reading"]),
        Sources(summary["bibliography"]),
        where_kept(summary),
    ]


def sentences(found: Discovery) -> list[str]:
    """Say in how many worlds the claim fails, where, and how often luck alone would have said so."""
    rules, words = found.found, found.plan.question.words
    known, failures = len(found.sample.fails), int(found.sample.fails.sum())
    first = f"That {words} fails in {failures} of {counted(known, 'world')}"
    if rules.says == "nothing is known":
        return [f"Of whether {words}, nothing is known in any world."]
    if rules.says in ("never fails", "always fails"):
        return [f"{first}: there is nothing for a rule to tell apart."]
    if rules.says == "too few to grow on":
        grown = found.sample.fails[found.sample.grows]
        return [
            f"{first}: too few to look for a rule. Of the {counted(len(grown), 'world')} that one would be grown on it "
            f"fails in {int(grown.sum())}, and at least {FEWEST} on either side are needed; ask for more --worlds."
        ]
    others = [rule for rule in rules.rules if not rule.lasts]
    return [
        f"{first}.",
        *(f"Fails where {rule.words}: {measured(rule)}." for rule in rules.lasting),
        *([] if rules.lasting else ["No rule was found that lasts on worlds that the tree has not seen."]),
        *(f"Grown, but does not last: where {rule.words}; {measured(rule)}." for rule in others),
        _luck(found),
    ]


def measured(rule: Judged) -> str:
    """Say how dense failures are inside a rule on worlds that the tree has not seen, and how many of them it covers."""
    unseen = rule.unseen
    if not unseen.inside:
        return "no world that the tree has not seen lies there"
    there = f"{counted(unseen.inside, 'unseen world')} there"
    there += f" (of {counted(unseen.draws, 'draw')})" if unseen.draws < unseen.inside else ""
    dense = f"{_percent(unseen.density[0])} of {there} fail ({_ends(unseen.density)})"
    share = f"{_percent(unseen.overall)} of all unseen worlds do"
    covered = f"{_percent(unseen.coverage[0])} of the {unseen.failures} unseen failures lie there"
    return f"{dense}, {share}; {covered} ({_ends(unseen.coverage)})" if unseen.failures else f"{dense}, {share}"


def _luck(found: Discovery) -> str:
    lucky, shuffles = found.found.lucky, found.found.shuffles
    together = "those of a draw together, " if len(found.shares) > 1 else ""
    times = f"{counted(lucky, 'time')} ({_percent(lucky / shuffles)})"
    return (
        f"How often luck alone yields a rule: dealt out anew {shuffles} times among the same worlds, {together}so that "
        f"nothing decides over them, failures gave at least one that lasts {times}."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _ends(share: tuple[float, float, float]) -> str:
    return f"{100 * share[1]:.0f} to {100 * share[2]:.0f} %"


def _whole(value: Any) -> int | None:
    """Give a number that may be missing, which some releases of pandas say in a way of their own."""
    return int(value) if isinstance(value, int) else None


def _minimax(found: Discovery) -> dict[str, list[str]]:
    """Name the schedules whose largest regret is the smallest, by metric; none where no regret is known."""
    told = {}
    for name, rows in groupby(found.regrets, key=lambda each: each.metric.name):
        worst = {each.schedule: each.summed.worst for each in rows if each.summed.n}
        told[name] = [schedule for schedule, regret in worst.items() if regret == min(worst.values())]
    return told


def _opening(summary: Mapping[str, Any]) -> str:
    names, first = ", ".join(summary["schedules"]), summary["schedules"][0]
    theories = counted(len(summary["theories"]), "set")
    left_out = (
        f"; {counted(summary['left_out'], 'draw')} that contradict themselves left out" if summary["left_out"] else ""
    )
    unknown = f", in {summary['unknown']} of which nothing is known of the claim" if summary["unknown"] else ""
    return (
        f"{names}, each in the same {counted(summary['worlds'], 'world')}{unknown}: up to "
        f"{summary['worlds_a_theory']} under each of {theories} of mechanisms, drawn from the ranges of {first}, "
        f"whether they fit any record or not{left_out}. {_luck_of(summary)} {summary['illustrative']}"
    )


def _luck_of(summary: Mapping[str, Any]) -> str:
    """Say what worlds have in common."""
    if len(summary["theories"]) == 1:
        return "Each has luck of its own."
    return (
        "Draws of one number have the same luck under every theory, and under some also figures in common, so that "
        "worlds count for no more than their draws bear out."
    )


def _rule_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        f"{row['rule']}{'' if row['lasts'] or row['rule'] == 'together' else ' (does not last)'}"
        if row["half"] == "unseen"
        else "",
        row["half"],
        f"{row['inside']} of {row['worlds']}",
        str(row["draws"]),
        *_share_cells(row, "coverage"),
        *_share_cells(row, "density"),
        _percent(row["overall"]),
    )


def _share_cells(row: Mapping[str, Any], name: str) -> tuple[str, str]:
    if row[name] is None:
        return "–", ""
    return _percent(row[name]), _ends((row[name], row[f"{name}_low"], row[f"{name}_high"]))


def _notes(summary: Mapping[str, Any]) -> str:
    several = len(summary["theories"]) > 1
    counts = ", of as many worlds as their draws count for, since theories share their luck" if several else ""
    return (
        f"A tree of at most {DEPTH} questions, no leaf below {_percent(LEAF)} of the worlds or {FEWEST} of them, is "
        "grown on the even draws of each theory, and its rules are measured on the odd ones, which it has not seen. "
        "Coverage is the share of all failures that lie inside, density the share of the worlds inside that are "
        f"failures; intervals are Wilson's, {100 * summary['interval']:g} %{counts}. A rule lasts if, unseen, the "
        "lower end of its density lies above how dense failures are overall."
    )


def _regrets(summary: Mapping[str, Any]) -> Iterator[Part]:
    """Set out the regrets, those metrics apart by which all schedules are alike in every world."""
    by_metric = {name: list(rows) for name, rows in groupby(summary["regret"], key=lambda row: row["metric"])}
    alike = [name for name, rows in by_metric.items() if all(_is_nought(row) for row in rows)]
    shown = [row for row in summary["regret"] if row["metric"] not in alike]
    same = f"Nobody can regret anything by {', '.join(alike)}: all schedules come out alike." if alike else ""
    told = (_least(summary, dict.fromkeys(row["metric"] for row in shown)), *_beside_regrets(summary), same)
    yield Paragraph(_REGRETS_OPENING)
    yield Table(_REGRETS, [_regret_cells(row) for row in shown], groups=[row["metric"] for row in shown])
    yield Paragraph(" ".join(sentence for sentence in told if sentence))


def _least(summary: Mapping[str, Any], metrics: Iterable[str]) -> str:
    """Say with which schedules the largest regret is the smallest."""
    least: dict[str, list[str]] = {}
    for name in metrics:
        least.setdefault(" and ".join(summary["minimax"][name]), []).append(name)
    told = [f"with {who} by {', '.join(names)}" for who, names in least.items() if who]
    return f"The largest regret is smallest (minimax regret, Savage 1951) {'; '.join(told)}." if told else ""


def _beside_regrets(summary: Mapping[str, Any]) -> Iterator[str]:
    """Say what the schedules took, and what a dash means where there is one."""
    took = [f"{name} {years}" for name, years in summary["troop_years"].items()]
    yield f"Troop-years, which are neither better nor worse (mean of the worlds): {', '.join(took)}."
    if sum(row["endless"] for row in summary["regret"]):
        yield "A dash is a regret without a size: a recovery that was not over by the end."


def _is_nought(row: Mapping[str, Any]) -> bool:
    return bool(row["n"]) and row["worst"] == 0


def _regret_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    if not row["n"]:
        return row["schedule"], "–", "–", "–", "", "–"
    return (
        row["schedule"],
        "–" if row["mean"] is None else supported_text(row["mean"], row["error"] or 0.0),
        _one_draw(row["p90"]),
        _one_draw(row["worst"]),
        f"{row['worst_theory']} {row['worst_draw']}" if row["worst_theory"] else "",
        _percent(row["best_share"]),
    )


def _one_draw(value: float | None) -> str:
    """Write what one world showed in two digits."""
    return "–" if value is None else honest(value, 0.0, _ONE_DRAW)
