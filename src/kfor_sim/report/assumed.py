"""The scenarios that something was found about, as they were run: under each theory, with what none of them reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kfor_sim.comparison import Comparison
from kfor_sim.mechanisms import SLOTS
from kfor_sim.results import Result

if TYPE_CHECKING:
    from kfor_sim.robustness import Question
    from kfor_sim.scenario import Citation, Scenario

_RESOLUTION = "run.persons_per_resident"
_SIZE_AND_LUCK = frozenset({"run.replicates", "run.seed", "run.interval"})  # of the ensemble, not of what is assumed


@dataclass(frozen=True, slots=True)
class Assumed:
    """The scenarios that something was found about.

    Attributes:
        theories: By the name of each theory that was used, schedules under it: all of them, or the first at least.
        schedules: All schedules by name, the baseline first; under the first theory, where there are several.
        titles: What the schedules are called whatever the theory, where there are several.
        others: Options that were tried beside those of the theories, each with its slot.
    """

    theories: Mapping[str, Mapping[str, Scenario]]
    schedules: Mapping[str, Scenario]
    titles: Mapping[str, str] = field(default_factory=dict)
    others: tuple[tuple[str, str], ...] = ()

    @property
    def scenarios(self) -> Iterator[Scenario]:
        """Every scenario once more, theory by theory, then the schedules."""
        for under in (*self.theories.values(), self.schedules):
            yield from under.values()

    @property
    def idle(self) -> frozenset[str]:
        """Paths of the figures that nothing reads: no schedule, under no theory, with no option that was tried."""
        tried = {path for slot, option in self.others for path in SLOTS[slot].options[option].paths.values()}
        every = [scenario.idle for scenario in self.scenarios]
        return frozenset.intersection(*every) - tried if every else frozenset()

    @property
    def sources(self) -> dict[str, Citation]:
        """Every source that one of the scenarios could cite, by key."""
        return {key: source for scenario in self.scenarios for key, source in scenario.sources.items()}


def assumed_by(found: Any) -> Assumed:
    """Give the scenarios that a command found something about; none for claims about models."""
    if isinstance(found, Result):
        return _of_each({found.scenario.name: found.scenario})
    if isinstance(found, Comparison):
        return _of_each({name: result.scenario for name, result in found.results.items()})
    match found.kind:
        case "robust":
            return _of_all({name: answer.scenarios for name, answer in found.answers.items()}, found.question.base)
        case "break":
            plan = found.departures
            others = tuple((change.slot, change.option) for change in plan.changes) if found.holds else ()
            return Assumed({plan.theory: plan.schedules}, plan.schedules, others=others)
        case "scorecard":
            return _of_one(found.plan.scenarios, found.subject.base)
        case "calibrate":
            return _of_one(found.subject.under, found.subject.base)
        case "ensemble":
            return _of_worlds(found.plan.question, found.plan.subject.under)
        case "discover":
            return _of_worlds(found.plan.question, found.plan.asked.subject.under)
        case "sensitivity" | "audit":
            plan = found.plan if found.kind == "sensitivity" else found.plan.analysis
            return Assumed({plan.theory: plan.schedules}, plan.schedules)
        case _:
            return Assumed({}, {})


def hash_of_assumptions(scenario: Scenario, *, at_any_resolution: bool = False) -> str:
    """Hash what a scenario assumes, whatever the size and the luck of the ensemble: 64 hexadecimal digits.

    Args:
        scenario: The scenario.
        at_any_resolution: Whether it does not count either for how many persons a simulated resident stands.
    """
    left_out = {*_SIZE_AND_LUCK, _RESOLUTION} if at_any_resolution else _SIZE_AND_LUCK
    content = json.loads(scenario.content())
    content["figures"] = {path: value for path, value in content["figures"].items() if path not in left_out}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _of_each(schedules: Mapping[str, Scenario]) -> Assumed:
    """Take schedules that were run under their own mechanisms, which need not be the same."""
    theories: dict[str, dict[str, Scenario]] = {}
    for name, scenario in schedules.items():
        theories.setdefault(scenario.theory_name, {})[name] = scenario
    return Assumed(theories, schedules)


def _of_all(theories: Mapping[str, Mapping[str, Scenario]], base: Mapping[str, Scenario]) -> Assumed:
    """Take all schedules under each theory, with the titles that they have under their own mechanisms."""
    titles = {name: each.title for name, each in base.items()} if len(theories) > 1 else {}
    return Assumed(theories, next(iter(theories.values())), titles)


def _of_one(under: Mapping[str, Scenario], base: Scenario) -> Assumed:
    return _of_all({name: {each.name: each} for name, each in under.items()}, {base.name: base})


def _of_worlds(question: Question, under: Mapping[str, Scenario]) -> Assumed:
    """Take the first schedule under each theory, and all schedules under the first."""
    first = next(iter(under))
    schedules = question.base if first == question.own_theory else question.under(first)
    theories: dict[str, Mapping[str, Scenario]] = {name: {each.name: each} for name, each in under.items()}
    return _of_all({**theories, first: schedules}, question.base)
