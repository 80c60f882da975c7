"""The minimal world against the sheet of paper in docs/minimal.md."""

import re
from pathlib import Path

import pytest

from kfor_sim.model.model import KforModel
from kfor_sim.prepare import prepare
from kfor_sim.scenario import load

SHEET = (Path(__file__).parents[2] / "docs" / "minimal.md").read_text(encoding="utf-8")


def number(pattern):
    return float(re.search(pattern, SHEET).group(1).replace(",", ""))


@pytest.fixture(scope="module")
def parameters():
    return prepare(load("minimal"))


def test_each_round_of_the_first_week(parameters, monkeypatch):
    """The rounds as the program lives through them."""
    model = KforModel(parameters)
    rounds, crowd, decide = [], [], model.population.decide

    def watched(risk):
        rounds.append(risk[0])
        crowd.append(decide(risk))
        return crowd[-1]

    monkeypatch.setattr(model.population, "decide", watched)
    model.step()
    rows = re.findall(r"^\| (\d) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", SHEET, flags=re.MULTILINE)
    assert len(rows) == len(rounds) == 7
    for (_, risk, share, active), lived, people in zip(rows, rounds, crowd, strict=True):
        assert lived == pytest.approx(float(risk), abs=5e-5)
        assert people.sum() == pytest.approx(float(active), abs=0.05)
        assert people.sum() / 10_000 == pytest.approx(float(share), abs=5e-5)


def test_the_states_at_the_end_of_the_first_weeks(parameters):
    model = KforModel(parameters)
    model.step()
    state = model.state
    assert state.security[0, :2] == pytest.approx([number(r"/ 4 = \*\*(0\.775)\*\*")] * 2)
    assert state.legitimacy[0, :2] == pytest.approx([number(r"/ 200 = \*\*(0\.551\d+)\*\*")] * 2, abs=5e-7)
    assert state.hardship[0] == pytest.approx(number(r"/ 200 = \*\*(0\.998\d+)\*\*"), abs=5e-7)
    model.step()
    assert state.active.sum() == pytest.approx(number(r"A = \*\*([\d.]+)\*\*"), abs=0.05)
    assert state.security[0, 0] == pytest.approx(number(r"0\.225 / 4 = \*\*([\d.]+)\*\*"))


def test_nothing_is_left_to_chance(parameters):
    one, other = (KforModel(parameters, seed_of_run=seed, replicate=seed).run().arrays for seed in (1, 2))
    for name in one:
        assert (one[name] == other[name]).all() or name in ("security", "legitimacy", "grievance"), name
    assert one["attacks_everyday"].sum() == one["attacks_intercommunal"].sum() == 0


def test_fewer_troops_do_not_hold_the_town():
    """What the sheet invites to try: 300 troops, and nearly everybody who can be moved is on the street."""
    overrides = ("drawdown.troops=300", "deployment.arrivals[0].troops=300")
    model = KforModel(prepare(load("minimal", overrides=overrides)))
    crowd = model.run().arrays["active"].sum(axis=(1, 2))
    assert crowd[-1] > 5_000 > 2_000 > KforModel(prepare(load("minimal"))).run().arrays["active"].sum(axis=(1, 2))[-1]
