"""A municipality: one of the places where people live and troops stand, on a network of shared borders."""

from __future__ import annotations

import inspect
from random import Random
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from mesa.discrete_space import CellAgent, Network
from numpy.typing import NDArray

if TYPE_CHECKING:
    from kfor_sim.arrays import CountPerCell, PerCell
    from kfor_sim.model.model import KforModel


class Municipality(CellAgent):  # type: ignore[misc]  # Mesa ships no types
    """A view on the model's arrays for one place, for inspection, collection and pictures; the arrays hold the state.

    Attributes:
        index: Its place in arrays by municipality.
        name: Its name.
    """

    model: KforModel

    def __init__(self, model: KforModel, index: int) -> None:
        super().__init__(model)
        self.index = index
        self.name = model.parameters.geography.municipalities[index]

    @property
    def security(self) -> PerCell:
        """Simulated security level by community, shape (C,)."""
        return self.model.state.security[self.index]

    @property
    def legitimacy(self) -> PerCell:
        """Trust in the authorities by community, shape (C,)."""
        return self.model.state.legitimacy[self.index]

    @property
    def tension(self) -> PerCell:
        """Tension by community, shape (C,)."""
        return self.model.state.tension[self.index]

    @property
    def present(self) -> CountPerCell:
        """People present by community, shape (C,)."""
        return self.model.state.present[self.index]

    @property
    def displaced(self) -> CountPerCell:
        """People of this home who are away from it, by community, shape (C,)."""
        return self.model.state.displaced[self.index]

    @property
    def active(self) -> float:
        """Persons on the street in the last round."""
        return float(self.model.state.active[self.index].sum())

    @property
    def troops(self) -> int:
        """Troops here, persons."""
        return int(self.model.state.troops[self.index])

    @property
    def hardship(self) -> float:
        """Hardship relative to June 1999."""
        return float(self.model.state.hardship[self.index])


def border_network(adjacent: NDArray[np.bool_], random: Random) -> Network:
    """Lay municipalities out on a Mesa network of shared borders.

    Positions are given as an empty layout where Mesa takes one (3.5), since its own layout is slow and unseeded.
    """
    graph = nx.from_numpy_array(adjacent.astype(int))
    takes_layout = "layout" in inspect.signature(Network.__init__).parameters
    return Network(graph, random=random, layout=None) if takes_layout else Network(graph, random=random)
