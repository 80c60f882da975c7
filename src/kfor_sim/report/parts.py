"""What an answer is made of, before it is set: paragraphs, tables, lists, sources; and how plain text sets them.

A function `X_parts(summary)` describes an answer as a list of parts, once; `text_of` sets them as text, a page sets the
same parts as HTML. A part that says nothing (no words, no rows, no items) is left out together with its title, so that
whoever describes an answer need not ask first whether there is something to say.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest
from typing import Any, Literal

from kfor_sim.report.bibliography import full_bibliography, short_bibliography
from kfor_sim.report.text import PAGE_WIDTH, Column, paragraph, table, used

Role = Literal["", "asked", "found", "here"]
"""What a text is for, where a page gives it a place of its own: `asked` says what was asked, and how; `found` says what
came out, in conditional sentences; `here` is about this machine, and only text shows it."""

_NARROWEST_LABEL = 22  # characters that the labels of groups keep beside long names and numbers


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words, filled.

    Attributes:
        text: The words; what stands between backticks is code.
        title: What stands above them.
        indent: In text, blanks before every line.
        hanging: In text, further blanks before every line but the first.
        role: What it is for, where a page gives that a place of its own.
    """

    text: str
    title: str = ""
    indent: int = 0
    hanging: int = 0
    role: Role = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under the headings of their columns.

    A column in which nothing stands is not shown: renderers set `shown()`.

    Attributes:
        columns: The columns.
        rows: One text for each column in each row.
        title: What stands above the table.
        remarks: A text for each row, which is set below it; empty where there is none. Fewer than rows are allowed.
        groups: The group that each row belongs to, for all rows or none; rows of one group follow one another.
        groups_heading: The heading of groups. With it, a group is named in a column of its own, before the others and
            beside all its rows (in text it runs down beside them, in HTML it spans them). Without, a group is named in
            a line of its own, above its rows, which stand back a little.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    title: str = ""
    remarks: Sequence[str] = ()
    groups: Sequence[str] = ()
    groups_heading: str = ""

    def shown(self) -> Table:
        """Give the same table without the columns in which nothing stands."""
        columns, rows = used(self.columns, self.rows)
        return replace(self, columns=columns, rows=rows)

    def grouped(self) -> Iterator[tuple[str, list[Sequence[str]]]]:
        """Give each group with its rows, in their order; all rows as one group without a name, where there are none."""
        named = zip(self.groups or [""] * len(self.rows), self.rows, strict=True)
        for name, rows in groupby(named, key=lambda each: each[0]):
            yield name, [row for _, row in rows]


@dataclass(frozen=True, slots=True)
class Listing:
    """Short texts that stand together, each on lines of its own.

    Attributes:
        items: The texts.
        title: What stands above them.
        ordered: Whether they are numbered; renderers number them, items have no number of their own.
        mark: In text, what stands before each item of a list that is not numbered; HTML has marks of its own.
        indent: In text, blanks before every line.
        hanging: In text, further blanks before every line of an item but its first; a numbered list aligns itself.
        role: What it is for, where a page gives that a place of its own.
    """

    items: Sequence[str]
    title: str = ""
    ordered: bool = False
    mark: str = ""
    indent: int = 0
    hanging: int = 4
    role: Role = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that stand as they are; they are about this machine (where files lie), so that HTML leaves them out.

    Attributes:
        text: The lines.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of an answer, which a page that lists them all elsewhere can leave out.

    Attributes:
        entries: Citations as JSON has them, those of rows of tables among them.
        in_full: Whether text sets out each, with its address, or names them in a paragraph.
    """

    entries: Sequence[Mapping[str, Any]]
    in_full: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that belong closely together: in text no blank line stands between them, in HTML one section holds them.

    Attributes:
        parts: The parts, in their order.
    """

    parts: Sequence[Part]


Part = Paragraph | Table | Listing | Lines | Sources | Group
"""One thing that an answer says."""


def says_something(part: Part) -> bool:
    """Tell whether a part has anything to say, its title apart."""
    match part:
        case Paragraph(text=text) | Lines(text=text):
            return bool(text)
        case Table(rows=rows):
            return bool(rows)
        case Listing(items=items):
            return bool(items)
        case Sources(entries=entries):
            return bool(entries)
        case Group(parts=parts):
            return any(map(says_something, parts))


