"""Theories set out: all of them in a table, one in detail, and the slots with their options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kfor_sim.errors import InputError
from kfor_sim.report.ledger import remark, span
from kfor_sim.report.text import PAGE_WIDTH, Column, number, paragraph, table
from kfor_sim.scenario.overrides import CHANGED_THEORY
from kfor_sim.scenario.suggestions import did_you_mean

if TYPE_CHECKING:
    from kfor_sim.mechanisms import Option
    from kfor_sim.scenario import Citation, Ledger, LedgerRow, Scenario, TheoryEntry

OWN = "The mechanisms that the scenario names itself; no theory is laid over them."
CHANGED = "Options were set by hand: no theory answers for this choice of mechanisms."
CAUTION = (
    "Theories are neither independent nor equally plausible: some share an option, some a source, and one is a null. "
    "So a finding names the theories under which it holds and fails; how many they are is no finding."
)

_TABLE = (Column("theory"), Column("label", wraps=True), Column("takes", wraps=True))
_FIGURES = (
    Column("figure"),
    Column("value", right=True),
    Column("unit", wraps=True),
    Column("span", wraps=True),
    Column("basis"),
    Column("set by"),
)
_WORDS = ("equation", "valid", "criticism", "source")  # of an option, as they are set out
_INDENT = 4


def overview(scenario: Scenario) -> dict[str, Any]:
    """Gather the theories that can be laid over a scenario, its own mechanisms first, fit for JSON."""
    return {
        "scenario": scenario.name,
        "theories": [_named(name, scenario) for name in names(scenario)],
        "caution": CAUTION,
    }


def names(scenario: Scenario) -> list[str]:
    """Name the theories that a scenario knows, its own choice of mechanisms first."""
    return list(dict.fromkeys((scenario.theory_name, *scenario.theories)))


def sentence_of(scenario: Scenario) -> str:
    """Say what a scenario's choice of mechanisms stands for: its theory's sentence, or that it is none."""
    if scenario.theory:
        return scenario.theory.sentence
    return CHANGED if scenario.theory_name.endswith(CHANGED_THEORY) else OWN


def demand_theory(name: str, scenario: Scenario) -> None:
    """Demand a theory that the scenario knows.

    Raises:
        InputError: There is none of this name.
    """
    if name not in names(scenario):
        hint = did_you_mean(name, names(scenario), "theories")
        raise InputError(f"there is no theory '{name}' for {scenario.name}; {hint}")


def _entry_of(name: str, scenario: Scenario) -> TheoryEntry | None:
    """Look up a theory; None for the scenario's own choice where that is none of them."""
    return scenario.theory if name == scenario.theory_name else scenario.theories[name]


def _named(name: str, scenario: Scenario) -> dict[str, Any]:
    """Gather what one line of the table says of a theory."""
    theory = _entry_of(name, scenario)
    takes = scenario.options if theory is None else theory.taken
    return {
        "name": name,
        "registered": theory is not None,
        "label": "The scenario's own mechanisms" if theory is None else theory.label,
        "sentence": OWN if theory is None else theory.sentence,
        "takes": takes,
        "differs": {slot: option for slot, option in takes.items() if option != scenario.options[slot]},
        "source": theory.source if theory else None,
    }


def detail(scenario: Scenario, under: Scenario, *, command: str = "") -> dict[str, Any]:
    """Gather everything about one theory, fit for JSON.

    Args:
        scenario: The scenario as it is.
        under: The same with the theory laid over it, or the scenario itself for its own mechanisms.
        command: What runs it.
    """
    name = under.theory_name
    line, theory = _named(name, scenario), _entry_of(name, scenario)
    options = [_option(option) for option in _taken(line["takes"])]
    figures = list(_figures(scenario.ledger, under.ledger, _taken(line["takes"])))
    keys = [theory.source, theory.objection_source] if theory else []
    keys += [each["source"] for each in (*options, *figures)]
    return {
        "scenario": scenario.name,
        **line,
        "options": options,
        "rest": {slot: option for slot, option in under.options.items() if slot not in line["takes"]},
        "figures": figures,
        "simplified": theory.simplified if theory else None,
        "objection": theory.objection if theory else None,
        "objection_source": theory.objection_source if theory else None,
        "made_from": list(theory.made_from) if theory else [],
        "sources": [_source(under.sources[key]) for key in dict.fromkeys(filter(None, keys))],
        "command": command,
    }


def _taken(takes: dict[str, str]) -> list[Option]:
    """Look up options by slot."""
    from kfor_sim.mechanisms import SLOTS

    return [SLOTS[slot].options[name] for slot, name in takes.items()]


def _option(option: Option) -> dict[str, Any]:
    """Gather what is declared of an option."""
    words = ("slot", "name", "statement", "equation", "valid", "criticism", "source")
    return {word: getattr(option, word) for word in words} | {"figures": list(option.paths.values())}


def _figures(own: Ledger, laid: Ledger, options: Iterable[Option]) -> Iterator[dict[str, Any]]:
    """Gather the figures that options need, then others that the theory sets, in the order of the file."""
    needed = dict.fromkeys(path for option in options for path in option.paths.values())
    before, rows = {row.path: row for row in own}, {row.path: row for row in laid}
    changed = (path for path, row in rows.items() if row != before.get(path))
    for path in dict.fromkeys((*needed, *changed)):
        here = before.get(path)
        by = "scenario" if rows[path] == here else "theory"
        yield asdict(rows[path]) | {"set_by": by, "before": here.value if here else None}


def _source(citation: Citation) -> dict[str, str]:
    """Gather a source in full."""
    return {"key": citation.key, "text": citation.entry, "note": citation.remark}


