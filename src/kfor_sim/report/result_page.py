"""The report of a result on one page: what was asked, what came out, on which assumptions, and what not to conclude.

It computes nothing: all of it stands in the folder of the result (`stored`), in the shipped list of omissions, or in an
audit of the same schedules that lies beside it (`influence`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from kfor_sim.digits import counted
from kfor_sim.names import SHOWN
from kfor_sim.report import first_page, html
from kfor_sim.report.appendix import bibliography_html, every_source, keys_of_sources, ledger_html, manifest_html
from kfor_sim.report.audit_page import OF_AN_AUDIT_ALONE, of_the_assumptions, sections_of
from kfor_sim.report.in_and_out import RULE
from kfor_sim.report.in_and_out_page import in_and_out_html, mechanisms_of
from kfor_sim.report.influence import ANALYSES, Influence, command_to_rank, influences_on, told_by
from kfor_sim.report.keeping import sentences_in
from kfor_sim.report.kinds import KINDS, SAID_BY_TABLES
from kfor_sim.report.ledger import MEANINGS
from kfor_sim.report.page import ON_EVERY_PAGE, Picture, Section, figure, page
from kfor_sim.report.parts import Group, Listing, Paragraph, Part, Sources, Table, of_every_place
from kfor_sim.report.pictures_in_words import Told, in_words
from kfor_sim.report.sentences import ANECDOTE
from kfor_sim.report.stored import Stored
from kfor_sim.report.svg import inlined
from kfor_sim.report.text import Column
from kfor_sim.scenario.omissions import omissions

_OF_THE_LATTICE = "claims"
_MEASURED_AT, _COARSE = 10, 20  # persons for each resident: where differences were held against full scale; for trying

_WHAT_THIS_IS = (
    "kfor-sim is an agent-based simulation of a peacekeeping drawdown, KFOR in Kosovo from 1999 on. Week by week, "
    "simulated residents take to the street or stay at home, and troops and police make that more or less risky. It is "
    "for learning which conclusions hang on which assumptions."
)
_ASKED = (Column("schedule"), Column("title", wraps=True), Column("its question", wraps=True))


@dataclass(frozen=True, slots=True)
class Report:
    """A page and what it holds.

    Attributes:
        title: Its title.
        text: The whole file.
        sections: The titles of its sections.
        pictures: The names of the pictures in it.
        figures: How many figures its ledger has.
        sources: How many sources its bibliography has.
        ranked_by: The folders of the analyses whose ranking it shows.
    """

    title: str
    text: str
    sections: tuple[str, ...]
    pictures: tuple[str, ...]
    figures: int
    sources: int
    ranked_by: tuple[str, ...]


def report_of(result: Stored) -> Report:
    """Make the page of a result.

    Args:
        result: The result, as its folder holds it.
    """
    parts = list(of_every_place(_parts(result)))
    influences = influences_on(result) if result.kind not in ANALYSES else []
    drawn = {stem: html_of for stem in result.pictures if (html_of := _picture(stem, result))}
    keys = keys_of_sources(result)
    sections = [
        Section("asked", "What was asked", _asked(result, parts)),
        Section("found", "What came out, if the assumptions hold", _found(result, parts)),
        Section("not", "What not to conclude", _not_to_conclude(result)),
        Section("assumptions", "On which assumptions", _assumptions(result, influences)),
        Section("pictures", "Pictures", _pictures(drawn)),
        Section("tables", "Tables", html.linked(_tables(result, parts), keys)),
        Section("in-and-out", "Put in, came out", html.linked(in_and_out_html(result), keys)),
        Section("ledger", "Every figure used", html.linked(ledger_html(result), keys)),
        Section("bibliography", "Bibliography", bibliography_html(result)),
        Section("manifest", "Manifest", manifest_html(result)),
    ]
    title = _title(result)
    foot = f"{ON_EVERY_PAGE}. kfor-sim {result.manifest['versions']['kfor-sim']}, key {result.manifest['key'][:SHOWN]}."
    text = page(title, illustrative=result.document["illustrative"], sections=sections, foot=foot)
    return Report(
        title=html.plain(title),
        text=text,
        sections=tuple(section.title for section in sections if section.body),
        pictures=tuple(drawn),
        figures=len(result.in_and_out["figures"]),
        sources=len(every_source(result)),
        ranked_by=tuple(each.folder for each in influences),
    )


def _parts(result: Stored) -> list[Part]:
    """Describe the answer in parts, as the text of the command does."""
    kind = KINDS[result.kind]
    described: list[Part] = getattr(import_module(f"kfor_sim.report.{kind.module}"), kind.parts)(result.document)
    return described


def _title(result: Stored) -> str:
    names = [each["name"] for each in result.schedules]
    title = result.schedules[0]["title"] if result.schedules else ""
    return KINDS[result.kind].title.format(names=_and(names), title=title)


def _and(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _asked(result: Stored, parts: Iterable[Part]) -> str:
    """Say what was asked: the question, of which schedules, with which luck."""
    rows = [(f"`{each['name']}`", each["title"], each["question"]) for each in result.schedules]
    told = [_WHAT_THIS_IS, KINDS[result.kind].question, *_claim(result)]
    shown = Table(_ASKED, rows, title="Schedules of troops, each with the question that it puts to the model")
    asked = "" if result.kind in SAID_BY_TABLES else html.of_parts(_but(result.document["illustrative"], parts))
    schedules = html.table(shown) if rows else html.listing(_statements(result.document))
    terms = html.folded("Period, mechanisms, size, seed and resolution", html.terms(_terms(result)))
    return "\n".join(filter(None, [html.paragraphs(told), schedules, asked, terms]))


def _statements(document: Mapping[str, Any]) -> Iterator[str]:
    """Give every claim about models in words, with the seeds that it was asked of."""
    for each in document["claims"]:
        seeds = max((found["n"] for found in each["rules"].values()), default=0)
        yield f"`{each['name']}`: {each['statement']} (measured in {counted(seeds, 'seed')})."


def _but(illustrative: str, parts: Iterable[Part]) -> Iterator[Part]:
    """Give what was asked without the line that stands under the title anyway."""
    for part in _flat(parts, "asked"):
        if isinstance(part, Paragraph):
            yield replace(part, text=" ".join(part.text.replace(illustrative, "").split()))


def _claim(result: Stored) -> Iterator[str]:
    """Repeat what was claimed, and what it means."""
    document = result.document
    if isinstance(document.get("claim"), str):
        yield f"The claim: `{document['claim']}`."
    words = told_by(document).get("words")
    if result.kind in ANALYSES and words:
        yield f"Asked of: {words}."


def _terms(result: Stored) -> Iterator[tuple[str, str]]:
    """Give period, mechanisms, size and luck."""
    document, settings = result.document, _settings(result)
    if result.schedules:
        first = result.schedules[0]
        yield "period", f"{first['start']} to {first['end']}"
        yield "mechanisms", _under(result)
        yield "baseline", f"`{document['baseline']}`" if isinstance(document.get("baseline"), str) else ""
    replicates = document.get("replicates")
    if isinstance(replicates, int):
        yield "size", f"{counted(replicates, 'replicate')}{' of each schedule' if result.kind == 'comparison' else ''}"
    yield "seed", str(result.manifest["seed"])
    if settings.get("run.persons_per_resident"):
        persons = counted(int(settings["run.persons_per_resident"]), "person")
        yield "resolution", f"one simulated resident stands for {persons}"


def _under(result: Stored) -> str:
    """Name the theories that were used; of one alone, what it says."""
    first, *others = result.theories
    if not others:
        return f"`{first['name']}`: {first['sentence']}"
    if result.kind in SAID_BY_TABLES:
        return "; ".join(f"`{each['name']}` for {_and(each['schedules'])}" for each in result.theories)
    return f"{len(result.theories)} theories, each by itself: {_and(_names(result))}"


def _names(result: Stored) -> list[str]:
    return [f"`{each['name']}`" for each in result.theories]


def _settings(result: Stored) -> dict[str, float]:
    return {row["path"]: row["value"] for row in result.in_and_out["figures"] if row["path"].startswith("run.")}


def _found(result: Stored, parts: Sequence[Part]) -> str:
    """Give the conditional findings, prominently, with how to read their brackets."""
    said = list(_flat(parts, "found")) or [Paragraph(sentence) for sentence in sentences_in(result.document)]
    if result.kind == "scorecard":
        said = [Listing(list(_scored(result.document))), Paragraph(result.document["reading"])]
    if not said:
        return ""
    brackets = "[" in "".join(part.text for part in said if isinstance(part, Paragraph))
    reading = [f"In brackets: the interval of {100 * result.document['interval']:g} % of the runs."] if brackets else []
    reading = [*first_page.levels(result), *reading]
    return f'<div class="found">{html.of_parts(said)}</div>\n{html.paragraphs(reading, kind="faint")}'


def _scored(document: Mapping[str, Any]) -> Iterator[str]:
    """Say of each pattern what became of it, theory by theory; nothing is added up."""
    names = [theory["name"] for theory in document["theories"]]
    for pattern in document["patterns"]:
        under: dict[str, list[str]] = {}
        for name, score in zip(names, pattern["scores"], strict=True):
            under.setdefault(_word(score), []).append(name)
        yield f"{pattern['label']}: {'; '.join(f'{told} under {_and(each)}' for told, each in under.items())}."


def _word(score: Mapping[str, Any]) -> str:
    """Say in words whether a pattern is there, and whether that counts."""
    if score["status"] != "scored":
        return "not scored"
    if score["counts"] or score["verdict"] == "no":
        return str(score["yielded"] if score["counts"] else "no")
    return f"{score['verdict']}, but that does not count,"


def _flat(parts: Iterable[Part], role: str) -> Iterator[Part]:
    """Give the parts of a role, those inside groups too."""
    for part in parts:
        if isinstance(part, Group):
            yield from _flat(part.parts, role)
        elif isinstance(part, Paragraph | Listing) and part.role == role:
            yield part


def _rest(parts: Iterable[Part]) -> Iterator[Part]:
    """Give the parts that no other section of the page has."""
    for part in parts:
        if isinstance(part, Group):
            yield Group(tuple(_rest(part.parts)))
        elif not isinstance(part, Sources) and not (isinstance(part, Paragraph | Listing) and part.role):
            yield part


def _tables(result: Stored, parts: Iterable[Part]) -> str:
    """Give the tables of the answer; of an audit what its own page has, but for what other sections here say."""
    if result.kind != "audit":
        return html.of_parts(_rest(parts))
    sections = (each for each in sections_of(result.document) if each.anchor in OF_AN_AUDIT_ALONE)
    return "\n".join(f"<h3>{html.words(each.title)}</h3>\n{each.body}" for each in sections)


def _not_to_conclude(result: Stored) -> str:
    """Say what the numbers do not bear, and what is not in the model."""
    if result.kind == _OF_THE_LATTICE:
        return f'<div class="not">{html.listing(_cautions(result))}</div>'
    limits = omissions()
    return "\n".join(
        [
            f'<div class="not">{html.listing([*_cautions(result), RULE])}</div>',
            html.folded("It must not be used for", html.listing(limits.must_not_be_used_for)),
            html.folded("Not in the model", html.listing(limits.not_in_the_model, kind="beside")),
        ]
    )


def _cautions(result: Stored) -> Iterator[str]:
    """Say what the intervals are, and what other assumptions may do."""
    replicates = result.document.get("replicates")
    yield (
        "All of it follows from the assumptions: it says what would follow if they held, nothing of what happened or "
        "is to come."
    )
    if replicates == 1:
        yield ANECDOTE
    else:
        yield KINDS[result.kind].intervals
    yield from _of_resolution(result)
    if result.kind in SAID_BY_TABLES and len(result.theories) == 1:
        names = [each["name"] for each in result.schedules]
        others = names if len(names) > 1 else [*names, "OTHER"]
        theory = result.theories[0]["name"]
        yield (
            f"One theory alone (`{theory}`) stands behind it: `kfor-sim robust {' '.join(others)}` asks whether an "
            "order of schedules survives under its rivals."
        )


def _of_resolution(result: Stored) -> Iterator[str]:
    """Say what a resident who stands for many does to differences between schedules, as docs/limits.md measured it."""
    persons = int(_settings(result).get("run.persons_per_resident", 1))
    if persons == 1 or len(result.schedules) < 2 or not KINDS[result.kind].differs:
        return
    here = "as here" if persons == _MEASURED_AT else f"here it is one for {persons:,}"
    coarse = f" Coarser than {_COARSE}, levels are off as well." if persons > _COARSE else ""
    yield (
        "Sizes of differences hang on the resolution: levels hardly moved, but with one simulated resident for "
        f"{_MEASURED_AT} persons ({here}) `fast` and `cliff` differed from `documented` by a fifth to a third more "
        "than with one for each person, and in harm by crowds alone by three quarters and more; signs and orders were "
        f"the same.{coarse} Where a size matters, ask again with `--resolution 1`."
    )


def _pictures(drawn: Mapping[str, str]) -> str:
    if drawn:
        return "\n".join(drawn.values())
    made = "the command that made it, without `--no-pictures`, draws them; then make the report again"
    return f"<p>There are no pictures in the folder of this result: {html.words(made)}.</p>"


def _picture(stem: str, result: Stored) -> str:
    """Set a picture; empty where it cannot be read."""
    drawing = inlined(result.pictures[stem], prefix=f"{stem}-")
    told = in_words(stem, Told(result.document, result.schedules))
    return figure(Picture(stem, drawing, told.title, (told.axes, told.numbers))) if drawing else ""


def _assumptions(result: Stored, influences: Sequence[Influence]) -> str:
    """Say on what the figures rest, and which of them matter most."""
    if not result.schedules:
        return ""
    counts = {basis: count for basis, count in result.schedules[0]["counts"].items() if count}
    idle = sum(row["idle"] for row in result.in_and_out["figures"])
    name, several = result.schedules[0]["name"], len(result.theories) > 1
    of_all = _and([f"{count} {basis}" for basis, count in counts.items()])
    whose = "that none of the theories here has" if several else "that are not chosen here"
    unread = f" {idle} of them belong to mechanisms {whose}, and are not read." if idle else ""
    told = [f"`{name}` has {sum(counts.values())} figures: {of_all}.{unread}", KINDS[result.kind].varied]
    meanings = [f"*{basis}*: {MEANINGS[basis]}" for basis in counts]
    title = "The mechanisms of each theory" if several else "The mechanisms chosen, which other theories dispute"
    views = html.listing(f"`{each['name']}`: {each['sentence']}" for each in result.theories) if several else ""
    chosen = html.folded(title, f"{views}{html.listing(_mechanisms(result))}")
    lean = first_page.leanings(result)
    return "\n".join(
        [
            html.paragraphs(["What came out leans most directly on:"]) if lean else "",
            html.listing(lean),
            html.paragraphs([first_page.mechanisms(result), *told]),
            html.folded("What these bases mean", html.listing(meanings)),
            chosen,
            *_ranked(result, influences),
        ]
    )


def _mechanisms(result: Stored) -> Iterator[str]:
    """Say in words how the world works here, slot by slot, and under which theories where there are several."""
    for what, option, names in mechanisms_of(result):
        under = f", under {_and([f'`{name}`' for name in names])}" if len(result.theories) > 1 else ""
        yield f"{what} (`{option}`){under}"


def _ranked(result: Stored, influences: Sequence[Influence]) -> Iterator[str]:
    """Rank the assumptions, or say what would."""
    if result.kind == "audit":
        yield html.paragraphs([" ".join(told_by(result.document)["sentences"])], kind="faint")
        yield of_the_assumptions(result.document)
    if result.kind in ANALYSES:
        return
    yield "<h3>Ranked by their influence</h3>"
    for each in influences:
        first, *others = each.sentences
        yield html.paragraphs([f"For {each.words} (`{each.folder}`): {first}"])
        yield html.paragraphs([each.caution, " ".join(others)], kind="faint")
        yield html.table(each.table) if each.table else ""
    if not influences:
        command = command_to_rank(result.schedules)
        yield html.paragraphs(
            [
                f"How much each of them matters has not been asked yet. `{command}` would rank them, some minutes' "
                "work; it needs the optional part `analysis` (`pip install 'kfor-sim[analysis]'`)."
            ]
        )
