"""Entries of words that are no names in the model: those that results, tables and messages are written in."""

from __future__ import annotations

from collections.abc import Iterator

from kfor_sim.glossary.entries import Entry
from kfor_sim.scenario.location import scenario_folder, shipped
from kfor_sim.scenario.reading import read_toml

_WORDS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "ensemble": (
        "All replicates of one scenario; single runs are anecdotes, so that results are of ensembles.",
        ("run",),
        "docs/randomness.md",
    ),
    "replicate": (
        "One life of a scenario with luck of its own, by number; replicate 7 of one schedule has the luck of replicate "
        "7 of another.",
        ("replicates",),
        "docs/randomness.md",
    ),
    "luck": (
        "All that is drawn by chance. Every draw has an address (seed, replicate, decision, week, who), so that two "
        "schedules can be lived through with the same luck.",
        ("common random numbers",),
        "docs/randomness.md",
    ),
    "interval": (
        "The quantiles between which a stated share of the replicates lies (`run.interval`). It holds luck alone, at "
        "one value of every figure and under one theory.",
        ("low", "high", "quantile"),
        "kfor_sim/paired.py",
    ),
    "median": ("The value that half of the replicates lie below.", (), "kfor_sim/results.py"),
    "difference": (
        "A schedule's number less that of the baseline in the very same replicate; medians and intervals are of these.",
        ("paired",),
        "kfor_sim/paired.py",
    ),
    "regret": (
        "How far a schedule lies behind the one that did best in the very same replicate or world.",
        (),
        "kfor_sim/regret.py",
    ),
    "schedule": (
        "A scenario seen as a way of drawing down: how many troops are required, and when.",
        ("drawdown schedule",),
        "docs/schedules.md",
    ),
    "scenario": (
        "A file with everything that is put into the model, each number with its unit and basis.",
        (),
        "scenarios/README.md",
    ),
    "overlay": (
        "A scenario file that extends another and lists only what differs.",
        ("what-if",),
        "scenarios/README.md",
    ),
    "claim": (
        "An inequality over metric(schedule), such as deaths(fast) > deaths(documented), which holds, fails, makes no "
        "difference or cannot be told from luck.",
        (),
        "kfor_sim/claims",
    ),
    "theory": (
        "A view of what presence does: a named choice of one option in the slots that it speaks of, with a source and "
        "the strongest objection.",
        ("theories",),
        "docs/theories.md",
    ),
    "default": (
        "The mechanisms that `documented` names itself; no theory of the literature answers for this choice.",
        ("own mechanisms",),
        "table [theory] of documented.toml",
    ),
    "resident": (
        "A simulated person, or several of them, who might take to the street; all follow one rule.",
        ("simulated residents", "persons_per_resident"),
        "kfor_sim/model/population",
    ),
    "theatre": ("All municipalities together; its security is the mean over people.", (), "kfor_sim/weekly.py"),
    "troop-years": (
        "Troops there, reserve included, added up over the weeks and divided by the weeks of a year: the effort.",
        ("effort", "person-years"),
        "kfor_sim/metrics.py",
    ),
    "municipality-week": (
        "One municipality in one week, counted where something held there.",
        (),
        "kfor_sim/metrics.py",
    ),
    "pinned": (
        "Of a level of the force: put in from a source. That the model passes it is no success of the model.",
        (),
        "docs/limits.md",
    ),
    "KFOR": (
        "The force led by NATO in Kosovo from June 1999 on; here headquarters that require troops, and contingents of "
        "nations that send them.",
        ("force", "NATO"),
        "kfor_sim/model/agents",
    ),
    "hostility": (
        "There is none in the model: no community has such a parameter. All residents follow one rule, and who "
        "mobilised when is put in, never found.",
        ("hatred", "ethnicity"),
        "docs/limits.md",
    ),
    "community": (
        "One of four groups of the tables: Albanian, Serb, Roma-Ashkali-Egyptian, other. They differ in number, place, "
        "exposure and dated events only.",
        ("albanian", "serb", "roma-ashkali-egyptian", "other"),
        "scenarios/tables",
    ),
}
"""Each word with what it means, by which others it is found, and where more is said."""


def words() -> Iterator[Entry]:
    """Explain the words that results are written in."""
    for word, (meaning, also, where) in _WORDS.items():
        yield Entry(term=word, kind="word", meaning=meaning, facts=(), where=(where,), also=also)


def scenarios() -> Iterator[Entry]:
    """Explain every shipped scenario by its question."""
    for name in shipped():
        told = read_toml(scenario_folder() / f"{name}.toml").content  # its own words: nothing else of it is needed
        yield Entry(
            term=name,
            kind="scenario",
            meaning=told["question"],
            facts=(("title", told["title"]), ("all of it", f"kfor-sim show {name}")),
            where=(f"scenarios/{name}.toml",),
        )