def slots_of(scenario: Scenario) -> dict[str, Any]:
    """Gather every slot with its question, its options, and which of them the scenario takes, fit for JSON."""
    from kfor_sim.mechanisms import SLOTS

    slots = [
        {
            "name": slot.name,
            "question": slot.question,
            "taken": scenario.options[slot.name],
            "options": [_option(option) for option in slot.options.values()],
        }
        for slot in SLOTS.values()
    ]
    return {"scenario": scenario.name, "slots": slots}


def overview_text(gathered: dict[str, Any], *, width: int = PAGE_WIDTH) -> str:
    """Set out all theories in a table, each with what it says, and how not to read it."""
    theories = gathered["theories"]
    rows = [(each["name"], each["label"], choices(each["differs"])) for each in theories]
    sentences = [each["sentence"] for each in theories]
    taken = f"What a theory takes is named where it differs from {gathered['scenario']}; the rest stays as it is there."
    more = "`kfor-sim theories NAME` says more of one; `--theory NAME` lays it over a scenario."
    below = [paragraph(text, width=width) for text in (f"{taken} {more}", gathered["caution"])]
    return "\n\n".join([table(_TABLE, rows, remarks=sentences, width=width), *below])


def choices(options: dict[str, str]) -> str:
    """Write options by slot on one line."""
    return ", ".join(f"{slot} {option}" for slot, option in options.items())


def detail_text(theory: dict[str, Any], *, width: int = PAGE_WIDTH) -> str:
    """Set out one theory: what it says and takes, its figures, its limits, its sources, and how to run it."""
    return "\n\n".join(_sections(theory, width))


def _sections(theory: dict[str, Any], width: int) -> Iterator[str]:
    yield f"{theory['name']}: {theory['label']}\n\n{paragraph(theory['sentence'], indent=2, width=width)}"
    yield "Takes\n\n" + "\n\n".join(_option_text(option, theory, width) for option in theory["options"])
    if theory["rest"]:
        yield paragraph(f"As in {theory['scenario']}: {choices(theory['rest'])}.", hanging=2, width=width)
    if theory["figures"]:
        yield "Figures\n\n" + _figures_text(theory["figures"], width)
    if theory["registered"]:
        yield f"Simplified\n\n{paragraph(theory['simplified'], indent=2, width=width)}"
        yield f"Strongest objection\n\n{paragraph(_objection(theory), indent=2, width=width)}"
    if theory["made_from"]:
        events = ", ".join(theory["made_from"])
        yield paragraph(f"Made from {events}, so never scored on it.", width=width)
    if theory["sources"]:
        yield "Sources\n\n" + "\n".join(_source_text(source, width) for source in theory["sources"])
    yield f"Run it\n\n  {theory['command']}"


def _option_text(option: dict[str, Any], theory: dict[str, Any], width: int) -> str:
    """Set out an option under its slot."""
    differs = option["slot"] in theory["differs"]
    as_it_is = "" if differs or not theory["registered"] else f", as in {theory['scenario']}"
    heading = f"  {option['slot']}: {option['name']}{as_it_is}"
    lines = [paragraph(f"{word:<11}{option[word]}", indent=_INDENT, hanging=11, width=width) for word in _words(option)]
    return "\n".join([heading, paragraph(option["statement"], indent=_INDENT, width=width), *lines])


def _words(option: dict[str, Any]) -> list[str]:
    return [word for word in _WORDS if option[word]]


def _figures_text(figures: list[dict[str, Any]], width: int) -> str:
    """Set out figures with their reasons."""
    rows = [_row(figure) for figure in figures]
    setters = [_setter(figure) for figure in figures]
    ends = [span(row.low, row.high) for row in rows]
    cells = [
        (row.path, number(row.value), row.unit, end, row.basis, setter)
        for row, end, setter in zip(rows, ends, setters, strict=True)
    ]
    return table(_FIGURES, cells, remarks=[remark(row) for row in rows], width=width)


def _setter(figure: dict[str, Any]) -> str:
    """Say whether a figure is the scenario's or the theory's, and what it stands in place of."""
    was = f", for {number(figure['before'])}" if figure["set_by"] == "theory" and figure["before"] is not None else ""
    return f"{figure['set_by']}{was}"


def _row(figure: dict[str, Any]) -> LedgerRow:
    """Give a gathered figure as a row of the ledger."""
    from kfor_sim.scenario import LedgerRow

    return LedgerRow(**{name: figure[name] for name in LedgerRow.__slots__})


def _objection(theory: dict[str, Any]) -> str:
    """Write the objection, and who raised it."""
    who = theory["objection_source"]
    return (
        f"{theory['objection']} [{who}]" if who else f"{theory['objection']} (an obvious objection, without a source)"
    )


def _source_text(source: dict[str, str], width: int) -> str:
    """Write a source after its key, and what to know of it."""
    note = f" ({source['note']})" if source["note"] else ""
    return paragraph(f"[{source['key']}] {source['text']}{note}", indent=2, hanging=2, width=width)


def slots_text(gathered: dict[str, Any], *, width: int = PAGE_WIDTH) -> str:
    """Set out every slot: its question, and its options with what they say and compute."""
    return "\n\n".join(_slot_text(slot, gathered["scenario"], width) for slot in gathered["slots"])


def _slot_text(slot: dict[str, Any], scenario: str, width: int) -> str:
    lines = [f"{slot['name']}: {slot['question']}"]
    for option in slot["options"]:
        taken = f" (taken by {scenario})" if option["name"] == slot["taken"] else ""
        lines += ["", f"  {option['name']}{taken}"]
        lines += [paragraph(option[word], indent=_INDENT, hanging=2, width=width) for word in ("statement", "equation")]
    return "\n".join(lines)
