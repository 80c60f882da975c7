"""The page docs/theories.md: the text of theories_page.md, filled in from options, theories and figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kfor_sim.curves import Curves, curves_of
from kfor_sim.report.ledger import span
from kfor_sim.report.text import number
from kfor_sim.report.theories import choices, detail, names, overview, slots_of
from kfor_sim.scenario import TheoryEntry, load

if TYPE_CHECKING:
    from kfor_sim.scenario import Scenario

_TEXT = Path(__file__).with_suffix(".md")
_DENSITIES = (1, 2, 5, 8, 10, 15, 20, 26)  # per 1,000 people

Row = Sequence[str]
Gathered = dict[str, Any]


def page(scenario: Scenario) -> str:
    """Write the page on a scenario's theories, slots and curves, as Markdown that ends with one line end."""
    known, curves, slots = overview(scenario), curves_of(scenario), slots_of(scenario)["slots"]
    theories = [detail(scenario, _under(name, scenario)) for name in names(scenario)]
    parts = {
        "caution": known["caution"],
        "overview": _overview(known, scenario),
        "theories": "\n\n".join(_theory(theory) for theory in theories if theory["registered"]),
        "slots": "\n\n".join(_slot(slot, theories) for slot in slots),
        "people": f"{curves.people:,.0f}",
        "presence_share": number(curves.presence_share),
        "police_presence": number(scenario.value("presence.police_presence")),
        "curves": _curves(curves),
        "digest": curves.digest,
        "keys": _keys(),
        "sources": _sources(scenario, theories, slots),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda mark: parts[mark[1]], _TEXT.read_text(encoding="utf-8"))


def _under(name: str, scenario: Scenario) -> Scenario:
    """Lay a theory over the scenario."""
    return load(scenario.name, theory=name) if name in scenario.theories else scenario


def _overview(known: Gathered, scenario: Scenario) -> str:
    """Write the table of all theories."""
    rows = (
        (
            _link(each["name"]) if each["registered"] else f"`{each['name']}`",
            _plain(each["sentence"]),
            choices({slot: f"`{option}`" for slot, option in each["differs"].items()}),
        )
        for each in known["theories"]
    )
    return _table(("theory", "says", f"takes in place of what `{scenario.name}` has"), rows)


def _theory(theory: Gathered) -> str:
    """Write the section of one theory."""
    objection = _cited(theory["objection_source"]) or " (an obvious objection)"
    lines = [
        *(_takes(option, theory) for option in theory["options"]),
        f"*Simplified:* {_plain(theory['simplified'])}",
        f"*Strongest objection:* {_plain(theory['objection'])}{objection}",
    ]
    if theory["made_from"]:
        lines.append(f"*Made from* `{'`, `'.join(theory['made_from'])}`, so never scored on it.")
    sentence = f"**{theory['label']}.** {_plain(theory['sentence'])}{_cited(theory['source'])}"
    listed = "\n".join(f"- {line}" for line in lines)
    return "\n\n".join(filter(None, (f"### `{theory['name']}`", sentence, listed, _figures(theory["figures"]))))


def _takes(option: Gathered, theory: Gathered) -> str:
    """Say which option a theory takes."""
    same = "" if option["slot"] in theory["differs"] else f", as `{theory['scenario']}`"
    return f"*Takes* {option['slot']} {_link(option['slot'], text=option['name'])}{same}: {_plain(option['statement'])}"


def _figures(figures: Sequence[Gathered]) -> str:
    """Write the table of a theory's figures; nothing where it has none."""
    rows = [
        (
            f"`{figure['path']}`",
            number(figure["value"]) + _in_place_of(figure),
            figure["unit"],
            span(figure["low"], figure["high"]),
            figure["basis"],
            _plain(figure["reason"]) + _cited(figure["source"]),
        )
        for figure in figures
    ]
    return _table(("figure", "value", "unit", "range", "basis", "why"), rows) if rows else ""


def _in_place_of(figure: Gathered) -> str:
    """Say which value of the scenario a theory replaces."""
    return f" (for {number(figure['before'])})" if figure["set_by"] == "theory" else ""


def _slot(slot: Gathered, theories: Sequence[Gathered]) -> str:
    """Write the section of one slot."""
    options = "\n".join(_option(option, theories) for option in slot["options"])
    return f"### {slot['name']}\n\n{slot['question']}\n\n{options}"


def _option(option: Gathered, theories: Sequence[Gathered]) -> str:
    """Write one option as an entry of a list."""
    takers = ", ".join(each["name"] for each in theories if each["takes"].get(option["slot"]) == option["name"])
    heading = f"**`{option['name']}`**" + (f" ({takers})" if takers else "")
    figures = ", ".join(f"`{path}`" for path in option["figures"]) or "none"
    lines = (
        f"- {heading}: {_plain(option['statement'])}{_cited(option['source'])}\\",
        f"  `{option['equation']}`\\",
        f"  *Valid:* {_plain(option['valid'])}.\\",
        f"  *Against it:* {_plain(option['criticism'])}.\\",
        f"  *Figures:* {figures}.",
    )
    return "\n".join(lines)


def _curves(curves: Curves) -> str:
    """Write values of the curves, so that the text shows when a function or a figure has changed."""
    rows = (
        (f"`{option}`", crowd, *(f"{curves.at(option, share, density):.2f}" for density in _DENSITIES))
        for option in curves.risk
        for share, crowd in _crowds(curves, option)
    )
    return _table(("perceived risk P", "on the street", *(f"D = {density}" for density in _DENSITIES)), rows)


def _crowds(curves: Curves, option: str) -> list[tuple[float, str]]:
    """Name the crowds by which an option differs."""
    if not curves.sees_crowd(option):
        return [(curves.crowds[0], "any")]
    return [(share, f"{100 * share:g} %") for share in curves.crowds]


def _keys() -> str:
    """Write the table of the keys of a theory."""
    fields = TheoryEntry.model_fields.items()
    rows = ((f"`{key}`", "yes" if field.is_required() else "", field.description or "") for key, field in fields)
    return _table(("key", "needed", "what it is"), rows)


def _sources(scenario: Scenario, theories: Iterable[Gathered], slots: Iterable[Gathered]) -> str:
    """Write every source that the page names, in full, with what to know of it."""
    of_options = {option["source"] for slot in slots for option in slot["options"]}
    keys = {source["key"] for theory in theories for source in theory["sources"]} | of_options
    cited = (scenario.sources[key] for key in sorted(filter(None, keys)))
    return "\n".join(
        f'- <a id="{citation.key}"></a>`{citation.key}`: {_plain(citation.entry)}'
        + (f" ({_plain(citation.remark)})" if citation.remark else "")
        for citation in cited
    )


def _table(heads: Row, rows: Iterable[Row]) -> str:
    """Write a table."""
    lines = (heads, ["---"] * len(heads), *rows)
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _plain(text: str) -> str:
    """Keep the stars of a text from turning it slanted."""
    return text.replace("*", "\\*")


def _link(section: str, *, text: str = "") -> str:
    """Lead to a section of the page."""
    return f"[`{text or section}`](#{section})"


def _cited(source: str | None) -> str:
    """Lead to a source, after a blank; nothing without one."""
    return f" [[{source}](#{source})]" if source else ""
