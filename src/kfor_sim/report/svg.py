"""Pictures inside a page: the drawing alone, with names of its own, and nothing that loads or runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, fromstring, tostring

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_DRAWN = frozenset(
    f"{{{_SVG}}}{tag}"
    for tag in (
        *("svg", "g", "defs", "use", "symbol", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("text", "tspan", "clipPath", "mask", "pattern", "marker", "image"),
        *("linearGradient", "radialGradient", "stop"),
    )
)
_OF_THE_ROOT = ("width", "height", "version", "id")  # a page gives pictures their size
_POINTS_TO = re.compile(r"url\(\s*['\"]?#([^)'\"\s]+)['\"]?\s*\)")
_ELSEWHERE = re.compile(r"url\((?!\s*['\"]?#)", re.IGNORECASE)
_EMBEDDED = "data:image/png;base64,"
_LARGEST = 20_000_000  # bytes of a file that is still read


def inlined(file: Path, *, prefix: str) -> str:
    """Read a picture and give its drawing, to be put into a page.

    Args:
        file: An SVG file.
        prefix: What every name in it is to begin with; each picture of a page needs one of its own.

    Returns:
        The drawing; empty where the file is not there, cannot be read, or is no picture.
    """
    try:
        if file.stat().st_size > _LARGEST:
            return ""
        text = file.read_text(encoding="utf-8")
        root = fromstring(text[max(text.find("<svg"), 0) :])
    except (OSError, ValueError, ParseError):
        return ""
    return _drawing(root, prefix) if root.tag == f"{{{_SVG}}}svg" else ""


def _drawing(root: Element, prefix: str) -> str:
    for name in _OF_THE_ROOT:
        root.attrib.pop(name, None)
    _leave_out(root)
    used = set(_pointed_at(root))
    for element in root.iter():
        element.tag = str(element.tag).rpartition("}")[2]
        kept = dict(_attributes(element.attrib, prefix, used))
        element.attrib.clear()
        element.attrib.update(kept)
        element.tail = None
        if element.tag not in ("text", "tspan"):
            element.text = None
    root.set("aria-hidden", "true")
    root.set("focusable", "false")
    return tostring(root, encoding="unicode", short_empty_elements=True)


def _leave_out(parent: Element) -> None:
    """Drop everything that is no drawing: metadata, styles, scripts, foreign objects."""
    for child in list(parent):
        if child.tag in _DRAWN:
            _leave_out(child)
        else:
            parent.remove(child)


def _pointed_at(root: Element) -> Iterator[str]:
    """Give the names that something in the picture refers to."""
    for element in root.iter():
        for name, value in element.attrib.items():
            if name in ("href", f"{{{_XLINK}}}href") and value.startswith("#"):
                yield value[1:]
            yield from _POINTS_TO.findall(value)


def _attributes(given: Mapping[str, str], prefix: str, used: set[str]) -> Iterator[tuple[str, str]]:
    """Give the attributes that stay, with names of its own: no handlers, no addresses, no names that nobody uses."""
    for name, value in given.items():
        if name == "id":
            if value in used:
                yield name, f"{prefix}{value}"
        elif name in ("href", f"{{{_XLINK}}}href"):
            if value.startswith("#"):
                yield "href", f"#{prefix}{value[1:]}"
            elif value.startswith(_EMBEDDED):
                yield "href", value
        elif not name.startswith(("on", "{")) and not _ELSEWHERE.search(value):
            yield name, " ".join(_POINTS_TO.sub(rf"url(#{prefix}\1)", value).split())
