"""kfor-sim: an illustrative agent-based simulation of a peacekeeping drawdown.

from kfor_sim import load, run
result = run(load("documented"), replicates=20)
result.summary()
result.plot()

from kfor_sim import compare
compare(["documented", "no-force"], replicates=20).differences("deaths")

from kfor_sim import robust
robust(["documented", "fast"], claim="deaths(fast) > deaths(documented)").sentence

from kfor_sim import calibrate, ensemble
calibrate("documented", theory="default").posterior()
ensemble(["documented", "fast"], theories=["default", "quinlivan"]).frame()

from kfor_sim import discover
discover(["documented", "fast"], claim="weeks_below_floor(fast) < 52").rules()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kfor_sim.version import __version__

if TYPE_CHECKING:
    from kfor_sim.audit import audit_of
    from kfor_sim.calibration import calibrate
    from kfor_sim.comparing import compare
    from kfor_sim.discovery import discover
    from kfor_sim.docking import lattice_of, live
    from kfor_sim.equifinality import ensemble
    from kfor_sim.errors import KforError
    from kfor_sim.glossary import explain
    from kfor_sim.register import check_claims
    from kfor_sim.robustness import break_claim, robust
    from kfor_sim.running import run
    from kfor_sim.scenario import diff, load, shipped, theories
    from kfor_sim.scorecard import score_patterns
    from kfor_sim.sensitivity import sensitivity_of

_HOMES = {
    "KforError": "kfor_sim.errors",
    "audit_of": "kfor_sim.audit",
    "break_claim": "kfor_sim.robustness",
    "calibrate": "kfor_sim.calibration",
    "check_claims": "kfor_sim.register",
    "compare": "kfor_sim.comparing",
    "diff": "kfor_sim.scenario",
    "discover": "kfor_sim.discovery",
    "ensemble": "kfor_sim.equifinality",
    "explain": "kfor_sim.glossary",
    "lattice_of": "kfor_sim.docking",
    "live": "kfor_sim.docking",
    "load": "kfor_sim.scenario",
    "robust": "kfor_sim.robustness",
    "run": "kfor_sim.running",
    "score_patterns": "kfor_sim.scorecard",
    "sensitivity_of": "kfor_sim.sensitivity",
    "shipped": "kfor_sim.scenario",
    "theories": "kfor_sim.scenario",
}

__all__ = [
    "KforError",
    "__version__",
    "audit_of",
    "break_claim",
    "calibrate",
    "check_claims",
    "compare",
    "diff",
    "discover",
    "ensemble",
    "explain",
    "lattice_of",
    "live",
    "load",
    "robust",
    "run",
    "score_patterns",
    "sensitivity_of",
    "shipped",
    "theories",
]


def __getattr__(name: str) -> Any:
    """Import the public functions when they are first asked for, so that importing the package costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'kfor_sim' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
