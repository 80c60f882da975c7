"""What a small world is, and what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kfor_sim.model.record import Recorded


class SmallWorld(Protocol):
    """Something of which replicates can be drawn; it travels to workers."""

    @property
    def key(self) -> str:
        """What its replicates depend on, as 64 hexadecimal digits; equal worlds have equal keys."""

    @property
    def seed(self) -> int:
        """The seed of all draws."""

    def draw(self, replicate: int) -> Recorded:
        """Live through one replicate and give what is kept of it: arrays with at least one axis, by name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one world.

    Attributes:
        world: The world.
        replicates: How many of them, from number 0.
    """

    world: SmallWorld
    replicates: int
