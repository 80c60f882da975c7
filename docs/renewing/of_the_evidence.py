"""What the documents take from the scenario files: patterns, targets, events, tables, sources, what is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kfor_sim.measures import MEASURES
from kfor_sim.scenario import Citation, registered_conclusions
from kfor_sim.scenario.bounds import Bounds
from kfor_sim.scenario.events import Event
from kfor_sim.scenario.evidence import Target, evidence
from kfor_sim.scenario.location import scenario_folder
from kfor_sim.scenario.omissions import omissions
from kfor_sim.scenario.sources import TIERS
from kfor_sim.scenario.targets import PatternTarget, pattern_targets
from renewing import documented
from renewing.markdown import number, plain, table


def patterns() -> str:
    """List the patterns of the record, what would count as one, and what keeps each from counting."""
    rows = (
        (
            f"`{name}`",
            plain(each.statement),
            f"{MEASURES[each.measure].label}: {_bounds(each.yes)}",
            _fate(each),
            plain(each.put_in),
        )
        for name, each in pattern_targets().items()
    )
    return table(("pattern", "what the record shows", "`yes` if", "how it is used", "what of it is put in"), rows)


def _bounds(bounds: Bounds) -> str:
    """Write between what a number must lie."""
    ends = (("at least ", bounds.at_least), ("at most ", bounds.at_most))
    return " and ".join(f"{word}{number(end)}" for word, end in ends if end is not None)


def _fate(pattern: PatternTarget) -> str:
    """Say what a pattern is used for."""
    reasons = []
    if pattern.target_of_fit:
        reasons.append("target of fits, so that it counts only where nothing is fitted")
    if pattern.coded_in:
        reasons.append("coded in, so that it never counts")
    if pattern.set_by_hand:
        figures = ", ".join(f"`{'.'.join(path.split('.')[-2:])}`" for path in pattern.set_by_hand)
        reasons.append(f"never counts where {figures} is read")
    return "; ".join(reasons) or "compared only, with its own input knocked out"


def targets() -> str:
    """List what fits are held to, and what is held out of them."""
    rows = (
        (f"`{name}`", plain(each.record), _accepted(each), _use(each), _asked_of(each))
        for name, each in evidence().targets.items()
    )
    return table(("target", "record", "accepted if", "use", "asked of"), rows)


def _accepted(target: Target) -> str:
    """Write between what a target must lie, and of what."""
    return f"{MEASURES[target.measure].label}: {_bounds(target.accepted)}"


def _use(target: Target) -> str:
    """Say whether a target is fitted to, in which sets of evidence, and by which reading."""
    if target.use == "held-out":
        return "**held out**"
    reading = f", reading `{target.reading}`" if target.reading else ""
    return f"fit ({', '.join(target.evidence)}{reading})"


def _asked_of(target: Target) -> str:
    """Say of which schedules a target is asked."""
    return ", ".join(f"`{policy}`" for policy in target.policies) or "all schedules"


def events() -> str:
    """List the timeline of `documented`, with what each event changes."""
    rows = ((_dated(each), each.label, _effects(each), _cited(each)) for each in documented().events)
    return table(("day", "event", "changes in the model", "source"), rows)


def _dated(event: Event) -> str:
    """Write the day of an event as exactly as it is known."""
    return f"{event.on}" if event.precision == "day" else f"{event.on} (known to the {event.precision})"


def _cited(event: Event) -> str:
    """Lead to the source of an event; nothing where it has none."""
    return f"[{event.source}](figures.md#{event.source})" if event.source else ""


def _effects(event: Event) -> str:
    """Say what an event changes."""
    shifts = [
        f"{what} {each.amount:+g} for {', '.join(each.communities)} in {_places(each.municipalities)}"
        for what, group in (("tension", event.tension), ("legitimacy", event.legitimacy))
        for each in group
    ]
    flags = {
        "sector walls fall": event.opens_sectors,
        "no cuts from here on": event.holds_reductions,
        "cuts are possible again": event.allows_reductions,
    }
    return "; ".join([*shifts, *(what for what, happens in flags.items() if happens)]) or "nothing: a mark for pictures"


def _places(names: tuple[str, ...]) -> str:
    """Name a few places, or say how many there are."""
    few = 5
    return ", ".join(names) if len(names) < few else f"{len(names)} municipalities"


def tiers() -> str:
    """Count by tier the sources of figures and events of `documented`, and the recorded strengths."""
    scenario = documented()
    cited = Counter(each.tier for each in scenario.bibliography if tuple(each.cited_for) != ("tables",))
    strengths = Counter(row.tier for row in scenario.tables.strength)
    rows = [(tier, meaning, str(cited[tier]), str(strengths[tier])) for tier, meaning in TIERS.items()]
    literature = ("none", "the literature", str(cited[""]), "")
    return table(("tier", "who speaks", "sources of figures and events", "recorded strengths"), [*rows, literature])


_OF_A_CLASS = {
    "fast-costs-lives": "There are more simulated deaths where the force falls to 15,000 three years earlier",
    "cliff-breaks-down": "With a cut to 5,000 in mid-2000 the least secure community spends over a year more below 0.7",
}
"""Claims of the register, in the words of a class, which speaks of simulated deaths."""


def verdicts() -> str:
    """Say what became of the two claims of the class under rival theories, as the register of claims has it."""
    register = registered_conclusions()
    rows = (
        (words, f"`{register[name].claim}`", plain(register[name].outcome.sentence))
        for name, words in _OF_A_CLASS.items()
    )
    return table(("claim", "as an inequality", "what came out"), rows)


def places() -> str:
    """Name the municipalities in both main languages."""
    rows = ((row.name, row.name_sq, row.brigade) for row in documented().tables.municipalities)
    return table(("in Serbian", "in Albanian", "brigade area of 1999 to 2006"), sorted(rows))


_OF_THE_MODEL = ("epstein-2002", "granovetter-1978", "grimm-2020")


def sources() -> str:
    """List the sources of the figures, events and options of `documented`, in full, with what to know of each."""
    scenario = documented()
    cited = {each.key: each for each in scenario.bibliography if tuple(each.cited_for) != ("tables",)}
    idle = {row.source: scenario.sources[row.source] for row in scenario.ledger if row.source}
    return _listed((idle | cited).values())


def sources_of_the_model() -> str:
    """List what the description of the model itself cites."""
    known = documented().sources
    return _listed(known[key] for key in _OF_THE_MODEL)


def _listed(cited: Iterable[Citation]) -> str:
    """List sources by their keys, each with a place that links lead to."""
    return "\n".join(_source(each) for each in sorted(cited, key=lambda each: each.key))


def _source(citation: Citation) -> str:
    """Write one source, with what a reader should know before trusting it."""
    remark = f" ({plain(citation.remark)})" if citation.remark else ""
    return f'- <a id="{citation.key}"></a>`{citation.key}`: {plain(citation.entry)}{remark}'


def must_not_be_used_for() -> str:
    """List the uses that are ruled out."""
    return "\n".join(f"- {line}" for line in omissions().must_not_be_used_for)


def not_in_the_model() -> str:
    """List what the model leaves out."""
    return "\n".join(f"- {line}" for line in omissions().not_in_the_model)


_OF_ROWS = ("source_title", "url", "note")  # where a row comes from, which all tables have


def tables() -> str:
    """List the tables of `documented`, with their rows and columns."""
    named = documented().document.tables
    files = ((role, str(getattr(named, role))) for role in type(named).model_fields)
    rows = (_table(role, file) for role, file in files if file.endswith(".csv"))
    return table(("table", "file", "rows", "columns, beside source, address and note"), rows)


def _table(role: str, file: str) -> tuple[str, ...]:
    """Describe one table."""
    heads, *lines = (scenario_folder() / "tables" / file).read_text(encoding="utf-8").splitlines()
    columns = (f"`{name}`" for name in heads.split(",") if name not in _OF_ROWS)
    return f"`{role}`", f"[{file}](../scenarios/tables/{file})", number(float(len(lines))), ", ".join(columns)
