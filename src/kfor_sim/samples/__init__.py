"""Samples: many replicates of small worlds of any kind, of which a few arrays each are kept.

asking      what such a world is, and what is asked of it
keeping     what is known of a world, kept in memory or in a file
calling     what one call asks for, what of it is there already, and how the rest is written down
"""

from kfor_sim.samples.asking import Asked, SmallWorld
from kfor_sim.samples.calling import Samples

__all__ = ["Asked", "Samples", "SmallWorld"]
