"""The register: what others have published of models like this one, and what we say of ours, each as a check.

measuring       how a measure is declared, and all of them by name
of_the_lattice  measures of a life of Epstein's lattice
of_the_model    measures of the main model and of the theories' figures
of_the_municipality  measures of one well-mixed municipality beside the lattice
estimating      a statistic of what many seeds gave, with its interval
judging         an estimate against what was expected, and the rules of the ratio against one another
register        all claims that are asked for, lived through and judged
"""

from kfor_sim.register.register import Checked, Register, check_claims

__all__ = ["Checked", "Register", "check_claims"]
