"""The tipping line: how much presence keeps a crowd small, from the closed form in which nobody leaves the street.

With hardship h and risk aversion r uniform on [0, 1], grievance G, threshold τ and risk P, a share s of those who
might be mobilised is on the street (`closed_form.active_share`); with the ratio rule P = 1 − exp(−k e / s), e the
presence for each person who might be mobilised. Solving for e,

    e(s) = −(s / k) ln(1 − P(s)),   P(s) = (G − τ)² / (2 G s)    while P ≥ G − τ, that is s ≤ (G − τ) / (2 G)
                                    P(s) = 2 (G (1 − s) − τ)     beyond

e falls all the way, from infinity at the share that a certain arrest leaves to 0 at 1 − τ / G, so that each presence
has one crowd: the closed form has no jump, only a slope, and a steep one where G is little above τ. The tipping line
marks its middle, where half of those whom hardship moves are on the street. There P = G − τ: with less presence, those
with most hardship act however averse to risk they are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def tipping_presence(grievance: ArrayLike, *, deterrence: float, threshold: float) -> Floats:
    """Give the presence at which half of those whom hardship moves are on the street.

    Args:
        grievance: G, any shape.
        deterrence: k of the ratio rule.
        threshold: τ.

    Returns:
        Persons on patrol for each person who might be mobilised, same shape; 0 where G ≤ τ, since nobody is moved;
        infinity where G ≥ 1 + τ, since no arrest, however certain, holds back those with most hardship.
    """
    pressure = np.asarray(grievance, dtype=np.float64)
    moved = np.clip(pressure - threshold, 0.0, 1.0)
    half = np.divide(moved, 2 * pressure, out=np.zeros(pressure.shape), where=moved > 0)
    with np.errstate(divide="ignore"):
        line: Floats = half / deterrence * -np.log1p(-moved)
    return line


def presence_for(share: float, grievance: ArrayLike, *, deterrence: float, threshold: float) -> Floats:
    """Give the presence that leaves a given share on the street: a contour of the closed form.

    Args:
        share: Share on the street of those who might be mobilised, between 0 and 1.
        grievance: G above 0, any shape.
        deterrence: k of the ratio rule.
        threshold: τ.

    Returns:
        Persons on patrol for each person who might be mobilised, same shape; NaN where no presence leaves that share:
        fewer are moved without any, or more are left by any.
    """
    pressure = np.asarray(grievance, dtype=np.float64)
    moved = pressure - threshold
    scale = np.where(moved > 0, pressure, 1.0)  # below the threshold nobody is moved
    steep = np.square(moved) / (2 * scale * share)
    risk = np.where(steep >= moved, steep, 2 * (pressure * (1 - share) - threshold))
    possible = (moved > 0) & (risk >= 0) & (risk < 1)
    presence: Floats = np.full(pressure.shape, np.nan)
    presence[possible] = -share / deterrence * np.log1p(-risk[possible])
    return presence
