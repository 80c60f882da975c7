"""The pattern scorecard: what of the record the model yields without its being put in (pattern-oriented modelling).

patterns     one measure for each pattern, a pure function of weekly series
knock_outs   an input of a scenario taken out, and nothing else
scoring      what a measure says, and whether a pattern counts
planning     what is to be run for it
scorecard    every pattern under one theory or all, run and kept
"""

from kfor_sim.scorecard.planning import plan_of
from kfor_sim.scorecard.scorecard import Scorecard, carry_out, score_patterns
from kfor_sim.scorecard.scoring import Score, Tested, Value

__all__ = ["Score", "Scorecard", "Tested", "Value", "carry_out", "plan_of", "score_patterns"]
