"""Write what the documents take from the code and the scenario files: `python docs/renew.py`.

A document marks such a part by two comments, ``generated: NAME`` and ``end of NAME``; what stands between them is made
by the function of that name below. With ``--check`` nothing is written: what is out of date is named, and the exit code
is 1. With ``--measure`` the simulations are run first whose numbers the documents hold (some half a minute).
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from renewing import measured, of_pictures, of_python, of_randomness, of_the_evidence, of_the_model

DOCS = Path(__file__).parent

PARTS: dict[str, Callable[[], str]] = {
    "schedule": of_the_model.schedule,
    "scales": of_the_model.scales,
    "slots": of_the_model.slots,
    "parameters": of_the_model.parameters,
    "policies": of_the_model.policies,
    "outcomes": of_the_model.outcomes,
    "metrics": of_the_model.metrics,
    "figures": of_the_model.figures,
    "patterns": of_the_evidence.patterns,
    "targets": of_the_evidence.targets,
    "events": of_the_evidence.events,
    "tables": of_the_evidence.tables,
    "sources": of_the_evidence.sources,
    "sources-of-the-model": of_the_evidence.sources_of_the_model,
    "must-not-be-used-for": of_the_evidence.must_not_be_used_for,
    "not-in-the-model": of_the_evidence.not_in_the_model,
    "streams": of_randomness.streams,
    "public-names": of_python.public_names,
    "what-they-give": of_python.what_they_give,
    "pictures": of_pictures.pictures,
    "without-troops": measured.without_troops,
    "put-in-came-out": measured.put_in_came_out,
    "what-a-class-sees": measured.what_a_class_sees,
    "what-pairing-buys": measured.what_pairing_buys,
    "tiers": of_the_evidence.tiers,
    "verdicts": of_the_evidence.verdicts,
    "places": of_the_evidence.places,
}
"""Every part, by the name that its marks have."""

_MARKED = re.compile(r"(<!-- generated: ([a-z-]+) -->\n)(.*?)(<!-- end of \2 -->)", flags=re.DOTALL)


def documents() -> list[Path]:
    """Give the documents that may hold parts."""
    return sorted(DOCS.glob("*.md"))


def parts_in(text: str) -> list[str]:
    """Name the parts that a text marks."""
    return [name for _, name, _, _ in _MARKED.findall(text)]


def renewed(text: str) -> str:
    """Give a text with every part made anew.

    Raises:
        KeyError: It marks a part that nobody makes.
    """
    return _MARKED.sub(lambda mark: f"{mark[1]}\n{PARTS[mark[2]]()}\n\n{mark[4]}", text)


def outdated(paths: Sequence[Path]) -> Iterator[str]:
    """Say of each part that is not as the code has it where it stands."""
    for path in paths:
        for _, name, content, _ in _MARKED.findall(path.read_text(encoding="utf-8")):
            if content != f"\n{PARTS[name]()}\n\n":
                yield f"{path.name}: {name}"
    for scenario in measured.outdated():
        yield f"{measured.FILE.name}: measured with another `{scenario}` (--measure runs it again)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Renew the documents, or check them; give the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where something is out of date")
    parser.add_argument("--measure", action="store_true", help="run the simulations first")
    parser.add_argument("--output", help="with --measure: a folder of results whose replicates are used and kept")
    asked = parser.parse_args(arguments)
    if asked.check:
        stale = list(outdated(documents()))
        sys.stderr.write("".join(f"out of date: {line}\n" for line in stale))
        return 1 if stale else 0
    if asked.measure:
        measured.FILE.write_text(measured.measure(asked.output), encoding="utf-8")
    for path in documents():
        before = path.read_text(encoding="utf-8")
        if (after := renewed(before)) != before:
            path.write_text(after, encoding="utf-8")
            sys.stdout.write(f"renewed {path.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
