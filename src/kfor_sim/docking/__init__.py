"""Docking: a small lattice on which published results are met again with the mechanisms of the main model.

The world is Epstein's (2002, Models I and II). Who acts is decided by the function that decides for the residents of
the main model, how much risk they perceive by the options of its slot `deterrence`, and what moves them by its
grievance; where they stand, whom they see and who is arrested is the lattice's own.

torus         sites and who is in view
risk          perceived risk for every number of cops and active agents in view, from an option of the slot
series        what is recorded in each step
kernel        one life of the lattice, compiled (the optional part ``docking``)
lattice       a preset run under one rule, and its replicates
outbursts     outbursts of a life and the waits between them, whether these are over or not
survival      waiting times of which some are not over
municipality  one municipality of the main model as a well-mixed world with the lattice's way of arresting
"""

from kfor_sim.docking.lattice import RULES, Lattice, Life, lattice_of, live

__all__ = ["RULES", "Lattice", "Life", "lattice_of", "live"]
