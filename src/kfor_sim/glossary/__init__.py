"""The glossary: what every word of the model means, its unit, basis and source, and where it stands in the code.

entries        one entry, and places in the code
of_figures     figures and tables of a scenario, their events, their sources
of_mechanisms  slots, options, theories, policies and their levers
of_measures    weekly outcomes and metrics
words          words that results are written in, and the shipped scenarios
glossary       all entries of a scenario, and those that a word means
"""

from kfor_sim.glossary.entries import Entry
from kfor_sim.glossary.glossary import Explanation, entries_of, explain

__all__ = ["Entry", "Explanation", "entries_of", "explain"]
