"""A claim in worlds that fit the record, in words: what the evidence leaves, and how often the claim then holds."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kfor_sim.digits import counted
from kfor_sim.equifinality.equifinality import NOT_LIKELIER, Equifinality, Share
from kfor_sim.report.calibration_words import left_clause, widened
from kfor_sim.report.parts import Lines, Listing, Paragraph, Part, Sources, Table, text_of, where_kept
from kfor_sim.report.text import PAGE_WIDTH, Column, files_in, plain_rows
from kfor_sim.results import ILLUSTRATIVE
from kfor_sim.scenario.evidence import evidence

_SHARES = (
    Column("theory"),
    Column("fit"),
    Column("worlds", right=True),
    Column("holds in", right=True),
    Column("interval", right=True),
    Column("no difference", right=True),
    Column("gap, median and interval", right=True),
    Column("so the claim holds", wraps=True),
)
_NEARLY_ALL = 0.85  # the least share, at the lower end of its interval, that is called nearly all
_FEW = 20  # worlds below which nobody should lean on a share


def summarise_equifinality(found: Equifinality) -> dict[str, Any]:
    """Gather what worlds say of a claim, ready for JSON.

    Args:
        found: The answer.
    """
    plan = found.plan
    question, subject = plan.question, plan.subject
    return {
        "illustrative": ILLUSTRATIVE,
        "claim": question.claim.text,
        "words": question.words,
        "schedules": list(question.schedules),
        "fitted": plan.is_fitted,
        "evidence": subject.evidence,
        "evidence_label": evidence().sets[subject.evidence].label,
        "reading_of_2003": subject.reading,
        "budget": subject.budget,
        "worlds": plan.worlds,
        "seed": subject.seed,
        "persons_per_resident": subject.resolution,
        "overrides": list(question.overrides),
        "interval": subject.level,
        "key": found.key,
        "sentences": [_sentence(found, share) for share in found.shares.values()],
        "agreement": _agreement(found),
        "theories": plain_rows(found.frame()),
        "reading": NOT_LIKELIER,
        "calibration": str(found.calibration.folder) if found.calibration and found.calibration.folder else None,
        "folder": str(found.folder) if found.folder else None,
        "files": files_in(found.folder),
        "bibliography": [asdict(citation) for citation in found.bibliography],
    }


def equifinality_text(summary: dict[str, Any], *, width: int = PAGE_WIDTH) -> str:
    """Set out what worlds say of a claim.

    Args:
        summary: What `summarise_equifinality` gathers.
        width: Characters of a line.
    """
    return text_of(equifinality_parts(summary), width=width)


def equifinality_parts(summary: dict[str, Any]) -> list[Part]:
    """Describe what worlds say of a claim.

    Args:
        summary: What `summarise_equifinality` gathers.
    """
    fitted_in = summary.get("calibration")
    return [
        Paragraph(_opening(summary), role="asked"),
        Paragraph(summary["agreement"], role="found"),
        Listing(summary["sentences"], role="found"),
        Table(_SHARES, [_cells(row) for row in summary["theories"]], title=f"The claim: {summary['claim']}"),
        Paragraph(f"{_notes(summary)} {summary['reading']}"),
        Sources(summary["bibliography"]),
        Lines(f"Worlds were fitted in {fitted_in}" if fitted_in else ""),
        where_kept(summary),
    ]


def _opening(summary: dict[str, Any]) -> str:
    names = ", ".join(summary["schedules"])
    if summary["fitted"]:
        which = (
            f"in worlds that fit {summary['evidence_label']} when {summary['schedules'][0]} is simulated: draws from "
            f"the ranges of its figures, {summary['budget']:,} a theory, of which up to {summary['worlds']} that fit "
            "are lived through again, with the same figures and the same luck, under each other schedule"
        )
    else:
        which = (
            f"in {summary['worlds']} worlds a theory, drawn from the ranges of {summary['schedules'][0]} whether or "
            "not they fit any record, each on luck of its own; add --posterior for those that fit"
        )
    return f"{names}, {which}. {summary['illustrative']}"


def _sentence(found: Equifinality, share: Share) -> str:
    """Say what the evidence leaves under a theory, and in which share of its worlds the claim holds."""
    words = found.plan.question.words
    if share.says in ("no fit found", "too few worlds"):
        why = share.fit.sentence if share.fit else f"{counted(share.n, 'world')} are too few to say anything."
        return f"Under {share.theory}, no share can be given: {why}"
    worlds = "accepted worlds" if share.fit else "worlds from the ranges"
    low, high = 100 * share.low, 100 * share.high
    holds = f"{words} in {100 * share.holds:.0f} % of {share.n} {worlds} ({low:.0f} to {high:.0f} %)"
    if share.fit is None:
        return f"Under {share.theory}, {holds}."
    left = left_clause(share.fit) if share.fit.posterior else share.fit.sentence.rstrip(".")
    return f"Under {share.theory}, {left}; within it, {holds}{widened(share.fit)}."


def _agreement(found: Equifinality) -> str:
    """Say where theories agree, and where not; what worlds say is of the evidence only where they were held to it."""
    words = found.plan.question.words
    most, least = found.saying("more often than not"), found.saying("less often than not")
    parts = [
        f"is so in more than half of the worlds under {', '.join(most)}" if most else "",
        f"is so in fewer than half under {', '.join(least)}" if least else "",
        f"may be so in more or fewer than half under {', '.join(open_)}"
        if (open_ := found.saying("cannot be told"))
        else "",
    ]
    said = [part for part in parts if part]
    told = f"That {words} {', '.join(said)}." if said else f"Of whether {words} these worlds say nothing."
    if found.plan.is_fitted:
        told += _settled(found, len(said))
    few, none = found.saying("too few worlds"), found.saying("no fit found")
    told += f" Too few worlds were kept under {', '.join(few)}." if few else ""
    return told + (f" No fit was found under {', '.join(none)}." if none else "")


def _settled(found: Equifinality, kinds: int) -> str:
    """Say whether the evidence settles a claim: only if it comes out one way in nearly all worlds of every theory."""
    asked = [share for share in found.shares.values() if share.says not in ("too few worlds", "no fit found")]
    if not asked:
        return ""
    lowest, highest = min(share.low for share in asked), max(share.high for share in asked)
    if lowest > _NEARLY_ALL or highest < 1 - _NEARLY_ALL:
        return " In worlds that fit, under each of these theories, hardly anything else comes out."
    if kinds > 1:
        return " Theories that fit the same evidence disagree: it does not settle the claim."
    shares = f"from {100 * min(s.holds for s in asked):.0f} to {100 * max(s.holds for s in asked):.0f} %"
    return f" Shares run {shares} of the worlds that fit, so that the evidence leaves it open in the rest."


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    if row["holds"] is None:
        return row["theory"], row["verdict"], "0", "", "", "", "", row["says"]
    gap = "–"
    if row["gap_median"] is not None:
        gap = f"{row['gap_median']:.2g} ({row['gap_low']:.2g} to {row['gap_high']:.2g})"
    return (
        row["theory"],
        row["verdict"],
        str(row["n"]),
        f"{100 * row['holds']:.0f} %",
        f"{100 * row['low']:.0f} to {100 * row['high']:.0f} %",
        f"{100 * row['equal']:.0f} %",
        gap,
        row["says"],
    )


def _notes(summary: dict[str, Any]) -> str:
    level = f"{100 * summary['interval']:g} %"
    told = (
        f"Intervals of shares are Wilson's, {level}, and of the number of worlds alone. A gap is what is claimed to be "
        f"larger less what is claimed to be smaller, and its interval holds {level} of the worlds."
    )
    few = [row["theory"] for row in summary["theories"] if row["n"] < _FEW]
    return f"{told} Fewer than {_FEW} worlds stand behind {', '.join(few)}." if few else told