def of_every_place(parts: Iterable[Part]) -> Iterator[Part]:
    """Give the parts that say something wherever they are read: without those that are about this machine.

    Args:
        parts: The parts of an answer.

    Yields:
        Parts for a page that is passed on. Groups hold such parts only, and are not empty.
    """
    for part in parts:
        if isinstance(part, Lines) or (isinstance(part, Paragraph | Listing) and part.role == "here"):
            continue
        kept = Group(tuple(of_every_place(part.parts))) if isinstance(part, Group) else part
        if says_something(kept):
            yield kept


def where_kept(summary: Mapping[str, Any], *notes: str) -> Group:
    """Say where the files of an answer lie on this machine; nothing where they were not kept.

    Args:
        summary: An answer with `folder` and `files`, or without either, as documents that are passed on have it.
        *notes: Further lines, which stand as they are.
    """
    if not summary.get("folder"):
        return Group(())
    files = Paragraph(", ".join(summary["files"]), indent=2, role="here")
    return Group((Lines(f"Results: {summary['folder']}"), files, Lines("\n".join(notes))))


def text_of(parts: Iterable[Part], *, width: int = PAGE_WIDTH) -> str:
    """Set parts as plain text, a blank line between them.

    Args:
        parts: The parts; those that say nothing are left out.
        width: Characters of a line.

    Returns:
        The text, without a line end after the last line.
    """
    return "\n\n".join(_texts(parts, width))


def _texts(parts: Iterable[Part], width: int) -> list[str]:
    texts = (_text(part, width) for part in parts if says_something(part))
    return [text for text in texts if text]


def _text(part: Part, width: int) -> str:
    """Set one part that says something."""
    match part:
        case Paragraph():
            words = paragraph(part.text, indent=part.indent, hanging=part.hanging, width=width)
            return _titled(part.title, words, width)
        case Table():
            return _titled(part.title, _table_text(part.shown(), width), width)
        case Listing():
            return _titled(part.title, _listing_text(part, width), width)
        case Lines():
            return part.text
        case Sources():
            bibliography = full_bibliography if part.in_full else short_bibliography
            return bibliography(part.entries, width=width)
        case Group():
            return "\n".join(_texts(part.parts, width))


def _titled(title: str, text: str, width: int) -> str:
    return f"{paragraph(title, width=width)}\n\n{text}" if title else text


def _listing_text(listing: Listing, width: int) -> str:
    """Set each item, the numbers of numbered ones flush right."""
    digits = len(str(len(listing.items)))
    hanging = digits + 2 if listing.ordered else listing.hanging
    marks = (f"{place:>{digits}}. " if listing.ordered else listing.mark for place in range(1, len(listing.items) + 1))
    return "\n".join(
        paragraph(f"{mark}{item}", indent=listing.indent, hanging=hanging, width=width)
        for mark, item in zip(marks, listing.items, strict=True)
    )


def _table_text(shown: Table, width: int) -> str:
    """Set a table, its groups beside their rows or above them."""
    if not shown.groups:
        return table(shown.columns, shown.rows, remarks=shown.remarks, width=width)
    if not shown.groups_heading:
        return table(shown.columns, list(_below(shown)), width=width)
    columns = (Column(shown.groups_heading, wraps=True), *shown.columns)
    lines = list(_beside(shown, width - _taken(shown)))
    return table(columns, lines[:-1], width=width)


def _below(shown: Table) -> Iterator[tuple[str, ...]]:
    """Name each group in a line of its own, with its rows standing back below it."""
    for name, rows in shown.grouped():
        yield name, *[""] * (len(shown.columns) - 1)
        yield from ((f"  {row[0]}", *row[1:]) for row in rows)


def _taken(shown: Table) -> int:
    """Measure what the cells beside the names of groups take of a line, gaps included."""
    columns = zip([column.heading for column in shown.columns], *shown.rows, strict=True)
    return sum(max(map(len, column)) + 2 for column in columns)


def _beside(shown: Table, room: int) -> Iterator[tuple[str, ...]]:
    """Let the name of each group run down beside its rows, and end with an empty line."""
    nothing = ("",) * len(shown.columns)
    for name, rows in shown.grouped():
        words = textwrap.wrap(name, max(room, _NARROWEST_LABEL), break_on_hyphens=False)
        for part, row in zip_longest(words, rows):
            yield part or "", *(row or nothing)
        yield "", *nothing
