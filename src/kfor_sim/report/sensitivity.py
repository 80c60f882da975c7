"""Which assumption matters, in words: what explains the spread, how sure that is, what knowing it is worth."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite
from typing import Any

from kfor_sim.comparing import default_metrics
from kfor_sim.digits import counted
from kfor_sim.report.ledger import span
from kfor_sim.report.parts import Listing, Paragraph, Part, Sources, Table, text_of, where_kept
from kfor_sim.report.text import PAGE_WIDTH, Column, files_in, plain, plain_rows
from kfor_sim.results import ILLUSTRATIVE
from kfor_sim.sensitivity import Sensitivity
from kfor_sim.sensitivity.indices import RESAMPLES
from kfor_sim.sensitivity.sensitivity import FEWEST_BLOCKS
from kfor_sim.sensitivity.study import TOGETHER

_FIGURES = (
    Column("figure"),
    Column("alone", right=True),
    Column("with others", right=True),
    Column("knowing it", right=True),
    Column("so", wraps=True),
)
_SCREENED = (
    Column("figure"),
    Column("basis"),
    Column("effect over its range", right=True),
    Column("mean effect", right=True),
    Column("spread of effects", right=True),
)
DECISIVE = 0.1
"""The share of the variance, alone and with others, from which on a figure counts as decisive."""
_NEXT = 5  # further figures of the screening that are named
_FEW_POINTS = 0.05  # of the independent points: where as few hold half of the variance, large values are rare
_MUCH_LUCK = 0.2  # of the spread, from which on more replicates are called for


def summarise_sensitivity(found: Sensitivity) -> dict[str, Any]:
    """Gather what there is to say, in the keys of the JSON.

    Args:
        found: The answer.
    """
    plan, study = found.plan, found.study
    chosen = default_metrics(plan.question.metrics)
    yardsticks = found.yardsticks()
    named = yardsticks[yardsticks["metric"].isin(chosen)] if len(yardsticks) else yardsticks
    return {
        "illustrative": ILLUSTRATIVE,
        "asked": plan.question.claim.text,
        "words": plan.words,
        "unit": plan.unit,
        "schedules": [{"name": name, "title": each.title} for name, each in plan.schedules.items()],
        "theory": plan.theory,
        **plan.question.numbers,
        "overrides": list(plan.question.overrides),
        "interval": plan.effort.level,
        "trajectories": plan.effort.trajectories,
        "samples": study.last.blocks,
        "varied": len(plan.ranges),
        "passed_over": study.screened.passed_over + study.weighed.passed_over,
        "without_size": study.sizeless,
        "key": found.key,
        "sentences": list(sentences(found)),
        "leader": study.leader,
        "leads_in": study.first_share if study.leader else None,
        "leads_all_in": study.above_all_share if study.leader else None,
        "picked_again": study.picked_again,
        "settled": found.is_settled,
        "as_it_is": plain(found.as_it_is),
        "mean": float(study.drawn.mean()),
        "spread": found.spread,
        "half_of_variance_in": study.half_in if study.leader else None,
        "luck": plain(study.luck),
        "figures": plain_rows(found.frame()),
        "others": {name: plain(value) for name, value in found.others().items()},
        "convergence": plain_rows(found.convergence()),
        "yardsticks": plain_rows(named),
        "folder": str(found.folder) if found.folder else None,
        "files": files_in(found.folder),
        "bibliography": [asdict(citation) for citation in found.bibliography],
    }


def sentences(found: Sensitivity) -> tuple[str, ...]:
    """Say what explains the spread, whether the order is settled, what is left to others, and what luck did."""
    plan, study = found.plan, found.study
    if study.leader is None:
        return (_unmoved(found),)
    rows = {row["figure"]: row for row in plain_rows(found.frame())}
    led = [rows[study.last.names[place]] for place in study.places]
    told = [f"`{row['figure']}` ({row['basis']}; {_with_interval(row, 'total')})" for row in led[:2]]
    most = (
        f"With {len(plan.ranges)} figures varied over their ranges all at once, {plan.words} has a standard deviation "
        f"of {_in_unit(found.spread, plan.unit)}. The figure that explains most of the variance, alone and together "
        f"with others, is {told[0]}" + (f", then {told[1]}." if len(told) > 1 else ".")
    )
    parts = (most, _settled(found), _others(found), _rare(found), _luck(found))
    return tuple(part for part in parts if part)


def _unmoved(found: Sensitivity) -> str:
    """Say that what is asked does not move, or too seldom to be weighed."""
    study, words = found.study, found.plan.words
    value = _in_unit(float(study.drawn[0]), found.plan.unit)
    if not study.differing and not study.asked.size.any():
        return f"Nothing moves it: {words} is {value} at every point of the design."
    return (
        f"It moves too seldom to be weighed: {words} is {value} at all {len(study.drawn)} points that are drawn "
        f"independently, and something else at {study.differing} of {study.answers.size} points of the design. Ask for "
        "a number that moves more often, or for many more --samples."
    )


def _settled(found: Sensitivity) -> str:
    """Say whether the first place is settled, and before whom."""
    study = found.study
    singly, before = (f"{100 * share:.0f} %" for share in (study.first_share, study.above_all_share))
    if found.is_settled:
        return (
            "That it comes first is settled as far as the design goes: its total index is larger than that of all "
            f"others in {before} of {RESAMPLES:,} resamples."
        )
    if study.last.blocks < FEWEST_BLOCKS:
        return f"With {study.last.blocks} blocks nothing is settled; take --samples {FEWEST_BLOCKS} at least."
    if found.is_settled_among_singly:
        rest, more = len(found.plan.ranges) - len(study.singly), 2 * found.plan.effort.singly
        return (
            f"Of the figures weighed singly it comes first in {singly} of {RESAMPLES:,} resamples, but before the "
            f"other {rest} together in only {before}: one of those may matter more, so that which comes first of all "
            f"is not settled; --singly {more} looks at more."
        )
    return (
        f"Which figure comes first is not settled: `{study.leader}` does in only {singly} of {RESAMPLES:,} resamples; "
        f"--samples {4 * study.last.blocks} halves the intervals."
    )


def _others(found: Sensitivity) -> str:
    """Say what the figures explain that were not weighed singly."""
    together = found.others()
    if not isfinite(together["total"]):
        return ""
    count = len(found.plan.ranges) - len(found.study.singly)
    again = found.study.picked_again
    picked = ""
    if again is not None:
        picked = f" Of the {len(found.study.singly)} that were picked, the first half of the screening picks {again}."
    return f"The other {count} figures together come to {_with_interval(together, 'total')}.{picked}"


def _rare(found: Sensitivity) -> str:
    """Say where the variance hangs on a few points, so that no order can be had from them."""
    study = found.study
    n = len(study.drawn)
    if study.half_in > _FEW_POINTS * n:
        return ""
    return (
        f"Half of the variance lies in {study.half_in} of {n} independent points: large values are rare, and the order "
        "hangs on the few that were met. Ask for a number that moves more often, or for many more --samples."
    )


def _luck(found: Sensitivity) -> str:
    """Say how much of the spread is luck of the replicates."""
    luck, n = found.study.luck, found.plan.effort.replicates
    if not isfinite(luck):
        return "How much of the variance is luck cannot be told from one replicate; --replicates 2 tells it."
    told = f"Luck makes {100 * luck:.2g} % of the variance between points, each the mean of {n} common replicates"
    if luck > _MUCH_LUCK:
        return f"{told}: much, so that --replicates {2 * n} would sharpen the order."
    return f"{told}."


def sensitivity_text(summary: dict[str, Any], *, width: int = PAGE_WIDTH) -> str:
    """Set out which assumption matters.

    Args:
        summary: What `summarise_sensitivity` gathers.
        width: Characters of a line.
    """
    return text_of(sensitivity_parts(summary), width=width)


def sensitivity_parts(summary: dict[str, Any]) -> list[Part]:
    """Describe which assumption matters.

    Args:
        summary: What `summarise_sensitivity` gathers.
    """
    return [
        Paragraph(_opening(summary), role="asked"),
        Paragraph(" ".join(summary["sentences"]), role="found"),
        *(_weighed(summary) if summary["leader"] else ()),
        Sources(summary["bibliography"]),
        where_kept(summary),
    ]


def _weighed(summary: dict[str, Any]) -> list[Part]:
    """Describe what was found of single figures, where anything moves what is asked."""
    return [
        figures_table(summary, title="Weighed one by one"),
        Paragraph(_reading(summary)),
        convergence_table(summary),
        _screened_table(summary),
        _other_numbers(summary),
    ]


def _opening(summary: dict[str, Any]) -> str:
    """Say what was asked, and how."""
    names = " and ".join(schedule["name"] for schedule in summary["schedules"])
    under = "" if summary["theory"] == "default" else f" under {summary['theory']}"
    replicates = counted(summary["replicates"], "replicate")
    passed = (
        f" {counted(summary['passed_over'], 'block')} of the design held figures that contradict one another; others "
        "took their place."
        if summary["passed_over"]
        else ""
    )
    without = (
        f" {counted(summary['without_size'], 'block')} were left out, since what is asked has no size there."
        if summary["without_size"]
        else ""
    )
    return (
        f"{names}{under}: {summary['words']}. {summary['trajectories']} of Morris's trajectories through "
        f"{summary['varied']} figures, one replicate at every point, then {summary['samples']} blocks of Saltelli's "
        f"design, {replicates} at every point, all on common luck.{passed}{without} {summary['illustrative']}"
    )


def figures_table(summary: dict[str, Any], *, title: str = "") -> Table:
    """Set out the figures that were weighed singly, what knowing them would be worth beside their basis.

    Args:
        summary: What `summarise_sensitivity` gathers, of an answer that has a leader.
        title: What stands above the table.
    """
    singly = [row for row in summary["figures"] if row["total"] is not None]
    rows, remarks = [_cells(row) for row in singly], [_remark(row, summary["as_it_is"]) for row in singly]
    others = summary["others"]
    if others["total"] is not None:
        rows.append((TOGETHER, *_indices(others), ""))
    return Table(_FIGURES, rows, title=title, remarks=remarks)


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    return (row["figure"], *_indices(row), verdict(row))


def _indices(row: dict[str, Any]) -> tuple[str, str, str]:
    """Write the indices of a figure, or of all others together, and what knowing it would be worth."""
    return interval_text(row, "first"), interval_text(row, "total"), percent_text(row, "knowing")


def _remark(row: dict[str, Any], as_it_is: float) -> str:
    """Say what range a figure has, why, and what is asked at its ends."""
    unit = "" if row["unit"] == "1" else f" {row['unit']}"
    ends = f"{_size(row['at_low'])} at the low end, {_size(row['at_high'])} at the high end, {_size(as_it_is)} as it is"
    return f"{span(row['low'], row['high'])}{unit}, because {row['because']}; {ends}"


def verdict(row: dict[str, Any]) -> str:
    """Say whether a figure is decisive, alone or with others, beside what it rests on.

    Args:
        row: A figure that was weighed singly.
    """
    if row["total_low"] > DECISIVE:
        return f"{row['basis']} and decisive"
    return f"{row['basis']}, minor" if row["total_high"] < DECISIVE else f"{row['basis']}, undecided"


def _reading(summary: dict[str, Any]) -> str:
    """Say how to read the rows."""
    level = f"{100 * summary['interval']:g} %"
    return (
        "Alone: the share of the variance that would go, on average, if the figure were known (first-order index). "
        "With others: the share that would be left if all others were known (total index). Knowing it: by how much the "
        f"standard deviation would shrink at least. In brackets {level} intervals from resampled blocks, luck of the "
        f"replicates apart. Decisive: the interval of the total lies above {DECISIVE:g}; minor: below. A figure that "
        "does anything meets other luck when it moves, which raises its total by up to the share of luck. At an end: "
        "what is asked with that figure there and all others as the scenario has them. Every value of a range counts "
        "as likely, and figures as independent: shares hang on ranges that we chose, and a figure with a wide range "
        "weighs more."
    )


def convergence_table(summary: dict[str, Any]) -> Table:
    """Set out the total index of each group on growing parts of the design.

    Args:
        summary: What `summarise_sensitivity` gathers, of an answer that has a leader.
    """
    blocks = sorted({row["blocks"] for row in summary["convergence"]})
    found = {(row["figure"], row["blocks"]): row for row in summary["convergence"]}
    order = [row["figure"] for row in summary["figures"] if row["total"] is not None]
    names = [*order, *([TOGETHER] if summary["others"]["total"] is not None else [])]
    columns = (Column("with others"), *(Column(f"{count} blocks", right=True) for count in blocks))
    rows = [(name, *(interval_text(found[name, count], "total") for count in blocks)) for name in names]
    return Table(columns, rows, title="As the design grew")


def _screened_table(summary: dict[str, Any]) -> Table:
    rows = [row for row in summary["figures"] if row["total"] is None][:_NEXT]
    cells = [
        (
            row["figure"],
            row["basis"],
            f"{_size(row['effect_size'])} ± {_size(row['effect_size_error'])}",
            _size(row["effect"]),
            _size(row["effect_spread"]),
        )
        for row in rows
    ]
    return Table(_SCREENED, cells, title="Next in the screening, not weighed singly")


def _other_numbers(summary: dict[str, Any]) -> Listing:
    """Say which figure would have come first had something else been asked."""
    items = [f"{row['label']}: {row['first']}, then {row['second']}" for row in summary["yardsticks"]]
    title = "Had something else been asked, the largest effects of the screening would be"
    return Listing(items, title=title, indent=2, hanging=2)


def _with_interval(row: dict[str, Any], name: str) -> str:
    """Write an index as a sentence takes it."""
    what = {"total": "total index", "first": "first-order index"}[name]
    return f"{what} {row[name]:.2f}, {row[f'{name}_low']:.2f} to {row[f'{name}_high']:.2f}"


def interval_text(row: dict[str, Any], name: str) -> str:
    """Write an index with its interval; a dash where nothing differs."""
    if row[name] is None:
        return "–"
    return f"{row[name]:.2f} ({row[f'{name}_low']:.2f} to {row[f'{name}_high']:.2f})"


def percent_text(row: dict[str, Any], name: str) -> str:
    """Write a share with its interval, in parts of a hundred."""
    value, low, high = (100 * row[f"{name}{end}"] for end in ("", "_low", "_high"))
    return f"{value:.0f} % ({low:.0f} to {high:.0f})"


def _in_unit(value: float, unit: str) -> str:
    return f"{_size(value)} {unit}".removesuffix(" 1").rstrip()


def _size(value: float | None) -> str:
    """Write a number in three digits, what two replicates support at the very most."""
    if value is None:
        return "–"
    if not value:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
