"""A preset run of the lattice under one rule, and its replicates."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kfor_sim.docking.risk import risk_table
from kfor_sim.docking.series import COLUMNS
from kfor_sim.docking.torus import BESIDE, in_view
from kfor_sim.errors import InputError, MissingExtraError
from kfor_sim.model.processes.mobilisation import grievance
from kfor_sim.model.record import Recorded
from kfor_sim.model.streams import Stream, Streams
from kfor_sim.scenario.lattice_runs import Course, LatticeFigures, LatticeRun, lattice_figures, lattice_runs
from kfor_sim.scenario.suggestions import did_you_mean
from kfor_sim.written import hash_of_files

if TYPE_CHECKING:
    import pandas as pd

RULES = ("ratio-literal", "ratio-round", "ratio-floor")
"""The ratio C / A as it is printed, rounded, and rounded down: options of the slot `deterrence`."""
SEED = 2002
"""The seed of all lattices, unless another is asked for."""
_WRITTEN = (  # what decides about numbers beside the figures
    "docking/kernel.py",
    "docking/lattice.py",
    "docking/torus.py",
    "model/population/decision.py",
    "model/processes/mobilisation.py",
    "model/streams.py",
)
_SERIES = "series"


@dataclass(frozen=True)
class Lattice:
    """A run of the lattice under one rule; its replicates differ in luck, and rules share it.

    Attributes:
        name: What it is called.
        run: How far one sees, legitimacy, jail, cops, steps.
        rule: An option of the slot `deterrence` for the ratio C / A.
        figures: What all runs share.
        seed: The seed of all draws.
        moves: Whether anybody moves; nobody does in a world that is to be well mixed.
    """

    name: str
    run: LatticeRun
    rule: str
    figures: LatticeFigures = field(default_factory=lattice_figures)
    seed: int = SEED
    moves: bool = True

    @cached_property
    def key(self) -> str:
        """What its replicates depend on, the function that gives the risk among it."""
        content = {
            "lattice": hash_of_files(*_WRITTEN),
            "run": self.run.model_dump(mode="json", exclude={"title"}),
            "figures": self.figures.model_dump(mode="json", exclude={"outburst"}),
            "risk": hashlib.sha256(self.risk.tobytes()).hexdigest(),
            "seed": self.seed,
            "moves": self.moves,
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    def draw(self, replicate: int) -> Recorded:
        """Live through one replicate and give its series."""
        return {_SERIES: live(self, replicate).series}

    @property
    def risk(self) -> NDArray[np.float64]:
        """P by cops and by active agents in view, as `risk_table` has it."""
        sites = in_view(self.figures.side, self.run.vision).shape[1]
        return risk_table(self.rule, constant=self.figures.deterrence, sites=sites)


@dataclass(frozen=True, eq=False, slots=True)
class Life:
    """One replicate.

    Attributes:
        lattice: What was lived through.
        replicate: The number of the replicate.
        series: One row for each step, the start first, and one column for each of `COLUMNS`, shape (steps + 1, column).
        frames: What is on each site after each step, as `series` numbers it, shape (steps + 1, side, side); None where
            it was not asked for.
    """

    lattice: Lattice
    replicate: int
    series: NDArray[np.int16]
    frames: NDArray[np.int8] | None = None

    def __getitem__(self, column: str) -> NDArray[np.int64]:
        """Give a column of the series by its name, shape (steps + 1,)."""
        return self.series[:, COLUMNS.index(column)].astype(np.int64)

    def frame(self) -> pd.DataFrame:
        """Give the series as a table: a row for each step, the start first, and a column for each of `COLUMNS`."""
        import pandas as pd

        return pd.DataFrame(self.series.astype(np.int64), columns=list(COLUMNS)).rename_axis(index="step")

    @property
    def steps(self) -> int:
        """The last step."""
        return len(self.series) - 1

    @classmethod
    def of(cls, lattice: Lattice, replicate: int, arrays: Recorded) -> Life:
        """Read a life from what `Lattice.draw` gave."""
        return cls(lattice, replicate, arrays[_SERIES])


def lattice_of(run: str, rule: str = "ratio-literal", *, seed: int = SEED, steps: int | None = None) -> Lattice:
    """Make the lattice of one of the paper's runs.

    Args:
        run: ``run-1`` to ``run-8``.
        rule: How the ratio C / A is read, one of `RULES`.
        seed: The seed of all draws.
        steps: For how many steps it is followed; without it as long as the preset says.

    Returns:
        The lattice, which `live` lives through.

    Source:
        J. M. Epstein (2002), Modeling civil violence: an agent-based computational approach, PNAS 99 suppl. 3,
        7243-7250. What is our reading of it stands in scenarios/epstein.toml.

    Raises:
        InputError: There is no such run or rule, or a number is not allowed.

    Example:
        >>> lattice_of("run-5", "ratio-floor").rule
        'ratio-floor'
    """
    runs = lattice_runs()
    if run not in runs:
        meant = next((name for name in runs if name in run), "")
        hint = f"did you mean '{meant}'?" if meant else did_you_mean(run, runs)
        raise InputError(f"there is no run '{run}' of the lattice; {hint}")
    if rule not in RULES:
        raise InputError(f"'{rule}' is no rule for the ratio of cops to active agents; {did_you_mean(rule, RULES)}")
    if not 0 <= seed < 2**63:
        raise InputError(f"the seed must be from 0 to 2**63 - 1; got {seed}")
    chosen = runs[run]
    if steps is not None:
        if steps < 1:
            raise InputError(f"a lattice is followed for at least one step; got {steps}")
        chosen = chosen.model_copy(update={"steps": steps})
    return Lattice(run, chosen, rule, seed=seed)


def live(lattice: Lattice, replicate: int, *, frames: bool = False) -> Life:
    """Live through one replicate; the first one in a process takes seconds more, since it is compiled.

    Args:
        lattice: The lattice.
        replicate: The number of the replicate, from 0.
        frames: Whether to keep what is on each site after each step.

    Returns:
        The life: ``frame()`` has a row for each step, the start first, in numbers of agents.

    Raises:
        MissingExtraError: Numba is not installed.
    """
    kernel = _kernel()
    run, figures = lattice.run, lattice.figures
    steps = np.arange(run.steps + 1)
    cops = np.rint(_levels(run.cops, steps)).astype(np.int32)
    legitimacy = _levels(run.legitimacy, steps)
    rng = Streams(lattice.seed, replicate).generator(Stream.LATTICE)
    people = _people(kernel, lattice, int(cops[0]), rng)
    sites = np.zeros(figures.side**2, dtype=kernel.SITE)
    sites["occupant"] = kernel.NOBODY
    record = np.zeros((steps.size, len(COLUMNS)), dtype=np.int16)
    shown = np.zeros((steps.size if frames else 0, sites.size), dtype=np.int8)
    last = kernel.live(
        people,
        sites,
        in_view(figures.side, run.vision),
        in_view(figures.side, BESIDE),
        lattice.risk,
        kernel.Rules(
            threshold=float(figures.threshold),
            jail=float(run.jail),
            groups=run.model == 2,
            cloning=float(figures.cloning),
            longest_life=float(figures.longest_life),
            moves=lattice.moves,
            acts_first=run.turns == "act, then move",
            drawn=run.turns == "drawn",
        ),
        grievance(np.ones(1), legitimacy[np.newaxis, :], np.zeros((1, steps.size)))[0],
        cops,
        rng,
        record,
        shown,
    )
    side = (-1, figures.side, figures.side)
    return Life(lattice, replicate, record[: last + 1], shown[: last + 1].reshape(side) if frames else None)


def _levels(course: Course, steps: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give the level at each step."""
    return np.interp(steps, [course.first, course.last], [course.start, course.end])


