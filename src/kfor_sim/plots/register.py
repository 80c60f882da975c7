"""The pictures of the register: each claim about the lattice names the one that shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from kfor_sim.docking.lattice import RULES
from kfor_sim.plots.lattice import figure_cop_reduction, figure_legitimacy, figure_outbursts
from kfor_sim.plots.lattice_groups import figure_deception, figure_groups
from kfor_sim.plots.lattice_stage import label
from kfor_sim.plots.lattice_waits import figure_extinction, figure_waiting

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from kfor_sim.docking import Life
    from kfor_sim.register import Register

_BY_RULE: dict[str, tuple[str, Callable[..., Figure]]] = {
    "deception": ("run-1", figure_deception),
    "outbursts": ("run-2", figure_outbursts),
    "waiting": ("run-2", figure_waiting),
    "cop-reduction": ("run-5", figure_cop_reduction),
}
_BY_NAME: dict[str, Callable[..., Figure]] = {"groups": figure_groups, "extinction": figure_extinction}
_GRADUAL, _SUDDEN = "run-3", "run-4"


def pictures_of_register(register: Register) -> dict[str, Callable[[Register], Figure]]:
    """Say how each picture that the claims name is drawn, by the name of its files."""
    named = dict.fromkeys(each.claim.picture for each in register.checked.values() if each.claim.picture)
    return {name: partial(_drawn, name=name) for name in named}


def _drawn(register: Register, *, name: str) -> Figure:
    if name in _BY_RULE:
        run, draw = _BY_RULE[name]
        return draw(_of(register, run))
    if name in _BY_NAME:
        return _BY_NAME[name](_groups(register))
    return figure_legitimacy(_of(register, _GRADUAL), _of(register, _SUDDEN))


def _of(register: Register, run: str) -> dict[str, Sequence[Life]]:
    """Lives of a run by rule, in the order of `RULES`."""
    return {rule: register.lives[run, rule] for rule in RULES if (run, rule) in register.lives}


def _groups(register: Register) -> Mapping[str, Sequence[Life]]:
    """Lives of the runs of Model II, each by its name, and by the rule as well where there are cops."""
    found = {}
    for (run, rule), lives in sorted(register.lives.items(), key=lambda at: (at[0][0], RULES.index(at[0][1]))):
        lattice = lives[0].lattice
        if lattice.run.model == 2:
            found[f"{run}, {label(rule)}" if lattice.run.policed else run] = lives
    return found
