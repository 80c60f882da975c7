"""Sensitivity: which assumption a result hangs on, all of them varied together.

designs       Morris's trajectories and Saltelli's blocks over the unit cube
indices       elementary effects and shares of the variance, with their intervals
study         a function of the unit cube screened and weighed, and how sure that is
planning      what is asked: of one schedule or of what lies between two
living        the model as such a function
sensitivity   the figures in order
"""

from kfor_sim.sensitivity.planning import Plan, plan_of
from kfor_sim.sensitivity.sensitivity import Sensitivity, carry_out, sensitivity_of

__all__ = ["Plan", "Sensitivity", "carry_out", "plan_of", "sensitivity_of"]
