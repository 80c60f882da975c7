"""Slot `population`: how the people are represented who might take to the street.

These are ways of computing one thing, not rival views of the world, and no functions: each is a class in
`model/population/`, which takes its name from here.
"""

from __future__ import annotations

from kfor_sim.mechanisms.options import describe

describe(
    "population",
    "individuals",
    statement="Each simulated resident has hardship, fear and a memory of his own.",
    equation="active if h G − r P > τ and not off the street",
    valid="any scenario; resolution is `run.persons_per_resident`",
    criticism="h and r are drawn alike for all, and nobody knows anybody",
)
describe(
    "population",
    "mean-field",
    statement="The same rule for infinitely many residents: no luck among them.",
    equation="expected share not off the street on a grid of (h, r)",
    valid="where few are away from home, since those away are mixed anew each week; individuals come near it at 1/√n",
    criticism="what a small place owes to a few people is lost",
)
describe(
    "population",
    "closed-form",
    statement="The same rule where nobody ever rests or is arrested.",
    equation="0 if G ≤ τ; (G − τ)² / (2 G P) if P ≥ G − τ; 1 − (τ + P/2) / G otherwise",
    valid="only with unrest.stand_down = unrest.arrest = 0",
    criticism="a crowd that never tires; for checks on a sheet of paper",
)
