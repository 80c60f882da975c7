"""Knock-outs: an input of a scenario is taken out, and nothing else, to see whether a pattern came from it.

What can be set is set, as ``--set`` would, after the theory is laid over the scenario; only a list of places and an
event that was not there are laid over it as loaded. Either way the numbers of the scenario say so, and so does its key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kfor_sim.prepare import prepare
from kfor_sim.scenario import Scenario
from kfor_sim.scenario.events import EventTable
from kfor_sim.scenario.table_rows import COMMUNITIES
from kfor_sim.scenario.targets import PatternKnockOut, PatternTarget

HELD = "held-in-the-year-before"
"""Key of the event that holds the force."""
_YEAR = timedelta(weeks=52)
_POLICY = "drawdown."

Loaded = Callable[[tuple[str, ...]], Scenario]
"""Loads the scenario, under its theory and with its luck, with further settings."""
Settings = Callable[[Scenario, PatternTarget], Iterable[str]]
Amended = Callable[[Scenario, PatternTarget, PatternKnockOut], Scenario]


@dataclass(frozen=True, slots=True)
class KnockOut:
    """A way to take an input out.

    Attributes:
        label: A few words for columns, such as "without trends".
        words: What is done.
        settings: What is set, as ``path=value``.
        amended: What else is changed in the scenario as loaded.
    """

    label: str
    words: str
    settings: Settings = lambda _scenario, _target: ()
    amended: Amended = lambda scenario, _target, _knock_out: scenario


def knocked_out(knock_out: PatternKnockOut, base: Scenario, target: PatternTarget, *, loaded: Loaded) -> Scenario:
    """Take an input out of a scenario.

    Args:
        knock_out: Which.
        base: The scenario as it is.
        target: The pattern.
        loaded: Loads it with further settings.
    """
    way = KNOCK_OUTS[knock_out.name]
    return way.amended(loaded(tuple(way.settings(base, target))), target, knock_out)


def with_settings(own: Iterable[str], settings: tuple[str, ...]) -> tuple[str, ...]:
    """Add settings to those of the user; where they name another policy, his own levers go, as the policy does."""
    renews = any(setting.startswith(f"{_POLICY}policy=") for setting in settings)
    return (*(each for each in own if not (renews and each.strip().startswith(_POLICY))), *settings)


def lacking(target: PatternTarget, scenario: Scenario) -> str:
    """Say what a scenario lacks for a pattern to be looked for and its input taken out; empty where nothing is."""
    if any(first < scenario.start or last > scenario.end for first, last in target.periods):
        return f"it runs from {scenario.start} to {scenario.end}"
    if target.event is not None:
        event = next((event for event in scenario.events if event.key == target.event), None)
        first, last = target.window
        if event is None or not event.tension:
            return f"it has no spark '{target.event}'"
        if not first <= event.on <= last:
            return f"its '{target.event}' is on {event.on}"
    places = {row.name for row in scenario.tables.municipalities}
    missing = [each.place for each in target.knock_outs if each.place is not None and each.place not in places]
    return f"it has no municipality '{missing[0]}'" if missing else ""


def frozen_trends(scenario: Scenario, _target: PatternTarget) -> Iterator[str]:
    """Keep hardship, trust and police as they were on the first day; arms, which troops collect, still fall."""
    yield "theory.trust=fixed"
    yield f"hardship.floor={scenario.value('hardship.start')}"
    for kind in ("international", "local"):
        series = scenario.series(f"police.{kind}")
        yield from (f"police.{kind}[{entry}].officers={series[0][1]}" for entry in range(len(series)))


def no_troops(_scenario: Scenario, _target: PatternTarget) -> Iterator[str]:
    """Send no troops at any time, and no reserve."""
    yield from ("drawdown.policy=hold", "drawdown.troops=0", "reserve.size=0")


def no_spark(scenario: Scenario, target: PatternTarget) -> Iterator[str]:
    """Leave the event in the timeline as a mere date: nobody's tension rises."""
    event = next(event for event in scenario.events if event.key == target.event)
    yield from (f"events.{event.key}.tension[{entry}].size=0" for entry in range(len(event.tension)))


def within_as_between(scenario: Scenario, target: PatternTarget) -> Iterator[str]:
    """Let attacks of a crowd fall on its own community by its share of the people around.

    The one figure is the mean of these shares over those whom the event stirs up, so that in the theatre as a whole
    a person is as likely to be attacked as his neighbour.
    """
    home = prepare(scenario).geography.home.astype(float)
    event = next(event for event in scenario.events if event.key == target.event)
    stirred = [COMMUNITIES.index(name) for name in {name for shift in event.tension for name in shift.communities}]
    crowd = home[:, sorted(stirred)]
    own = crowd / home.sum(axis=1, keepdims=True)
    yield f"violence.within_share={(crowd * own).sum() / crowd.sum()}"


def _spark_in_one_place(scenario: Scenario, target: PatternTarget, knock_out: PatternKnockOut) -> Scenario:
    """Put the spark into one municipality instead of all."""
    events = scenario.document.events
    event = events[str(target.event)]
    places = (str(knock_out.place),)
    tension = tuple(shift.model_copy(update={"municipalities": places}) for shift in event.tension)
    return _with_event(scenario, str(target.event), event.model_copy(update={"tension": tension}))


def _strength_held(scenario: Scenario, target: PatternTarget, _knock_out: PatternKnockOut) -> Scenario:
    """Cut nothing from a year before the event on."""
    on = _day_of(scenario, target) - _YEAR
    held = EventTable(
        on=on,
        label="cuts held",
        because="knocked out for the scorecard: no cut in the year before the event",
        holds_reductions=True,
    )
    return _with_event(scenario, HELD, held)


def _day_of(scenario: Scenario, target: PatternTarget) -> date:
    return next(event.on for event in scenario.events if event.key == target.event)


def _with_event(scenario: Scenario, key: str, event: EventTable) -> Scenario:
    """Lay an event over a loaded scenario; its figures keep their paths and values."""
    events = {**scenario.document.events, key: event}
    return replace(scenario, document=scenario.document.model_copy(update={"events": events}))


KNOCK_OUTS: dict[str, KnockOut] = {
    "trends": KnockOut(
        "without trends", "hardship, trust and police stay as they were on the first day", frozen_trends
    ),
    "troops": KnockOut("without troops", "no troops at any time, and no reserve", no_troops),
    "spark": KnockOut("without its spark", "the event excites nobody", no_spark),
    "spark-in-one-place": KnockOut(
        "with a spark in one place", "the spark goes into one municipality alone", amended=_spark_in_one_place
    ),
    "strength-held": KnockOut(
        "without cuts", "the force is not cut in the year before the event", amended=_strength_held
    ),
    "within-equals-between": KnockOut(
        "with within = between", "a neighbour of one's own community is as likely to be attacked", within_as_between
    ),
    "uniform-rules": KnockOut(
        "with uniform rules", "one force under one command", lambda _scenario, _target: ("theory.response=unified",)
    ),
    "reserve": KnockOut("without reserve", "nobody is flown in", lambda _scenario, _target: ("reserve.size=0",)),
}