def _people(kernel: ModuleType, lattice: Lattice, cops: int, rng: np.random.Generator) -> NDArray[Any]:
    """Draw who is where at the start: the same for every rule, since nothing of a rule is drawn before."""
    figures, groups = lattice.figures, lattice.run.model == 2
    sites = figures.side**2
    agents = sites if groups else figures.agents  # of Model II there can be as many as there are sites
    people = np.zeros(agents + cops, dtype=kernel.PERSON)
    people["hardship"][:agents] = rng.random(agents)
    people["aversion"][:agents] = rng.random(agents)
    people["death"] = np.inf
    if groups:
        people["death"][:agents] = rng.random(agents) * figures.longest_life
        people["group"][:agents] = np.arange(agents) % 2
    place = np.argsort(rng.random(sites), kind="stable")
    people["state"] = kernel.DEAD
    people["state"][: figures.agents] = kernel.QUIET
    people["state"][agents:] = kernel.COP
    people["site"] = kernel.NOBODY
    people["site"][: figures.agents] = place[: figures.agents]
    people["site"][agents:] = place[figures.agents : figures.agents + cops]
    return people


def demand_compiler() -> None:
    """Demand what compiles the lattice, before anything is computed.

    Raises:
        MissingExtraError: Numba is not installed.
    """
    if find_spec("numba") is None:
        raise _missing()


def _missing() -> MissingExtraError:
    return MissingExtraError("docking", "the lattice of Epstein's model, which Numba compiles,")


def _kernel() -> ModuleType:
    """Import what is compiled.

    Raises:
        MissingExtraError: Numba is not installed, or not for this Python or NumPy.
    """
    try:
        from kfor_sim.docking import kernel
    except ImportError:
        raise _missing() from None
    return kernel
