"""The record of a fit: what a ``calibrated`` figure points at, complete enough to be made again."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np

from kfor_sim.calibration.fitting import FEW, FREE, Fit
from kfor_sim.calibration.planning import Subject
from kfor_sim.calibration.posterior import share_of
from kfor_sim.calibration.settling import ENOUGH, WIDEST
from kfor_sim.digits import supported
from kfor_sim.results import ILLUSTRATIVE
from kfor_sim.version import NUMBERS, __version__

METHOD = (
    "Latin hypercubes of draws from the ranges, each lived through once on luck of its own; where fewer than "
    f"{FEW:.0%} of the first {FREE} meet every target, further draws are guided by a linear regression on these and "
    "weighted by how much more often they are taken (importance sampling with a defensive mixture). Draws are kept "
    "that meet every "
    f"target, and where these are fewer than {ENOUGH}, the nearest {ENOUGH} within up to {WIDEST:g} tolerances, their "
    "figures moved by local linear regression on how far they lie outside."
)
_SCHEMA = 1
_DIGITS = 6  # significant, of what a draw showed


def record_of(fit: Fit, subject: Subject) -> dict[str, Any]:
    """Write down a fit, in the form of `CalibrationRecord`; intervals have the digits that the draws support."""
    settled, numbers = fit.settled, fit.draws.numbers
    distance = fit.misses.max(axis=1, initial=0.0)
    return {
        "schema": _SCHEMA,
        "illustrative": ILLUSTRATIVE,
        "scenario": subject.base.name,
        "scenario_hash": fit.draws.scenario.hash,
        "theory": fit.theory,
        "overrides": list(subject.overrides),
        "evidence": subject.evidence,
        "reading": subject.reading,
        "method": METHOD,
        "seed": subject.seed,
        "resolution": subject.resolution,
        "version": __version__,
        "numbers": NUMBERS,
        "draws": fit.draws.asked,
        "free": fit.draws.free,
        "contradictions": fit.draws.contradictions,
        "within": settled.within,
        "tolerance": round(settled.factor, 3),
        "verdict": fit.sentence,
        "targets": _targets(fit),
        "figures": {row["figure"]: _figure(row) for row in posterior_rows(fit) if row["median"] is not None},
        "kept": [
            {
                "draw": numbers[place],
                "distance": _short(distance[place]),
                "weight": _short(weight),
                "showed": {target.name: _number(fit.showed[target.name][place]) for target in fit.targets},
            }
            for place, weight in zip(settled.kept, settled.weights, strict=True)
        ],
    }


def posterior_rows(fit: Fit) -> list[dict[str, Any]]:
    """Lay out, figure by figure, what was put in and what the evidence leaves, in the units of the figures.

    Columns ``figure``, ``unit``, ``value`` (as shipped), ``low`` and ``high`` (the range put in), ``left_low``,
    ``median`` and ``left_high`` (the interval that the evidence leaves, None where too few draws fit), their Monte
    Carlo errors ``low_error``, ``median_error`` and ``high_error``, ``moved``, ``chance`` and ``alone``.
    """
    found = fit.posterior
    rows = []
    for place, each in enumerate(fit.draws.ranges):
        row: dict[str, Any] = {"figure": each.path, "unit": each.unit, "value": each.value}
        row |= {"low": each.low, "high": each.high}
        ends = ("left_low", "median", "left_high")
        errors = ("low_error", "median_error", "high_error")
        if found is None:
            row |= dict.fromkeys((*ends, *errors)) | {"moved": False, "chance": None, "alone": None}
        else:
            width = each.high - each.low
            shares = (found.low[place], found.median[place], found.high[place])
            row |= {name: each.at(float(np.clip(share, 0, 1))) for name, share in zip(ends, shares, strict=True)}
            sizes = (found.low_error[place], found.median_error[place], found.high_error[place])
            row |= {name: float(size * width) for name, size in zip(errors, sizes, strict=True)}
            row |= {"moved": bool(found.moved[place]), "chance": float(found.chance[place])}
            row["alone"] = float(found.alone[place])
        rows.append(row)
    return rows


def _figure(row: dict[str, Any]) -> dict[str, Any]:
    """Write one figure down, with the digits that the draws support; one whole number alone gets its neighbours."""
    low = max(supported(row["left_low"], row["low_error"]), row["low"])
    high = min(supported(row["left_high"], row["high_error"]), row["high"])
    if low >= high:
        low, high = row["left_low"], row["left_high"]
    if low >= high:
        low, high = max(low - 1, row["low"]), min(high + 1, row["high"])
    return {
        "unit": row["unit"],
        "range": [row["low"], row["high"]],
        "median": min(max(supported(row["median"], row["median_error"]), low), high),
        "interval": [low, high],
        "moved": row["moved"],
    }


def _targets(fit: Fit) -> dict[str, Any]:
    weights = fit.settled.weights
    return {
        target.name: {
            "use": target.use,
            "at_least": target.accepted.at_least,
            "at_most": target.accepted.at_most,
            "met_by_draws": round(fit.met_by_draws(target), 4),
            "met_by_kept": round(share_of(fit.met[fit.settled.kept, place], weights, level=fit.level)[0], 4)
            if len(weights)
            else None,
        }
        for place, target in enumerate(fit.targets)
    }


def _number(value: float) -> float | None:
    return _short(value) if isfinite(value) else None


def _short(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
