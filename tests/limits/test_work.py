"""How much work a replicate is, counted and not timed, so that no machine decides.

Elements of residents' arrays, and calls. The bounds stand a tenth above what was counted when they were written;
whoever passes them has made the model slower, or has a reason to raise them.
"""

import sys
from collections import Counter

import numpy as np
import pytest

from kfor_sim.model.model import KforModel
from kfor_sim.prepare import prepare
from kfor_sim.scenario import load

READ = 0.25  # elements of residents' arrays read or written in a week, for each resident; mean over `documented`
CALLS = 1550  # calls of functions in a week, Python's and C's, mean over the second year (3.13; 1520 on 3.11)


@pytest.fixture(scope="module")
def documented():
    return prepare(load("documented"))


class Counted(np.ndarray):
    """An array that counts how many of its elements are read or written, whoever does it."""

    elements = 0

    def __array_ufunc__(self, ufunc, method, *inputs, **keywords):
        Counted.elements += sum(value.size for value in inputs if isinstance(value, Counted))
        plain = [value.view(np.ndarray) if isinstance(value, Counted) else value for value in inputs]
        return getattr(ufunc, method)(*plain, **keywords)

    def take(self, indices, *arguments, **keywords):
        Counted.elements += np.size(indices)
        return self.view(np.ndarray).take(indices, *arguments, **keywords)

    def __getitem__(self, key):
        found = self.view(np.ndarray)[key]
        Counted.elements += np.size(found)
        return found

    def __setitem__(self, key, value):
        Counted.elements += np.size(self.view(np.ndarray)[key])
        self.view(np.ndarray)[key] = value


def test_a_week_touches_few_residents(documented):
    model = KforModel(documented, seed_of_run=1, collect=False)
    residents = model.population
    for name, array in vars(residents).items():
        if isinstance(array, np.ndarray) and array.shape == residents.cell.shape:
            setattr(residents, name, array.view(Counted))
    Counted.elements = 0
    model.run()
    read = Counted.elements / documented.setting.weeks / residents.cell.size
    assert 0.5 * READ < read < 1.1 * READ


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
    assert 0.5 * CALLS < a_week < 1.1 * CALLS
