"""The audit: on one page, what a conclusion rests on.

grounds     figures by basis, how good and how old their sources are, where sources disagree
planning    what is audited: the analysis of a number, and the claim that it decides
audit       the two together, and the one figure at which the conclusion turns
"""

from kfor_sim.audit.audit import Audit, audit_of, carry_out
from kfor_sim.audit.planning import Plan, plan_of

__all__ = ["Audit", "Plan", "audit_of", "carry_out", "plan_of"]
