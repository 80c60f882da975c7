"""How much memory a run asks for, and what is refused."""

import pytest

from kfor_sim.errors import ScenarioError
from kfor_sim.scenario import load
from kfor_sim.scenario.size import MEMORY_LIMIT, NUMBER_BYTES, RESIDENT_BYTES, gibibytes, memory_estimate

FIGURES = {
    "population.total": 1_000,
    "population.mobilisable_share": 0.1,
    "run.persons_per_resident": 10,
    "run.quadrature_points": 4,
    "unrest.rest_weeks": 16,
    "unrest.jail_weeks": 52,
}
ONE = {"population": "individuals", "weeks": 1, "municipalities": 1, "contingents": 0}


def estimate(figures=FIGURES, **changes):
    return memory_estimate(figures.__getitem__, **{**ONE, **changes})


def test_residents_round_up_in_each_cell():
    assert estimate()[0] == 14


def test_memory_grows_with_residents_of_each_worker():
    more = {**FIGURES, "population.total": 101_000}
    assert estimate(more)[1] - estimate()[1] == 1_000 * RESIDENT_BYTES
    assert estimate(more, workers=3)[1] - estimate(workers=3)[1] == 3_000 * RESIDENT_BYTES


@pytest.mark.parametrize("factor", ["weeks", "held"])
def test_outcomes_are_proportional_to_weeks_and_replicates_held(factor):
    state = 14 * RESIDENT_BYTES
    assert estimate(**{factor: 7})[1] - state == 7 * (estimate()[1] - state)


def test_memory_of_contingents_is_one_number_a_week():
    assert estimate(contingents=3)[1] - estimate()[1] == 3 * NUMBER_BYTES


def test_the_mean_field_grows_with_the_square_of_its_points():
    small, large = (
        estimate({**FIGURES, "run.quadrature_points": points}, population="mean-field")[1] for points in (100, 200)
    )
    assert large / small == pytest.approx(4, rel=1e-3)


def test_full_scale_fits_and_an_absurd_grid_does_not():
    assert load("documented", overrides=("run.persons_per_resident=1",)).value("run.persons_per_resident") == 1
    with pytest.raises(ScenarioError, match=r"GiB of memory .*the limit is 4\.0 GiB; lower run.quadrature_points"):
        load("documented", overrides=("theory.population=mean-field", "run.quadrature_points=1000"))


def test_sizes_are_told_with_few_digits():
    assert gibibytes(MEMORY_LIMIT) == "4.0 GiB"
    assert gibibytes(2e15) == "1,862,645 GiB"
