"""Departures from the defaults: a figure along its range, another option of a slot, and two of these together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import ceil, floor, log2, log10

from kfor_sim.errors import InputError
from kfor_sim.mechanisms import SLOTS
from kfor_sim.scenario import Scenario
from kfor_sim.scenario.figures import Figure
from kfor_sim.scenario.keypaths import demand_at, path_parts
from kfor_sim.scenario.suggestions import did_you_mean, listed

Settings = tuple[str, ...]
"""A departure as ``--set`` takes it, in all schedules alike."""

PARTS = 16
"""Into how many parts a range is cut: a value is searched for until it is known to within one of them."""

_ROUNDED = 1.01  # of a part: how far rounded values may be apart
_DIGITS = 3  # of a range that values on the way keep
_LEVERS = "drawdown."
_NO_ASSUMPTIONS = ("run.", "report.", "security.floors[")  # how runs are made, and what only counts
_APART = "population"  # a slot whose options are ways to compute one thing


@dataclass(frozen=True, slots=True)
class FigureRange:
    """A figure and the range in which it could as well lie.

    Attributes:
        path: Its name, such as ``unrest.deterrence``.
        unit: Its unit.
        basis: assumed, calibrated or documented.
        reason: Why its range is what it is, as the file has it; empty for a documented one.
        default: Its value in all schedules.
        low: The lower end of its range.
        high: The upper end.
        is_whole: Whether only whole numbers make sense.
    """

    path: str
    unit: str
    basis: str
    reason: str
    default: float
    low: float
    high: float
    is_whole: bool = False

    @property
    def ends(self) -> tuple[float, ...]:
        """The ends of the range; one at which the figure stands already is left out."""
        return tuple(end for end in (self.low, self.high) if end != self.default)

    def distance(self, value: float) -> float:
        """How far a value lies from the default, in units of the range."""
        return abs(value - self.default) / (self.high - self.low)

    def middle(self, near: float, far: float) -> float | None:
        """A value half way between two; None once they are a sixteenth of the range apart, or neighbours."""
        if abs(far - near) <= _ROUNDED * (self.high - self.low) / PARTS:
            return None
        decimals = 0 if self.is_whole else _DIGITS - floor(log10(self.high - self.low))
        middle = round((near + far) / 2, decimals)
        return middle if min(near, far) < middle < max(near, far) else None

    def most_values(self, end: float) -> int:
        """How many values are tried at most on the way to an end, the end included."""
        return 1 + max(ceil(log2(self.distance(end) * PARTS) - log2(_ROUNDED)), 0)

    def at(self, value: float) -> Settings:
        """The departure that gives the figure a value."""
        return (f"{self.path}={int(value) if self.is_whole else value!r}",)


@dataclass(frozen=True, slots=True)
class Change:
    """Another option of a slot than the one that the schedules share.

    Attributes:
        slot: The slot.
        option: The option that is taken.
        instead_of: The one that the schedules have.
    """

    slot: str
    option: str
    instead_of: str

    @property
    def name(self) -> str:
        """What tables call it: ``deterrence=none``."""
        return f"{self.slot}={self.option}"

    @property
    def settings(self) -> Settings:
        """The departure."""
        return (f"theory.{self.name}",)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that is not changed, and why.

    Attributes:
        name: Path of a figure, or name of a slot.
        because: The reason.
    """

    name: str
    because: str


def figures_of(
    schedules: Mapping[str, Scenario], *, containing: str | None = None
) -> tuple[tuple[FigureRange, ...], tuple[LeftOut, ...]]:
    """Find the figures that can be changed along their ranges in all schedules alike.

    Args:
        schedules: The schedules, the baseline first.
        containing: A piece of a path; without it all figures.

    Returns:
        The assumed, calibrated and documented figures with a range that some schedule uses, and that all have alike;
        and those that would be among them, were they not levers or different from schedule to schedule.

    Raises:
        InputError: No such figure has that piece in its path.
    """
    found: list[FigureRange] = []
    left_out: list[LeftOut] = []
    for path in dict.fromkeys(path for scenario in schedules.values() for path in _in_use(scenario)):
        if path.startswith(_LEVERS):
            left_out.append(LeftOut(path, "a lever: what the schedules are about"))
        elif not _is_alike(path, schedules.values()):
            left_out.append(LeftOut(path, f"the schedules differ in it ({_values(path, schedules)})"))
        else:
            found.append(_range(path, next(iter(schedules.values()))))
    wanted = tuple(each for each in found if containing is None or containing in each.path)
    if containing is not None and not wanted:
        raise InputError(_none_has(containing, found, left_out, schedules.values()))
    return wanted, tuple(each for each in left_out if containing is None or containing in each.name)


