"""Searching for where a claim is lost: few replicates at first, more where luck decides, then halving the way.

Whatever gives a verdict on a departure can be searched: the model, or in tests a function with luck of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kfor_sim.claims import Judgement
from kfor_sim.robustness.departures import FigureRange, Settings

FIRST_LOOK = 4
"""Replicates of the first look at a departure."""
FULL_LOOK = 16
"""Replicates of the last one, unless more are asked for."""
NOT_POSSIBLE = "not possible"
"""The verdict on a departure that a schedule refuses."""

Look = Callable[[Mapping[Settings, int], str], Sequence[Judgement | str]]
"""Judges departures, all at once, each on so many replicates; or says why one cannot be had.

The second argument says in a few words what they are.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a departure.

    Attributes:
        judgement: The verdict on the claim; None where a schedule cannot have the departure.
        replicates: On how many replicates.
        refusal: Why it cannot be had; empty where it can.
    """

    judgement: Judgement | None
    replicates: int = 0
    refusal: str = ""

    @property
    def verdict(self) -> str:
        """That on the claim, or "not possible"."""
        return self.judgement.verdict if self.judgement else NOT_POSSIBLE

    @property
    def is_lost(self) -> bool:
        """Whether the claim no longer holds: reversed, without any difference, or no longer told from luck."""
        return self.judgement is not None and self.judgement.verdict != "holds"

    @property
    def is_turned(self) -> bool:
        """Whether it is known to fail, luck apart."""
        return self.is_lost and self.verdict != "undecided"


def settle(asked: Iterable[Settings], look: Look, *, full: int, label: str) -> dict[Settings, Found]:
    """Judge departures on as few replicates as tell.

    All are looked at with four replicates. Where the claim holds on these, that is the verdict. Where luck decides,
    there are twice as many, and so on up to the full number; where the claim seems lost, the full number at once: that
    a departure loses the claim is never said on fewer. The replicates of an earlier look are among those of the next.

    Looking several times at one interval is not corrected for. Where the difference is nil in truth, an interval of
    90 % says "holds" in one look of twenty; with looks at 4, 8 and 16 replicates, in about one search of nine
    (tests/unit/test_breaking.py counts it), and "reversed" in one of twenty, as that is only said on all of them.

    Args:
        asked: The departures.
        look: Judges them.
        full: Replicates of the last look.
        label: A few words for the bar.

    Returns:
        What came of each, on the replicates that decided.
    """
    settled: dict[Settings, Found] = {}
    still = dict.fromkeys(asked, min(FIRST_LOOK, full))
    in_order = tuple(still)
    while still:
        came = dict(zip(still, look(still, label), strict=True))
        more: dict[Settings, int] = {}
        for departure, said in came.items():
            n = still[departure]
            found = Found(None, refusal=said) if isinstance(said, str) else Found(said, n)
            if n < full and found.is_lost:
                more[departure] = full if found.is_turned else min(2 * n, full)
            else:
                settled[departure] = found
        still = more
    return {departure: settled[departure] for departure in in_order}


@dataclass(frozen=True, slots=True)
class Step:
    """A value that was tried.

    Attributes:
        value: Of the figure.
        found: What came of it.
    """

    value: float
    found: Found


@dataclass(frozen=True, slots=True)
class Way:
    """The way of a figure from its default to an end of its range.

    Attributes:
        figure: The figure.
        steps: The values that were tried, the end first; none of them is the default, where the claim holds.
    """

    figure: FigureRange
    steps: tuple[Step, ...]

    @property
    def end(self) -> Step:
        """The end of the range."""
        return self.steps[0]

    @property
    def lost(self) -> Step | None:
        """The value nearest to the default at which the claim no longer holds; None where it holds at the end."""
        return min((step for step in self.steps if step.found.is_lost), key=self._distance, default=None)

    @property
    def turned(self) -> Step | None:
        """The value nearest to the default at which it is known to fail, luck apart."""
        return min((step for step in self.steps if step.found.is_turned), key=self._distance, default=None)

    @property
    def holds_at(self) -> float:
        """The value farthest from the default at which the claim still holds before it is lost."""
        held = [step for step in self.steps if step.found.verdict == "holds" and self._distance(step) < self.distance]
        return max(held, key=self._distance).value if held else self.figure.default

    @property
    def distance(self) -> float:
        """How far one has to go until the claim no longer holds, in units of the range; infinity where it does."""
        return self._distance(self.lost) if self.lost else float("inf")

    @property
    def next_value(self) -> float | None:
        """The value to be tried next; None when nothing is left to be known."""
        if self.lost is None or not self.steps[-1].found.judgement:
            return None
        return self.figure.middle(self.holds_at, self.lost.value)

    def with_step(self, value: float, found: Found) -> Way:
        """The same way with one more value tried."""
        return Way(self.figure, (*self.steps, Step(value, found)))

    def _distance(self, step: Step) -> float:
        return self.figure.distance(step.value)


def walked(ways: Iterable[Way], look: Look, *, full: int, label: str) -> tuple[Way, ...]:
    """Halve each way at whose end the claim is lost until it is known where; all ways in step with each other.

    A value at which the claim holds moves the near end out, any other moves the far end in, until both are a sixteenth
    of the range apart. That takes it that the claim is lost once on the way, and stays lost.

    Args:
        ways: Ways of which the end was tried.
        look: Judges departures.
        full: Replicates of the last look.
        label: A few words for the bar.

    Returns:
        The ways, in their order, with all values that were tried.
    """
    every = list(ways)
    while middles := {place: value for place, way in enumerate(every) if (value := way.next_value) is not None}:
        departures = {place: every[place].figure.at(value) for place, value in middles.items()}
        settled = settle(departures.values(), look, full=full, label=label)
        for place, value in middles.items():
            every[place] = every[place].with_step(value, settled[departures[place]])
    return tuple(every)
