"""What docs/minimal.md says of other numbers of troops, by the formula that the town runs on."""

import re
from pathlib import Path

import numpy as np

from kfor_sim.model.population.closed_form import active_share

SHEET = " ".join((Path(__file__).parents[2] / "docs" / "minimal.md").read_text(encoding="utf-8").split())
MOBILISABLE, GRIEVANCE, THRESHOLD, DETERRENCE = 10_000, 0.45, 0.1, 2.3


def settled(troops, *, rounded=np.positive):
    """The crowd of each of several towns after 300 rounds in which grievance stays."""
    crowd = np.ones(len(troops))
    for _ in range(300):
        risk = 1 - np.exp(-DETERRENCE * rounded(np.array(troops) / np.maximum(crowd, 1.0)))
        crowd = MOBILISABLE * active_share(np.full_like(crowd, GRIEVANCE), risk, threshold=THRESHOLD)
    return crowd


def test_the_crowd_settles_at_one_number_for_each_number_of_troops():
    told = re.findall(r"\*\*([\d,]+)\*\* (?:people )?for ([\d,]*\d)", SHEET)
    assert [troops for _, troops in told] == ["1,000", "700", "300"]
    crowds = settled([int(troops.replace(",", "")) for _, troops in told])
    assert [f"{crowd:,.0f}" for crowd in crowds] == [crowd for crowd, _ in told]
    assert f"with none at all M (1 − τ / G) = **{settled([0])[0]:,.0f}**" in SHEET


def test_it_is_a_slope_steepest_a_little_above_700_and_a_jump_where_the_ratio_is_rounded_down():
    troops = np.arange(0, 2_001, 25)
    held_back = -np.diff(settled(troops))
    assert 700 < troops[held_back.argmax()] <= 750
    assert held_back.max() < 500  # 25 soldiers hold 20 people each at the most
    held_back = -np.diff(settled(troops, rounded=np.floor))
    assert held_back.max() > 6_000
