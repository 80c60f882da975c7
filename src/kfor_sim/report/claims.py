"""The register in words: what depends on the ratio rule and what does not reproduce first, then the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kfor_sim.digits import counted
from kfor_sim.register.judging import VERDICTS
from kfor_sim.register.register import ANY, INTERVAL
from kfor_sim.report.parts import Group, Listing, Paragraph, Part, Sources, Table, text_of, where_kept
from kfor_sim.report.text import PAGE_WIDTH, Column, files_in, plain, table
from kfor_sim.results import ILLUSTRATIVE
from kfor_sim.scenario.conclusions import registered_conclusions
from kfor_sim.scenario.lattice_runs import lattice_choices

if TYPE_CHECKING:
    from kfor_sim.register import Checked, Register
    from kfor_sim.scenario.claim_register import RegisteredClaim

RULE_NAMES = {"ratio-literal": "as printed", "ratio-round": "rounded", "ratio-floor": "rounded down", ANY: "any rule"}
"""What tables and pictures call the rules for the ratio C / A."""

_WHOSE = {
    "published": "Published",
    "re-implemented": "Of re-implementations",
    "quoted": "Quoted by a theory",
    "ours": "Ours",
}
_MARKS = {"yes": "yes", "no": "no", "nothing there": "–", "too few seeds": "?"}


def summarise_register(found: Register) -> dict[str, Any]:
    """Gather what there is to say, in the keys of the JSON."""
    return {
        "illustrative": ILLUSTRATIVE,
        "seed": found.seed,
        "seeds": found.seeds,
        "interval": INTERVAL,
        "verdicts": {verdict: list(found.by_verdict(verdict)) for verdict in VERDICTS},
        "claims": [_claim(each) for each in found.checked.values()],
        "choices": dict(lattice_choices()) if found.lives else {},
        "conclusions": list(registered_conclusions()),
        "key": found.key,
        "folder": str(found.folder) if found.folder else None,
        "files": files_in(found.folder),
        "bibliography": [asdict(citation) for citation in found.bibliography],
    }


def _claim(each: Checked) -> dict[str, Any]:
    """Lay one claim out; null where there is no number, or one without a size."""
    return {
        **described(each.name, each.claim),
        "unit": each.measure.unit,
        "measures": each.measure.description,
        "verdict": each.verdict,
        "rules": {
            rule: {
                **{key: plain(value) for key, value in asdict(estimate).items()},
                "finding": each.findings[rule],
            }
            for rule, estimate in each.estimates.items()
        },
    }


def described(name: str, claim: RegisteredClaim) -> dict[str, Any]:
    """Say what is claimed, by whom, and how it is checked."""
    return {
        "name": name,
        "statement": claim.statement,
        "whose": claim.whose,
        "source": claim.source,
        "where": claim.where,
        "runs": list(claim.runs),
        "measure": claim.measure,
        "statistic": claim.statistic,
        "expected": {
            "at_least": claim.expected.at_least,
            "at_most": claim.expected.at_most,
            "because": claim.expected.because,
        },
        "claimed_seeds": claim.seeds,
        "note": claim.note,
        "written": str(claim.written),
    }


def register_text(summary: dict[str, Any], *, width: int = PAGE_WIDTH) -> str:
    """Set out the verdicts for reading.

    Args:
        summary: What `summarise_register` gathers.
        width: Characters of a line.
    """
    return text_of(register_parts(summary), width=width)


def register_parts(summary: dict[str, Any]) -> list[Part]:
    """Describe the verdicts.

    Args:
        summary: What `summarise_register` gathers.
    """
    groups = list(_groups(summary))
    return [
        Paragraph(f"Claims about models of this kind, seed by seed. {summary['illustrative']}", role="asked"),
        Listing([_headline(title, claims) for title, claims in groups], role="found"),
        *(_group(title, claims) for title, claims in groups),
        Paragraph(_reading(summary)),
        *_choices(summary),
        Paragraph(_elsewhere(summary)),
        Sources(summary["bibliography"]),
        where_kept(summary),
    ]


def list_text(listed: list[dict[str, Any]], *, width: int = PAGE_WIDTH) -> str:
    """Set out what is in the register, without checking it.

    Args:
        listed: What `described` gives of each claim.
        width: Characters of a line.
    """
    rows = [(each["name"], each["whose"], each["statement"]) for each in listed]
    return table((Column("claim"), Column("whose"), Column("statement", wraps=True)), rows, width=width)


def register_markdown(summary: dict[str, Any]) -> str:
    """Set out the verdicts as a table in Markdown, for docs/docking.md.

    Args:
        summary: What `summarise_register` gathers.
    """
    lines = []
    for title, claims in _groups(summary):
        rules = [rule for rule in RULE_NAMES if any(rule in claim["rules"] for claim in claims)]
        head = ["claim", "what is measured", *(RULE_NAMES[rule] for rule in rules), "expected"]
        lines += [f"### {title[0].upper()}{title[1:]}", "", _row(head), _row(["---"] * len(head))]
        lines += [
            _row(
                [
                    f"{claim['statement']} (`{claim['name']}`)",
                    f"{claim['statistic']}: {claim['measures']}",
                    *(_cell(claim, rule) for rule in rules),
                    bounds(claim["expected"]),
                ]
            )
            for claim in claims
        ]
        lines.append("")
    return "\n".join(lines)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _groups(summary: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Give the claims by verdict; those apart that follow from a figure, since it was set so that they do."""
    for verdict in summary["verdicts"]:
        for by_figure, title in ((False, verdict), (True, f"{verdict} by our figures alone, which were set to it")):
            claims = [
                claim
                for claim in summary["claims"]
                if claim["verdict"] == verdict and (claim["statistic"] == "value") is by_figure
            ]
            if claims:
                yield title, claims


