"""What breaks a claim in words: the answer, the figures and options that break it, and what does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from math import isfinite
from typing import TYPE_CHECKING, Any

from kfor_sim.comparison import signed
from kfor_sim.digits import counted
from kfor_sim.report.parts import Listing, Paragraph, Part, Sources, Table, text_of, where_kept
from kfor_sim.report.text import PAGE_WIDTH, Column, files_in
from kfor_sim.results import ILLUSTRATIVE
from kfor_sim.robustness.breaking import Breaking, full_look
from kfor_sim.robustness.departures import FigureRange
from kfor_sim.robustness.searching import FIRST_LOOK, Found, Way
from kfor_sim.robustness.telling import name_of, what_to_ask_instead

if TYPE_CHECKING:
    from kfor_sim.claims import Judgement

_FIGURES = (
    Column("figure"),
    Column("default", right=True),
    Column("holds at", right=True),
    Column("lost at", right=True),
    Column("of range", right=True),
    Column("then", wraps=True),
)
_OPTIONS = (
    Column("instead"),
    Column("verdict"),
    Column("difference", right=True),
    Column("low", right=True),
    Column("high", right=True),
    Column("runs", right=True),
)
_CLOSEST = 5  # ends of ranges that are named where nothing breaks the claim
_VERDICTS = {"undecided": "cannot be told"}  # in a table


def summarise_breaking(found: Breaking) -> dict[str, Any]:
    """Gather what there is to say, in the keys of the JSON."""
    question, departures = found.question, found.departures
    return {
        "illustrative": ILLUSTRATIVE,
        "claim": question.claim.text,
        "statement": question.registered.statement if question.registered else None,
        "sentence": found.sentence,
        "schedules": [{"name": name, "title": each.title} for name, each in departures.schedules.items()],
        "theory": departures.theory,
        "own_theory": question.own_theory,
        **question.numbers,
        "first_look": FIRST_LOOK,
        "full_look": full_look(question),
        "interval": question.interval,
        "runs": found.runs,
        "key": found.key,
        "default": _judged(found.default, question.replicates),
        "instead": None if found.holds else what_to_ask_instead(found),
        "breaks": {
            "figures": [_crossing(way) for way in found.crossings],
            "options": [_named(change.name, each) for change, each in found.breaking_options.items()],
            "pairs": [_named(name_of(pair), each) for pair, each in found.breaking_pairs.items()],
        },
        "closest": [_end(way) for way in found.closest[:_CLOSEST]],
        "holds": {
            "figures": _paths(found, is_lost=False),
            "options": [change.name for change, each in found.options.items() if each.verdict == "holds"],
            "pairs": [name_of(pair) for pair, each in found.pairs.items() if each.verdict == "holds"],
        },
        "tried": {
            "figures": len(departures.figures) if found.holds else 0,
            "options": len(found.options),
            "pairs": len(found.pairs),
        },
        "not_possible": [{"departure": name, "because": because} for name, because in found.not_possible.items()],
        "left_out": [asdict(each) for each in departures.left_out],
        "folder": str(found.folder) if found.folder else None,
        "files": files_in(found.folder),
        "bibliography": [asdict(citation) for citation in found.bibliography],
    }


def _crossing(way: Way) -> dict[str, Any]:
    """Say where along a figure a claim is lost."""
    figure, lost = way.figure, way.lost
    lost_at = {"lost_at": lost.value, **_found(lost.found)} if lost else {}
    return {
        **_range(figure),
        "end": way.end.value,
        "distance": way.distance,
        "holds_at": way.holds_at,
        **lost_at,
        "fails_at": way.turned.value if way.turned else None,
        "at_end": way.end.found.verdict,
    }


def _end(way: Way) -> dict[str, Any]:
    """Say what is left of a claim at an end of a range."""
    return {**_range(way.figure), "end": way.end.value, **_found(way.end.found)}


def _range(figure: FigureRange) -> dict[str, Any]:
    """Say what a figure is and how far it may go."""
    return {
        "path": figure.path,
        "unit": figure.unit,
        "basis": figure.basis,
        "reason": figure.reason,
        "default": figure.default,
        "low": figure.low,
        "high": figure.high,
    }


def _named(name: str, found: Found) -> dict[str, Any]:
    return {"departure": name, **_found(found)}


def _found(found: Found) -> dict[str, Any]:
    return _judged(found.judgement, found.replicates) if found.judgement else {"verdict": found.verdict}


def _judged(judgement: Judgement, replicates: int) -> dict[str, Any]:
    """Give a verdict with its numbers; null where there is no number, or one without a size."""
    link = judgement.link
    numbers = {"mean": link.mean, "mean_low": link.mean_low, "mean_high": link.mean_high, "spread": link.spread}
    return {
        "verdict": judgement.verdict,
        **{name: number if isfinite(number) else None for name, number in numbers.items()},
        "replicates": replicates,
    }


def _paths(found: Breaking, *, is_lost: bool) -> list[str]:
    """Paths of figures along which a claim is lost in some direction; or of those where it holds wherever it can be."""
    lost = {way.figure.path for way in found.crossings}
    tried = dict.fromkeys(way.figure.path for way in found.ways if way.end.found.judgement)
    return [path for path in tried if (path in lost) == is_lost]


def breaking_text(summary: dict[str, Any], *, width: int = PAGE_WIDTH) -> str:
    """Set out for reading what breaks a claim.

    Args:
        summary: What `summarise_breaking` gathers.
        width: Characters of a line.
    """
    return text_of(breaking_parts(summary), width=width)


def breaking_parts(summary: dict[str, Any]) -> list[Part]:
    """Describe what breaks a claim.

    Args:
        summary: What `summarise_breaking` gathers.
    """
    names = ", ".join(schedule["name"] for schedule in summary["schedules"])
    under = f" under {summary['theory']}" if summary["theory"] != summary["own_theory"] else ""
    opening = f"{names}{under}, one assumption changed at a time, in all alike, on the same luck."
    return [
        Paragraph(f"{opening} {summary['illustrative']}", role="asked"),
        Paragraph(f"The claim: {summary['claim']}. At the defaults: {_default(summary)}.", role="found"),
        Paragraph(summary["sentence"], role="found"),
        *_what_breaks(summary),
        *_what_does_not(summary),
        *(_notes(summary) if summary["instead"] is None else ()),
        Sources(summary["bibliography"]),
        where_kept(summary),
    ]


def _default(summary: dict[str, Any]) -> str:
    """Say by how much the claim holds, or fails, at the defaults."""
    row = summary["default"]
    return (
        f"{_VERDICTS.get(row['verdict'], row['verdict'])}; what is claimed to be larger less what is claimed to be "
        f"smaller is {_digits(row, 'mean')} in the mean of {counted(row['replicates'], 'paired replicate')}"
        + ("" if row["mean_low"] is None else f" ({_digits(row, 'mean_low')} to {_digits(row, 'mean_high')})")
    )


def _what_breaks(summary: dict[str, Any]) -> Iterator[Part]:
    """The tables of what breaks the claim, the nearest first."""
    breaks = summary["breaks"]
    yield _figures(breaks["figures"])
    if summary["closest"] and not breaks["figures"]:
        yield Paragraph(_closest(summary))
    yield Table(_OPTIONS, [_instead(row) for row in breaks["options"]], title="Single options")
    title = "Pairs of options that do not break it alone"
    yield Table(_OPTIONS, [_instead(row) for row in breaks["pairs"]], title=title)


def _figures(rows: Sequence[dict[str, Any]]) -> Table:
    """Set out the figures that break the claim, with the reason for its range below the first row of each."""
    paths = [row["path"] for row in rows]
    remarks = [_why(row) if row["path"] not in paths[:place] else "" for place, row in enumerate(rows)]
    return Table(_FIGURES, [_along(row) for row in rows], title="Figures, the nearest first", remarks=remarks)


def _closest(summary: dict[str, Any]) -> str:
    """Say where least is left of a claim that no figure breaks."""
    ends = (f"`{row['path']}` at {_plain(row['end'])} ({_digits(row, 'mean')})" for row in summary["closest"])
    return f"Least is left of the difference along {', '.join(ends)}."


def _along(row: dict[str, Any]) -> tuple[str, ...]:
    """Write one figure."""
    then, at_end = (_VERDICTS.get(row[name], row[name]) for name in ("verdict", "at_end"))
    if at_end != then:
        then = f"{then}; {at_end} at {_plain(row['end'])}"
    values = (_plain(row[name]) for name in ("default", "holds_at", "lost_at"))
    return row["path"], *values, f"{row['distance']:.2f}", then


def _why(row: dict[str, Any]) -> str:
    """Say where the range of a figure comes from."""
    reason = f": {row['reason']}" if row["reason"] else ""
    unit = "" if row["unit"] == "1" else f" {row['unit']}"
    return f"{row['basis']}, from {_plain(row['low'])} to {_plain(row['high'])}{unit}{reason}"


def _instead(row: dict[str, Any]) -> tuple[str, ...]:
    """Write one option, or two, with the digits that the replicates support."""
    numbers = (_digits(row, part) for part in ("mean", "mean_low", "mean_high"))
    return row["departure"], _VERDICTS.get(row["verdict"], row["verdict"]), *numbers, str(row["replicates"])


def _what_does_not(summary: dict[str, Any]) -> Iterator[Part]:
    """Name what does not break the claim, what cannot be had, and what was left out."""
    yield from (Paragraph(text, hanging=4) for text in _held(summary["holds"]))
    not_possible = [f"{each['departure']}: {each['because']}" for each in summary["not_possible"]]
    yield Listing(not_possible, title="Not possible, so not tried")
    yield Listing([f"{each['name']}: {each['because']}" for each in summary["left_out"]], title="Left out")


def _held(holds: dict[str, list[str]]) -> Iterator[str]:
    """Say with which figures, options and pairs the claim holds."""
    if holds["figures"]:
        yield f"It holds at the ends of the ranges of: {', '.join(holds['figures'])}."
    if holds["options"]:
        yield f"It holds with: {', '.join(holds['options'])}."
    if holds["pairs"]:
        yield f"It holds with {counted(len(holds['pairs']), 'pair')} of these; departures.csv has them."


def _notes(summary: dict[str, Any]) -> Iterator[Part]:
    """Say how the search went and how to read it."""
    tried, looks = summary["tried"], _looks(summary["first_look"], summary["full_look"])
    kinds = [("figure", tried["figures"]), ("other option", tried["options"]), ("pair of options", tried["pairs"])]
    counts = ", ".join(f"{number} {noun if number == 1 else _plural(noun)}" for noun, number in kinds if number)
    yield Paragraph(
        f"Tried: {counts}; {counted(summary['runs'], 'run')}. Of each figure both ends of its range, then, where the "
        "claim is lost there, values half way between one at which it holds and one at which it does not, until they "
        "are a sixteenth of the range apart; that takes it that the claim is lost once on the way. `of range` is how "
        "far one must go, in units of the range. A pair is tried only where neither option breaks the claim alone."
    )
    yield Paragraph(
        f"Each departure is judged by Student's {100 * summary['interval']:g} % interval of the mean paired difference "
        f"on {looks} replicates: it holds as soon as the interval lies above 0, and is lost only if it does not on all "
        f"{summary['full_look']}; then it is reversed, makes no difference, or cannot be told from luck, which more "
        "replicates may still tell. Looking several times is not corrected for: with looks at 4, 8 and 16 an effect of "
        "nil passes for one that holds about once in nine searches, and of many departures some are misjudged by luck. "
        "A range says what is as defensible as the default, not how likely it is."
    )


def _plural(noun: str) -> str:
    first, _, rest = noun.partition(" of ")
    return f"{first}s of {rest}" if rest else f"{noun}s"


def _looks(first: int, full: int) -> str:
    """The numbers of replicates of each look, as a sentence takes them."""
    looks = [first]
    while looks[-1] < full:
        looks.append(min(2 * looks[-1], full))
    return ", then ".join(map(str, looks))


def _digits(row: dict[str, Any], part: str) -> str:
    return signed({**row, "n": row["replicates"]}, part)


def _plain(value: float) -> str:
    """A value of a figure as people write it."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.6g}"
