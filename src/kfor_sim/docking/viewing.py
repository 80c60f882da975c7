"""One life of the lattice to be looked at: its series and, of a stretch of it, every site."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, SupportsIndex

import pandas as pd

from kfor_sim.answers import kept
from kfor_sim.arguments import check_only
from kfor_sim.docking.lattice import SEED, Life, lattice_of, live
from kfor_sim.docking.outbursts import outbursts
from kfor_sim.docking.series import COLUMNS
from kfor_sim.errors import InputError
from kfor_sim.folders import Folder
from kfor_sim.key import hash_of
from kfor_sim.scenario import Citation
from kfor_sim.scenario.lattice_runs import lattice_source
from kfor_sim.scenario.location import scenario_folder
from kfor_sim.scenario.sources import read_sources

_BEFORE, _LONG = 20, 100  # steps of a stretch before what is to be seen, and in all


@dataclass(frozen=True, slots=True)
class LatticeView:
    """One life, and the stretch of it that is shown site by site.

    Attributes:
        life: The life, with its frames.
        first, last: The first and the last step of the stretch.
        store: Where tables and pictures are kept; None if nowhere.
    """

    life: Life
    first: int
    last: int
    store: Folder | None = None

    kind: ClassVar[str] = "lattice"

    @property
    def about(self) -> str:
        """The run by which its folder is called."""
        return f"{self.life.lattice.name}-{self.life.lattice.rule}"

    @property
    def folder(self) -> Path | None:
        """Where tables and pictures are kept; None if nowhere."""
        return self.store.folder if self.store else None

    @property
    def key(self) -> str:
        """What it depends on, as a hash."""
        content = [self.kind, self.life.lattice.key, self.life.replicate, self.first, self.last]
        return hash_of(content)

    @property
    def bibliography(self) -> tuple[Citation, ...]:
        """The paper."""
        paper = read_sources((scenario_folder() / "sources.toml",))[lattice_source()]
        return (replace(paper, cited_for=(self.life.lattice.name,)),)

    def frame(self) -> pd.DataFrame:
        """Give the series: ``step``, and a column for each of `COLUMNS`."""
        frame = pd.DataFrame(self.life.series, columns=list(COLUMNS))
        frame.insert(0, "step", range(len(frame)))
        return frame

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give its table by the name of its file."""
        return {"series.csv": self.frame()}

    def told(self) -> dict[str, Any]:
        """Say how the table came about, in the keys of the manifest."""
        lattice = self.life.lattice
        return {
            "names": [self.about],
            "key": self.key,
            "seed": lattice.seed,
            "replicate": self.life.replicate,
            "rule": lattice.rule,
            "run": lattice.run.model_dump(mode="json"),
            "figures": lattice.figures.model_dump(mode="json"),
            "shown": [self.first, self.last],
        }

    def __repr__(self) -> str:
        """One line."""
        lattice = self.life.lattice
        return f"<LatticeView of {lattice.name} under {lattice.rule}, replicate {self.life.replicate}>"


def view_lattice(
    run: str,
    rule: str,
    *,
    seed: int = SEED,
    replicate: SupportsIndex = 0,
    steps: int | None = None,
    first: int | None = None,
    last: int | None = None,
    output: str | Path | None = None,
) -> LatticeView:
    """Live through one replicate of a run, to look at it.

    Args:
        run: ``run-1`` to ``run-8``.
        rule: How the ratio C / A is read.
        seed: The seed of all draws.
        replicate: The number of the replicate.
        steps: For how many steps it is followed; without it as long as the preset says.
        first: The step with which the stretch begins that is shown site by site; without it shortly before the first
            outburst, or before most are active where there is none; of Model II the start.
        last: The step with which it ends; without it a hundred steps later; of Model II the end.
        output: A folder of results, in which the life gets a folder of its own.

    Raises:
        KforError: There is no such run or rule, a number is not allowed, Numba is not installed, or the folder cannot
            be used.
    """
    life = live(lattice_of(run, rule, seed=seed, steps=steps), check_only(replicate), frames=True)
    begin, end = _stretch(life, first, last)
    return kept(LatticeView(life, begin, end), output)


def _stretch(life: Life, first: int | None, last: int | None) -> tuple[int, int]:
    """Settle what is shown site by site.

    Raises:
        InputError: There are no such steps.
    """
    groups = life.lattice.run.model == 2
    begins, _ = outbursts(life)
    seen = int(begins[0]) if begins.size else int(life["active"].argmax())
    usual = 0 if groups else max(min(seen - _BEFORE, life.steps - _LONG), 0)
    begin = usual if first is None else first
    end = (life.steps if groups else min(begin + _LONG, life.steps)) if last is None else last
    if not 0 <= begin < end <= life.steps:
        why = ", when a group had died out," if life.steps < life.lattice.run.steps else ""
        raise InputError(
            f"{life.lattice.name} was followed from step 0 to step {life.steps}{why} and cannot be shown from {begin} "
            f"to {end}; choose --from and --to within that, the first before the second"
        )
    return begin, end
