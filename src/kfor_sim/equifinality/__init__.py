"""Equifinality: many settings and rival theories that fit the record as well, and what they disagree about."""

from kfor_sim.equifinality.equifinality import Equifinality, Share, carry_out, ensemble, shares_of
from kfor_sim.equifinality.planning import Plan, plan_of

__all__ = ["Equifinality", "Plan", "Share", "carry_out", "ensemble", "plan_of", "shares_of"]
