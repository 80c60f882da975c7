"""The decision of one resident: whether grievance outweighs fear (Epstein 2002, equations of Model I).

Written for numbers and arrays alike, so that the same lines serve whoever decides: residents as arrays, a quadrature of
them, and the agents of the lattice on which published results are met again (`kfor_sim.docking`).
"""

from __future__ import annotations

from typing import Any


def acts(push: Any, aversion: Any, risk: Any, threshold: float) -> Any:
    """Tell who is active: h G − r P > τ, computed in this order everywhere, so that it is the same to the last bit.

    Args:
        push: h G, hardship times grievance of the place, any shape.
        aversion: r, risk aversion, same shape.
        risk: P, perceived risk, same shape.
        threshold: τ.

    Returns:
        Whether each is active, same shape.
    """
    return push - aversion * risk > threshold
