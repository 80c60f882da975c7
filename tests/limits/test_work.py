"""How much work a replicate is, counted and not timed, so that no machine decides: residents looked at, and calls.

The bounds stand a tenth (residents) and a quarter (calls: releases of NumPy and Python differ) above what was counted
when they were written; whoever passes them has made the model slower, or has a reason to raise them.
"""

import sys
from collections import Counter

import numpy as np
import pytest

from kfor_sim.model.model import KforModel
from kfor_sim.model.population.boxes import Boxes
from kfor_sim.prepare import prepare
from kfor_sim.scenario import load

LOOKED_AT = 0.1  # residents looked at in a week, of all, mean over `documented` at the default resolution
CALLS = 1520  # calls of functions in a week, Python's and C's, mean over the second year


@pytest.fixture(scope="module")
def documented():
    return prepare(load("documented"))


def test_a_week_looks_at_few_residents(documented, monkeypatch):
    looked_at = []
    candidates = Boxes.candidates

    def counted(boxes, *arguments, **keywords):
        found = candidates(boxes, *arguments, **keywords)
        looked_at.append(found[0].size)
        return found

    monkeypatch.setattr(Boxes, "candidates", counted)
    model = KforModel(documented, seed_of_run=1, collect=False)
    looked_at.clear()
    model.run()
    share = np.sum(looked_at) / documented.setting.weeks / model.population.cell.size
    assert 0.5 * LOOKED_AT < share < 1.1 * LOOKED_AT


def test_a_week_makes_a_bounded_number_of_calls(documented):
    model = KforModel(documented, seed_of_run=1, collect=False)
    for _ in range(52):
        model.step()
    calls = Counter()
    sys.setprofile(lambda _frame, event, _argument: calls.update([event]))
    try:
        for _ in range(52):
            model.step()
    finally:
        sys.setprofile(None)
    a_week = (calls["call"] + calls["c_call"]) / 52
    assert 0.5 * CALLS < a_week < 1.25 * CALLS
