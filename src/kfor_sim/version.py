"""The version of the package, and of the numbers that it computes."""

__version__ = "0.4.0"

NUMBERS = 2  # raised whenever the same scenario and seed give other numbers; part of the key of a run
