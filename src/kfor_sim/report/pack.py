"""A pack of results for classes that can install nothing: reports, tables, pictures and a worksheet in one ZIP file.

It opens without a network on any machine that has a browser. The worksheet comes first: what somebody expects is worth
writing down only before the reports are opened.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kfor_sim.errors import InputError
from kfor_sim.names import MANIFEST, SERIES, content_hash
from kfor_sim.report import html
from kfor_sim.report.kinds import KINDS
from kfor_sim.report.page import ON_EVERY_PAGE, Section, page
from kfor_sim.report.result_page import report_of
from kfor_sim.report.stored import Stored, command_of
from kfor_sim.report.writing import whole
from kfor_sim.results import ILLUSTRATIVE
from kfor_sim.scenario.omissions import omissions

NAME = "class-pack.zip"
_WHEN = (1980, 1, 1, 0, 0, 0)  # of every file in it: the same results always give the same bytes
_FIGURES = ("path", "value", "unit", "basis", "low", "high", "source", "as_of", "reason", "note")
_WIDE = ' style="display: block; width: 100%; font: inherit"'
_ASKS = (
    "I expect that (a number, or which comes first)",
    "because (the mechanism that you think decides)",
    "I am so sure of it (0 to 100 %)",
    "I would give it up if",
    "Under which theory of what troops do I would expect it to fail, and why there",
    "Afterwards: what came out, and on which assumption does it hang most?",
)
_PAPER = "Date and initials: ................................ What is typed here is not kept: print it, or use paper."
_HOW = (
    "Everything in this pack was computed beforehand. Beside each result stands the command that makes it: whoever "
    "can install kfor-sim gets the same numbers, to the last digit.",
    "Begin with the worksheet, on paper or on the screen. Write down what you expect and why. Then open a report, look "
    "at its first page, and compare. A wrong expectation with a reason teaches more than a right one without.",
)


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that was written.

    Attributes:
        file: Where it is.
        size: Its bytes.
        results: Folders of the results in it.
        files: Names of the files in it.
    """

    file: Path
    size: int
    results: tuple[str, ...]
    files: tuple[str, ...]


def write_pack(results: Sequence[Stored], to: Path, *, commands: Mapping[str, str]) -> Pack:
    """Write a pack; the same results always give the same bytes.

    Args:
        results: What is to be in it.
        to: The file; its folder exists.
        commands: What makes each result, by the name of its folder, where that is known.

    Returns:
        What was written.

    Raises:
        InputError: There is nothing to pack, or something twice.
        OutputError: The file cannot be written.
    """
    names = [result.path.name for result in results]
    if not names or len(set(names)) < len(names):
        raise InputError("nothing is to be packed" if not names else "a result is named twice; name each once")
    files = dict(_files(results, commands))
    with whole(to) as half, zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(files):
            packed.writestr(_entry(name), files[name])
    return Pack(to, to.stat().st_size, tuple(names), tuple(sorted(files)))


def _entry(name: str) -> zipfile.ZipInfo:
    """Describe a file of the pack, without a time or a machine."""
    entry = zipfile.ZipInfo(f"kfor-sim/{name}", _WHEN)
    entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
    return entry


