"""The command `kfor-sim`."""

from kfor_sim.cli.program import main

__all__ = ["main"]
