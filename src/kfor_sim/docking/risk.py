"""Perceived risk on the lattice, looked up: the option of the slot `deterrence` itself, asked once for every case."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kfor_sim.mechanisms import SLOTS
from kfor_sim.mechanisms.deterrence import Street


def risk_table(rule: str, *, constant: float, sites: int) -> NDArray[np.float64]:
    """Give P for every number of cops and active agents that can be in view.

    Args:
        rule: A ratio rule of the slot `deterrence`, such as ``ratio-literal``.
        constant: k.
        sites: How many sites are in view.

    Returns:
        Shape (sites + 1, sites + 2): P by cops in view, and by active agents in view with the asker among them.
    """
    cops, active = np.meshgrid(np.arange(sites + 1.0), np.arange(sites + 2.0), indexing="ij")
    street = Street(presence=cops, active=active, personnel=cops, people=np.full_like(cops, sites + 1.0), force=0.0)
    function = SLOTS["deterrence"].options[rule].function
    if function is None:
        raise TypeError(f"`{rule}` is no function")
    risk: NDArray[np.float64] = function(street, constant=constant)
    return risk
