"""Traces on arrays made by hand, with answers worked out by hand, and on a small world."""

from types import SimpleNamespace

import numpy as np
import pytest

from kfor_sim.metrics import Marks, metrics_of
from kfor_sim.prepare import calendar_of, prepare
from kfor_sim.replicate import run_replicate
from kfor_sim.scenario import load
from kfor_sim.traces import TRACES, minorities
from kfor_sim.weekly import Weekly

# Two weeks, three municipalities, two communities. The first community is the largest in the first and, since it comes
# first, in the third municipality; the second one is in the second. North has the outer two, South the middle one.
HOME = np.array([[100, 40], [10, 90], [50, 50]])
PARAMETERS = SimpleNamespace(
    geography=SimpleNamespace(home=HOME),
    nations=SimpleNamespace(sectors=("North", "South"), sector_of_municipality=np.array([0, 1, 0])),
)
ATTACKS = np.array([[[1, 2], [3, 4], [5, 6]], [[0, 10], [20, 0], [0, 30]]], dtype=np.int32)
ARRAYS = {
    "security": np.array([[[0.9, 0.5], [0.2, 0.8], [1.0, 0.4]]] * 2, dtype=np.float32),
    "at_home": np.array([HOME, [[100, 20], [10, 90], [50, 25]]], dtype=np.int32),
    "displaced": np.array([[[0, 0], [0, 0], [0, 0]], [[0, 20], [0, 0], [0, 25]]], dtype=np.int32),
    "present": np.array([HOME, [[110, 20], [15, 90], [50, 25]]], dtype=np.int32),
    "active": np.array([[[1.5, 0], [9, 0], [0, 0]], [[2, 1], [0, 4], [8, 0]]], dtype=np.float32),
    "attacks_intercommunal": ATTACKS,
    "deaths_everyday": ATTACKS // 10,
    "deaths_intercommunal": ATTACKS // 5,
    "strength": np.array([50_000, 40_000], dtype=np.int32),
    "presence": np.array([[1.0, 2.0, 3.0], [0.5, 0.25, 0.25]], dtype=np.float32),
}
WEEKLY = Weekly(ARRAYS, riot_share=0.02)


def test_minorities_live_outside_the_largest_community_of_their_place():
    assert minorities(PARAMETERS.geography).tolist() == [[False, True], [True, False], [False, True]]


@pytest.mark.parametrize(
    ("name", "series"),
    [
        ("security", [(90 + 20 + 2 + 72 + 50 + 20) / 340, (90 + 10 + 2 + 72 + 50 + 10) / 340]),
        ("security_lowest", [(20 + 72 + 20) / 180, (10 + 72 + 10) / 180]),  # against 142 of 160
        ("security_minority", [(20 + 2 + 20) / 100, (10 + 2 + 10) / 100]),
        ("active", [10.5, 15]),
        ("riots", [1, 3]),  # 1.5 of 140, 9 of 100, 0; then 3 of 130, 4 of 105, 8 of 75
        ("deaths", [0 + 1 + 1, (1 + 2 + 3) + (2 + 4 + 6)]),
        ("deaths_intercommunal", [1 + 1, 2 + 4 + 6]),
        ("attacks_intercommunal", [21, 60]),
        ("attacks_on_minorities", [2 + 3 + 6, 10 + 20 + 30]),
        ("strength", [50_000, 40_000]),
        ("presence", [6, 1]),
        ("displaced", [0, 45]),
        ("attacks_on_minorities_by_sector", [[2 + 6, 3], [10 + 30, 20]]),
        ("minorities_by_sector", [[40 + 50, 10], [20 + 25, 15]]),
        ("active_by_sector", [[1.5, 9], [2 + 1 + 8, 4]]),
    ],
)
def test_a_trace_is_what_one_would_count(name, series):
    found = TRACES[name].compute(WEEKLY, PARAMETERS)
    assert found.dtype == np.float64
    assert found == pytest.approx(np.array(series), rel=1e-6)


def test_every_trace_is_declared_under_its_name_with_unit_and_label():
    assert [trace.name for trace in TRACES.values()] == list(TRACES)
    assert all(trace.unit and trace.label for trace in TRACES.values())
    assert len({trace.label for trace in TRACES.values()}) == len(TRACES)
    assert {name for name, trace in TRACES.items() if trace.by_sector} == {n for n in TRACES if n.endswith("_sector")}


def test_where_nobody_is_a_minority_their_security_is_no_number():
    alone = SimpleNamespace(geography=SimpleNamespace(home=HOME[:, :1]))
    weekly = Weekly({name: array[..., :1] for name, array in ARRAYS.items() if array.ndim == 3}, riot_share=0.02)
    assert np.isnan(TRACES["security_minority"].compute(weekly, alone)).all()
    assert TRACES["attacks_on_minorities"].compute(weekly, alone).tolist() == [0, 0]


@pytest.fixture(scope="module")
def small():
    """Half a year of the reference scenario, coarsely: its marks, its parameters, what one replicate shows."""
    scenario = load("documented", overrides=["end=1999-12-31", "run.persons_per_resident=1000"])
    marks, parameters = Marks.of(scenario, calendar_of(scenario)), prepare(scenario)
    return marks, parameters, Weekly(run_replicate(parameters, seed=1, replicate=0), marks.riot_share)


def test_traces_of_a_small_world_have_a_number_for_each_week_and_sector(small):
    _, parameters, weekly = small
    weeks, sectors = parameters.setting.weeks, len(parameters.nations.sectors)
    for trace in TRACES.values():
        series = trace.compute(weekly, parameters)
        assert series.shape == ((weeks, sectors) if trace.by_sector else (weeks,))
        assert np.isfinite(series).all()


def test_traces_agree_with_the_metrics_that_sum_them_up(small):
    marks, parameters, weekly = small
    metrics = {metric.name: metric.compute(weekly) for metric in metrics_of(marks)}
    series = {name: trace.compute(weekly, parameters) for name, trace in TRACES.items()}
    assert metrics["deaths"] == series["deaths"].sum() > 0
    assert metrics["deaths_intercommunal"] == series["deaths_intercommunal"].sum()
    assert metrics["riot_weeks"] == series["riots"].sum() > 0
    assert metrics["displaced_person_weeks"] == series["displaced"].sum()
    assert metrics["peak_active"] == series["active"].max()
    assert metrics["security_mean"] == series["security"].mean()
    assert (series["security_lowest"] <= series["security"]).all()


def test_sectors_add_up_to_the_theatre(small):
    _, parameters, weekly = small
    for whole in ("active", "attacks_on_minorities"):
        parts = TRACES[f"{whole}_by_sector"].compute(weekly, parameters)
        assert parts.sum(axis=1) == pytest.approx(TRACES[whole].compute(weekly, parameters), rel=1e-12)
        assert (parts.sum(axis=0) > 0).sum() > 1
    first = TRACES["minorities_by_sector"].compute(weekly, parameters)[0].sum()
    assert first == pytest.approx(parameters.geography.minority.sum(), rel=0.2)  # guests, and refugees abroad