def changes_of(schedules: Mapping[str, Scenario]) -> tuple[tuple[Change, ...], tuple[LeftOut, ...]]:
    """Find the options that all schedules could take instead of the ones that they share.

    Args:
        schedules: The schedules.

    Returns:
        The other options of each slot, that of how people are represented apart; and the slots in which schedules
        differ.
    """
    found: list[Change] = []
    left_out: list[LeftOut] = []
    for name, slot in SLOTS.items():
        taken = {schedule: scenario.options[name] for schedule, scenario in schedules.items()}
        own = next(iter(taken.values()))
        if name == _APART:
            continue
        if any(option != own for option in taken.values()):
            said = ", ".join(f"{schedule} {option}" for schedule, option in taken.items())
            left_out.append(LeftOut(name, f"the schedules differ in it ({said})"))
        else:
            found += [Change(name, option, own) for option in slot.options if option != own]
    return tuple(found), tuple(left_out)


def pairs_of(changes: Iterable[Change]) -> tuple[tuple[Change, Change], ...]:
    """Put together each two options of different slots."""
    return tuple((one, other) for one, other in combinations(changes, 2) if one.slot != other.slot)


def joined(pair: tuple[Change, Change]) -> Settings:
    """The departure that takes two options together."""
    one, other = pair
    return one.settings + other.settings


def _in_use(scenario: Scenario) -> Iterator[str]:
    """The figures with a range that the chosen options read."""
    idle = scenario.idle
    for path, figure in scenario.figures.items():
        if path not in idle and not path.startswith(_NO_ASSUMPTIONS) and _has_range(figure):
            yield path


def _has_range(figure: Figure | None) -> bool:
    """Whether a figure has two ends that differ."""
    low, high = figure.bounds if figure else (None, None)
    return low is not None and high is not None and low < high


def _is_alike(path: str, schedules: Iterable[Scenario]) -> bool:
    """Whether all schedules have a figure with the same value and the same range."""
    figures = [(scenario.values.get(path), scenario.figures.get(path)) for scenario in schedules]
    return len({(value, figure.bounds if figure else None) for value, figure in figures}) == 1


def _range(path: str, scenario: Scenario) -> FigureRange:
    """Read a figure and its range."""
    figure, demand = scenario.figures[path], demand_at(path_parts(path))
    low, high = figure.bounds
    is_whole = demand is not None and demand.whole
    if low is None or high is None:
        raise ValueError(f"{path} has no range")  # `_in_use` gives none such
    return FigureRange(path, figure.unit, figure.basis, figure.reason, scenario.values[path], low, high, is_whole)


def _values(path: str, schedules: Mapping[str, Scenario]) -> str:
    """What each schedule has; where they have the same value, one of them has it as its own choice."""
    values = {name: scenario.values.get(path) for name, scenario in schedules.items()}
    if len(set(values.values())) == 1:
        return "the same value, not with the same range"
    return ", ".join(f"{name} {'none' if value is None else f'{value:,.6g}'}" for name, value in values.items())


def _none_has(
    piece: str, found: Iterable[FigureRange], left_out: Iterable[LeftOut], schedules: Iterable[Scenario]
) -> str:
    """Say why no figure has a piece in its path, or what could have been meant."""
    start = f"no figure with a range has '{piece}' in its path"
    not_changed = next((each for each in left_out if piece in each.name), None)
    if not_changed:
        return f"{start}, but {not_changed.name}, which is left out: {not_changed.because}"
    known = [path for scenario in schedules for path in scenario.values if piece in path]
    if piece and known:
        return f"{start}; {listed(dict.fromkeys(known))} cannot be changed: no range of its own, or nothing reads it"
    paths = [each.path for each in found]
    parts = dict.fromkeys([*paths, *(path.split(".")[0] for path in paths), *(path.split(".")[-1] for path in paths)])
    return f"{start}; {did_you_mean(piece, parts, 'figures begin with')}"
