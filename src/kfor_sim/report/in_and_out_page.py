"""Tables of what was put in and what came out, for the page of a result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kfor_sim.report import html
from kfor_sim.report.in_and_out import MEASURED, RULE, place_of
from kfor_sim.report.parts import Table
from kfor_sim.report.stored import Stored
from kfor_sim.report.text import Column, number

_KEPT = "\N{NO-BREAK SPACE}"
_PUT_IN = (Column("put in", wraps=True), Column("value", wraps=True), Column("range", wraps=True), Column("basis"))
_MECHANISMS = (Column("slot", wraps=True), Column("mechanism"), Column("under", wraps=True))
_LATTICE = (Column("run of the lattice"), Column("what it is", wraps=True), Column("its figures", wraps=True))
_CLAIMS = (Column("claim", wraps=True), Column("by rule of the ratio", wraps=True), Column("verdict", wraps=True))


def in_and_out_html(result: Stored) -> str:
    """Set what was put in beside what came out."""
    if not result.schedules:
        return "\n".join(html.table(each) for each in _of_claims(result))
    tables = [*_put_in(result), *_came_out(result)]
    return "\n".join([html.paragraphs([f"{RULE} {MEASURED}"]), *(html.table(each) for each in tables)])


def mechanisms_of(result: Stored) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Give every mechanism that was used, slot by slot: what it says, its name, and the theories that have it."""
    used: dict[tuple[str, str, str], list[str]] = {}
    for theory in result.theories:
        for row in theory["mechanisms"]:
            used.setdefault((row["name"], row["what"], row["value"]), []).append(theory["name"])
    slots = list(dict.fromkeys(slot for slot, _, _ in used))
    for (_, what, option), names in sorted(used.items(), key=lambda each: slots.index(each[0][0])):
        yield what, option, tuple(names)


def _of_claims(result: Stored) -> Iterator[Table]:
    """Set the runs of the lattice beside what was measured of each claim."""
    runs = [(name, run["title"], "; ".join(_settings(run))) for name, run in result.manifest["runs"].items()]
    yield Table(_LATTICE, runs, title="Put in: the runs of the lattice that the claims ask for")
    rows = [(each["statement"], "; ".join(_estimates(each)), each["verdict"]) for each in result.document["claims"]]
    yield Table(
        _CLAIMS, rows, title="Came out", remarks=[each["expected"]["because"] for each in result.document["claims"]]
    )


def _settings(run: Mapping[str, Any]) -> Iterator[str]:
    """Tell the figures of a run of the lattice; of those that change, where they start and end."""
    for name, value in run.items():
        if isinstance(value, Mapping):
            ends = dict.fromkeys(number(value[end]) for end in ("start", "end"))
            yield f"{name} {' to '.join(ends)}"
        elif name != "title":
            yield f"{name.replace('_', ' ')} {number(value) if isinstance(value, int | float) else value}"


def _estimates(claim: Mapping[str, Any]) -> Iterator[str]:
    """Tell what was measured under each rule, with its interval."""
    for rule, found in claim["rules"].items():
        value, low, high = (
            number(found[part]) if found[part] is not None else "–" for part in ("value", "low", "high")
        )
        yield f"{rule}: {value} [{low}, {high}]"


def _put_in(result: Stored) -> Iterator[Table]:
    """Set what is put into all schedules alike, then what is put into each alone."""
    schedules, several = result.schedules, len(result.theories) > 1
    first, *others = (list(_own(each["put_in"], several=several)) for each in schedules)
    shared = [row for row in first if all(row in other for other in others)]
    of_all = "Put in" if not others else "Put in, the same under every schedule"
    for each in schedules if others else ():
        if own := [row for row in _own(each["put_in"], several=several) if row not in shared]:
            yield _inputs(own, f"Put in, `{each['name']}`")
    yield _inputs(shared, of_all)
    if several:
        rows = [(what, option, ", ".join(names)) for what, option, names in mechanisms_of(result)]
        yield Table(_MECHANISMS, rows, title="Put in, the mechanisms, with the theories that have them")


def _own(rows: Iterable[Mapping[str, Any]], *, several: bool) -> Iterator[Mapping[str, Any]]:
    """Leave out what stands elsewhere: how many figures are on which basis, and mechanisms that theories vary."""
    return (row for row in rows if row["name"] and not (several and row["name"].startswith("theory.")))


def _inputs(rows: Sequence[Mapping[str, Any]], title: str) -> Table:
    cells = [(row["what"], f"{row['value']} {row['unit']}".rstrip(), _ends(row), row["basis"]) for row in rows]
    return Table(_PUT_IN, cells, title=title, groups=[row["group"] for row in rows])


def _ends(row: Mapping[str, Any]) -> str:
    return f"{row['low']} to {row['high']}" if row["low"] or row["high"] else ""


def _came_out(result: Stored) -> Iterator[Table]:
    """Set what came out, a column for each schedule; below rows that lean on the same, what that is."""
    answer = result.in_and_out["answer"]
    if answer:
        leans = [_leaning(row) for row in answer[-1:]]
        said = [(row["what"],) for row in answer]
        yield Table((Column("came out"),), said, title="Came out", remarks=[*[""] * (len(said) - 1), *leans])
    names = [each["name"] for each in result.schedules]
    by_name = {each["name"]: {row["name"]: row for row in each["came_out"]} for each in result.schedules}
    first_of: dict[str, Mapping[str, Any]] = {}
    for rows in by_name.values():
        first_of = {**rows, **first_of}
    told = sorted(first_of.values(), key=_place)
    if told:
        columns = (Column("came out", wraps=True), *(Column(name, right=True, wraps=True) for name in names))
        cells = [(_labelled(row), *(_outcome(by_name[name].get(row["name"])) for name in names)) for row in told]
        interval = f"{100 * result.document['interval']:g} %"
        title = f"Came out: median of the replicates, and in brackets the interval that holds {interval} of them"
        yield Table(columns, cells, title=title, remarks=_leanings(told), groups=[row["group"] for row in told])


def _place(row: Mapping[str, Any]) -> tuple[int, int, str]:
    """Order what came out as one schedule has it; strengths of several by their dates."""
    name = row["name"]
    return *place_of(name), name if name.startswith("strength_") else ""


def _labelled(row: Mapping[str, Any]) -> str:
    return f"{row['what']} ({row['unit']})" if row["unit"] else str(row["what"])


def _outcome(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return ""
    return f"{row['value']} [{row['low']},{_KEPT}{row['high']}]" if row["low"] else str(row["value"])


def _leanings(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Give what rows lean on, once for rows of a group that lean on the same and follow one another."""
    following = [*rows[1:], None]
    return [
        "" if after and after["leans_on"] == row["leans_on"] and after["group"] == row["group"] else _leaning(row)
        for row, after in zip(rows, following, strict=True)
    ]


def _leaning(row: Mapping[str, Any]) -> str:
    return f"Leans most directly on: {'; '.join(row['leans_on'])}." if row["leans_on"] else ""
