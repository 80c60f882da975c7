"""What every representation of the population can do, week by week."""

from __future__ import annotations

from typing import Protocol

from kfor_sim.arrays import PerCell, PerMunicipality


class Population(Protocol):
    """Those who might be mobilised.

    A week is opened once, residents decide in one or more rounds, and the week is closed once.
    """

    @property
    def on_street(self) -> PerCell:
        """Persons still on the street when the last week closed, shape (M, C)."""

    def open_week(self, week: int, grievance: PerCell, at_home_share: PerCell) -> None:
        """Take in what is fixed for the week.

        Args:
            week: The week; negative in the spin-up.
            grievance: G, shape (M, C).
            at_home_share: Part of each cell's people that is at home, shape (M, C).
        """

    def decide(self, risk: PerMunicipality) -> PerCell:
        """Let everybody decide at the perceived risk P (M,); gives the persons active, shape (M, C)."""

    def close_week(self, risk: PerMunicipality) -> None:
        """Let active residents leave the street, tired or arrested, given the risk P (M,) of the last round."""