def _headline(title: str, claims: list[dict[str, Any]]) -> str:
    """Name the claims of a group."""
    return f"{title} ({len(claims)}): {', '.join(claim['name'] for claim in claims)}"


def _group(title: str, claims: list[dict[str, Any]]) -> Table:
    """Set out the claims with a verdict: a row for each, and below it what is claimed."""
    columns = (Column("claim"), *(Column(name) for name in RULE_NAMES.values()))
    rows = [(claim["name"], *(_cell(claim, rule) for rule in RULE_NAMES)) for claim in claims]
    remarks = [_told(claim) for claim in claims]
    return Table(columns, rows, title=f"{title[0].upper()}{title[1:]}", remarks=remarks)


def _cell(claim: Mapping[str, Any], rule: str) -> str:
    """Write what was found under one rule."""
    found = claim["rules"].get(rule)
    if not found:
        return ""
    if found["finding"] == "nothing there":
        return "– nothing to measure"
    value, low, high = (_number(found[part], claim) for part in ("value", "low", "high"))
    between = "" if claim["statistic"] == "value" else f" [{low}, {high}]"
    return f"{_MARKS[found['finding']]} {value}{between}"


def _number(value: float | None, claim: Mapping[str, Any]) -> str:
    """Write a number with as many digits as are worth having."""
    if value is None:
        return "not seen"
    if "share" in claim["statistic"] or claim["statistic"] == "every seed":
        return f"{value:.2f}"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _told(claim: Mapping[str, Any]) -> str:
    """Say what is claimed, whose it is, how it was checked, and what to know before trusting it."""
    whose = _WHOSE[claim["whose"]]
    where = f", {claim['where']}" if claim["where"] else ""
    unpublished = " (unpublished)" if claim["whose"] == "re-implemented" else ""
    source = f" ({claim['source']}{where})" if claim["source"] else unpublished
    seeds = sorted({found["n"] for found in claim["rules"].values()})
    drawn = "" if claim["statistic"] == "value" else f" of {_seeds(seeds)}"
    notes = dict.fromkeys(found["note"] for found in claim["rules"].values() if found["note"])
    waits = f" {'; '.join(notes)}." if notes else ""
    known = f" {claim['note'][0].upper()}{claim['note'][1:]}." if claim["note"] else ""
    statistic, expected = claim["statistic"], claim["expected"]
    return (
        f"{claim['statement']}. {whose}{source}. {statistic[0].upper()}{statistic[1:]}{drawn}, {claim['measures']}: "
        f"expected {bounds(expected)}, since {expected['because']}.{waits}{known}"
    )


def _seeds(numbers: list[int]) -> str:
    return counted(numbers[0], "seed") if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]} seeds"


def bounds(expected: Mapping[str, Any]) -> str:
    """Say between what something has to lie."""
    least, most = expected["at_least"], expected["at_most"]
    if most is None:
        return f"at least {least:g}"
    return f"at most {most:g}" if least is None else f"between {least:g} and {most:g}"


def _reading(summary: dict[str, Any]) -> str:
    """Say how to read the cells."""
    return (
        f"A cell says whether it is as expected under one reading of the ratio of cops to active agents, with the "
        f"statistic and its {100 * summary['interval']:g} % interval (Wilson's for shares, the bootstrap for means): "
        "yes where the whole interval is within what is expected, no where the whole of it is outside, ? where there "
        "are too few seeds to tell. Each interval is by itself; of a hundred some five miss. Epstein's paper was read "
        "in its abstract, captions and inputs as others report them; claims are in our words. That a claim reproduces "
        "says that the model does so, not the world."
    )


def _choices(summary: dict[str, Any]) -> Iterator[Part]:
    """Say what the paper leaves open, and how it was settled."""
    if summary["choices"]:
        told = [f"{name}: {words}" for name, words in summary["choices"].items()]
        yield Group((Paragraph("What the paper leaves open, and what was taken:"), Listing(told)))


def _elsewhere(summary: dict[str, Any]) -> str:
    """Point to the claims that are asked in another way."""
    return f"Claims about schedules are asked with `kfor-sim robust --claim NAME`: {', '.join(summary['conclusions'])}."
