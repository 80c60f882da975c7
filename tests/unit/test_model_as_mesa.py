"""The model is a good citizen of Mesa: agents, collector, batch_run."""

import pickle

import mesa
import pytest

from kfor_sim.model.agents.contingent import Contingent
from kfor_sim.model.agents.headquarters import Headquarters
from kfor_sim.model.agents.municipality import Municipality
from kfor_sim.model.model import KforModel
from worlds import shortened


@pytest.fixture
def model(coarse):
    return KforModel(shortened(coarse, weeks=8))


def test_headquarters_contingents_and_municipalities_are_agents(model):
    counts = {kind: len(agents) for kind, agents in model.agents_by_type.items()}
    assert counts == {Headquarters: 1, Contingent: 34, Municipality: 30}


def test_municipalities_lie_on_a_network_of_shared_borders(model):
    place = next(place for place in model.municipalities if place.name == "Štrpce")
    around = {agent.name for cell in place.cell.connections.values() for agent in cell.agents}
    assert around == {"Kačanik", "Prizren", "Suva Reka", "Uroševac"}


def test_agents_show_the_state_of_the_arrays(model):
    for _ in range(6):
        model.step()
    total = sum(contingent.strength for contingent in model.contingents)
    assert total == model.state.contingent_strength.sum() > 0
    assert sum(place.troops for place in model.municipalities) == model.state.troops.sum()
    assert sum(place.active for place in model.municipalities) == pytest.approx(model.state.active.sum())
    assert model.municipalities[2].hardship == model.state.hardship[2]


def test_the_collector_takes_a_row_a_week_and_is_off_in_ensembles(model, coarse):
    model.run()
    frame = model.datacollector.get_model_vars_dataframe()
    assert len(frame) == 8
    assert frame["strength"].iloc[-1] == model.record.arrays["strength"][-1]
    assert KforModel(coarse, collect=False).datacollector is None


def test_batch_run_works(coarse):
    parameters = {"parameters": [shortened(coarse, weeks=5)], "replicate": [0, 1]}
    rows = mesa.batch_run(KforModel, parameters=parameters, max_steps=4, display_progress=False)
    assert [row["replicate"] for row in rows] == [0, 1]
    assert len({row["attacks"] for row in rows}) == 2


def test_no_outcome_depends_on_mesas_own_seed(coarse):
    small = shortened(coarse, weeks=6)
    one, other = (KforModel(small, rng=seed).run().arrays["attacks_everyday"] for seed in (1, 2))
    assert (one == other).all()


def test_parameters_travel_between_processes(coarse):
    assert pickle.loads(pickle.dumps(coarse)).policy == coarse.policy
