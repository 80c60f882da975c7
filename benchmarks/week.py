"""Where the time of a week goes: the ten processes of `KforModel.step`, and the residents apart from the rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kfor_sim.model.model import KforModel
from kfor_sim.model.parameters import Parameters
from kfor_sim.model.population.individuals import Individuals
from kfor_sim.prepare import prepare
from kfor_sim.scenario import load
from measuring import SEED, Finding, Row, Settings, machine, paired_row

TITLE = "Where the time of a week goes"
ABOUT = (
    "Mean time of a week over one replicate of `documented`, spin-up left aside; the ratio is the share of the whole"
    " week. The residents' time is part of the fifth process and stands apart below."
)

PROCESSES = KforModel.step.__code__.co_names
"""The methods that a week calls, in their order."""

RESIDENTS = ("open_week", "decide", "close_week")


@dataclass(slots=True)
class Clock:
    """Adds up the seconds of what it is wrapped around, by name."""

    seconds: dict[str, float] = field(default_factory=dict)

    def wrap(self, owner: object, name: str) -> None:
        """Replace a method of one object by itself with the clock running."""
        setattr(owner, name, self._timed(getattr(owner, name), name))

    def _timed(self, method: Callable[..., object], name: str) -> Callable[..., object]:
        self.seconds[name] = 0.0

        def timed(*arguments: object) -> object:
            began = time.perf_counter()
            try:
                return method(*arguments)
            finally:
                self.seconds[name] += time.perf_counter() - began

        return timed


def measure(settings: Settings) -> Iterator[Finding]:
    """Profile at the default resolution and at full scale, in turn."""
    worlds = {
        "default resolution": prepare(load("documented")),
        "full scale": prepare(load("documented", overrides=["run.persons_per_resident=1"])),
    }
    runs = range(1 if settings.quick else 7)
    profiles = [{name: profile(parameters) for name, parameters in worlds.items()} for _ in runs]
    for name, parameters in worlds.items():
        yield from _rows(name, [taken[name] for taken in profiles], weeks=parameters.setting.weeks)
    yield machine()


def profile(parameters: Parameters) -> dict[str, float]:
    """Live through one replicate; gives the seconds of each process, and of each call to the residents."""
    model, clock = KforModel(parameters, seed_of_run=SEED, population=Individuals, collect=False), Clock()
    for name in PROCESSES:
        clock.wrap(model, name)
    for name in RESIDENTS:
        clock.wrap(model.population, name)
    model.run()
    return clock.seconds


def _rows(scale: str, profiles: list[dict[str, float]], *, weeks: int) -> Iterator[Row]:
    """Make a row for the whole, for each process, for the residents and for the rest."""
    whole = [sum(taken[name] for name in PROCESSES) / weeks for taken in profiles]
    residents = [sum(taken[name] for name in RESIDENTS) / weeks for taken in profiles]
    parts = {"the whole week": whole}
    for place, name in enumerate(PROCESSES, 1):
        parts[f"{place}. {name.strip('_').replace('_', ' ')}"] = [taken[name] / weeks for taken in profiles]
    parts["the residents, part of 5"] = residents
    parts["all but the residents"] = [every - theirs for every, theirs in zip(whole, residents, strict=True)]
    for label, seconds in parts.items():
        yield paired_row(f"{label}, {scale}", seconds, "the whole week", whole)
