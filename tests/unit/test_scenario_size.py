import pytest

from kfor_sim.errors import ScenarioError
from kfor_sim.scenario import load
from kfor_sim.scenario.size import MEMORY_LIMIT, NUMBER_BYTES, RESIDENT_BYTES, gibibytes, memory_estimate, residents

ONE = {"residents": 0, "weeks": 1, "municipalities": 1, "communities": 1, "contingents": 0, "replicates": 1}


def test_residents_round_up_in_each_cell():
    assert residents(1_000, 0.1, 10, cells=4) == 14


def test_memory_grows_with_residents():
    assert (
        memory_estimate(**{**ONE, "residents": 1_001}) - memory_estimate(**{**ONE, "residents": 1})
        == 1_000 * RESIDENT_BYTES
    )


@pytest.mark.parametrize("factor", ["weeks", "replicates"])
def test_memory_is_proportional_to_weeks_and_replicates(factor):
    assert memory_estimate(**{**ONE, factor: 7}) == 7 * memory_estimate(**ONE)


def test_memory_of_contingents_is_one_number_a_week():
    assert memory_estimate(**{**ONE, "contingents": 3}) - memory_estimate(**ONE) == 3 * NUMBER_BYTES


def test_full_scale_fits_and_an_absurd_one_does_not():
    assert load("documented", overrides=("run.persons_per_resident=1",)).value("run.persons_per_resident") == 1
    with pytest.raises(ScenarioError, match=r"GiB of memory .*the limit is 4\.0 GiB"):
        load("documented", overrides=("run.replicates=100000",))


def test_sizes_are_told_with_few_digits():
    assert gibibytes(MEMORY_LIMIT) == "4.0 GiB"
    assert gibibytes(2e15) == "1,862,645 GiB"
