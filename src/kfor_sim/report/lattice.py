"""One life of the lattice in words."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kfor_sim.docking.outbursts import outbursts
from kfor_sim.report.claims import RULE_NAMES
from kfor_sim.report.parts import Paragraph, Part, text_of, where_kept
from kfor_sim.report.text import PAGE_WIDTH, files_in
from kfor_sim.results import ILLUSTRATIVE
from kfor_sim.scenario.lattice_runs import lattice_choices

if TYPE_CHECKING:
    from kfor_sim.docking.viewing import LatticeView


def summarise_lattice(view: LatticeView) -> dict[str, Any]:
    """Gather what there is to say, in the keys of the JSON."""
    life = view.life
    lattice, run = life.lattice, life.lattice.run
    first, _ = outbursts(life)
    return {
        "illustrative": ILLUSTRATIVE,
        "run": lattice.name,
        "title": run.title,
        "model": run.model,
        "rule": lattice.rule,
        "seed": lattice.seed,
        "replicate": life.replicate,
        "steps": life.steps,
        "outbursts": int(first.size),
        "first_outburst": int(first[0]) if first.size else None,
        "cops_at_first_outburst": int(life["cops"][first[0]]) if first.size else None,
        "policed": run.policed,
        "died_out": life.steps < run.steps,
        "bar": lattice.figures.outburst,
        "most_active": int(life["active"].max()),
        "jailed_at_end": int(life["jailed"][-1]),
        "killed": int(life["killed"].sum()),
        "groups_at_end": [int(life[group][-1]) for group in ("first_group", "second_group")][: run.model],
        "shown": [view.first, view.last],
        "choices": dict(lattice_choices()),
        "key": view.key,
        "folder": str(view.folder) if view.folder else None,
        "files": files_in(view.folder),
        "bibliography": [asdict(citation) for citation in view.bibliography],
    }


def lattice_text(summary: dict[str, Any], *, width: int = PAGE_WIDTH) -> str:
    """Set it out for reading.

    Args:
        summary: What `summarise_lattice` gathers.
        width: Characters of a line.
    """
    rule = f"C / A {RULE_NAMES[summary['rule']]} ({summary['rule']})"
    parts: list[Part] = [
        Paragraph(
            f"{summary['run']}, {summary['title'].lower()}: Epstein's Model {'I' * summary['model']} (2002), {rule}, "
            f"seed {summary['seed']}, replicate {summary['replicate']}. {summary['illustrative']}"
        ),
        Paragraph(" ".join(_sentences(summary))),
        Paragraph(
            "One life says little: `kfor-sim claims` asks many seeds and all readings of the ratio. The same luck "
            "under another reading: --rule ratio-literal (as printed, the main model's default), ratio-round, "
            "ratio-floor. "
            "What the paper leaves open, and what was taken, stands at the head of scenarios/epstein.toml."
        ),
        where_kept(summary),
    ]
    return text_of(parts, width=width)


def _sentences(summary: dict[str, Any]) -> list[str]:
    """Tell what came of it."""
    ended = ", when a group had died out," if summary["died_out"] else ""
    said = [f"In {summary['steps']:,} steps{ended} at most {summary['most_active']:,} agents were active at once."]
    if summary["outbursts"]:
        many = "one outburst" if summary["outbursts"] == 1 else f"{summary['outbursts']} outbursts"
        left = f" with {summary['cops_at_first_outburst']} cops left" if summary["policed"] else ""
        said.append(
            f"There {'was' if summary['outbursts'] == 1 else 'were'} {many} of more than {summary['bar']}, the first "
            f"in step {summary['first_outburst']:,}{left}."
        )
    else:
        said.append(f"There was no outburst of more than {summary['bar']}.")
    if summary["model"] == 1:
        said.append(f"{summary['jailed_at_end']:,} were in jail at the end.")
    else:
        first, second = summary["groups_at_end"]
        said.append(f"{summary['killed']:,} were killed; the groups had {first:,} and {second:,} members at the end.")
    return said
