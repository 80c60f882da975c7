"""The scorecard in words: patterns by theories, then each pattern with its figures, its knock-outs and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from math import isfinite, isinf, nan
from typing import TYPE_CHECKING, Any

from kfor_sim.digits import counted, honest
from kfor_sim.measures import MEASURES
from kfor_sim.report.parts import Group, Listing, Paragraph, Part, Sources, Table, text_of, where_kept
from kfor_sim.report.text import PAGE_WIDTH, Column, files_in, number
from kfor_sim.results import ILLUSTRATIVE
from kfor_sim.scorecard.knock_outs import KNOCK_OUTS
from kfor_sim.scorecard.scorecard import NO_TOTAL, TABLE

if TYPE_CHECKING:
    from kfor_sim.scenario.bounds import Bounds
    from kfor_sim.scenario.targets import PatternTarget
    from kfor_sim.scorecard import Score, Scorecard, Tested, Value

NOT_COUNTED = "°"
_CELLS = {"not scored": "·", "not in this scenario": "–"}
_MUST = {
    ("stays", True): "the pattern must stay, and does",
    ("stays", False): "the pattern must stay, and does not",
    ("goes", True): "the pattern must go, and does",
    ("goes", False): "the pattern must go, and does not",
    ("nothing", True): "nothing must be there, and nothing is",
    ("nothing", False): "nothing must be there, but something is",
}


def summarise_scorecard(found: Scorecard) -> dict[str, Any]:
    """Gather what there is to say, in the keys of the JSON."""
    subject = found.subject
    theories = [(name, subject.entry(name)) for name in subject.theories]
    return {
        "illustrative": ILLUSTRATIVE,
        "scenario": subject.base.name,
        "title": subject.base.title,
        "theory": subject.theories[0] if subject.alone else None,
        **subject.numbers,
        "overrides": list(subject.overrides),
        "interval": subject.interval,
        "runs": found.plan.runs,
        "key": found.key,
        "theories": [
            {"name": name, "label": subject.label(name), "sentence": entry.sentence if entry else None}
            for name, entry in theories
        ],
        "patterns": [_pattern(found, name, target) for name, target in subject.targets.items()],
        "reading": NO_TOTAL,
        "folder": str(found.folder) if found.folder else None,
        "files": files_in(found.folder),
        "bibliography": [asdict(citation) for citation in found.bibliography],
    }


def _pattern(found: Scorecard, name: str, target: PatternTarget) -> dict[str, Any]:
    """Put a pattern together: what it is, and its score under each theory."""
    measure = MEASURES[target.measure]
    return {
        "name": name,
        "label": target.label,
        "statement": target.statement,
        "record": target.record,
        "sources": list(target.sources),
        "measure": target.measure,
        "measured": measure.label,
        "unit": measure.unit,
        "window": [str(day) for day in target.window],
        "before": [str(day) for day in target.before] if target.before else None,
        "yes": _bounds(target.yes),
        "partly": _bounds(target.partly),
        "put_in": target.put_in,
        "set_by_hand": list(target.set_by_hand),
        "target_of_fit": target.target_of_fit,
        "scores": [_score(found.scores[name, theory]) for theory in found.subject.theories],
    }


def _bounds(bounds: Bounds) -> dict[str, Any]:
    return {"at_least": bounds.at_least, "at_most": bounds.at_most, "because": bounds.because}


def _score(score: Score) -> dict[str, Any]:
    return {
        "theory": score.theory,
        "status": score.status,
        **_value(score.value),
        "knock_outs": [_tested(test) for test in score.tested],
        "yielded": score.yielded,
        "counts": score.counts,
        "why": score.why,
    }


def _tested(test: Tested) -> dict[str, Any]:
    way = KNOCK_OUTS[test.knock_out.name]
    return {
        "name": test.knock_out.name,
        "label": way.label,
        "what": way.words,
        "place": test.knock_out.place,
        "then": test.knock_out.then,
        "because": test.knock_out.because,
        **_value(test.value),
        "unaltered": test.unaltered,
        "survives": test.survives,
    }


def _value(value: Value | None) -> dict[str, Any]:
    """Lay a value out; null where there is no number, or one without a size, which `not_over` tells apart."""
    numbers = {part: getattr(value, part, nan) for part in ("median", "low", "high", "spread")}
    return {
        **{part: given if isfinite(given) else None for part, given in numbers.items()},
        "not_over": isinf(numbers["median"]),
        "n": value.n if value else 0,
        "verdict": value.verdict if value else None,
        "agree": value.agree if value else 0,
    }


def scorecard_text(summary: dict[str, Any], *, width: int = PAGE_WIDTH) -> str:
    """Set the scorecard out for reading: a matrix of all theories, or one theory in detail.

    Args:
        summary: What `summarise_scorecard` gathers.
        width: Characters of a line.
    """
    return text_of(scorecard_parts(summary), width=width)


def scorecard_parts(summary: dict[str, Any]) -> list[Part]:
    """Describe the scorecard: a matrix of all theories and what stands behind it, or one theory in detail.

    Args:
        summary: What `summarise_scorecard` gathers.
    """
    patterns = list(enumerate(summary["patterns"], start=1))
    if summary["theory"]:
        told = [_in_detail(place, pattern, summary["replicates"]) for place, pattern in patterns]
    else:
        told = [_matrix(summary), _legend(summary["patterns"]), *(_row(place, each) for place, each in patterns)]
    return [
        Paragraph(_opening(summary), role="asked"),
        *told,
        Paragraph(_reading(summary)),
        Sources(summary["bibliography"]),
        where_kept(summary),
    ]


def _opening(summary: dict[str, Any]) -> str:
    under = f" under {summary['theory']}" if summary["theory"] else ""
    return (
        f"{summary['illustrative']} Scorecard of {summary['scenario']}{under}: which patterns of the record the model "
        f"yields without their being put in; {counted(summary['replicates'], 'replicate')} of seed {summary['seed']}."
    )


def _matrix(summary: dict[str, Any]) -> Table:
    """Set the verdicts out, theories down and patterns across."""
    count = len(summary["patterns"])
    columns = [Column("theory"), *(Column(str(place)) for place in range(1, count + 1))]
    rows = [
        (theory["name"], *(cell(pattern["scores"][place]) for pattern in summary["patterns"]))
        for place, theory in enumerate(summary["theories"])
    ]
    return Table(columns, rows)


def cell(score: dict[str, Any]) -> str:
    """Write a score in a word: as much of it as counts, or with a mark what is there and does not."""
    if score["status"] != "scored":
        return _CELLS[score["status"]]
    if score["counts"]:
        return str(score["yielded"])
    return "no" if score["verdict"] == "no" else f"{score['verdict']}{NOT_COUNTED}"


def _legend(patterns: Sequence[dict[str, Any]]) -> Group:
    """Say what the numbers and the marks of the matrix mean."""
    marks = (
        f"{NOT_COUNTED} does not count: put in, set by hand, a target of a fit, or it does not outlast its knock-out; "
        "· not scored, since the theory was made from the event; – not in this scenario."
    )
    return Group((Listing([each["statement"] for each in patterns], ordered=True), Paragraph(marks)))


def _row(place: int, pattern: dict[str, Any]) -> Group:
    """Tell a pattern: what is measured, its figures under each theory, and what follows."""
    return Group(
        (
            Paragraph(f"{place}. {pattern['statement']}: {_measured(pattern)}.", hanging=3),
            Paragraph(f"Put in: {pattern['put_in']}", indent=3),
            _figures(pattern),
            Listing(list(_reasons(pattern)), indent=3, hanging=2),
        )
    )


def _figures(pattern: dict[str, Any]) -> Table:
    """Set out the figures of a pattern under each theory by which it is scored, as it is and with knock-outs."""
    scored = [score for score in pattern["scores"] if score["status"] == "scored"]
    labels = [knock_out["label"] for knock_out in scored[0]["knock_outs"]] if scored else []
    columns = [Column("theory"), Column("as it is"), *map(Column, labels), Column("yielded")]
    return Table(columns, [_figure_cells(score) for score in scored])


def _figure_cells(score: dict[str, Any]) -> tuple[str, ...]:
    return (
        score["theory"],
        _figure(score),
        *(_figure(knock_out, interval=False) for knock_out in score["knock_outs"]),
        score["yielded"] if score["counts"] else "–",
    )


def _measured(pattern: dict[str, Any]) -> str:
    """Say what is measured, when, and where the bounds are."""
    return (
        f"{pattern['measured']}, {_when(pattern)}; yes: {_bound(pattern['yes'])}, partly: {_bound(pattern['partly'])}"
    )


def _when(pattern: dict[str, Any]) -> str:
    window = " to ".join(pattern["window"])
    return f"{window} (before: {' to '.join(pattern['before'])})" if pattern["before"] else window


def _bound(bounds: dict[str, Any]) -> str:
    parts = (("at least", bounds["at_least"]), ("at most", bounds["at_most"]))
    return " and ".join(f"{word} {number(value)}" for word, value in parts if value is not None)


def _figure(value: dict[str, Any], *, interval: bool = True) -> str:
    """Write a value with its verdict."""
    nothing = value["median"] is None and not value["not_over"]
    return "nothing there" if nothing else f"{_number(value, interval=interval)} {value['verdict']}"


def _number(value: dict[str, Any], *, interval: bool = True) -> str:
    """Write a value, with its interval if there is any, in the digits that its replicates support."""
    if value["median"] is None:
        return "not over" if value["not_over"] else "nothing there"
    ends = [value[part] for part in ("low", "high")]
    middle, low, high = (_digits(each, value) for each in (value["median"], *ends))
    return f"{middle} [{low}, {high}]" if interval and not (low == high == middle) else middle


def _digits(given: float | None, value: dict[str, Any]) -> str:
    """Write one number of a value."""
    return "…" if given is None else honest(given, nan if value["spread"] is None else value["spread"], value["n"])


def _reasons(pattern: dict[str, Any]) -> Iterator[str]:
    """Say why the pattern counts or not, theories with the same reason together."""
    found: dict[tuple[str, str], list[str]] = {}
    for score in pattern["scores"]:
        word = "Counts" if score["counts"] else "Does not count"
        word = word if score["status"] == "scored" else score["status"].capitalize()
        found.setdefault((word, score["why"]), []).append(score["theory"])
    for (word, why), theories in found.items():
        yield f"{word} under {', '.join(theories)}: {why}."


def _in_detail(place: int, pattern: dict[str, Any], replicates: int) -> Part:
    """Tell a pattern under one theory with all reasons."""
    (score,) = pattern["scores"]
    if score["status"] != "scored":
        return Paragraph(f"{place}. {pattern['statement']}: {score['status']}, since {score['why']}.", hanging=3)
    head = Paragraph(f"{place}. {pattern['statement']}: {_verdict(score)}", hanging=3)
    return Group((head, Listing(_details(pattern, score, replicates), indent=3, hanging=2)))


def _details(pattern: dict[str, Any], score: dict[str, Any], replicates: int) -> list[str]:
    """Tell the record, the measure, its bounds, what was found, and what follows."""
    bounds = (f"{word} {_bound(pattern[word])} ({pattern[word]['because']})" for word in ("yes", "partly"))
    agree = f"{score['agree']} of {replicates} replicates say so by themselves"
    return [
        f"Record: {pattern['record']} ({', '.join(pattern['sources'])})",
        f"Measured: {pattern['measured']}, {_when(pattern)}.",
        f"Bounds: {'; '.join(bounds)}.",
        f"As it is: {_number(score)}: {score['verdict']}; {agree}.",
        *(_knocked_out(knock_out) for knock_out in score["knock_outs"]),
        f"Put in: {pattern['put_in']}",
        f"So it {'counts' if score['counts'] else 'does not count'}: {score['why']}.",
    ]


def _verdict(score: dict[str, Any]) -> str:
    """Write the verdict, and how much of it is yielded where it counts."""
    if score["verdict"] == "no":
        return "no"
    if not score["counts"]:
        return f"{score['verdict']}, but it does not count"
    yielded = "" if score["yielded"] == score["verdict"] else f", of which {score['yielded']} outlasts its knock-out"
    return f"{score['verdict']}, and it counts{yielded}"


def _knocked_out(knock_out: dict[str, Any]) -> str:
    """Say what was taken out, what is left, and whether that is as it must be."""
    place = f" ({knock_out['place']})" if knock_out["place"] else ""
    outcome = _MUST.get((knock_out["then"], knock_out["survives"]), "nothing hangs on it")
    if knock_out["unaltered"]:
        outcome = "nothing that the measure sees has changed, so that nothing is learnt"
    return (
        f"{knock_out['label'].capitalize()} ({knock_out['what']}{place}): {_figure(knock_out)}; "
        f"{outcome}. Why: {knock_out['because']}."
    )


def _reading(summary: dict[str, Any]) -> str:
    share = f"{100 * summary['interval']:g}"
    return (
        f"Figures are medians of {summary['replicates']} replicates, [in brackets] the quantiles that enclose "
        f"{share} % of them (those of knock-outs: {TABLE}); they hold luck alone, for one theory at a time. A pattern "
        "counts where it is there, outlasts the knock-out of its own input, is not put in, set by hand or fitted, and "
        f"is not of the event that the theory was made from. {summary['reading']}"
    )