def _files(results: Sequence[Stored], commands: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Give every file of a pack with its content."""
    reports = {result.path.name: report_of(result) for result in results}
    titles = {name: report.title for name, report in reports.items()}
    yield "index.html", _index(results, titles, commands).encode()
    yield "worksheet.html", _worksheet(results, titles).encode()
    for result in results:
        name = result.path.name
        yield f"reports/{name}.html", reports[name].text.encode()
        yield f"tables/{name}/figures.csv", _ledger(result).encode()
        for made in sorted(result.manifest["files"]):
            if made.endswith(".csv") or made == SERIES:
                yield f"tables/{name}/{made.removesuffix('.gz')}", _content(result, made)
            elif made.endswith(".png"):
                yield f"pictures/{name}/{made}", _content(result, made)
        yield f"tables/{name}/{MANIFEST}", _content(result, MANIFEST)


def _content(result: Stored, name: str) -> bytes:
    """Read a file of a result; series are unpacked, so that a spreadsheet opens them.

    Raises:
        InputError: It is not there, or damaged.
    """
    path, told = result.path / name, result.manifest.get("hashes", {}).get(name)
    again = f"`{command_of(result.found)}` writes it anew"
    if path.is_symlink():
        raise InputError(f"{name} of {result.path.name} is a link, which a pack does not follow; {again}")
    try:
        content = path.read_bytes()
        if told and content_hash(io.BytesIO(content)) != told:
            raise InputError(f"{name} of {result.path.name} is not what was written; {again}")
        return gzip.decompress(content) if name == SERIES else content
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{name} of {result.path.name} cannot be read ({error}); {again}") from None


def _ledger(result: Stored) -> str:
    """Write every figure of the first schedule as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _FIGURES, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(result.in_and_out["figures"])
    return text.getvalue()


def _index(results: Sequence[Stored], titles: Mapping[str, str], commands: Mapping[str, str]) -> str:
    """Set the page that one opens first."""
    told = "\n".join(_result(result, titles[result.path.name], commands) for result in results)
    sections = [
        Section("begin", "How to use it", f"{html.paragraphs(_HOW)}\n{_links({'worksheet.html': 'The worksheet'})}"),
        Section("results", "What is in it", told),
        Section("not", "What not to conclude", html.listing(omissions().must_not_be_used_for)),
    ]
    return page("A class on a simulated drawdown", illustrative=ILLUSTRATIVE, sections=sections, foot=ON_EVERY_PAGE)


def _result(result: Stored, title: str, commands: Mapping[str, str]) -> str:
    """Introduce a result by its question, and never by what came out."""
    name = result.path.name
    command = f"Made by `{commands.get(name) or command_of(result.found)}`."
    links = {
        f"reports/{name}.html": "The report (after the worksheet)",
        f"tables/{name}/": "Tables, for a spreadsheet",
        f"pictures/{name}/": "Pictures, for slides",
    }
    if not result.pictures:
        del links[f"pictures/{name}/"]
    schedules = html.listing(f"`{each['name']}`: {each['question']}" for each in result.schedules)
    asked = html.paragraphs([*_asked(result), command])
    return f"<h3>{html.escaped(title)}</h3>\n{schedules}\n{asked}\n{_links(links)}"


def _asked(result: Stored) -> list[str]:
    """Say what was asked: the question, and what was claimed where something was."""
    claimed = [result.document[key] for key in ("statement", "claim") if isinstance(result.document.get(key), str)]
    return [KINDS[result.kind].question, *(f"The claim: {claimed[0]}" for _ in claimed[:1])]


def _links(links: Mapping[str, str]) -> str:
    items = "".join(f'<li><a href="{html.escaped(href)}">{html.words(words)}</a></li>' for href, words in links.items())
    return f"<ul>{items}</ul>"


def _worksheet(results: Sequence[Stored], titles: Mapping[str, str]) -> str:
    """Set the form that is filled in before the reports are opened, a table for each result."""
    sections = [
        Section(f"result-{place}", f"{place}. {titles[result.path.name]}", _form(result))
        for place, result in enumerate(results, start=1)
    ]
    lead = html.paragraphs([_PAPER])
    title = "Worksheet: write it down first"
    return page(title, illustrative=ILLUSTRATIVE, sections=sections, foot=ON_EVERY_PAGE, lead=lead)


def _form(result: Stored) -> str:
    """Ask for an expectation about one result."""
    schedules = html.listing(f"`{each['name']}`: {each['title']}" for each in result.schedules)
    fields = "\n".join(f'<p><label>{html.words(ask)}<textarea rows="3"{_WIDE}></textarea></label></p>' for ask in _ASKS)
    return f"{html.paragraphs(_asked(result))}\n{schedules}\n{fields}"
