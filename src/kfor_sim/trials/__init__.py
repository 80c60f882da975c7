"""Trials: many scenarios, a few replicates of each, of which metrics and some weekly series are kept and nothing else.

asking      what is asked of a scenario, and what came of it
living      one replicate, measured where it is lived through
keeping     what is known of a scenario, kept in memory or in a file
calling     what one call asks for, what of it is there already, and how the rest is written down
trials      many scenarios, computed side by side
"""

from kfor_sim.trials.asking import Reading, Wanted
from kfor_sim.trials.trials import Trials

__all__ = ["Reading", "Trials", "Wanted"]
