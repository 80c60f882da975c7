"""Answers as HTML: words, lists, tables with captions and scopes, and the parts of which an answer is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape, unescape
from itertools import zip_longest
from typing import Any

from kfor_sim.report.parts import Group, Listing, Paragraph, Part, Sources, Table, of_every_place
from kfor_sim.report.text import Column
from kfor_sim.scenario import Citation

_PIECE = re.compile(r"`(?P<code>[^`]*)`|(?<![\w*])\*(?P<stressed>[^\s*](?:[^*]*[^\s*])?)\*(?![\w*])")
_LEFT_ALONE = r"<(?:code|a|summary)\b[^>]*>(?s:.*?)</(?:code|a|summary)>|<[^>]*>"
_JOINT = re.compile(r"(?<=[._/])(?=[^\s._/])")


def escaped(plain: str) -> str:
    """Escape plain text, for elements and attributes alike."""
    return escape(plain, quote=True)


def words(text: str) -> str:
    """Set a text: what stands between backticks as code, what stands between stars as emphasis."""
    found, end = [], 0
    for piece in _PIECE.finditer(text):
        found += [escape(text[end : piece.start()], quote=False), _piece(piece)]
        end = piece.end()
    return "".join([*found, escape(text[end:], quote=False)])


def _piece(piece: re.Match[str]) -> str:
    if piece["code"] is not None:
        return code(piece["code"])
    return f"<em>{words(piece['stressed'])}</em>"


def code(name: str) -> str:
    """Set a name as code that may break after its dots and underscores."""
    return f"<code>{_JOINT.sub('<wbr>', escape(name, quote=False))}</code>"


def plain(text: str) -> str:
    """Give a text without the marks of code and emphasis, as those hear it who do not see the page."""
    return _PIECE.sub(lambda piece: piece["code"] if piece["code"] is not None else piece["stressed"], text)


def paragraphs(texts: Iterable[str], *, kind: str = "") -> str:
    """Set texts as paragraphs, of a class of their own where one is named."""
    named = f' class="{kind}"' if kind else ""
    return "\n".join(f"<p{named}>{words(text)}</p>" for text in texts if text)


def listing(items: Iterable[str], *, ordered: bool = False, kind: str = "") -> str:
    """Set texts as a list; nothing for none."""
    inside = "".join(f"<li>{words(item)}</li>" for item in items)
    return _list(inside, ordered=ordered, kind=kind)


def _list(inside: str, *, ordered: bool, kind: str = "") -> str:
    tag, named = "ol" if ordered else "ul", f' class="{kind}"' if kind else ""
    return f"<{tag}{named}>{inside}</{tag}>" if inside else ""


def terms(pairs: Iterable[tuple[str, str]]) -> str:
    """Set terms with what is to be said of each; those of which nothing is said are left out."""
    inside = "".join(f"<dt>{escaped(name)}</dt><dd>{words(said)}</dd>" for name, said in pairs if said)
    return f"<dl>{inside}</dl>" if inside else ""


def folded(summary: str, body: str) -> str:
    """Fold something away on the screen; on paper it is open."""
    return f"<details><summary>{words(summary)}</summary>\n{body}\n</details>" if body else ""


def bibliography(entries: Iterable[Mapping[str, Any]], *, keyed: bool = False) -> str:
    """List sources, numbered, each with its address as a link.

    Args:
        entries: Citations as JSON has them.
        keyed: Whether each begins with its key, to which `linked` leads; a page has each key once.
    """
    inside = "".join(_keyed(each) if keyed else f"<li>{_source(each)}</li>" for each in entries)
    return _list(inside, ordered=True, kind="sources")


def linked(text: str, keys: Iterable[str]) -> str:
    """Lead from the keys of sources, wherever HTML has them as words, to their entries in the bibliography.

    Args:
        text: The HTML; what is code or a link already stays as it is.
        keys: The keys.
    """
    named = "|".join(re.escape(escape(key, quote=False)) for key in sorted(keys, key=len, reverse=True))
    if not named:
        return text
    key = re.compile(rf"{_LEFT_ALONE}|(?<![\w.#/-])(?P<key>{named})(?![\w/]|[.-]\w)")
    return key.sub(lambda found: _link(found["key"]) if found["key"] else found[0], text)


def _link(key: str) -> str:
    return f'<a href="#{_anchor(unescape(key))}">{key}</a>'


def _anchor(key: str) -> str:
    """Name the entry of a source in addresses."""
    return f"source-{re.sub(r'[^A-Za-z0-9._-]+', '-', key)}"


def _keyed(cited: Mapping[str, Any]) -> str:
    """Set one source with its key; that of a row of a table is its address, which stands there anyway."""
    if is_web(cited["key"]):
        return f"<li>{_source(cited)}</li>"
    return f'<li id="{_anchor(cited["key"])}">[{escape(cited["key"], quote=False)}] {_source(cited)}</li>'


def _source(cited: Mapping[str, Any]) -> str:
    """Set one source: who, what, when, its tier, and where it is found."""
    address = cited["address"]
    told = escape(Citation(**{**cited, "address": ""}).entry, quote=False)
    tier = f" (tier {escaped(cited['tier'])})" if cited.get("tier") else ""
    link = f' <a href="{escaped(address)}">{escape(address, quote=False)}</a>' if is_web(address) else escaped(address)
    return f"{told}{tier} {link}".rstrip()


def is_web(address: str) -> bool:
    """Tell whether an address leads to the web, so that it can be a link."""
    return address.startswith(("https://", "http://"))


def table(shown: Table) -> str:
    """Set a table that can be scrolled where it is too wide; columns in which nothing stands are left out."""
    used = shown.shown()
    beside = bool(used.groups and used.groups_heading)
    columns = (Column(used.groups_heading), *used.columns) if beside else tuple(used.columns)
    head = "".join(f'<th scope="col"{_number(column)}>{words(column.heading)}</th>' for column in columns)
    bodies = "".join(f"<tbody>{body}</tbody>" for body in _bodies(used, beside=beside))
    caption = f"<caption>{_staying(used.title)}</caption>" if used.title else ""
    label = escaped(plain(used.title or f"Table: {columns[0].heading}"))
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{label}"><table>{caption}'
        f"<thead><tr>{head}</tr></thead>{bodies}</table></div>"
    )


def _bodies(shown: Table, *, beside: bool) -> Iterator[str]:
    """Set each group of rows in a body of its own, its name beside its rows or above them."""
    remarks = iter([*shown.remarks, *[""] * (len(shown.rows) - len(shown.remarks))])
    for name, rows in shown.grouped():
        told = [next(remarks) for _ in rows]
        lines = [_row(shown.columns, row, remark) for row, remark in zip_longest(rows, told)]
        if beside:
            height = len(rows) + sum(map(bool, told))
            first = f'<th scope="rowgroup" rowspan="{height}">{words(name)}</th>'
            lines[0] = lines[0].replace(">", f">{first}", 1)
        elif name:
            wide = len(shown.columns)
            lines.insert(0, f'<tr class="group"><th scope="rowgroup" colspan="{wide}">{words(name)}</th></tr>')
        yield "".join(lines)


def _row(columns: Sequence[Column], cells: Sequence[str], remark: str) -> str:
    """Set a row, of which the first cell says what it is about, with its remark below it."""
    first, *others = zip(columns, cells, strict=True)
    inside = f'<th scope="row"{_number(first[0])}>{words(first[1])}</th>'
    inside += "".join(f"<td{_number(column)}>{words(cell)}</td>" for column, cell in others)
    if not remark:
        return f"<tr>{inside}</tr>"
    below = f'<td colspan="{len(columns)}">{_staying(remark)}</td>'
    return f'<tr class="remarked">{inside}</tr><tr class="remark">{below}</tr>'


def _staying(text: str) -> str:
    """Set a text that stays on a narrow screen while the columns below it are scrolled."""
    return f'<span class="staying">{words(text)}</span>'


def _number(column: Column) -> str:
    if not column.right:
        return ""
    return ' class="number wraps"' if column.wraps else ' class="number"'


def of_parts(parts: Iterable[Part]) -> str:
    """Set the parts of an answer, without what is about this machine."""
    return "\n".join(filter(None, map(_part, of_every_place(parts))))


def _part(part: Part) -> str:
    match part:
        case Paragraph():
            return _titled(part.title, paragraphs([part.text]))
        case Table():
            return table(part)
        case Listing():
            return _titled(part.title, listing(part.items, ordered=part.ordered))
        case Sources():
            return bibliography(part.entries)
        case Group():
            return "\n".join(filter(None, map(_part, part.parts)))
        case _:
            return ""


def _titled(title: str, body: str) -> str:
    return f"<h3>{words(title)}</h3>\n{body}" if title else body
