"""Scenario discovery: in which worlds a claim fails, by a rule that can be read, and what each schedule may cost there.

planning    what is asked: a claim, worlds, and metrics that can be regretted
sample      worlds as a rule sees them: figures, theories, and where the claim fails
rule        a box in the figures and a list of theories, in words and as a query
clusters    worlds that share a draw count together: intervals, errors, shuffles
growing     rules from a shallow tree that is grown on half of the worlds
finding     which of them last on the other half, and how often luck alone yields one
regretting  how far each schedule lies behind the best in the same world
experiments worlds and what came of them, as EMA workbench reads them
discovery   all of it together
"""

from kfor_sim.discovery.discovery import Discovery, carry_out, discover
from kfor_sim.discovery.planning import Plan, plan_of

__all__ = ["Discovery", "Plan", "carry_out", "discover", "plan_of"]
