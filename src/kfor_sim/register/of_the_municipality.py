"""Measures of one well-mixed municipality: against the lattice, and of the order in which its residents decide."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from kfor_sim.docking.lattice import Lattice, live
from kfor_sim.docking.municipality import Steps, Turns, municipality
from kfor_sim.register.measuring import measure
from kfor_sim.scenario.lattice_runs import Course, lattice_figures, lattice_runs

_SIDE, _PEOPLE = 10, 85
_RULE = "ratio-round"


@dataclass(frozen=True, slots=True)
class _World:
    """What a municipality is like, and from which step on it is looked at."""

    officers: int
    legitimacy: float
    longest_term: float
    steps: int
    late: int

    def lived(self, turns: Turns, seed: int, replicate: int) -> Steps:
        """Live through one replicate of it."""
        figures = lattice_figures()
        return municipality(
            _PEOPLE,
            self.officers,
            rule=_RULE,
            legitimacy=self.legitimacy,
            deterrence=figures.deterrence,
            threshold=figures.threshold,
            longest_term=self.longest_term,
            steps=self.steps,
            seed=seed,
            replicate=replicate,
            turns=turns,
        )


_NO_RELEASE = _World(officers=9, legitimacy=0.1, longest_term=inf, steps=9, late=4)
_IN_THE_BALANCE = _World(officers=7, legitimacy=0.5, longest_term=10, steps=25, late=15)


@measure(
    "agents",
    "in jail in late steps: of one municipality less of the lattice, where all see all and nobody is released",
    of="replicate",
    compiled=True,
)
def jailed_beside_the_lattice(seed: int, replicate: int) -> float:
    """Compare a municipality whose residents decide one by one with the lattice, both with the same numbers."""
    world = _NO_RELEASE
    run = lattice_runs()["run-2"].model_copy(
        update={
            "vision": _SIDE,
            "legitimacy": _steady(world.legitimacy),
            "cops": _steady(world.officers),
            "jail": world.longest_term,
            "steps": world.steps,
        }
    )
    figures = lattice_figures().model_copy(update={"side": _SIDE, "agents": _PEOPLE})
    life = live(Lattice("well mixed", run, _RULE, figures, seed=seed, moves=False), replicate)
    place = world.lived("one by one", seed, replicate)
    return float(place.jailed[world.late :].mean() - life["jailed"][world.late :].mean())


@measure(
    "share", "municipalities that tip where residents decide in rounds, less those where one by one", of="replicate"
)
def tipping_in_rounds(seed: int, replicate: int) -> float:
    """Compare the two ways of deciding where it hangs in the balance whether the crowd outgrows the officers."""
    return float(_tips("rounds", seed, replicate)) - float(_tips("one by one", seed, replicate))


def _tips(turns: Turns, seed: int, replicate: int) -> bool:
    """Whether more than two residents to an officer are active, on average of the late steps."""
    world = _IN_THE_BALANCE
    return bool(world.lived(turns, seed, replicate).active[world.late :].mean() > 2 * world.officers)


def _steady(level: float) -> Course:
    return Course(start=level, end=level, first=0, last=1)
