"""All entries of a scenario, and those that a word means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kfor_sim.errors import InputError
from kfor_sim.glossary import of_figures, of_measures, of_mechanisms, words
from kfor_sim.glossary.entries import Entry
from kfor_sim.scenario import Scenario, load
from kfor_sim.scenario.suggestions import did_you_mean, listed

REFERENCE = "documented"
"""The scenario whose figures are explained unless another is named."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a word means: several entries where it stands for several things.

    Attributes:
        word: The word.
        scenario: The name of the scenario whose values are told.
        entries: What it means.
    """

    word: str
    scenario: str
    entries: tuple[Entry, ...]

    def __str__(self) -> str:
        """Everything there is to say, as the command line prints it."""
        from kfor_sim.report.glossary import explanation_text, summarise_explanation

        return explanation_text(summarise_explanation(self))

    def _repr_html_(self) -> str:
        """The entries, for notebooks."""
        from kfor_sim.report.glossary import explanation_parts, summarise_explanation
        from kfor_sim.report.html import of_parts

        return of_parts(explanation_parts(summarise_explanation(self)))


def entries_of(scenario: Scenario) -> Iterator[Entry]:
    """Give every entry that a scenario has: mechanisms, policies, measures, figures, events, bases, sources."""
    yield from of_mechanisms.slots(scenario)
    yield from of_mechanisms.options(scenario)
    yield from of_mechanisms.theories(scenario)
    yield from of_mechanisms.policies()
    yield from of_measures.metrics(scenario)
    yield from of_measures.outcomes()
    yield from of_figures.tables(scenario)
    yield from of_figures.figures(scenario)
    yield from of_figures.events(scenario)
    yield from of_figures.bases()
    yield from words.words()
    yield from words.scenarios()
    yield from of_figures.sources(scenario)


def explain(word: str, scenario: str | Path | Scenario = REFERENCE) -> Explanation:
    """Say what a word of the model means: a figure, slot, option, theory, policy, metric, outcome, event or source.

    Args:
        word: The word, such as ``unrest.deterrence``, ``ratio-floor``, ``riot_weeks`` or ``conditions``. A figure and
            an option are found by their last part as well.
        scenario: The scenario whose values are told: a shipped name, the path of a file, or a loaded one.

    Returns:
        Its entries: meaning, unit, basis, source, and where in the code. They show themselves in a notebook; ``str``
        gives the text.

    Raises:
        InputError: Nothing is called that.
        ScenarioError: The scenario cannot be read.

    Example:
        >>> from kfor_sim import explain
        >>> [(entry.kind, entry.term) for entry in explain("deterrence").entries]
        [('slot', 'deterrence'), ('figure', 'unrest.deterrence')]
        >>> dict(explain("riot_weeks").entries[0].facts)["unit"]
        'municipality-week'
    """
    of = scenario if isinstance(scenario, Scenario) else load(scenario)
    every = list(entries_of(of))
    asked = word.strip()
    found = sorted((entry for entry in every if entry.means(asked)), key=lambda entry: entry.term != asked)
    if not found:
        raise InputError(f"nothing is called '{word}'; {_hint(asked, every)}")
    return Explanation(asked, of.name, tuple(found))


def _hint(word: str, every: list[Entry]) -> str:
    """Name what comes close: terms that have the word in them, or the one that was meant."""
    containing = [entry.term for entry in every if word and word.lower() in entry.term.lower()]
    if containing:
        return f"what has it in its name: {listed(dict.fromkeys(containing))}"
    words = dict.fromkeys(each for entry in every for each in (entry.term, *entry.also))
    return did_you_mean(word, words) if word else "name a figure, slot, option, theory, policy, metric or outcome"
