from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from kfor_sim.scenario import Scenario

COMMUNITIES = ("albanian", "serb", "roma-ashkali-egyptian", "other")


@dataclass
class StandIn:
    """A result as the plots know it, from given arrays."""

    scenario: Scenario
    arrays: dict[str, np.ndarray]
    seed: int = 1999
    key: str = "0123456789abcdef"
    communities: tuple[str, ...] = COMMUNITIES
    replicates: tuple[int, ...] = field(init=False)
    dates: tuple[date, ...] = field(init=False)

    def __post_init__(self):
        runs, weeks = self.arrays["strength"].shape
        self.replicates = tuple(range(runs))
        self.dates = tuple(self.scenario.start + timedelta(days=7 * week) for week in range(weeks))
        self.municipalities = tuple(row.name for row in self.scenario.tables.municipalities)
        self.contingents = tuple(row.nation for row in self.scenario.tables.contingents)

    def outcome(self, name):
        return self.arrays[name]

    def community_security(self):
        home = (self.arrays["at_home"] + self.arrays["displaced"]).sum(axis=2)
        felt = np.nan_to_num(self.arrays["security"] * self.arrays["at_home"]).sum(axis=2)
        return np.divide(felt, home, out=np.full(felt.shape, np.nan), where=home > 0)

    def theatre_security(self):
        home = (self.arrays["at_home"] + self.arrays["displaced"]).sum(axis=(2, 3))
        return np.nan_to_num(self.arrays["security"] * self.arrays["at_home"]).sum(axis=(2, 3)) / home
