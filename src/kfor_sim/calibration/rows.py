"""The rows of a calibration's tables, one theory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scipy.stats import binomtest

from kfor_sim.calibration.fitting import Fit
from kfor_sim.calibration.posterior import interval_of_one, share_of

RECOVERY = ("theory", "figure", "truths", "held", "share", "low", "high", "width")


def reading_row(theory: str, reading: str, each: Fit) -> dict[str, Any]:
    """Lay out what one reading of the record makes of a fit."""
    share, low, high = share_of(each.within, each.draws.weights, level=each.level)
    told = {"theory": theory, "reading": reading, "share": share, "share_low": low, "share_high": high}
    return told | {"kept": len(each.settled.kept), "tolerance": each.settled.factor}


def fit_row(each: Fit) -> dict[str, Any]:
    """Lay out whether a theory fits."""
    settled, sound = each.settled, len(each.draws.numbers)
    share, low, high = share_of(each.within, each.draws.weights, level=each.level)
    hardest = each.hardest
    return {
        "theory": each.theory,
        "label": each.label,
        "verdict": each.verdict,
        "draws": sound,
        "even": each.draws.truths,
        "contradictions": each.draws.contradictions,
        "within": settled.within,
        "share": share,
        "share_low": low,
        "share_high": high,
        "kept": len(settled.kept),
        "effective": settled.effective,
        "tolerance": settled.factor,
        "hardest": hardest.name,
        "hardest_met": each.met_by_draws(hardest),
        "moved": int(each.posterior.moved.sum()) if each.posterior else 0,
    }


def target_rows(theory: str, each: Fit) -> Iterator[dict[str, Any]]:
    """Lay out what draws and kept draws show, target by target."""
    places, weights = each.settled.kept, each.settled.weights
    for column, target in enumerate(each.targets):
        shown = each.showed[target.name][places]
        low, median, high = interval_of_one(shown, weights, level=each.level)
        yield {
            "theory": theory,
            "target": target.name,
            "label": target.label,
            "use": target.use,
            "recorded": target.recorded,
            "at_least": target.accepted.at_least,
            "at_most": target.accepted.at_most,
            "met_by_draws": each.met_by_draws(target),
            "met_by_kept": share_of(each.met[places, column], weights, level=each.level)[0] if len(places) else None,
            "low": low,
            "median": median,
            "high": high,
        }


def recovery_rows(theory: str, each: Fit) -> Iterator[dict[str, Any]]:
    """Lay out how often known truths were held, figure by figure."""
    found = each.recovery
    for column, figure in enumerate(each.draws.ranges if found.truths else ()):
        held = int(found.held[column])
        sure = binomtest(held, found.truths).proportion_ci(confidence_level=each.level, method="exact")
        yield {
            "theory": theory,
            "figure": figure.path,
            "truths": found.truths,
            "held": held,
            "share": held / found.truths,
            "low": float(sure.low),
            "high": float(sure.high),
            "width": float(found.width[column]),
        }
