"""Where output goes: tables and JSON to stdout, everything else to stderr, all of it in UTF-8."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from kfor_sim.errors import OutputError
from kfor_sim.report.text import PAGE_WIDTH

_NARROWEST_PAGE = 60


def speak_utf8() -> None:
    """Write UTF-8 whatever the locale says, so that no name of a place ends a run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def page_width() -> int:
    """Measure the page: a narrow terminal's width, otherwise the same everywhere."""
    try:
        terminal = os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):
        return PAGE_WIDTH
    return min(max(terminal, _NARROWEST_PAGE), PAGE_WIDTH)


def put(text: str) -> None:
    """Write a piece of the answer to stdout.

    Raises:
        BrokenPipeError: Nobody reads it any more.
        OutputError: It cannot be written, on a full disk say.
    """
    try:
        click.echo(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"stdout cannot be written: {error.strerror}") from None


def put_json(document: Any) -> None:
    """Write the whole answer as one JSON document."""
    import json

    put(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False, default=str))


def put_answer(document: dict[str, Any], text_of: Callable[..., str], *, as_json: bool) -> None:
    """Write an answer that has both forms: its document as JSON, or the text made of it, as wide as the page."""
    if as_json:
        put_json(document)
    else:
        put(text_of(document, width=page_width()))


def say(text: str) -> None:
    """Write a message to stderr."""
    click.echo(text, err=True)
