"""The part of README.md that benchmarks write: a section for each part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import ModuleType

from measuring import Finding, table

README = Path(__file__).parent / "README.md"
PICTURE = Path(__file__).parent / "scaling.png"
MARK = "<!-- written by `python benchmarks --write`; do not edit below -->\n"

_SECTION = re.compile(r"<!-- (\w+) -->\n(.*?)(?=<!-- \w+ -->\n|\Z)", re.DOTALL)


def section(part: ModuleType, findings: Sequence[Finding]) -> str:
    """Lay out what one part found."""
    rows = [finding for finding in findings if not isinstance(finding, str)]
    remarks = [f"- {finding}" for finding in findings if isinstance(finding, str)]
    blocks = [f"## {part.TITLE}", part.ABOUT, "\n".join(table(rows)) if rows else "", "\n".join(remarks)]
    if getattr(part, "DRAWS", False):
        blocks.append(f"![{part.TITLE}, on logarithmic axes]({PICTURE.name})")
    return "\n\n".join(filter(None, blocks)) + "\n"


def write(sections: Mapping[str, str], *, order: Iterable[str]) -> None:
    """Put sections into README.md below the mark, in place of the parts' former ones; the other parts keep theirs."""
    text, _, below = README.read_text(encoding="utf-8").partition(MARK)
    kept = dict(_SECTION.findall(below)) | dict(sections)
    parts = [f"<!-- {part} -->\n{kept[part].rstrip()}\n" for part in order if part in kept]
    README.write_text(f"{text}{MARK}\n" + "\n".join(parts), encoding="utf-8")
