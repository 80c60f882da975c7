"""An answer as a notebook shows it: its parts as HTML, its sources left to its report."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kfor_sim.report import html
from kfor_sim.report.kinds import KINDS
from kfor_sim.report.parts import Sources

if TYPE_CHECKING:
    from kfor_sim.answers import Answered


def shown(answer: Answered) -> str:
    """Set an answer as HTML, the same words and tables that the command line prints."""
    kind = KINDS[answer.kind]
    module = import_module(f"kfor_sim.report.{kind.module}")
    summarise = getattr(module, f"summarise_{kind.parts.removesuffix('_parts')}")
    parts = getattr(module, kind.parts)(summarise(answer))
    return html.of_parts(part for part in parts if not isinstance(part, Sources))
